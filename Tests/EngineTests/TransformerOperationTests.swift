import Engine
import Foundation
import Testing

/// The forward's whole-matrix operations against plain twins in Double, on several threads.
@Suite struct TransformerOperationTests {
    static func matrix(_ rows: Int, _ columns: Int, seed: UInt64, scale: Float = 1) -> Matrix {
        Matrix(rows: rows, columns: columns, elements: noise(rows * columns, seed: seed, scale: scale))
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var sequences: Int
        var length: Int
        var shape: AttentionShape
        var testDescription: String { "\(sequences) x \(length), \(shape)" }
    }

    static let cases: [Case] = [
        Case(sequences: 1, length: 1, shape: AttentionShape(heads: 1, keyHeads: 1, headWidth: 2, scale: 1, cap: nil, window: nil)),
        Case(sequences: 3, length: 2, shape: AttentionShape(heads: 6, keyHeads: 2, headWidth: 5, scale: 0.7, cap: 5, window: 1)),
        Case(sequences: 2, length: 64, shape: AttentionShape(heads: 2, keyHeads: 2, headWidth: 16, scale: 0.25, cap: 50, window: 64)),
        // More than one block of queries, a window that begins inside one and one that does not.
        Case(sequences: 2, length: 150, shape: AttentionShape(heads: 4, keyHeads: 2, headWidth: 8, scale: 0.4, cap: 50, window: 8)),
        Case(sequences: 1, length: 129, shape: AttentionShape(heads: 3, keyHeads: 1, headWidth: 10, scale: 0.5, cap: nil, window: 70)),
        Case(sequences: 1, length: 129, shape: AttentionShape(heads: 3, keyHeads: 1, headWidth: 10, scale: 0.5, cap: 4, window: nil)),
    ]

    /// Attention as its definition says, one query at a time.
    static func plainAttention(_ joined: [Float], _ c: Case) -> [Double] {
        let s = c.shape, columns = s.joinedColumns, d = s.headWidth
        var out = [Double](repeating: 0, count: c.sequences * c.length * s.outputColumns)
        for sequence in 0..<c.sequences {
            for head in 0..<s.heads {
                let keyHead = head / (s.heads / s.keyHeads)
                func element(_ position: Int, _ column: Int) -> Double {
                    Double(joined[(sequence * c.length + position) * columns + column])
                }
                for q in 0..<c.length {
                    let seen = (0...q).filter { q - $0 < (s.window ?? .max) }
                    let scores = seen.map { k in
                        let dot = (0..<d).reduce(0) {
                            $0 + element(q, head * d + $1) * element(k, (s.heads + keyHead) * d + $1)
                        }
                        let scaled = dot * Double(s.scale)
                        return s.cap.map { Double($0) * tanh(scaled / Double($0)) } ?? scaled
                    }
                    let largest = scores.max()!, weights = scores.map { exp($0 - largest) }
                    let sum = weights.reduce(0, +)
                    for (k, weight) in zip(seen, weights) {
                        for i in 0..<d {
                            out[(sequence * c.length + q) * s.outputColumns + head * d + i] +=
                                weight / sum * element(k, (s.heads + s.keyHeads + keyHead) * d + i)
                        }
                    }
                }
            }
        }
        return out
    }

    @Test(arguments: cases)
    func `attention is its definition, and the same bits on any number of threads`(c: Case) {
        let joined = Self.matrix(c.sequences * c.length, c.shape.joinedColumns, seed: 4, scale: 2)
        let results = [1, 2, 7].map { threads in
            let out = Matrix(rows: joined.rows, columns: c.shape.outputColumns)
            let scratch = AttentionScratch()
            let engine = ComputeEngine(threads: threads)
            // A second run in the same scratch must not see the first.
            for _ in 0..<2 {
                engine.attention(
                    joined, sequences: c.sequences, length: c.length, shape: c.shape, scratch: scratch, into: out)
            }
            return out.toArray()
        }
        // Scores of size 10 with some roundings of 6e-7 each: relative errors of the weights.
        #expect(TransformerKernelTests.error(results[0], Self.plainAttention(joined.toArray(), c)) <= 1e-5)
        #expect(results[0].map(\.bitPattern) == results[1].map(\.bitPattern))
        #expect(results[0].map(\.bitPattern) == results[2].map(\.bitPattern))
    }

