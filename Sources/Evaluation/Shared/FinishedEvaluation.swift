public import Files
public import Foundation

/// A result that lies in a folder of results already.
public struct FinishedEvaluation {
    public let kind: EvaluationFile.Kind
    public let release: String
    public let place: URL
    /// The file.
    public let json: JSONTree

    /// Whether the file is, to the last digit, what was written.
    public let isUnchanged: Bool

    /// The SAE's result of this identity; nil where there is none, or one of something else, or a file that is no
    /// result.
    public init?(_ kind: EvaluationFile.Kind, of sae: EvaluatedSAE, identity: String, below folder: URL) {
        let place = EvaluationFile.place(kind, release: sae.release, name: sae.name, below: folder)
        guard let json = try? JSONTree(file: place), json["eval_id"]?.string == identity,
            json["eval_result_metrics"]?.members != nil
        else { return nil }
        self.kind = kind
        self.release = sae.release
        self.place = place
        self.json = json
        isUnchanged = EvaluationDigest.holds(json)
    }

    /// Why the result is not whole, where it is not.
    public var shortfalls: [String] { EvaluationFile.shortfalls(of: json["eval_result_unstructured"]) }
}
