import Engine
import Failures
import Foundation
import TensorFiles
import TestSupport
import Testing

/// What a good GGUF file gives.
@Suite struct GGUFReadingTests {
    @Test(arguments: [UInt32(2), 3])
    func `keys of every kind and tensors of plain formats are read as they were written`(version: UInt32) throws {
        var builder = GGUFBuilder()
        builder.version = version
        builder.alignment = 64
        builder.set("general.alignment", .uint32(64))
        builder.set("a.uint8", .uint8(200))
        builder.set("a.int8", .int8(-3))
        builder.set("a.large", .uint64(.max))
        builder.set("a.int32", .int32(-70_000))
        builder.set("a.small", .float(1e-5))
        builder.set("a.theta", .float(500_000))
        builder.set("a.double", .double(0.1))
        builder.set("a.flag", .bool(true))
        builder.set("a.text", .text("größe"))
        builder.set("a.ints", .int32s([3, -4]))
        builder.set("a.floats", .floats([0.5, -1.25]))
        builder.set("a.flags", .bools([true, false, true]))
        builder.set("a.words", .texts(["", "▁the", "\u{10348}"]))
        builder.set("a.empty", .texts([]))
        builder.add("f32", shape: [2, 3], [1, 2, 3, 4, 5, 6])
        builder.add("f16", shape: [3], type: 1, bytes: [0x00, 0x3C, 0x00, 0xC0, 0x01, 0x00])
        builder.add("bf16", shape: [2], type: 30, bytes: [0x80, 0x3F, 0x40, 0xC0])
        builder.add("scalar", shape: [], [7])
        try withTemporaryFolder { folder in
            let url = folder.appending(path: "x.gguf")
            try builder.write(to: url)
            let file = try GGUFFile(url), keys = file.metadata
            #expect(file.version == Int(version) && file.names == ["f32", "f16", "bf16", "scalar"])
            #expect(try keys.integer("a.uint8") == 200 && keys.integer("a.int8") == -3 && keys.integer("a.int32") == -70_000)
            #expect(try keys.number("a.small") == 1e-5 && keys.number("a.theta") == 500_000 && keys.number("a.double") == 0.1)
            #expect(try keys.bool("a.flag") && keys.string("a.text") == "größe")
            #expect(try keys.integers("a.ints") == [3, -4] && keys.floats("a.floats") == [0.5, -1.25])
            #expect(try keys.bools("a.flags") == [true, false, true] && keys.integers("a.uint8") == [200])
            #expect(try keys.texts("a.words") == ["", "▁the", "\u{10348}"].map { Array($0.utf8) } && keys.texts("a.empty") == [])
            #expect(try failure { try keys.integer("a.large") } != nil)
            #expect(try failure { try keys.integer("a.text") }?.what == "'a.text' is 'größe', expected a whole number")
            #expect(try file.matrix("f32", shape: [2, 3]).toArray() == [1, 2, 3, 4, 5, 6])
            #expect(try file.matrix("f16", shape: [3]).toArray() == [1, -2, 0x1p-24])
            #expect(try file.matrix("bf16", shape: [2]).toArray() == [1, -3])
            #expect(try file.matrix("scalar", shape: []).toArray() == [7])
            #expect(try failure { try file.matrix("f32", shape: [3, 2]) }?.what.contains("has shape [2, 3], expected [3, 2]") == true)
            #expect(try failure { try file.tensor("f33") }?.remedy?.contains("'f32'") == true)
        }
    }