    // Hidden layers of less than a panel's step, of one, and of an odd number; more tokens than are held at a time.
    @Test(arguments: [(5, 6, 7), (33, 48, 64), (1100, 16, 200), (70, 700, 1100), (2050, 96, 130), (4100, 8, 72)])
    func `the feed-forward layer is its definition, and the same bits on any number of threads`(t: Int, d: Int, f: Int) {
        let x = Self.matrix(t, d, seed: 1), scale = 2 / Float(d).squareRoot()
        let gate = Self.matrix(f, d, seed: 2, scale: scale), up = Self.matrix(f, d, seed: 4, scale: scale)
        let down = Self.matrix(d, f, seed: 3, scale: scale)
        let results = [1, 2, 7].map { threads in
            let out = Matrix(rows: t, columns: d), engine = ComputeEngine(threads: threads)
            let stored = [gate, up, down].map { engine.pack($0, as: .float32) }
            let finite = engine.feedForward(
                x, by: FeedForwardWeights(gate: stored[0], up: stored[1], down: stored[2], activation: .geluTanh),
                scratch: FeedForwardScratch(), into: out)
            #expect(finite)
            return out.toArray()
        }
        #expect(results[0].map(\.bitPattern) == results[1].map(\.bitPattern))
        #expect(results[0].map(\.bitPattern) == results[2].map(\.bitPattern))

        // The twin on some rows: first, last, and around the borders of tiles, blocks and chunks.
        let xs = x.toArray(), gates = gate.toArray(), ups = up.toArray(), w = down.toArray()
        for row in Set([0, 5, 6, t / 2, 1023, 1026, 4095, 4096, t - 1]).filter({ $0 < t }) {
            func dot(_ w: [Float], _ r: Int) -> Double {
                (0..<d).reduce(0) { $0 + Double(xs[row * d + $1]) * Double(w[r * d + $1]) }
            }
            let hidden = (0..<f).map { j in
                let gate = dot(gates, j)
                let inner = (2 / Double.pi).squareRoot() * (gate + 0.044715 * gate * gate * gate)
                return 0.5 * gate * (1 + tanh(inner)) * dot(ups, j)
            }
            let plain = (0..<d).map { i in (0..<f).reduce(0) { $0 + hidden[$1] * Double(w[i * f + $1]) } }
            // Float32 sums of up to 1,400 products.
            #expect(TransformerKernelTests.error(results[0][row * d..<(row + 1) * d], plain) <= 2e-5, "row \(row)")
        }
    }

    @Test func `rotation turns the pairs of every head by position times frequency`() {
        let engine = ComputeEngine(threads: 3), table = RotaryTable(
            positions: 40, frequencies: RotaryTable.frequencies(width: 6, base: 100))
        let x = Self.matrix(3 * 40, 20, seed: 1), before = x.toArray()
        engine.rotate(x, heads: 2, headWidth: 6, length: 40, by: table)
        let after = x.toArray()
        for r in 0..<120 {
            for head in 0..<2 {
                for i in 0..<3 {
                    let angle = Double(r % 40) * pow(100, -Double(2 * i) / 6)
                    let at = r * 20 + head * 6 + i, a = Double(before[at]), b = Double(before[at + 3])
                    // The angle, below 40, is rounded to float32.
                    #expect(abs(Double(after[at]) - (a * cos(angle) - b * sin(angle))) <= 8e-6)
                    #expect(abs(Double(after[at + 3]) - (b * cos(angle) + a * sin(angle))) <= 8e-6)
                }
            }
            #expect(after[r * 20 + 12..<r * 20 + 20] == before[r * 20 + 12..<r * 20 + 20], "other columns stay")
        }
    }

    @Test func `norms and soft-caps go over every row`() {
        let engine = ComputeEngine(threads: 3)
        let x = Self.matrix(999, 130, seed: 1, scale: 4), w = Self.matrix(1, 130, seed: 2)
        let out = Matrix(rows: 999, columns: 130), sum = Self.matrix(999, 130, seed: 3), start = sum.toArray()
        engine.rmsNorm(x, weight: w, epsilon: 1e-6, into: out)
        engine.addRMSNorm(x, weight: w, epsilon: 1e-6, to: sum)
        let xs = x.toArray(), norm = out.toArray()
        for r in stride(from: 0, to: 999, by: 37) {
            let plain = TransformerKernelTests.plainNorm(Array(xs[r * 130..<(r + 1) * 130]), w.toArray(), 1e-6)
            #expect(TransformerKernelTests.error(norm[r * 130..<(r + 1) * 130], plain) <= 10 * 0x1p-24)
        }
        #expect(sum.toArray() == zip(start, norm).map { $0 + $1 })
        engine.softCap(x, cap: 2, into: x)
        #expect(TransformerKernelTests.error(x.toArray(), xs.map { 2 * tanh(Double($0) / 2) }) <= 5 * 0x1p-24)
    }

    @Test func `shapes that do not fit are programming errors`() async {
        await #expect(processExitsWith: .failure) {
            ComputeEngine(threads: 1).rmsNorm(
                Matrix(rows: 2, columns: 3), weight: Matrix(rows: 1, columns: 4), epsilon: 1,
                into: Matrix(rows: 2, columns: 3))
        }
        await #expect(processExitsWith: .failure) {
            _ = AttentionShape(heads: 3, keyHeads: 2, headWidth: 4, scale: 1, cap: nil, window: nil)
        }
    }
}
