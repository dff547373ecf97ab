import Engine
import Testing

@Suite struct StoredMatrixTests {
    let engine = ComputeEngine(threads: 3)

    /// What is left of `a` after a trip through a format.
    func through(_ type: StorageType, _ a: Matrix) -> Matrix {
        let out = Matrix(rows: a.rows, columns: a.columns)
        engine.unpack(engine.pack(a, as: type), into: out)
        return out
    }

    @Test(arguments: StorageType.allCases, operationShapes.map { [$0.0, $0.1] })
    func `pack and unpack keep each element to the format's precision`(type: StorageType, shape: [Int]) {
        let a = noiseMatrix(shape[0], shape[1], seed: 1), back = through(type, a)
        // Half a unit in the last of p significant bits is at most 2^-p of the number: p is 8 in bfloat16, 11 in
        // float16, whose least step is 2^-24.
        let relative = [StorageType.bfloat16: 0x1p-8, .float16: 0x1p-11, .float32: 0][type]!
        let least = type == .float16 ? 0x1p-25 : 0
        let far = zip(a.toArray(), back.toArray()).filter { x, y in
            abs(Double(x) - Double(y)) > max(abs(Double(x)) * relative, least)
        }
        #expect(far.isEmpty)
        let again = through(type, back)
        #expect(again.toArray() == back.toArray())
    }

    @Test(arguments: StorageType.allCases)
    func `some rows, and rows by index with a scale`(type: StorageType) {
        let a = noiseMatrix(30, 71, seed: 2), stored = engine.pack(a, as: type), all = through(type, a).toArray()
        let some = Matrix(rows: 4, columns: 71), picked = Matrix(rows: 3, columns: 71)
        engine.unpack(stored, rows: 11..<15, into: some)
        #expect(some.toArray() == Array(all[11 * 71..<15 * 71]))
        let indices: [Int32] = [29, 0, 29]
        engine.gatherRows(of: stored, indices, scale: 3, into: picked)
        let expected = indices.flatMap { row in all[Int(row) * 71..<Int(row + 1) * 71].map { 3 * $0 } }
        #expect(picked.toArray() == expected)
        #expect(stored.withBytes { $0.count } == 30 * 71 * type.bytes)
    }

    /// A file's tensor begins at any byte.
    @Test(arguments: StorageType.allCases)
    func `an odd address is read all the same`(type: StorageType) {
        let a = noiseMatrix(7, 33, seed: 3), stored = engine.pack(a, as: type)
        let bytes = UnsafeMutableRawPointer.allocate(byteCount: 7 * 33 * 4 + 1, alignment: 64)
        defer { bytes.deallocate() }
        stored.withBytes { (bytes + 1).copyMemory(from: $0.baseAddress!, byteCount: $0.count) }
        let moved = StoredMatrix(type: type, rows: 7, columns: 33, base: bytes + 1, owner: a)
        let out = Matrix(rows: 7, columns: 33)
        engine.unpack(moved, into: out)
        #expect(out.toArray() == through(type, a).toArray())
    }

    @Test(arguments: StorageType.allCases, [[3, 1, 5], [1, 40, 33], [20, 1500, 70], [2, 700, 4100]])
    func `a product with a stored matrix is the product with the unpacked one`(type: StorageType, shape: [Int]) {
        let (m, n, k) = (shape[0], shape[1], shape[2])
        let x = noiseMatrix(m, k, seed: 4), w = noiseMatrix(n, k, seed: 5), stored = engine.pack(w, as: type)
        let dense = through(type, w), out = Matrix(rows: m, columns: n)
        let a = x.toArray(), b = dense.toArray()
        let exact = ProductTests.plain(m, n, k, { a[$0 * k + $1] }, { b[$1 * k + $0] })
        engine.product(x, transposed: stored, into: out)
        // k products below 1 and as many sums, each off by half an ulp of at most k.
        let bound = Double(k * k) * 0x1p-24
        #expect(zip(out.toArray(), exact).allSatisfy { abs(Double($0) - $1) <= bound })
        engine.product(x, transposed: stored, into: out, accumulate: true, scale: -1)
        #expect(out.toArray().allSatisfy { abs($0) <= Float(bound) }, "added to the negative")
        expectSameBitsOnAnyThreads("stored product") { engine in
            engine.product(x, transposed: stored, into: out)
            return out.toArray()
        }
    }
}
