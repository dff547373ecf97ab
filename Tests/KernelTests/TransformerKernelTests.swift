import DeviceFakes
import Testing

struct TransformerKernelTests {
    private static let shapes = [(1, 1), (3, 31), (2, 32), (7, 33), (4, 257), (2, 1028)]

    /// To the nearest bf16, ties to even, by arithmetic instead of bits: the two neighbours and the nearer one.
    private func packed(_ x: Float) -> UInt16 {
        if x.isNaN { return UInt16(x.bitPattern >> 16) | 0x40 }
        let below = Float(bitPattern: x.bitPattern & 0xFFFF_0000), above = Float(bitPattern: below.bitPattern &+ 0x1_0000)
        if x == below { return UInt16(below.bitPattern >> 16) }
        // Beyond the largest, the neighbour stands for 2^128.
        let upper = above.isInfinite ? 0x1p128 * (x < 0 ? -1 : 1) : Double(above)
        let down = abs(Double(x) - Double(below)), up = abs(upper - Double(x))
        let chosen = down < up || (down == up && below.bitPattern & 0x1_0000 == 0) ? below : above
        return UInt16(chosen.bitPattern >> 16)
    }

    @Test func norms() {
        for (rows, columns) in Self.shapes {
            let x = numbers(rows * columns).map { 3 * $0 }, weight = numbers(columns, seed: 2)
            let start = numbers(rows * columns, seed: 3)
            let wanted = (0..<rows).flatMap { r -> [Double] in
                let row = x[r * columns..<(r + 1) * columns].map { Double($0) }
                let mean = row.reduce(0) { $0 + $1 * $1 } / Double(columns)
                return row.enumerated().map { $1 / (mean + 1e-6).squareRoot() * (1 + Double(weight[$0])) }
            }
            for misaligned in [false, true] {
                var bits: [UInt16] = []
                let got = inAllOrders {
                    let a = DeviceArray(x, misaligned: misaligned), w = DeviceArray(weight), out = DeviceArray(start)
                    let half = DeviceArray([UInt16](repeating: 0, count: x.count))
                    run(
                        "transformer_rms_norm", grid: (2, 1, 1),
                        [.array(a), .array(w), .array(out), .array(half), .int(rows), .int(columns), .float(1), .float(1e-6)])
                    bits = half.values
                    let alone = DeviceArray([UInt16](repeating: 0, count: x.count))
                    run(
                        "transformer_rms_norm",
                        [.array(a), .array(w), .null, .array(alone), .int(rows), .int(columns), .float(1), .float(1e-6)])
                    #expect(alone.values == bits)
                    return out.values
                }
                expectClose(got, wanted, within: 2e-6)
                #expect(bits == got.map(packed))
                let added = inAllOrders {
                    let a = DeviceArray(x, misaligned: misaligned), w = DeviceArray(weight), sum = DeviceArray(start)
                    run(
                        "transformer_add_rms_norm", grid: (2, 1, 1),
                        [.array(a), .array(w), .array(sum), .int(rows), .int(columns), .float(1), .float(1e-6)])
                    return sum.values
                }
                expectSame(added, zip(start, got).map { $0 + $1 })
            }
        }
    }

