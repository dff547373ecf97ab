public import Failures
import Files
public import Records

/// A row of a comparison as the command line names it: `ARCHITECTURE[+competition|+priced][:COEFFICIENT]`.
///
/// `topk+competition` is TopK with the competition term and the Orthogonal SAE's curriculum for it;
/// `orthogonal:containment` the Orthogonal SAE with another measure of competition. `topk+priced` is TopK with the priced
/// term, which is on from the first step and has no curriculum.
public struct RowName: Sendable, Equatable {
    public var architecture: Architecture
    /// Whether the competition term is added to an architecture that has it not.
    public var competes = false
    /// Whether the priced term is added.
    public var isPriced = false
    /// nil: the architecture's own.
    public var coefficient: CompetitionCoefficient?

    private static let competition = "+competition", priced = "+priced"

    /// - Throws: `Failure(.usage)` for an architecture, an addition or a coefficient that there is not.
    public init(_ text: String) throws(Failure) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        var name = parts[0]
        if name.hasSuffix(RowName.competition) {
            competes = true
            name.removeLast(RowName.competition.count)
        } else if name.hasSuffix(RowName.priced) {
            isPriced = true
            name.removeLast(RowName.priced.count)
        }
        guard let architecture = Architecture(rawValue: name) else {
            throw Failure(
                .usage, "there is no architecture \(name.quoted)\(name == text ? "" : " (in \(text.quoted))")",
                remedy: Spelling.advice(for: name, among: Architecture.allCases.map(\.rawValue))
                    + "; each may be followed by \(RowName.competition) or \(RowName.priced)")
        }
        self.architecture = architecture
        guard parts.count == 2 else { return }
        let all = CompetitionCoefficient.allCases
        guard let coefficient = all.first(where: { $0.rawValue == parts[1] }) else {
            throw Failure(
                .usage, "there is no competition coefficient \(parts[1].quoted) (in \(text.quoted))",
                remedy: Spelling.advice(for: parts[1], among: all.map(\.rawValue)))
        }
        guard competes || (architecture == .orthogonal && !isPriced) else {
            throw Failure(
                .usage, "\(text.quoted) has no competition term whose coefficient could be chosen",
                remedy: "write \(name)\(RowName.competition):\(parts[1])")
        }
        self.coefficient = coefficient
    }

    /// As it is written: the row's id.
    public var id: String {
        architecture.rawValue + (competes ? RowName.competition : "") + (isPriced ? RowName.priced : "")
            + (coefficient.map { ":\($0.rawValue)" } ?? "")
    }

    /// As a table writes it.
    public var label: String {
        RowName.label(architecture) + (competes ? " + competition" : "") + (isPriced ? " + priced" : "")
            + (coefficient.map { ", c by \($0.rawValue)" } ?? "")
    }

    /// A combination that the paper does not have.
    public var isOurs: Bool {
        competes || isPriced || architecture == .priced || coefficient.map { $0 != .cosine } ?? false
    }

    private static func label(_ architecture: Architecture) -> String {
        let names = [
            "orthogonal": "Orthogonal", "standard": "Standard", "topk": "TopK", "jumprelu": "JumpReLU",
            "batchtopk": "BatchTopK", "matryoshka": "Matryoshka", "ortsae": "OrtSAE", "priced": "Priced (BatchTopK)",
            "c2r": "C²R",
        ]
        return names[architecture.rawValue] ?? architecture.rawValue
    }
}
