import Autoencoders
import Engine
import Foundation
import Records
import TestSupport

/// Tests/Goldens/autoencoders/steps.json: see its MANIFEST.json.
struct GoldenSteps: Decodable {
    var tokens: Int
    var width: Int
    var latents: Int
    var cases: [Case]

    struct Case: Decodable, CustomStringConvertible, Sendable {
        var name: String
        var config: Settings
        var weights: Weights
        var parameters: [String: [Double]]
        var dead: [Int]
        var previousToken: [Int32]
        var steps: [Step]
        var description: String { name }
    }

    struct Settings: Decodable, Sendable {
        var activation: ActivationKind
        var k: Int
        var bandwidth: Float
        var thresholdParameter: ThresholdParameter
        var thresholdWindow: ThresholdWindow
        var subtractDecoderBias: Bool
        var decoderNorm: DecoderNorm
        var rescaleByDecoderNorm: Bool
        var thresholdRule: BatchThresholdRule
        var sparsity: String
        var tanhScale: Float
        var target: Float
        var competitionCoefficient: CompetitionCoefficient
        var competitionGradient: CompetitionGradient
        var rateDecay: Float
        var nesting: Float
        var chance: Float
        var temporalPairing: TemporalPairing
        var auxiliaryForm: AuxiliaryForm
        var auxiliaryK: Int
        var prefixes: [Float]
        var prefixWeighting: PrefixWeighting
        var orthogonalityChunk: Int
        var orthogonalityInterval: Int
        var orthogonalityUnit: OrthogonalityUnit
        var seed: UInt64
    }

    struct Weights: Decodable, Sendable {
        var reconstruction, sparsity, competition, competitionThreshold, temporal, orthogonality, auxiliary, preActivation: Double
        var rho: Double
        var consistency: Double
    }

    struct Step: Decodable, Sendable {
        var batch: [Double]
        var terms: [String: Double]
        var gradients: [String: [Double]]
        var touched: [Int]
        var l0: Double
        var pairs: Int
        var batchThreshold: Double
    }

    static func load() throws -> GoldenSteps {
        try JSONDecoder().decode(GoldenSteps.self, from: Data(contentsOf: Goldens.url("autoencoders/steps.json")))
    }
}

extension GoldenSteps.Case {
    /// The run that trains what the case describes.
    func runConfig(latents: Int, tokens: Int) -> RunConfig {
        var run = RunConfig()
        run.data.batch = tokens
        run.sae.latents = latents
        run.sae.activation = config.activation
        run.sae.k = LatentsPerToken(config.k)
        run.sae.bandwidth = config.bandwidth
        run.sae.thresholdParameter = config.thresholdParameter
        run.sae.thresholdWindow = config.thresholdWindow
        run.sae.subtractDecoderBias = config.subtractDecoderBias
        run.sae.decoderNorm = config.decoderNorm
        run.sae.rescaleByDecoderNorm = config.rescaleByDecoderNorm
        run.sae.thresholdRule = config.thresholdRule
        run.l1.weight = config.sparsity == "l1" ? Float(weights.sparsity) : 0
        run.l0.weight = config.sparsity == "l1" ? 0 : Float(weights.sparsity)
        run.l0.form = L0Form(rawValue: config.sparsity) ?? .step
        run.l0.tanhScale = config.tanhScale
        run.l0.target = config.target
        run.competition.weight = Float(weights.competition)
        run.competition.coefficient = config.competitionCoefficient
        run.competition.gradient = config.competitionGradient
        run.competition.priced.rho = Float(weights.rho)
        run.competition.priced.rateDecay = config.rateDecay
        run.competition.priced.nesting = config.nesting
        run.competition.priced.chance = config.chance
        run.temporal.weight = Float(weights.temporal)
        run.temporal.pairing = config.temporalPairing
        run.matryoshka.prefixes = PrefixList(config.prefixes)
        run.matryoshka.weighting = config.prefixWeighting
        run.orthogonality.weight = Float(weights.orthogonality)
        run.orthogonality.chunk = config.orthogonalityChunk
        run.orthogonality.interval = config.orthogonalityInterval
        run.orthogonality.unit = config.orthogonalityUnit
        run.consistency.weight = Float(weights.consistency)
        run.seed = config.seed
        run.auxiliary.weight = Float(weights.auxiliary)
        run.auxiliary.k = config.auxiliaryK
        run.auxiliary.form = config.auxiliaryForm
        run.auxiliary.preActivationWeight = Float(weights.preActivation)
        return run
    }

    var stepWeights: StepWeights {
        var result = StepWeights()
        result.reconstruction = Float(weights.reconstruction)
        result.sparsity = Float(weights.sparsity)
        result.competition = Float(weights.competition)
        result.rho = Float(weights.rho)
        result.consistency = Float(weights.consistency)
        result.competitionThreshold = Float(weights.competitionThreshold)
        result.temporal = Float(weights.temporal)
        result.orthogonality = Float(weights.orthogonality)
        result.auxiliary = Float(weights.auxiliary)
        result.preActivation = Float(weights.preActivation)
        return result
    }

    func autoencoder(_ config: AutoencoderConfig, width: Int) -> Autoencoder {
        let result = Autoencoder(configuration: config, width: width)
        func set(_ matrix: Matrix, _ name: String) { matrix.assign((parameters[name] ?? []).map { Float($0) }) }
        set(result.encoder, "encoder")
        set(result.encoderBias, "encoderBias")
        set(result.decoder, "decoder")
        set(result.decoderBias, "decoderBias")
        set(result.threshold, "threshold")
        return result
    }
}

extension Gradients {
    /// By the golden's names; rows of untouched latents as zeros, which is what they mean.
    func named() -> [String: [Double]] {
        func rows(_ matrix: Matrix) -> [Double] {
            let numbers = matrix.toArray(), touched = touched.toArray()
            return numbers.indices.map { touched[$0 * touched.count / numbers.count] ? Double(numbers[$0]) : 0 }
        }
        return [
            "encoder": rows(encoder), "encoderBias": rows(encoderBias), "decoder": rows(decoder),
            "decoderBias": decoderBias.toArray().map { Double($0) }, "threshold": rows(threshold),
        ]
    }
}

/// max|a − b| over max|b|.
func relativeError(_ a: [Double], _ b: [Double]) -> Double {
    precondition(a.count == b.count, "\(a.count) numbers beside \(b.count)")
    let largest = b.map { abs($0) }.max() ?? 0
    let difference = zip(a, b).map { abs($0 - $1) }.max() ?? 0
    return difference == 0 ? 0 : difference / max(largest, 1e-30)
}
