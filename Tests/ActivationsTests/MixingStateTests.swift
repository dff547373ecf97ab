import Activations
import Engine
import Failures
import Foundation
import Records
import TestSupport
import Testing

@Suite struct MixingStateTests {
    static let total = 1000, size = 20

    static func source(
        shuffle: Bool, scaling: InputScaling = .sqrtWidth, seed: UInt64 = 3, buffer: Int = 200, chunks: [Int] = [70]
    ) -> MixingSource {
        MixingSource(
            stream: Synthetic.stream(total, chunks: chunks), tokens: 990, buffer: buffer, batch: size,
            scaling: scaling, shuffle: shuffle, seed: seed, engine: Synthetic.engine)
    }

    /// Each batch's bits and previous tokens.
    static func rest(_ source: MixingSource, _ count: Int = .max) throws -> [[UInt32]] {
        let batch = ActivationBatch(size: size, width: 3)
        var all: [[UInt32]] = []
        while all.count < count, try source.next(into: batch) {
            all.append(batch.rows.toArray().map(\.bitPattern) + (batch.previous ?? []).map { UInt32(bitPattern: $0) })
        }
        return all
    }

    /// Every place: before the first fill, just before and after a refill, in the middle, at the end. The buffer of
    /// 200 serves 100 rows (5 batches) a round when mixing and 10 batches a round when not.
    @Test(arguments: [0, 1, 4, 5, 6, 9, 10, 11, 23, 40, 44, 48, 49], [true, false])
    func `a restored source goes on with the same bits`(after: Int, shuffle: Bool) throws {
        let whole = try MixingStateTests.rest(MixingStateTests.source(shuffle: shuffle))
        #expect(whole.count == 49)

        let first = MixingStateTests.source(shuffle: shuffle)
        let before = try MixingStateTests.rest(first, after)
        let state = try first.saveState().copy()
        let second = MixingStateTests.source(shuffle: shuffle, chunks: [31, 8])
        try second.restore(state)
        #expect(second.tokensServed == first.tokensServed)
        #expect(second.tokensRead == first.tokensRead)
        #expect(second.inputScale.bitPattern == first.inputScale.bitPattern)
        #expect(before + (try MixingStateTests.rest(second)) == whole)
        // Saving changed nothing for the one that goes on.
        #expect(before + (try MixingStateTests.rest(first)) == whole)
    }

    @Test func `the same state has the same bytes`() throws {
        let states = try (0..<2).map { _ in
            let source = MixingStateTests.source(shuffle: true)
            _ = try MixingStateTests.rest(source, 7)
            return try source.saveState()
        }
        #expect(states[0].json == states[1].json)
        #expect(states[0].tensor("buffer")?.toArray() == states[1].tensor("buffer")?.toArray())
    }

    @Test func `a state that lacks a part is refused, or the batches differ`() throws {
        let source = MixingStateTests.source(shuffle: true)
        _ = try MixingStateTests.rest(source, 7)
        let state = try source.saveState().copy()
        let expected = try MixingStateTests.rest(source)

        var bufferless = state
        bufferless.tensors = []
        #expect(try failure { try MixingStateTests.source(shuffle: true).restore(bufferless) }?.kind == .badData)

        // Each of these numbers decides the batches. All but the last can be worked out from the plan; that one, without
        // the digest that is there for it, leads to other batches.
        for (field, step) in [
            (#""cursor":"#, 20), (#""position":"#, 1), (#""tokens_read":"#, 100),
            (#"\"position\":"#, 1),
        ] {
            for json in [state.json, MixingStateTests.withoutDigests(state.json)] {
                let changed = SavedState(json: try bump(field, by: step, in: json), tensors: state.copy().tensors)
                let other = MixingStateTests.source(shuffle: true)
                do {
                    try other.restore(changed)
                    #expect(json != state.json && field.contains("\\"), "\(field) was taken")
                    #expect(try MixingStateTests.rest(other) != expected, "\(field) made no difference")
                } catch let failure as Failure {
                    #expect(failure.kind == .badData)
                }
            }
        }
        let plain = SavedState(json: MixingStateTests.withoutDigests(state.json), tensors: state.copy().tensors)
        let earlier = MixingStateTests.source(shuffle: true)
        try earlier.restore(plain)
        #expect(try MixingStateTests.rest(earlier) == expected, "states of earlier versions have no digest")
    }

    static func withoutDigests(_ json: Data) -> Data {
        Data(String(decoding: json, as: UTF8.self).replacing(/\\?"digest\\?":\\?"[0-9a-f]+\\?",/, with: "").utf8)
    }

    /// The JSON with the number behind `field` made larger.
    func bump(_ field: String, by step: Int, in json: Data) throws -> Data {
        var text = String(decoding: json, as: UTF8.self)
        let start = try #require(text.range(of: field), "\(field) in \(text)").upperBound
        let digits = text[start...].prefix { $0.isNumber }
        let number = try #require(Int(digits), "\(field) in \(text)")
        text.replaceSubrange(digits.startIndex..<digits.endIndex, with: String(number + step))
        return Data(text.utf8)
    }

    @Test func `a state of other settings is refused in one sentence`() throws {
        let source = MixingStateTests.source(shuffle: true)
        _ = try MixingStateTests.rest(source, 3)
        let state = try source.saveState().copy()
        for other in [
            MixingStateTests.source(shuffle: false), MixingStateTests.source(shuffle: true, seed: 4),
            MixingStateTests.source(shuffle: true, scaling: .unit), MixingStateTests.source(shuffle: true, buffer: 100),
        ] {
            #expect(try failure { try other.restore(state) }?.kind == .usage)
        }
        #expect(try failure { try source.restore(SavedState(json: Data("{}".utf8))) }?.kind == .badData)
    }
}
