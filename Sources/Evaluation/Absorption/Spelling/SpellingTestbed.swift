package import Engine
import Failures
import Files
package import Foundation
import Hashing
package import LanguageModels
package import Records
import TensorFiles

/// What an SAE of a spelling stream is evaluated on: words on held-out prefixes with their activations and ground-truth
/// probe, a sample of the stream, and the rows on which L0 is set. Lies beside the stream's shards, so that evaluating
/// takes no language model.
package struct SpellingTestbed {
    package let recipe: SpellingRecipe
    /// `blocks.5.hook_resid_post`.
    package let hook: String
    /// Words with letters and activations, the ground-truth probe, and the test words that it gives their letter.
    package let side: AbsorptionModelSide
    /// Rows of the stream, and their words: purity is read from them too. `[s, d]`
    package let sample: Matrix
    package let sampleWords: [FirstLetterPrompt]
    /// Drawn from the held-out prefixes as the stream draws: explained variance and L0 are taken here. `[h, d]`
    package let heldOutWords: Matrix
    /// Plain text that the stream does not have; no rows for a stream of words only.
    package let heldOutText: Matrix
    /// SHA-256 of both files.
    package let digest: String

    package static let tensorsName = "spelling.safetensors"
    package static let wordsName = "spelling.json"
    /// Rows of the stream that purity is read from, and rows that L0 is set on, of words and text together.
    package static let sampleRows = 20_000, heldOutRows = 6000

    /// The file of words in a folder that is a harvest of spelling prompts. Whoever goes on to read the folder's shards
    /// asks here first: a folder of anything else would be refused for the wrong reason.
    ///
    /// - Throws: `Failure(.missingInput)` for a folder that is none, or is not there.
    @discardableResult
    package static func words(in folder: URL) throws -> URL {
        let list = folder.appending(path: wordsName)
        guard FileManager.default.fileExists(atPath: list.filePath) else {
            throw Failure(
                .missingInput, "has no \(wordsName): it is no harvest of spelling prompts", at: folder.filePath,
                remedy: "make one with: orthosae harvest --spelling --out \(folder.filePath)")
        }
        return list
    }

    /// Reads what `SpellingHarvest.write` wrote.
    ///
    /// - Throws: `Failure`: `.missingInput` for a folder that is no harvest of spelling prompts, `.badData` for a damaged
    ///   one.
    package init(folder: URL, engine: ComputeEngine) throws {
        let list = try SpellingTestbed.words(in: folder)
        let tensors = folder.appending(path: SpellingTestbed.tensorsName)
        let record = try JSONCoding.read(
            SpellingWords.self, file: list, as: "a testbed's words", remedy: "harvest the folder again")
        let count = record.words.count, ranks = record.train + record.test
        guard ranks.allSatisfy({ (0..<count).contains($0) }), !record.train.isEmpty, !record.test.isEmpty else {
            throw Failure(.badData, "contradicts itself", at: list.filePath, remedy: "harvest the folder again")
        }
        let file = try SafetensorsFile(tensors)
        let weights = try file.matrix("probe.weight"), width = weights.columns
        let probe = LinearProbe(
            weights: weights, bias: try file.matrix("probe.bias", shape: [1, FirstLetter.count]))
        guard probe.classes == FirstLetter.count else {
            throw Failure(.badData, "a probe of \(probe.classes) classes", at: file.path)
        }
        func prompts(_ ranks: [Int]) -> [FirstLetterPrompt] {
            ranks.map { FirstLetterPrompt(word: record.words[$0], text: "") }
        }
        let test = try file.matrix("test", shape: [record.test.count, width])
        side = SpellingTestbed.side(
            FirstLetterPlan(train: prompts(record.train), test: prompts(record.test)),
            train: try file.matrix("train", shape: [record.train.count, width]), test: test, probe: probe, engine)
        let sampled = try file.integers("sample.rank").map { Int($0) }
        guard sampled.allSatisfy({ (0..<count).contains($0) }) else {
            throw Failure(.badData, "a rank of the sample is not below \(count)", at: file.path)
        }
        sample = try file.matrix("sample", shape: [sampled.count, width])
        sampleWords = prompts(sampled)
        heldOutWords = try file.matrix("held_out.words")
        heldOutText = try file.matrix("held_out.text")
        guard heldOutWords.columns == width, heldOutText.columns == width, heldOutWords.rows > 0 else {
            throw Failure(.badData, "held-out rows of another width, or none", at: file.path)
        }
        recipe = record.recipe
        hook = record.hook
        let digests = try [list, tensors].map { try FileHash.sha256(of: $0).digest }
        digest = FileHash.sha256(of: digests.joined(separator: " "))
    }

    /// Scored are the test words to which the probe gives their letter, in the prompts that they stand in.
    private static func side(
        _ plan: FirstLetterPlan, train: Matrix, test: Matrix, probe: LinearProbe, _ engine: ComputeEngine
    ) -> AbsorptionModelSide {
        let logits = Matrix(rows: test.rows, columns: FirstLetter.count)
        probe.logits(of: test, engine: engine, into: logits)
        let found = AbsorptionModelSide.truePositives(plan.test, logits: logits.toArray())
        let scored = Matrix(rows: found.count, columns: test.columns)
        engine.gatherRows(test, found.map(Int32.init)[...], into: scored)
        return AbsorptionModelSide(
            plan: plan, train: train, test: test, probe: probe, testLogits: logits, scored: found.map { plan.test[$0] },
            scoredActivations: scored)
    }
}

