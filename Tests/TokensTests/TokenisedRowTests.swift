import Failures
import Files
import Foundation
import TestSupport
import Testing
import Tokens

/// Rows of ids that somebody else made are handed out as SAELens hands them out.
@Suite struct TokenisedRowTests {
    let scratch: ScratchFolder
    let tokenizer: Tokenizer
    let made = CorpusGoldens.path("ids/train-00000-of-00001.parquet")

    init() throws {
        scratch = try ScratchFolder()
        tokenizer = try TokenGoldens.tokenizer("nano")
    }

    func stream(
        _ file: String, context: Int, packing: RowPacking = .packed, prependBOS: Bool = true, model: String? = "nano",
        onBadLine: BadLinePolicy = .fail, epochs: Int = 1, position: CorpusPosition? = nil
    ) throws -> TokenRowStream {
        try TokenRowStream(
            files: [file], tokenizer: tokenizer, context: context, packing: packing, onBadLine: onBadLine, epochs: epochs,
            prependBOS: prependBOS, modelName: model, position: position)
    }

    @Test func `rows equal those of SAELens' store`() throws {
        let json = try JSONReader.read([UInt8](Data(contentsOf: URL(filePath: CorpusGoldens.path("rows.json")))))
        let cases = try #require(json.root.array)
        #expect(cases.count == 4)
        for golden in cases {
            let name = try #require(golden["file"]?.string), context = try #require(golden["context"]?.int)
            let wanted = try #require(golden["rows"]?.array).map(\.ids)
            #expect(wanted.count >= 20 && wanted.allSatisfy { $0.count == context })
            // SAELens' prepend_bos was on, and put nothing in front.
            for prependBOS in [true, false] {
                let rows = try CorpusGoldens.rows(stream(CorpusGoldens.path(name), context: context, prependBOS: prependBOS))
                #expect(rows == wanted, "\(name) at \(context)")
            }
        }
    }

