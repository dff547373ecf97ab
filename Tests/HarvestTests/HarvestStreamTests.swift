import Activations
import Engine
import Failures
import Foundation
import Harvest
import LanguageModels
import Records
import TestSupport
import Testing
import Tokens

@Suite struct HarvestStreamTests {
    @Test(arguments: [RowPacking.packed, .document], [true, false])
    func `every token's activation comes once, in order, without padding`(packing: RowPacking, dropBOS: Bool) throws {
        try TextFixture.with { text in
            let stream = try text.stream(packing: packing, dropBOS: dropBOS)
            let (elements, origins) = try TextFixture.drain(stream)
            let bos = dropBOS ? text.tokenizer.bosID : nil
            let expected = TextFixture.expected(try text.allRows(packing: packing), dropping: bos)
            #expect(elements == expected.0)
            #expect(origins == expected.1)
            #expect(stream.rowsRead == (try text.allRows(packing: packing).count))
        }
    }

    @Test func `a packed row loses every BOS in it, not only the first`() throws {
        try TextFixture.with { text in
            let rows = try text.allRows(), bos = try #require(text.tokenizer.bosID)
            #expect(rows.contains { $0.ids.dropFirst().contains(bos) })
            let (elements, _) = try TextFixture.drain(text.stream())
            #expect(!stride(from: 0, to: elements.count, by: 3).contains { elements[$0] == Float(bos) })
        }
    }

    @Test(arguments: [[1], [5], [7, 30, 2], [1000]]) func `the pieces do not show`(pieces: [Int]) throws {
        try TextFixture.with { text in
            let whole = try TextFixture.drain(text.stream())
            let pieced = try TextFixture.drain(text.stream(), pieces: pieces)
            #expect(pieced.0 == whole.0)
            #expect(pieced.1 == whole.1)
        }
    }

    @Test(arguments: [RowPacking.packed, .document]) func `a restored stream goes on with the same rows`(packing: RowPacking) throws {
        try TextFixture.with { text in
            let make = { try text.stream(packing: packing, epochs: 2, heldOutRows: 2) }
            let whole = try TextFixture.drain(make())
            for delivered in stride(from: 0, through: whole.1.count, by: 7) {
                let first = try make()
                let begin = Matrix(rows: max(1, delivered), columns: 3)
                var origins: [ActivationOrigin] = []
                while origins.count < delivered {
                    _ = try first.read(
                        into: begin, at: origins.count, limit: min(9, delivered - origins.count), origins: &origins)
                }
                let second = try make()
                _ = try second.read(into: Matrix(rows: 5, columns: 3), at: 0, limit: 5, origins: &origins)
                try second.restore(first.saveState())
                #expect(second.tokensComputed == first.tokensComputed)
                let rest = try TextFixture.drain(second, pieces: [11])
                #expect(rest.0 == Array(whole.0[(3 * delivered)...]), "after \(delivered)")
                #expect(rest.1 == Array(whole.1[delivered...]), "after \(delivered)")
            }
        }
    }

    @Test func `held-out rows come in no epoch`() throws {
        try TextFixture.with { text in
            let rows = try text.allRows(), bos = text.tokenizer.bosID
            let tokens = try text.tokens(epochs: 3)
            let heldOut = try HeldOutRows.take(3, from: tokens)
            #expect(heldOut == Array(rows[0..<3]))
            let stream = HarvestStream(
                tokens: tokens, heldOutRows: 3, batchTokens: 40, block: TextFixture.echo(dropping: bos))
            let (elements, origins) = try TextFixture.drain(stream)
            let once = TextFixture.expected(Array(rows[3...]), dropping: bos).0
            #expect(elements == once + once + once)
            // Contexts go on counting, so that none is taken for another's continuation.
            #expect(origins.first?.context == 3)
            #expect(origins.last.map { Int($0.context) } == 3 * rows.count - 1)
            #expect(stream.epochs == 3)

            let aside = HeldOutStream(rows: heldOut, batchTokens: 20, block: TextFixture.echo(dropping: bos))
            #expect(try aside.matrix().toArray() == TextFixture.expected(heldOut, dropping: bos).0)
        }
    }

    @Test func `more held-out rows than the corpus has are refused`() throws {
        try TextFixture.with { text in
            let count = try text.allRows().count
            for epochs in [1, 2] {
                let thrown = try failure { try HeldOutRows.take(count + 1, from: text.tokens(epochs: epochs)) }
                #expect(thrown?.kind == .badData)
                #expect(thrown?.what == "the corpus has \(count) rows of text, and \(count + 1) are to be held out")
            }
        }
    }

    @Test func `a held-out stream can be restored`() throws {
        try TextFixture.with { text in
            let make = { HeldOutStream(rows: try text.allRows(), batchTokens: 30, block: TextFixture.echo(dropping: nil)) }
            let whole = try TextFixture.drain(make()).0
            for delivered in [0, 1, 23, 24, 25, 50] {
                let first = try make(), second = try make()
                var origins: [ActivationOrigin] = []
                let begin = Matrix(rows: 60, columns: 3)
                while origins.count < delivered {
                    _ = try first.read(into: begin, at: 0, limit: delivered - origins.count, origins: &origins)
                }
                try second.restore(first.saveState())
                #expect(try TextFixture.drain(second).0 == Array(whole[(3 * delivered)...]))
            }
        }
    }

