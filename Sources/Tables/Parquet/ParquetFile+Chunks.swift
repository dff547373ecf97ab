import Failures

extension ParquetFile {
    /// The reader of a column's part in a row group.
    func reader(of leaf: Leaf, _ group: Int) throws(Failure) -> ColumnReader {
        let chunk = metadata.groups[group].chunks[leaf.index]
        return try placed(group, leaf, nil) { () throws(Damage) in
            if let at = chunk.path, try names(at) != leaf.path {
                throw Damage("has pages that the footer gives to another column, \(try names(at).joined(separator: ".").quoted)")
            }
            return try ColumnReader(leaf, chunk: chunk, in: bytes)
        }
    }

    /// The names that the footer lists at a place.
    private func names(_ position: Int) throws(Damage) -> [String] {
        var reader = CompactReader(footer, at: position)
        var names: [String] = []
        let (kind, count) = try reader.list()
        guard kind == .binary else { throw Damage("has a path that is no list of names") }
        for _ in 0..<count { names.append(try reader.string()) }
        return names
    }

    /// Does something with a column's pages, and says of its problems where they are.
    func placed<R>(
        _ group: Int, _ leaf: Leaf, _ reader: ColumnReader?, _ body: () throws(Damage) -> R
    ) throws(Failure) -> R {
        do {
            return try body()
        } catch {
            let page = reader.map { ", page \($0.page)" } ?? ""
            throw Failure(
                .badData, "row group \(group), column \(leaf.name.quoted)\(page) \(error.what)", at: path,
                remedy: Self.remedy(error))
        }
    }
}
