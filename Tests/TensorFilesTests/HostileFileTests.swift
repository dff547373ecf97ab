import Engine
import Failures
import Files
import Foundation
import TensorFiles
import TestSupport
import Testing

/// Files that break one promise of the format each: every one is refused with its place and a remedy, none traps.
@Suite struct HostileFileTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var bytes: [UInt8]
        /// What the message must say.
        var says: String
        var testDescription: String { name }

        init(_ name: String, _ bytes: [UInt8], says: String) {
            self.name = name
            self.bytes = bytes
            self.says = says
        }
        /// A file of this header and so many bytes of data.
        init(_ name: String, _ header: String, data: Int = 8, says: String) {
            self.init(name, HostileFileTests.file(Array(header.utf8), data: data), says: says)
        }
    }

    static func file(_ header: [UInt8], data: Int, length: UInt64? = nil) -> [UInt8] {
        withUnsafeBytes(of: (length ?? UInt64(header.count)).littleEndian) { Array($0) } + header
            + [UInt8](repeating: 0, count: data)
    }

    static func tensor(_ name: String, _ dtype: String, _ shape: String, _ offsets: String) -> String {
        "\"\(name)\":{\"dtype\":\(dtype),\"shape\":\(shape),\"data_offsets\":\(offsets)}"
    }
    /// A tensor of two float32 numbers.
    static func tensor(_ name: String, _ offsets: String) -> String { tensor(name, "\"F32\"", "[2]", offsets) }
    static let good = tensor("a", "\"F32\"", "[2]", "[0,8]")
    static let deep = String(repeating: "[", count: 100_000)

    static let cases: [Case] = [
        Case("nothing", [], says: "too short"),
        Case("seven bytes", [1, 0, 0, 0, 0, 0, 0], says: "too short"),
        Case("no header", file([], data: 0), says: "begin with '{'"),
        Case("header of 2^63 bytes", file(Array("{}".utf8), data: 0, length: 1 << 63), says: "is the most allowed"),
        Case("header of 2^64 - 1 bytes", file(Array("{}".utf8), data: 0, length: .max), says: "is the most allowed"),
        Case("header over 100 MB", file(Array("{}".utf8), data: 0, length: 100_000_001), says: "is the most allowed"),
        Case("header past the end", file(Array("{}".utf8), data: 0, length: 3), says: "only 2 follow"),
        Case("space before the brace", " {\(good)}", says: "begin with '{'"),
        Case("an array", "[\(good)]", says: "begin with '{'"),
        Case("not closed", "{\(good)", says: "ends inside"),
        Case("text behind the brace", "{\(good)} x", says: "goes on after"),
        Case("zero bytes behind the brace", "{\(good)}\0\0", says: "goes on after"),
        Case("trailing comma", "{\(good),}", says: "lacks a string"),
        Case("no comma", "{\(good)\(tensor("b", "[8,16]"))}", data: 16, says: "lacks a ','"),
        Case("no colon", "{\"a\" {}}", says: "lacks a ':'"),
        Case("name not UTF-8", file(Array("{\"".utf8) + [0xff] + Array(good.utf8.dropFirst(2)) + [0x7d], data: 8), says: "not UTF-8"),
        Case("overlong UTF-8", file(Array("{\"".utf8) + [0xc0, 0xaf] + Array(good.utf8.dropFirst(2)) + [0x7d], data: 8), says: "not UTF-8"),
        Case("half a surrogate pair", "{\(tensor("\\ud83d", "[0,8]"))}", says: "surrogate"),
        Case("a low surrogate alone", "{\(tensor("\\udc00", "[0,8]"))}", says: "surrogate"),
        Case("unknown escape", "{\(tensor("\\x41", "[0,8]"))}", says: "unknown escape"),
        Case("raw control character", "{\(tensor("a\n", "[0,8]"))}", says: "control character"),
        Case("same name twice", "{\(good),\(tensor("a", "[8,16]"))}", data: 16, says: "'a' twice"),
        Case("same name, once escaped", "{\(good),\(tensor("\\u0061", "[8,16]"))}", data: 16, says: "'a' twice"),
        Case("metadata twice", "{\"__metadata__\":{},\"__metadata__\":{},\(good)}", says: "'__metadata__' twice"),
        Case("metadata key twice", "{\"__metadata__\":{\"k\":\"1\",\"k\":\"2\"},\(good)}", says: "'k' twice"),
        Case("metadata number", "{\"__metadata__\":{\"k\":1},\(good)}", says: "lacks a string"),
        Case("metadata list", "{\"__metadata__\":[],\(good)}", says: "lacks a '{'"),
        Case("entry is null", "{\"a\":null}", says: "lacks a '{'"),
        Case("dtype missing", "{\"a\":{\"shape\":[2],\"data_offsets\":[0,8]}}", says: "no dtype"),
        Case("shape missing", "{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,8]}}", says: "no shape"),
        Case("offsets missing", "{\"a\":{\"dtype\":\"F32\",\"shape\":[2]}}", says: "no data_offsets"),
        Case("dtype twice", "{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", says: "'dtype' twice"),
        Case("unknown key", "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8],\"x\":1}}", says: "unknown key 'x'"),
        Case("unknown dtype", "{\(tensor("a", "\"F31\"", "[2]", "[0,8]"))}", says: "unknown dtype 'F31'"),
        Case("dtype a number", "{\(tensor("a", "32", "[2]", "[0,8]"))}", says: "lacks a string for the dtype"),
        Case("shape a number", "{\(tensor("a", "\"F32\"", "2", "[0,8]"))}", says: "lacks a '['"),
        Case("shape negative", "{\(tensor("a", "\"F32\"", "[-2,-1]", "[0,8]"))}", says: "'-2' for the shape"),
        Case("shape fractional", "{\(tensor("a", "\"F32\"", "[2.0]", "[0,8]"))}", says: "'2.0' for the shape"),
        Case("shape with exponent", "{\(tensor("a", "\"F32\"", "[2e0]", "[0,8]"))}", says: "'2e0' for the shape"),
        Case("shape with leading zero", "{\(tensor("a", "\"F32\"", "[02]", "[0,8]"))}", says: "'02' for the shape"),
        Case("shape a string", "{\(tensor("a", "\"F32\"", "[\"2\"]", "[0,8]"))}", says: "for the shape"),
        Case("shape past Int", "{\(tensor("a", "\"F32\"", "[9223372036854775808]", "[0,8]"))}", says: "too large"),
        Case("shape past all", "{\(tensor("a", "\"F32\"", "[99999999999999999999999999]", "[0,8]"))}", says: "too large"),
        Case("shape overflows", "{\(tensor("a", "\"F32\"", "[4294967296,4294967296]", "[0,0]"))}", data: 0, says: "impossible shape"),
        Case("shape overflows to eight", "{\(tensor("a", "\"F32\"", "[4611686018427387906]", "[0,8]"))}", says: "impossible shape"),
        Case("zero after overflow", "{\(tensor("a", "\"F32\"", "[4294967296,4294967296,0]", "[0,0]"))}", data: 0, says: "impossible shape"),
        Case("half a byte", "{\(tensor("a", "\"F4\"", "[3]", "[0,1]"))}", data: 1, says: "impossible shape"),
        Case("one offset", "{\(tensor("a", "[0]"))}", says: "not a begin and an end"),
        Case("three offsets", "{\(tensor("a", "[0,8,8]"))}", says: "not a begin and an end"),
        Case("offsets backwards", "{\(tensor("a", "[8,0]"))}", says: "not a begin and an end"),
        Case("offset negative", "{\(tensor("a", "[-8,0]"))}", says: "'-8' for the data_offsets"),
        Case("offset fractional", "{\(tensor("a", "[0,8.5]"))}", says: "'8.5' for the data_offsets"),
        Case("size against the shape", "{\(tensor("a", "\"F32\"", "[3]", "[0,8]"))}", says: "needs 12"),
        Case("size against the type", "{\(tensor("a", "\"F16\"", "[2]", "[0,8]"))}", says: "needs 4"),
        Case("a thousand dimensions", "{\(tensor("a", "\"F32\"", "[\(String(repeating: "1,", count: 999))1]", "[0,8]"))}", says: "(1000 numbers) needs 4"),
        Case("first gap", "{\(tensor("a", "[8,16]"))}", data: 16, says: "a gap"),
        Case("gap", "{\(good),\(tensor("b", "[12,20]"))}", data: 20, says: "a gap"),
        Case("overlap", "{\(good),\(tensor("b", "[4,12]"))}", data: 12, says: "an overlap"),
        Case("the same bytes twice", "{\(good),\(tensor("b", "[0,8]"))}", says: "an overlap"),
        Case("data missing", "{\(good)}", data: 7, says: "truncated"),
        Case("offset far past the end", "{\(tensor("a", "\"U8\"", "[9223372036854775]", "[0,9223372036854775]"))}", says: "truncated"),
        Case("data too long", "{\(good)}", data: 9, says: "behind the last tensor"),
        Case("data without a tensor", "{}", data: 1, says: "behind the last tensor"),
        Case("a hundred thousand brackets", "{\"a\":\(deep)", says: "lacks a '{'"),
    ]

    @Test(arguments: cases)
    func `a file that breaks the format is refused`(hostile: Case) throws {
        try withTemporaryFolder { folder in
            let url = folder.appending(path: "x.safetensors")
            try Data(hostile.bytes).write(to: url)
            let failure = try #require(try thrown { try SafetensorsFile(url) })
            #expect(failure.kind == .badData)
            #expect(failure.place == url.filePath)
            #expect(failure.remedy != nil)
            #expect(failure.what.contains(hostile.says), "\(failure.what)")
            #expect(!failure.description.utf8.contains { $0 < 0x20 })
        }
    }

    @Test(arguments: [
        "{}", "{} \n\t", "{\(good)}", "{\"__metadata__\":{},\(good)}", " {\(good)}".trimmingCharacters(in: .whitespaces),
        "{ \"a\" : { \"shape\" : [ 2 ] , \"data_offsets\" : [ 0 , 8 ] , \"dtype\" : \"F32\" } } ",
        "{\(tensor("z", "[8,16]")),\(good),\(tensor("empty", "\"F32\"", "[0]", "[8,8]"))}",
        "{\(tensor("f", "\"F4\"", "[4]", "[0,2]"))}", "{\(tensor("\\ud83d\\ude80", "[0,8]"))}",
    ])
    func `a file that only looks odd is read`(header: String) throws {
        try withTemporaryFolder { folder in
            let url = folder.appending(path: "x.safetensors")
            let data = header.hasPrefix("{}") ? 0 : header.contains("z") ? 16 : header.contains("F4") ? 2 : 8
            try Data(Self.file(Array(header.utf8), data: data)).write(to: url)
            _ = try SafetensorsFile(url)
        }
    }

    @Test(arguments: ["types", "names", "written"])
    func `a file cut at any byte is refused`(name: String) throws {
        let whole = try Data(contentsOf: Goldens.url("safetensors/\(name).safetensors"))
        try withTemporaryFolder { folder in
            let url = folder.appending(path: "x.safetensors")
            for length in 0..<whole.count {
                try whole.prefix(length).write(to: url)
                #expect(try thrown { try SafetensorsFile(url) }?.kind == .badData, "cut at \(length)")
            }
        }
    }

    @Test func `mutated bytes are refused or read, and what is read lies inside the file`() throws {
        let whole = try Data(contentsOf: Goldens.url("safetensors/names.safetensors"))
        let header = 8 + Int(whole[0]) + Int(whole[1]) << 8
        var random = CounterRandom(seed: 3)
        var refused = 0
        try withTemporaryFolder { folder in
            let url = folder.appending(path: "x.safetensors")
            for _ in 0..<2000 {
                var bytes = whole
                for _ in 0...random.below(3) {
                    // Half of the changes are to what the format itself is made of.
                    let syntax = Array("\"\\{}[]:,0123456789-.eFBu \0".utf8)
                    bytes[random.below(header)] =
                        random.below(2) == 0 ? UInt8(random.below(256)) : syntax[random.below(syntax.count)]
                }
                try bytes.write(to: url)
                let problem = try thrown {
                    let file = try SafetensorsFile(url)
                    for entry in file.entries where entry.type.storage != nil {
                        #expect(try file.matrix(entry.name, shape: entry.shape).count == entry.count)
                    }
                }
                if let problem {
                    refused += 1
                    #expect(problem.kind == .badData)
                }
            }
        }
        // Most of the header is structure; a reader that lets nearly everything pass is none.
        #expect(refused > 1000 && refused < 2000)
    }
}
