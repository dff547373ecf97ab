import Engine
import Testing

@Suite struct RandomFillTests {
    @Test func `uniform numbers keep to their range and fill it evenly`() {
        let engine = ComputeEngine(threads: 2), out = Matrix(rows: 300, columns: 1001)
        var random = CounterRandom(seed: 5)
        engine.fillUniform(out, in: -2...6, using: &random)
        let x = out.toArray()
        #expect(x.allSatisfy { $0 >= -2 && $0 < 6 })
        // The mean of n uniforms of width 8 has a deviation of 8 / sqrt(12 n); five of them.
        let n = Double(x.count)
        #expect(abs(engine.sum(out) / n - 2) <= 5 * 8 / (12 * n).squareRoot())
        for tenth in 0..<10 {
            let inside = x.count { $0 >= -2 + 0.8 * Float(tenth) && $0 < -2 + 0.8 * Float(tenth + 1) }
            #expect(abs(Double(inside) - n / 10) <= 5 * (n * 0.09).squareRoot())
        }
    }

    @Test func `normal numbers have their moments and tails`() {
        let engine = ComputeEngine(threads: 2), out = Matrix(rows: 300, columns: 1001)
        var random = CounterRandom(seed: 6)
        engine.fillNormal(out, mean: 3, standardDeviation: 2, using: &random)
        let x = out.toArray().map { (Double($0) - 3) / 2 }, n = Double(x.count)
        func moment(_ p: Int) -> Double { x.reduce(0) { sum, v in sum + (0..<p).reduce(1.0) { r, _ in r * v } } / n }
        // Moments 1, 2 and 4 of a standard normal have variances 1, 2 and 96 over n; five deviations.
        #expect(abs(moment(1)) <= 5 / n.squareRoot())
        #expect(abs(moment(2) - 1) <= 5 * (2 / n).squareRoot())
        #expect(abs(moment(4) - 3) <= 5 * (96 / n).squareRoot())
        // Beyond two deviations lie 4.55 %.
        #expect(abs(Double(x.count { abs($0) > 2 }) - 0.0455 * n) <= 5 * (n * 0.0434).squareRoot())
    }

    @Test func `the bits do not depend on the thread count, and a saved generator goes on`() {
        expectSameBitsOnAnyThreads("fills") { engine in
            var random = CounterRandom(seed: 7, stream: 3)
            let a = Matrix(rows: 123, columns: 457), b = Matrix(rows: 123, columns: 457)
            engine.fillNormal(a, using: &random)
            engine.fillUniform(b, in: 0...1, using: &random)
            return a.toArray() + b.toArray() + [random.uniform()]
        }
        let engine = ComputeEngine(threads: 2)
        var random = CounterRandom(seed: 8)
        _ = random.next()
        let first = Matrix(rows: 1, columns: 5), second = Matrix(rows: 1, columns: 5), again = Matrix(rows: 1, columns: 5)
        engine.fillUniform(first, in: 0...1, using: &random)
        var saved = random
        engine.fillUniform(second, in: 0...1, using: &random)
        engine.fillUniform(again, in: 0...1, using: &saved)
        #expect(second.toArray() == again.toArray() && first.toArray() != second.toArray() && saved == random)
    }

    /// The published test vectors of Philox 4x32-10 (Random123, kat_vectors).
    @Test func `the generator is Philox 4x32-10`() {
        func block(_ seed: UInt64, _ stream: UInt64, _ position: UInt64) -> [UInt64] {
            let block = CounterRandom.block(seed: seed, stream: stream, position: position)
            return [block.0, block.1]
        }
        #expect(block(0, 0, 0) == [0xe169_c58d_6627_e8d5, 0x9b00_dbd8_bc57_ac4c])
        #expect(block(.max, .max, .max) == [0x41c8_3b0e_408f_276d, 0x6d54_51fd_a20b_c7c6])
        #expect(
            block(0x299f_31d0_a409_3822, 0x0370_7344_1319_8a2e, 0x85a3_08d3_243f_6a88)
                == [0x94fd_cceb_d16c_fe09, 0x2412_6ea1_5001_e420])
        var random = CounterRandom(seed: 0)
        #expect(random.next() == block(0, 0, 0)[0] && random.next() == block(0, 0, 0)[1])
    }
}
