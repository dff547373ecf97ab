import Autoencoders
import Foundation
import Records

/// The step in dense, obvious loops, generic over the number type: what the fast step is held to, and what finite
/// differences are taken of. Nothing here is shared with the step.
struct PlainStep<Scalar: BinaryFloatingPoint> {
    typealias Rows = [[Scalar]]

    struct Parameters {
        var encoder: Rows  // [F][d]
        var encoderBias: [Scalar]
        var decoder: Rows  // [F][d]
        var decoderBias: [Scalar]
        var threshold: [Scalar]
    }

    /// What a derivative treats as constant: the choices, and what is detached.
    struct Held {
        /// Entries that fire. [B][F]
        var active: [[Bool]]
        /// Entries that AuxK chose. [B][F]
        var chosen: [[Bool]]
        /// x − x̂. [B][d]
        var residual: Rows
        /// c and whether it passes θ. [F][F]
        var coefficient: Rows
        var passes: [[Bool]]
        /// The decoder row whose cosine OrtSAE's term counts, and the one that coefficient `one` does. [F]
        var nearest: [Int?]
        var competing: [Int?]
        /// The same of C²R's term, and by what OrtSAE's is multiplied: 1, or what sparsity costs a token.
        var consistent: [Int?]
        var unit: Scalar
        /// The latents before, nil for a row without any. [B]
        var before: [[Scalar]?]
        var priced: PricedHeld?
    }

    struct Forward {
        var z: Rows
        var f: Rows
        var norms: [Scalar]
        /// By what sparsity terms multiply f.
        var scale: [Scalar]
        var out: Rows
    }

    let run: RunConfig
    let weights: StepWeights
    /// The step's number.
    var step = 0
    var dead: [Bool]?
    var previous: Rows?
    var previousToken: [Int32]?
    /// r and the measured price after the batches before; nil: there were none.
    var rates: [Scalar]?
    var price: Scalar?

    var sae: AutoencoderConfig { run.sae }

