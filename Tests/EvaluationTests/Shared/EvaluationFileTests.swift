import Autoencoders
import Engine
import Evaluation
import Failures
import Files
import Foundation
import LanguageModels
import Records
import SAEFiles
import TestSupport
import Testing

@Suite struct EvaluationFileTests {
    private func small() -> EvaluatedSAE {
        var config = AutoencoderConfig()
        config.latents = 2
        config.activation = .relu
        config.decoderNorm = .free
        let sae = Autoencoder(configuration: config, width: 2)
        sae.encoder.assign([1, 0, 0, 1])
        sae.decoder.assign([2, 0, 0, 0.5])
        sae.encoderBias.assign([0.25, 0.25])
        let about = SAEDescription(
            modelName: "gemma2-nano", hookName: "blocks.3.hook_resid_post", contextSize: 128, dataset: "", excludesBOS: false,
            trainedAs: "standard", trainingTokens: 7, writer: "")
        return EvaluatedSAE(
            sae, hook: Hookpoint(layer: 3, site: .residPost), description: about, release: "a/b",
            engine: ComputeEngine(threads: 1))
    }

    @Test func `An SAE is folded to unit decoder rows and decodes to the same`() {
        let sae = small().autoencoder
        #expect(sae.decoder.toArray() == [1, 0, 0, 1])
        #expect(sae.encoder.toArray() == [2, 0, 0, 0.5])
        #expect(sae.encoderBias.toArray() == [0.5, 0.125])
    }

    @Test func `A file has SAEBench's envelope, its place, and an id that its inputs determine`() throws {
        func file(seed: UInt64, inputs: [String]) throws -> EvaluationFile {
            try EvaluationFile(
                .absorption, of: small(), configuration: ["k": 3], metrics: ["mean": ["x": 0.5]], details: [["a": 1]],
                seed: seed, inputs: inputs, cost: EvaluationCost())
        }
        let one = try file(seed: 1, inputs: ["t"])
        #expect(try file(seed: 1, inputs: ["t"]).identity == one.identity)
        #expect(try file(seed: 2, inputs: ["t"]).identity != one.identity)
        #expect(try file(seed: 1, inputs: ["u"]).identity != one.identity)
        #expect(UUID(uuidString: one.identity) != nil && Array(one.identity)[14] == "4")
        try withTemporaryFolder { folder in
            let place = try one.write(below: folder)
            #expect(place.path.hasSuffix("/absorption/a_b_custom_sae_eval_results.json"))
            let tree = try JSONTree(file: place)
            #expect(tree.members?.map(\.key) == [
                "eval_type_id", "eval_config", "eval_id", "datetime_epoch_millis", "eval_result_metrics",
                "eval_result_details", "sae_bench_commit_hash", "sae_lens_id", "sae_lens_release_id", "sae_lens_version",
                "sae_cfg_dict", "eval_result_unstructured",
            ])
            #expect(tree["eval_type_id"] == "absorption_first_letter")
            #expect(tree["sae_cfg_dict"]?["architecture"] == "standard")
            #expect((tree["eval_result_unstructured"]?["orthosae"]?["cost"]?["peak_memory_bytes"]?.integer ?? 0) > 0)
        }
    }

    @Test func `Text and tree are each other's inverse, and a figure that is not finite is refused by its name`() throws {
        let tree: JSONTree = [
            "b": [1, 2.5, nil, true], "a": ["quote \" \\ \n \u{1} é": "x"], "none": [], "empty": [:], "tiny": 1e-12,
        ]
        try withTemporaryFolder { folder in
            let file = folder.appending(path: "t.json")
            try tree.text().write(to: file, atomically: true, encoding: .utf8)
            #expect(try JSONTree(file: file) == tree)
        }
        let bad: JSONTree = ["m": ["x": [1, .number(.nan)]]]
        #expect(try failure(of: { try bad.text() })?.what.contains("m.x[1]") == true)
    }
}
