public import Failures
import Files
public import Records

/// Groups of rows that `orthosae ablate` can have: the full Orthogonal SAE with one thing changed (method.md).
public enum AblationRows: String, CaseIterable, Sendable {
    /// The paper's: no curriculum, fixed threshold, no temporal.
    case table
    /// θ's end.
    case threshold
    /// How competition is measured.
    case coefficient
    /// c differentiated as well.
    case gradient
    /// λ_o's factor.
    case weight
    /// Temporal by token, on unshuffled batches, with its own full row on these.
    case temporal

    /// Reads a list such as "table,threshold"; `all` is every group.
    ///
    /// - Throws: `Failure(.usage)` for a group that there is not.
    public static func read(_ list: String) throws(Failure) -> [AblationRows] {
        var found: Set<AblationRows> = []
        for word in list.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
            if word == "all" { return allCases }
            guard let group = AblationRows(rawValue: word) else {
                throw Failure(
                    .usage, "there is no group of ablations \(word.quoted)", at: "--rows",
                    remedy: Spelling.advice(for: word, among: allCases.map(\.rawValue) + ["all"]))
            }
            found.insert(group)
        }
        return allCases.filter(found.contains)
    }

    /// The rows of the groups in the order of table 2, the full model first.
    ///
    /// - Parameter full: the full model's settings, for what is named as a factor of its own.
    public static func recipes(_ groups: [AblationRows], full: RunConfig) -> [RowRecipe] {
        let first = RowRecipe(
            row: ComparisonRow(id: "full", label: "Full", paper: PaperFigures.ablations["full"]),
            architecture: .orthogonal)
        return [first] + groups.flatMap { $0.recipes(full) }
    }

    private func recipes(_ full: RunConfig) -> [RowRecipe] {
        let end = full.competition.thresholdEnd
        func plain(_ value: Float) -> String { PlannedSAE.plain(Double(value)) }
        switch self {
        case .table:
            return [
                .ablation(
                    "no-curriculum", "No curriculum", "every term at full weight from step 0",
                    [("curriculum.schedule", "none")]),
                .ablation(
                    "fixed-threshold", "Fixed threshold", "θ = \(plain(end)) throughout",
                    [("competition.threshold_start", plain(end))]),
                .ablation("no-temporal", "No temporal", "temporal weight 0", [("temporal.weight", "0")]),
            ]
        case .threshold:
            return [Float(0), 0.05, 0.1, 0.3, 0.5].filter { $0 != end }.map {
                .ablation(
                    "theta-\(plain($0))", "θ to \(plain($0))", "θ ends at \(plain($0))",
                    [("competition.threshold_end", plain($0))])
            }
        case .coefficient:
            // A coefficient that has no gradient is a constant in its row.
            let isThrough = full.competition.gradient == .through
            return CompetitionCoefficient.allCases.filter { $0 != full.competition.coefficient }.map {
                .ablation(
                    "coefficient-\($0.rawValue)", "c by \($0.rawValue)", "competition measured by \($0.rawValue)",
                    [("competition.coefficient", $0.rawValue)]
                        + (isThrough && !$0.hasGradient ? [("competition.gradient", "detached")] : []),
                    isOurs: $0 != .cosine)
            }
        case .gradient:
            // Some coefficients have none, and the full model may be the differentiated one already.
            guard full.competition.coefficient.hasGradient, full.competition.gradient == .detached else { return [] }
            return [
                .ablation(
                    "through", "Gradient through c", "c is differentiated as well",
                    [("competition.gradient", "through")])
            ]
        case .weight:
            // The priced term has ρ for a weight.
            let isPriced = full.competition.coefficient == .priced
            let (key, sign) = isPriced ? ("competition.rho", "ρ") : ("competition.weight", "λ_o")
            let weight = isPriced ? full.competition.priced.rho : full.competition.weight
            return [Float(0), 0.1, 10, 100].map {
                .ablation(
                    "weight-x\(plain($0))", "\(sign) × \(plain($0))", "competition weight times \(plain($0))",
                    [(key, plain($0 * weight))])
            }
        case .temporal:
            let unshuffled = [("data.shuffle", "false")]
            let own = "full-unshuffled"
            return [
                .ablation(own, "Full, unshuffled", "batches in the order of the text", unshuffled, reference: nil),
                .ablation(
                    "temporal-by-token", "Temporal by token", "the previous token rather than the previous step",
                    unshuffled + [("temporal.pairing", "previous_token")], isOurs: true, reference: own),
            ]
        }
    }
}

extension RowRecipe {
    fileprivate static func ablation(
        _ id: String, _ label: String, _ note: String, _ settings: [(key: String, value: String)],
        isOurs: Bool = false, reference: String? = "full"
    ) -> RowRecipe {
        RowRecipe(
            row: ComparisonRow(
                id: id, label: label, isOurs: isOurs, paper: PaperFigures.ablations[id], reference: reference,
                note: note),
            architecture: .orthogonal,
            settings: settings.map { SettingAssignment($0.key, .plain($0.value), at: id) })
    }
}
