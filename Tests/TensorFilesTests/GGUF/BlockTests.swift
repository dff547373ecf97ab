import Engine
import Foundation
import TensorFiles
import TestSupport
import Testing

/// Expanding quantised blocks, on every path: the bits of gguf.dequantize (Tools/goldens/gguf/make.py) and of the formulas
/// number by number.
@Suite struct BlockTests {
    /// The same bits, or both no number: which NaN a processor makes of one is its own affair.
    static func same(_ a: [Float], _ b: [Float]) -> Bool {
        a.count == b.count && zip(a, b).allSatisfy { $0.bitPattern == $1.bitPattern || $0.isNaN && $1.isNaN }
    }

    /// So many random blocks of a type, their float16 numbers ordinary or extreme.
    static func random(_ type: BlockType, _ count: Int, seed: UInt64) -> [UInt8] {
        var random = CounterRandom(seed: seed)
        return (0..<count * type.bytes).map { _ in UInt8(truncatingIfNeeded: random.next() >> 13) }
    }

    static func expand(
        _ type: BlockType, _ bytes: [UInt8], rows: Int, isa: Kernels.ISA
    ) -> [Float] {
        let owner = Bytes(bytes), columns = bytes.count / type.bytes * type.values / rows
        let stored = StoredMatrix(blocks: type, rows: rows, columns: columns, base: owner.base, owner: owner)
        let out = Matrix(rows: rows, columns: columns)
        ComputeEngine(threads: 2, isa: isa).unpack(stored, into: out)
        return out.toArray()
    }

    @Test(arguments: BlockType.allCases, Kernels.available)
    func `random blocks are to the bit what gguf makes of them`(type: BlockType, isa: Kernels.ISA) throws {
        let goldens = try SafetensorsFile(Goldens.url("gguf/blocks.safetensors"))
        let bytes = try goldens.bytes("\(type.rawValue).blocks")
        let golden = try goldens.matrix("\(type.rawValue).values").toArray()
        #expect(golden.contains { !$0.isFinite } && golden.contains { $0.isSubnormal || $0 == 0 })
        #expect(Self.same(Self.expand(type, bytes, rows: bytes.count / type.bytes, isa: isa), golden))
    }

    @Test(arguments: BlockType.allCases, Kernels.available)
    func `two hundred blocks of any bits are those of the formulas`(type: BlockType, isa: Kernels.ISA) {
        let bytes = Self.random(type, 200, seed: 5)
        let plain = (0..<200).flatMap { PlainBlocks.values(type, Array(bytes[$0 * type.bytes..<($0 + 1) * type.bytes])) }
        #expect(Self.same(Self.expand(type, bytes, rows: 10, isa: isa), plain))
        #expect(plain.count { $0.isFinite && abs($0) > 1e-6 } > plain.count / 4)
    }

    @Test(arguments: BlockType.allCases)
    func `scales from all over the float16 give the formulas' bits`(type: BlockType) {
        let at = type == .q6_K ? 208 : 0
        var bytes = Self.random(type, 65536, seed: 6)
        for h in 0..<65536 {
            bytes[h * type.bytes + at] = UInt8(h & 255)
            bytes[h * type.bytes + at + 1] = UInt8(h >> 8)
        }
        // Every exponent with some fractions.
        let plain = stride(from: 0, to: 65536, by: type.values == 256 ? 101 : 13).map {
            ($0, PlainBlocks.values(type, Array(bytes[$0 * type.bytes..<($0 + 1) * type.bytes])))
        }
        for isa in Kernels.available {
            let found = Self.expand(type, bytes, rows: 1, isa: isa)
            var wrong = 0
            for (h, values) in plain where !Self.same(Array(found[h * type.values..<(h + 1) * type.values]), values) { wrong += 1 }
            #expect(wrong == 0, "\(isa)")
        }
    }

