import Failures
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

        /// The folder its files lie in; plotting tells evaluations apart by it.
        public var folder: String {
            switch self {
            case .core: "core"
            case .absorption: "absorption"
            case .sparseProbing: "sparse_probing"
            }
        }
    }

    public let kind: Kind
    /// `sae_lens_release_id`.
    public let release: String
    /// `sae_lens_id`.
    public let name: String
    /// `eval_id`: a UUID that the seed, the settings, the SAE and the inputs determine.
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
    ///   - inputs: what identifies everything else that the result depends on: digests of tokens, model, data.
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
        milliseconds = Int(date.timeIntervalSince1970 * 1000)
        identity = EvaluationFile.identity(
            [kind.rawValue, "\(seed)", try configuration.text(), sae.fingerprint] + inputs)
        var ours = own.setting("writer", to: .text("\(ProductVersion.name) \(ProductVersion.current)"))
        if let note = sae.note { ours = ours.setting("note", to: .text(note)) }
        self.unstructured = unstructured.setting("orthosae", to: ours.setting("cost", to: cost.json))
    }

    /// `{release}_{sae_id}_eval_results.json`, slashes as underscores.
    public var fileName: String {
        "\(release)_\(name)_eval_results.json".replacing("/", with: "_")
    }

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

    /// Where the file of an SAE goes, below a folder of results.
    public func place(below folder: URL) -> URL {
        folder.appending(path: kind.folder, directoryHint: .isDirectory).appending(path: fileName)
    }

    /// Writes `{folder}/{core|absorption|sparse_probing}/{release}_{sae_id}_eval_results.json`, whole or not at all;
    /// an older one is replaced. Returns where.
    ///
    /// Throws `Failure`: `.io`; `.failed` for a figure that is not finite.
    @discardableResult
    public func write(below folder: URL) throws -> URL {
        let file = place(below: folder)
        let text = try json.text()
        let parent = file.deletingLastPathComponent()
        do {
            try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
        } catch {
            throw Failure(
                .io, "the folder cannot be made: \(error.localizedDescription)", at: parent.path(percentEncoded: false),
                remedy: "name another with --out")
        }
        try AtomicFile.write(text, to: file)
        return file
    }
}
