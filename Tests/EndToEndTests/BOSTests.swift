import Foundation
import Testing

/// The rule by which rows of text begin: recorded with a run, and kept by everything that is done with it.
@Suite struct `Training without BOS` {
    private func json(_ place: Workplace, _ file: String) throws -> [String: Any] {
        let data = try Data(contentsOf: place.url.appending(path: file))
        return try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    private func digest(of evaluation: String, _ place: Workplace) throws -> [String: Any] {
        try #require(try json(place, evaluation)["eval_result_metrics"] as? [String: Any])
    }

    @Test func `is recorded, and the SAE is evaluated without BOS, beside others with it`() throws {
        let place = try Workplace()
        for (name, flags) in [("bare", ["--no-bos"]), ("usual", [])] {
            let run = try place.orthosae(tiny + ["--out", name] + flags)
            try #require(run.status == 0, "\(run.errors)")
            let metadata = try json(place, "\(name)/sae/cfg.json")
            let inner = metadata["metadata"] as? [String: Any] ?? metadata
            #expect(inner["prepend_bos"] as? Bool == (name == "usual"))
            let settings = try String(contentsOf: place.url.appending(path: "\(name)/resolved.yaml"), encoding: .utf8)
            #expect(settings.contains("prepend_bos: \(name == "usual")"))
        }
        // Together each by its own rule; alone the same figures, and with --no-bos those of the other rule.
        let core = ["--threads", "2", "--context", "32", "--batch-size", "4", "--reconstruction-batches", "1"]
        func evaluate(_ saes: [String], _ out: String, _ more: [String] = []) throws {
            let outcome = try place.orthosae(["evaluate"] + saes + core + more + ["--out", out])
            try #require(outcome.status == 0, "\(outcome.errors)")
        }
        try evaluate(["bare", "usual"], "both")
        try evaluate(["bare"], "alone")
        try evaluate(["usual"], "alone")
        try evaluate(["usual", "bare"], "without", ["--no-bos"])
        func figures(_ out: String, _ name: String) throws -> NSDictionary {
            try digest(of: "\(out)/core/\(name)_custom_sae_eval_results.json", place) as NSDictionary
        }
        for name in ["bare", "usual"] { #expect(try figures("both", name) == figures("alone", name)) }
        #expect(try figures("without", "bare") == figures("both", "bare"))
        #expect(try figures("without", "usual") != figures("both", "usual"))
    }

    @Test func `shards say so, and a run from them keeps it`() throws {
        let place = try Workplace()
        let harvest = try place.orthosae(
            "harvest", "--threads", "2", "--layer", "1", "--tokens", "1024", "--no-bos", "--set", "data.held_out_rows=2", "--out", "shards")
        try #require(harvest.status == 0, "\(harvest.errors)")
        let settings = try #require(try json(place, "shards/harvest.json")["settings"] as? [String: Any])
        #expect(settings["prepend_bos"] as? Bool == false)
        let train = ["train", "--activations", "shards", "--tokens", "512", "--latents", "64", "--set", "data.batch=64", "--set", "data.buffer=256"]
        let run = try place.orthosae(train + ["--out", "run"])
        try #require(run.status == 0, "\(run.errors)")
        #expect(try String(contentsOf: place.url.appending(path: "run/resolved.yaml"), encoding: .utf8).contains("prepend_bos: false"))
        let other = try place.orthosae(train + ["--out", "other", "--set", "data.prepend_bos=true"])
        #expect(other.status == 64 && other.errors.contains("data.prepend_bos"))
    }
}
