import Engine
import Failures
import Foundation
import TensorFiles
import TestSupport
import Testing

/// Damage of two kinds: to a file's bytes, which the archive's checks mostly stop, and to the pickle inside an archive
/// that is whole again around it, so that the machine itself is reached.
@Suite struct PickleMutationTests {
    typealias P = PickleBuilder

    /// Reads whatever a file turned out to hold.
    static func readAll(_ value: PickleValue) throws {
        switch value {
        case .tensor(let tensor):
            guard tensor.count < 1 << 20 else { return }
            _ = try tensor.matrix()
            if tensor.shape.count == 2 { _ = try tensor.transposed().matrix() }
            _ = try? tensor.integers()
            _ = try tensor.doubles()
        case .list(let items), .tuple(let items): for item in items.prefix(100) { try readAll(item) }
        case .map(let pairs): for pair in pairs.prefix(100) { try readAll(pair.value) }
        default: break
        }
    }

    static func outcome(_ url: URL, _ refused: inout Int, _ read: inout Int) throws {
        do {
            let file = try PickleFile(url)
            try readAll(file.root)
            _ = file.stateDict(with: ["encoder.weight"])
            _ = file.keys(atMost: 10)
            read += 1
        } catch let failure as Failure {
            refused += 1
            if failure.kind != .badData || failure.remedy == nil { Issue.record("\(failure)") }
        }
    }

    @Test func `a file cut at any byte is refused`() throws {
        let whole = try Data(contentsOf: Goldens.url("exchange/tensors/topk.pt"))
        try withTemporaryFolder { folder in
            let url = folder.appending(path: "x.pt")
            for length in 0..<whole.count {
                try whole.prefix(length).write(to: url)
                #expect(try thrown { try PickleFile(url) }?.kind == .badData, "cut at \(length)")
            }
        }
    }

    /// Everything a value holds, as text.
    private static func all(_ value: PickleValue) throws -> String {
        switch value {
        case .tensor(let tensor): "\(tensor.name) \(tensor.type) \(tensor.shape) \(try tensor.doubles())"
        case .list(let items), .tuple(let items): "\(try items.map(all))"
        case .map(let pairs): "\(try pairs.map { try all($0.key) + ": " + all($0.value) })"
        default: "\(value)"
        }
    }

    /// Torch's files have a CRC for every entry, so that no bit of one changes what is read unnoticed.
    @Test func `a bit that is turned over is noticed, or changes nothing`() throws {
        let whole = [UInt8](try Data(contentsOf: Goldens.url("exchange/tensors/topk.pt")))
        let wanted = try Self.all(PickleReadingTests.golden("topk").root)
        var refused = 0
        try withTemporaryFolder { folder in
            let url = folder.appending(path: "x.pt")
            for place in whole.indices {
                var bytes = whole
                bytes[place] ^= 1 << UInt8(place % 8)
                try Data(bytes).write(to: url)
                do {
                    #expect(try Self.all(PickleFile(url).root) == wanted, "byte \(place)")
                } catch let failure as Failure {
                    refused += 1
                    #expect(failure.kind == .badData)
                }
            }
        }
        #expect(refused > whole.count / 4, "\(refused) of \(whole.count) refused")
    }

    @Test func `damaged files are refused or read, and none traps`() throws {
        let good = try ["topk", "checkpoint", "types"].map { [UInt8](try Data(contentsOf: Goldens.url("exchange/tensors/\($0).pt"))) }
        var random = CounterRandom(seed: 41), refused = 0, read = 0
        try withTemporaryFolder { folder in
            let url = folder.appending(path: "x.pt")
            for number in 0..<Mutations.count {
                var bytes = good[number % good.count]
                Mutations.damage(&bytes, &random)
                try Data(bytes).write(to: url)
                try Self.outcome(url, &refused, &read)
            }
        }
        #expect(refused > Mutations.count / 2 && read > Mutations.count / 100, "\(refused) refused, \(read) read")
        print("pickle files: \(refused) damaged ones refused, \(read) read")
    }

