import Engine
import Foundation
import LanguageModels
import TensorFiles
import Testing
import Tokens
import orthosae

/// Published models as GGUF files against the folders that they were converted to (Guides/GGUF.md says how to have them).
/// `ORTHOSAE_REAL_MODELS` names the folder of both.
@Suite(.enabled(if: RealModels.place != nil), .serialized)
struct RealGGUFTests {
    static let models = [
        ("smollm2-135m", "SmolLM2-135M-Instruct.Q4_1.gguf"), ("gemma3-270m", "gemma-3-270m-q4_k_m.gguf"),
    ]

    @Test(arguments: models)
    func `the tokenizer in the file gives the ids and text of the converted one`(folder: String, file: String) throws {
        let place = try #require(RealModels.place) + "/" + folder
        let started = ContinuousClock.now
        let ours = try Tokenizer(GGUFVocabulary(GGUFFile(URL(filePath: place + "/" + file))), at: file)
        let took = ContinuousClock.now - started
        let theirs = try Tokenizer(file: place + "/tokenizer.json")
        #expect(ours.idLimit == theirs.idLimit && ours.bosID == theirs.bosID && ours.eosID == theirs.eosID)
        #expect(ours.padID == theirs.padID)
        // Pieces one after the other, so that all there is occurs, and characters from everywhere.
        var random = CounterRandom(seed: 31), compared = 0, wrong = 0
        for i in 0..<4000 {
            var text = ""
            if i % 2 == 0 {
                for _ in 0..<Int(random.next() % 12) {
                    let piece = ours.token(Int32(random.next() % UInt64(ours.idLimit))) ?? ""
                    text += i % 4 == 0 ? piece : ours.decode([Int32(random.next() % UInt64(ours.idLimit))], skipSpecialTokens: false)
                }
            } else {
                for _ in 0..<Int(random.next() % 40) {
                    let kind = random.next() % 8
                    let scalar = kind < 5 ? UInt32(32 + random.next() % 96) : kind == 5 ? 32 : UInt32(random.next() % (kind == 6 ? 0x3000 : 0x20000))
                    if let scalar = Unicode.Scalar(scalar) { text.unicodeScalars.append(scalar) }
                }
            }
            for special in [false, true] {
                let ids = ours.encode(text, addSpecialTokens: special)
                if ids != theirs.encode(text, addSpecialTokens: special) { wrong += 1 }
                if ours.decode(ids, skipSpecialTokens: special) != theirs.decode(ids, skipSpecialTokens: special) { wrong += 1 }
                compared += 1
            }
        }
        for id in 0..<Int32(ours.idLimit) where ours.token(id) != theirs.token(id) || ours.isSpecial(id) != theirs.isSpecial(id) {
            wrong += 1
        }
        #expect(wrong == 0)
        print("gguf tokenizer \(folder): \(compared) encodings and \(ours.idLimit) pieces compared, \(wrong) differ; made in \(took)")
    }

    /// `reference-float32.safetensors` beside a model, if it is there: transformers on the file's expanded numbers, unrounded.
    @Test(arguments: models)
    func `hidden states are those of transformers on the same numbers`(folder: String, file: String) throws {
        let place = try #require(RealModels.place) + "/" + folder
        let reference = try SafetensorsFile(URL(filePath: place + "/reference-float32.safetensors"))
        let model = try LanguageModel(folder: place + "/" + file, engine: ComputeEngine(threads: 2))
        let ids = try reference.integers("tokens").map { Int32($0) }, batch = TokenBatch([ids])
        var worst = 0.0
        for layer in 0..<model.configuration.layers {
            let out = Matrix(rows: ids.count, columns: model.configuration.hiddenSize)
            try model.activations(of: batch, at: Hookpoint(layer: layer, site: .residPost), into: out)
            let golden = try reference.matrix("layers.\(layer).resid_post").toArray()
            // Position by position: the first token's state is a hundred times as long as the others'.
            let d = model.configuration.hiddenSize, found = out.toArray()
            for t in 0..<ids.count {
                let row = t * d..<(t + 1) * d
                let size = golden[row].reduce(0.0) { $0 + Double($1) * Double($1) } / Double(d)
                let error = zip(found[row], golden[row]).reduce(0.0) { max($0, abs(Double($1.0) - Double($1.1))) }
                worst = max(worst, error / size.squareRoot())
            }
        }
        print("gguf states \(folder): worst error over RMS of a position \(worst)")
        #expect(worst <= 1e-3)
    }
}

enum RealModels {
    static let place = ProcessInfo.processInfo.environment["ORTHOSAE_REAL_MODELS"]
}
