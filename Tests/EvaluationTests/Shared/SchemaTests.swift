import Engine
import Evaluation
import Files
import Foundation
import LanguageModels
import TestSupport
import Testing
import Tokens

/// What SAEBench 0.6.0's published schemas ask of a file, listed by hand: every field and its type. A field that is
/// missing, of another type or unknown to the schema fails. Tools/check-schemas compares with the schemas themselves.
@Suite(.serialized) struct SchemaTests {
    /// What may stand in a field.
    indirect enum Shape: Sendable {
        case text, integer, number, flag, anything
        case textOrNull, numberOrNull, integerOrNull, objectOrNull
        case list(Shape)
        case object([String: Shape])
    }

    /// What is wrong with a value, field by field; empty: nothing.
    static func problems(_ value: JSONTree, _ shape: Shape, _ path: String = "") -> [String] {
        let isNull = value == .null
        let fits: Bool
        switch shape {
        case .anything: fits = true
        case .text: fits = value.string != nil
        case .textOrNull: fits = isNull || value.string != nil
        // A whole number is a number; a number with a fraction is no integer.
        case .integer: if case .integer = value { fits = true } else { fits = false }
        case .integerOrNull: if case .integer = value { fits = true } else { fits = isNull }
        case .number: fits = value.double?.isFinite == true
        case .numberOrNull: fits = isNull || value.double?.isFinite == true
        case .flag: if case .bool = value { fits = true } else { fits = false }
        case .objectOrNull: fits = isNull || value.members != nil
        case .list(let inner):
            guard let elements = value.elements else { return ["\(path) is no list"] }
            return elements.enumerated().flatMap { problems($1, inner, "\(path)[\($0)]") }
        case .object(let fields):
            guard let members = value.members else { return ["\(path) is no object"] }
            let missing = Set(fields.keys).subtracting(members.map(\.key)).map { "\(path).\($0) is missing" }
            return missing
                + members.flatMap { member in
                    fields[member.key].map { problems(member.value, $0, "\(path).\(member.key)") }
                        ?? ["\(path).\(member.key) is not in the schema"]
                }
        }
        return fits ? [] : ["\(path) is not \(shape)"]
    }

    static func envelope(config: [String: Shape], metrics: [String: Shape], detail: [String: Shape]) -> Shape {
        .object([
            "eval_type_id": .text, "eval_config": .object(config), "eval_id": .text,
            "datetime_epoch_millis": .integer, "eval_result_metrics": .object(metrics),
            "eval_result_details": .list(.object(detail)), "sae_bench_commit_hash": .text, "sae_lens_id": .textOrNull,
            "sae_lens_release_id": .textOrNull, "sae_lens_version": .textOrNull, "sae_cfg_dict": .objectOrNull,
            "eval_result_unstructured": .anything,
        ])
    }

    private static func numbers(_ names: String...) -> Shape {
        .object(Dictionary(uniqueKeysWithValues: names.map { ($0, Shape.number) }))
    }

    static let core = envelope(
        config: [
            "model_name": .text, "llm_dtype": .text, "batch_size_prompts": .integer,
            "n_eval_reconstruction_batches": .integer, "n_eval_sparsity_variance_batches": .integer, "dataset": .text,
            "context_size": .integer, "compute_kl": .flag, "compute_ce_loss": .flag, "compute_l2_norms": .flag,
            "compute_sparsity_metrics": .flag, "compute_variance_metrics": .flag,
            "compute_featurewise_density_statistics": .flag, "compute_featurewise_weight_based_metrics": .flag,
            "exclude_special_tokens_from_reconstruction": .flag, "verbose": .flag,
        ],
        metrics: [
            "model_behavior_preservation": numbers("kl_div_score", "kl_div_with_ablation", "kl_div_with_sae"),
            "model_performance_preservation": numbers(
                "ce_loss_score", "ce_loss_with_ablation", "ce_loss_with_sae", "ce_loss_without_sae"),
            "reconstruction_quality": numbers("explained_variance", "explained_variance_legacy", "mse", "cossim"),
            "shrinkage": numbers("l2_norm_in", "l2_norm_out", "l2_ratio", "relative_reconstruction_bias"),
            "sparsity": numbers("l0", "l1"),
            "token_stats": .object([
                "total_tokens_eval_reconstruction": .integer, "total_tokens_eval_sparsity_variance": .integer,
            ]),
            "misc_metrics": numbers(
                "freq_over_1_percent", "freq_over_10_percent", "normalized_freq_over_1_percent",
                "normalized_freq_over_10_percent", "average_max_encoder_cosine_sim", "average_max_decoder_cosine_sim",
                "frac_alive"),
        ],
        detail: [
            "index": .integer, "feature_density": .number, "consistent_activation_heuristic": .number,
            "encoder_bias": .number, "encoder_norm": .number, "encoder_decoder_cosine_sim": .number,
            "max_decoder_cosine_sim": .number, "max_encoder_cosine_sim": .number,
        ])

