import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

struct PricedKernelTests {
    private struct Nesting {
        let bits: [UInt64], fired: [Int32], words: Int, tokens: Int, power: Float, chance: Float

        init(_ f: SparseSample, power: Float, chance: Float) {
            words = pieces(f.rows, of: 64)
            var bits = [UInt64](repeating: 0, count: f.columns * words)
            for i in 0..<f.columns {
                for k in f.inColumn(i) { bits[i * words + Int(f.tokens[k]) / 64] |= 1 << UInt64(f.tokens[k] % 64) }
            }
            self.bits = bits
            fired = (0..<f.columns).map { Int32(f.inColumn($0).count) }
            (tokens, self.power, self.chance) = (f.rows, power, chance)
        }

        func factor(_ i: Int, _ j: Int) -> Double {
            let common = (0..<words).reduce(0) { $0 + (bits[i * words + $1] & bits[j * words + $1]).nonzeroBitCount }
            var share = fired[i] == 0 ? 0 : Double(common) / Double(fired[i])
            if chance > 0 {
                let expected = Double(chance) * Double(fired[j]) / Double(tokens)
                share = expected < 1 ? max(0, share - expected) / (1 - expected) : 0
            }
            return pow(share, Double(power))
        }
    }

    /// Sums, then the gradient.
    private func expected(
        _ f: SparseSample, _ m: [Float], _ rates: [Float], _ w: [Float], _ d: Int, _ inverse: [Float], _ scale: Double,
        _ nesting: Nesting?, _ before: [Float]
    ) -> (sums: [Double], gradient: [Double]) {
        var sums = [0.0, 0, 0, 0, 0], out = before.map(Double.init)
        for b in 0..<f.rows {
            for e in f.entries(b) {
                let i = Int(f.indices[e]), n = inverse.isEmpty ? 1 : Double(inverse[i]), mass = Double(m[e])
                for other in f.entries(b) {
                    let j = Int(f.indices[other]), o = inverse.isEmpty ? 1 : Double(inverse[j])
                    if !(rates[j] > rates[i]) { continue }
                    sums[2] += mass
                    let dot = (0..<d).reduce(0.0) { $0 + Double(w[i * d + $1]) * Double(w[j * d + $1]) }
                    if !(dot > 0) { continue }
                    let c = dot * n * o, share = nesting?.factor(i, j) ?? 1, turn = asin(min(1, c))
                    sums[0] += 1
                    sums[1] += mass * c * c * share
                    sums[3] += mass * turn
                    sums[4] += mass * c * c * share * turn
                    for k in 0..<d {
                        out[i * d + k] += 2 * scale * mass * share * c * n * o * Double(w[j * d + k])
                        if !inverse.isEmpty { out[i * d + k] -= 2 * scale * mass * share * c * c * n * n * Double(w[i * d + k]) }
                    }
                }
            }
        }
        return (sums, out)
    }

    private func run(
        _ f: SparseSample, _ m: [Float], _ rates: [Float], _ w: [Float], _ d: Int, _ inverse: [Float], _ scale: Float,
        _ nesting: Nesting?, _ before: [Float], rounds: [Range<Int>], high: Int
    ) -> (sums: [Double], gradient: [Float]) {
        let F = f.columns
        let rowStarts = DeviceArray(f.rowStarts), indices = DeviceArray(f.indices), masses = DeviceArray(m), rate = DeviceArray(rates)
        let starts = DeviceArray(f.starts), tokens = DeviceArray(f.tokens), positions = DeviceArray(f.positions)
        let rows = DeviceArray(w), norms = DeviceArray(inverse), out = DeviceArray(before)
        let bits = DeviceArray(nesting?.bits ?? []), fired = DeviceArray(nesting?.fired ?? [])
        var total = [0.0, 0, 0, 0, 0]
        for round in rounds {
            let entries = Int(f.rowStarts[round.upperBound] - f.rowStarts[round.lowerBound])
            let rooms = DeviceArray([Int64](repeating: -1, count: round.count + 1))
            KernelTests.run("priced_rooms", [.array(rowStarts), .int(round.lowerBound), .int(round.count), .array(rooms)])
            let room = Int(rooms.values[round.count])
            #expect(room == round.reduce(0) { $0 + f.entries($1).count * (f.entries($1).count + 1) / 2 })
            func ints(_ count: Int) -> DeviceArray<Int32> { DeviceArray([Int32](repeating: -1, count: count)) }
            func floats(_ count: Int) -> DeviceArray<Float> { DeviceArray([Float](repeating: .nan, count: count)) }
            let columns = ints(entries), ordered = floats(entries), orderedRates = floats(entries), origins = ints(entries)
            KernelTests.run(
                "priced_order", grid: (round.count, 1, 1), threads: 128,
                [.array(rowStarts), .array(indices), .array(masses), .array(rate), .int(round.lowerBound), .array(columns),
                 .array(ordered), .array(orderedRates), .array(origins)])
            let places = ints(entries), counts = ints(entries), partners = ints(room), factors = floats(room)
            let parts = DeviceArray([Double](repeating: .nan, count: 5 * entries)), sums = DeviceArray([Double](repeating: .nan, count: 5))
            KernelTests.run(
                "priced_pairs", grid: (round.count, high, 1),
                [.array(rowStarts), .int(round.lowerBound), .int(entries), .array(rows), .int(d), inverse.isEmpty ? .null : .array(norms),
                 .float(2 * scale), nesting == nil ? .null : .array(bits), nesting == nil ? .null : .array(fired),
                 .int(nesting?.words ?? 0), .int(nesting?.tokens ?? 0), .float(nesting?.power ?? 1), .float(nesting?.chance ?? 0),
                 .array(rooms), .array(columns), .array(ordered), .array(orderedRates), .array(origins), .array(places),
                 .array(counts), .array(partners), .array(factors), .array(parts)])
            KernelTests.run("pair_totals", threads: 160, [.array(parts), .int(entries), .array(sums)])
            KernelTests.run(
                "priced_rows", grid: (F, pieces(d, of: 512), 1), threads: 128,
                [.array(starts), .array(tokens), .array(positions), .array(rowStarts), .int(round.lowerBound), .int(round.count),
                 .array(places), .array(counts), .array(partners), .array(factors), .array(rows), .array(out), .int(d)])
            total = zip(total, sums.values).map(+)
        }
        return (total, out.values)
    }

