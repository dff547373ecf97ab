import Engine
import Testing

@Suite struct `Operations on what is true` {
    /// Row `number` has column number % 5, and column 5 + number % 3 for even numbers.
    private struct Pattern: RowDrawing {
        let columns = 8
        func draw(_ number: UInt64, into row: inout DrawnRow) {
            row.add(Int(number % 5), Float(number + 1))
            if number % 2 == 0 { row.add(5 + Int(number % 3), 0.5) }
        }
    }

    @Test(arguments: [1, 4]) func `drawn rows follow their numbers`(threads: Int) {
        let engine = ComputeEngine(threads: threads), drawn = SparseLatents(columns: 8)
        engine.drawRows(100, count: 1000, by: Pattern(), into: drawn)
        #expect(drawn.rows == 1000 && drawn.count == 1500)
        for row in 0..<1000 {
            let number = 100 + row
            var expected: [(column: Int, value: Float)] = [(number % 5, Float(number + 1))]
            if number % 2 == 0 { expected.append((5 + number % 3, 0.5)) }
            #expect(drawn.entries(ofRow: row).elementsEqual(expected) { $0 == $1 })
        }
        #expect(drawn.firings().reduce(0, +) == 1500 && drawn.firings()[0] == 200)
    }

    @Test(arguments: [1, 3]) func `counts what fires together as the dense product does`(threads: Int) {
        let engine = ComputeEngine(threads: threads)
        var random = CounterRandom(seed: 4)
        func latents(_ columns: Int) -> SparseLatents {
            SparseLatents(rows: 90, columns: columns, elements: (0..<90 * columns).map { _ in max(0, random.uniform() - 0.7) })
        }
        let a = latents(37), b = latents(53), counts = SparseLatents(columns: 53)
        engine.cofiring(a, b, into: counts)
        let left = a.toDenseArray(), right = b.toDenseArray(), found = counts.toDenseArray()
        for i in 0..<37 {
            for j in 0..<53 {
                let expected = (0..<90).count { left[$0 * 37 + i] > 0 && right[$0 * 53 + j] > 0 }
                #expect(found[i * 53 + j] == Float(expected))
            }
        }
    }

    @Test func `finds the largest of each row, with and without signs`() {
        let engine = ComputeEngine(threads: 2), a = Matrix(rows: 2, columns: 3, elements: [1, -4, 3, 2, 2, -1])
        #expect(engine.rowPeaks(a).map(\.column) == [2, 0] && engine.rowPeaks(a).map(\.value) == [3, 2])
        #expect(engine.rowPeaks(a, byMagnitude: true).map(\.column) == [1, 0])
        #expect(engine.rowPeaks(a, byMagnitude: true)[0].value == -4)
    }

    @Test(arguments: [(1, 1), (3, 3), (4, 6), (6, 4), (5, 5), (2, 7)])
    func `matches rows with columns as trying all ways does`(rows: Int, columns: Int) {
        let engine = ComputeEngine(threads: 1)
        for seed in 0..<30 {
            var random = CounterRandom(seed: UInt64(seed), stream: 9)
            // Few different numbers, so that ties and conflicts are many.
            let gains = Matrix(rows: rows, columns: columns, elements: (0..<rows * columns).map { _ in Float(random.below(5)) - 2 })
            let elements = gains.toArray()
            for byMagnitude in [false, true] {
                func gain(_ row: Int, _ column: Int) -> Float {
                    byMagnitude ? abs(elements[row * columns + column]) : elements[row * columns + column]
                }
                let found = engine.assignment(maximising: gains, byMagnitude: byMagnitude)
                let matched = found.filter { $0 >= 0 }
                #expect(matched.count == min(rows, columns) && Set(matched).count == matched.count)
                let sum = found.enumerated().reduce(Float(0)) { $1.element < 0 ? $0 : $0 + gain($1.offset, $1.element) }
                #expect(sum == best(from: 0, rows, columns, [], rows - min(rows, columns), gain))
            }
        }
    }

    /// The largest sum over all ways, leaving out as many rows as have to be.
    private func best(
        from row: Int, _ rows: Int, _ columns: Int, _ taken: Set<Int>, _ spare: Int, _ gain: (Int, Int) -> Float
    ) -> Float {
        if row == rows { return 0 }
        var most = spare > 0 ? best(from: row + 1, rows, columns, taken, spare - 1, gain) : -.infinity
        for column in 0..<columns where !taken.contains(column) {
            most = max(most, gain(row, column) + best(from: row + 1, rows, columns, taken.union([column]), spare, gain))
        }
        return most
    }

    @Test func `matches thousands`() {
        let engine = ComputeEngine(threads: 1), rows = 300, columns = 1200
        var random = CounterRandom(seed: 8)
        let gains = Matrix(rows: rows, columns: columns)
        engine.fillNormal(gains, using: &random)
        // A matching that is known: a row and its column are far above everything else.
        var order = random.permutation(columns)
        order.removeLast(columns - rows)
        var elements = gains.toArray()
        for (row, column) in order.enumerated() { elements[row * columns + Int(column)] = 50 }
        gains.assign(elements)
        #expect(engine.assignment(maximising: gains) == order.map { Int($0) })
    }
}
