import Files
import Foundation
import Records

/// A comparison's folder with made-up figures, regular enough to be checked by hand: nothing here is a result.
struct Fixture {
    var kind = ComparisonRecord.Kind.compare
    var rows = ["orthogonal", "standard", "topk"]
    var seeds = 3
    var sparsities = [0.5, 1, 2, 4]
    var latents = 300
    /// Steps after which the first SAE's events end; nil: all.
    var endsAt: Int?
    var hasDetails = true

    static let nasty = [
        "<script>alert(1)</script>", "\"'&\\", "\u{2028}\u{2029}", "\u{0}\u{7}", "</script", "\u{202E}abc", "\u{FFFD}",
        "é", "e\u{301}", "]]>", "<!--", "\n\t",
    ]

    /// The figures of one SAE: absorption falls and MSE rises by known steps; seeds lie 0.01 apart around them.
    func figures(_ row: Int, _ seed: Int, _ setting: Int) -> ComparisonFigures {
        let l0 = 100 / pow(2, Double(setting)) * (1 + 0.1 * Double(row)),
            wobble = 0.01 * (Double(seed) - Double(seeds - 1) / 2)
        return [
            .l0: l0, .absorptionFraction: 0.2 + 0.1 * Double(row) + 0.03 * Double(setting) + wobble,
            .fullAbsorption: 0.1 + 0.05 * Double(row) + wobble / 2,
            .meanSquaredError: 300 + 60 * Double(setting) + 10 * Double(row) + 100 * wobble,
            .explainedVariance: 0.9 - 0.04 * Double(setting), .klScore: 0.97 - 0.02 * Double(setting) + wobble / 4,
            .crossEntropyScore: 0.98 - 0.02 * Double(setting) - 0.004 * Double(row), .alive: 0.99,
        ]
    }

    static let labels = [
        "orthogonal": "Orthogonal", "standard": "Standard", "topk": "TopK", "topk+competition": "TopK + competition",
    ]

    var record: ComparisonRecord {
        let paper = kind == .compare ? PaperFigures.architectures : PaperFigures.ablations
        return ComparisonRecord(
            kind: kind, product: "orthosae 0.0.0 (made-up figures)",
            command: ["orthosae", "compare", "--out", "a folder"],
            provenance: Provenance(
                model: "synthetic", modelFingerprint: "ab12", hook: "blocks.3.hook_resid_post", width: 256,
                corpus: ["made up"], corpusFingerprint: "cd34",
                tokens: 1_000_000, machine: "none", instructionSet: "avx2", threads: 2, date: "2026-01-01T00:00:00Z"),
            rows: rows.map {
                ComparisonRow(
                    id: $0, label: Fixture.labels[$0] ?? $0, isOurs: $0.contains("+"), paper: paper[$0],
                    reference: $0.contains("+") ? "topk" : nil)
            },
            saes: rows.indices.flatMap { row in
                sparsities.indices.flatMap { setting in
                    (0..<seeds).map { seed in
                        let id = "\(rows[row])-\(setting)-\(seed)"
                        return ComparedSAE(
                            id: id, row: rows[row], seed: UInt64(seed),
                            sparsity: .init(name: "l1.weight", value: sparsities[setting]), folder: id,
                            state: .finished, figures: figures(row, seed, setting), trainingSeconds: 61,
                            weightsFingerprint: "00ff")
                    }
                }
            }, counters: ComparisonCounters(modelTokens: 1_000_000, trainingSeconds: 3661, evaluationSeconds: 59))
    }

    /// Writes the comparison, and each SAE's run folder.
    func write(to folder: URL, _ change: (inout ComparisonRecord) -> Void = { _ in }) throws {
        var record = record
        change(&record)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try JSONCoding.data(record, .file, as: "a record").write(to: folder.appending(path: FileNames.comparison))
        guard hasDetails else { return }
        for (index, sae) in record.saes.enumerated() {
            guard let name = sae.folder else { continue }
            try writeRun(folder.appending(path: name), sae, isFirst: index == 0)
        }
    }

    func writeRun(_ folder: URL, _ sae: ComparedSAE, isFirst: Bool = true) throws {
        try FileManager.default.createDirectory(at: folder.appending(path: "sae"), withIntermediateDirectories: true)
        try Data(
            """
            seed: \(sae.seed)
            sae:
              architecture: \(["orthogonal", "standard", "topk"].contains(sae.row) ? sae.row : "topk")
            l1:
              weight: \(sae.sparsity?.value ?? 1)
            competition:
              coefficient: cosine
            """.utf8
        ).write(to: folder.appending(path: FileNames.resolvedSettings))
        let events = Events.lines(upTo: endsAt ?? 1000)
        try Data(events.joined().utf8).write(to: folder.appending(path: FileNames.events))
        if endsAt == nil || !isFirst {
            try Data(
                #"{"architecture":"standard","d_in":256,"d_sae":300,"metadata":{"model_name":"synthetic","hook_name":"blocks.3.hook_resid_post"}}"#
                    .utf8
            )
            .write(to: folder.appending(path: "sae/cfg.json"))
        }
        try Evaluations.write(to: folder, sae.figures)
        // Of the others nobody reads them, and they are most of the bytes.
        guard isFirst || sae.id.hasSuffix("-1-0") || sae.id.hasSuffix("-2-0") else { return }
        try JSONCoding.data(Competition.report(latents: latents), .file, as: "a record").write(
            to: folder.appending(path: FileNames.competition))
        try Latents.lines(latents).write(to: folder.appending(path: FileNames.latents))
    }
}

