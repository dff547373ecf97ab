import Failures
import Tables
import Testing

/// Snappy blocks that a test makes element by element, and what they must not do.
@Suite struct SnappyTests {
    /// A block in the making, and what it stands for.
    struct Block {
        var body: [UInt8] = []
        var expected: [UInt8] = []

        mutating func literal(_ bytes: [UInt8], lengthBytes: Int? = nil) {
            let needed = bytes.count <= 60 ? 0 : bytes.count <= 1 << 8 ? 1 : bytes.count <= 1 << 16 ? 2 : 3
            let extra = lengthBytes ?? needed
            body += extra == 0 ? [UInt8(bytes.count - 1) << 2] : [UInt8(59 + extra) << 2]
            for i in 0..<extra { body.append(UInt8(truncatingIfNeeded: (bytes.count - 1) >> (8 * i))) }
            body += bytes
            expected += bytes
        }

        /// - Parameter kind: 1, 2 or 3: the offset takes one byte and three bits, two bytes or four.
        mutating func copy(_ count: Int, from offset: Int, kind: Int) {
            switch kind {
            case 1: body += [UInt8(offset >> 8) << 5 | UInt8(count - 4) << 2 | 1, UInt8(offset & 255)]
            case 2: body += [UInt8(count - 1) << 2 | 2, UInt8(offset & 255), UInt8(offset >> 8)]
            default:
                body.append(UInt8(count - 1) << 2 | 3)
                for i in 0..<4 { body.append(UInt8(truncatingIfNeeded: offset >> (8 * i))) }
            }
            for _ in 0..<count { expected.append(expected[expected.count - offset]) }
        }

        var bytes: [UInt8] { ThriftWriter.varint(UInt64(expected.count)) + body }
    }

    /// Decompressed as the one string of a page would be: it is the page's bytes that count.
    static func decompress(_ block: [UInt8], size: Int) throws -> [UInt8] {
        // As many values of one byte as there are bytes: BOOLEAN would need packing, so bytes of INT32.
        let made = ParquetBuilder(
            type: 1, codec: 1, rows: size / 4, pages: [.init(values: size / 4, bytes: [], compressed: block, size: size)])
        let rows = try ParquetFile(made.file, named: "made.parquet").rows(of: ["x"], from: 0)
        var bytes: [UInt8] = []
        while let next = try rows.next() {
            guard case .integers(let numbers) = next.columns[0] else { return [] }
            for number in numbers.values { for i in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: number >> (8 * Int64(i)))) } }
        }
        return bytes
    }

    @Test(arguments: 0..<250)
    func elementsOfEveryKind(seed: Int) throws {
        var random = ParquetRandom(UInt64(seed))
        var block = Block()
        block.literal(random.bytes(1 + random.below(80)))
        for _ in 0..<random.below(300) {
            let there = block.expected.count
            // Near and far, within what each kind can say.
            let offset = min(there, 1 + (random.below(2) == 0 ? random.below(20) : random.below(there)))
            switch random.below(5) {
            case 0: block.literal(random.bytes(1 + random.below(70)))
            case 1: block.literal(random.bytes(1 + random.below(20)), lengthBytes: 1 + random.below(4))
            case 2: block.copy(4 + random.below(8), from: min(offset, 2047), kind: 1)
            case 3: block.copy(1 + random.below(64), from: min(offset, 65535), kind: 2)
            default: block.copy(1 + random.below(64), from: offset, kind: 3)
            }
        }
        while block.expected.count % 4 != 0 { block.literal([7]) }
        #expect(try Self.decompress(block.bytes, size: block.expected.count) == block.expected)
        // Cut anywhere, and with an end too many, it is refused.
        for _ in 0..<10 {
            let cut = random.below(block.bytes.count)
            #expect(throws: Failure.self) { try Self.decompress(Array(block.bytes[..<cut]), size: block.expected.count) }
        }
        #expect(throws: Failure.self) { try Self.decompress(block.bytes + [0, 1], size: block.expected.count) }
    }

    @Test func whatABlockMustNotDo() throws {
        let cases: [(String, [UInt8], Int)] = [
            ("ends within its length", [0x80], 4),
            ("of more than five bytes", [0x80, 0x80, 0x80, 0x80, 0x80, 0x80], 4),
            ("has 5 bytes of Snappy instead of 4", [5, 16, 1, 2, 3, 4, 5], 4),
            ("copies from 0 bytes back where there are 1", [4, 0, 9, 2 << 2 | 2, 0, 0], 4),
            ("copies from 2 bytes back where there are 1", [4, 0, 9, 2 << 2 | 2, 2, 0], 4),
            ("ends too soon or goes on too long", [4, 0, 9, 3 << 2 | 2, 1, 0], 4),
            ("ends too soon or goes on too long", [4, 0, 9], 4),
            ("ends too soon or goes on too long", [4, 63 << 2, 255, 255, 255, 255], 4),
            ("cannot come from 7 compressed with SNAPPY", [0xff, 0xff, 0xff, 0x7f, 0, 9, 0], 1 << 28),
        ]
        for (says, block, size) in cases {
            let failure = #expect(throws: Failure.self) { try Self.decompress(block, size: size) }
            #expect(failure?.kind == .badData && failure?.description.contains(says) == true, "\(String(describing: failure)) should say \(says)")
        }
    }
}
