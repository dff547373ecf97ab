import Activations
import EmbeddedModel
import Engine
import Foundation
import Harvest
import LanguageModels
import Records
import TestSupport
import Testing
import Tokens

/// The embedded model on the fixture's text: few tokens of two layers, so that it takes a second.
@Suite struct GemmaHarvestTests {
    static func stream(_ text: TextFixture, engine: ComputeEngine, heldOutRows: Int = 2) throws -> HarvestStream {
        let model = try LanguageModel(folder: EmbeddedGemma.folder(), engine: engine)
        return HarvestStream(
            model: model, tokens: try text.tokens(), hook: try Hookpoint("blocks.1.hook_resid_post"), dropBOS: true,
            heldOutRows: heldOutRows, batchTokens: 50, engine: engine)
    }

    static func source(_ stream: any ActivationStream, engine: ComputeEngine) -> MixingSource {
        MixingSource(
            stream: stream, tokens: 240, buffer: 80, batch: 16, scaling: .sqrtWidth, seed: 9, engine: engine)
    }

    static func bits(_ source: MixingSource, _ count: Int = .max) throws -> [[UInt32]] {
        let batch = ActivationBatch(size: 16, width: source.width)
        var all: [[UInt32]] = []
        while all.count < count, try source.next(into: batch) { all.append(batch.rows.toArray().map(\.bitPattern)) }
        return all
    }

    @Test func `batches are the same from shards and from the model, on any threads, and across a restore`() throws {
        try TextFixture.with { text in
            let engine = ComputeEngine(threads: 2)
            let direct = try GemmaHarvestTests.bits(
                GemmaHarvestTests.source(GemmaHarvestTests.stream(text, engine: engine), engine: engine))
            #expect(direct.count == 15)

            let single = ComputeEngine(threads: 1)
            #expect(
                try GemmaHarvestTests.bits(
                    GemmaHarvestTests.source(GemmaHarvestTests.stream(text, engine: single), engine: single)) == direct)

            try withTemporaryFolder { folder in
                let target = folder.appending(path: "h")
                let live = try GemmaHarvestTests.stream(text, engine: engine)
                let writer = try ShardWriter(
                    folder: target, settings: HarvestSettings(RunConfig(), modelFingerprint: ""), width: live.width,
                    shardRows: 100, engine: engine)
                #expect(try writer.write(from: live, tokens: 240) == 240)
                try writer.finish()
                let shards = try ShardStream(folder: target, engine: engine)
                #expect(try GemmaHarvestTests.bits(GemmaHarvestTests.source(shards, engine: engine)) == direct)
            }

            for after in [0, 2, 3, 7] {
                let first = GemmaHarvestTests.source(try GemmaHarvestTests.stream(text, engine: engine), engine: engine)
                let before = try GemmaHarvestTests.bits(first, after)
                let second = GemmaHarvestTests.source(try GemmaHarvestTests.stream(text, engine: engine), engine: engine)
                try second.restore(first.saveState().copy())
                #expect(before + (try GemmaHarvestTests.bits(second)) == direct)
            }
        }
    }

    @Test func `rows are the model's activations of their tokens`() throws {
        try TextFixture.with { text in
            let engine = ComputeEngine(threads: 2)
            let stream = try GemmaHarvestTests.stream(text, engine: engine, heldOutRows: 0)
            let (elements, origins) = try TextFixture.drain(stream)
            let model = try LanguageModel(folder: EmbeddedGemma.folder(), engine: engine)
            let hook = try Hookpoint("blocks.1.hook_resid_post")
            let bos = text.tokenizer.bosID, width = stream.width
            var row = 0
            for (number, tokens) in try text.allRows().enumerated() {
                let output = Matrix(rows: tokens.count, columns: width)
                try model.activations(of: TokenBatch([tokens.ids]), at: hook, into: output)
                let alone = output.toArray()
                for (position, id) in tokens.ids.enumerated() where id != bos {
                    #expect(origins[row] == ActivationOrigin(context: Int64(number), position: Int32(position)))
                    let got = elements[row * width..<(row + 1) * width]
                    let wanted = alone[position * width..<(position + 1) * width]
                    // One row alone takes products of other shapes than several together, so sums are rounded in
                    // another order: 256 to 768 terms a layer, two layers.
                    let scale = wanted.map(abs).max() ?? 1
                    #expect(zip(got, wanted).allSatisfy { abs($0 - $1) <= 1e-4 * scale })
                    row += 1
                }
            }
            #expect(row == origins.count)
        }
    }
}
