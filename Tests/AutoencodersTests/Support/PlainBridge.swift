import Autoencoders
import Engine
import Records

/// Between the plain twin's arrays and the step's matrices.
extension PlainStep {
    static func rows(_ numbers: [Double], columns: Int) -> Rows {
        stride(from: 0, to: numbers.count, by: columns).map { numbers[$0..<$0 + columns].map { Scalar($0) } }
    }
}

extension PlainStep.Parameters {
    init(_ golden: [String: [Double]], width: Int) {
        func vector(_ name: String) -> [Scalar] { (golden[name] ?? []).map { Scalar($0) } }
        self.init(
            encoder: PlainStep.rows(golden["encoder"] ?? [], columns: width), encoderBias: vector("encoderBias"),
            decoder: PlainStep.rows(golden["decoder"] ?? [], columns: width), decoderBias: vector("decoderBias"),
            threshold: vector("threshold"))
    }

    /// Row by row, by the golden's names.
    func named() -> [String: [Double]] {
        [
            "encoder": encoder.joined().map { Double($0) }, "encoderBias": encoderBias.map { Double($0) },
            "decoder": decoder.joined().map { Double($0) }, "decoderBias": decoderBias.map { Double($0) },
            "threshold": threshold.map { Double($0) },
        ]
    }

    /// One number more by `step`, for finite differences.
    func moved(_ name: String, _ index: Int, by step: Scalar) -> Self {
        var result = self
        let width = decoderBias.count
        switch name {
        case "encoder": result.encoder[index / width][index % width] += step
        case "encoderBias": result.encoderBias[index] += step
        case "decoder": result.decoder[index / width][index % width] += step
        case "decoderBias": result.decoderBias[index] += step
        default: result.threshold[index] += step
        }
        return result
    }
}

/// A case of other sizes than the golden's: its settings, and parameters and batches of our own.
struct RandomCase: CustomStringConvertible, Sendable {
    var golden: GoldenSteps.Case
    var tokens: Int
    var width: Int
    var latents: Int
    var description: String { "\(golden.name), [\(tokens), \(latents)], width \(width)" }

    var run: RunConfig {
        var run = golden.runConfig(latents: latents, tokens: tokens)
        run.sae.k = 7
        return run
    }

    func parameters() -> [String: [Double]] {
        var random = CounterRandom(seed: 5, stream: UInt64(latents))
        func number() -> Float { (random.uniform() + random.uniform() + random.uniform() - 1.5) * 2 }
        var decoder = (0..<latents * width).map { _ in number() }
        for i in 0..<latents {
            // Half of the rows lean on another one, so that latents compete.
            if i >= latents / 2 {
                for j in 0..<width {
                    decoder[i * width + j] = 0.7 * decoder[i * width + j] + decoder[(i - latents / 2) * width + j]
                }
            }
            let row = decoder[i * width..<(i + 1) * width]
            let norm = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
            let wanted: Float = golden.config.decoderNorm == .free ? 0.5 + random.uniform() : 1
            for j in row.indices { decoder[j] *= wanted / norm }
        }
        let encoder = decoder.map { $0 + 0.1 * number() }
        let bias = (0..<latents).map { _ in 0.1 * number() - 0.2 }
        let theta = (0..<latents).map { _ in 0.4 + 0.2 * random.uniform() }
        func doubles(_ numbers: [Float]) -> [Double] { numbers.map { Double($0) } }
        return [
            "encoder": doubles(encoder), "encoderBias": doubles(bias), "decoder": doubles(decoder),
            "decoderBias": (0..<width).map { _ in Double(0.2 * number()) },
            "threshold": golden.config.activation == .jumprelu
                ? theta.map { Double(golden.config.thresholdParameter == .logarithm ? Float(-0.9 * (1.3 - $0)) : $0) }
                : theta.map { _ in 0 },
        ]
    }

    func batch(_ number: Int) -> [Double] {
        var random = CounterRandom(seed: 6, stream: UInt64(number))
        return (0..<tokens * width).map { _ in Double((random.uniform() + random.uniform() - 1) * 3) }
    }

    var previousToken: [Int32] { (0..<Int32(tokens)).map { $0 % 5 == 0 ? -1 : $0 - 1 } }
    var dead: [Bool] { (0..<latents).map { $0 % 4 == 1 } }
}