    @Test func `a number that is not finite is found inside blocks and its place told`() throws {
        var builder = GGUFBuilder()
        // Three rows of two blocks; the second block of the last row has a scale of NaN.
        var bytes = [UInt8](repeating: 0, count: 6 * 34)
        for block in 0..<6 { bytes[34 * block + 1] = block == 5 ? 0x7E : 0x3C }
        builder.add("q", shape: [3, 64], type: 8, bytes: bytes)
        builder.add("v", shape: [3], [1, .infinity, 0])
        try withTemporaryFolder { folder in
            let url = folder.appending(path: "x.gguf")
            try builder.write(to: url)
            let file = try GGUFFile(url)
            #expect(try failure { try file.requireFinite("q") }?.what == "tensor 'q' holds a number that is not finite at [2, 32]")
            #expect(try failure { try file.requireFinite("v") }?.what == "tensor 'v' holds a number that is not finite at [1]")
        }
    }

    @Test func `what it says of itself is believed by name or by first bytes`() throws {
        try withTemporaryFolder { folder in
            let named = folder.appending(path: "x.GGUF"), unnamed = folder.appending(path: "blob"), other = folder.appending(path: "y")
            try Data("text".utf8).write(to: named)
            try GGUFBuilder().write(to: unnamed)
            try Data("GGU".utf8).write(to: other)
            func isOne(_ url: URL) -> Bool { GGUFFile.isOne(url.path(percentEncoded: false)) }
            #expect(isOne(named) && isOne(unnamed) && !isOne(other) && !isOne(folder) && !isOne(folder.appending(path: "none.gguf")))
        }
    }

    /// Writes the parts; `change` may spoil one.
    private func parts(_ folder: URL, _ change: (Int, inout GGUFBuilder) -> Void = { _, _ in }) throws -> URL {
        for part in 0..<3 {
            var builder = GGUFBuilder()
            builder.set("split.no", .uint16(UInt16(part)))
            builder.set("split.count", .uint16(3))
            builder.set("split.tensors.count", .int32(3))
            builder.add("t\(part)", shape: [2], [Float(part), 1])
            change(part, &builder)
            try builder.write(to: folder.appending(path: "m-0000\(part + 1)-of-00003.gguf"))
        }
        return folder.appending(path: "m-00001-of-00003.gguf")
    }

    @Test func `all parts of a split model are read`() throws {
        try withTemporaryFolder { folder in
            let file = try GGUFFile(parts(folder))
            #expect(file.names == ["t0", "t1", "t2"] && file.files.count == 3)
            for part in 0..<3 { #expect(try file.matrix("t\(part)", shape: [2]).toArray() == [Float(part), 1]) }
        }
    }

    @Test func `parts that are absent, second, mixed up or of another model are refused by name`() throws {
        func said(_ change: (Int, inout GGUFBuilder) -> Void = { _, _ in }, _ spoil: (URL) throws -> Void = { _ in }, part: Int = 1) throws -> Failure? {
            try withTemporaryFolder { folder in
                _ = try parts(folder, change)
                try spoil(folder)
                return try failure { try GGUFFile(folder.appending(path: "m-0000\(part)-of-00003.gguf")) }
            }
        }
        let absent = try said({ _, _ in }, { try FileManager.default.removeItem(at: $0.appending(path: "m-00002-of-00003.gguf")) })
        #expect(absent?.kind == .missingInput && absent?.place?.hasSuffix("m-00002-of-00003.gguf") == true)
        let second = try said(part: 2)
        #expect(second?.what == "is part 2 of 3" && second?.remedy?.hasSuffix("m-00001-of-00003.gguf") == true)
        let mixed = try said({ part, builder in if part == 2 { builder.keys[0].value = .uint16(1) } })
        #expect(mixed?.what.contains("'split.no' is 1, expected 2") == true)
        let other = try said({ part, builder in if part == 1 { builder.keys[1].value = .uint16(4) } })
        #expect(other?.what.contains("'split.count' is 4, expected 3") == true)
        let twice = try said({ part, builder in if part == 1 { builder.tensors[0].name = Array("t0".utf8) } })
        #expect(twice?.what.contains("tensor 't0' is also in") == true)
        let fewer = try said({ part, builder in if part == 0 { builder.keys[2].value = .int32(4) } })
        #expect(fewer?.what.contains("'split.tensors.count' is 4, expected 3") == true)
    }
}
