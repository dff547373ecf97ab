import Foundation
import TestSupport
import Testing

/// `orthosae evaluate` as a user runs it, on an SAE trained a second before.
@Suite struct `Evaluate` {
    /// Few rows, so that a run takes a second.
    private let few = ["--batch-size", "2", "--reconstruction-batches", "1", "--sparsity-batches", "2"]

    /// A place with a finished run, `runs/orthogonal` or as named.
    private func trained(_ place: Workplace, _ name: String = "run") throws {
        let outcome = try place.orthosae(tiny + ["--preset", "demo", "--out", place.path(name)])
        try #require(outcome.status == 0, "\(outcome.errors)")
    }

    private func object(_ data: Data) throws -> [String: Any] {
        try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    private func expect(
        _ outcome: Command.Outcome, _ status: Int32, in place: Workplace, says words: String...,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(outcome.status == status, "\(outcome.errors)", sourceLocation: sourceLocation)
        #expect(outcome.output.isEmpty, sourceLocation: sourceLocation)
        for word in words {
            #expect(outcome.lastError.contains(word), "'\(word)' in: \(outcome.lastError)", sourceLocation: sourceLocation)
        }
        #expect(!place.files.contains { $0.hasSuffix("_eval_results.json") }, sourceLocation: sourceLocation)
    }

    /// A token matrix `[rows, 128]` of one id, as numpy writes it.
    private func matrix(_ rows: Int, id: Int32, in place: Workplace) throws -> String {
        var header = "{'descr': '<i4', 'fortran_order': False, 'shape': (\(rows), 128), }"
        while (10 + header.count + 1) % 64 != 0 { header += " " }
        header += "\n"
        var data = Data([0x93] + "NUMPY".utf8 + [1, 0, UInt8(header.count & 255), UInt8(header.count >> 8)] + header.utf8)
        for _ in 0..<rows * 128 { withUnsafeBytes(of: id.littleEndian) { data.append(contentsOf: $0) } }
        try data.write(to: place.url.appending(path: "tokens.npy"))
        return place.path("tokens.npy")
    }

    @Test func `core of two SAEs in one pass: a file each in SAEBench's layout, and a table`() throws {
        let place = try Workplace()
        try trained(place, "one")
        try trained(place, "two")
        let outcome = try place.orthosae(["evaluate", place.path("one"), place.path("two/sae"), "--out", place.path("results")] + few)
        #expect(outcome.status == 0, "\(outcome.errors)")
        for name in ["one", "two"] {
            #expect(outcome.output.contains("\n\(name) "))
            let file = "results/core/\(name)_custom_sae_eval_results.json"
            let tree = try object(place.data(file))
            #expect(tree["eval_type_id"] as? String == "core" && tree["sae_lens_release_id"] as? String == name)
            let metrics = try #require(tree["eval_result_metrics"] as? [String: [String: Double]])
            #expect(metrics.count == 7)
            #expect((tree["eval_result_details"] as? [[String: Double]])?.count == 64)
            #expect(metrics["token_stats"]?["total_tokens_eval_sparsity_variance"] == 512)
        }
        #expect(outcome.output.contains("CE score") && outcome.output.contains("results/core/one_custom_sae"))
    }

    @Test func `a second run gives the same figures and the same id`() throws {
        let place = try Workplace()
        try trained(place)
        func run(_ threads: String) throws -> (String?, NSDictionary) {
            let outcome = try place.orthosae(["evaluate", place.path("run"), "--out", place.path("r"), "--json", "--threads", threads] + few)
            #expect(outcome.status == 0, "\(outcome.errors)")
            let list = try #require(object(Data(outcome.output.utf8))["evaluations"] as? [[String: Any]])
            let id = try object(place.data("r/core/run_custom_sae_eval_results.json"))["eval_id"] as? String
            return (id, try #require(list.first?["metrics"] as? NSDictionary))
        }
        let (first, second) = (try run("1"), try run("2"))
        #expect(first.0 == second.0 && first.1 == second.1)
    }

    @Test func `an evaluation that there is not is wrong usage`() throws {
        let place = try Workplace()
        expect(try place.orthosae("evaluate", "x", "--evals", "core,ravel"), 64, in: place, says: "'ravel'", "sparse-probing")
        expect(try place.orthosae("evaluate", place.path("gone")), 66, in: place, says: "gone")
    }

    @Test func `a token outside the vocabulary, too few rows and an empty corpus are bad data`() throws {
        let place = try Workplace()
        try trained(place)
        func evaluate(_ more: String...) throws -> Command.Outcome {
            try place.orthosae(["evaluate", place.path("run"), "--out", place.path("results")] + few + more)
        }
        expect(try evaluate("--token-matrix", matrix(6, id: 6144, in: place)), 65, in: place, says: "6144", "row 0, position 0")
        expect(try evaluate("--token-matrix", matrix(5, id: 9, in: place)), 65, in: place, says: "5 rows", "6 are needed")
        expect(try evaluate("--token-matrix", matrix(6, id: 2, in: place)), 65, in: place, says: "special")
        expect(try evaluate("--corpus", place.write("", to: "empty.txt")), 65, in: place, says: "empty.txt")
        expect(try evaluate("--evals", "sparse-probing"), 64, in: place, says: "--probing-data")
    }

    @Test func `an SAE of another width than the model's is bad data, and one of an unnamed model wrong usage`() throws {
        let place = try Workplace()
        try trained(place)
        let odd = place.path("odd")
        try FileManager.default.copyItem(atPath: Goldens.url("gemma2/odd-model").path, toPath: odd)
        try #"{"model": {"type": "BPE", "vocab": {"a": 0, "b": 1, "c": 2}, "merges": []}}"#
            .write(toFile: odd + "/tokenizer.json", atomically: true, encoding: .utf8)
        expect(try place.orthosae("evaluate", place.path("run"), "--model", odd), 65, in: place, says: "width is 256")
        let file = place.url.appending(path: "run/sae/cfg.json")
        let cfg = try String(contentsOf: file, encoding: .utf8)
        try cfg.replacing("gemma2-nano", with: "other").write(to: file, atomically: true, encoding: .utf8)
        expect(try place.orthosae("evaluate", place.path("run")), 64, in: place, says: "'other'", "--model")
    }

    @Test func `what is finished before an interruption stays`() throws {
        let place = try Workplace()
        try trained(place)
        let file = "results/core/run_custom_sae_eval_results.json"
        let outcome = try Command.run(
            ["evaluate", place.path("run"), "--evals", "core,absorption", "--absorption-seeds", "50"]
                + ["--out", place.path("results")] + few,
            in: place.url
        ) { process in
            Command.wait(process) { place.exists(file) }
            process.interrupt()
        }
        #expect(outcome.status == 130, "\(outcome.errors)")
        #expect(try object(place.data(file))["eval_type_id"] as? String == "core")
        #expect(!place.files.contains { $0.contains(".partial-") })
    }
}
