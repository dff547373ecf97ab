import Engine
import Failures
import Files
import Foundation
import TensorFiles
import TestSupport
import Testing

@Suite struct SafetensorsReadingTests {
    static let types = Goldens.url("safetensors/types.safetensors")

    @Test func `every tensor of the reference library's file is there with its type and shape`() throws {
        let file = try SafetensorsFile(Self.types)
        let expected: [(String, TensorType, [Int])] = [
            ("x", .float32, [8, 16]), ("x16", .float16, [8, 16]), ("xb", .bfloat16, [8, 16]), ("double", .float64, [8, 16]),
            ("vector", .float32, [16]), ("number", .float32, []), ("empty", .float32, [0]), ("none", .float32, [3, 0]),
            ("three", .float32, [2, 4, 16]), ("i64", .int64, [4]), ("i32", .int32, [1, 2]), ("i16", .int16, [1]),
            ("i8", .int8, [1]), ("u8", .uint8, [7]), ("bool", .bool, [2]),
        ]
        #expect(Set(file.names) == Set(expected.map(\.0)))
        for (name, type, shape) in expected {
            let entry = try file.entry(name)
            #expect(entry.type == type)
            #expect(entry.shape == shape)
            #expect(entry.byteRange.count == entry.count * type.bits / 8)
        }
        #expect(file.metadata == ["format": "pt"])
    }

    /// float64 holds each float32 exactly, so this is the truth about `x`, read by other code.
    static func truth(_ file: SafetensorsFile) throws -> [Float] { try file.doubles("double").map { Float($0) } }

    @Test func `float32 is copied bit for bit and 16-bit numbers are widened exactly`() throws {
        let file = try SafetensorsFile(Self.types)
        let truth = try Self.truth(file)
        #expect(try file.matrix("x", shape: [8, 16]).toArray().map(\.bitPattern) == truth.map(\.bitPattern))
        // PyTorch narrowed these; to narrow the truth again must give the same numbers.
        let narrow16 = truth.map { HalfPrecision.float(float16: HalfPrecision.float16($0)) }
        #expect(try file.matrix("x16", shape: [8, 16]).toArray() == narrow16)
        let narrowB = truth.map { HalfPrecision.float(bfloat16: HalfPrecision.bfloat16($0)) }
        #expect(try file.matrix("xb", shape: [8, 16]).toArray() == narrowB)
        #expect(narrow16 != truth && narrowB != truth && narrow16 != narrowB)
    }

    @Test func `numbers, vectors, empty tensors and three dimensions have a matrix shape`() throws {
        let file = try SafetensorsFile(Self.types)
        let truth = try Self.truth(file)
        let number = try file.matrix("number", shape: [])
        #expect(number.rows == 1 && number.columns == 1 && number.toArray() == [42.5])
        let vector = try file.matrix("vector", shape: [16])
        #expect(vector.rows == 1 && vector.columns == 16 && vector.toArray() == Array(truth[..<16]))
        #expect(try file.matrix("empty", shape: [0]).count == 0)
        let none = try file.matrix("none", shape: [3, 0])
        #expect(none.rows == 3 && none.columns == 0)
        let three = try file.matrix("three", shape: [2, 4, 16])
        #expect(three.rows == 8 && three.columns == 16 && three.toArray() == truth)
    }

    @Test func `a stored matrix points at the file's own numbers and keeps them mapped`() throws {
        var stored: StoredMatrix
        do { stored = try SafetensorsFile(Self.types).storedMatrix("xb", shape: [8, 16]) }
        #expect(stored.format == .plain(.bfloat16) && stored.rows == 8 && stored.columns == 16)
        let expected = try SafetensorsFile(Self.types).matrix("xb", shape: [8, 16]).toArray()
        let read = stored.withBytes { bytes in
            (0..<128).map { HalfPrecision.float(bfloat16: bytes.loadUnaligned(fromByteOffset: 2 * $0, as: UInt16.self)) }
        }
        #expect(read == expected)
        stored = try SafetensorsFile(Self.types).storedMatrix("none", shape: [3, 0])
        #expect(stored.rows == 3 && stored.columns == 0)
    }