/// Events as the trainer writes them, every ten steps.
enum Events {
    static func line(_ step: Int) -> String {
        let share = Double(step) / 1000
        let phase = step < 40 ? "reconstruction" : step < 290 ? "sparsity" : step < 660 ? "competition" : "all"
        let competition =
            step % 50 == 0 && step > 0
            ? #","competition":{"pairs":\#(4000 - 3 * step),"mean_coefficient":0.7,"histogram":[\#((0..<20).map { "\(1000 * (20 - $0) / ($0 + 1) + step)" }.joined(separator: ","))],"mean_cosine":0.05,"mean_random_cosine":0.04,"strongest":[{"first":1,"second":2,"coefficient":0.9,"cosine":0.3},{"first":\#(step % 7),"second":9,"coefficient":0.8,"cosine":0.2}]}"#
            : ""
        return """
            {"job":"sae","step":\(step),"steps":1000,"tokens":\(1024 * (step + 1)),"phase":"\(phase)","losses":{"total":\(50 - 10 * share),"reconstruction":\(40 - 20 * share),"sparsity":\(step < 40 ? 0 : 9 * share),"competition":\(step < 290 ? 0 : 1.0),"temporal":\(step < 290 ? 0 : 0.01),"auxiliary":0},"l0":\(2000 / (1 + 50 * share)),"explained_variance":\(0.5 + 0.35 * share),"alive_fraction":0.99,"alive_window":1024,"alpha":\(min(1, max(0, (share - 0.04) * 4))),"theta":\(max(0.3, 0.7 - max(0, share - 0.29))),"learning_rate":0.001,"gradient_norm":3,"nonzeros":5,"path":"sparse"\(competition),"seconds":\(10 * share),"tokens_per_second":\(15000 + 200 * (step % 7))}

            """
    }

    static func lines(upTo end: Int) -> [String] { stride(from: 0, to: end, by: 10).map(line) }
}

/// SAEBench's files, as far as they are read.
enum Evaluations {
    static func write(to folder: URL, _ figures: ComparisonFigures) throws {
        func file(_ area: String, _ text: String) throws {
            let place = folder.appending(path: "evaluations/\(area)")
            try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
            try Data(text.utf8).write(to: place.appending(path: "x_custom_sae_eval_results.json"))
        }
        func number(_ metric: ComparisonMetric) -> String { figures[metric].map { "\($0)" } ?? "-1" }
        try file(
            "core",
            """
            {"eval_result_metrics":{"model_behavior_preservation":{"kl_div_score":\(number(.klScore))},
             "model_performance_preservation":{"ce_loss_score":\(number(.crossEntropyScore))},
             "reconstruction_quality":{"explained_variance_legacy":\(number(.explainedVariance)),"mse":0.2},
             "sparsity":{"l0":\(number(.l0))},"misc_metrics":{"frac_alive":\(number(.alive))}},
             "eval_result_unstructured":{"orthosae":{"mse_sum_over_width_mean_over_tokens":\(number(.meanSquaredError))}}}
            """)
        let letters = (0..<26).map { index -> String in
            let letter = String(UnicodeScalar(97 + UInt8(index)))
            return
                #"{"first_letter":"\#(letter)","mean_absorption_fraction":\#(Double(index) / 40),"full_absorption_rate":\#(Double(index) / 80),"num_full_absorption":2,"num_probe_true_positives":90,"num_split_features":1,"counted":\#(index != 23),"probe_f1":0.9,"split_features":[\#(index)]}"#
        }
        let words = (0..<40).map { index -> String in
            let letter = String(UnicodeScalar(97 + UInt8(index % 26)))
            return
                #"{"word":" \#(letter)<b>word\#(index)","fraction":0.8,"full":\#(index % 3 == 0),"latent":\#(100 + index % 30)}"#
        }
        try file(
            "absorption",
            """
            {"eval_result_metrics":{"mean":{"mean_absorption_fraction_score":\(number(.absorptionFraction)),"mean_full_absorption_score":\(number(.fullAbsorption))}},
             "eval_result_details":[],"eval_result_unstructured":{"orthosae":{"seeds":[{"seed":42,"reason":null,"letters":[\(letters.joined(separator: ","))],"words":[\(words.joined(separator: ","))]}]}}}
            """)
    }
}