    static let absorption = envelope(
        config: [
            "model_name": .text, "random_seed": .integer, "f1_jump_threshold": .number, "max_k_value": .integer,
            "prompt_template": .text, "prompt_token_pos": .integer, "llm_batch_size": .integer, "llm_dtype": .text,
            "k_sparse_probe_l1_decay": .number, "k_sparse_probe_batch_size": .integer,
            "k_sparse_probe_num_epochs": .integer, "min_GT_probe_f1": .number, "min_feats_for_eval": .integer,
            "eval_k_sparse_probe_batch_size": .integer, "precalc_k_sparse_probe_sae_acts": .flag,
        ],
        metrics: [
            "mean": numbers(
                "mean_absorption_fraction_score", "mean_full_absorption_score", "mean_num_split_features",
                "std_dev_absorption_fraction_score", "std_dev_full_absorption_score", "std_dev_num_split_features")
        ],
        detail: [
            "first_letter": .text, "mean_absorption_fraction": .number, "full_absorption_rate": .number,
            "num_full_absorption": .integer, "num_probe_true_positives": .integer, "num_split_features": .integer,
        ])

    static let sparseProbing: Shape = {
        func side(_ name: String) -> [String: Shape] {
            // The model's accuracy alone must be a number; what was not asked for may be null.
            var fields: [String: Shape] = ["\(name)_test_accuracy": name == "llm" ? .number : .numberOrNull]
            for k in [1, 2, 5, 10, 20, 50, 100] { fields["\(name)_top_\(k)_test_accuracy"] = .numberOrNull }
            return fields
        }
        return envelope(
            config: [
                "random_seed": .integer, "dataset_names": .list(.text), "probe_train_set_size": .integer,
                "probe_test_set_size": .integer, "context_length": .integer, "sae_batch_size": .integer,
                "llm_batch_size": .integerOrNull, "llm_dtype": .text, "model_name": .text, "k_values": .list(.integer),
                "lower_vram_usage": .flag,
            ],
            metrics: ["llm": .object(side("llm")), "sae": .object(side("sae"))],
            detail: side("llm").merging(side("sae")) { $1 }.merging(["dataset_name": .text]) { $1 })
    }()

    /// As a reader finds it: what is checked went through the file.
    private func problems(_ file: EvaluationFile, _ shape: Shape) throws -> [String] {
        try withTemporaryFolder { folder in
            Self.problems(try JSONTree(file: try file.write(below: folder)), shape)
        }
    }

    @Test(arguments: ["standard", "topk", "jumprelu"])
    func `core's file has every field of the schema, in its type`(name: String) throws {
        let engine = ComputeEngine(threads: 2)
        let file = try CoreEvaluation(CoreFixtures.smallSettings).run(
            [CoreFixtures.sae(name, engine)], model: CoreFixtures.model(engine), modelName: "gemma2-nano",
            modelDigest: "", tokens: CoreFixtures.tokens(), specialTokens: CoreFixtures.special, engine: engine)[0]
        #expect(file.details.count == 1024)
        #expect(try problems(file, Self.core) == [])
    }

    @Test func `absorption's file has every field of the schema, in its type, also where no letter passes`() throws {
        let fixture = AbsorptionFixture()
        var artefacts = AbsorptionArtefacts()
        artefacts.plan = try AbsorptionFixture.smallPlan()
        var settings = AbsorptionSettings()
        settings.rankingEpochs = 2
        settings.largestK = 2
        for least in [0.2, 1.0] {
            settings.leastProbeF1 = least
            let file = try AbsorptionEvaluation(settings: settings, engine: fixture.engine).run(
                [AbsorptionFixture.sae("topk", engine: fixture.engine)], on: fixture.subject(), artefacts: artefacts)[0]
            #expect(file.details.isEmpty == (least == 1))
            #expect(try problems(file, Self.absorption) == [])
        }
    }

    @Test(arguments: [([1, 2, 5], true), ([10], false)])
    func `sparse probing's file has every field of the schema, in its type`(ks: [Int], full: Bool) throws {
        let engine = ComputeEngine(threads: 2)
        let file = try withTemporaryFolder { folder in
            let lines = (0..<40).map { "{\"text\": \"Text \($0) of a \($0 % 2 == 0 ? "ship" : "garden")\", \"label\": \($0 % 2)}" }
            try Data(lines.joined(separator: "\n").utf8).write(to: folder.appending(path: "set.jsonl"))
            var settings = SparseProbingSettings(folder: folder)
            var set = ProbingDataset(
                name: "set", files: .one("set"), textField: "text", labelField: "label",
                classes: [.init("0"), .init("1")], choice: .order)
            (set.train, set.test) = (15, 5)
            settings.datasets = [set]
            settings.ks = ks
            settings.fitsAllLatents = full
            return try SparseProbingEvaluation(settings).run(
                [CoreFixtures.sae("standard", engine)], model: CoreFixtures.model(engine),
                tokenizer: AbsorptionFixture.tokenizer(), modelName: "gemma2-nano", engine: engine
            ) { _, _ in }[0]
        }
        #expect(file.metrics["sae"]?["sae_top_10_test_accuracy"] == .null || ks == [10])
        #expect(try problems(file, Self.sparseProbing) == [])
    }

    @Test func `a field that is missing, of another type or unknown is found`() {
        let shape = Shape.object(["a": .integer, "b": .list(.object(["c": .number]))])
        #expect(Self.problems(["a": 1, "b": [["c": 0.5], ["c": 2]]], shape) == [])
        #expect(Self.problems(["b": []], shape) == [".a is missing"])
        #expect(Self.problems(["a": 0.5, "b": [["c": "x"]], "d": 1], shape).count == 3)
        #expect(Self.problems(["a": nil, "b": [:]], shape).count == 2)
    }
}
