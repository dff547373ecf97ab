import Autoencoders
import Engine
import Evaluation
import Failures
import Foundation
import LanguageModels
import Records
import TestSupport
import Testing

@Suite struct CoreBadInputTests {
    private let engine = ComputeEngine(threads: 1)

    private func run(
        _ saes: [EvaluatedSAE], _ tokens: EvaluationTokens, _ settings: CoreSettings = CoreFixtures.smallSettings,
        special: Set<Int32> = CoreFixtures.special
    ) throws {
        _ = try CoreEvaluation(settings).measure(
            saes, model: CoreFixtures.model(engine), tokens: tokens, specialTokens: special, engine: engine)
    }

    private func rows(_ count: Int, _ id: Int32 = 9) -> EvaluationTokens {
        EvaluationTokens(rows: Array(repeating: Array(repeating: id, count: 128), count: count), context: 128, source: "t")
    }

    private func sae(width: Int, layer: Int) -> EvaluatedSAE {
        var config = AutoencoderConfig()
        config.latents = 8
        config.activation = .relu
        return EvaluatedSAE(
            Autoencoder(configuration: config, width: width), hook: Hookpoint(layer: layer, site: .residPost),
            description: CoreFixtures.description, release: "bad", engine: engine)
    }

    @Test func `An SAE of another width or of a layer that the model lacks is refused`() throws {
        let narrow = try failure(of: { try run([sae(width: 64, layer: 3)], rows(8)) })
        #expect(narrow?.kind == .badData && narrow?.what.contains("64") == true && narrow?.what.contains("256") == true)
        let high = try failure(of: { try run([sae(width: 256, layer: 9)], rows(8)) })
        #expect(high?.kind == .badData && high?.what.contains("6 layers") == true)
    }

    @Test func `Ids outside the vocabulary, too few rows and rows of special tokens alone are refused`() throws {
        let sae = sae(width: 256, layer: 3)
        let outside = try failure(of: { try run([sae], rows(8, 6144)) })
        #expect(outside?.kind == .badData && outside?.what.contains("6144") == true)
        let few = try failure(of: { try run([sae], rows(7)) })
        #expect(few?.kind == .badData && few?.what.contains("7 rows") == true)
        let special = try failure(of: { try run([sae], rows(8, 2)) })
        #expect(special?.kind == .badData && special?.what.contains("special") == true)
        var settings = CoreFixtures.smallSettings
        settings.batchSize = 0
        #expect(try failure(of: { try run([sae], rows(8), settings) })?.kind == .usage)
    }

    @Test func `A token matrix of another shape or type, or with a negative id, is refused`() throws {
        let wrongShape = try failure(of: {
            try EvaluationTokens(matrix: Goldens.url("saebench/core/tokens.npy"), context: 64)
        })
        #expect(wrongShape?.kind == .badData && wrongShape?.what.contains("[160, 128]") == true)
        let missing = try failure(of: { try EvaluationTokens(matrix: Goldens.url("saebench/core/none.npy")) })
        #expect(missing?.kind == .missingInput)
        let floats = try failure(of: { try EvaluationTokens(matrix: Goldens.url("safetensors/f8.npy")) })
        #expect(floats?.kind == .badData)
        try withTemporaryFolder { folder in
            var data = try Data(contentsOf: Goldens.url("saebench/core/tokens.npy"))
            data.replaceSubrange(data.count - 4..<data.count, with: [0xFF, 0xFF, 0xFF, 0xFF])
            let file = folder.appending(path: "negative.npy")
            try data.write(to: file)
            let negative = try failure(of: { try EvaluationTokens(matrix: file) })
            #expect(negative?.kind == .badData && negative?.what.contains("row 159, position 127") == true)
        }
    }

    @Test func `What progress throws ends the evaluation`() throws {
        struct Stop: Error {}
        #expect(throws: Stop.self) {
            try CoreEvaluation(CoreFixtures.smallSettings).measure(
                [sae(width: 256, layer: 3)], model: CoreFixtures.model(engine), tokens: rows(8), specialTokens: [],
                engine: engine
            ) { _, fraction in if fraction > 0 { throw Stop() } }
        }
    }
}
