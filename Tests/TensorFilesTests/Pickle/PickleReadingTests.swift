import Engine
import Failures
import Foundation
import TensorFiles
import TestSupport
import Testing

@Suite struct PickleReadingTests {
    static func golden(_ name: String) throws -> PickleFile { try PickleFile(Goldens.url("exchange/tensors/\(name).pt")) }
    static func expected() throws -> SafetensorsFile { try SafetensorsFile(Goldens.url("exchange/tensors/expected.safetensors")) }

    /// Every tensor that the generator kept for a golden is there, with its shape and its very bits.
    private static func compare(_ name: String, _ found: PickleValue) throws {
        let expected = try expected(), prefix = "\(name)/"
        let names = expected.names.filter { $0.hasPrefix(prefix) }
        #expect(!names.isEmpty)
        for full in names {
            let key = String(full.dropFirst(prefix.count))
            guard case .tensor(let tensor)? = key.isEmpty ? found : found[key] else {
                Issue.record("\(full) is no tensor")
                continue
            }
            let entry = try expected.entry(full)
            #expect(tensor.shape == entry.shape && tensor.name == key)
            let matrix = try tensor.matrix(shape: entry.shape), wanted = try expected.matrix(full)
            #expect(matrix.rows == wanted.rows && matrix.columns == wanted.columns, "\(full)")
            #expect(matrix.toArray().map(\.bitPattern) == wanted.toArray().map(\.bitPattern), "\(full)")
            if tensor.shape.count == 2 {
                let turned = try tensor.transposed().matrix(rows: tensor.shape[1], columns: tensor.shape[0])
                let back = Matrix(rows: wanted.columns, columns: wanted.rows)
                ComputeEngine(threads: 1).transpose(wanted, into: back)
                #expect(turned.toArray().map(\.bitPattern) == back.toArray().map(\.bitPattern), "\(full), turned")
            }
        }
    }

    @Test(arguments: ["types", "views", "matryoshka", "topk", "module", "parameter", "tensor", "no-crc", "no-byteorder"])
    func `a file of torch's has torch's numbers`(name: String) throws {
        try Self.compare(name, Self.golden(name).root)
    }

    @Test func `every number type is itself`() throws {
        let root = try Self.golden("types").root
        let types: [(String, TensorType)] = [
            ("f64", .float64), ("f32", .float32), ("f16", .float16), ("bf16", .bfloat16), ("i64", .int64), ("i32", .int32),
            ("i16", .int16), ("i8", .int8), ("u8", .uint8), ("bool", .bool),
        ]
        for (name, type) in types {
            guard case .tensor(let tensor)? = root[name] else { Issue.record("no \(name)"); continue }
            #expect(tensor.type == type && tensor.count == 24 && tensor.isContiguous)
            let wanted = try tensor.matrix().toArray()
            #expect(try tensor.doubles().map { Float($0) } == wanted)
            if type.storage == nil && type != .float64 {
                #expect(try tensor.integers().map { Float($0) } == wanted)
            } else {
                #expect(try thrown { try tensor.integers() }?.what.contains("'\(name)' is \(type.rawValue)") == true)
            }
        }
    }

    @Test func `a transposed decoder is read either way`() throws {
        let root = try Self.golden("topk").root
        guard case .tensor(let decoder)? = root["decoder.weight"] else { throw Failure(.failed, "no decoder") }
        #expect(decoder.shape == [6, 16] && decoder.strides == [1, 6] && !decoder.isContiguous)
        let turned = decoder.transposed()
        #expect(turned.shape == [16, 6] && turned.strides == [6, 1] && turned.isContiguous && turned.name == "decoder.weight")
        #expect(root["k"]?.whole == 3 && root["k"]?.number == 3)
        #expect(root["threshold"]?.number == -1 && root["threshold"]?.whole == nil)
        #expect(root["nothing"] == nil && root["k"]?["nothing"] == nil)
        let failure = try #require(try thrown { try decoder.matrix(rows: 16, columns: 6) })
        #expect(failure.what.contains("'decoder.weight' has shape [6, 16], expected [16, 6]"))
        #expect(failure.place?.hasSuffix("topk.pt") == true)
    }

