/// What of a data set is wanted.
public struct DatasetWish: Sendable {
    /// Endings of files that can be read, with the dot: ".parquet", ".jsonl.zst".
    public var endings: [String]
    /// Nil: the default one.
    public var configuration: String?
    public var split: String
    /// Only so many bytes, in whole files from the first on; nil: all of them.
    public var bytes: Int?

    public init(endings: [String], configuration: String? = nil, split: String = "train", bytes: Int? = nil) {
        self.endings = endings
        self.configuration = configuration
        self.split = split
        self.bytes = bytes
    }
}

/// Files of a data set that were chosen, none of them fetched yet.
public struct DatasetFiles: Sendable {
    /// The repository, and its revision: `refs/convert/parquet` where the data set itself has nothing that can be read.
    public let repository: RepositoryName
    /// In the order of their paths.
    public let files: [RepositoryFile]

    /// The first files, until they have so many bytes; one at least.
    func first(_ bytes: Int?) -> [RepositoryFile] {
        guard let bytes else { return files }
        var sum = 0
        var count = 0
        while count < files.count, count == 0 || sum < bytes {
            sum = sum.addingReportingOverflow(files[count].size ?? 0).partialValue
            count += 1
        }
        return Array(files.prefix(count))
    }

    /// Of files with several endings those with one: the ending with most bytes. What only describes a data set, and what
    /// Python passes over, is left out.
    static func readable(_ files: [RepositoryFile], _ endings: [String]) -> [RepositoryFile] {
        var groups: [(ending: String, files: [RepositoryFile], bytes: Double)] = endings.map { ($0, [], 0) }
        for file in files where !isDescription(file.path) {
            let fitting = groups.indices.filter { file.path.lowercased().hasSuffix(groups[$0].ending) }
            guard let group = fitting.max(by: { groups[$0].ending.count < groups[$1].ending.count }) else { continue }
            groups[group].files.append(file)
            groups[group].bytes += Double(file.size ?? 0) + 1
        }
        var best: [RepositoryFile] = []
        var most = 0.0
        for group in groups where group.bytes > most { (best, most) = (group.files, group.bytes) }
        return best
    }

    private static func isDescription(_ path: String) -> Bool {
        let parts = path.split(separator: "/")
        if parts.contains(where: { $0.hasPrefix(".") || $0.hasPrefix("__") }) { return true }
        let name = parts.last?.lowercased() ?? ""
        let names: Set<String> = [
            "dataset_info.json", "dataset_infos.json", "dataset_dict.json", "state.json", "config.json", "requirements.txt",
            "sae_lens.json",
        ]
        return names.contains(name) || ["readme", "license"].contains { name.hasPrefix($0) }
    }
}
