import Engine
import Foundation
import Records
import Testing
import Training

/// Runs of 12 steps through all phases on a device.
@Suite struct DeviceRunTests {
    private typealias Weights = [String: [Double]]

    /// The weights at the end of a run, and those that its first step left.
    private func run(_ fixture: TrainingFixture, _ engine: ComputeEngine) throws -> (first: Weights, end: Weights) {
        final class Watched { var trainer: Trainer?, first: Weights = [:] }
        func weights(_ trainer: Trainer?) -> Weights {
            trainer.map { TenStepTests.matrices($0.jobs[0].autoencoder).mapValues { $0.toArray().map { Double($0) } } } ?? [:]
        }
        let watched = Watched()
        let trainer = fixture.trainer(in: nil, on: engine) { [unowned watched] event in
            if event.step == 0 { watched.first = weights(watched.trainer) }
            return .more
        }
        watched.trainer = trainer
        _ = try trainer.run()
        return (watched.first, weights(trainer))
    }

    /// At float32 each weight, by its matrix's largest. At lower precisions by the distance moved: half of all matrices within
    /// the bound, each within five times that. A batch has 16 tokens: an entry that another rounding selects moves a latent's
    /// whole row.
    @Test(arguments: Precision.allCases)
    func `12 steps on a device end in the processor's weights`(precision: Precision) throws {
        let bound = DeviceFixture.bound(precision), engine = try DeviceFixture.engine(precision)
        var shares: [Double] = []
        for fixture in TrainingFixture.all {
            let expected = try run(fixture.short, ComputeEngine(threads: 1)), found = try run(fixture.short, engine).end
            for (name, weights) in expected.end {
                let ours = try #require(found[name]), before = try #require(expected.first[name])
                let moved = DeviceFixture.distance(weights, before)
                if precision == .float32 {
                    let largest = weights.map { abs($0) }.max() ?? 0
                    let worst = zip(weights, ours).map { abs($0 - $1) }.max() ?? .infinity
                    #expect(worst <= bound * largest, "\(fixture.testDescription) \(name): \(worst / largest)")
                } else {
                    let off = DeviceFixture.distance(weights, ours)
                    #expect(off <= 5 * bound * moved, "\(fixture.testDescription) \(name): \(off / moved)")
                    if moved > 0 { shares.append(off / moved) }
                }
            }
        }
        if precision != .float32 { #expect(shares.sorted()[shares.count / 2] <= bound) }
    }

    @Test(arguments: TrainingFixture.all)
    func `7 steps, a resume and 5 more end in the bytes of 12, at every precision`(fixture: TrainingFixture) throws {
        for precision in [Precision.float32, .bf16] {
            let whole = try TemporaryFolder(), parts = try TemporaryFolder(), fixture = fixture.short
            _ = try fixture.trainer(in: whole.url, on: DeviceFixture.engine(precision)).run()
            _ = try fixture.trainer(in: parts.url, on: DeviceFixture.engine(precision), watch: TrainingFixture.stop(after: 7)).run()
            let second = fixture.trainer(in: parts.url, on: try DeviceFixture.engine(precision))
            try second.restore(from: try #require(Checkpoints.latest(in: parts.url)))
            #expect(second.step == 7)
            _ = try second.run()
            #expect(try whole.hashes(12) == parts.hashes(12), "\(precision)")
            #expect(try whole.events().map(\.withoutTimes) == parts.events().map(\.withoutTimes), "\(precision)")
        }
    }

    @Test(arguments: [TrainingFixture.orthogonal, .topk, .jumprelu, .priced])
    func `a run that moves from the processor to a device and back ends in the processor's weights`(
        fixture: TrainingFixture
    ) throws {
        let folder = try TemporaryFolder(), fixture = fixture.short
        for (stop, onDevice) in [(4, false), (8, true), (12, false)] {
            let engine = onDevice ? try DeviceFixture.engine(.float32) : ComputeEngine(threads: 1)
            let trainer = fixture.trainer(in: folder.url, on: engine, watch: TrainingFixture.stop(after: stop))
            if let last = Checkpoints.latest(in: folder.url) { try trainer.restore(from: last) }
            _ = try trainer.run()
            #expect(trainer.step == stop)
            guard stop == 12 else { continue }
            let expected = try run(fixture, ComputeEngine(threads: 1)).end
            for (name, matrix) in TenStepTests.matrices(trainer.jobs[0].autoencoder) {
                let weights = try #require(expected[name]), largest = weights.map { abs($0) }.max() ?? 0
                let worst = zip(weights, matrix.toArray()).map { abs($0 - Double($1)) }.max() ?? .infinity
                #expect(worst <= 1e-5 * largest, "\(name): \(worst / largest)")
            }
        }
    }
}