enum Competition {
    static func report(latents: Int) -> CompetitionReport {
        var report = CompetitionReport(product: "orthosae 0.0.0 (made-up figures)", coefficient: "cosine")
        for moment in 1..<20 {
            let histogram = (0..<20).map { (bin: Int) -> Int in 100_000 / (1 + bin * bin * moment) }
            report.history.append(
                .init(
                    step: 50 * moment, theta: max(0.3, 0.7 - 0.02 * Double(moment)), pairs: 4000 - 150 * moment,
                    meanCoefficient: 0.75 - 0.01 * Double(moment), histogram: histogram,
                    meanCosine: 0.06 - 0.001 * Double(moment), meanRandomCosine: 0.045))
        }
        for pair in 0..<9 {
            let points = (pair..<19).map { (moment: Int) -> CompetitionReport.PairHistory.Point in
                .init(
                    step: 50 * moment + 50, coefficient: 0.9 - 0.02 * Double(moment) + 0.01 * Double(pair), cosine: 0.3)
            }
            report.strongest.append(.init(first: pair, second: pair + 6, points: points))
        }
        report.graph = graph(latents)
        let letters = (0..<26).map { (index: Int) -> CompetitionAndAbsorption.Letter in
            let fraction = 0.4 - 0.05 * Double(index % 4) + 0.002 * Double(index)
            return .init(
                letter: String(UnicodeScalar(97 + UInt8(index))), latents: [index], competitors: Array(0..<(index % 4)),
                absorptionFraction: fraction,
                fullAbsorption: 0.1, words: 90)
        }
        report.absorption = .init(letters: letters, correlation: -0.9)
        report.probing = .init(
            probes: (0..<6).map { (index: Int) -> CompetitionAndProbing.Probe in
                .init(name: "made up \(index)", latent: index, competitors: index, accuracy: 0.8 + 0.01 * Double(index))
            }, correlation: 1)
        return report
    }

    /// Six groups of ten; in each, latents compete with those near to them.
    private static func graph(_ latents: Int) -> CompetitionReport.Graph {
        let members = Array(0..<min(60, latents))
        var graph = CompetitionReport.Graph(theta: 0.3, tokens: 8192)
        for a in members {
            for b in stride(from: a + 6, through: min(a + 18, members.count - 1), by: 6) {
                graph.edges.append(.init(first: a, second: b, coefficient: 0.35 + 0.01 * Double(a % 40), cosine: 0.1))
            }
        }
        graph.pairs = graph.edges.count
        let edges = graph.edges
        graph.nodes = members.map { (id: Int) -> CompetitionReport.Graph.Node in
            let degree = edges.count { $0.first == id || $0.second == id }
            return .init(
                id: id, community: id % 6, degree: degree, density: 0.01, label: Fixture.nasty[id % Fixture.nasty.count]
            )
        }
        graph.communities = (0..<6).map { (group: Int) -> [Int] in members.filter { $0 % 6 == group } }
        graph.hubs = Array(members.prefix(12))
        return graph
    }
}

enum Latents {
    static func record(_ id: Int) -> LatentRecord {
        let words =
            [
                " The", " old", " man", " looked", " at", " the", " sea", ",", " and", " then", " he", " went", " home",
                ".",
            ] + Fixture.nasty
        func tokens(_ shift: Int) -> [String] { (0..<40).map { words[(id + shift + $0 * 3) % words.count] } }
        func activations(_ context: Int) -> [Double] {
            (0..<40).map { position in
                if position == 20 { return 30 - Double(context) }
                return position % 9 == 2 ? 4.125 : 0
            }
        }
        return LatentRecord(
            id: id, isAlive: id % 50 != 49, density: pow(10, -1 - Double(id % 30) / 10),
            maximum: 30 - Double(id % 200) / 10,
            histogram: .init(start: -1, width: 0.25, counts: [29, 50, 100, 250, 500, 250, 100, 50, 29, id % 7]),
            contexts: (0..<8).map { context in
                .init(tokens: tokens(context), activations: activations(context))
            },
            topLogits: (0..<10).map { .init(token: words[(id + $0) % words.count], value: 3 - 0.2 * Double($0)) },
            bottomLogits: (0..<10).map {
                .init(token: words[(id + 5 + $0) % words.count], value: -2 + 0.1 * Double($0))
            },
            encoderDecoderCosine: 0.5 + Double(id % 50) / 100,
            nearest: (1...5).map { .init(id: (id + $0 * 7) % 300, value: 0.9 - 0.1 * Double($0)) },
            competing: id % 3 == 0 ? [.init(id: id + 1, value: 0.41)] : [],
            associations: id < 26
                ? [.init(role: .letter, name: String(UnicodeScalar(97 + UInt8(id))), value: 0.8)]
                : id == 100
                    ? [.init(role: .absorbs, name: "e", value: 3), .init(role: .probe, name: "made up 1", value: 0.9)]
                    : [])
    }

    static func lines(_ count: Int) throws -> Data {
        var data = Data()
        for id in 0..<count { data += try JSONCoding.data(record(id), .line, as: "a record") }
        return data
    }
}
