import Engine
import Testing

@Suite struct ElementwiseOperationTests {
    let engine = ComputeEngine(threads: 3)

    @Test(arguments: operationShapes)
    func `operations by element are the plain ones`(rows: Int, columns: Int) {
        let a = noiseMatrix(rows, columns, seed: 1), b = noiseMatrix(rows, columns, seed: 2)
        let out = Matrix(rows: rows, columns: columns), x = a.toArray(), y = b.toArray()
        engine.copy(a, into: out)
        #expect(out.toArray() == x)
        engine.fill(out, with: 2)
        #expect(out.toArray().allSatisfy { $0 == 2 })
        // One rounding each, so the very bits of the plain float32 operation.
        engine.scale(a, by: 3, into: out)
        #expect(out.toArray() == x.map { 3 * $0 })
        engine.add(a, b, into: out)
        #expect(out.toArray() == zip(x, y).map(+))
        engine.subtract(a, b, into: out)
        #expect(out.toArray() == zip(x, y).map(-))
        engine.multiply(a, b, into: out)
        #expect(out.toArray() == zip(x, y).map(*))
        engine.relu(a, into: out)
        #expect(out.toArray() == x.map { max($0, 0) })
        engine.clamp(a, to: -0.5...0.25, into: out)
        #expect(out.toArray() == x.map { min(max($0, -0.5), 0.25) })
        // A factor of a power of 2 makes the product exact, fused or not.
        engine.addScaled(a, b, scale: 0.5, into: out)
        #expect(out.toArray() == zip(x, y).map { $0 + 0.5 * $1 })
        engine.add(a, b, into: a)
        #expect(a.toArray() == zip(x, y).map(+), "in place")
    }

    @Test(arguments: operationShapes)
    func `operations by row and column are the plain ones`(rows: Int, columns: Int) {
        let a = noiseMatrix(rows, columns, seed: 3), row = noiseMatrix(1, columns, seed: 4)
        let factors = noiseMatrix(1, rows, seed: 5), out = Matrix(rows: rows, columns: columns)
        let x = a.toArray(), r = row.toArray(), f = factors.toArray()
        engine.addRow(a, row, into: out)
        #expect(out.toArray() == x.indices.map { x[$0] + r[$0 % columns] })
        engine.subtractRow(a, row, into: out)
        #expect(out.toArray() == x.indices.map { x[$0] - r[$0 % columns] })
        engine.scaleRows(a, by: factors, into: out)
        #expect(out.toArray() == x.indices.map { x[$0] * f[$0 / columns] })
        engine.scaleColumns(a, by: row, into: out)
        #expect(out.toArray() == x.indices.map { x[$0] * r[$0 % columns] })
    }

    @Test func `a view of some rows is read, and rows are copied to a place`() {
        let a = noiseMatrix(10, 3, seed: 6), out = Matrix(rows: 6, columns: 3)
        engine.copyRows(of: a.rows(4..<7), into: out, from: 2)
        #expect(Array(out.toArray()[6..<15]) == Array(a.toArray()[12..<21]))
        #expect(out.toArray()[..<6].allSatisfy { $0 == 0 } && out.toArray()[15...].allSatisfy { $0 == 0 })
        let sum = Matrix(rows: 2, columns: 3)
        engine.add(a.rows(0..<2), a.rows(8..<10), into: sum)
        #expect(sum.toArray() == zip(a.toArray()[..<6], a.toArray()[24...]).map(+))
    }

    @Test func `normalized rows have norm 1, a row of zeros stays, and the norms before are given`() {
        let a = noiseMatrix(5, 301, seed: 7, scale: 30), norms = Matrix(rows: 1, columns: 5)
        engine.fill(norms, with: 9)
        a.withMutableBytes { bytes in
            for i in 301 * 4 * 2..<301 * 4 * 3 { bytes[i] = 0 }
        }
        let before = a.toArray()
        engine.normalizeRows(a, norms: norms)
        let after = a.toArray()
        for row in 0..<5 {
            let old = before[row * 301..<(row + 1) * 301], new = after[row * 301..<(row + 1) * 301]
            let norm = old.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
            #expect(norms.toArray()[row] == Float(norm) || abs(norms.toArray()[row] - Float(norm)) <= Float(norm).ulp)
            // The factor and each product round by half an ulp.
            for (o, n) in zip(old, new) {
                #expect(abs(Double(n) - (norm == 0 ? 0 : Double(o) / norm)) <= abs(Double(n)) * 0x1p-23)
            }
        }
    }

    @Test(arguments: operationShapes)
    func `a transpose turns rows into columns`(rows: Int, columns: Int) {
        let a = noiseMatrix(rows, columns, seed: 8), out = Matrix(rows: columns, columns: rows)
        engine.transpose(a, into: out)
        let x = a.toArray(), t = out.toArray()
        #expect(t.indices.allSatisfy { t[$0] == x[($0 % max(1, rows)) * columns + $0 / max(1, rows)] })
    }

    @Test func `rows are gathered, scattered and added in the order of their indices`() {
        let a = noiseMatrix(9, 600, seed: 9), indices: [Int32] = [8, 0, 3, 3, 8]
        let picked = Matrix(rows: 5, columns: 600)
        engine.gatherRows(a, indices, into: picked)
        let x = a.toArray(), p = picked.toArray()
        #expect(p.indices.allSatisfy { p[$0] == x[Int(indices[$0 / 600]) * 600 + $0 % 600] })

        let source = noiseMatrix(5, 600, seed: 10), s = source.toArray()
        let set = Matrix(rows: 9, columns: 600), added = Matrix(rows: 9, columns: 600)
        engine.copy(a, into: set)
        engine.copy(a, into: added)
        engine.scatterRows(source, indices, into: set)
        engine.scatterAddRows(source, indices, into: added)
        var plainSet = x, plainAdded = x
        for (i, row) in indices.enumerated() {
            for j in 0..<600 {
                plainSet[Int(row) * 600 + j] = s[i * 600 + j]
                plainAdded[Int(row) * 600 + j] += s[i * 600 + j]
            }
        }
        #expect(set.toArray() == plainSet)
        #expect(added.toArray() == plainAdded)
        engine.gatherRows(a, [], into: Matrix(rows: 0, columns: 600))
    }
}
