import Failures
import Files
import Foundation

/// What is known of how rows of ids were made: their first row, and `sae_lens.json`, which SAELens' `pretokenize` leaves
/// beside the files or a folder above them.
struct TokenisedCorpus {
    let file: String
    let column: String
    private let description: TokenisedDescription
    private let place: String

    /// Throws: `Failure` `.badData` for a description that is not JSON or holds something else than SAELens writes.
    init(file: String, column: String) throws(Failure) {
        self.file = file
        self.column = column
        let folder = URL(filePath: file).deletingLastPathComponent()
        let places = [folder, folder.deletingLastPathComponent()].map {
            $0.appending(path: "sae_lens.json").path(percentEncoded: false)
        }
        place = places.first { FileManager.default.fileExists(atPath: $0) } ?? places[0]
        description = FileManager.default.fileExists(atPath: place)
            ? try TokenisedDescription(JSONFile.value(place, atMost: 1 << 20), at: place) : TokenisedDescription()
    }

    /// What is odd about the rows, a sentence each.
    ///
    /// - Parameters:
    ///   - row: the first row.
    ///   - context: the stream's.
    ///   - mayBeShort: whether rows may have fewer ids.
    /// - Throws: `Failure` `.badData` where the rows cannot be what the run takes them for: shorter than the context, or
    ///   begun with a BOS that is another tokenizer's.
    func compare(_ row: [Int32], context: Int, mayBeShort: Bool, _ stream: TokenRowStream) throws(Failure) -> [String] {
        let tokenizer = stream.tokenizer
        if let length = description.contextSize, length < context, !mayBeShort {
            throw Failure(
                .badData, "the rows were made for a context of \(length), and the run's is \(context)", at: place,
                remedy: "set data.context to \(length) or less")
        }
        try checkBeginning(row, stream)
        var notes: [String] = []
        if let madeBy, !isSame(madeBy, stream.modelName) {
            let model = stream.modelName.map { ", and the model is \($0.quoted)" } ?? ""
            notes.append("the rows of ids were made with the tokenizer of \(madeBy.quoted) (sae_lens.json)\(model)")
        }
        if row.count > context { notes.append("rows of \(row.count) ids are cut at the context of \(context)") }
        notes += beginning(row, tokenizer, stream.bos)
        return notes
    }

    /// Holds what rows and sequences are said to begin with against the first row and the tokenizer.
    private func checkBeginning(_ row: [Int32], _ stream: TokenRowStream) throws(Failure) {
        let remedy = "use the model whose tokenizer made the rows\(madeBy.map { ": \($0.quoted)" } ?? "")"
        guard let first = row.first else { return }
        let bos = stream.tokenizer.bosID
        if description.beginBatch == .special("bos"), let bos, first != bos {
            throw Failure(
                .badData, "the rows are said to begin with BOS, and the first begins with the id \(first), where this "
                    + "tokenizer's BOS is \(bos)", at: place, remedy: remedy)
        }
        // Only a row's beginning is seen here: a sequence may begin in the middle of it.
        if case .id(let id)? = description.beginBatch, Int(first) != id {
            throw Failure(
                .badData, "the rows are said to begin with the id \(id) (begin_batch_token), and the first begins with \(first)",
                at: place, remedy: "tokenise them again, or mend the description")
        }
        let named = [("begin_batch_token", description.beginBatch), ("begin_sequence_token", description.beginSequence)]
        for case (let key, .id(let id)?) in named {
            guard let wanted = stream.bos, Int(wanted) != id else { continue }
            throw Failure(
                .badData, "\(key) is the id \(id), where this tokenizer's BOS is \(wanted)", at: place,
                remedy: "\(remedy); set data.prepend_bos to false where the rows are meant to begin so")
        }
    }

    private func beginning(_ row: [Int32], _ tokenizer: Tokenizer, _ bos: Int32?) -> [String] {
        guard let first = row.first else { return [] }
        if let bos, first != bos {
            return ["rows of \(column.quoted) do not begin with BOS (\(bos)) and are taken as they are, though data.prepend_bos is true"]
        }
        if bos == nil, let id = tokenizer.bosID, first == id {
            return ["rows of \(column.quoted) begin with BOS (\(id)) and are taken as they are, though data.prepend_bos is false"]
        }
        return []
    }

    private var madeBy: String? { description.tokenizerName }

    /// Whether two names mean one model: the last parts of paths and of `org/name`, in any case.
    private func isSame(_ name: String, _ other: String?) -> Bool {
        func last(_ name: String) -> String? { name.split(separator: "/").last?.lowercased() }
        return other != nil && last(name) == other.flatMap(last)
    }
}
