import Files
import Foundation
import Records
import Testing

/// Worlds with known features as a user meets them.
@Suite struct `A world` {
    private let small = ["--world", "toy", "--tokens", "20480", "--set", "world.tokens=4000", "--set", "world.held_out=2000"]

    private func weights(_ place: Workplace, _ run: String) throws -> Data {
        try place.data("\(run)/sae/sae_weights.safetensors")
    }

    @Test func `is trained on, and its SAE held against it`() throws {
        let place = try Workplace()
        let train = try place.orthosae(["train", "--architecture", "batchtopk", "--out", "run"] + small)
        try #require(train.status == 0, "\(train.errors)")
        #expect(train.output.contains("world toy") && train.output.contains("orthosae evaluate run --evals ground-truth"))
        let settings = String(decoding: try place.data("run/resolved.yaml"), as: UTF8.self)
        for line in ["  name: \"toy\"", "  latents: 160", "  k: 4.5", "  batch: 512", "  decay: 8"] {
            #expect(settings.contains(line + "\n"), "\(line)")
        }
        let evaluate = try place.orthosae("evaluate", "run", "--evals", "ground-truth", "--json")
        try #require(evaluate.status == 0, "\(evaluate.errors)")
        let file = try JSONTree(file: place.url.appending(path: "run/evaluations/ground_truth/run_custom_sae_eval_results.json"))
        let metrics = try #require(file["eval_result_metrics"])
        #expect(metrics["sparsity"]?["l0"]?.double == 4.5)
        #expect(file["eval_result_details"]?.elements?.count == 8)
        // Nothing is computed twice, and the SAE's own threshold is another result.
        let again = try place.orthosae("evaluate", "run", "--evals", "ground-truth")
        #expect(again.errors.contains("finished already"))
        let own = try place.orthosae("evaluate", "run", "--evals", "ground-truth", "--own-threshold")
        #expect(own.status == 0 && !own.errors.contains("finished already"))
        let report = try place.orthosae("report", "run")
        #expect(report.status == 0, "\(report.errors)")
        #expect(String(decoding: try place.data("run/report.html"), as: UTF8.self).contains("true absorption"))
        #expect(try place.orthosae("inspect", "run").output.contains("toy"))
    }

    @Test func `gives the same bytes on any threads, from its settings, and after an interruption`() throws {
        let place = try Workplace()
        func train(_ run: String, _ arguments: [String]) throws {
            let outcome = try place.orthosae(["train", "--out", run] + arguments)
            try #require(outcome.status == 0, "\(outcome.errors)")
        }
        let checkpoints = ["--architecture", "batchtopk", "--set", "record.checkpoint_every=16"]
        try train("one", small + checkpoints + ["--threads", "1", "--keep", "9"])
        try train("three", small + checkpoints + ["--threads", "3"])
        try train("again", ["--config", "one/resolved.yaml"])
        let whole = try weights(place, "one")
        #expect(try weights(place, "three") == whole)
        #expect(try weights(place, "again") == whole)
        let resumed = try place.orthosae("train", "--resume", "one/checkpoints/step-16")
        try #require(resumed.status == 0, "\(resumed.errors)")
        #expect(try weights(place, "one") == whole)
        try train("other", small + checkpoints + ["--set", "world.seed=1"])
        #expect(try weights(place, "other") != whole)
    }

    @Test func `is compared over worlds and seeds`() throws {
        let place = try Workplace()
        let outcome = try place.orthosae(
            ["compare", "--architectures", "batchtopk,matryoshka", "--seeds", "2", "--world-seeds", "2", "--out", "out",
             "--sparsities", "batchtopk=3,6", "matryoshka=3,6"] + small)
        try #require(outcome.status == 0, "\(outcome.errors)")
        let record = try JSONCoding.read(
            ComparisonRecord.self, from: place.data("out/comparison.json"), as: "a comparison's record")
        #expect(record.saes.count == 16 && record.saes.allSatisfy { $0.state == .finished })
        #expect(record.saes[0].id == "batchtopk-k_3-seed0-world0" && record.saes[3].id == "batchtopk-k_3-seed1-world1")
        #expect(Set(record.saes.compactMap(\.worldSeed)) == [0, 1])
        for sae in record.saes {
            for metric in [ComparisonMetric.l0, .explainedVariance, .trueAbsorption, .hole, .mixing, .featureF1, .featureMCC] {
                #expect(sae.figures[metric] != nil, "\(sae.id) \(metric)")
            }
            #expect(sae.figures[.l0] == sae.sparsity?.value)
        }
        // Each is the SAE that its settings make alone.
        let alone = try place.orthosae("train", "--config", "out/batchtopk-k_3-seed1-world1/resolved.yaml", "--out", "alone")
        #expect(alone.status == 0)
        #expect(try weights(place, "alone") == weights(place, "out/batchtopk-k_3-seed1-world1"))
        for word in ["true absorption", "Differences at matched L0", "Matryoshka − BatchTopK"] {
            #expect(outcome.output.contains(word), "\(word)")
        }
    }

    @Test(arguments: [
        (["train", "--world", "toi"], "toy"),
        (["train", "--world", "toy", "--model", "embedded2"], "model.path"),
        (["train", "--world", "toy", "--set", "data.activations=shards"], "data.activations"),
        (["train", "--set", "world.seed=1"], "--world"),
        (["harvest", "--world", "toy"], "nothing to harvest"),
        (["compare", "--world-seeds", "2"], "--world"),
        (["compare", "--world", "toy", "--evals", "core"], "ground-truth"),
        (["compare", "--evals", "ground-truth"], "--world"),
    ] as [([String], String)])
    func `is refused with what it contradicts`(arguments: [String], word: String) throws {
        let place = try Workplace()
        let outcome = try place.orthosae(arguments)
        #expect(outcome.status == 64 || outcome.status == 66, "\(outcome.status)")
        #expect(outcome.errors.contains(word), "\(outcome.errors)")
    }

    @Test func `is no language model, and a language model is no world`() throws {
        let place = try Workplace()
        #expect(try place.orthosae(["train", "--architecture", "topk", "--out", "run"] + small).status == 0)
        let core = try place.orthosae("evaluate", "run", "--evals", "core")
        #expect(core.status == 64 && core.errors.contains("--evals ground-truth"), "\(core.errors)")
    }
}
