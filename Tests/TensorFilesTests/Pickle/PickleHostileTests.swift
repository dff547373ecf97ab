import Engine
import Failures
import Files
import Foundation
import TensorFiles
import TestSupport
import Testing

/// Pickles that want to run something, or break a promise of the format: refused by what they want, and nothing runs.
@Suite struct PickleHostileTests {
    typealias P = PickleBuilder

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var pickle: [UInt8]
        var says: String
        var change: @Sendable (inout ZipBuilder) -> Void = { _ in }

        init(_ name: String, _ pickle: [UInt8], says: String, change: @escaping @Sendable (inout ZipBuilder) -> Void = { _ in }) {
            (testDescription, self.pickle, self.says, self.change) = (name, pickle, says, change)
        }
    }

    static let good = P.map(P.tensor(shape: [2, 3], strides: [3, 1]))
    static let touch = P.tuple(P.text("touch /tmp/orthosae-was-run"))
    static func short(_ text: String) -> [UInt8] { [0x8C, UInt8(text.utf8.count)] + Array(text.utf8) }
    static let memoized: [UInt8] = [0x71, 0]

    /// What a pickle could want to be called.
    static let wanting: [Case] = [
        Case("os.system", P.proto + P.global("os", "system") + touch + P.reduce + P.stop, says: "wants 'os system'"),
        Case("eval", P.proto + P.global("builtins", "eval") + touch + P.reduce + P.stop, says: "wants 'builtins eval'"),
        Case("eval of Python 2", P.proto + P.global("__builtin__", "eval") + touch + P.reduce + P.stop, says: "wants '__builtin__ eval'"),
        Case("by STACK_GLOBAL", P.proto + short("subprocess") + short("Popen") + [0x93] + touch + P.reduce + P.stop, says: "wants 'subprocess Popen'"),
        Case("by INST", P.proto + [0x28] + P.text("x") + Array("ios\nsystem\n".utf8) + P.stop, says: "wants 'os system'"),
        Case("by NEWOBJ", P.proto + P.global("pathlib", "Path") + P.emptyTuple + [0x81] + P.stop, says: "wants 'pathlib Path'"),
        Case("inside a state dict", P.map(P.global("posix", "system") + touch + P.reduce), says: "wants 'posix system'"),
        Case("a tensor's hooks", P.map(P.global("torch._utils", "_rebuild_tensor_v2") + P.tuple(P.storage(), P.int(0), P.ints([1]), P.ints([1]), P.no, P.global("os", "getcwd") + P.emptyTuple + P.reduce) + P.reduce), says: "wants 'os getcwd'"),
        Case("a near name", P.map(P.global("torch._utils", "_rebuild_tensor") + P.emptyTuple + P.reduce), says: "wants 'torch._utils _rebuild_tensor'"),
        Case("torch.load itself", P.map(P.global("torch", "load") + P.tuple(P.text("x")) + P.reduce), says: "wants 'torch load'"),
        Case("a dotted name", P.map(P.global("collections", "OrderedDict.__init__.__globals__")), says: "wants 'collections OrderedDict.__init__.__globals__'"),
        Case("a storage of complex numbers", P.map(P.storage("ComplexFloatStorage")), says: "wants 'torch ComplexFloatStorage'"),
        Case("a name that moves the cursor", P.map(P.global("o\u{1b}[2J", "x")), says: "wants 'o\\u{1b}[2J x'"),
        Case("an extension", P.proto + [0x82, 1] + P.stop, says: "EXT1 (0x82)"),
        Case("a set", P.proto + [0x8F] + P.stop, says: "EMPTY_SET (0x8f)"),
        Case("an object", P.proto + [0x28, 0x6F] + P.stop, says: "OBJ (0x6f)"),
        Case("a persistent id as a line", P.proto + [0x50, 0x61, 0x0A] + P.stop, says: "PERSID (0x50)"),
        Case("no opcode", P.proto + [0xFF], says: "0xff, which is no part of a saved tensor (at byte 2 of 'm/data.pkl')"),
    ]

    static let broken: [Case] = [
        Case("nothing", [], says: "ends inside its pickle"),
        Case("no end", Array(good.dropLast()), says: "ends inside its pickle"),
        Case("more behind its end", good + [0x4E], says: "goes on for 1 bytes"),
        Case("nothing on the stack", P.proto + P.stop, says: "0 values on its stack"),
        Case("two values", P.proto + P.none + P.none + P.stop, says: "2 values on its stack"),
        Case("an open mark", P.proto + P.none + [0x28] + P.stop, says: "on its stack"),
        Case("protocol 9", [0x80, 9] + P.none + P.stop, says: "protocol 9"),
        Case("a tuple of nothing", P.proto + [0x85] + P.stop, says: "an empty stack"),
        Case("a tuple across a mark", P.proto + P.none + [0x28, 0x85] + P.stop, says: "an empty stack"),
        Case("a mark that is not open", P.proto + [0x74] + P.stop, says: "a mark that it has not opened"),
        Case("remembers nothing", P.proto + [0x71, 0] + P.stop, says: "remembers a value of an empty stack"),
        Case("recalls nothing", P.proto + [0x68, 5] + P.stop, says: "recalls value 5"),
        Case("recalls value 2^32 - 1", P.proto + [0x6A, 0xFF, 0xFF, 0xFF, 0xFF] + P.stop, says: "recalls value 4294967295"),
        Case("appends to a number", P.proto + P.int(1) + P.none + [0x61] + P.stop, says: "appends to a whole number"),
        Case("appends to nothing", P.proto + P.none + [0x61] + P.stop, says: "appends to nothing"),
        Case("sets a key of a list", P.proto + [0x5D] + P.none + P.none + [0x73] + P.stop, says: "sets a key of a list"),
        Case("a key without a value", P.proto + P.emptyMap + [0x28] + P.text("a") + [0x75] + P.stop, says: "a key without a value"),
        Case("a key twice", P.proto + P.emptyMap + [0x28] + P.text("a") + P.none + P.text("a") + P.none + [0x75] + P.stop, says: "the key 'a' twice"),
        Case("a number twice", P.proto + P.emptyMap + [0x28] + P.int(7) + P.none + P.int(7) + P.none + [0x75] + P.stop, says: "a key twice"),
        Case("attributes of nothing", P.proto + P.none + [0x62] + P.stop, says: "gives attributes to nothing"),
        Case("calls a number", P.proto + P.int(1) + P.emptyTuple + P.reduce + P.stop, says: "calls a whole number"),
        Case("calls with a list", P.proto + P.global("collections", "OrderedDict") + [0x5D] + P.reduce + P.stop, says: "calls a name with a list"),
        Case("an OrderedDict of something", P.proto + P.global("collections", "OrderedDict") + P.tuple([0x5D]) + P.reduce + P.stop, says: "of 1 arguments"),
        Case("calls a storage", P.proto + P.global("torch", "FloatStorage") + P.emptyTuple + P.reduce + P.stop, says: "calls the storage of F32"),
        Case("a name as a value", P.map(P.global("torch", "FloatStorage")), says: "a name in the place of a value"),
        Case("a storage as a value", P.map(P.storage()), says: "a storage in the place of a value"),
        Case("a name by numbers", P.proto + P.int(1) + P.int(2) + [0x93] + P.stop, says: "a name that is a whole number and a whole number"),
        Case("a name without an end", P.proto + [0x63] + [UInt8](repeating: 0x61, count: 5000), says: "more than 1024 bytes"),
        Case("a text of 4 GB", P.proto + [0x58, 0xFF, 0xFF, 0xFF, 0xFF], says: "a text of 4294967295 bytes"),
        Case("a text past the end", P.proto + [0x58, 0xFF, 0, 0, 0], says: "ends inside its pickle"),
        Case("a text that is not UTF-8", P.proto + [0x58, 2, 0, 0, 0, 0xC0, 0xAF] + P.stop, says: "not UTF-8"),
        Case("a number past the end", P.proto + [0x8A, 255, 1, 2], says: "ends inside its pickle"),
        Case("a list in itself", P.proto + [0x5D] + memoized + [0x68, 0, 0x61] + P.stop, says: "more than 64 deep"),
        Case("a dictionary in itself", P.proto + P.emptyMap + memoized + P.text("a") + [0x68, 0, 0x73] + P.stop, says: "more than 64 deep"),
        Case("tuples in tuples", P.proto + P.none + [UInt8](repeating: 0x85, count: 500_000) + P.stop, says: "more than 64 deep"),
        Case("lists in lists", P.proto + (0..<100_000).flatMap { _ in [0x5D] as [UInt8] } + [UInt8](repeating: 0x61, count: 99_999) + P.stop, says: "more than 64 deep"),
        Case("twice what was, forty times", P.proto + P.none + (0..<40).flatMap { _ in memoized + [0x68, 0, 0x86] } + P.stop, says: "more than 1048576 values"),
        Case("ten thousand marks", P.proto + [UInt8](repeating: 0x28, count: 10_000) + P.stop, says: "more than 1024 marks"),
        Case("a million values and more, one by one into a list", P.proto + [0x5D] + (0..<1_100_000).flatMap { _ in [0x4E, 0x61] as [UInt8] } + P.stop, says: "more than 1048576 values"),
        Case("a million values and more", P.proto + [UInt8](repeating: 0x4E, count: 1_100_000) + P.stop, says: "more than 1048576 values"),
    ]

    static let tensors: [Case] = [
        Case("a row beyond", P.map(P.tensor(shape: [9, 3], strides: [3, 1])), says: "beyond the 24 of its storage"),
        Case("one element beyond", P.map(P.tensor(offset: 1, shape: [24], strides: [1])), says: "beyond the 24 of its storage"),
        Case("an offset beyond", P.map(P.tensor(offset: 24, shape: [], strides: [])), says: "beyond the 24 of its storage"),
        Case("an empty one far beyond", P.map(P.tensor(offset: 25, shape: [0], strides: [1])), says: "beyond the 24 of its storage"),
        Case("strides that overflow", P.map(P.tensor(shape: [3, 3], strides: [.max, .max])), says: "beyond the 24 of its storage"),
        Case("a shape that overflows", P.map(P.tensor(shape: [1 << 40, 1 << 40], strides: [0, 0])), says: "beyond the 24 of its storage"),
        Case("an offset that overflows", P.map(P.tensor(offset: .max, shape: [2], strides: [1])), says: "beyond the 24 of its storage"),
        Case("a terabyte of one number", P.map(P.tensor(shape: [1 << 40], strides: [0])), says: "1099511627776 elements from a storage of 24"),
        Case("a negative size", P.map(P.tensor(shape: [-1], strides: [1])), says: "a negative size"),
        Case("a negative stride", P.map(P.tensor(offset: 9, shape: [2], strides: [-1])), says: "a negative size, stride or offset"),
        Case("a negative offset", P.map(P.tensor(offset: -1, shape: [2], strides: [1])), says: "a negative size, stride or offset"),
        Case("a stride too few", P.map(P.tensor(shape: [2, 2], strides: [1])), says: "2 sizes and 1 strides"),
        Case("65 dimensions", P.map(P.tensor(shape: Array(repeating: 1, count: 65), strides: Array(repeating: 1, count: 65))), says: "65 dimensions"),
        Case("a size that is a text", P.map(P.global("torch._utils", "_rebuild_tensor_v2") + P.tuple(P.storage(), P.int(0), P.tuple(P.text("2")), P.ints([1]), P.no, P.ordered) + P.reduce), says: "a text in its size"),
        Case("strides that are a list", P.map(P.global("torch._utils", "_rebuild_tensor_v2") + P.tuple(P.storage(), P.int(0), P.ints([1]), [0x5D], P.no, P.ordered) + P.reduce), says: "whose strides is a list"),
        Case("too few arguments", P.map(P.global("torch._utils", "_rebuild_tensor_v2") + P.tuple(P.storage(), P.int(0)) + P.reduce), says: "something other than a storage"),
        Case("no storage", P.map(P.global("torch._utils", "_rebuild_tensor_v2") + P.tuple(P.none, P.int(0), P.ints([1]), P.ints([1]), P.no, P.ordered) + P.reduce), says: "something other than a storage"),
        Case("numbers to be negated", P.map(P.tensor(shape: [2], strides: [1], more: P.emptyMap + P.text("neg") + [0x88, 0x73])), says: "metadata"),
        Case("a parameter of nothing", P.map(P.global("torch._utils", "_rebuild_parameter") + P.tuple(P.none, P.no, P.ordered) + P.reduce), says: "a parameter of no tensor"),
        Case("more elements than bytes", P.map(P.tensor(P.storage(count: 25), shape: [2], strides: [1])), says: "but 'm/data/0' has 96 bytes"),
        Case("wider elements than bytes", P.map(P.tensor(P.storage("DoubleStorage", count: 24), shape: [2], strides: [1])), says: "24 elements of F64"),
        Case("2^62 elements", P.map(P.tensor(P.storage(count: 1 << 62), shape: [2], strides: [1])), says: "4611686018427387904 elements"),
        Case("-1 elements", P.map(P.tensor(P.storage(count: -1), shape: [0], strides: [1])), says: "-1 elements"),
        Case("no such storage", P.map(P.tensor(P.storage("FloatStorage", "7"), shape: [2], strides: [1])), says: "the archive has no 'm/data/7'"),
        Case("a storage above the folder", P.map(P.tensor(P.storage("FloatStorage", "../version"), shape: [2], strides: [1])), says: "the archive has no 'm/data/../version'"),
        Case("a storage by a number", P.map(P.tuple(P.text("storage"), P.global("torch", "FloatStorage"), P.int(0), P.text("cpu"), P.int(2)) + P.persID), says: "in another way than torch does"),
        Case("a storage of OrderedDict", P.map(P.tuple(P.text("storage"), P.global("collections", "OrderedDict"), P.text("0"), P.text("cpu"), P.int(2)) + P.persID), says: "in another way than torch does"),
        Case("another persistent id", P.map(P.text("x") + P.persID), says: "in another way than torch does"),
        Case("a deflated storage", good, says: "the storage '0', which is compressed") { archive in
            archive.files[2] = ZipBuilder.File(name: Array("m/data/0".utf8), bytes: ZipBuilder.deflated(P.storages[0]), method: 8, size: 96, crc: ZipBuilder.crc(P.storages[0]))
        },
        Case("two pickles", good, says: "2 pickles 'data.pkl'") { $0.add("n/data.pkl", good) },
        Case("no pickle", good, says: "without a 'data.pkl'") { $0.files[0].name = Array("data.pkl".utf8) },
        Case("another byte order", good, says: "the byte order 'big'") { archive in
            archive.files.remove(at: 1)
            archive.add("m/byteorder", Array("big".utf8))
        },
        Case("a byte order of many bytes", good, says: "the byte order 'little") { archive in
            archive.files.remove(at: 1)
            archive.add("m/byteorder", Array("little".utf8) + [UInt8](repeating: 32, count: 5000))
        },
        Case("a pickle with another CRC", good, says: "'m/data.pkl' with the CRC") { $0.files[0].crc = 1 },
    ]

    @Test(arguments: wanting + broken + tensors)
    func `a hostile pickle is refused`(hostile: Case) throws {
        try withTemporaryFolder { folder in
            let url = folder.appending(path: "x.pt")
            try PickleBuilder.archive(hostile.pickle, change: hostile.change).write(to: url)
            let failure = try #require(try thrown { try PickleFile(url) })
            #expect(failure.kind == .badData && failure.place == url.filePath && failure.remedy != nil)
            #expect(failure.description.contains(hostile.says), "\(failure)")
        }
    }

    @Test func `the good one among them is read`() throws {
        try withTemporaryFolder { folder in
            let url = folder.appending(path: "x.pt")
            try PickleBuilder.archive(Self.good).write(to: url)
            guard case .tensor(let tensor)? = try PickleFile(url).root["a"] else { throw Failure(.failed, "no tensor") }
            #expect(try tensor.matrix().toArray() == [0, 1, 2, 3, 4, 5])
        }
    }

    /// As Python writes them.
    @Test(arguments: [
        ("hostile-system", "wants 'posix system'"), ("hostile-eval", "wants '__builtin__ eval'"),
        ("hostile-getattr", "wants '__builtin__ getattr'"), ("hostile-numpy", "wants 'numpy._core.multiarray scalar'"),
        ("whole-module", "wants 'torch.nn.modules.container Sequential'"), ("uint16", "unsigned ones of 16 to 64 bits"),
        ("float8", "wants 'torch._utils _rebuild_tensor_v3'"), ("protocol4", "FRAME (0x95)"),
        ("old", "re-save with torch ≥ 1.6"), ("big-endian", "the byte order 'big'"), ("deflated", "compressed, as torch does not"),
    ])
    func `files of torch's that are not read are refused by name`(name: String, says: String) throws {
        let failure = try #require(try thrown { try PickleReadingTests.golden(name) })
        #expect(failure.kind == .badData && failure.place?.hasSuffix("\(name).pt") == true)
        #expect(failure.description.contains(says), "\(failure)")
    }

    @Test func `what is no torch file is refused by what it is`() throws {
        try withTemporaryFolder { folder in
            let url = folder.appending(path: "x.pt")
            let others: [([UInt8], String)] = [
                ([], "no zip archive, as torch.save writes"), (Array("GIF89a".utf8), "no zip archive"),
                (P.proto + P.none + P.stop, "a bare pickle"), ([0x1F, 0x8B, 8, 0], "no zip archive"),
            ]
            for (bytes, says) in others {
                try Data(bytes).write(to: url)
                let failure = try #require(try thrown { try PickleFile(url) })
                #expect(failure.kind == .badData && failure.what.contains(says))
            }
            let missing = folder.appending(path: "y.pt")
            #expect(try thrown { try PickleFile(missing) }?.kind == .missingInput)
        }
    }
}