    @Test func normsOfParts() {
        for (rows, parts, width) in [(1, 1, 1), (3, 2, 31), (2, 5, 32), (2, 3, 65)] {
            let first = 3, columns = first + parts * width + 2
            let x = numbers(rows * columns), weight = numbers(width, seed: 2)
            var wanted = x.map { Double($0) }
            for r in 0..<rows {
                for part in 0..<parts {
                    let at = r * columns + first + part * width
                    let mean = x[at..<at + width].reduce(0) { $0 + Double($1) * Double($1) } / Double(width)
                    for j in 0..<width { wanted[at + j] *= Double(weight[j]) / (mean + 1e-5).squareRoot() }
                }
            }
            let got = inAllOrders {
                let a = DeviceArray(x), w = DeviceArray(weight)
                run(
                    "transformer_rms_norm_parts", grid: (2, 1, 1), threads: 64,
                    [
                        .array(a), .array(w), .int(rows), .int(columns), .int(first), .int(parts), .int(width), .float(0),
                        .float(1e-5),
                    ])
                return a.values
            }
            expectClose(got, wanted, within: 2e-6)
            for i in 0..<x.count where i % columns < first || i % columns >= columns - 2 { #expect(got[i] == x[i]) }
        }
    }

    @Test func rotation() {
        for (rows, length, heads, headWidth, half, start) in [(1, 1, 1, 2, 1, 0), (6, 3, 2, 33, 16, 2), (4, 4, 3, 8, 4, 0)] {
            let columns = heads * headWidth + 5, positions = start + length
            let x = numbers(rows * columns)
            let c = (0..<positions * half).map { Float(cosine(Double($0))) }
            let s = (0..<positions * half).map { Float(sine(Double($0))) }
            var wanted = x
            for r in 0..<rows {
                for head in 0..<heads {
                    for i in 0..<half {
                        let at = r * columns + head * headWidth + i, p = (start + r % length) * half + i
                        wanted[at] = x[at] * c[p] - x[at + half] * s[p]
                        wanted[at + half] = x[at + half] * c[p] + x[at] * s[p]
                    }
                }
            }
            let got = inAllOrders {
                let a = DeviceArray(x), cosines = DeviceArray(c), sines = DeviceArray(s)
                run(
                    "transformer_rotate", grid: (2, 2, 1), threads: 32,
                    [
                        .array(a), .array(cosines), .array(sines), .int(rows), .int(columns), .int(heads), .int(headWidth),
                        .int(half), .int(length), .int(start),
                    ])
                return a.values
            }
            expectSame(got, wanted)
        }
    }

    private func activated(_ x: Double, _ activation: Int) -> Double {
        switch activation {
        case 0: x / 2 * (1 + hyperbolicTangent(0.7978845608028654 * (x + 0.044715 * x * x * x)))
        case 1: x / 2 * (1 + errorFunction(x / 2.0.squareRoot()))
        case 2: x / (1 + exponential(-x))
        default: max(x, 0)
        }
    }

    @Test func hiddenLayers() {
        for (tokens, units, group) in [(1, 1, 1), (3, 31, 31), (2, 128, 64), (2, 100, 64), (3, 257, 32), (2, 12, 4)] {
            for activation in 0..<4 {
                for (gated, biased) in [(true, false), (true, true), (false, true), (false, false)] {
                    let pitch = (gated ? 2 * units : units) + (units % 4 == 0 ? 4 : 1)
                    let product = numbers(tokens * pitch).map { 4 * $0 }
                    let gateBias = numbers(units, seed: 2), upBias = numbers(units, seed: 3)
                    var wanted: [Double] = []
                    for t in 0..<tokens {
                        for u in 0..<units {
                            let bias = { (b: [Float]) in biased ? Double(b[u]) : 0 }
                            if gated {
                                let first = u / group * group, width = min(group, units - first)
                                let at = t * pitch + 2 * first + u - first
                                wanted.append(
                                    activated(Double(product[at]) + bias(gateBias), activation)
                                        * (Double(product[at + width]) + bias(upBias)))
                            } else {
                                wanted.append(activated(Double(product[t * pitch + u]) + bias(upBias), activation))
                            }
                        }
                    }
                    let packedPitch = units + 3
                    var half: [UInt16] = []
                    let got = inAllOrders {
                        let p = DeviceArray(product), g = DeviceArray(gateBias), b = DeviceArray(upBias)
                        let out = DeviceArray([Float](repeating: 9, count: tokens * units))
                        let bits = DeviceArray([UInt16](repeating: 7, count: tokens * packedPitch))
                        run(
                            "transformer_activate", grid: (2, 2, 1), threads: 32,
                            [
                                .array(p), biased ? .array(g) : .null, biased ? .array(b) : .null, .array(out), .array(bits),
                                .int(tokens), .int(units), .int(pitch), .int(group), .int(packedPitch), .int(activation),
                                .int(gated ? 1 : 0),
                            ])
                        half = bits.values
                        return out.values
                    }
                    expectClose(got, wanted, within: 2e-6)
                    #expect(
                        half == (0..<tokens * packedPitch).map {
                            $0 % packedPitch < units ? packed(got[$0 / packedPitch * units + $0 % packedPitch]) : 7
                        })
                }
            }
        }
    }

    @Test func attentionWeights() {
        // (rows, queries, keys, first query, first key, window, cap)
        let cases: [(Int, Int, Int, Int, Int, Int, Float)] = [
            (1, 1, 1, 0, 0, 0, 0), (6, 3, 3, 0, 0, 0, 50), (66, 33, 33, 0, 0, 5, 0), (4, 2, 131, 129, 0, 64, 30),
            (8, 4, 40, 100, 64, 33, 2), (5, 5, 257, 252, 0, 0, 0),
            // Columns in front of position 0.
            (6, 3, 8, 0, -5, 0, 0), (4, 4, 40, 30, -3, 33, 2),
        ]
        for (rows, queries, keys, firstQuery, firstKey, window, cap) in cases {
            let pitch = keys + 3, scale: Float = 0.7, scores = numbers(rows * pitch).map { 9 * $0 }
            var wanted = scores.map { Double($0) }
            for r in 0..<rows {
                let query = firstQuery + r % queries
                let sees = { (k: Int) in firstKey + k >= 0 && firstKey + k <= query && (window == 0 || firstKey + k > query - window) }
                let raw = (0..<keys).map { k -> Double in
                    let s = Double(scores[r * pitch + k]) * Double(scale)
                    return cap > 0 ? Double(cap) * hyperbolicTangent(s / Double(cap)) : s
                }
                let largest = (0..<keys).filter(sees).map { raw[$0] }.max() ?? 0
                let e = (0..<keys).map { sees($0) ? exponential(raw[$0] - largest) : 0 }, sum = e.reduce(0, +)
                for k in 0..<keys { wanted[r * pitch + k] = e[k] / sum }
            }
            let slots = { (s: DeviceArray<Float>, half: Slot, packedPitch: Int) in
                [
                    Slot.array(s), half, .int(rows), .int(queries), .int(keys), .int(pitch), .int(packedPitch),
                    .int(firstQuery), .int(firstKey), .int(window), .float(scale), .float(cap),
                ]
            }
            let got = inAllOrders {
                let s = DeviceArray(scores)
                run("transformer_attention_weights", grid: (2, 1, 1), threads: 64, slots(s, .null, 0))
                return s.values
            }
            // Beyond the keys nothing is touched, and scores there are larger than weights.
            expectClose(
                (0..<got.count).map { $0 % pitch < keys ? got[$0] : 0 },
                (0..<got.count).map { $0 % pitch < keys ? wanted[$0] : 0 }, within: 3e-6)
            for i in 0..<got.count where i % pitch >= keys { #expect(got[i] == scores[i]) }
            let half = inAllOrders {
                let s = DeviceArray(scores), bits = DeviceArray([UInt16](repeating: 7, count: rows * (keys + 1)))
                run("transformer_attention_weights", threads: 32, slots(s, .array(bits), keys + 1))
                return bits.values
            }
            #expect(
                half == (0..<half.count).map {
                    $0 % (keys + 1) < keys ? packed(got[$0 / (keys + 1) * pitch + $0 % (keys + 1)]) : 7
                })
        }
    }