/// `spelling.json`.
private struct SpellingWords: Codable {
    var recipe: SpellingRecipe
    var hook: String
    /// By rank.
    var words: [String]
    /// Ranks.
    var train: [Int], test: [Int]
}

extension SpellingHarvest {
    /// Trains the ground-truth probe and writes the testbed's two files into a folder.
    ///
    /// - Parameters:
    ///   - heldOut: rows drawn from the held-out prefixes.
    ///   - text: held-out rows of plain text; none for a stream of words only.
    /// - Returns: the files.
    /// - Throws: `Failure(.io)`, and what `progress` throws.
    @discardableResult
    package func write(
        to folder: URL, hook: Hookpoint, heldOut: Matrix, text: Matrix, engine: ComputeEngine,
        progress: EvaluationProgress
    ) throws -> [URL] {
        let probe = try probe(engine) { try progress("the ground-truth probe", $0) }
        var random = CounterRandom(seed: recipe.seed, stream: 0x7370_6c70)
        let draw = streamDraw
        let chosen = (0..<SpellingTestbed.sampleRows).map { _ in draw.next(using: &random) }
        let sample = Matrix(rows: chosen.count, columns: stream.columns)
        engine.gatherRows(stream, chosen[...], into: sample)
        var writer = SafetensorsWriter()
        writer.add("train", train)
        writer.add("test", test)
        writer.add("probe.weight", probe.weights)
        writer.add("probe.bias", probe.bias)
        writer.add("mean", mean)
        writer.add("sample", sample)
        writer.add("sample.rank", chosen.map { Int64(plan.stream.ranks[Int($0)]) })
        writer.add("held_out.words", heldOut)
        writer.add("held_out.text", text)
        let files = [SpellingTestbed.tensorsName, SpellingTestbed.wordsName].map { folder.appending(path: $0) }
        try writer.write(to: files[0])
        let words = SpellingWords(
            recipe: recipe, hook: hook.name, words: plan.words, train: plan.train.ranks, test: plan.test.ranks)
        try AtomicFile.write(JSONCoding.data(words, .file, as: "a testbed's words"), to: files[1])
        return files
    }

    /// Trained as SAEBench trains its own, on activations without their mean; the bias makes up for it.
    private func probe(_ engine: ComputeEngine, progress: (Double) throws -> Void) throws -> LinearProbe {
        let centred = Matrix(rows: train.rows, columns: train.columns), mean = Matrix(rows: 1, columns: train.columns)
        engine.columnMeans(train, into: mean)
        engine.subtractRow(train, mean, into: centred)
        var random = CounterRandom(seed: recipe.seed, stream: Stream.probe.rawValue)
        let probe = try LinearProbe.train(
            on: .dense(centred), labels: plan.train.prompts.map { Int32($0.letter) }, classes: FirstLetter.count, .init(),
            engine: engine, using: &random, progress: progress)
        let shift = Matrix(rows: 1, columns: FirstLetter.count)
        engine.product(mean, transposed: probe.weights, into: shift)
        engine.subtract(probe.bias, shift, into: probe.bias)
        return probe
    }

    /// Rows of the held-out prefixes, drawn as the stream draws. `[count, d]`
    package func heldOutRows(_ count: Int, engine: ComputeEngine) -> Matrix {
        var random = CounterRandom(seed: recipe.seed, stream: 0x7370_6c68)
        let draw = heldOutDraw, all = Matrix(rows: train.rows + test.rows, columns: train.columns)
        engine.copyRows(of: train, into: all)
        engine.copyRows(of: test, into: all, from: train.rows)
        let rows = Matrix(rows: count, columns: train.columns)
        engine.gatherRows(all, (0..<count).map { _ in draw.next(using: &random) }[...], into: rows)
        return rows
    }
}