    /// The opcodes that the machine knows, and pieces of programs that mean something.
    private static let pieces: [[UInt8]] =
        "().GJKMNQRXabcehj]qrstu}".utf8.map { [$0] } + [0x85, 0x86, 0x87, 0x88, 0x89, 0x8A, 0x8C, 0x93, 0x94].map { [$0] }
        + [
            P.int(3), P.int(-1), P.int(.max), P.int(1 << 33), P.text("a"), P.none, P.ordered, P.emptyMap, [0x68, 0], [0x71, 1],
            P.storage(), P.storage("LongStorage", "1", count: 5), P.ints([2, 3]), P.ints([]), P.global("torch", "HalfStorage"),
            P.tensor(shape: [2, 3], strides: [3, 1]), P.tensor(shape: [3, 2], strides: [1, 3]), P.tensor(shape: [], strides: []),
            P.global("collections", "OrderedDict"), P.global("torch._utils", "_rebuild_parameter"), [0x5D, 0x71, 0],
            P.global("os", "system"),
        ]

    /// Pieces that leave one value more on the stack, most of them in every place.
    private static let values: [[UInt8]] = [
        P.int(3), P.int(-1), P.int(.max), P.text("a"), P.none, P.ordered, P.emptyMap, P.emptyTuple, [0x5D], [0x88],
        P.none + [0x85], P.none + P.none + [0x86], P.ordered + P.text("k") + P.int(1) + [0x73], [0x5D] + P.int(7) + [0x61],
        P.tensor(shape: [2, 3], strides: [3, 1]), P.tensor(offset: 5, shape: [3, 2], strides: [1, 3]),
        P.tensor(P.storage("LongStorage", "1", count: 5), shape: [], strides: []), P.tensor(shape: [25], strides: [0]),
        P.tensor(shape: [2, 3], strides: [3, 1]) + P.none + [0x62], [0x68, 0], [0x8C, 1, 0x62], P.ints([2, 3]) + [0x71, 1],
    ]

    @Test func `damaged pickles in whole archives are refused or read, and none traps`() throws {
        let map = P.proto + P.ordered + [0x71, 0, 0x28] + P.text("encoder.weight") + P.tensor(shape: [4, 6], strides: [1, 4])
            + P.text("k") + P.tensor(P.storage("LongStorage", "1", count: 5), offset: 2, shape: [], strides: []) + [0x75]
            + P.emptyMap + P.text("v") + P.int(1) + [0x73, 0x62]
        let nested = P.emptyMap + P.text("model") + Array(map.dropFirst(2)) + [0x73]
        let good = [map + P.stop, P.proto + nested + P.stop, P.map(P.tensor(shape: [2, 3, 4], strides: [12, 1, 3]))]
        var random = CounterRandom(seed: 43), refused = 0, read = 0
        try withTemporaryFolder { folder in
            let url = folder.appending(path: "x.pt")
            for number in 0..<Mutations.count {
                var bytes = good[number % good.count]
                for _ in 0...random.below(2) {
                    let at = random.below(max(1, bytes.count)), piece = Self.pieces[random.below(Self.pieces.count)]
                    switch random.below(4) {
                    case 0: bytes.insert(contentsOf: piece, at: at)
                    case 1: bytes.replaceSubrange(at..<min(bytes.count, at + piece.count), with: piece)
                    case 2: bytes.replaceSubrange(at..<min(bytes.count, at + 1 + random.below(12)), with: piece)
                    default: Mutations.damage(&bytes, &random)
                    }
                }
                try PickleBuilder.archive(bytes).write(to: url)
                try Self.outcome(url, &refused, &read)
            }
            // Programs of nothing but pieces: deep stacks, strange calls. Half of them of whole values in a list.
            for number in 0..<Mutations.count {
                var bytes = P.proto, list = P.proto + [0x5D, 0x71, 0, 0x28]
                for _ in 0..<random.below(40) { bytes += Self.pieces[random.below(Self.pieces.count)] }
                for _ in 0..<random.below(20) { list += Self.values[random.below(Self.values.count)] }
                try PickleBuilder.archive(number % 2 == 0 ? bytes + P.stop : list + [0x65] + P.stop).write(to: url)
                try Self.outcome(url, &refused, &read)
            }
        }
        #expect(refused > Mutations.count && read > Mutations.count / 100, "\(refused) refused, \(read) read")
        print("pickles in whole archives: \(refused) damaged ones refused, \(read) read")
    }
}
