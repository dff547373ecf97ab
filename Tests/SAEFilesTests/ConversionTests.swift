import Autoencoders
import Engine
import Failures
import Foundation
import Records
import SAEFiles
import TestSupport
import Testing

/// Written as another program keeps it and read again by that program's rules, an SAE computes what it did; what a form
/// cannot say is refused with the reason. (Tools/peer-check has the programs themselves read them.)
@Suite struct ConversionTests {
    private let engine = ComputeEngine(threads: 1)
    private let w = SAEFixture()
    private let about = SAEDescription(
        modelName: "gemma-2-2b", hookName: "blocks.12.hook_resid_post", contextSize: 128, dataset: "pile", excludesBOS: true,
        trainedAs: "topk", trainingTokens: 7, writer: "test")

    private func sae(
        _ activation: ActivationKind, subtracts: Bool, rescales: Bool = false, inference: InferenceRules = .plain
    ) -> Autoencoder {
        var config = AutoencoderConfig()
        (config.latents, config.activation, config.k, config.decoderNorm) = (w.f, activation, 3, .free)
        (config.subtractDecoderBias, config.rescaleByDecoderNorm) = (subtracts, rescales)
        let threshold = activation == .jumprelu ? w.threshold : [Float](repeating: 0, count: w.f)
        return Autoencoder(
            configuration: config, inference: inference, encoder: SAEFixture.matrix(w.encoder),
            encoderBias: SAEFixture.vector(w.encoderBias).0, decoder: SAEFixture.matrix(w.decoder),
            decoderBias: SAEFixture.vector(w.decoderBias).0, threshold: SAEFixture.vector(threshold).0)
    }

    /// Reconstructions, which no form may change; latents may be scaled.
    private func outputs(_ sae: Autoencoder) -> [Float] {
        let x = SAEFixture.matrix(w.activations()), latents = SparseLatents(columns: sae.latents)
        let output = Matrix(rows: x.rows, columns: sae.width)
        sae.encode(x, engine: engine, into: latents)
        sae.decode(latents, of: x, engine: engine, into: output)
        return output.toArray()
    }

    private func expectKept(_ sae: Autoencoder, as format: SAEConversion.Format, name: String) throws {
        try withTemporaryFolder { folder in
            let target = folder.appending(path: "converted")
            _ = try SAEConversion.write(sae, about, as: format, to: target, engine: engine)
            let read = try SAEFile.read(target, engine: engine)
            #expect(read.format == name)
            let before = outputs(sae), after = outputs(read.autoencoder)
            let size = (before.reduce(0) { $0 + $1 * $1 } / Float(before.count)).squareRoot()
            let worst = zip(before, after).map { abs($0 - $1) }.max() ?? .infinity
            #expect(worst <= 1e-5 * size, "\(format): off by \(worst) of \(size)")
            if format != .sparsify {
                #expect(read.description.hookName == about.hookName && read.description.modelName == about.modelName)
            }
            // A folder that is there is not replaced unasked.
            #expect(throws: Failure.self) { try SAEConversion.write(sae, about, as: format, to: target, engine: engine) }
        }
    }

    @Test(arguments: [ActivationKind.relu, .topk, .jumprelu], [false, true])
    func `every activation and bias rule survives`(activation: ActivationKind, subtracts: Bool) throws {
        let sae = sae(activation, subtracts: subtracts)
        try expectKept(sae, as: .saelens, name: "SAELens")
        try expectKept(sae, as: .dictionaryLearning, name: "dictionary_learning")
        if activation == .topk { try expectKept(sae, as: .sparsify, name: "sparsify") }
    }

    @Test func `a choice by decoder norms survives as unit rows, a threshold on scores as thresholds`() throws {
        for format in SAEConversion.Format.allCases {
            let name = ["saelens": "SAELens", "dictionary_learning": "dictionary_learning", "sparsify": "sparsify"][format.rawValue]
            try expectKept(sae(.topk, subtracts: false, rescales: true), as: format, name: try #require(name))
        }
        let batch = sae(.batchtopk, subtracts: true, rescales: true)
        batch.batchThreshold = 0.4
        try expectKept(batch, as: .saelens, name: "SAELens")
        try expectKept(batch, as: .dictionaryLearning, name: "dictionary_learning")
    }

    @Test func `groups go to sparsify, signs to SAELens, rows' scales to SAELens`() throws {
        try expectKept(sae(.topk, subtracts: false, inference: InferenceRules(choice: .groupMaximum)), as: .sparsify, name: "sparsify")
        try expectKept(sae(.topk, subtracts: true, inference: InferenceRules(choice: .signedTopK)), as: .saelens, name: "SAELens")
        try expectKept(sae(.topk, subtracts: true, inference: InferenceRules(rowScale: .layerNorm)), as: .saelens, name: "SAELens")
    }

    @Test func `what a form cannot say is refused with the reason, and nothing is written`() throws {
        let signed = InferenceRules(choice: .signedTopK), groups = InferenceRules(choice: .groupMaximum)
        let rows = InferenceRules(rowScale: .constantNorm)
        let cases: [(Autoencoder, SAEConversion.Format, String)] = [
            (sae(.relu, subtracts: true), .sparsify, "standard"), (sae(.jumprelu, subtracts: true), .sparsify, "jumprelu"),
            (sae(.topk, subtracts: true, inference: signed), .sparsify, "sign"),
            (sae(.topk, subtracts: true, inference: signed), .dictionaryLearning, "abstopk"),
            (sae(.topk, subtracts: true, inference: groups), .saelens, "group"),
            (sae(.topk, subtracts: true, inference: groups), .dictionaryLearning, "groupmax"),
            (sae(.topk, subtracts: true, inference: rows), .sparsify, "constant_norm_rescale"),
            (sae(.relu, subtracts: true, inference: rows), .dictionaryLearning, "constant_norm_rescale"),
        ]
        try withTemporaryFolder { folder in
            let target = folder.appending(path: "converted")
            for (sae, format, word) in cases {
                let failure = try failure { try SAEConversion.write(sae, about, as: format, to: target, engine: engine) }
                #expect(failure?.kind == .badData && failure?.what.contains(word) == true, "\(String(describing: failure))")
                #expect(!FileManager.default.fileExists(atPath: target.path(percentEncoded: false)))
            }
        }
    }
}
