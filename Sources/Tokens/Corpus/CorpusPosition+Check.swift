import Failures
import Foundation
import Tables

extension CorpusPosition {
    /// Whether a saved place can be one in these files: every number within its bounds, and with the others.
    ///
    /// - Parameter tables: opens a table, to know how many rows it has.
    /// - Throws: `Failure` `.badData` naming the number, `.missingInput` and `.io` for a file that cannot be read.
    func check(files: [String], epochs: Int, tables: any TableOpening) throws(Failure) {
        let counts = [
            ("epoch", epoch), ("fileIndex", fileIndex), ("byteOffset", byteOffset), ("lineOffset", lineOffset),
            ("tableRow", tableRow), ("tokenOffset", tokenOffset), ("rows", rows), ("rowsBeforeEpoch", rowsBeforeEpoch),
            ("documents", documents), ("skippedLines", skippedLines),
        ]
        for (key, count) in counts where !(0...CorpusPosition.most).contains(count) { throw bad(key, count, files) }
        guard epoch <= epochs else { throw bad("epoch", epoch, files) }
        guard fileIndex <= files.count else { throw bad("fileIndex", fileIndex, files) }
        // Every epoch gives the same rows.
        let perEpoch = epoch == 0 ? rowsBeforeEpoch : rowsBeforeEpoch / epoch
        guard epoch == 0 ? rowsBeforeEpoch == 0 : perEpoch > 0 && perEpoch * epoch == rowsBeforeEpoch else {
            throw bad("rowsBeforeEpoch", rowsBeforeEpoch, files)
        }
        guard rows >= rowsBeforeEpoch, epoch == 0 || rows - rowsBeforeEpoch <= perEpoch else { throw bad("rows", rows, files) }
        let isAtStart = fileIndex == 0 && place == DocumentPlace() && tokenOffset == 0
        guard isAtStart ? rows == rowsBeforeEpoch : true else { throw bad("rows", rows, files) }
        guard lineOffset <= byteOffset else { throw bad("lineOffset", lineOffset, files) }
        guard fileIndex < files.count else {
            if byteOffset > 0 || lineOffset > 0 { throw bad("byteOffset", byteOffset, files) }
            if tableRow > 0 { throw bad("tableRow", tableRow, files) }
            if tokenOffset > 0 { throw bad("tokenOffset", tokenOffset, files) }
            return
        }
        let file = files[fileIndex]
        if Corpus.format(of: file) == .table {
            guard byteOffset == 0 else { throw bad("byteOffset", byteOffset, files) }
            if tableRow > 0, let count = try tables.open(file).rowCount, tableRow > count { throw bad("tableRow", tableRow, files) }
            return
        }
        guard tableRow == 0 else { throw bad("tableRow", tableRow, files) }
        if byteOffset > 0, !Corpus.isPacked(file) { try checkPlace(in: file, files) }
    }

    /// More than any corpus has of anything, and small enough to count on from.
    private static let most = 1 << 53

    /// That the place in a plain file lies in it, and behind a line where lines are never cut.
    private func checkPlace(in file: String, _ files: [String]) throws(Failure) {
        let before: UInt8?, size: UInt64
        do {
            let handle = try FileHandle(forReadingFrom: URL(filePath: file))
            defer { try? handle.close() }
            size = try handle.seekToEnd()
            guard byteOffset <= size else { throw bad("byteOffset", byteOffset, files) }
            try handle.seek(toOffset: UInt64(byteOffset - 1))
            before = try handle.read(upToCount: 1)?.first
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure(.io, "cannot be read: \(error.localizedDescription)", at: file)
        }
        let isBehindLine = before == UInt8(ascii: "\n") || byteOffset == size
        guard Corpus.format(of: file) == .text || isBehindLine else { throw bad("byteOffset", byteOffset, files) }
    }

    private func bad(_ key: String, _ value: Int, _ files: [String]) -> Failure { Self.bad(key, value, files.first) }

    /// The complaint about a number of a saved place.
    static func bad(_ key: String, _ value: Int, _ file: String?) -> Failure {
        Failure(
            .badData, "the saved place in the corpus cannot be: '\(key)' is \(value)", at: file,
            remedy: "resume from another checkpoint of the same run")
    }
}
