public import Failures
import Files
import Foundation

/// The formats of tables that are read.
public enum TableFormat: String, Sendable, CaseIterable {
    case parquet, arrow, csv, tsv

    /// By a file's name: `.parquet`, `.arrow`, `.csv` and `.tsv`, the last two also with `.gz` or `.zst` behind; nil for
    /// another.
    public static func format(ofName name: String) -> TableFormat? {
        let name = name.lowercased()
        if name.hasSuffix(".parquet") { return .parquet }
        if name.hasSuffix(".arrow") { return .arrow }
        let ending = DecompressedFile.endings.first { name.hasSuffix($0) } ?? ""
        let text = name.dropLast(ending.count)
        return text.hasSuffix(".csv") ? .csv : text.hasSuffix(".tsv") ? .tsv : nil
    }

    /// Opens a table by what is in it; a folder as `SavedDataset`. Text has no mark: there the name tells.
    ///
    /// - Parameter split: which part of a folder is meant where it holds several.
    ///
    /// Throws: `Failure(.missingInput)` for what is not there, `.usage` for a file of no known format, and what the
    /// format's reader throws.
    public static func open(_ path: String, split: String? = nil) throws(Failure) -> any TableFile {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
            return try SavedDataset(path, split: split)
        }
        guard let format = format(ofBeginning: try InputFile(path).read(upTo: 8)) ?? format(ofName: path) else {
            throw Failure(
                .usage, "is no table that is read: Parquet, an Arrow stream or file, .csv or .tsv (with .gz or .zst)", at: path,
                remedy: "rename it, or convert it to one of these")
        }
        return try format.open(path)
    }

    /// Opens a file as one of this format. Throws as the format's reader does.
    public func open(_ path: String) throws(Failure) -> any TableFile {
        switch self {
        case .parquet: try ParquetFile(path)
        case .arrow: try ArrowTable(path)
        case .csv: try DelimitedTable(path, .csv)
        case .tsv: try DelimitedTable(path, .tsv)
        }
    }

    /// By a file's first bytes; nil where they say nothing.
    private static func format(ofBeginning bytes: [UInt8]) -> TableFormat? {
        if bytes.starts(with: Array("PAR1".utf8)) { return .parquet }
        if bytes.starts(with: [0xFF, 0xFF, 0xFF, 0xFF]) || bytes.starts(with: ArrowStream.magic) { return .arrow }
        return nil
    }
}