    @Test func `a pass holds as many whole rows as its tokens allow`() throws {
        try TextFixture.with { text in
            #expect(try text.stream(batchTokens: 40).rowsPerForward == 3)
            #expect(try text.stream(batchTokens: 5).rowsPerForward == 1)
            let stream = try text.stream(batchTokens: 40)
            var origins: [ActivationOrigin] = []
            _ = try stream.read(into: Matrix(rows: 1, columns: 3), at: 0, limit: 1, origins: &origins)
            #expect(stream.tokensComputed == 3 * TextFixture.context)
        }
    }

    @Test func `when the text runs out the source ends and says what there was`() throws {
        try TextFixture.with { text in
            let count = try TextFixture.drain(text.stream()).1.count
            let source = MixingSource(
                stream: try text.stream(), tokens: 100_000, buffer: 60, batch: 10, seed: 1,
                engine: ComputeEngine(threads: 1))
            let batch = ActivationBatch(size: 10, width: 3)
            while try source.next(into: batch) {}
            #expect(source.ranOut)
            #expect(source.tokensRead == count)
            #expect(source.tokensServed == count / 10 * 10)
            let sentence = Failure.textRanOut(after: source.tokensServed, asked: 100_000)
            #expect(sentence.kind == .badData)
            #expect(sentence.description.contains("--epochs"))
        }
    }

    @Test func `unshuffled batches pair tokens of one document only`() throws {
        try TextFixture.with { text in
            let source = MixingSource(
                stream: try text.stream(), tokens: 200, buffer: 60, batch: 20, shuffle: false, seed: 1,
                engine: ComputeEngine(threads: 1))
            let batch = ActivationBatch(size: 20, width: 3)
            var pairs = 0
            while try source.next(into: batch) {
                let elements = batch.rows.toArray()
                for (row, previous) in (batch.previous ?? []).enumerated() where previous >= 0 {
                    pairs += 1
                    #expect(Int(previous) == row - 1)
                    // One position further, and the sum of ids grows by this token's id: no BOS stood between.
                    #expect(elements[3 * row + 1] == elements[3 * row - 2] + 1)
                    #expect(elements[3 * row + 2] == elements[3 * row - 1] + elements[3 * row])
                }
            }
            #expect(pairs > 100)
        }
    }

    @Test func `a state of other settings or another kind is refused`() throws {
        try TextFixture.with { text in
            let state = try text.stream().saveState()
            #expect(try failure { try text.stream(batchTokens: 80).restore(state) }?.kind == .usage)
            #expect(try failure { try text.stream(heldOutRows: 1).restore(state) }?.kind == .usage)
            #expect(try failure { try text.stream().restore(SavedState(json: Data("{}".utf8))) }?.kind == .badData)
        }
    }

    @Test func `a run's settings become rows of text`() throws {
        try TextFixture.with { text in
            var data = DataConfig()
            data.context = 20
            data.packing = .document
            let rows = try TokenRowStream(data, files: [text.file], tokenizer: text.tokenizer)
            var count = 0
            while let row = try rows.next() {
                #expect(row.count <= 20)
                count += 1
            }
            #expect(count == 12)
            // The column of a run's settings is the one that is read.
            let lines = (0..<40).map { "{\"text\": \"nothing\", \"content\": \"words of document \($0)\"}\n" }.joined()
            let file = URL(filePath: text.file).deletingLastPathComponent().appending(path: "c.jsonl")
            try Data(lines.utf8).write(to: file)
            data.column = "content"
            let named = try TokenRowStream(data, files: [file.path(percentEncoded: false)], tokenizer: text.tokenizer)
            let row = try #require(try named.next())
            #expect(text.tokenizer.decode(row.ids, skipSpecialTokens: true) == "words of document 0")
            #expect(named.position.column == "content")
        }
    }

    @Test func `a fingerprint changes with the configuration and with a weight file's size`() throws {
        try withTemporaryFolder { folder in
            func write(_ name: String, _ text: String) throws { try Data(text.utf8).write(to: folder.appending(path: name)) }
            let path = folder.path(percentEncoded: false)
            #expect(try failure { try ModelFingerprint.of(folder: path) }?.kind == .missingInput)
            try write("config.json", "{}")
            try write("model.safetensors", "abc")
            let first = try ModelFingerprint.of(folder: path)
            #expect(first == (try ModelFingerprint.of(folder: path)))
            try write("model.safetensors", "abcd")
            let second = try ModelFingerprint.of(folder: path)
            try write("config.json", "{ }")
            #expect(Set([first, second, try ModelFingerprint.of(folder: path)]).count == 3)
        }
    }
}
