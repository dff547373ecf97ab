import Evaluation
import Failures
import Foundation
import Records
import Report

/// What a researcher wants of a run's competition, on a page.
struct CompetitionSummary {
    private let report: CompetitionReport
    private let labels: [String?]
    private let work: CompetitionRun

    init(_ outcome: CompetitionAnalysis.Outcome, of work: CompetitionRun) {
        report = outcome.report
        labels = outcome.labels
        self.work = work
    }

    var text: String {
        ([title, history, priced, pairs, graph] + relations + [places]).filter { !$0.isEmpty }.joined(separator: "\n\n")
    }

    private var title: String {
        "\(work.inputs.config.sae.architecture.rawValue), \(Wording.count(work.sae.latents)) latents, \(work.sae.hook)"
    }

    // MARK: Training

    /// The first moment with pairs, the middle, the last.
    private var history: String {
        let moments = report.history
        guard let last = moments.indices.last else { return "In training: no statistics were recorded." }
        let first = moments.firstIndex { ($0.pairs ?? 0) > 0 } ?? 0
        let shown = Set([first, (first + last) / 2, last]).sorted().map { moments[$0] }
        let rows = shown.map { moment in
            [
                Wording.count(moment.step), figure(moment.theta), moment.pairs.map(Wording.count) ?? "–",
                figure(moment.meanCoefficient), figure(moment.meanCosine), figure(moment.meanRandomCosine),
            ]
        }
        let head = ["step", "θ", "pairs in a batch", "mean c", "mean |w·w|", "of random pairs"]
        return "In training, over one batch (\(moments.count) moments recorded)\n" + Self.columns(head, rows)
    }

    /// The first moment at which the priced term acted, the middle, the last.
    private var priced: String {
        let moments = report.history.filter { ($0.priced?.tokens ?? 0) > 0 }
        guard let last = moments.indices.last else { return "" }
        let rows = Set([0, last / 2, last]).sorted().map { moments[$0] }.map { moment in
            [
                Wording.count(moment.step), figure(moment.priced?.price),
                moment.priced?.tokens.map(Wording.count) ?? "–", moment.priced?.pairs.map(Wording.count) ?? "–",
                figure(moment.priced?.mixing), figure(moment.priced?.leaning), figure(moment.priced?.balance),
            ]
        }
        let head = ["step", "price", "tokens looked at", "leaning pairs", "mean angle", "where it is paid", "1/(2ρ)"]
        return "The priced term: angles of rarer latents' rows to commoner ones', in radians\n" + Self.columns(head, rows)
    }

    private var pairs: String {
        guard let step = report.strongest.first?.lastStep else { return "" }
        let shown = report.strongest.filter { $0.lastStep == step }.prefix(8)
        let rows = shown.map { pair in
            [
                figure(pair.points.last?.coefficient), figure(pair.points.last?.cosine),
                pair.points.first.map { Wording.count($0.step) } ?? "–",
                name(pair.first) + "   " + name(pair.second),
            ]
        }
        return "The strongest pairs by c (w·w)² at step \(Wording.count(step))\n"
            + Self.columns(["c", "w·w", "seen from step", "latents and the tokens they fire on most"], rows, texts: 1)
    }

    // MARK: The finished SAE

    private var graph: String {
        guard let graph = report.graph else { return "" }
        let sizes = graph.communities.map(\.count)
        var rows = [
            ("tokens looked at", "\(Wording.count(graph.tokens ?? 0)), \(work.textName)"),
            ("pairs over all of them", "\(Wording.count(graph.pairs ?? 0)) with c > \(figure(graph.theta))"),
            (work.isHeldOut ? "alive on held-out tokens" : "alive on these tokens", alive),
            ("latents", "\(Wording.count(sizes.reduce(0, +))) of \(Wording.count(work.sae.latents)) compete"),
        ]
        if let skipped = graph.skipped {
            rows.append(("left out", "the \(Wording.count(skipped)) tokens after those: so many latents fire at once"))
        }
        if !sizes.isEmpty {
            let largest = sizes.prefix(5).map(Wording.count).joined(separator: ", ")
            rows.append(("communities", "\(Wording.count(sizes.count)), of \(largest)\(sizes.count > 5 ? ", …" : "") latents"))
        }
        for (index, members) in graph.communities.prefix(3).enumerated() {
            rows.append(("  \(index + 1)", members.prefix(6).map(name).joined(separator: "  ")))
        }
        let degrees = Dictionary(graph.nodes.map { ($0.id, $0.degree) }) { first, _ in first }
        for (index, hub) in graph.hubs.prefix(5).enumerated() {
            rows.append((index == 0 ? "hubs" : "", "\(name(hub)) with \(Wording.count(degrees[hub] ?? 0)) competitors"))
        }
        return "The finished SAE\n" + Wording.table(rows)
    }

