import Engine
import Failures
import Foundation
import TensorFiles
import TestSupport
import Testing

@Suite struct NpzTests {
    static func golden(_ name: String) throws -> NpzFile { try NpzFile(Goldens.url("exchange/tensors/\(name).npz")) }
    static func expected() throws -> SafetensorsFile { try SafetensorsFile(Goldens.url("exchange/tensors/expected.safetensors")) }

    @Test(arguments: ["stored", "deflated"])
    func `arrays are read in every type and order`(name: String) throws {
        let file = try Self.golden(name), expected = try Self.expected()
        let names = ["W_enc", "W_dec", "b_enc", "threshold", "half", "double", "three", "count", "none", "zeros"]
        #expect(file.names == names)
        for name in names {
            let entry = try expected.entry("npz/\(name)")
            #expect(try file.shape(of: name) == entry.shape)
            let matrix = try file.matrix(name, shape: entry.shape), wanted = try expected.matrix("npz/\(name)")
            #expect(matrix.rows == wanted.rows && matrix.columns == wanted.columns)
            #expect(matrix.toArray().map(\.bitPattern) == wanted.toArray().map(\.bitPattern), "\(name)")
            guard entry.shape.count == 2 else { continue }
            let turned = try file.transposed(name, shape: entry.shape), back = Matrix(rows: wanted.columns, columns: wanted.rows)
            ComputeEngine(threads: 1).transpose(wanted, into: back)
            #expect(turned.rows == back.rows && turned.toArray().map(\.bitPattern) == back.toArray().map(\.bitPattern), "\(name)")
        }
        #expect(try file.type(of: "half") == .float16)
        #expect(file.contains("W_enc") && !file.contains("w_enc"))
    }

