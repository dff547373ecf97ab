import Benchmark
import OrthogonalSAE

// Small shapes, so that a change is seen in seconds; `orthosae bench` measures the paper's and says how far each stage is
// from its floor.
let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        metrics: [.wallClock, .cpuTotal, .peakMemoryResident], warmupIterations: 2, maxDuration: .seconds(2),
        maxIterations: 200)

    Benchmark("encoder product 512 x 256 x 4096") { benchmark in
        let fixture = Fixture(.standard)
        benchmark.startMeasurement()
        for _ in benchmark.scaledIterations {
            fixture.engine.product(
                fixture.inputs, transposed: fixture.autoencoder.encoder, into: fixture.preActivations)
        }
        blackHole(fixture.preActivations)
    }

    Benchmark("32 largest of 4096 a row") { benchmark in
        let fixture = Fixture(.topk)
        benchmark.startMeasurement()
        for _ in benchmark.scaledIterations {
            fixture.engine.selectLargest(
                Fixture.k, perRowOf: fixture.preActivations, times: nil, into: fixture.active)
        }
        blackHole(fixture.active)
    }

    Benchmark("decode 32 latents a row") { benchmark in
        let fixture = Fixture(.topk)
        let output = Matrix(rows: Fixture.batch, columns: Fixture.width)
        benchmark.startMeasurement()
        for _ in benchmark.scaledIterations {
            fixture.autoencoder.decode(fixture.active, engine: fixture.engine, into: output)
        }
        blackHole(output)
    }

    for architecture in [Architecture.standard, .topk, .orthogonal] {
        Benchmark("step, \(architecture.rawValue)") { benchmark in
            var step = WholeStep(architecture)
            benchmark.startMeasurement()
            for _ in benchmark.scaledIterations { try step.run() }
        }
    }
}