    @Test func `integers, bytes and doubles are read with their extremes`() throws {
        let file = try SafetensorsFile(Self.types)
        #expect(try file.integers("i64") == [0, -1, .max, .min])
        #expect(try file.integers("i32") == [1, -2_147_483_648])
        #expect(try file.integers("i16") == [-300])
        #expect(try file.integers("i8") == [-128])
        #expect(try file.integers("u8") == [0, 1, 2, 3, 4, 5, 6])
        #expect(try file.integers("bool") == [1, 0])
        #expect(try file.bytes("u8") == [0, 1, 2, 3, 4, 5, 6])
        #expect(try thrown { try file.integers("x") }?.what == "tensor 'x' is F32, not integers")
        #expect(try thrown { try file.bytes("i8") }?.what == "tensor 'i8' is I8, not bytes")
        #expect(try thrown { try file.doubles("x") }?.what == "tensor 'x' is F32, not doubles")
    }

    @Test func `names that Swift calls equal stay two tensors`() throws {
        let file = try SafetensorsFile(Goldens.url("safetensors/names.safetensors"))
        #expect(file.entries.count == 4)
        #expect(try file.matrix("caf\u{e9}", shape: [1]).toArray() == [1])
        #expect(try file.matrix("cafe\u{301}", shape: [1]).toArray() == [2])
        #expect(try file.matrix("\u{1F469}\u{200D}\u{1F680}", shape: [1]).toArray() == [3])
        #expect(try file.matrix("q\"b\\n\nt\tc\u{01}", shape: [1]).toArray() == [4])
    }

    @Test func `a missing tensor, a wrong shape and a type that is no matrix are told with their values`() throws {
        let file = try SafetensorsFile(Self.types)
        let missing = try #require(try thrown { try file.matrix("vectr", shape: [16]) })
        #expect(missing.kind == .badData && missing.what == "there is no tensor 'vectr'" && missing.place == file.path)
        #expect(missing.remedy?.hasPrefix("nearest: 'vector', ") == true)
        let shape = try #require(try thrown { try file.storedMatrix("x", shape: [4, 4]) })
        #expect(shape.kind == .badData && shape.what == "tensor 'x' has shape [8, 16], expected [4, 4]")
        let type = try #require(try thrown { try file.matrix("i64", shape: [4]) })
        #expect(type.kind == .badData && type.what.hasPrefix("tensor 'i64' is I64;"))
    }

    @Test(arguments: [StorageType.float32, .float16, .bfloat16], [Float.nan, .infinity])
    func `a number that is not finite is found and its place told`(type: StorageType, bad: Float) throws {
        try withTemporaryFolder { folder in
            let url = folder.appending(path: "x.safetensors")
            let matrix = Matrix(rows: 100, columns: 90, elements: [Float](repeating: 60000, count: 9000))
            func write() throws -> SafetensorsFile {
                var writer = SafetensorsWriter()
                writer.add("x", matrix, as: type)
                try writer.write(to: url)
                return try SafetensorsFile(url)
            }
            try write().requireFinite("x")
            var elements = matrix.toArray()
            elements[97 * 90 + 13] = bad
            matrix.assign(elements)
            let file = try write()
            #expect(
                try thrown { try file.requireFinite("x") }?.what
                    == "tensor 'x' holds a number that is not finite at [97, 13]")
        }
    }

    @Test func `what is no file is refused`() throws {
        try withTemporaryFolder { folder in
            let absent = try #require(try thrown { try SafetensorsFile(folder.appending(path: "absent")) })
            #expect(absent.kind == .missingInput && absent.place == folder.appending(path: "absent").filePath)
            #expect(try thrown { try SafetensorsFile(folder) }?.kind == .io)
            let empty = folder.appending(path: "empty")
            try Data().write(to: empty)
            #expect(try thrown { try SafetensorsFile(empty) }?.kind == .badData)
            #expect(try MappedFile(empty).bytes.isEmpty)
        }
    }
}

/// The `Failure` that `body` throws, short for use inside `#expect`.
func thrown<R>(_ body: () throws -> R) throws -> Failure? { try failure(of: body) }
