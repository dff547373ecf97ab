import Foundation
import TestSupport
import Testing

/// Sparse probing through the command: a user's own texts, what is said on the way, and its options.
@Suite struct `Sparse probing` {
    @Test func `on a set of one's own says what is missing and how long each part took, in seconds`() throws {
        let place = try EvaluationPlace()
        let outcome = try place.evaluate(try place.topics())
        #expect(outcome.status == 0, "\(outcome.errors)")
        let lines = outcome.errors.split(separator: "\n").map(String.init)
        let missing = lines.filter { $0.hasPrefix("missing, and left out of the mean: ") }
        #expect(missing.count == 8)
        #expect(missing.contains { $0.contains("fancyzhx/ag_news (ag_news_train.{jsonl,jsonl.zst,csv,tsv,parquet}") })
        let time = /topics: \d+\.\d s: model \d+\.\d s \(\d+\.\d %\), encoder \d+\.\d s \(\d+\.\d %\), probes \d+\.\d s \(\d+\.\d %\)/
        #expect(lines.filter { $0.wholeMatch(of: time) != nil }.count == 1, "\(outcome.errors)")

        let result = try place.result("sparse_probing")
        let own = try #require((result["eval_result_unstructured"] as? [String: Any])?["orthosae"] as? [String: Any])
        #expect((own["missing_sources"] as? [[String: Any]])?.count == 8)
        let entry = try #require((own["entries"] as? [[String: Any]])?.first)
        let parts = ["model_seconds", "encoder_seconds", "probes_seconds"].map { entry[$0] as? Double ?? -1 }
        #expect(parts.allSatisfy { $0 > 0 })
        #expect(abs((entry["total_seconds"] as? Double ?? -1) - parts.reduce(0, +)) < 1e-9)
    }

    @Test func `takes pooling, columns, numbers of texts, and leaves the probe on all latents out`() throws {
        let place = try EvaluationPlace()
        let arguments = try place.topics() + [
            "--probing-only", "topics", "--pooling", "max", "--probing-k", "1,10", "--probing-train", "6",
            "--probing-test", "5", "--no-full-sae-probe",
        ]
        let outcome = try place.evaluate(arguments)
        #expect(outcome.status == 0 && !outcome.errors.contains("missing"), "\(outcome.errors)")
        let result = try place.result("sparse_probing")
        let config = try #require(result["eval_config"] as? [String: Any])
        #expect(config["k_values"] as? [Int] == [1, 10])
        #expect(config["probe_train_set_size"] as? Int == 12 && config["probe_test_set_size"] as? Int == 10)
        #expect(config["lower_vram_usage"] as? Bool == true)
        let sae = try #require((result["eval_result_metrics"] as? [String: [String: Any]])?["sae"])
        #expect(sae["sae_test_accuracy"] as? Double == -1)
        #expect(sae["sae_top_10_test_accuracy"] as? Double ?? -1 >= 0 && sae["sae_top_5_test_accuracy"] is NSNull)
        let own = (result["eval_result_unstructured"] as? [String: Any])?["orthosae"] as? [String: Any]
        #expect(own?["pooling"] as? String == "max")
        // Pooling has no field in SAEBench's settings, and is another result all the same.
        let mean = try place.evaluate(arguments.map { $0 == "max" ? "mean" : $0 })
        #expect(mean.status == 0 && !mean.errors.contains("finished already"))
    }

    @Test func `that is interrupted goes on where it was`() throws {
        let place = try EvaluationPlace()
        let arguments = try place.topics()
        try #require(place.evaluate(arguments).status == 0)
        // As after an interruption: the set is finished, the result is not there.
        try FileManager.default.removeItem(at: place.place.url.appending(path: "results/sparse_probing"))
        let again = try place.evaluate(arguments)
        #expect(again.status == 0 && again.errors.contains("; kept from an earlier run"), "\(again.errors)")
        #expect(!again.errors.contains("probing topics: "))
        // Figures of the set that are damaged are computed again.
        let kept = try #require(place.place.files.first { $0.hasPrefix("results/cache/probing-") })
        try place.place.data(kept).dropLast(3).write(to: place.place.url.appending(path: kept))
        try FileManager.default.removeItem(at: place.place.url.appending(path: "results/sparse_probing"))
        let repaired = try place.evaluate(arguments)
        #expect(repaired.status == 0 && repaired.errors.contains("computed again"), "\(repaired.errors)")
    }

    @Test func `is described in the help with a set that works`() throws {
        let place = try EvaluationPlace()
        let help = try place.place.orthosae("evaluate", "--help").output
        // The example as it stands there, indented as a file.
        let lines = help.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let first = try #require(lines.firstIndex { $0.contains("movie_reviews:") })
        let indent = lines[first].prefix { $0 == " " }.count
        let example = lines[first...].prefix { !$0.isEmpty }.map { String($0.dropFirst(indent)) }
        #expect(example.count == 7, "\(example)")
        let sets = try place.place.write(example.joined(separator: "\n"), to: "help.yaml")
        try FileManager.default.createDirectory(
            at: place.place.url.appending(path: "texts"), withIntermediateDirectories: true)
        let text = (0..<750).flatMap { turn in
            ["neg", "pos"].map { "{\"text\": \"\($0 == "neg" ? "Dull" : "Fine") \(turn)\", \"label\": \"\($0)\"}" }
        }
        _ = try place.place.write(text.joined(separator: "\n"), to: "texts/movie_reviews.jsonl")
        let outcome = try place.evaluate([
            "--evals", "sparse-probing", "--probing-data", place.place.path("texts"), "--probing-sets", sets,
            "--probing-only", "movie_reviews", "--no-full-sae-probe", "--probing-k", "1",
        ])
        #expect(outcome.status == 0, "\(outcome.errors)")
    }
}
