import Failures
import Files
import Tables

/// The records of a Parquet or Arrow file, as `TableReader` hands them out.
final class ColumnRecords {
    private let rows: any TableRows
    /// Which of the columns that are read has a name.
    private let places: [String: Int]
    private var block: TableBlock?
    private var taken = 0

    /// Opens a file.
    ///
    /// - Parameter fields: those that will be asked for; the others are not decoded. One that the file has not is missing
    ///   in every record.
    /// - Throws: `Failure` as `TableFormat.open` does and as the file does for a column that cannot be read.
    init(_ path: String, _ fields: [String]) throws(Failure) {
        let table = try TableFormat.open(path)
        var names: [String] = []
        for field in fields where !names.contains(field) && table.columns.contains(where: { $0.name == field }) {
            names.append(field)
        }
        guard !names.isEmpty else {
            let wanted = fields.first ?? ""
            throw Failure(
                .badData, "the field \(wanted.quoted) is missing", at: path,
                remedy: Spelling.advice(for: wanted, among: table.columns.prefix(40).map(\.name)))
        }
        rows = try table.rows(of: names, from: 0)
        places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    }

    /// The next record, nil at the end. Throws `Failure(.badData)` for what cannot be read.
    func next() throws(Failure) -> TableReader.Record? {
        while true {
            if let block, taken < block.count {
                let (row, places) = (taken, places)
                taken += 1
                return TableReader.Record(line: block.firstRow + taken) { name in
                    places[name].map { Self.value(block.columns[$0], row) }
                }
            }
            block = try rows.next()
            taken = 0
            guard block != nil else { return nil }
        }
    }

    private static func value(_ column: ColumnValues, _ row: Int) -> TableReader.Value {
        func value(_ text: String?, _ kind: String) -> TableReader.Value {
            TableReader.Value(text: text.map { Array($0.utf8) }, kind: text == nil ? "null" : kind)
        }
        switch column {
        case .text(let texts):
            guard let bytes = texts[row] else { return value(nil, "") }
            guard UTF8Validation.firstInvalidByte(in: bytes) == nil else {
                return TableReader.Value(text: nil, kind: "bytes that are not UTF-8")
            }
            return TableReader.Value(text: Array(bytes), kind: "a string")
        case .integers(let numbers): return value(numbers[row].map { String($0) }, "a number")
        case .numbers(let numbers):
            guard let number = numbers[row] else { return value(nil, "") }
            if number.isNaN { return TableReader.Value(text: nil, kind: "NaN") }
            return value(Int(exactly: number).map(String.init) ?? String(number), "a number")
        case .truths(let truths): return value(truths[row].map { String($0) }, "a truth value")
        case .integerLists, .numberLists, .textLists: return TableReader.Value(text: nil, kind: "a list")
        }
    }
}
