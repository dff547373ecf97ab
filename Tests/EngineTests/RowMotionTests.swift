import Engine
import TestSupport
import Testing

@Suite struct RowMotionTests {
    /// Row i of a `[rows, columns]` matrix holds i + column/1024.
    static func numbered(_ rows: Int, _ columns: Int) -> Matrix {
        Matrix(
            rows: rows, columns: columns,
            elements: (0..<rows * columns).map { Float($0 / columns) + Float($0 % columns) / 1024 })
    }

    @Test(arguments: [0, 1, 63, 64, 65, 200]) func `rows are collected where they are asked for, times a scale`(n: Int) {
        let engine = ComputeEngine(threads: 3), source = RowMotionTests.numbered(100, 5)
        let indices = (0..<n + 2).map { Int32(($0 * 37) % 100) }
        for scale: Float in [1, 0.5] {
            let target = Matrix(rows: n + 3, columns: 5)
            engine.gatherRows(source, indices[2...], into: target, from: 1, scale: scale)
            let plain = (0..<(n + 3) * 5).map { at -> Float in
                let row = at / 5 - 1
                if row < 0 || row >= n { return 0 }
                return scale * (Float(indices[row + 2]) + Float(at % 5) / 1024)
            }
            #expect(target.toArray() == plain)
        }
    }

    @Test func `a window of rows is copied behind others`() {
        let engine = ComputeEngine(threads: 2), target = RowMotionTests.numbered(150, 3)
        engine.copyRows(of: RowMotionTests.numbered(200, 3).rows(10..<140), into: target, from: 20)
        let expected = RowMotionTests.numbered(20, 3).toArray() + Array(RowMotionTests.numbered(200, 3).toArray()[30..<420])
        #expect(target.toArray() == expected)
    }

    @Test func `rows move in place`() {
        let engine = ComputeEngine(threads: 2), matrix = RowMotionTests.numbered(6, 2)
        engine.moveRows(within: matrix, from: [4, 5], to: [0, 2])
        let rows = stride(from: 0, to: 12, by: 2).map { Int(matrix.toArray()[$0]) }
        #expect(rows == [4, 1, 5, 3, 4, 5])
    }

    @Test(arguments: [1, 7, 8, 9, 300]) func `squared norms equal the plain sums in Double`(width: Int) {
        var random = CounterRandom(seed: 4)
        let elements = (0..<70 * width).map { _ in random.uniform() - 0.5 }
        let norms = ComputeEngine(threads: 2).rowSquaredNorms(Matrix(rows: 70, columns: width, elements: elements))
        for row in 0..<70 {
            let plain = elements[row * width..<(row + 1) * width].reduce(0.0) { $0 + Double($1) * Double($1) }
            // Two orders of one sum of `width` positive terms differ by at most width roundings of Double.
            #expect(abs(norms[row] - plain) <= Double(width) * 0x1p-52 * plain)
        }
    }

    @Test func `the largest float keeps a finite norm and one NaN or infinity does not`() {
        let engine = ComputeEngine(threads: 1)
        let row = [Float](repeating: .greatestFiniteMagnitude, count: 16)
        #expect(engine.rowSquaredNorms(Matrix(rows: 1, columns: 16, elements: row))[0].isFinite)
        for bad in [Float.nan, .infinity, -.infinity] {
            for place in [0, 7, 15] {
                var broken = row
                broken[place] = bad
                #expect(!engine.rowSquaredNorms(Matrix(rows: 1, columns: 16, elements: broken))[0].isFinite)
            }
        }
    }
}
