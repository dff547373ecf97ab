import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

struct AdamKernelTests {
    private static let shapes = [(1, 1), (3, 31), (4, 32), (5, 33), (3, 257), (2, 1030), (2, 4100), (1, 5001)]

    @Test func parallelParts() {
        for (rows, d) in Self.shapes {
            let g = numbers(rows * d, seed: 2), marks = (0..<rows).map { UInt8($0 == 2 ? 0 : 1) }
            var w = numbers(rows * d, seed: 3)
            if rows > 1 { w.replaceSubrange(d..<2 * d, with: [Float](repeating: 0, count: d)) }
            for asks in [false, true] {
                var squares: [Double] = []
                let got = inAllOrders {
                    let gradient = DeviceArray(g), directions = DeviceArray(w), marked = DeviceArray(marks)
                    let left = DeviceArray([Double](repeating: -1, count: rows))
                    run(
                        "remove_parallel", grid: (rows, 1, 1),
                        [.array(gradient), .array(directions), .array(marked), .int(rows), .int(d), asks ? .array(left) : .null])
                    squares = left.values
                    return gradient.values
                }
                var wanted = g.map(Double.init)
                for i in 0..<rows where marks[i] != 0 {
                    let at = i * d..<(i + 1) * d
                    let square = at.reduce(0.0) { $0 + Double(w[$1]) * Double(w[$1]) }
                    let along = at.reduce(0.0) { $0 + Double(g[$1]) * Double(w[$1]) }
                    if square > 0 { for j in at { wanted[j] -= along / square * Double(w[j]) } }
                }
                // Against g's size: where d is 1 nothing is left.
                expectClose(got + g, wanted + g.map(Double.init), within: 3e-7)
                for i in 0..<rows {
                    let exact = marks[i] == 0 ? 0 : (i * d..<(i + 1) * d).reduce(0.0) { $0 + Double(got[$1]) * Double(got[$1]) }
                    #expect(asks ? abs(squares[i] - exact) <= 1e-14 * exact : squares[i] == -1)
                }
            }
        }
    }

    @Test func clip() {
        for (squares, clip, factor) in [
            ([4.0, 5.0], Float(1), Float(1 / (3 + 1e-6))), ([0.01], 1, 1), ([9], 0, 1), ([], 1, 1), ([.infinity], 1, .nan), ([.nan, 1], 0, .nan),
        ] as [([Double], Float, Float)] {
            let input = DeviceArray(squares), norm = DeviceArray([0.0]), out = DeviceArray([Float(7)])
            run("clip_factor", threads: 32, [.array(input), .int(squares.count), .float(clip), .array(norm), .array(out)])
            expectSame(out.values, [factor])
            let sum = squares.reduce(0, +).squareRoot()
            #expect(norm.values[0] == sum || sum.isNaN && norm.values[0].isNaN)
        }
    }

    private struct Case {
        var hasFirst = false, hasMarks = true, hasClip = false, unit = false
        var beta1: Float { hasFirst ? 0.9 : 0 }
    }

    /// The CPU's roundings, entry by entry.
    private func expected(
        _ w: inout [Float], _ g: [Float], _ m: inout [Float], _ v: inout [Float], _ touched: [UInt8], _ last: [Int32],
        _ length: Int, _ count: Int, _ scale: Float, _ c: Case, _ figures: (share: Float, root: Float, rate: Float, epsilon: Float)
    ) {
        for at in w.indices {
            let row = at / length, isTouched = !c.hasMarks || touched[row] != 0
            if !c.hasFirst && !isTouched { continue }
            let late = !c.hasFirst && c.hasMarks ? count - Int(last[row]) : 1
            let decay = late == 1 ? 0.999 : Float(pow(Double(0.999 as Float), Double(late)))
            let x = isTouched ? scale * g[at] : 0
            v[at] = isTouched ? (figures.share * x * x).addingProduct(decay, v[at]) : decay * v[at]
            var moved = x
            if c.hasFirst {
                moved = isTouched ? ((1 - c.beta1) * x).addingProduct(c.beta1, m[at]) : c.beta1 * m[at]
                m[at] = moved
            }
            let below = figures.epsilon.addingProduct(figures.root, v[at].squareRoot())
            w[at] = w[at].addingProduct(-figures.rate, moved / below)
        }
    }

