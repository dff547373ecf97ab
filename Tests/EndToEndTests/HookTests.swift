import Foundation
import TestSupport
import Testing

/// Harvest, training and evaluation at every hook point of a model, wide ones too.
@Suite struct `Hook points` {
    private static let settings = [
        "--threads", "2", "--latents", "48", "--tokens", "1280", "--set", "data.batch=64", "--set", "data.held_out_rows=2",
        "--set", "data.buffer=512", "--set", "record.checkpoint_every=0", "--architecture", "topk", "--set", "sae.k=4",
    ]

    /// The embedded model: d 256, 4 heads of 64, a hidden layer of 768.
    @Test(arguments: [
        ("hook_embed", 256), ("blocks.1.hook_resid_pre", 256), ("blocks.1.attn.hook_z", 256), ("blocks.1.hook_attn_out", 256),
        ("blocks.1.hook_resid_mid", 256), ("blocks.1.ln2.hook_normalized", 256), ("blocks.1.mlp.hook_in", 256),
        ("blocks.1.mlp.hook_post", 768), ("blocks.1.hook_mlp_out", 256), ("model.layers.1.output", 256),
    ])
    func `are trained at, evaluated by a spliced forward and described`(hook: String, width: Int) throws {
        let place = try Workplace()
        let trained = try place.orthosae(["train", "--hook", hook, "--out", "run"] + Self.settings)
        try #require(trained.status == 0, "\(trained.errors)")
        let cfg = try #require(JSONSerialization.jsonObject(with: place.data("run/sae/cfg.json")) as? [String: Any])
        #expect(cfg["d_in"] as? Int == width)
        #expect(cfg["reshape_activations"] as? String == (hook.hasSuffix("hook_z") ? "hook_z" : "none"))
        let evaluated = try place.orthosae(
            ["evaluate", "run", "--evals", "core", "--out", "results"] + EvaluationPlace.few)
        try #require(evaluated.status == 0, "\(evaluated.errors)")
        let result = try #require(
            JSONSerialization.jsonObject(with: place.data("results/core/run_custom_sae_eval_results.json"))
                as? [String: Any])
        let metrics = try #require(result["eval_result_metrics"] as? [String: [String: Any]])
        let behaviour = try #require(metrics["model_performance_preservation"])
        let with = try #require(behaviour["ce_loss_with_sae"] as? Double)
        let without = try #require(behaviour["ce_loss_without_sae"] as? Double)
        let ablated = try #require(behaviour["ce_loss_with_ablation"] as? Double)
        // The SAE and the zeros did something to the model there.
        #expect(with != without && ablated != without && with.isFinite && ablated.isFinite)
        let described = try place.orthosae(["competition", "run", "--rows", "2"])
        #expect(described.status == 0, "\(described.errors)")
        let encoded = try place.orthosae(["encode", "run", "--text", "The ship left the harbour."])
        #expect(encoded.status == 0, "\(encoded.errors)")
    }

    @Test func `are harvested wide, and trained on from there`() throws {
        let place = try Workplace()
        let harvested = try place.orthosae(
            "harvest", "--hook", "blocks.2.mlp.hook_post", "--tokens", "1500", "--out", "shards", "--set",
            "data.held_out_rows=2")
        try #require(harvested.status == 0, "\(harvested.errors)")
        let trained = try place.orthosae(
            "train", "--activations", "shards", "--latents", "48", "--set", "data.batch=64", "--tokens", "1280",
            "--architecture", "topk", "--set", "sae.k=4", "--out", "run")
        try #require(trained.status == 0, "\(trained.errors)")
        let cfg = try #require(JSONSerialization.jsonObject(with: place.data("run/sae/cfg.json")) as? [String: Any])
        #expect(cfg["d_in"] as? Int == 768)
        #expect((cfg["metadata"] as? [String: Any])?["hook_name"] as? String == "blocks.2.mlp.hook_post")
    }

    @Test func `that are none are refused with those that are`() throws {
        let place = try Workplace()
        let unknown = try place.orthosae(["train", "--hook", "blocks.1.attn.hook_q"] + Self.settings)
        #expect(unknown.status == 64 && unknown.lastError.contains("'blocks.1.attn.hook_q'"))
        #expect(unknown.lastError.contains("mlp.hook_post") && unknown.lastError.contains("hook_embed"))
        let layer = try place.orthosae(["train", "--hook", "blocks.6.hook_mlp_out"] + Self.settings)
        #expect(layer.status == 64 && layer.lastError.contains("from 0 to 5"))
    }

    /// A model of one's own, of which nothing is said: its middle layer, and the small preset.
    @Test func `are chosen where nobody names one`() throws {
        let place = try Workplace(), model = try DamagedModel(in: place)
        let corpus = model.folder.path + "/corpus.jsonl.zst"
        let trained = try place.orthosae(
            ["train", "--model", model.folder.path, "--corpus", corpus, "--out", "run"] + Self.settings)
        try #require(trained.status == 0, "\(trained.errors)")
        let settings = String(decoding: try place.data("run/resolved.yaml"), as: UTF8.self)
        // Six layers: the third.
        #expect(settings.contains("hook: \"blocks.2.hook_resid_post\"") && settings.contains("epochs: 20"))
        // The embedded model under the same preset.
        let small = try place.orthosae(["train", "--preset", "small", "--out", "small"] + Self.settings)
        #expect(small.status == 0, "\(small.errors)")
        #expect(String(decoding: try place.data("small/resolved.yaml"), as: UTF8.self).contains("blocks.2.hook_resid_post"))
        let absent = try place.orthosae("train", "--model", "nowhere", "--corpus", corpus)
        #expect(absent.status == 66 && absent.lastError.contains("nowhere"), "\(absent.errors)")
    }

    /// How well a model predicts a text, by `inspect --text`: low on what it wrote itself, high on the same words in
    /// disorder, and near the logarithm of the vocabulary on none.
    @Test func `come after a look at how the model predicts`() throws {
        let place = try Workplace(), model = try DamagedModel(in: place)
        func entropy(_ text: String) throws -> Double {
            _ = try place.write(text, to: "page.txt")
            let outcome = try place.orthosae("inspect", model.folder.path, "--text", "page.txt", "--json")
            let json = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
            return try #require(json?["cross_entropy_nats_a_token"] as? Double, "\(outcome.errors)")
        }
        let words = "The old man looked at the sea and said that he had never been there before in his life"
        let plain = try entropy(words), turned = try entropy(words.split(separator: " ").reversed().joined(separator: " "))
        let noise = try entropy("zqx vkj wpf gzz qqk xjv bnm zzp kkq wvx jjq")
        #expect(plain < turned && turned < noise && plain > 1 && noise < 12, "\(plain) \(turned) \(noise)")
        let shards = try place.orthosae("inspect", "page.txt", "--text", "page.txt")
        #expect(shards.status != 0)
    }
}
