import Engine
import Testing

@Suite struct DeviceStoredRowTests {
    @Test(arguments: Precision.allCases)
    func `rows of stored tables are exact and go there once`(precision: Precision) throws {
        let bench = try DeviceBench(precision)
        let list: [Int32] = [11, 0, 3, 3, 7]
        for columns in [1, 6, 8, 33] {
            for type in StorageType.allCases {
                let stored = bench.host.pack(noise(12, columns, seed: 1), as: type), out = noise(5, columns, seed: 2)
                for scale in [Float(1), 1.7] {
                    try bench.expect([], out, within: 0, moving: list.count * 4) { engine, _, out in
                        engine.gatherRows(of: stored, list, scale: scale, into: out)
                    }
                }
                // A product brings the table there in its own form; rows are the same numbers then.
                let square = Matrix(rows: 5, columns: 12)
                bench.device.product(out, transposed: stored, into: square)
                try bench.expect([], out, within: 0, moving: list.count * 4) { engine, _, out in
                    engine.gatherRows(of: stored, list, into: out)
                }
                try bench.expect([], out, within: 0, moving: list.count * 4) { engine, _, out in
                    engine.gatherRows(of: stored.rows(0..<12), list, into: out)
                }
                // Rows of a shard come each time, in their own format.
                try bench.expect([], out, within: 0, moving: 3 * columns * type.bytes) { engine, _, out in
                    engine.copyRows(of: stored, 4..<7, into: out, from: 1)
                }
                try bench.expect([], out, within: 0) { engine, _, out in engine.copyRows(of: stored, 4..<4, into: out) }
                try bench.expect([], out, within: 0) { engine, _, out in engine.gatherRows(of: stored, [], into: empty(out)) }
            }
        }
    }

    /// A matrix of no rows: `out` stays as it is.
    private func empty(_ out: Matrix) -> Matrix { Matrix(rows: 0, columns: out.columns) }

    @Test func `what does not lie row by row is unpacked on the processor`() throws {
        let bench = try DeviceBench(), list: [Int32] = [5, 1, 1]
        let turned = bench.host.pack(noise(7, 9, seed: 3), as: .float16).transposed
        let interleaved = bench.host.pack(noise(12, 9, seed: 4), as: .bfloat16).undoingInterleave(headWidth: 6)
        for (stored, columns) in [(turned, 7), (interleaved, 9)] {
            let out = noise(3, columns, seed: 5)
            try bench.expect([], out, within: 0, moving: out.count * 4) { engine, _, out in
                engine.gatherRows(of: stored, list, scale: 0.5, into: out)
            }
            try bench.expect([], out, within: 0, moving: 2 * columns * 4) { engine, _, out in
                engine.copyRows(of: stored, 3..<5, into: out, from: 1)
            }
        }
    }
}
