public import Engine
import Failures
import Files
public import Foundation
import Records

/// What is probed, on what, and how. The defaults are SAEBench's.
public struct SparseProbingSettings: Sendable {
    /// Where the data sets' files lie.
    public var folder: URL
    public var datasets = ProbingDataset.builtIn
    /// Of every draw: which texts, which negatives, where the full probes begin.
    public var seed: UInt32 = 42
    /// Numbers of columns of the sparse probes, of `possibleKs`.
    public var ks = [1, 2, 5]
    public var pooling = Pooling.mean
    /// Tokens of a text that are looked at, the beginning-of-sequence token included.
    public var contextLength = 128
    /// By data set: a reference run's choice of texts.
    public var plans: [String: URL] = [:]
    /// Whether the probe on all latents is fitted; where not, its accuracy is given as −1, as there.
    public var fitsAllLatents = true
    /// Texts of each class to train on and to test on, in place of each data set's own numbers.
    public var trainTexts: Int?
    public var testTexts: Int?
    /// Where finished data sets are kept, so that an interrupted evaluation goes on; nil: nowhere.
    public var keptIn: URL?
    /// Whether those that are there are taken up.
    public var takesKept = true
    /// Whether a source that is missing ends the evaluation.
    public var isStrict = false

    /// The columns that SAEBench's schema has fields for.
    public static let possibleKs = [1, 2, 5, 10, 20, 50, 100]

    public init(folder: URL) { self.folder = folder }

    /// The built-in data sets and those described in a YAML file, which come first and replace one of the same name; or
    /// the chosen ones of them, in the order given.
    ///
    /// - Throws: `Failure(.usage)` for a name that is none of them; what `ProbingDataset.read` throws.
    public static func datasets(adding file: URL?, only names: [String]? = nil) throws -> [ProbingDataset] {
        let own = try file.map { try ProbingDataset.read($0) } ?? []
        let all = own + ProbingDataset.builtIn.filter { built in !own.contains { $0.name == built.name } }
        guard let names else { return all }
        return try names.map { name in
            guard let found = all.first(where: { $0.name == name }) else {
                throw Failure(
                    .usage, "there is no data set \(name.quoted)",
                    remedy: Spelling.advice(for: name, among: all.map(\.name)))
            }
            return found
        }
    }

    /// Throws `Failure`: `.usage` for a setting that is not possible, `.missingInput` where the folder is not there.
    public func check() throws {
        guard !ks.isEmpty, ks.allSatisfy(Self.possibleKs.contains), Set(ks).count == ks.count else {
            throw Failure(
                .usage, "sparse probes on \(ks) columns", remedy: "choose from \(Self.possibleKs), each once")
        }
        guard contextLength > 1 else {
            throw Failure(.usage, "a context of \(contextLength) tokens", remedy: "use 2 or more")
        }
        for count in [trainTexts, testTexts].compactMap(\.self) where count < 1 {
            throw Failure(.usage, "\(count) texts of each class", remedy: "use 1 or more")
        }
        let names = datasets.map(\.name)
        guard Set(names).count == names.count else {
            throw Failure(.usage, "a data set's name is there twice among \(names)")
        }
        for name in plans.keys where !names.contains(name) {
            throw Failure(.usage, "a sample plan for \(name.quoted), which is not probed", remedy: "data sets: \(names)")
        }
        guard FileManager.default.fileExists(atPath: folder.path(percentEncoded: false)) else {
            throw FolderListing.missing(
                folder.path(percentEncoded: false), "name the folder of the sources' files with --probing-data")
        }
    }
}
