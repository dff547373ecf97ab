import Failures
public import Files
public import Foundation
import Records
import TensorFiles

/// One evaluation of one SAE in SAEBench's own schema (its `BaseEvalOutput`), as its plotting tools read it.
///
/// What SAEBench has no field for stands under `eval_result_unstructured.orthosae`: our own figures, notes, and the
/// time and memory used.
public struct EvaluationFile: Sendable {
    /// Which evaluation.
    public enum Kind: String, Sendable, CaseIterable {
        case core
        case absorption = "absorption_first_letter"
        case sparseProbing = "sparse_probing"
        case groundTruth = "ground_truth"
        case tokenClasses = "token_classes"

        /// The folder its files lie in; plotting tells evaluations apart by it.
        public var folder: String {
            switch self {
            case .core: "core"
            case .absorption: "absorption"
            case .sparseProbing: "sparse_probing"
            case .groundTruth: "ground_truth"
            case .tokenClasses: "token_classes"
            }
        }
    }

    public let kind: Kind
    /// `sae_lens_release_id`.
    public let release: String
    /// `sae_lens_id`.
    public let name: String
    /// `eval_id`, as `identity(_:of:configuration:seed:inputs:)` gives it.
    public let identity: String
    /// `eval_config`.
    public let configuration: JSONTree
    /// `eval_result_metrics`: categories of numbers.
    public let metrics: JSONTree
    /// `eval_result_details`.
    public let details: [JSONTree]
    /// `eval_result_unstructured`, ours included.
    public let unstructured: JSONTree
    /// `sae_cfg_dict`.
    public let sae: JSONTree
    private let lensVersion: JSONTree
    private let milliseconds: Int

    /// - Parameters:
    ///   - unstructured: SAEBench's own unstructured part, an object.
    ///   - own: what goes under `orthosae` there, an object; notes, time and memory are added to it.
    ///   - inputs: what identifies everything else that the result depends on, by contents: digests of tokens, model,
    ///     data.
    public init(
        _ kind: Kind, of sae: EvaluatedSAE, configuration: JSONTree, metrics: JSONTree, details: [JSONTree],
        unstructured: JSONTree = [:], own: JSONTree = [:], seed: UInt64 = 0, inputs: [String],
        cost: EvaluationCost, at date: Date = Date()
    ) throws {
        self.kind = kind
        release = sae.release
        name = sae.name
        self.configuration = configuration
        self.metrics = metrics
        self.details = details
        self.sae = sae.configuration
        lensVersion = sae.configuration["metadata"]?["sae_lens_version"] ?? .null
        milliseconds = Int(bounded: date.timeIntervalSince1970 * 1000)
        identity = try EvaluationFile.identity(
            kind, of: sae, configuration: configuration, seed: seed, inputs: inputs)
        var ours = own.setting("writer", to: .text("\(ProductVersion.name) \(ProductVersion.current)"))
        if let note = sae.note { ours = ours.setting("note", to: .text(note)) }
        self.unstructured = unstructured.setting("orthosae", to: ours.setting("cost", to: cost.json))
    }


    /// The envelope, in SAEBench's order of keys, with a digest of itself.
    ///
    /// Throws `.failed` for a figure that is not finite.
    public func signed() throws -> JSONTree { try EvaluationDigest.signing(json) }

    /// The envelope, in SAEBench's order of keys.
    public var json: JSONTree {
        [
            "eval_type_id": .text(kind.rawValue),
            "eval_config": configuration,
            "eval_id": .text(identity),
            "datetime_epoch_millis": .integer(milliseconds),
            "eval_result_metrics": metrics,
            "eval_result_details": .list(details),
            // The commit whose formulas these are; the program that computed them is named beside it.
            "sae_bench_commit_hash": .text("8042bb3 (by \(ProductVersion.name) \(ProductVersion.current))"),
            "sae_lens_id": .text(name),
            "sae_lens_release_id": .text(release),
            "sae_lens_version": lensVersion,
            "sae_cfg_dict": sae,
            "eval_result_unstructured": unstructured,
        ]
    }

    /// What a reader should know of this run.
    public var notes: [String] { (unstructured["orthosae"]?["notes"]?.elements ?? []).compactMap(\.string) }

    /// Why the result is not whole, where it is not.
    public var shortfalls: [String] { EvaluationFile.shortfalls(of: unstructured) }

    /// Too few letters, sources that were missing.
    static func shortfalls(of unstructured: JSONTree?) -> [String] {
        let own = unstructured?["orthosae"]
        let letters = (own?["seeds"]?.elements ?? []).compactMap { $0["reason"]?.string }
        let sources = (own?["missing_sources"]?.elements ?? []).compactMap {
            $0["dataset"]?.string.map { "the source of \($0) is missing" }
        }
        return letters + sources
    }

    /// Where the file of an SAE goes, below a folder of results: in the evaluation's own, as
    /// `{release}_{sae_id}_eval_results.json`, slashes as underscores.
    static func place(_ kind: Kind, release: String, name: String, below folder: URL) -> URL {
        folder.appending(path: kind.folder, directoryHint: .isDirectory)
            .appending(path: "\(release)_\(name)_eval_results.json".replacing("/", with: "_"))
    }

    /// Finds out before any work whether the file of an SAE can be written below a folder that is there.
    ///
    /// Throws `Failure(.io)`.
    public static func requireWritable(_ kind: Kind, of sae: EvaluatedSAE, below folder: URL) throws {
        let file = place(kind, release: sae.release, name: sae.name, below: folder)
        let made = try NewFolders.make(file.deletingLastPathComponent())
        defer { NewFolders.takeBack(made) }
        try AtomicFile.requireWritable(file)
    }

    /// Writes `{folder}/{core|absorption|…}/{release}_{sae_id}_eval_results.json`, whole or not at all;
    /// an older one is replaced. Returns where.
    ///
    /// Throws `Failure`: `.io`; `.failed` for a figure that is not finite.
    @discardableResult
    public func write(below folder: URL) throws -> URL {
        let file = EvaluationFile.place(kind, release: release, name: name, below: folder)
        let text = try signed().text()
        try NewFolders.make(file.deletingLastPathComponent())
        try AtomicFile.write(text, to: file)
        return file
    }
}
