import Foundation
import TestSupport
import Testing

/// A workplace with a trained SAE in `run`, for the tests of `orthosae evaluate`.
struct EvaluationPlace {
    let place: Workplace

    /// Few rows, so that core takes a second.
    static let few = ["--batch-size", "2", "--reconstruction-batches", "1", "--sparsity-batches", "2"]

    init() throws {
        place = try Workplace()
        try train("run")
    }

    func train(_ name: String, _ more: String...) throws {
        let outcome = try place.orthosae(tiny + ["--preset", "demo", "--out", place.path(name)] + more)
        try #require(outcome.status == 0, "\(outcome.errors)")
    }

    func evaluate(_ more: [String], of saes: [String] = ["run"]) throws -> Command.Outcome {
        try place.orthosae(["evaluate"] + saes.map(place.path) + ["--out", place.path("results")] + more)
    }

    /// One sentence on standard error that says all words, the exit code, and nothing written.
    func expect(
        _ outcome: Command.Outcome, _ status: Int32, says words: [String],
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(outcome.status == status, "\(outcome.errors)", sourceLocation: sourceLocation)
        #expect(outcome.output.isEmpty, sourceLocation: sourceLocation)
        for word in words {
            #expect(outcome.lastError.contains(word), "'\(word)' in: \(outcome.lastError)", sourceLocation: sourceLocation)
        }
        let written = place.files.filter { $0.hasPrefix("results/") && $0.contains(".") }
        #expect(written.isEmpty, "left behind: \(written)", sourceLocation: sourceLocation)
    }

    func result(_ evaluation: String, _ sae: String = "run") throws -> [String: Any] {
        let data = try place.data("results/\(evaluation)/\(sae)_custom_sae_eval_results.json")
        return try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    /// Texts of two topics in `texts/topics.jsonl`, and their description.
    func topics(labels: [String] = ["sea", "home"], count: Int = 12, classes: String = "[sea, home]") throws -> [String] {
        let folder = place.url.appending(path: "texts")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let words = ["sea": "The ship left the harbour", "home": "She put the kettle on"]
        let lines = (0..<count).flatMap { turn in
            labels.map { "{\"text\": \"\(words[$0] ?? "") and then \(turn) more did.\", \"topic\": \"\($0)\"}" }
        }
        _ = try place.write(lines.joined(separator: "\n"), to: "texts/topics.jsonl")
        let sets = """
            topics:
              file: topics.jsonl
              text: text
              label: topic
              classes: \(classes)
              train: 8
              test: 4
            """
        let file = try place.write(sets, to: "sets.yaml")
        return ["--evals", "sparse-probing", "--probing-data", folder.path, "--probing-sets", file]
    }

    /// Words and prompts of SAEBench's own run, few of them, so that absorption takes seconds.
    func words() throws -> [String] {
        let folder = place.url.appending(path: "words")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (name, count) in [("train_words.csv", 80), ("test_words.csv", 40)] {
            let text = try String(
                contentsOf: Goldens.url("saebench/absorption/absorption_probe/\(name)"), encoding: .utf8)
            // The header, and twelve lines for each word: its prompt has line ends in it.
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false).prefix(1 + 12 * count)
            _ = try place.write(lines.joined(separator: "\n") + "\n", to: "words/\(name)")
        }
        return ["--evals", "absorption", "--artefacts", folder.path]
    }
}
