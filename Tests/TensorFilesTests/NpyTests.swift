import Engine
import Failures
import Foundation
import TensorFiles
import TestSupport
import Testing

@Suite struct NpyTests {
    static let grid = (0..<12).map { Float($0) / 8 }

    static func golden(_ name: String) throws -> NpyFile { try NpyFile(Goldens.url("safetensors/\(name).npy")) }

    @Test(arguments: ["v1", "v2", "v3", "f8"])
    func `an array is read in every header version and width`(name: String) throws {
        let file = try Self.golden(name)
        let matrix = try file.matrix()
        #expect(file.shape == [3, 4] && matrix.rows == 3 && matrix.columns == 4)
        #expect(matrix.toArray() == Self.grid)
        #expect(try thrown { try file.integers() }?.kind == .badData)
    }

    @Test func `integers and a single number are read`() throws {
        #expect(try Self.golden("i4").shape == [1, 3])
        #expect(try Self.golden("i4").integers() == [1, -2, 2_147_483_647])
        #expect(try Self.golden("i8").integers() == [1, -2, .max])
        #expect(try Self.golden("number").shape == [])
        #expect(try Self.golden("number").matrix().toArray() == [2.5])
        #expect(try thrown { try Self.golden("i8").matrix() }?.kind == .badData)
    }

    @Test(arguments: [("fortran", "Fortran order"), ("big-endian", "'>f4'"), ("bool", "'|b1'")])
    func `what cannot be read is refused by name`(name: String, says: String) throws {
        let problem = try #require(try thrown { try Self.golden(name) })
        #expect(problem.kind == .badData && problem.what.contains(says) && problem.place?.hasSuffix("\(name).npy") == true)
    }

    static func file(_ header: String, data: Int = 8, version: [UInt8] = [1, 0]) -> [UInt8] {
        [0x93] + Array("NUMPY".utf8) + version + [UInt8(header.utf8.count % 256), UInt8(header.utf8.count / 256)]
            + Array(header.utf8) + [UInt8](repeating: 0, count: data)
    }

    @Test(arguments: [
        [], Array("\u{93}NUMPY".utf8), file("{}", version: [4, 0]), file("{}", version: [1, 1]), file("{}", version: [2, 0]),
        file("{}"), file(""), file("{'descr': '<f4', 'fortran_order': False}"),
        file("{'descr': '<f4', 'fortran_order': False, 'shape': (2,)", data: 8),
        file("{'descr': '<f4', 'fortran_order': False, 'shape': (2,)} x"),
        file("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'shape': (2,)}"),
        file("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'x': (2,)}"),
        file("{'descr': '<f4', 'fortran_order': 0, 'shape': (2,)}"),
        file("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,)}"),
        file("{'descr': '<f4', 'fortran_order': False, 'shape': (2)}"),
        file("{'descr': '<f4', 'fortran_order': False, 'shape': (-2,)}"),
        file("{'descr': '<f4', 'fortran_order': False, 'shape': (2.0,)}"),
        file("{'descr': '<f4', 'fortran_order': False, 'shape': (,)}"),
        file("{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775807, 4)}"),
        file("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}"),
        file("{'descr': '<f4', 'fortran_order': False, 'shape': (3,)}"),
        file("{'descr': '<f4', 'fortran_order': False, 'shape': (1,)}"),
        file("{'descr': '<f4' 'fortran_order': False, 'shape': (2,)}"),
    ])
    func `a broken header is refused`(bytes: [UInt8]) throws {
        try withTemporaryFolder { folder in
            let url = folder.appending(path: "x.npy")
            try Data(bytes).write(to: url)
            #expect(try thrown { try NpyFile(url) }?.kind == .badData)
        }
    }

    @Test func `a file cut at any byte is refused, and mutated bytes never trap`() throws {
        let whole = try Data(contentsOf: Goldens.url("safetensors/v1.npy"))
        var random = CounterRandom(seed: 6)
        try withTemporaryFolder { folder in
            let url = folder.appending(path: "x.npy")
            for length in 0..<whole.count {
                try whole.prefix(length).write(to: url)
                #expect(try thrown { try NpyFile(url) }?.kind == .badData, "cut at \(length)")
            }
            for _ in 0..<1000 {
                var bytes = whole
                bytes[random.below(100)] = UInt8(random.below(256))
                try bytes.write(to: url)
                if let problem = try thrown({ _ = try NpyFile(url) }) { #expect(problem.kind == .badData) }
            }
        }
    }
}
