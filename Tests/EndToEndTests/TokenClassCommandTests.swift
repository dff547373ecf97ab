import Files
import Foundation
import TestSupport
import Testing

/// `orthosae evaluate --evals token-classes` on the embedded model.
@Suite struct `Token classes` {
    private let evals = ["--evals", "token-classes", "--class-tokens", "6000"]

    @Test func `a file with every class, a table, the same on any threads, and nothing computed twice`() throws {
        let place = try EvaluationPlace()
        let first = try place.evaluate(evals + ["--threads", "1"])
        try #require(first.status == 0, "\(first.errors)")
        #expect(first.output.contains("run (ours)") && first.output.contains("leading space"))
        let path = place.place.url.appending(path: "results/token_classes/run_custom_sae_eval_results.json")
        let file = try JSONTree(file: path)
        #expect(file["eval_type_id"]?.string == "token_classes" && file["eval_config"]?["tokens"]?.double == 6000)
        let own = try #require(file["eval_result_unstructured"]?["orthosae"])
        #expect(own["of"]?.string?.contains("not SAEBench's") == true)
        let classes = try #require(file["eval_result_details"]?.elements)
        let leftOut = try #require(own["classes_left_out"]?.elements)
        #expect(classes.count + leftOut.count == 17 && classes.count > 5)
        for one in classes {
            for key in ["base_rate", "variance_share", "probe_f1", "best_latent_f1"] {
                let value = try #require(one[key]?.double)
                #expect(value >= 0 && value <= 1, "\(key) of \(one["class"]?.string ?? "?") is \(value)")
            }
        }
        // A model knows where a word begins.
        let space = try #require(classes.first { $0["class"]?.string == "leading space" })
        #expect(try #require(space["probe_f1"]?.double) > 0.9)
        let again = try place.evaluate(evals)
        #expect(again.errors.contains("finished already") && again.output.contains("leading space"))
        let threads = try place.evaluate(evals + ["--threads", "3", "--force"])
        #expect(threads.status == 0)
        let second = try JSONTree(file: path)
        #expect(second["eval_id"] == file["eval_id"] && second["eval_result_metrics"] == file["eval_result_metrics"])
        #expect(second["eval_result_details"] == file["eval_result_details"])
        // Another seed is another result.
        let other = try place.evaluate(evals + ["--seed", "1"])
        #expect(other.status == 0 && !other.errors.contains("finished already"))
    }

    @Test func `what cannot be is refused in a sentence`() throws {
        let place = try EvaluationPlace()
        let few = try place.evaluate(["--evals", "token-classes", "--class-tokens", "10"])
        #expect(few.status == 64 && few.errors.contains("--class-tokens"), "\(few.errors)")
        let short = try place.place.write("The cat sat on the mat.", to: "short.txt")
        place.expect(try place.evaluate(evals + ["--corpus", short]), 65, says: ["more text"])
    }

    @Test func `a comparison takes them`() throws {
        let place = try Workplace()
        let outcome = try place.orthosae(
            ["compare"] + tiny.dropFirst() + ["--architectures", "topk,batchtopk", "--sparsities", "topk=4", "batchtopk=4", "--seeds", "1", "--evals", "token-classes",
            "--class-tokens", "4000", "--describe", "none", "--out", "both"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("Latents for classes of tokens (ours)"))
        let page = String(decoding: try place.data("both/report.html"), as: UTF8.self)
        #expect(page.contains("Latents for classes of tokens"))
        #expect(place.files.count { $0.contains("token_classes/") && $0.hasSuffix("_eval_results.json") } == 2)
    }
}
