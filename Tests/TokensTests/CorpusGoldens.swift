import Failures
import Foundation
import TestSupport
import Tokens

/// Corpora of Tools/goldens/exchange/corpus/make.py: the documents of `packing/documents.jsonl` in other formats.
enum CorpusGoldens {
    static func path(_ name: String) -> String { Goldens.url("exchange/corpus/\(name)").path(percentEncoded: false) }

    static let documents = TokenGoldens.path("packing/documents.jsonl")

    /// Those that hold the same documents, and the column to name.
    static let same: [(path: String, column: String?)] = [
        ("documents.jsonl.gz", nil), ("c4-train.00000-of-00001.json.gz", nil), ("documents.parquet", nil),
        ("documents.parquet", "text"), ("content.parquet", "content"), ("documents.csv", nil), ("documents.csv.gz", nil),
        ("saved", nil), ("splits", nil),
    ]

    static func rows(_ stream: TokenRowStream) throws -> [[Int32]] {
        var rows: [[Int32]] = []
        while let row = try stream.next() { rows.append(row.ids) }
        return rows
    }
}