    @Test(arguments: BlockType.allCases, Kernels.available)
    func `some rows, single rows in any order, and rows of heads put right are rows of the whole`(type: BlockType, isa: Kernels.ISA) {
        let rows = 24, columns = 512, owner = Bytes(Self.random(type, rows * columns / type.values, seed: 7).map { $0 & 0x3B })
        let stored = StoredMatrix(blocks: type, rows: rows, columns: columns, base: owner.base, owner: owner)
        let engine = ComputeEngine(threads: 2, isa: isa), whole = Matrix(rows: rows, columns: columns)
        engine.unpack(stored, into: whole)
        let all = whole.toArray()
        func row(_ r: Int) -> ArraySlice<Float> { all[r * columns..<(r + 1) * columns] }

        let part = Matrix(rows: 5, columns: columns)
        engine.unpack(stored.rows(7..<20).rows(2..<7), into: part)
        #expect(part.toArray() == (9..<14).flatMap(row))
        let order: [Int32] = [23, 0, 0, 11, 4]
        engine.gatherRows(of: stored.rows(0..<24), order, scale: 1, into: part)
        #expect(part.toArray() == order.flatMap { row(Int($0)) })

        // Heads of 8: row i of a head's first half lies at 2 i, of its second at 2 i + 1.
        let put = stored.undoingInterleave(headWidth: 8), right = Matrix(rows: rows, columns: columns)
        engine.unpack(put, into: right)
        let places = (0..<rows).map { $0 / 8 * 8 + $0 % 4 * 2 + $0 % 8 / 4 }
        #expect(right.toArray() == places.flatMap(row))
        engine.unpack(put.rows(3..<21).rows(4..<9), into: part)
        #expect(part.toArray() == places[7..<12].flatMap(row))
        engine.gatherRows(of: put, order, scale: 1, into: part)
        #expect(part.toArray() == order.flatMap { row(places[Int($0)]) })
    }

    @Test(arguments: BlockType.allCases, Kernels.available)
    func `a product with quantised matrices is that with their expanded copies`(type: BlockType, isa: Kernels.ISA) {
        // 1,792 columns: two pieces of a panel and a part of one. 70 rows and heads: two panels and a part.
        let (m, n, k) = (9, 80, 1792), engine = ComputeEngine(threads: 2, isa: isa)
        let owner = Bytes(Self.random(type, n * k / type.values, seed: 8).map { $0 & 0x3B })
        let stored = StoredMatrix(blocks: type, rows: n, columns: k, base: owner.base, owner: owner)
        let copy = Matrix(rows: n, columns: k), a = Matrix(rows: m, columns: k)
        engine.unpack(stored, into: copy)
        var random = CounterRandom(seed: 9)
        a.assign((0..<m * k).map { _ in random.uniform() - 0.5 })
        let plain = engine.pack(copy, as: .float32)
        let parts: [(StoredMatrix, StoredMatrix)] = [
            (stored, plain), (stored.rows(3..<77), plain.rows(3..<77)),
            (stored.undoingInterleave(headWidth: 16), plain.undoingInterleave(headWidth: 16)),
        ]
        for (quantised, expanded) in parts {
            let one = Matrix(rows: m, columns: 2 * quantised.rows), two = Matrix(rows: m, columns: 2 * quantised.rows)
            #expect(engine.product(a, transposedFinite: [quantised, quantised], into: one))
            #expect(engine.product(a, transposedFinite: [expanded, expanded], into: two))
            #expect(one.toArray().map(\.bitPattern) == two.toArray().map(\.bitPattern))
        }
    }
}

/// Bytes at an odd address.
final class Bytes {
    private let room: UnsafeMutableRawPointer
    var base: UnsafeRawPointer { UnsafeRawPointer(room + 1) }

    init(_ bytes: [UInt8]) {
        room = .allocate(byteCount: bytes.count + 1, alignment: 64)
        bytes.withUnsafeBytes { if let start = $0.baseAddress { (room + 1).copyMemory(from: start, byteCount: $0.count) } }
    }

    deinit { room.deallocate() }
}
