import Failures
import Files

/// What an SAE's file says of each class of tokens, as a table, and which tokens are absorbed most.
enum TokenClassTable {
    private static let columns: [(heading: String, key: String)] = [
        ("rate", "base_rate"), ("variance", "variance_share"), ("probe F1", "probe_f1"), ("latent F1", "best_latent_f1"),
        ("recall", "recall_of_scored"), ("full", "full_absorption"), ("fraction", "absorption_fraction"),
        ("pure", "pure_absorption"), ("audited", "audited_absorption"),
    ]

    /// Empty for a file without classes.
    static func lines(_ classes: [JSONTree], of release: String) -> [String] {
        guard !classes.isEmpty else { return [] }
        let head = ["\(release) (ours)"] + columns.map(\.heading) + ["latent", "verdict"]
        let rows = classes.map { one -> [String] in
            let isCounted = one["verdict"]?.string?.hasPrefix("not counted") != true
            return [one["class"]?.string ?? "?"]
                + columns.map { one[$0.key]?.double.map(Wording.figure) ?? "-" }
                + [
                    one["latent"]?.double.map { "\(Int(bounded: $0))" } ?? "-",
                    isCounted ? one["verdict"]?.string ?? "-" : "not counted",
                ]
        }
        return [""] + EvaluationReport.aligned([head] + rows) + classes.compactMap(absorbed)
    }

    /// The tokens of a class with a general latent that are absorbed most, with the latents that do it.
    private static func absorbed(_ one: JSONTree) -> String? {
        guard let name = one["class"]?.string, one["verdict"]?.string == "general latent" else { return nil }
        let members = (one["absorbed"]?.elements ?? []).map { member -> String in
            func count(_ key: String) -> String { member[key]?.double.map { "\(Int(bounded: $0))" } ?? "?" }
            let token = (member["token"]?.string ?? "?").quoted
            return "\(token) \(count("full"))/\(count("scored")) by \(count("latent"))"
        }
        return members.isEmpty ? nil : "  absorbed of \(name): \(members.joined(separator: ", "))"
    }
}
