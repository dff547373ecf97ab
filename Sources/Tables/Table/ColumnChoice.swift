import Failures
import Files

/// What every reader of tables checks before it reads.
enum ColumnChoice {
    /// Where columns stand among a table's.
    ///
    /// Throws: `Failure(.usage)` for one that is not there, that is there twice or that cannot be read, and for none.
    static func indices(of names: [String], in table: some TableFile) throws(Failure) -> [Int] {
        guard !names.isEmpty else { throw Failure(.usage, "no column is named", at: table.path) }
        var chosen: [Int] = []
        for name in names {
            let found = table.columns.indices.filter { table.columns[$0].name == name }
            guard let index = found.first else {
                throw Failure(
                    .usage, "has no column \(name.quoted)", at: table.path,
                    remedy: advice(name, table.columns.map { $0.name.oneLine(atMost: 60) }))
            }
            guard found.count == 1 else {
                throw Failure(.usage, "has \(found.count) columns named \(name.quoted)", at: table.path, remedy: "rename one")
            }
            if case .unreadable(let why) = table.columns[index].kind {
                throw Failure(
                    .usage, "the column \(name.quoted) cannot be read: \(why)", at: table.path,
                    remedy: table.columns[index].unreadCodec?.remedy)
            }
            chosen.append(index)
        }
        return chosen
    }

    /// Throws: `Failure(.badData)` for a row beyond the end, `.usage` for one below 0.
    static func check(row: Int, of count: Int, at path: String) throws(Failure) {
        guard row >= 0 else { throw Failure(.usage, "there is no row \(row)", at: path) }
        guard row <= count else {
            throw Failure(
                .badData, "has \(count) rows; reading was to go on from row \(row)", at: path,
                remedy: "resume with the files that the run began with")
        }
    }

    private static func advice(_ name: String, _ names: [String]) -> String {
        names.isEmpty ? "it has no columns" : Spelling.advice(for: name, among: Array(names.prefix(40)))
    }
}
