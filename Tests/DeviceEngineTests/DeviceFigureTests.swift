import Engine
import Testing

/// Sums that are left where they are computed, and read once.
@Suite struct DeviceFigureTests {
    @Test func `figures are the numbers of the operations, and reading all of them waits once`() throws {
        let bench = try DeviceBench(), x = noise(33, 70, seed: 1), y = noise(33, 70, seed: 2)
        let marks = LatentMarks((0..<33).map { $0 % 3 != 0 }), figures = Figures()
        for _ in 0..<2 {
            // Places are handed out anew.
            figures.begin()
            let before = try #require(bench.device.traffic)
            let all = [
                bench.device.sumOfSquares(x, into: figures), bench.device.sumOfSquares(x, rows: marks, into: figures),
                bench.device.dot(x, y, into: figures), bench.device.squaredColumnSums(x, into: figures),
                bench.device.firstNonFinite(in: x, into: figures),
            ]
            let between = try #require(bench.device.traffic)
            #expect(between.waits == before.waits)
            let found = all.map { figures[$0] }
            #expect(try #require(bench.device.traffic).waits == between.waits + 1)
            let expected = [
                bench.host.sumOfSquares(x), bench.host.sumOfSquares(x, rows: marks), bench.host.dot(x, y),
                bench.host.columnSums(x).reduce(0) { $0 + $1 * $1 }, -1,
            ]
            for (one, other) in zip(found, expected) { #expect(abs(one - other) <= 1e-12 * max(1, abs(other))) }
        }
    }

    @Test func `the first element that is no number has its place`() throws {
        let bench = try DeviceBench(), figures = Figures()
        var numbers = noise(5 * 9, seed: 3)
        numbers[23] = .nan
        numbers[40] = .infinity
        let x = Matrix(rows: 5, columns: 9, elements: numbers)
        for engine in [bench.device, bench.host] {
            #expect(figures[engine.firstNonFinite(in: x, into: figures)] == 23)
        }
    }
}
