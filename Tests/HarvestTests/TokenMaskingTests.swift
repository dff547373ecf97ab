import Activations
import Engine
import Foundation
import Harvest
import Records
import Testing
import Tokens

@Suite struct TokenMaskingTests {
    private static func masking(_ share: Float, _ token: Int?, _ text: TextFixture, seed: UInt64 = 3) -> TokenMasking? {
        var config = RunConfig()
        config.seed = seed
        config.data.maskShare = share
        config.data.maskToken = token
        return TokenMasking(config, vocabulary: 6144, bosID: text.tokenizer.bosID)
    }

    /// The ids that the model read, in the order of the text.
    private static func ids(_ text: TextFixture, _ masking: TokenMasking?, pieces: [Int] = [1000]) throws -> [Float] {
        let stream = try text.stream(epochs: 20, dropBOS: false, masking: masking)
        let elements = try TextFixture.drain(stream, pieces: pieces).0
        return stride(from: 0, to: elements.count, by: 3).map { elements[$0] }
    }

    @Test func `is not there where nothing is asked for`() throws {
        try TextFixture.with { text in #expect(Self.masking(0, 7, text) == nil) }
    }

    @Test(arguments: [Float(0.1), 0.5]) func `replaces the stated share, and never BOS`(share: Float) throws {
        try TextFixture.with { text in
            let plain = try Self.ids(text, nil), masked = try Self.ids(text, Self.masking(share, 7, text))
            let bos = Float(try #require(text.tokenizer.bosID))
            var changed = 0, free = 0
            for (before, after) in zip(plain, masked) {
                if before == bos { #expect(after == bos) } else { free += 1 }
                if before != after {
                    #expect(after == 7)
                    changed += 1
                }
            }
            #expect(plain.count == masked.count)
            let expected = Double(share) * Double(free), deviation = (expected * (1 - Double(share))).squareRoot()
            #expect(abs(Double(changed) - expected) < 4 * deviation, "\(changed) of \(free)")
        }
    }

    @Test func `draws any token where none is named, anew in each pass over the text`() throws {
        try TextFixture.with { text in
            let plain = try Self.ids(text, nil), masked = try Self.ids(text, Self.masking(0.5, nil, text))
            let drawn = zip(plain, masked).filter { $0 != $1 }.map(\.1)
            #expect(Set(drawn).count > drawn.count / 2)
            #expect(drawn.allSatisfy { (0..<6144).contains($0) })
            let half = plain.count / 2
            #expect(Array(plain[..<half]) == Array(plain[half...]))
            #expect(Array(masked[..<half]) != Array(masked[half...]))
        }
    }

    /// By the row's number alone: whatever pieces it is read in, and after a restore.
    @Test func `is the same however the text is read, and another with another seed`() throws {
        try TextFixture.with { text in
            let masking = Self.masking(0.3, nil, text)
            let whole = try Self.ids(text, masking)
            #expect(try Self.ids(text, masking, pieces: [7, 1, 30]) == whole)
            #expect(try Self.ids(text, Self.masking(0.3, nil, text, seed: 4)) != whole)
            let first = try text.stream(epochs: 20, dropBOS: false, masking: masking)
            var origins: [ActivationOrigin] = []
            _ = try first.read(into: Matrix(rows: 40, columns: 3), at: 0, limit: 40, origins: &origins)
            let second = try text.stream(epochs: 20, dropBOS: false, masking: masking)
            try second.restore(first.saveState())
            let rest = try TextFixture.drain(second).0
            #expect(stride(from: 0, to: rest.count, by: 3).map { rest[$0] } == Array(whole[origins.count...]))
        }
    }
}