    @Test func `what is odd about rows is said once`() throws {
        func notes(_ file: String, context: Int, prependBOS: Bool = true, model: String? = "nano") throws -> [String] {
            let stream = try stream(file, context: context, prependBOS: prependBOS, model: model, epochs: 2)
            while try stream.next() != nil {}
            return Array(stream.notes.dropFirst())
        }
        #expect(try stream(made, context: 24).notes.isEmpty)
        #expect(try notes(made, context: 24) == [])
        #expect(try notes(made, context: 24, model: "models/Nano") == [])
        #expect(try notes(made, context: 12) == ["rows of 24 ids are cut at the context of 12"])
        #expect(
            try notes(made, context: 24, prependBOS: false)
                == ["rows of 'input_ids' begin with BOS (2) and are taken as they are, though data.prepend_bos is false"])
        #expect(
            try notes(made, context: 24, model: "pythia-70m")
                == ["the rows of ids were made with the tokenizer of 'made/nano' (sae_lens.json), and the model is 'pythia-70m'"])
        #expect(
            try notes(CorpusGoldens.path("tokens.arrow"), context: 17)
                == ["rows of 'tokens' do not begin with BOS (2) and are taken as they are, though data.prepend_bos is true"])
    }

    @Test func `rows shorter than the context are refused, or allowed as documents`() throws {
        let file = CorpusGoldens.path("ragged.parquet")
        let strict = try stream(file, context: 16)
        #expect(try strict.next()?.count == 16 && strict.next()?.count == 16)
        let found = try #require(try failure { try strict.next() })
        #expect(found.place == "\(file), row 3" && found.what == "a row of 5 ids, shorter than the context of 16")
        let passing = try stream(file, context: 16, onBadLine: .skip)
        #expect(try CorpusGoldens.rows(passing).map(\.count) == [16, 16, 16] && passing.skippedLines == 2)
        let documents = try stream(file, context: 16, packing: .document, onBadLine: .skip)
        #expect(try CorpusGoldens.rows(documents).map(\.count) == [16, 16, 5, 16] && documents.skippedLines == 1)
        let none = try #require(try failure { try CorpusGoldens.rows(stream(file, context: 64, onBadLine: .skip)) })
        #expect(none.what == "the corpus does not fill one row of 64 tokens")
    }

    @Test func `an id that the tokenizer has not ends the reading, whatever becomes of bad rows`() throws {
        for (bad, shown) in [("-1", "-1"), ("\(tokenizer.idLimit)", "\(tokenizer.idLimit)"), ("3000000000", "3000000000")] {
            let file = try scratch.file("a.jsonl", "{\"tokens\": [5, 6]}\n{\"tokens\": [5, \(bad)]}\n")
            let reading = try stream(file, context: 2, onBadLine: .skip)
            #expect(try reading.next()?.ids == [5, 6])
            let found = try #require(try failure { try reading.next() })
            #expect(found.kind == .badData && found.place == "\(file):2" && found.what.contains("holds the id \(shown),"), "\(found)")
        }
        let file = try scratch.file("b.jsonl", "{\"tokens\": [5, 6]}\n{\"tokens\": [5, 6.5]}\n{\"tokens\": 5}\n{\"tokens\": [7, 8]}\n")
        let passing = try stream(file, context: 2, onBadLine: .skip)
        #expect(try CorpusGoldens.rows(passing) == [[5, 6], [7, 8]] && passing.skippedLines == 2)
    }

    func madeFor(_ context: Int, _ beginning: String) -> String {
        #"{"tokenizer_name": "made/other", "context_size": \#(context), "begin_batch_token": \#(beginning)}"#
    }

    @Test func `a description that the rows or the run contradict is refused`() throws {
        let bytes = [UInt8](try Data(contentsOf: URL(filePath: CorpusGoldens.path("tokens.arrow"))))
        let file = try scratch.file("tokens.arrow", bytes)
        let place = try scratch.file("sae_lens.json", madeFor(17, "null"))
        #expect(try stream(file, context: 17).next() != nil)
        _ = try scratch.file("sae_lens.json", madeFor(17, "\"bos\""))
        let bos = try #require(try failure { try stream(file, context: 17).next() })
        #expect(bos.kind == .badData && bos.place == place && bos.what.contains("said to begin with BOS"), "\(bos)")
        #expect(bos.remedy == "use the model whose tokenizer made the rows: 'made/other'")
        _ = try scratch.file("sae_lens.json", madeFor(12, "null"))
        let length = try #require(try failure { try stream(file, context: 17).next() })
        #expect(length.what == "the rows were made for a context of 12, and the run's is 17")
        #expect(try stream(file, context: 17, packing: .document).next() != nil)
        _ = try scratch.file("sae_lens.json", "{")
        #expect(try failure { try stream(file, context: 17).next() }?.what.hasPrefix("not JSON") == true)
    }

    @Test(arguments: [
        (#"{"begin_batch_token": 5}"#, "the rows are said to begin with the id 5 (begin_batch_token), and the first begins with "),
        (#"{"begin_sequence_token": 5}"#, "begin_sequence_token is the id 5, where this tokenizer's BOS is 2"),
        (#"{"begin_batch_token": null, "begin_sequence_token": 3e9}"#, "begin_sequence_token is the id 3000000000, where"),
        (#"{"context_size": "x"}"#, "context_size is 'x', and should be a whole number above 0"),
        (#"{"context_size": 16.5}"#, "context_size is 16.5, and should be"), (#"{"context_size": 0}"#, "context_size is 0.0, and should be"),
        (#"{"context_size": [1]}"#, "context_size is a list, and should be"), ("[]", "it is a list, and no object"),
        (#"{"tokenizer_name": 7}"#, "tokenizer_name is 7.0, and should be a name"),
        (#"{"begin_batch_token": "cls"}"#, #"begin_batch_token is 'cls', and should be an id, "bos", "eos", "sep" or null"#),
        (#"{"begin_batch_token": true}"#, "begin_batch_token is a truth value, and should be"),
        (#"{"begin_sequence_token": -1}"#, "begin_sequence_token is -1.0, and should be"),
    ])
    func `a description with other ids or other kinds of values is refused`(text: String, reason: String) throws {
        let file = try scratch.file("tokens.arrow", [UInt8](try Data(contentsOf: URL(filePath: CorpusGoldens.path("tokens.arrow")))))
        let place = try scratch.file("sae_lens.json", text)
        let found = try #require(try failure { try stream(file, context: 17).next() })
        #expect(found.kind == .badData && found.place == place && found.what.hasPrefix(reason), "\(found)")
        #expect(found.remedy != nil)
    }

    @Test func `a description that fits the rows and the tokenizer is taken`() throws {
        let file = try scratch.file("tokens.arrow", [UInt8](try Data(contentsOf: URL(filePath: CorpusGoldens.path("tokens.arrow")))))
        let first = try #require(try stream(file, context: 17).next()?.ids.first)
        #expect(first != 2)
        for text in [#"{"begin_sequence_token": 2}"#, #"{"begin_batch_token": null, "context_size": null}"#, #"{"begin_sequence_token": "sep"}"#] {
            _ = try scratch.file("sae_lens.json", text)
            #expect(try stream(file, context: 17).next() != nil, "\(text)")
        }
        // What the rows truly begin with is no contradiction where BOS is not wanted.
        _ = try scratch.file("sae_lens.json", "{\"begin_batch_token\": \(first)}")
        #expect(try stream(file, context: 17, prependBOS: false).next() != nil)
        let other = try #require(try failure { try stream(file, context: 17).next() })
        #expect(other.what == "begin_batch_token is the id \(first), where this tokenizer's BOS is 2")
    }

    @Test func `a null inside a list of ids is a bad row`() throws {
        // The rows [5, 6], [7, null] and [8, 9], in one batch.
        let file = Goldens.url("exchange/tables_arrow/null-rows.arrow").filePath
        let strict = try stream(file, context: 2)
        #expect(try strict.next()?.ids == [5, 6])
        let found = try #require(try failure { try strict.next() })
        #expect(found.place == "\(file), row 2" && found.what == "the column 'input_ids' is null, or has a null in its list")
        let passing = try stream(file, context: 2, onBadLine: .skip)
        #expect(try CorpusGoldens.rows(passing) == [[5, 6], [8, 9]] && passing.skippedLines == 1)
    }

    @Test(arguments: ["exchange/tables_arrow/lz4.arrow", "exchange/tables/parquet/brotli.parquet", "exchange/tables/parquet/lz4.parquet"])
    func `a column that only its compression hides is named with it`(name: String) throws {
        let file = Goldens.url(name).filePath
        let found = try #require(try failure { try stream(file, context: 2).next() })
        let codec = name.contains("brotli") ? "BROTLI" : name.contains(".arrow") ? "LZ4" : "LZ4_RAW"
        #expect(found.kind == .badData && found.what == "the column 'text' is compressed with \(codec), which is not read", "\(found)")
        #expect(found.remedy?.contains("compression=\"zstd\"") == true)
    }

    @Test func `ids and plain text are no one corpus`() throws {
        let text = try scratch.file("a.txt", "a")
        let mixed = try TokenRowStream(files: [text, made], tokenizer: tokenizer, context: 12)
        let found = try #require(try failure { try mixed.next() })
        #expect(found.place == text && found.what.contains("holds rows of ids"))
        // A table of text behind one of ids has other columns.
        let both = try TokenRowStream(
            files: [CorpusGoldens.path("tokens.arrow"), CorpusGoldens.path("documents.parquet")], tokenizer: tokenizer, context: 12)
        #expect(throws: Failure.self) { try CorpusGoldens.rows(both) }
    }

    @Test func `a stream resumed after any row goes on with the same rows`() throws {
        for (file, context) in [(made, 12), (CorpusGoldens.path("tokens.arrow"), 17), (CorpusGoldens.path("ids.jsonl"), 17)] {
            let straight = try stream(file, context: context, epochs: 2)
            var positions = [straight.position], all: [[Int32]] = []
            while let row = try straight.next() {
                all.append(row.ids)
                positions.append(straight.position)
            }
            #expect(all.count == (file == made ? 90 : 40) && Array(all[..<(all.count / 2)]) == Array(all[(all.count / 2)...]))
            for (count, position) in positions.enumerated() {
                let saved = try JSONDecoder().decode(CorpusPosition.self, from: JSONEncoder().encode(position))
                let restored = try stream(file, context: context, epochs: 2, position: saved)
                #expect(try CorpusGoldens.rows(restored) == Array(all[count...]))
            }
            var inside = positions[3]
            inside.tokenOffset = 4
            #expect(throws: Failure.self) { try stream(file, context: context, epochs: 2, position: inside) }
        }
    }
}