    @Test func gradient() {
        for (rows, columns, d, every) in [(1, 1, 1, 4), (3, 31, 33, 2), (2, 90, 5, 3), (1, 32, 32, 2), (3, 12, 516, 2)] {
            let f = SparseSample(rows: rows, columns: columns, every: every), w = numbers(columns * d, seed: 8)
            let m = numbers(f.count, seed: 9).map(abs), before = numbers(columns * d, seed: 12)
            // Equal rates among them: no pairs.
            let rates = numbers(columns, seed: 10).map { ($0 * 20).rounded() / 20 }
            let norms = (0..<columns).map { i in Float(1 / (0..<d).reduce(0.0) { $0 + Double(w[i * d + $1]) * Double(w[i * d + $1]) }.squareRoot()) }
            let unit = (0..<columns * d).map { w[$0] * norms[$0 / d] }
            for (isFree, nesting) in [
                (false, nil), (true, nil), (false, Nesting(f, power: 1, chance: 0)), (true, Nesting(f, power: 0.5, chance: 0.9)),
            ] {
                let decoder = isFree ? w : unit, inverse = isFree ? norms : []
                let whole = [0..<rows], split = rows > 1 ? [0..<1, 1..<rows] : whole
                var sums: [[Double]] = []
                var bits: [[Float]] = []
                for (rounds, high) in [(whole, pieces(columns, of: 8)), (split, 1)] {
                    bits.append(inAllOrders {
                        let got = run(f, m, rates, decoder, d, inverse, 0.4, nesting, before, rounds: rounds, high: high)
                        sums.append(got.sums)
                        return got.gradient
                    })
                }
                // Rounds and the grid's height change no bit of the gradient.
                expectSame(bits[0], bits[1])
                let wanted = expected(f, m, rates, decoder, d, inverse, 0.4, nesting, before)
                expectClose(bits[0], wanted.gradient, within: 4e-6)
                for got in sums {
                    #expect(got[0] == wanted.sums[0])
                    for k in 1..<5 { #expect(abs(got[k] - wanted.sums[k]) <= 4e-6 * wanted.sums[k], "sum \(k)") }
                }
            }
        }
    }

    @Test func theSinesInverse() {
        let x = numbers(4000).map(abs) + [0, 1, 0.5, Float(0.5).nextUp, Float(1).nextDown, 1e-30]
        let input = DeviceArray(x), out = DeviceArray([Float](repeating: .nan, count: x.count))
        KernelTests.run("check_asin", grid: (2, 1, 1), [.array(input), .array(out), .int(x.count)])
        for (x, y) in zip(x, out.values) {
            let wanted = asin(Double(x))
            #expect(abs(Double(y) - wanted) <= 4 * Double(Float(wanted).ulp), "asin \(x) = \(y), not \(wanted)")
        }
    }

    @Test func sets() {
        for (rows, columns) in [(1, 1), (31, 33), (65, 32), (130, 257)] {
            let f = SparseSample(rows: rows, columns: columns), wanted = Nesting(f, power: 1, chance: 0), words = wanted.words
            let got = inAllOrders {
                let starts = DeviceArray(f.starts), tokens = DeviceArray(f.tokens)
                let bits = DeviceArray([UInt64](repeating: .max, count: columns * words)), fired = DeviceArray([Int32](repeating: -1, count: columns))
                KernelTests.run(
                    "firing_sets", grid: (pieces(columns, of: 8), 1, 1),
                    [.array(starts), .array(tokens), .int(columns), .int(words), .array(bits), .array(fired)])
                #expect(fired.values == wanted.fired)
                let dense = DeviceArray(f.dense), others = DeviceArray([UInt64](repeating: .max, count: columns * words))
                let counted = DeviceArray([Int32](repeating: 0, count: columns))
                KernelTests.run(
                    "firing_sets_dense", grid: (pieces(columns, of: 256), words, 1),
                    [.array(dense), .int(rows), .int(columns), .int(words), .array(others), .array(counted)])
                #expect(counted.values == wanted.fired && others.values == wanted.bits)
                return bits.values
            }
            #expect(got == wanted.bits)
        }
    }
}