    @Test func `every header version is read, and other files are left alone`() throws {
        let file = try Self.golden("versions")
        #expect(file.names == ["v1", "v2", "v3"])
        let wanted = try Self.expected().matrix("npz/W_enc").toArray()
        for name in file.names { #expect(try file.matrix(name).toArray() == wanted) }
    }

    @Test(arguments: [
        ("objects", "holds Python objects ('|O')"), ("big", "big-endian numbers ('>f4')"), ("names", "holds '<U1'"),
        ("records", "header other than"), ("complex", "holds '<c8'"), ("missing", "no array 'missing'"),
    ])
    func `what cannot be read is refused by name`(name: String, says: String) throws {
        let file = try Self.golden("refused")
        let failure = try #require(try thrown { try file.matrix(name) })
        #expect(failure.kind == .badData && failure.what.contains(says) && failure.remedy != nil, "\(failure)")
        #expect("\(failure)".contains("refused.npz") && "\(failure)".contains(name))
        #expect(try thrown { try file.shape(of: name) } == failure)
    }

    @Test(arguments: [("bzip2", "'a.npy' compressed by bzip2"), ("lzma", "'a.npy' compressed by lzma")])
    func `other compressions are refused by name`(name: String, says: String) throws {
        let failure = try #require(try thrown { try Self.golden(name) })
        #expect(failure.kind == .badData && failure.what.contains(says))
    }

    @Test func `another shape is refused`() throws {
        let failure = try #require(try thrown { try Self.golden("stored").matrix("W_enc", shape: [7, 5]) })
        #expect(failure.what.contains("'W_enc' has shape [5, 7], expected [7, 5]"))
    }

    @Test func `a header longer than most is read`() throws {
        let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), \(String(repeating: " ", count: 3000))}\n"
        var builder = ZipBuilder()
        builder.addDeflated("a.npy", NpyTests.file(header, data: 8))
        try withTemporaryFolder { folder in
            let url = folder.appending(path: "x.npz")
            try builder.write(to: url)
            #expect(try NpzFile(url).matrix("a", shape: [2]).toArray() == [0, 0])
        }
    }

    @Test func `an archive without arrays is refused`() throws {
        var builder = ZipBuilder()
        builder.add("a.txt", [1])
        try withTemporaryFolder { folder in
            let url = folder.appending(path: "x.npz")
            try builder.write(to: url)
            #expect(try thrown { try NpzFile(url) }?.what.contains("without arrays") == true)
        }
    }

    /// Dimensions that hold nothing between them may be as long as they like.
    @Test func `an empty array of impossible length is empty or refused`() throws {
        for shape in ["(0, 4611686018427387904, 4611686018427387904)", "(4611686018427387904, 4611686018427387904, 0)"] {
            for order in ["True", "False"] {
                var builder = ZipBuilder()
                builder.add("a.npy", NpyTests.file("{'descr': '<f4', 'fortran_order': \(order), 'shape': \(shape)}", data: 0))
                try withTemporaryFolder { folder in
                    let url = folder.appending(path: "x.npz")
                    try builder.write(to: url)
                    let file = try NpzFile(url)
                    do { #expect(try file.matrix("a").count == 0) } catch let failure as Failure { #expect(failure.kind == .badData) }
                }
            }
        }
    }

    /// Numpy checks CRCs, and so does this: no bit of the file changes what is read unnoticed.
    @Test(arguments: ["stored", "deflated"])
    func `a bit that is turned over is noticed, or changes nothing`(name: String) throws {
        let whole = [UInt8](try Data(contentsOf: Goldens.url("exchange/tensors/\(name).npz")))
        let names = try Self.golden(name).names.filter { $0 != "zeros" }
        let wanted = try names.map { try Self.golden(name).matrix($0).toArray() }
        var refused = 0
        try withTemporaryFolder { folder in
            let url = folder.appending(path: "x.npz")
            for place in stride(from: 0, to: whole.count, by: 3) {
                var bytes = whole
                bytes[place] ^= 1 << UInt8(place % 8)
                try Data(bytes).write(to: url)
                do {
                    let file = try NpzFile(url)
                    #expect(try names.map { try file.matrix($0).toArray() } == wanted, "byte \(place)")
                } catch let failure as Failure {
                    refused += 1
                    #expect(failure.kind == .badData)
                }
            }
        }
        #expect(refused > 500, "\(refused) refused")
    }

    @Test func `cut anywhere, a file is refused`() throws {
        let whole = try Data(contentsOf: Goldens.url("exchange/tensors/deflated.npz"))
        try withTemporaryFolder { folder in
            let url = folder.appending(path: "x.npz")
            for length in 0..<whole.count {
                try whole.prefix(length).write(to: url)
                #expect(try thrown { try NpzFile(url) }?.kind == .badData, "cut at \(length)")
            }
        }
    }

    /// Headers are damaged inside an archive that is whole, stored or deflated: the reader of arrays itself is reached.
    @Test func `damaged arrays are refused or read, and none traps`() throws {
        let header = "{'descr': '<f4', 'fortran_order': True, 'shape': (3, 4), }      \n"
        let good = [
            NpyTests.file(header, data: 48),
            NpyTests.file("{'descr': '<f2', 'fortran_order': False, 'shape': (2, 3, 4), }\n", data: 48, version: [1, 0]),
            NpyTests.file("{'descr': '<f8', 'fortran_order': False, 'shape': (), }\n", data: 8),
        ]
        let words = ["'<f8'", "'<i8'", "'|O'", "True", "False", "(", ")", ",", "9", "0", "-1", "'", "{", "}", "(3,)", "99999999999"]
        var random = CounterRandom(seed: 33), refused = 0, read = 0
        try withTemporaryFolder { folder in
            let url = folder.appending(path: "x.npz")
            for number in 0..<Mutations.count {
                var bytes = good[number % good.count]
                if random.below(3) > 0 {
                    // A word of the header's own language somewhere in it.
                    let word = Array(words[random.below(words.count)].utf8), at = 10 + random.below(60)
                    bytes.replaceSubrange(at..<min(bytes.count, at + random.below(6)), with: word)
                } else {
                    Mutations.damage(&bytes, &random)
                }
                var builder = ZipBuilder()
                if number % 5 == 0 { builder.addDeflated("a.npy", bytes) } else { builder.add("a.npy", bytes) }
                try builder.write(to: url)
                do {
                    let file = try NpzFile(url)
                    _ = try file.shape(of: "a")
                    _ = try file.matrix("a")
                    read += 1
                } catch let failure as Failure {
                    refused += 1
                    if failure.kind != .badData || failure.remedy == nil { Issue.record("\(failure)") }
                }
            }
        }
        #expect(refused > Mutations.count / 2 && read > Mutations.count / 100, "\(refused) refused, \(read) read")
        print("npz: \(refused) damaged arrays refused, \(read) read")
    }
}
