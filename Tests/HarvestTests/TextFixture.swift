import Activations
import EmbeddedModel
import Engine
import Failures
import Foundation
import Harvest
import LanguageModels
import TestSupport
import Tokens

/// A small corpus, the embedded tokenizer, and a model that answers with what it was asked.
struct TextFixture {
    let file: String
    let tokenizer: Tokenizer

    static let context = 12

    /// Twelve documents of unequal length, some shorter and some longer than a row.
    static func with<R>(_ body: (TextFixture) throws -> R) throws -> R {
        try withTemporaryFolder { folder in
            let file = folder.appending(path: "text.jsonl")
            let lines = (0..<12).map { number in
                let words = (0..<(3 + number * 7 % 20)).map { "word\(number * 31 + $0) and" }.joined(separator: " ")
                return "{\"text\": \"\(words)\"}\n"
            }
            try Data(lines.joined().utf8).write(to: file)
            return try body(
                TextFixture(
                    file: file.path(percentEncoded: false),
                    tokenizer: try Tokenizer(file: EmbeddedGemma.folder() + "/tokenizer.json")))
        }
    }

    func tokens(packing: RowPacking = .packed, epochs: Int = 1) throws -> TokenRowStream {
        try TokenRowStream(
            files: [file], tokenizer: tokenizer, context: TextFixture.context, packing: packing, epochs: epochs)
    }

    func allRows(packing: RowPacking = .packed) throws -> [TokenRow] {
        let stream = try tokens(packing: packing)
        var rows: [TokenRow] = []
        while let row = try stream.next() { rows.append(row) }
        return rows
    }

    /// The activation of a token is (its id, its position, the sum of the ids up to it); padding gets NaN.
    static func echo(dropping bos: Int32?) -> ForwardBlock {
        ForwardBlock(width: 3, dropping: bos, engine: ComputeEngine(threads: 2)) { batch, output in
            var elements: [Float] = []
            for sequence in 0..<batch.sequences {
                var sum: Float = 0
                for position in 0..<batch.length {
                    let id = Float(batch.ids[sequence * batch.length + position])
                    sum += id
                    elements += position < batch.lengths[sequence] ? [id, Float(position), sum] : [.nan, .nan, .nan]
                }
            }
            output.assign(elements)
        }
    }

    func stream(
        packing: RowPacking = .packed, epochs: Int = 1, dropBOS: Bool = true, heldOutRows: Int = 0, batchTokens: Int = 40,
        masking: TokenMasking? = nil
    ) throws -> HarvestStream {
        let tokens = try tokens(packing: packing, epochs: epochs)
        return HarvestStream(
            tokens: tokens, heldOutRows: heldOutRows, masking: masking, batchTokens: batchTokens,
            block: TextFixture.echo(dropping: dropBOS ? tokens.bosID : nil))
    }

    /// What `echo` gives for these rows, and where from.
    static func expected(_ rows: [TokenRow], dropping bos: Int32?, firstContext: Int = 0) -> ([Float], [ActivationOrigin]) {
        var elements: [Float] = [], origins: [ActivationOrigin] = []
        for (number, row) in rows.enumerated() {
            var sum: Float = 0
            for (position, id) in row.ids.enumerated() {
                sum += Float(id)
                if id == bos { continue }
                elements += [Float(id), Float(position), sum]
                origins.append(ActivationOrigin(context: Int64(firstContext + number), position: Int32(position)))
            }
        }
        return (elements, origins)
    }

    /// Everything a stream still has, read in pieces of the given sizes.
    static func drain(_ stream: some ActivationStream, pieces: [Int] = [1000]) throws -> ([Float], [ActivationOrigin]) {
        var elements: [Float] = [], origins: [ActivationOrigin] = []
        for number in 0... {
            let piece = Matrix(rows: pieces[number % pieces.count], columns: stream.width)
            let count = try stream.read(into: piece, at: 0, limit: piece.rowCapacity, origins: &origins)
            if count == 0 { break }
            piece.setRows(count)
            elements += piece.toArray()
        }
        return (elements, origins)
    }
}
