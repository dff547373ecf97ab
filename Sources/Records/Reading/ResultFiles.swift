package import Foundation

/// Where the results of evaluations lie.
package enum ResultFiles {
    /// The first file by name in an evaluation's folder; of a folder that several runs share, that of one run.
    ///
    /// - Parameters:
    ///   - area: `core`, `absorption` or `sparse_probing`, in a folder of results.
    ///   - run: nil: the folder is the run's own.
    package static func first(in area: URL, of run: String?) -> URL? {
        let found = (try? FileManager.default.contentsOfDirectory(at: area, includingPropertiesForKeys: nil)) ?? []
        return found.filter { file in
            let name = file.lastPathComponent
            return name.hasSuffix("_eval_results.json") && (run.map { name.hasPrefix($0 + "_") } ?? true)
        }.min { $0.lastPathComponent < $1.lastPathComponent }
    }

    /// An evaluation's file of a run: from its own `evaluations`, else from a further folder of results.
    package static func find(_ area: String, ofRun run: URL, further: URL? = nil) -> URL? {
        let name = run.standardizedFileURL.lastPathComponent
        return first(in: run.appending(path: FileNames.evaluations).appending(path: area), of: nil)
            ?? further.flatMap { first(in: $0.appending(path: area), of: name) }
    }
}
