import Activations
import Engine
import Failures
import Foundation
import Records
import TestSupport
import Testing

@Suite struct ActivationScalerTests {
    // Rows (3, 4) and (0, 1): norms 5 and 1, squares 25 and 1.
    static let norms = [25.0, 1.0]

    @Test func `sqrt_width is the root of d over the mean norm`() throws {
        let scaler = try ActivationScaler(.sqrtWidth, squaredNorms: ActivationScalerTests.norms, width: 2)
        #expect(scaler.scale == Float(2.0.squareRoot() / 3))
        #expect(scaler.tokens == 2)
    }

    @Test func `unit is one over the root of the mean squared norm`() throws {
        let scaler = try ActivationScaler(.unit, squaredNorms: ActivationScalerTests.norms, width: 2)
        #expect(scaler.scale == Float(1 / 13.0.squareRoot()))
    }

    @Test func `none is one`() throws {
        #expect(try ActivationScaler(.none, squaredNorms: ActivationScalerTests.norms, width: 2) == .none)
    }

    @Test(arguments: [[], [0.0, 0.0]]) func `activations without a norm cannot be scaled`(norms: [Double]) throws {
        #expect(try failure { _ = try ActivationScaler(.unit, squaredNorms: norms, width: 2) }?.kind == .badData)
        #expect(try failure { _ = try ActivationScaler(.sqrtWidth, squaredNorms: norms, width: 2) }?.kind == .badData)
    }

    @Test func `a scaler keeps its bits in JSON`() throws {
        let scaler = try ActivationScaler(.sqrtWidth, squaredNorms: [3.3, 1.7, 0.1], width: 7)
        let back = try JSONDecoder().decode(ActivationScaler.self, from: JSONEncoder().encode(scaler))
        #expect(back == scaler)
        #expect(back.scale.bitPattern == scaler.scale.bitPattern)
    }

    @Test(arguments: [true, false]) func `a source measures on its first buffer and delivers scaled rows`(shuffle: Bool) throws {
        // The first 40 rows have norm 2, the rest norm 100: only the first 40 may count.
        let rows = Matrix(rows: 80, columns: 4, elements: (0..<320).map { $0 < 160 ? 1 : 50 })
        let source = MixingSource(
            stream: MatrixStream(rows, engine: Synthetic.engine), tokens: 80, buffer: 40, batch: 10,
            scaling: .sqrtWidth, shuffle: shuffle, seed: 1, engine: Synthetic.engine)
        let batch = ActivationBatch(size: 10, width: 4)
        #expect(source.inputScale == 1)
        #expect(try source.next(into: batch))
        // √4 / 2 = 1 for sqrt_width.
        #expect(source.inputScale == 1)
        #expect(source.inputScaler?.tokens == 40)
        #expect(batch.rows.toArray().allSatisfy { $0 == 1 })

        let unit = MixingSource(
            stream: MatrixStream(rows, engine: Synthetic.engine), tokens: 80, buffer: 40, batch: 10, scaling: .unit,
            shuffle: shuffle, seed: 1, engine: Synthetic.engine)
        #expect(try unit.next(into: batch))
        #expect(unit.inputScale == 0.5)
        #expect(batch.rows.toArray().allSatisfy { $0 == 0.5 })
    }
}
