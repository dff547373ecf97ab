import Files
import Foundation
import Records
import Testing

/// `harvest --spelling`, then `compare` and `evaluate --spelling`, as a user runs them.
@Suite(.serialized) struct `Spelling` {
    private static let harvest = [
        "harvest", "--spelling", "--words", "2400", "--evaluation-words", "2000", "--layer", "3", "--tokens", "8192",
        "--threads", "2",
    ]

    @Test func `one command harvests, one compares on held-out prefixes at the L0 that is wanted`() throws {
        let place = try Workplace()
        let made = try place.orthosae(Self.harvest + ["--out", "spelling"])
        try #require(made.status == 0, "\(made.errors)")
        for file in ["harvest.json", "spelling.json", "spelling.safetensors", "held-out.safetensors"] {
            #expect(place.exists("spelling/\(file)"), "\(file)")
        }
        #expect(made.output.contains("orthosae compare --spelling spelling"))

        let compare = [
            "compare", "--spelling", "spelling", "--architectures", "batchtopk,matryoshka,topk", "--latents", "64",
            "--sparsities", "batchtopk=4", "matryoshka=4", "topk=4", "--tokens", "8192", "--set", "data.buffer=2048",
            "--threads", "2", "--out", "out",
        ]
        let outcome = try place.orthosae(compare)
        try #require(outcome.status == 0, "\(outcome.errors)")
        let record = try JSONCoding.read(
            ComparisonRecord.self, from: place.data("out/comparison.json"), as: "a comparison's record")
        #expect(record.saes.allSatisfy { $0.state == .finished })
        for sae in record.saes {
            for metric in ComparisonMetric.gates where metric != .allCapitalsF1 { #expect(sae.figures[metric] != nil, "\(sae.id) \(metric)") }
            #expect(sae.figures[.explainedVariance] != nil && sae.figures[.alive] != nil)
            #expect(abs((sae.figures[.l0] ?? 0) - 4) < 0.01, "\(sae.id)")
        }
        #expect(outcome.output.contains("Letter latents and other properties of the word (ours)"))
        // Sixteen steps on a few words pass no gate, and every table says so.
        let labels = [LatentGate.noLetterLatent, .fewPureAbsorbers].compactMap(\.label)
        #expect(labels.contains { outcome.output.contains($0) })

        // The same again evaluates nothing anew; another L0 does.
        let again = try place.orthosae(compare)
        #expect(again.status == 0 && again.errors.contains("finished already"))
        let other = try place.orthosae([
            "evaluate", "out/\(record.saes[0].id)", "--evals", "absorption", "--spelling", "spelling", "--spelling-l0", "2",
            "--json",
        ])
        try #require(other.status == 0, "\(other.errors)")
        #expect(other.output.contains("best_latent_f1"))
        let files = place.files.filter { $0.hasPrefix("out/\(record.saes[0].id)/evaluations/absorption/") }
        let file = try JSONTree(file: place.url.appending(path: try #require(files.first)))
        let spelling = file["eval_result_unstructured"]?["orthosae"]?["spelling"]
        #expect(abs((spelling?["l0"]?.double ?? 0) - 2) < 0.01 && spelling?["wanted_l0"]?.double == 2)
        // The page is made from the folder alone.
        let page = try place.orthosae(["report", "out"])
        #expect(page.status == 0, "\(page.errors)")
    }

    @Test func `what cannot be is refused and leaves nothing`() throws {
        let place = try Workplace()
        func expect(_ arguments: [String], _ status: Int32, _ words: String...) throws {
            let outcome = try place.orthosae(arguments)
            #expect(outcome.status == status, "\(outcome.errors)")
            for word in words { #expect(outcome.errors.contains(word), "\(word) in: \(outcome.errors)") }
            #expect(place.files.filter { !$0.hasPrefix(".") }.isEmpty)
        }
        try expect(["harvest", "--rank-offset", "5", "--out", "x"], 64, "--rank-offset", "--spelling")
        try expect(["harvest", "--spelling", "--layer", "99", "--out", "x"], 64, "99")
        try expect(["harvest", "--spelling", "--text-share", "2", "--out", "x"], 64, "--text-share")
        try expect(["compare", "--spelling", "nowhere", "--out", "x"], 66, "nowhere", "harvest --spelling")
    }

    @Test func `text is mixed in`() throws {
        let place = try Workplace()
        let made = try place.orthosae(Self.harvest + ["--words", "300", "--evaluation-words", "200", "--text-share", "0.3", "--out", "mixed", "--json"])
        try #require(made.status == 0, "\(made.errors)")
        let manifest = try JSONTree(file: place.url.appending(path: "mixed/harvest.json"))
        let recipe = manifest["settings"]?["spelling"]
        #expect(recipe?["text_share"]?.double == 0.3 && recipe?["centers"] == .bool(false))
        #expect(manifest["tokens"]?.integer == 8192 && manifest["held_out"]?["rows"]?.integer == 6000)
    }
}
