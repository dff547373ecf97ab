import Autoencoders
import Engine
import Records
import Testing

/// Start and inference.
@Suite struct AutoencoderTests {
    static func make(_ change: (inout AutoencoderConfig) -> Void) -> Autoencoder {
        var config = AutoencoderConfig()
        config.latents = 60
        change(&config)
        return Autoencoder(configuration: config, width: 16)
    }

    static func rowNorms(_ matrix: Matrix) -> [Double] {
        let numbers = matrix.toArray()
        return (0..<matrix.rows).map { row in
            numbers[row * matrix.columns..<(row + 1) * matrix.columns].reduce(0) { $0 + Double($1) * Double($1) }
                .squareRoot()
        }
    }

    @Test(arguments: InitialRelation.allCases)
    func `the start is drawn as its relation says`(relation: InitialRelation) {
        let engine = ComputeEngine(threads: 2)
        let autoencoder = AutoencoderTests.make { _ in }
        var start = InitialisationConfig()
        start.relation = relation
        start.decoderNorm = relation == .encoderFromDecoder ? 0.1 : 1
        autoencoder.initialise(start, seed: 3, engine: engine)
        for norm in AutoencoderTests.rowNorms(autoencoder.decoder) {
            #expect(abs(norm - Double(start.decoderNorm)) < 1e-6)
        }
        let encoder = autoencoder.encoder.toArray(), decoder = autoencoder.decoder.toArray()
        if relation == .encoderFromDecoder {
            #expect(encoder == decoder)
        } else {
            // 1/√16, and 960 uniform draws come near it.
            #expect(encoder.allSatisfy { abs($0) <= 0.25 } && encoder.contains { abs($0) > 0.245 })
            let norms = AutoencoderTests.rowNorms(autoencoder.encoder)
            let same = zip(encoder.indices, decoder).allSatisfy {
                abs(Double(encoder[$0]) / norms[$0 / 16] - Double($1)) < 1e-6
            }
            #expect(same == (relation == .tied))
        }
        #expect(autoencoder.encoderBias.toArray() == [Float](repeating: 0, count: 60))
        #expect(autoencoder.decoderBias.toArray() == [Float](repeating: 0, count: 16))

        let again = AutoencoderTests.make { _ in }
        again.initialise(start, seed: 3, engine: ComputeEngine(threads: 1))
        #expect(again.encoder.toArray() == encoder && again.decoder.toArray() == decoder)
        again.initialise(start, seed: 4, engine: engine)
        #expect(again.encoder.toArray() != encoder)
    }

    @Test func `thresholds start as configured`() {
        let engine = ComputeEngine(threads: 1)
        let linear = AutoencoderTests.make { ($0.activation, $0.threshold) = (.jumprelu, 0.01) }
        linear.initialise(InitialisationConfig(), seed: 1, engine: engine)
        #expect(linear.threshold.toArray() == [Float](repeating: 0.01, count: 60))
        let logarithm = AutoencoderTests.make {
            ($0.activation, $0.threshold, $0.thresholdParameter) = (.jumprelu, 0.01, .logarithm)
        }
        logarithm.initialise(InitialisationConfig(), seed: 1, engine: engine)
        #expect(logarithm.threshold.toArray().allSatisfy { abs($0 + 4.60517) < 1e-4 })
    }

    @Test func `the decoder bias may start at the geometric median`() {
        let engine = ComputeEngine(threads: 2)
        let autoencoder = AutoencoderTests.make { _ in }
        var start = InitialisationConfig()
        start.decoderBias = .geometricMedian
        // Most points at one place: the median is there, whatever the outliers.
        let numbers = (0..<9 * 16).map { at -> Float in
            let row = at / 16
            return row < 5 ? Float(at % 16) : 100 * Float(row)
        }
        let batch = Matrix(rows: 9, columns: 16, elements: numbers)
        autoencoder.initialise(start, seed: 1, engine: engine, firstBatch: batch)
        for (j, value) in autoencoder.decoderBias.toArray().enumerated() { #expect(abs(value - Float(j)) < 0.05) }
    }

    @Test(arguments: ActivationKind.allCases, [false, true])
    func `encode and decode are the plain forward pass`(activation: ActivationKind, rescaled: Bool) {
        let engine = ComputeEngine(threads: 2)
        let autoencoder = AutoencoderTests.make {
            $0.activation = activation
            $0.k = 5
            $0.threshold = 0.3
            $0.subtractDecoderBias = rescaled
            $0.rescaleByDecoderNorm = rescaled
        }
        var random = CounterRandom(seed: 2)
        autoencoder.initialise(InitialisationConfig(), seed: 1, engine: engine)
        autoencoder.decoder.assign((0..<60 * 16).map { _ in random.uniform() - 0.5 })
        autoencoder.encoderBias.assign((0..<60).map { _ in random.uniform() - 0.5 })
        autoencoder.decoderBias.assign((0..<16).map { _ in random.uniform() - 0.5 })
        autoencoder.batchThreshold = 0.4
        let x = (0..<10 * 16).map { _ in 4 * (random.uniform() - 0.5) }

        var run = RunConfig()
        run.sae = autoencoder.configuration
        let plain = PlainStep<Double>(run: run, weights: StepWeights())
        func doubles(_ matrix: Matrix) -> [Double] { matrix.toArray().map { Double($0) } }
        let parameters = PlainStep<Double>.Parameters(
            [
                "encoder": doubles(autoencoder.encoder), "encoderBias": doubles(autoencoder.encoderBias),
                "decoder": doubles(autoencoder.decoder), "decoderBias": doubles(autoencoder.decoderBias),
                "threshold": doubles(autoencoder.threshold),
            ], width: 16)
        let rows = PlainStep<Double>.rows(x.map { Double($0) }, columns: 16)
        var active: [[Bool]]?
        if activation == .batchtopk {
            let norms = plain.norms(parameters)
            active = plain.preActivations(parameters, rows).map { row in
                row.indices.map { row[$0] * (rescaled ? norms[$0] : 1) > 0.4 }
            }
        }
        let expected = plain.forward(parameters, rows, active: active)

        let latents = SparseLatents(columns: 60)
        autoencoder.encode(Matrix(rows: 10, columns: 16, elements: x), engine: engine, into: latents)
        // float32 sums of 16 products.
        #expect(zip(latents.toDenseArray(), expected.f.joined()).allSatisfy { abs(Double($0) - $1) < 1e-5 })
        let output = Matrix(rows: 10, columns: 16)
        autoencoder.decode(latents, engine: engine, into: output)
        #expect(zip(output.toArray(), expected.out.joined()).allSatisfy { abs(Double($0) - $1) < 1e-5 })
    }

    @Test func `batchtopk without a threshold is a plain ReLU`() {
        let engine = ComputeEngine(threads: 1)
        let autoencoder = AutoencoderTests.make { $0.activation = .batchtopk }
        autoencoder.initialise(InitialisationConfig(), seed: 1, engine: engine)
        #expect(autoencoder.batchThreshold == -1)
        var random = CounterRandom(seed: 2)
        let x = Matrix(rows: 4, columns: 16, elements: (0..<64).map { _ in random.uniform() - 0.5 })
        let latents = SparseLatents(columns: 60), z = Matrix(rows: 4, columns: 60)
        autoencoder.encode(x, engine: engine, into: latents)
        engine.product(x, transposed: autoencoder.encoder, into: z)
        #expect(latents.toDenseArray() == z.toArray().map { max($0, 0) })
    }
}