    @Test func `a checkpoint's other values are plain, and its state dict is found`() throws {
        let file = try Self.golden("checkpoint")
        let inner = try #require(file.stateDict(with: ["encoder.weight", "encoder.bias"]))
        try Self.compare("checkpoint", inner)
        #expect(inner.named?.map(\.name) == ["encoder.weight", "encoder.bias"])
        let root = file.root
        #expect(root["epoch"]?.whole == 3)
        guard case .text("h\u{e9}")? = root["name"] else { throw Failure(.failed, "name") }
        guard case .list(let flags)? = root["flags"], flags.count == 3, case .truth(true) = flags[0],
            case .truth(false) = flags[1], case .none = flags[2]
        else { throw Failure(.failed, "flags") }
        guard case .real(0x1p70)? = root["big"], case .integer(-0x100_0000_0000)? = root["negative"],
            case .integer(.max)? = root["seven"]
        else { throw Failure(.failed, "numbers") }
        guard case .tuple(let four)? = root["four"] else { throw Failure(.failed, "four") }
        #expect(four.map(\.whole) == [1, 256, 65536, -1])
        #expect(root["optimizer"]?["state"]?.named == nil, "keys that are numbers are no names")
        let failure = try #require(try thrown { try file.requireStateDict(with: ["W_enc"]) })
        #expect(failure.kind == .badData && failure.what.contains("'W_enc'"))
        #expect(failure.remedy?.contains("'model.encoder.weight' [2, 3]") == true, "\(failure)")
    }

    @Test func `the archive's stem is not the file's name`() throws {
        let pickle = PickleBuilder.map(PickleBuilder.tensor(shape: [2], strides: [3]))
        for stem in ["archive", "a/b", "data"] {
            try withTemporaryFolder { folder in
                let url = folder.appending(path: "renamed.pth")
                try PickleBuilder.archive(pickle, stem: stem).write(to: url)
                guard case .tensor(let tensor)? = try PickleFile(url).root["a"] else { throw Failure(.failed, "no tensor") }
                #expect(try tensor.matrix().toArray() == [0, 3])
            }
        }
    }

    /// STACK_GLOBAL, SHORT_BINUNICODE, MEMOIZE and the long forms, which torch.save has no need of.
    @Test func `legal opcodes that torch does not write are read`() throws {
        func short(_ text: String) -> [UInt8] { [0x8C, UInt8(text.utf8.count)] + Array(text.utf8) }
        var pickle: [UInt8] = [0x80, 4, 0x5D, 0x94]  // [] is 0
        pickle += short("collections") + [0x94] + short("OrderedDict") + [0x94, 0x93, 0x94, 0x29, 0x52]  // 1, 2, 3
        pickle += short("x") + [0x72, 0x10, 0x27, 0, 0] + [0x47] + ZipBuilder.b(Double(2.5).bitPattern.byteSwapped) + [0x73]
        pickle += [0x61, 0x6A, 0x10, 0x27, 0, 0, 0x61, 0x68, 2, 0x61]  // append the map, "x", "OrderedDict"
        pickle += [0x8A, 0, 0x61, 0x8A, 1, 0x80, 0x61, 0x8A, 2, 0x80, 0, 0x61, 0x4D, 0xFF, 0xFF, 0x61, 0x2E]  // 0, -128, 128, 65535
        try withTemporaryFolder { folder in
            let url = folder.appending(path: "x.pt")
            try PickleBuilder.archive(pickle).write(to: url)
            guard case .list(let items) = try PickleFile(url).root, items.count == 7 else { throw Failure(.failed, "no list") }
            #expect(items[0]["x"]?.number == 2.5)
            guard case .text("x") = items[1], case .text("OrderedDict") = items[2] else { throw Failure(.failed, "texts") }
            #expect(items[3...].map(\.whole) == [0, -128, 128, 65535])
        }
    }

    @Test func `a storage that was changed on the way is refused when it is read`() throws {
        var bytes = try Data(contentsOf: Goldens.url("exchange/tensors/views.pt"))
        let place = try #require(bytes.range(of: Data(ZipBuilder.b(Float(-2.5).bitPattern))))
        bytes[place.lowerBound] ^= 1
        try withTemporaryFolder { folder in
            let url = folder.appending(path: "x.pt")
            try bytes.write(to: url)
            let root = try PickleFile(url).root
            guard case .tensor(let good)? = root["contiguous"], case .tensor(let bad)? = root["expanded"] else {
                throw Failure(.failed, "no tensors")
            }
            _ = try good.matrix()
            for read in [{ _ = try bad.matrix() }, { _ = try bad.doubles() }] as [() throws -> Void] {
                #expect(try thrown(read)?.what.contains("with the CRC") == true)
            }
        }
    }

    @Test func `numbers that are not finite are found where they are`() throws {
        let matrix = Matrix(rows: 100, columns: 100)
        try matrix.requireFinite("w", at: "x.pt")
        var numbers = [Float](repeating: 1, count: 10_000)
        numbers[7_003] = .nan
        numbers[7_004] = .infinity
        matrix.assign(numbers)
        let failure = try #require(try thrown { try matrix.requireFinite("w", at: "x.pt") })
        #expect(failure.kind == .badData && failure.place == "x.pt" && failure.what.contains("'w'") && failure.what.contains("[70, 3]"))
    }
}