    static func dot(_ a: [Scalar], _ b: [Scalar]) -> Scalar { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    static func tanh(_ x: Scalar) -> Scalar { Scalar(Foundation.tanh(Double(x))) }

    func theta(_ p: Parameters) -> [Scalar] {
        sae.thresholdParameter == .logarithm
            ? p.threshold.map { Scalar(Foundation.exp(Double($0))) } : p.threshold.map { max($0, 0) }
    }

    func preActivations(_ p: Parameters, _ x: Rows) -> Rows {
        x.map { row in
            let centred = sae.subtractDecoderBias ? zip(row, p.decoderBias).map { $0 - $1 } : row
            return zip(p.encoder, p.encoderBias).map { PlainStep.dot(centred, $0) + $1 }
        }
    }

    func norms(_ p: Parameters) -> [Scalar] { p.decoder.map { PlainStep.dot($0, $0).squareRoot() } }

    /// Which entries fire: for top-k by sorting (score, then the earlier place).
    func choose(_ p: Parameters, _ z: Rows) -> [[Bool]] {
        let n = norms(p), theta = theta(p)
        let score = z.map { row in row.indices.map { sae.rescaleByDecoderNorm ? row[$0] * n[$0] : row[$0] } }
        var result = z.map { row in row.map { _ in false } }
        switch sae.activation {
        case .relu: return z.map { row in row.map { $0 > 0 } }
        case .jumprelu: return z.map { row in row.indices.map { row[$0] > theta[$0] } }
        case .topk:
            for b in z.indices {
                let order = z[b].indices.filter { score[b][$0] > 0 }
                    .sorted { (score[b][$0], -$0) > (score[b][$1], -$1) }
                for i in order.prefix(sae.k.perToken) { result[b][i] = true }
            }
        case .batchtopk:
            let order = z.indices.flatMap { b in z[b].indices.map { (b, $0) } }.filter { score[$0.0][$0.1] > 0 }
                .sorted {
                    let left = score[$0.0][$0.1], right = score[$1.0][$1.1]
                    return left != right ? left > right : $0 < $1
                }
            for (b, i) in order.prefix(sae.k.inBatch(of: z.count)) { result[b][i] = true }
        }
        return result
    }

    func forward(_ p: Parameters, _ x: Rows, active: [[Bool]]? = nil) -> Forward {
        let z = preActivations(p, x), n = norms(p)
        let fires = active ?? choose(p, z)
        let f = z.indices.map { b in z[b].indices.map { fires[b][$0] ? z[b][$0] : 0 } }
        let out = f.map { row in
            p.decoderBias.indices.map { j in
                row.indices.reduce(p.decoderBias[j]) { $0 + row[$1] * p.decoder[$1][j] }
            }
        }
        return Forward(
            z: z, f: f, norms: n, scale: sae.decoderNorm == .free ? n : n.map { _ in 1 }, out: out)
    }

    /// Every choice and detached value at these parameters.
    func held(_ p: Parameters, _ x: Rows) -> Held {
        let active = choose(p, preActivations(p, x))
        let now = forward(p, x, active: active)
        let c = coefficients(p, x, now.f)
        let limit = Scalar(weights.competitionThreshold)
        let passes = c.indices.map { i in c[i].indices.map { $0 != i && c[i][$0] > limit } }
        let residual = zip(x, now.out).map { zip($0, $1).map { $0 - $1 } }
        return Held(
            active: active, chosen: chooseAuxiliary(now), residual: residual, coefficient: c, passes: passes,
            nearest: nearest(p, asCompetition: false), competing: nearest(p, asCompetition: true),
            consistent: consistencyCharge(p) == 0 ? p.decoder.map { _ in nil } : nearestRows(p, bySize: false),
            unit: nearestUnit(now),
            before: before(now), priced: pricedHeld(p, now))
    }

    func before(_ now: Forward) -> [[Scalar]?] {
        if run.temporal.pairing == .step {
            guard let previous, previous.count == now.f.count else { return now.f.map { _ in nil } }
            return previous.map { $0 }
        }
        guard let previousToken else { return now.f.map { _ in nil } }
        return previousToken.map { $0 < 0 ? nil : now.f[Int($0)] }
    }

    /// Dead latents that AuxK counts: dictionary_learning leaves out those that fire now.
    func deadForAuxiliary(_ now: Forward) -> [Int] {
        guard weights.auxiliary != 0, let dead else { return [] }
        return dead.indices.filter { i in
            dead[i] && !(run.auxiliary.form == .dictionaryLearning && now.f.contains { $0[i] > 0 })
        }
    }

    func wantedAuxiliary(_ width: Int) -> Int { run.auxiliary.k > 0 ? run.auxiliary.k : width / 2 }

    func chooseAuxiliary(_ now: Forward) -> [[Bool]] {
        let list = deadForAuxiliary(now)
        let k = min(wantedAuxiliary(now.out[0].count), list.count)
        return now.z.map { row in
            func score(_ i: Int) -> Scalar { sae.rescaleByDecoderNorm ? row[i] * now.norms[i] : row[i] }
            let allowed = run.auxiliary.form == .saelens ? list : list.filter { row[$0] > 0 }
            let top = Set(allowed.sorted { (score($0), -$0) > (score($1), -$1) }.prefix(k))
            return row.indices.map { top.contains($0) }
        }
    }

    /// What multiplies mean ‖e − ê‖²; e is detached, so a constant.
    func auxiliaryFactor(_ now: Forward, _ residual: Rows) -> Scalar {
        let count = deadForAuxiliary(now).count
        if count == 0 { return 0 }
        if run.auxiliary.form == .saelens {
            let wanted = wantedAuxiliary(now.out[0].count)
            return Scalar(weights.auxiliary) * min(Scalar(count) / Scalar(wanted), 1)
        }
        let rows = Scalar(residual.count)
        let mean = residual[0].indices.map { j in residual.reduce(0) { $0 + $1[j] } / rows }
        let spread = residual.reduce(0) { sum, row in
            sum + zip(row, mean).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        }
        return spread > 0 ? Scalar(weights.auxiliary) / (spread / rows) : 0
    }
}
