import Activations
public import Engine
import Failures
import Harvest
public import LanguageModels
public import Tokens

/// Measures the forward pass, the harvest and the tokenizer, each in rounds with the machine's rates.
public struct ModelMeasurement {
    private let engine: ComputeEngine
    private let probe: MachineProbe
    private let repeats: Int

    /// - Parameter repeats: rounds that count, at least 1.
    public init(engine: ComputeEngine, probe: MachineProbe, repeats: Int) {
        precondition(repeats >= 1, "\(repeats) rounds")
        self.engine = engine
        self.probe = probe
        self.repeats = repeats
    }

    /// The activations of `tokens` random tokens in rows of 128.
    ///
    /// - Throws: as `LanguageModel.activations` does.
    public func forward(_ model: LanguageModel, name: String, to hook: Hookpoint, tokens: Int) throws -> ModelFigures {
        let length = min(128, model.configuration.contextLength, tokens), rows = max(1, tokens / length)
        var random = CounterRandom(seed: 3)
        let ids = (0..<rows * length).map { _ in Int32(random.below(model.configuration.vocabularySize)) }
        let output = Matrix(rows: ids.count, columns: try model.width(at: hook))
        let batch = TokenBatch(ids: ids, sequences: rows, length: length)
        // A short pass first: it brings the weights into the page cache, which is where they are to be read from.
        let short = Matrix(rows: length, columns: output.columns)
        try model.activations(
            of: TokenBatch(ids: Array(ids.prefix(length)), sequences: 1, length: length), at: hook, into: short)
        let floor = ForwardFloor.of(model.configuration, to: hook, tokens: ids.count, length: length)
        let (samples, rates) = try rounds { try model.activations(of: batch, at: hook, into: output) }
        return ModelFigures(
            kind: "forward", subject: "\(name) to \(hook)", tokens: ids.count, samples, floor: floor, rates: rates)
    }

    /// Text to activations: reading, tokenizing, the model, rows without padding and BOS.
    ///
    /// - Parameters:
    ///   - rows: a corpus with enough text for `repeats + 1` rounds.
    ///   - passes: forward passes in a round.
    /// - Throws: `Failure` as the corpus and the model do; `.badData` when the text ends.
    public func harvest(
        _ model: LanguageModel, name: String, to hook: Hookpoint, rows: TokenRowStream, passes: Int
    ) throws -> ModelFigures {
        let stream = HarvestStream(model: model, tokens: rows, hook: hook, dropBOS: true, engine: engine)
        // With room for a whole pass, each reading is one pass.
        let room = stream.rowsPerForward * rows.rowLength
        let output = Matrix(rows: room, columns: try model.width(at: hook))
        var origins: [ActivationOrigin] = []
        let (samples, rates) = try rounds {
            for _ in 0..<passes {
                guard try stream.read(into: output, at: 0, limit: room, origins: &origins) > 0 else {
                    throw Failure(.badData, "the text ends before \(repeats + 1) rounds of \(passes * room) tokens")
                }
                origins.removeAll(keepingCapacity: true)
            }
        }
        let tokens = passes * room
        return ModelFigures(
            kind: "harvest", subject: "\(name) to \(hook)", tokens: tokens, samples,
            floor: ForwardFloor.of(model.configuration, to: hook, tokens: tokens, length: rows.rowLength),
            rates: rates)
    }

    /// Text to ids on one thread, each round text of its own: what was met before is remembered. The floor is one
    /// reading of the text.
    ///
    /// - Parameters:
    ///   - rows: a corpus whose text is taken.
    ///   - bytes: of text in a round.
    /// - Throws: `Failure` as the corpus does; `.badData` when the text ends.
    public func tokenizer(
        _ tokenizer: Tokenizer, name: String, rows: TokenRowStream, bytes: Int
    ) throws -> ModelFigures {
        var texts: [[UInt8]] = []
        for _ in 0...repeats { texts.append(try text(from: rows, tokenizer, bytes)) }
        var next = 0, ids = 0
        let (samples, rates) = try rounds {
            ids = tokenizer.encode(utf8: texts[next], addSpecialTokens: false).count
            next += 1
        }
        return ModelFigures(
            kind: "tokenizer", subject: name, tokens: ids, samples, floor: Floor(operations: 0, bytes: Double(bytes)),
            rates: rates)
    }

    /// The text of the next rows, `bytes` long and a few more, so that it ends with a row.
    private func text(from rows: TokenRowStream, _ tokenizer: Tokenizer, _ bytes: Int) throws -> [UInt8] {
        var text: [UInt8] = []
        while text.count < bytes {
            guard let row = try rows.next() else {
                throw Failure(.badData, "the text ends before \(repeats + 1) rounds of \(bytes) bytes")
            }
            text += Array(tokenizer.decode(row.ids, skipSpecialTokens: true).utf8)
        }
        return text
    }

    private func rounds(_ body: () throws -> Void) throws -> (samples: [Double], rates: [MachineRates]) {
        try body()
        var samples: [Double] = [], rates: [MachineRates] = []
        for _ in 0..<repeats {
            rates.append(probe.measure())
            samples.append(try Stopwatch.seconds(on: engine, times: 1, body))
        }
        return (samples, rates)
    }
}
