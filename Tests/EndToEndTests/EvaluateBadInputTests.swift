import Foundation
import TestSupport
import Testing

/// What `orthosae evaluate` refuses: one sentence that names what is wrong and what to do, and no result, whole or half.
@Suite struct `Bad input of an evaluation` {
    @Test func `an unknown evaluation is refused with the nearest one`() throws {
        let place = try Workplace()
        for (asked, words) in [
            ("core,absorbtion", ["'absorbtion'", "did you mean 'absorption'?"]),
            ("sparse_probe", ["'sparse_probe'", "did you mean 'sparse-probing'?"]),
            ("ravel", ["'ravel'", "there are core, absorption, sparse-probing"]),
        ] {
            let outcome = try place.orthosae("evaluate", "x", "--evals", asked)
            #expect(outcome.status == 64 && outcome.output.isEmpty)
            for word in words { #expect(outcome.lastError.contains(word), "\(outcome.lastError)") }
        }
    }

    @Test func `a set of texts that is empty or has one class alone is refused, and said where`() throws {
        let place = try EvaluationPlace()
        let usual = try place.topics()
        _ = try place.place.write("", to: "texts/topics.jsonl")
        place.expect(try place.evaluate(usual), 65, says: ["topics.jsonl", "'sea'", "0 texts", "12"])
        let oneLabel = try place.topics(labels: ["sea"])
        place.expect(try place.evaluate(oneLabel), 65, says: ["topics.jsonl", "'home'", "0 texts"])
        let oneClass = try place.topics(classes: "[sea]")
        place.expect(try place.evaluate(oneClass), 64, says: ["sets.yaml:1", "two or more different classes"])
        let few = try place.topics(count: 11)
        place.expect(try place.evaluate(few), 65, says: ["topics.jsonl", "11 texts", "12"])
    }

    @Test func `a folder of texts without any source, or that is not there, is missing input`() throws {
        let place = try EvaluationPlace()
        try FileManager.default.createDirectory(
            at: place.place.url.appending(path: "bare"), withIntermediateDirectories: true)
        place.expect(
            try place.evaluate(["--evals", "sparse-probing", "--probing-data", place.place.path("bare")]), 66,
            says: ["none of the data sets is there", "fancyzhx/ag_news", "Guides/SparseProbing.md"])
        place.expect(
            try place.evaluate(["--evals", "sparse-probing", "--probing-data", place.place.path("gone")]), 66,
            says: ["gone", "no such folder", "--probing-data"])
        let strict = try place.topics() + ["--strict"]
        place.expect(try place.evaluate(strict), 66, says: ["data sets are missing", "Helsinki-NLP/europarl"])
    }

    @Test(arguments: [
        (["--probing-k", "1,3"], "'3'"), (["--probing-k", "1,1"], "each once"), (["--probing-k", ""], "''"),
        (["--probing-train", "0"], "0 texts"), (["--probing-only", "topic"], "did you mean 'topics'?"),
        (["--plan", "x.json"], "'x.json' is no plan"),
    ])
    func `an impossible choice for sparse probing is refused by name`(arguments: [String], word: String) throws {
        let place = try EvaluationPlace()
        place.expect(try place.evaluate(place.topics() + arguments), 64, says: [word])
    }

    @Test func `two evaluations of which one lacks its texts do no work on the other`() throws {
        let place = try EvaluationPlace()
        let arguments = ["--evals", "core,sparse-probing"] + EvaluationPlace.few
        place.expect(try place.evaluate(arguments), 64, says: ["--probing-data"])
    }
}
