import Files
import Foundation
import Tables
import TestSupport
import Testing

/// A table as the toolkit that wrote it reads it: `NAME.json` of Goldens/exchange/tables_arrow (its generator says how values
/// are written there).
struct ExpectedTable {
    static let folder = "exchange/tables_arrow"

    let rows: Int
    let columns: [(name: String, kind: String, values: [JSONValue], shape: JSONValue?)]

    init(_ name: String) throws {
        let root = try JSONFile.value(ExpectedTable.path("\(name).json"))
        rows = try #require(root["rows"]?.int)
        columns = try #require(root["columns"]?.array).map { column in
            (try #require(column["name"]?.string), try #require(column["kind"]?.string), column["values"]?.array ?? [], column["shape"])
        }
    }

    /// Where a golden lies.
    static func path(_ name: String) -> String { Goldens.url("\(folder)/\(name)").filePath }

    static func bytes(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: Goldens.url("\(folder)/\(name)"))) }

    var readable: [String] { columns.filter { $0.kind != "unreadable" }.map(\.name) }

    /// Holds a table against this, read whole and from each of some rows on. Returns how many values were compared.
    @discardableResult
    func compare(_ table: any TableFile, from starts: [Int] = [0], place: SourceLocation = #_sourceLocation) throws -> Int {
        #expect(table.rowCount ?? rows == rows, sourceLocation: place)
        #expect(table.columns.map(\.name) == columns.map(\.name), sourceLocation: place)
        for (column, wanted) in zip(table.columns, columns) {
            let kind = "\(column.kind)".prefix { $0 != "(" }
            #expect(kind == wanted.kind, "\(column.name): \(column.kind)", sourceLocation: place)
        }
        for column in columns {
            guard let shape = column.shape?.array, let arrow = table as? ArrowTable else { continue }
            #expect(arrow.shape(of: column.name) == shape.map(\.int), "\(column.name)", sourceLocation: place)
        }
        let wanted = columns.filter { $0.kind != "unreadable" }
        var compared = 0
        for start in starts {
            var row = start
            let reading = try table.rows(of: readable, from: start)
            while let block = try reading.next() {
                #expect(block.firstRow == row && block.count > 0, sourceLocation: place)
                for (values, column) in zip(block.columns, wanted) {
                    #expect(values.count == block.count, sourceLocation: place)
                    for index in 0..<values.count {
                        let isEqual = try values.equals(column.values[row + index], at: index)
                        if !isEqual { Issue.record("\(column.name), row \(row + index), from \(start)", sourceLocation: place) }
                        compared += 1
                    }
                }
                row += block.count
            }
            #expect(row == rows, sourceLocation: place)
        }
        return compared
    }
}

extension ColumnValues {
    /// Whether row `row` is this value.
    func equals(_ wanted: JSONValue, at row: Int) throws -> Bool {
        switch self {
        case .text(let values): return try ColumnValues.isText(values[row], wanted)
        case .integers(let values): return wanted.isNull ? values[row] == nil : values[row] == ColumnValues.whole(wanted)
        case .truths(let values): return wanted.isNull ? values[row] == nil : values[row] == wanted.bool
        case .numbers(let values): return values[row].map { ColumnValues.isNumber($0, wanted) } ?? wanted.isNull
        case .integerLists(let values):
            guard let list = values[row], let all = wanted.array else { return values[row] == nil && wanted.isNull }
            return list.elementsEqual(all.map { ColumnValues.whole($0) ?? .min })
        case .numberLists(let values):
            guard let list = values[row], let all = wanted.array else { return values[row] == nil && wanted.isNull }
            return list.count == all.count && zip(list, all).allSatisfy { ColumnValues.isNumber($0, $1) }
        case .textLists(let values):
            guard values.present.isEmpty || values.present[row], let all = wanted.array else {
                return !values.present.isEmpty && !values.present[row] && wanted.isNull
            }
            let items = (row == 0 ? 0 : values.ends[row - 1])..<values.ends[row]
            return try items.count == all.count && zip(items, all).allSatisfy { try ColumnValues.isText(values.items[$0], $1) }
        }
    }

    private static func isText(_ bytes: ArraySlice<UInt8>?, _ wanted: JSONValue) throws -> Bool {
        guard let bytes else { return wanted.isNull }
        if let digits = wanted["hex"]?.string { return bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() == digits }
        return bytes.elementsEqual(try #require(wanted.bytes))
    }

    private static func whole(_ wanted: JSONValue) -> Int64? {
        wanted.string.map { Int64($0) } ?? wanted.int.map { Int64($0) }
    }

    private static func isNumber(_ value: Double, _ wanted: JSONValue) -> Bool {
        switch wanted.string {
        case "nan": value.isNaN
        case "inf": value == .infinity
        case "-inf": value == -.infinity
        default: wanted.double.map { $0 == value && $0.sign == value.sign } ?? false
        }
    }
}
