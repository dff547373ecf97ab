import Engine
import LanguageModels
import Testing

/// What holds for any Gemma-2, whatever its numbers are.
@Suite struct Gemma2ForwardTests {
    typealias F = Gemma2Fixtures

    /// Sequences of several lengths, from a fixed generator.
    static func batch(_ lengths: [Int], vocabulary: Int, seed: UInt64 = 1) -> TokenBatch {
        var random = CounterRandom(seed: seed)
        return TokenBatch(lengths.map { n in (0..<n).map { _ in Int32(random.below(vocabulary)) } })
    }

    @Test(arguments: [F.nano, F.odd])
    func `the bits do not depend on the thread count`(folder: String) throws {
        // Enough rows for the products' and the feed-forward's larger blocks.
        let vocabulary = try F.model(folder).configuration.vocabularySize
        let many = Self.batch(Array(repeating: 60, count: 20), vocabulary: vocabulary)
        let few = Self.batch([7, 3], vocabulary: vocabulary)
        let results = try [1, 2, 7].map { threads in
            let model = try F.model(folder, threads: threads)
            let last = Hookpoint(layer: model.configuration.layers - 1, site: .residPost)
            return try (model.activations(many, last).map(\.bitPattern), model.logits(few).map(\.bitPattern))
        }
        #expect(results[0].0 == results[1].0 && results[0].0 == results[2].0)
        #expect(results[0].1 == results[1].1 && results[0].1 == results[2].1)
    }

    // Not `normalized`: there the gain takes a rounding of its own (FamilyGoldenTests).
    @Test(arguments: Hookpoint.Site.allCases.filter { $0 != .normalized })
    func `an edit that changes nothing changes no bit`(site: Hookpoint.Site) throws {
        for folder in [F.nano, F.odd] {
            let model = try F.model(folder)
            let batch = Self.batch([19, 4], vocabulary: model.configuration.vocabularySize)
            let hook = Hookpoint(layer: 2, site: site)
            let output = Matrix(rows: batch.count, columns: model.configuration.vocabularySize)
            var seen: [Float] = []
            try model.logits(of: batch, replacingAt: hook, with: { seen = $0.toArray() }, into: output)
            #expect(output.toArray().map(\.bitPattern) == (try model.logits(batch)).map(\.bitPattern))
            #expect(seen.map(\.bitPattern) == (try model.activations(batch, hook)).map(\.bitPattern))
        }
    }

    @Test func `what an edit throws comes through, and the model still works`() throws {
        struct Stop: Error {}
        let model = try F.model(F.odd), batch = Self.batch([5], vocabulary: 97)
        let before = try model.logits(batch)
        #expect(throws: Stop.self) {
            try model.logits(
                of: batch, replacingAt: Hookpoint(layer: 1, site: .mlpOut), with: { _ in throw Stop() },
                into: Matrix(rows: 5, columns: 97))
        }
        #expect(try model.logits(batch) == before)
    }

    @Test func `a sequence's results do not depend on its neighbours or on what pads it`() throws {
        let model = try F.model(F.odd), hook = Hookpoint(layer: 4, site: .residPost)
        let alone = Self.batch([13], vocabulary: 97)
        let expected = try model.activations(alone, hook)
        for padding in [Int32(0), 96] {
            let batch = TokenBatch([Array(repeating: 5, count: 30), alone.ids, [1, 2]], padding: padding)
            let result = try model.activations(batch, hook)
            // Products of other heights may sum in another order.
            #expect(F.error(Array(result[30 * 48..<43 * 48]), expected) <= 5e-6)
        }
    }

    @Test func `a token's successors do not reach it, and the window ends where it should`() throws {
        let model = try F.model(F.odd), hook = Hookpoint(layer: 0, site: .residPost)
        let a = Self.batch([19], vocabulary: 97).ids
        var b = a
        b[6] = (a[6] + 1) % 97
        let x = try model.activations(TokenBatch([a]), hook), y = try model.activations(TokenBatch([b]), hook)
        let changed = (0..<19).filter { p in (0..<48).contains { x[p * 48 + $0] != y[p * 48 + $0] } }
        // Layer 0 has the window of 8: position 6 is seen from 6 to 13.
        #expect(changed == Array(6...13))
    }

    @Test func `batches of growing and shrinking size give what a fresh model gives`() throws {
        let model = try F.model(F.odd), hook = Hookpoint(layer: 3, site: .residMid)
        for lengths in [[3], [40, 40, 12], [1, 1], [64], [2]] {
            let batch = Self.batch(lengths, vocabulary: 97)
            let fresh = try F.model(F.odd)
            #expect(try model.activations(batch, hook) == fresh.activations(batch, hook))
        }
        #expect(model.tokensComputed == 3 + 120 + 2 + 64 + 2)
    }

    @Test func `an empty batch is nothing to do`() throws {
        let model = try F.model(F.odd)
        #expect(try model.activations(TokenBatch([]), Hookpoint(layer: 4, site: .mlpOut)).isEmpty)
        #expect(try model.activations(TokenBatch([[], []]), Hookpoint(layer: 4, site: .mlpOut)).isEmpty)
        #expect(try model.logits(TokenBatch([])).isEmpty)
    }
}
