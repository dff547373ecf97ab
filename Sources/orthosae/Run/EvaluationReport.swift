import Evaluation
import Failures
import Files
import Foundation
import Records

/// The main figures of what was evaluated, and where the files are.
struct EvaluationReport {
    private struct Entry {
        let kind: EvaluationFile.Kind
        let release: String
        let metrics: JSONTree
        /// The gates of an absorption file: verdict, label and means.
        var gates: JSONTree?
        /// The classes of a file of token classes.
        var classes: [JSONTree] = []
        let place: String
        /// Whether an earlier run computed it.
        let wasThere: Bool

        /// What the figures say against the SAE, or against themselves.
        var warning: String? {
            if kind == .absorption { return gates?["label"]?.string ?? (gates == nil ? LatentGate.unmeasured.label : nil) }
            guard kind == .core else { return nil }
            return Shortcomings.of(
                l0: metrics["sparsity"]?["l0"]?.double,
                explainedVariance: metrics["reconstruction_quality"]?["explained_variance_legacy"]?.double)
        }
    }

    private var entries: [Entry] = []

    mutating func add(_ file: EvaluationFile, at place: URL) {
        entries.append(
            Entry(
                kind: file.kind, release: file.release, metrics: file.metrics,
                gates: file.unstructured["orthosae"]?["gates"],
                classes: file.kind == .tokenClasses ? file.details : [], place: place.path(percentEncoded: false),
                wasThere: false))
    }

    mutating func add(_ found: FinishedEvaluation) {
        entries.append(
            Entry(
                kind: found.kind, release: found.release, metrics: found.json["eval_result_metrics"] ?? [:],
                gates: found.json["eval_result_unstructured"]?["orthosae"]?["gates"],
                classes: found.kind == .tokenClasses ? found.json["eval_result_details"]?.elements ?? [] : [],
                place: found.place.path(percentEncoded: false), wasThere: true))
    }

    /// The figures of each evaluation's table: heading, category, key.
    private static let columns: [EvaluationFile.Kind: [(heading: String, category: String, key: String)]] = [
        .core: [
            ("CE score", "model_performance_preservation", "ce_loss_score"),
            ("KL score", "model_behavior_preservation", "kl_div_score"),
            ("expl. variance", "reconstruction_quality", "explained_variance_legacy"),
            ("cosine", "reconstruction_quality", "cossim"), ("L0", "sparsity", "l0"),
            ("alive", "misc_metrics", "frac_alive"),
        ],
        .absorption: [
            ("absorption fraction", "mean", "mean_absorption_fraction_score"),
            ("full absorption", "mean", "mean_full_absorption_score"),
            ("latents a letter", "mean", "mean_num_split_features"),
        ],
        .sparseProbing: [
            ("top 1", "sae", "sae_top_1_test_accuracy"), ("top 2", "sae", "sae_top_2_test_accuracy"),
            ("top 5", "sae", "sae_top_5_test_accuracy"), ("all", "sae", "sae_test_accuracy"),
            ("model", "llm", "llm_test_accuracy"),
        ],
        .groundTruth: [
            ("L0", "sparsity", "l0"), ("expl. variance", "reconstruction_quality", "explained_variance"),
            ("absorption", "absorption", "absorption"), ("hole", "absorption", "hole"),
            ("lone miss", "absorption", "lone_miss"), ("mixing", "absorption", "mixing"),
            ("F1", "feature_recovery", "f1"), ("MCC", "feature_recovery", "mcc"),
        ],
        .tokenClasses: [
            ("L0", "sparsity", "l0"), ("expl. variance", "reconstruction_quality", "explained_variance"),
            ("classes", "classes", "counted"), ("with a latent", "classes", "general_latents"),
            ("F1 of all", "mean_of_counted", "best_latent_f1"), ("theirs", "mean_of_general", "best_latent_f1"),
            ("recall", "mean_of_general", "recall"), ("full", "mean_of_general", "full_absorption"),
            ("fraction", "mean_of_general", "absorption_fraction"),
            ("pure", "mean_of_general", "pure_absorption"), ("audited", "mean_of_general", "audited_absorption"),
        ],
    ]

    /// For a person: a table for each evaluation, an SAE a line, then the files.
    var text: String {
        EvaluationFile.Kind.allCases.compactMap { kind -> String? in
            let chosen = entries.filter { $0.kind == kind }
            guard !chosen.isEmpty else { return nil }
            let columns = EvaluationReport.columns[kind] ?? []
            let head = [kind.folder.replacing("_", with: " ")] + columns.map(\.heading)
            let rows = chosen.map { entry in
                [entry.release] + columns.map { column in
                    entry.metrics[column.category]?[column.key]?.double.map(Wording.figure) ?? "-"
                }
            }
            let warnings = chosen.compactMap { entry in entry.warning.map { "warning: \(entry.release): \($0)" } }
            return (EvaluationReport.aligned([head] + rows) + gates(chosen)
                + chosen.flatMap { TokenClassTable.lines($0.classes, of: $0.release) } + warnings + chosen.map { "  \($0.place)" })
                .joined(separator: "\n")
        }.joined(separator: "\n\n")
    }

    /// Under the absorption table: is there a letter latent, what is counted with it, and what of other properties.
    private func gates(_ entries: [Entry]) -> [String] {
        guard entries.contains(where: { $0.gates != nil }) else { return [] }
        let columns = [("SAEBench's k = 1 F1", "saebench_k1_f1")] + ComparisonMetric.gates.map { ($0.label, $0.rawValue) }
        let rows = entries.map { entry in
            [entry.release] + columns.map { entry.gates?["mean"]?[$0.1]?.double.map(Wording.figure) ?? "-" }
        }
        return [""] + EvaluationReport.aligned([["letter latents (ours)"] + columns.map(\.0)] + rows)
    }

    /// For a program: each file's evaluation, SAE, place and metrics.
    func json() throws -> String {
        let list = entries.map { entry -> JSONTree in
            [
                "evaluation": .text(entry.kind.rawValue), "sae": .text(entry.release),
                "file": .text(entry.place), "finished_before": .bool(entry.wasThere), "metrics": entry.metrics,
                "gates": EvaluationReport.brief(entry.gates),
                "warnings": .list(entry.warning.map { [.text($0)] } ?? []),
            ]
        }
        let text = try JSONTree.object([.init("evaluations", .list(list))]).text()
        return String(text.dropLast())
    }

    /// The gates without their letters and words, which stand in the file.
    private static func brief(_ gates: JSONTree?) -> JSONTree {
        guard let gates else { return .null }
        return ["verdict": gates["verdict"] ?? .null, "label": gates["label"] ?? .null, "mean": gates["mean"] ?? .null]
    }

    /// Names to the left, figures to the right.
    static func aligned(_ rows: [[String]]) -> [String] {
        let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            zip(row, widths).enumerated().map { index, cell in
                let space = String(repeating: " ", count: cell.1 - cell.0.count)
                return index == 0 ? cell.0 + space : space + cell.0
            }.joined(separator: "  ")
        }
    }
}
