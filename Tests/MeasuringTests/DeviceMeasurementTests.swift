import Autoencoders
import Engine
import Measuring
import Records
import TestSupport
import Testing

/// What bench measures on a GPU, on the fakes: their times say nothing, so these are about what was done.
@Suite struct `A step measured on a device` {
    private static let fakes = Result { try DeviceFakes() }

    private func engine(_ precision: Precision) throws -> ComputeEngine {
        try ComputeEngine(gpu: 0, precision: precision, threads: 1, environment: Self.fakes.get().environment)
    }

    private func measure(
        _ engine: ComputeEngine, _ architecture: StepCase.Architecture, form: StepCase.Form? = nil, repeats: Int = 1
    ) throws -> StepFigures {
        let probe = MachineProbe(engine: engine, size: 16, bytes: 1 << 12)
        return try StepMeasurement(engine: engine, probe: probe, repeats: repeats).run(
            StepCase(
                shape: StepShape(name: "small", width: 16, latents: 128, batch: 32), architecture: architecture,
                sparsity: .latents(4), form: form))
    }

    @Test(arguments: Precision.allCases)
    func `has the stages and the form of the processor's`(precision: Precision) throws {
        let device = try engine(precision)
        for architecture in [StepCase.Architecture.standard, .topk, .orthogonal] {
            let found = try measure(device, architecture, form: .sparse)
            let expected = try measure(ComputeEngine(threads: 1), architecture, form: .sparse)
            #expect(found.work.map(\.name) == expected.work.map(\.name))
            // Rounded operands may put an entry of hundreds on the other side of 0.
            #expect(abs(found.l0 - expected.l0) <= 0.02 * expected.l0 && found.path == "sparse")
            #expect(found.tokensPerSecond > 0 && found.work("step")?.seconds.min ?? 0 > 0)
            #expect((found.competition == nil) == (architecture != .orthogonal))
        }
    }

    @Test func `takes the mean of ten steps and products, begun and ended with an idle device`() throws {
        func done(_ repeats: Int) throws -> (products: Int, waits: Int) {
            let device = try engine(.tf32)
            _ = try measure(device, .standard, repeats: repeats)
            let traffic = try #require(device.traffic)
            return (traffic.products, traffic.waits)
        }
        let one = try done(1), two = try done(2)
        // A round: the machine's product and the encoder's, ten times each; eleven steps with at least the encoder's product.
        #expect(two.products - one.products >= 10 + 10 + 11)
        // Before and after each of five timings at least, and at the stages of one step.
        #expect(two.waits - one.waits >= 2 * 5 + 8)
    }

    @Test func `is held in the form that was asked for`() throws {
        let device = try engine(.float32)
        #expect(try measure(device, .standard, form: .dense).path == "dense")
        // 4 of 128 is more than the share up to which a device takes the sparse form.
        #expect(try measure(device, .standard).path == "dense")
        #expect(try measure(ComputeEngine(threads: 1), .standard, form: .dense).path == "dense")
        #expect(try measure(ComputeEngine(threads: 1), .standard).path == "sparse")
    }

    @Test func `names the device, its precision and its libraries`() throws {
        let result = BenchResult(version: "1", engine: try engine(.bf16))
        #expect(result.device?.name == "Fake H100" && result.device?.precision == "bf16" && result.device?.capability == "9.0")
        #expect(result.device?.compiler == "13.5" && result.device?.driver == "13.0")
        #expect(BenchResult(version: "1", engine: ComputeEngine(threads: 1)).device == nil)
    }
}

@Suite struct `A step of another selection` {
    @Test(arguments: [StepCase.Architecture.batchtopk, .jumprelu])
    func `fires as often as it was asked to`(architecture: StepCase.Architecture) throws {
        let engine = ComputeEngine(threads: 1), probe = MachineProbe(engine: engine, size: 16, bytes: 1 << 12)
        let figures = try StepMeasurement(engine: engine, probe: probe, repeats: 1).run(
            StepCase(
                shape: StepShape(name: "small", width: 64, latents: 512, batch: 256), architecture: architecture,
                sparsity: .latents(16)))
        #expect(abs(figures.l0 - 16) < (architecture == .batchtopk ? 1e-9 : 1.6), "\(figures.l0)")
    }
}