    private var alive: String {
        let silent = labels.count { $0 == nil }
        return Wording.percent(Double(labels.count - silent) / Double(max(1, labels.count))) + " of latents"
            + (silent == 0 ? "" : " (\(Wording.count(silent)) never fired)")
    }

    // MARK: Evaluations

    private var relations: [String] { [absorption, probing] }

    private func missing(_ what: String, _ options: String) -> String {
        what + "\n  orthosae evaluate \(work.path.shellWord)\(work.model) \(options)"
    }

    private var absorption: String {
        guard let relation = report.absorption else {
            return work.inputs.history.hasAbsorption
                ? "Absorption: its evaluation does not tell letters and words."
                : missing("Absorption is not evaluated. Before the next 'orthosae competition':", "--evals absorption")
        }
        func mean(_ letters: [CompetitionAndAbsorption.Letter]) -> String {
            let values = letters.compactMap(\.absorptionFraction)
            let mean = values.isEmpty ? "–" : figure(values.reduce(0, +) / Double(values.count))
            return "\(mean) over \(letters.count) letters"
        }
        return "Absorption\n"
            + Wording.table([
                ("where a word's latent competes with the letter's", mean(relation.letters.filter(\.competes))),
                ("where none does", mean(relation.letters.filter { !$0.competes })),
                (
                    "rank correlation with the number of competitors",
                    "\(figure(relation.correlation)); with their share of the words' latents \(figure(relation.shareCorrelation))"
                ),
            ])
    }

    private var probing: String {
        guard let relation = report.probing else {
            return work.inputs.history.hasProbing
                ? missing("Probing: its evaluation does not tell the best latents. To make it again:", "--evals sparse-probing --probing-data TEXTS --force")
                : missing("Probing is not evaluated:", "--evals sparse-probing --probing-data TEXTS")
        }
        return "Probing\n"
            + Wording.table([
                (
                    "rank correlation of the best latent's competitors with its accuracy",
                    "\(figure(relation.correlation)) over \(relation.probes.count) classes"
                )
            ])
    }

    private var places: String {
        var rows = [("report", "\(work.place)/\(FileNames.competition)")]
        if work.writesLatents { rows.append(("latents", "\(work.place)/\(FileNames.latents)")) }
        if work.place == work.path { rows.append(("next", "orthosae report \(work.path.shellWord)")) }
        return Wording.table(rows)
    }

    // MARK: Words

    private func figure(_ value: Double?) -> String { value.map { String(format: "%.3g", $0) } ?? "–" }

    private func name(_ latent: Int) -> String {
        guard labels.indices.contains(latent), let label = labels[latent] else { return "#\(latent)" }
        return "#\(latent) \(TokenText.shown(label))"
    }

    /// Even columns, numbers to the right, the last `texts` to the left.
    private static func columns(_ head: [String], _ rows: [[String]], texts: Int = 0) -> String {
        let widths = head.indices.map { column in ([head] + rows).map { $0[column].count }.max() ?? 0 }
        return ([head] + rows).map { row in
            "  "
                + row.enumerated().map { column, cell in
                    if column >= head.count - texts { return cell }
                    return String(repeating: " ", count: widths[column] - cell.count) + cell
                }.joined(separator: "  ")
        }.joined(separator: "\n")
    }
}
