import Engine
import Testing

/// What rounded operands of the encoder's product do to which latents are selected.
@Suite struct DeviceRoundedSelectionTests {
    /// Entries that differ from the processor's, of all (nvidia.md, section 7).
    @Test(arguments: [(Precision.float32, 1e-5), (.tf32, 1e-3), (.bf16, 1e-2)])
    func `few entries differ from the processor's`(precision: Precision, bound: Double) throws {
        let bench = try DeviceBench(precision), rows = 128, latents = 512, width = 256, k = 32
        // Coordinates of very different sizes, as residual streams have.
        let factors = (0..<width).map { Float($0 % 32 == 5 ? 8 : 1) }
        let x = Matrix(
            rows: rows, columns: width, elements: noise(rows * width, seed: 1).enumerated().map { $1 * factors[$0 % width] })
        let w = noise(latents, width, seed: 2)
        func selected(_ engine: ComputeEngine, _ select: (ComputeEngine, Matrix, SparseLatents) -> Void) -> Set<Int> {
            let z = Matrix(rows: rows, columns: latents), chosen = SparseLatents(columns: latents)
            engine.product(x, transposed: w, into: z)
            select(engine, z, chosen)
            return Set((0..<rows).flatMap { row in chosen.entries(ofRow: row).map { row * latents + $0.column } })
        }
        let rules: [(ComputeEngine, Matrix, SparseLatents) -> Void] = [
            { $0.selectLargest(k, perRowOf: $1, times: nil, into: $2) }, { $0.select(from: $1, above: nil, into: $2) },
        ]
        for rule in rules {
            let found = selected(bench.device, rule), expected = selected(bench.host, rule)
            #expect(expected.count >= rows * k)
            #expect(Double(expected.subtracting(found).count) <= bound * Double(expected.count))
            #expect(Double(found.subtracting(expected).count) <= bound * Double(expected.count))
        }
    }
}