    @Test func packingAndGatheringBF16() {
        let odd: [Float] = [
            .nan, Float(bitPattern: 0x7F80_0001), .infinity, -.infinity, 0, -0.0, .greatestFiniteMagnitude, .leastNonzeroMagnitude, 1.00390625,
            1.01171875, 3.3895314e38,
        ]
        for (rows, columns) in Self.shapes {
            var a = numbers(rows * (columns + 1))
            for (i, x) in odd.enumerated() where rows > 1 { a[i] = x }
            for pitch in [columns, (columns + 7) / 8 * 8] {
                let got = inAllOrders {
                    let x = DeviceArray(a), out = DeviceArray([UInt16](repeating: 7, count: rows * pitch))
                    run(
                        "transformer_pack_bf16", grid: (2, 2, 1), threads: 32,
                        [.array(x), .array(out), .int(rows), .int(columns), .int(columns + 1), .int(pitch)])
                    return out.values
                }
                #expect(got == (0..<rows * pitch).map { $0 % pitch < columns ? packed(a[$0 / pitch * (columns + 1) + $0 % pitch]) : 0 })
                let indices = [rows - 1, 0, 0, rows / 2].map { Int32($0) }
                for (list, scale) in [(indices, 1.5), (indices, 1), (nil, 1)] as [([Int32]?, Float)] {
                    let count = list?.count ?? rows
                    let back = inAllOrders {
                        let stored = DeviceArray(got), l = list.map { DeviceArray($0) }
                        let out = DeviceArray([Float](repeating: 0, count: count * columns))
                        run(
                            "transformer_gather_bf16", grid: (2, 2, 1), threads: 32,
                            [
                                .array(stored), l.map { .array($0) } ?? .null, .array(out), .int(count), .int(columns),
                                .int(pitch), .float(scale),
                            ])
                        return out.values
                    }
                    expectSame(
                        back, (0..<count * columns).map { i in
                            let row = list.map { Int($0[i / columns]) } ?? i / columns
                            let x = Float(bitPattern: UInt32(got[row * pitch + i % columns]) << 16)
                            return scale == 1 ? x : x * scale
                        })
                }
            }
        }
    }

    @Test func weightsThatAreNotFinite() {
        for (exponent, largest, bad) in [(0x7F80, 0x7F7F, [0x7F80, 0xFF80, 0x7FC0]), (0x7C00, 0x7BFF, [0x7C00, 0xFC01])] as [(Int, UInt16, [UInt16])] {
            for n in awkwardSizes {
                for number in [largest] + bad {
                    var stored = [UInt16](repeating: 0x8000 | largest, count: n)
                    stored[n - 1] = number
                    let got = inAllOrders {
                        let x = DeviceArray(stored), flag = DeviceArray([Int32(0)])
                        run(
                            "transformer_any_nonfinite16", grid: (2, 1, 1), threads: 32,
                            [.array(x), .array(flag), .int(n), .int(1), .int(exponent)])
                        return flag.values
                    }
                    #expect(got == [number == largest ? 0 : 1])
                }
            }
        }
    }

    #if !((os(macOS) || targetEnvironment(macCatalyst)) && arch(x86_64))
    @Test func everyHalfIsItsFloat() {
        let all = (0...UInt16.max).map { $0 }
        let stored = DeviceArray(all), out = DeviceArray([Float](repeating: 0, count: all.count))
        run(
            "transformer_gather_f16", grid: (8, 2, 1), threads: 64,
            [.array(stored), .null, .array(out), .int(256), .int(256), .int(256), .float(1)])
        expectSame(out.values, all.map { Float(Float16(bitPattern: $0)) })
    }
    #endif
}
