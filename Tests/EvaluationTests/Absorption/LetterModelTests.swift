import EmbeddedModel
import Engine
import Evaluation
import Foundation
import Records
import TensorFiles
import TestSupport
import Testing
import Tokens

/// The two embedded models: in one's vocabulary first letters are planted, in the other's not.
@Suite struct LetterModelTests {
    /// Each of a vocabulary's words with its letter and its embedding.
    private struct Word {
        let letter: Int
        let row: ArraySlice<Float>
    }

    private static func words(_ embedded: EmbeddedGemma) throws -> [Word] {
        let folder = try embedded.modelFolder()
        let tokenizer = try Tokenizer(file: folder + "/tokenizer.json")
        let weights = try TensorFolder(URL(filePath: folder, directoryHint: .isDirectory))
        let rows = try weights.matrix("model.embed_tokens.weight", shape: [6144, 256]).toArray()
        return (0..<6144).compactMap { id -> Word? in
            // By its piece: a byte-fallback token decodes to a letter and is none.
            guard let piece = tokenizer.token(Int32(id)) else { return nil }
            let word = piece.hasPrefix("\u{2581}") ? piece.dropFirst() : Substring(piece)
            guard let first = word.lowercased().utf8.first, word.utf8.allSatisfy({ ($0 | 32) >= 97 && ($0 | 32) <= 122 }) else {
                return nil
            }
            return Word(letter: Int(first) - 97, row: rows[id * 256..<(id + 1) * 256])
        }
    }

    /// Share of every tenth word whose letter is that of the mean embedding, of the words between, it points to most.
    private static func share(_ words: [Word]) -> Double {
        var sums = [[Double]](repeating: [Double](repeating: 0, count: 256), count: 26), counts = [Double](repeating: 0, count: 26)
        var mean = [Double](repeating: 0, count: 256)
        let known = stride(from: 0, to: words.count, by: 2).map { words[$0] }
        for word in known {
            counts[word.letter] += 1
            for (j, value) in word.row.enumerated() {
                sums[word.letter][j] += Double(value)
                mean[j] += Double(value) / Double(known.count)
            }
        }
        // Letters of a few words have means of noise.
        let letters = (0..<26).filter { counts[$0] >= 40 }
        let directions = letters.map { letter -> [Double] in
            let lean = (0..<256).map { sums[letter][$0] / counts[letter] - mean[$0] }
            let length = lean.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return lean.map { $0 / length }
        }
        let asked = stride(from: 1, to: words.count, by: 10).map { words[$0] }.filter { letters.contains($0.letter) }
        let right = asked.count { word in
            let leaning = directions.map { direction in zip(word.row, direction).reduce(0) { $0 + Double($1.0) * $1.1 } }
            return letters[leaning.indices.max { leaning[$0] < leaning[$1] } ?? 0] == word.letter
        }
        return Double(right) / Double(asked.count)
    }

    @Test func `one model's embeddings tell nearly every first letter, the other's less than half`() throws {
        let planted = try LetterModelTests.words(.letters), plain = try LetterModelTests.words(.nano)
        #expect(planted.count == 4845 && plain.count == 4845)
        #expect(LetterModelTests.share(planted) > 0.95)
        // By the commonest letter alone a tenth would be right.
        #expect(LetterModelTests.share(plain) < 0.5)
    }

    @Test func `a model inside the program is known by its name and by its SAEs'`() {
        #expect(EmbeddedGemma.isName("embedded") && EmbeddedGemma.isName("embedded-letters"))
        #expect(!EmbeddedGemma.isName("embedded-words") && !EmbeddedGemma.isName("gemma2-nano-letters"))
        for model in EmbeddedGemma.allCases { #expect(EmbeddedGemma(modelName: model.modelName) == model) }
        #expect(EmbeddedGemma(modelName: "gemma-2-2b") == nil)
        // The settings' room has the names by heart.
        for name in EmbeddedGemma.allCases.map(\.rawValue) + ["embedded-words", ""] {
            var model = ModelConfig()
            model.path = name
            #expect(model.isEmbedded == EmbeddedGemma.isName(name), "\(name)")
        }
    }
}
