import Engine
import Testing

/// Two blocks of a small language model, from tokens to losses, operation by operation as `LanguageModel` calls them.
@Suite struct DeviceForwardTests {
    /// Gemma-2's own bounds (nvidia.md, section 7): error over RMS, and nats.
    private func bounds(_ precision: Precision) -> (stream: Double, loss: Double) {
        switch precision {
        case .float32: (2e-5, 1e-4)
        case .tf32: (3e-3, 5e-3)
        case .bf16: (3e-2, 5e-3)
        }
    }

    @Test(arguments: Precision.allCases)
    func `a forward is the processor's, and no matrix leaves the device`(precision: Precision) throws {
        let bench = try DeviceBench(precision)
        for hasPrefix in [false, true] {
            let expected = try SmallForward(hasPrefix: hasPrefix).run(bench.host)
            let model = SmallForward(hasPrefix: hasPrefix)
            let first = try model.run(bench.device)
            let stream = expected.stream.map { Double($0) }
            let rms = (stream.reduce(0) { $0 + $1 * $1 } / Double(stream.count)).squareRoot()
            let error = zip(first.stream, stream).map { abs(Double($0) - $1) }.max() ?? .infinity
            #expect(error / rms <= bounds(precision).stream)
            let loss = first.losses.reduce(0, +) / Double(first.losses.count)
            #expect(abs(loss - expected.losses.reduce(0, +) / Double(first.losses.count)) <= bounds(precision).loss)

            // Once more, everything there: tokens and targets go there, losses come back.
            let before = try #require(bench.device.traffic)
            let second = try bench.device.keepingOnDevice { try model.run(bench.device, readsStream: false) }
            let after = try #require(bench.device.traffic)
            #expect(second.losses == first.losses)
            let tokens = model.tokens.count
            // Two kinds of numbers are waited for: sums of logits, and losses.
            #expect(after.waits - before.waits == 2)
            #expect(after.bytesIn - before.bytesIn == tokens * (4 + 4 + 8) && after.bytesOut - before.bytesOut == tokens * 2 * 8)
        }
    }
}

/// Weights of bf16, from a seed, with scores and gains as mild as a trained model's, where rounding does not grow; its
/// matrices stay from one run to the next.
private final class SmallForward {
    let sequences = 3, length = 11, before = 5, d = 48, f = 100, vocabulary = 130
    let shape = AttentionShape(heads: 4, keyHeads: 2, headWidth: 16, scale: 0.1, cap: 5, window: 9)
    let hasPrefix: Bool
    let tokens: [Int32]
    private let engine = ComputeEngine(threads: 1)
    private let embedding: StoredMatrix
    private let blocks: [Block]
    private let gain: Matrix
    private let table: RotaryTable
    private let prefix: Matrix
    private let stream: Matrix, normal: Matrix, joined: Matrix, mixed: Matrix, branch: Matrix, logits: Matrix
    private let scores = AttentionScratch(), hidden = FeedForwardScratch()

    struct Block {
        var attention: [StoredMatrix]
        var output: StoredMatrix
        var feedForward: FeedForwardWeights
        var gains: [Matrix]
        var headGain: Matrix
    }

    init(hasPrefix: Bool) {
        self.hasPrefix = hasPrefix
        let (d, f, shape, engine) = (d, f, shape, engine)
        func weights(_ rows: Int, _ columns: Int, _ seed: Int) -> StoredMatrix {
            let a = noise(rows, columns, seed: seed)
            engine.scale(a, by: 1.7 / Float(columns).squareRoot(), into: a)
            return engine.pack(a, as: .bfloat16)
        }
        func mild(_ columns: Int, _ seed: Int) -> Matrix {
            let a = noise(1, columns, seed: seed)
            engine.scale(a, by: 0.3, into: a)
            return a
        }
        embedding = weights(vocabulary, d, 1)
        blocks = (0..<2).map { i in
            let s = 100 * i
            return Block(
                attention: [shape.heads, shape.keyHeads, shape.keyHeads].enumerated().map {
                    weights($1 * shape.headWidth, d, s + 2 + $0)
                },
                output: weights(d, shape.outputColumns, s + 5),
                feedForward: FeedForwardWeights(
                    gate: weights(f, d, s + 6), up: weights(f, d, s + 7), down: weights(d, f, s + 8), activation: .geluTanh),
                gains: (0..<4).map { mild(d, s + 9 + $0) }, headGain: mild(shape.headWidth, s + 14))
        }
        gain = mild(d, 15)
        table = RotaryTable(positions: before + length, frequencies: RotaryTable.frequencies(width: 16, base: 100))
        prefix = noise(before, shape.joinedColumns, seed: 16)
        let count = sequences * length
        tokens = (0..<count).map { Int32($0 * 37 % 130) }
        stream = Matrix(rows: count, columns: d)
        normal = Matrix(rows: count, columns: d)
        branch = Matrix(rows: count, columns: d)
        joined = Matrix(rows: count, columns: shape.joinedColumns)
        mixed = Matrix(rows: count, columns: shape.outputColumns)
        logits = Matrix(rows: count, columns: vocabulary)
    }

    func run(_ engine: ComputeEngine, readsStream: Bool = true) throws -> (stream: [Float], losses: [Double]) {
        engine.gatherRows(of: embedding, tokens, scale: Float(d).squareRoot(), into: stream)
        for block in blocks {
            engine.rmsNorm(stream, weight: block.gains[0], epsilon: 1e-6, into: normal)
            #expect(engine.product(normal, transposedFinite: block.attention, into: joined))
            engine.rmsNormParts(joined, parts: shape.heads, weight: block.headGain, offset: 1, epsilon: 1e-6)
            engine.rotate(
                joined, heads: shape.heads + shape.keyHeads, headWidth: shape.headWidth, length: length,
                from: hasPrefix ? before : 0, by: table)
            if hasPrefix {
                engine.attention(
                    joined, after: prefix, sequences: sequences, length: length, shape: shape, scratch: scores, into: mixed)
            } else {
                engine.attention(joined, sequences: sequences, length: length, shape: shape, scratch: scores, into: mixed)
            }
            #expect(engine.product(mixed, transposedFinite: [block.output], into: branch))
            engine.addRMSNorm(branch, weight: block.gains[1], epsilon: 1e-6, to: stream)
            engine.rmsNorm(stream, weight: block.gains[2], epsilon: 1e-6, into: normal)
            #expect(engine.feedForward(normal, by: block.feedForward, scratch: hidden, into: branch))
            engine.addRMSNorm(branch, weight: block.gains[3], epsilon: 1e-6, to: stream)
        }
        engine.rmsNorm(stream, weight: gain, epsilon: 1e-6, into: normal)
        #expect(engine.product(normal, transposedFinite: [embedding], into: logits))
        engine.softCap(logits, cap: 30, into: logits)
        let sums = engine.logSumExps(logits)
        let losses = engine.crossEntropies(logits, targets: Array(tokens.dropFirst()) + [0], logSums: sums)
        return (readsStream ? stream.toArray() : [], losses)
    }
}
