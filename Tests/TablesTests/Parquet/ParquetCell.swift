import Failures
import Foundation
import Tables
import TestSupport

/// A value of a table, as JSON has it and as the reader gives it, to be compared.
enum ParquetCell: Decodable, Equatable, Sendable {
    case null
    case truth(Bool)
    case integer(Int64)
    case number(Double)
    case text(String)
    case list([ParquetCell])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .truth(value)
        } else if let value = try? container.decode(Int64.self) {
            self = .integer(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .text(value)
        } else {
            self = .list(try container.decode([ParquetCell].self))
        }
    }

    /// Whole numbers of JSON as what they are in a column of floating-point ones.
    var asNumber: ParquetCell {
        switch self {
        case .integer(let value): .number(Double(value))
        case .list(let values): .list(values.map(\.asNumber))
        default: self
        }
    }

    static func text(_ bytes: ArraySlice<UInt8>?) -> ParquetCell { bytes.map { .text(String(decoding: $0, as: UTF8.self)) } ?? .null }

    /// A column's values, one a row.
    static func cells(_ column: ColumnValues) -> [ParquetCell] {
        (0..<column.count).map { row in
            switch column {
            case .text(let values): text(values[row])
            case .integers(let values): values[row].map { .integer($0) } ?? .null
            case .numbers(let values): values[row].map { .number($0) } ?? .null
            case .truths(let values): values[row].map { .truth($0) } ?? .null
            case .integerLists(let values): values[row].map { .list($0.map { .integer($0) }) } ?? .null
            case .numberLists(let values): values[row].map { .list($0.map { .number($0) }) } ?? .null
            case .textLists(let values):
                values.present.isEmpty || values.present[row]
                    ? .list(((row == 0 ? 0 : values.ends[row - 1])..<values.ends[row]).map { text(values.items[$0]) }) : .null
            }
        }
    }
}

/// What a golden table holds.
struct ParquetExpectation: Decodable, Sendable {
    var rows: Int
    var columns: [String: [ParquetCell]]

    static let folder = "exchange/tables/parquet/"

    init(_ table: String) throws {
        self = try JSONDecoder().decode(Self.self, from: Data(contentsOf: Goldens.url(Self.folder + table + ".json")))
    }

    /// The golden files, and the table each holds.
    static let files: [(file: String, table: String)] = {
        let list = try? JSONDecoder().decode([String: String].self, from: Data(contentsOf: Goldens.url(folder + "files.json")))
        return (list ?? [:]).sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }()
}

extension ParquetFile {
    /// Some columns from a row on, as cells; blocks are checked to follow each other.
    func cells(of names: [String], from row: Int = 0) throws -> [[ParquetCell]] {
        var cells = [[ParquetCell]](repeating: [], count: names.count)
        let rows = try rows(of: names, from: row)
        while let block = try rows.next() {
            guard block.firstRow == row + cells[0].count, block.count > 0, block.columns.count == names.count,
                block.columns.allSatisfy({ $0.count == block.count })
            else { throw Failure(.failed, "a block of rows \(block.firstRow)+\(block.count) where \(row + cells[0].count) is next") }
            for (i, column) in block.columns.enumerated() { cells[i] += ParquetCell.cells(column) }
        }
        return cells
    }

    var readable: [String] {
        columns.filter { if case .unreadable = $0.kind { false } else { true } }.map(\.name)
    }
}
