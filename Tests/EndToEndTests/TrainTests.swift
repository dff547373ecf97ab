import Foundation
import Testing

@Suite struct `orthosae train` {
    @Test func `writes a run folder, progress to stderr and the table to stdout`() throws {
        let place = try Workplace()
        let outcome = try place.orthosae(tiny)
        try #require(outcome.status == 0, "\(outcome.errors)")
        for name in [
            "resolved.yaml", "events.jsonl", "sae/cfg.json", "sae/sae_weights.safetensors", "sae/sparsity.safetensors",
            "checkpoints/step-40/manifest.json",
        ] { #expect(place.exists("runs/orthogonal/" + name), "\(name)") }
        #expect(outcome.errors.contains("step 40/40"))
        #expect(!outcome.output.contains("step 40/40"))
        for word in ["explained variance", "MSE", "L0", "alive on held-out tokens", "alive in training", "pairs in a held-out batch", "runs/orthogonal", "next"] {
            #expect(outcome.output.contains(word), "\(word) in \(outcome.output)")
        }
        #expect(!outcome.output.contains("\u{1B}") && !outcome.errors.contains("\u{1B}"), "escapes into a file")
    }

    @Test func `never overwrites a run`() throws {
        let place = try Workplace()
        for name in ["orthogonal", "orthogonal-2"] {
            #expect(try place.orthosae(tiny + ["--tokens", "128"]).status == 0)
            #expect(place.exists("runs/\(name)/sae/cfg.json"))
        }
        #expect(
            try place.data("runs/orthogonal/sae/sae_weights.safetensors")
                == place.data("runs/orthogonal-2/sae/sae_weights.safetensors"))
    }

    @Test func `says its result as JSON for a program`() throws {
        let outcome = try Workplace().orthosae(tiny + ["--tokens", "128", "--json"])
        let json = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
        #expect(json?["run"] as? String == "runs/orthogonal")
        #expect((json?["explained_variance"] as? Double) != nil)
        #expect((json?["l0"] as? Double) != nil)
    }

    @Test func `takes resolved.yaml back and makes the same SAE of it`() throws {
        let place = try Workplace()
        try #require(place.orthosae(tiny + ["--architecture", "topk", "--set", "sae.k=4", "--out", "a"]).status == 0)
        let again = try place.orthosae("train", "--config", "a/resolved.yaml", "--out", "b")
        try #require(again.status == 0, "\(again.errors)")
        #expect(try place.data("a/resolved.yaml") == place.data("b/resolved.yaml"))
        #expect(try place.data("a/sae/sae_weights.safetensors") == place.data("b/sae/sae_weights.safetensors"))
    }

    @Test(
        arguments: ["orthogonal", "standard", "topk", "batchtopk", "jumprelu", "matryoshka", "ortsae", "priced", "c2r"],
        ["paper", "saelens", "dictionary_learning"])
    func `trains every architecture by every recipe`(architecture: String, recipe: String) throws {
        let place = try Workplace()
        let outcome = try place.orthosae(
            tiny + [
                "--tokens", "640", "--architecture", architecture, "--recipe", recipe, "--set", "sae.k=4", "--out",
                "run",
            ])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(place.exists("run/sae/cfg.json"))
    }

    @Test func `makes the same bytes on one thread and on two`() throws {
        let place = try Workplace()
        for threads in ["1", "2"] {
            try #require(place.orthosae(tiny + ["--threads", threads, "--out", threads]).status == 0)
        }
        #expect(try place.data("1/sae/sae_weights.safetensors") == place.data("2/sae/sae_weights.safetensors"))
    }

    @Test func `reads the shards that harvest wrote as it reads the model`() throws {
        let place = try Workplace()
        let harvest = try place.orthosae(
            "harvest", "--layer", "1", "--tokens", "2560", "--set", "data.held_out_rows=2", "--out", "shards")
        try #require(harvest.status == 0, "\(harvest.errors)")
        try #require(place.orthosae(tiny + ["--out", "model"]).status == 0)
        let shards = try place.orthosae(tiny + ["--preset", "demo", "--activations", "shards", "--out", "shards-run"])
        try #require(shards.status == 0, "\(shards.errors)")
        #expect(
            try place.data("model/sae/sae_weights.safetensors") == place.data("shards-run/sae/sae_weights.safetensors"))
    }
}