    @Test func update() {
        let figures = (share: Float(1 - Double(0.999 as Float)), root: Float(1.7), rate: Float(3e-3), epsilon: Float(1e-8))
        let count = 4000
        for (rows, d) in Self.shapes + [(257, 1)] {
            for c in [
                Case(), Case(hasMarks: false, hasClip: true), Case(unit: true), Case(hasFirst: true, hasClip: true),
                Case(hasFirst: true, hasMarks: false, unit: true),
            ] {
                let g = numbers(rows * d, seed: 2), touched = (0..<rows).map { UInt8($0 % 3 == 1 ? 0 : 1) }
                let last = (0..<rows).map { Int32(count - 1 - $0 % 4 * 997) }
                let start = (numbers(rows * d, seed: 3), numbers(rows * d, seed: 4), numbers(rows * d, seed: 5).map(abs))
                func figuresOf(_ f: [Float]) -> [Slot] { f.map(Slot.float) }
                var shadow: [UInt16] = []
                let got = inAllOrders {
                    let w = DeviceArray(start.0), m = DeviceArray(start.1), v = DeviceArray(start.2), gradient = DeviceArray(g)
                    let marks = DeviceArray(touched), updates = DeviceArray(last), clip = DeviceArray([Float(0.25)])
                    let halved = DeviceArray([UInt16](repeating: 7, count: rows * d))
                    let common: [Slot] =
                        [.array(w), .array(gradient), c.hasFirst ? .array(m) : .null, .array(v), c.hasMarks ? .array(marks) : .null,
                         c.hasMarks ? .array(updates) : .null, c.hasClip ? .array(clip) : .null]
                        + figuresOf([c.hasClip ? 9 : 0.25, c.beta1, 0.999]) + [.int(count)]
                        + figuresOf([figures.share, figures.root, figures.rate, figures.epsilon])
                    if d == 1 && !c.unit {
                        run("adam_entries", grid: (2, 1, 1), threads: 64, common + [.int(rows)])
                    } else {
                        run(
                            "adam_rows", grid: (rows, 1, 1),
                            common + [.int(c.unit ? 1 : 0), .array(halved), .int(rows), .int(d)])
                        shadow = halved.values
                    }
                    return w.values + m.values + v.values
                }
                var (w, m, v) = start
                expected(&w, g, &m, &v, touched, last, d, count, 0.25, c, figures)
                let n = rows * d
                expectSame(Array(got[n..<2 * n]), m)
                expectSame(Array(got[(2 * n)...]), v)
                if c.unit {
                    var unit = w.map(Double.init)
                    for i in 0..<rows where c.hasFirst || touched[i] != 0 || !c.hasMarks {
                        let norm = (i * d..<(i + 1) * d).reduce(0.0) { $0 + unit[$1] * unit[$1] }.squareRoot()
                        for j in i * d..<(i + 1) * d { unit[j] /= norm }
                    }
                    expectClose(Array(got[..<n]), unit, within: 2e-7)
                } else {
                    expectSame(Array(got[..<n]), w)
                }
                if !shadow.isEmpty {
                    let weights = halves(Array(got[..<n]))
                    #expect(shadow == (0..<n).map { c.hasFirst || !c.hasMarks || touched[$0 / d] != 0 ? weights[$0] : 7 })
                }
            }
        }
    }

    /// A norm that is not finite moves nothing.
    @Test func aBadNormMovesNothing() {
        let start = numbers(66, seed: 3), clip = DeviceArray([Float.nan])
        for kernel in ["adam_rows", "adam_entries"] {
            let w = DeviceArray(start), v = DeviceArray(start), g = DeviceArray([Float](repeating: .infinity, count: 66))
            let common: [Slot] =
                [.array(w), .array(g), .null, .array(v), .null, .null, .array(clip)] + [1, 0, 0.9].map(Slot.float)
                + [.int(1)] + [0.1, 1, 1, 1e-8].map(Slot.float)
            run(kernel, grid: (2, 1, 1), common + (kernel == "adam_rows" ? [.int(1), .null, .int(2), .int(33)] : [.int(66)]))
            expectSame(w.values + v.values, start + start)
        }
    }
}
