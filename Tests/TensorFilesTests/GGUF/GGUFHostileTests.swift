import Engine
import Failures
import Files
import Foundation
import TensorFiles
import TestSupport
import Testing

/// GGUF files that break one promise of the format each: every one is refused with its place and a remedy, none traps.
@Suite struct GGUFHostileTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var bytes: [UInt8]
        /// What the message must say.
        var says: String

        init(_ name: String, _ bytes: [UInt8], says: String) {
            (testDescription, self.bytes, self.says) = (name, bytes, says)
        }
        init(_ name: String, says: String, _ change: (inout GGUFBuilder) -> Void) {
            var builder = GGUFHostileTests.good
            change(&builder)
            self.init(name, builder.file(), says: says)
        }
    }

    static let good: GGUFBuilder = {
        var builder = GGUFBuilder()
        builder.set("general.architecture", .text("llama"))
        builder.set("list", .uint32s([1, 2, 3]))
        builder.set("words", .texts(["a", "bc", ""]))
        builder.add("one", shape: [2, 3], [1, 2, 3, 4, 5, 6])
        builder.add("two", shape: [1, 32], type: 8, bytes: [UInt8](repeating: 7, count: 34))
        return builder
    }()

    static func b<T: FixedWidthInteger>(_ number: T) -> [UInt8] { GGUFBuilder.bytes(number) }
    static func array(_ type: UInt32, _ count: UInt64, _ bytes: [UInt8] = []) -> GGUFBuilder.Value {
        .raw(type: 9, bytes: b(type) + b(count) + bytes)
    }

    static let cases: [Case] = [
        Case("nothing", [], says: "does not begin with 'GGUF'"),
        Case("three bytes", Array("GGU".utf8), says: "does not begin with 'GGUF'"),
        Case("another magic", says: "does not begin with 'GGUF'") { $0.magic = Array("GGML".utf8) },
        Case("version 0", says: "version 0") { $0.version = 0 },
        Case("version 1", says: "version 1") { $0.version = 1 },
        Case("version 4", says: "version 4") { $0.version = 4 },
        Case("byte-swapped", says: "byte-swapped") { $0.version = 3 << 24 },
        Case("2^64 - 1 tensors", says: "the number of tensors") { $0.tensorCount = .max },
        Case("2^63 keys", says: "the number of keys") { $0.keyCount = 1 << 63 },
        Case("a tensor more than there are", says: "the length of the name of tensor 2 is") { $0.tensorCount = 3 },
        Case("a key more than there are", says: "the length of the name of tensor 0 is") { $0.keyCount = 4 },
        Case("key not UTF-8", Array(good.header()[..<24]) + b(UInt64(2)) + [0xC0, 0xAF] + [UInt8](repeating: 0, count: 99), says: "not UTF-8"),
        Case("key of 2^64 - 1 bytes", Array(good.header()[..<24]) + [UInt8](repeating: 0xFF, count: 99), says: "the length of key 0"),
        Case("same key twice", says: "'list' twice") { $0.set("list", .uint8(1)) },
        Case("unknown value type", says: "unknown type 13") { $0.set("x", .raw(type: 13, bytes: [0])) },
        Case("neither true nor false", says: "neither true (1) nor false (0)") { $0.set("x", .raw(type: 7, bytes: [2])) },
        Case("value not UTF-8", says: "not UTF-8") { $0.set("x", .raw(type: 8, bytes: b(UInt64(1)) + [0xFF])) },
        Case("list of 2^64 - 1", says: "the length of the list") { $0.set("x", array(0, .max)) },
        Case("list of 2^61 numbers", says: "the length of the list") { $0.set("x", array(10, 1 << 61)) },
        Case("list past the end", says: "the length of the list") { $0.set("x", array(4, 1000)) },
        Case("list of strings past the end", says: "key 'x'") { $0.set("x", array(8, 3, b(UInt64(1) << 40))) },
        Case("list of an unknown type", says: "unknown type 99") { $0.set("x", array(99, 1)) },
        Case("lists within lists", says: "deep") {
            $0.set("x", .raw(type: 9, bytes: (0..<2000).flatMap { _ in b(UInt32(9)) + b(UInt64(1)) }))
        },
        Case("alignment 0", says: "a power of two") { $0.set("general.alignment", .uint32(0)) },
        Case("alignment 4", says: "a power of two") { $0.set("general.alignment", .uint32(4)) },
        Case("alignment 48", says: "a power of two") { $0.set("general.alignment", .uint32(48)) },
        Case("alignment 2^63", says: "a power of two") { $0.set("general.alignment", .uint64(1 << 63)) },
        Case("alignment a text", says: "a power of two") { $0.set("general.alignment", .text("32")) },
        Case("alignment more than the offsets'", says: "no multiple of the alignment") { $0.set("general.alignment", .uint32(64)) },
        Case("name not UTF-8", says: "not UTF-8") { $0.tensors[0].name = [0xED, 0xA0, 0x80] },
        Case("same tensor twice", says: "'one' twice") { $0.tensors[1].name = Array("one".utf8) },
        Case("five dimensions", says: "5 dimensions") { $0.tensors[0].shape = [1, 1, 1, 2, 3] },
        Case("a dimension of 0", says: "the dimension 0") { $0.tensors[0].shape = [2, 0] },
        Case("a dimension of 2^64 - 1", says: "the dimension 18446744073709551615") { $0.tensors[0].shape = [.max] },
        Case("shape overflows", says: "impossible shape") { $0.tensors[0].shape = [1 << 40, 1 << 40] },
        Case("shape overflows to six", says: "impossible shape") { $0.tensors[0].shape = [1 << 62, 4, 6] },
        Case("bytes overflow", says: "impossible shape") { $0.tensors[0].shape = [1 << 62] },
        Case("unknown number format", says: "unknown number format 4 for tensor 'one'") { $0.tensors[0].type = 4 },
        Case("number format 2^32 - 1", says: "unknown number format 4294967295") { $0.tensors[0].type = .max },
        Case("rows of 31 in blocks of 32", says: "blocks of 32") { $0.tensors[1].shape = [1, 31] },
        Case("offset 1", says: "no multiple of the alignment") { $0.tensors[1].offset = 33 },
        Case("offset 2^64 - 32", says: "the offset 18446744073709551584") { $0.tensors[1].offset = .max - 31 },
        Case("offset past the end", says: "truncated") { $0.tensors[1].offset = 1 << 40 },
        Case("offset 2^63 - 32", says: "truncated") { $0.tensors[1].offset = (1 << 63) - 32 },
        Case("one inside the other", says: "begins inside") { $0.tensors[1].offset = 0 },
        Case("more rows than there are", says: "truncated") { $0.tensors[1].shape = [2, 32] },
        Case("last byte missing", good.file().dropLast(), says: "truncated"),
        Case("a part of parts named otherwise", says: "its name does not end in '-00001-of-00002.gguf'") {
            $0.set("split.no", .uint16(0))
            $0.set("split.count", .uint16(2))
        },
        Case("part 3 of 2", says: "'split.no' is 2") {
            $0.set("split.no", .uint16(2))
            $0.set("split.count", .uint16(2))
        },
        Case("number of parts a text", says: "'split.count' is '2'") { $0.set("split.count", .text("2")) },
    ]

    @Test(arguments: cases)
    func `a file that breaks the format is refused`(hostile: Case) throws {
        try withTemporaryFolder { folder in
            let url = folder.appending(path: "x.gguf")
            try Data(hostile.bytes).write(to: url)
            let failure = try #require(try failure { try GGUFFile(url) })
            #expect(failure.kind == .badData)
            #expect(failure.place == url.filePath)
            #expect(failure.remedy != nil)
            #expect(failure.what.contains(hostile.says), "\(failure.what)")
            #expect(!failure.description.utf8.contains { $0 < 0x20 })
        }
    }

    @Test func `a number format that is not computed with is known by its name, and refused where it is wanted`() throws {
        for type in GGUFTensorType.allCases where type.format == nil {
            try withTemporaryFolder { folder in
                var builder = Self.good
                let url = folder.appending(path: "x.gguf")
                // 2,048 numbers have room in 8 bytes each.
                builder.add("odd", shape: [1, 2048], type: type.rawValue, bytes: [UInt8](repeating: 0, count: 8 * 2048))
                try builder.write(to: url)
                let file = try GGUFFile(url)
                #expect(try file.tensor("odd").type == type)
                let failure = try #require(try failure { try file.storedMatrix("odd", shape: [1, 2048]) })
                #expect(failure.what.contains("is \(type.name);") && failure.what.contains("Q4_K"), "\(failure.what)")
            }
        }
    }

    @Test func `cut anywhere, a file is refused`() throws {
        let bytes = Self.good.file()
        try withTemporaryFolder { folder in
            let url = folder.appending(path: "x.gguf")
            for count in bytes.indices {
                try Data(bytes[..<count]).write(to: url)
                let failure = try #require(try failure { try GGUFFile(url) }, "\(count) bytes")
                #expect(failure.kind == .badData && failure.remedy != nil)
            }
        }
    }

    /// Whatever is changed, the file is read or refused, and what is read lies inside it.
    @Test func `five thousand damaged files neither trap nor read past their end`() throws {
        let good = Self.good.file()
        var random = CounterRandom(seed: 21), refused = 0, read = 0
        try withTemporaryFolder { folder in
            let url = folder.appending(path: "x.gguf")
            for _ in 0..<5_000 {
                var bytes = good
                for _ in 0...Int(random.next() % 3) {
                    let at = Int(random.next() % UInt64(bytes.count))
                    switch random.next() % 4 {
                    case 0: bytes[at] = UInt8(truncatingIfNeeded: random.next())
                    case 1: bytes[at] ^= 1 << UInt8(random.next() % 8)
                    case 2: for i in at..<min(bytes.count, at + 8) { bytes[i] = 0xFF }
                    default: bytes = Array(bytes[..<max(1, at)])
                    }
                }
                try Data(bytes).write(to: url)
                do {
                    let file = try GGUFFile(url)
                    read += 1
                    for tensor in file.tensors {
                        if tensor.type.format == nil || tensor.count > 10_000 { continue }
                        _ = try file.matrix(tensor.name, shape: tensor.shape)
                        try? file.requireFinite(tensor.name)
                    }
                    for key in file.metadata.keys {
                        _ = try? file.metadata.texts(key)
                        _ = try? file.metadata.integers(key)
                        _ = try? file.metadata.floats(key)
                        _ = try? file.metadata.bools(key)
                        _ = try? file.metadata.number(key)
                    }
                } catch let failure as Failure {
                    refused += 1
                    guard failure.kind == .badData || failure.kind == .missingInput, failure.remedy != nil else {
                        Issue.record("\(failure)")
                        return
                    }
                }
            }
        }
        #expect(refused > 1000 && read > 250, "\(refused) refused, \(read) read")
        print("gguf fuzz: \(refused) refused, \(read) read")
    }
}
