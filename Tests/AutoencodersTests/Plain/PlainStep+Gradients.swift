import Autoencoders
import Records

/// The gradients of the same terms, written out by hand.
extension PlainStep {
    func gradients(_ p: Parameters, _ x: Rows) -> (gradients: Parameters, touched: [Bool]) {
        let held = self.held(p, x)
        let now = forward(p, x, active: held.active)
        let latents = p.decoder.indices, tokens = x.indices, width = p.decoderBias.indices
        let B = Scalar(x.count)
        var g = zeros(p)
        var touched = latents.map { i in held.active.contains { $0[i] } }

        // ∂L/∂f at every entry.
        var upstream = addReconstruction(p, x, now, &g)
        var norm = latents.map { _ in Scalar(0) }
        addSparsity(now, &upstream, &norm, B)
        addCompetition(p, now, held, &upstream, &g, &touched)
        addNearest(p, held.nearest, asCompetition: false, unit: held.unit, &g, &touched)
        addConsistency(p, now, held, &upstream, &norm, &g, &touched)
        addNearest(p, held.competing, asCompetition: true, &g, &touched)
        for b in tokens {
            guard let before = held.before[b] else { continue }
            for i in latents { upstream[b][i] += 2 * Scalar(weights.temporal) / B * (now.f[b][i] - before[i]) }
        }

        // Through the activation function.
        var z = tokens.map { b in latents.map { held.active[b][$0] ? upstream[b][$0] : 0 } }
        if sae.activation == .jumprelu { addThreshold(p, now, upstream, &g, &touched, B) }
        addAuxiliary(p, now, held, &z, &g, &touched, B)
        addPreActivation(p, now, &z, &g, &norm, &touched, B)

        for b in tokens {
            for i in latents {
                g.encoderBias[i] += z[b][i]
                for j in width {
                    let input = sae.subtractDecoderBias ? x[b][j] - p.decoderBias[j] : x[b][j]
                    g.encoder[i][j] += z[b][i] * input
                    if sae.subtractDecoderBias { g.decoderBias[j] -= z[b][i] * p.encoder[i][j] }
                }
            }
        }
        if sae.decoderNorm == .free {
            for i in latents { for j in width { g.decoder[i][j] += norm[i] * p.decoder[i][j] / now.norms[i] } }
        }
        if sae.thresholdParameter == .logarithm {
            let theta = theta(p)
            for i in latents { g.threshold[i] *= theta[i] }
        }
        return (g, touched)
    }

    func zeros(_ p: Parameters) -> Parameters {
        let rows = p.encoder.map { $0.map { _ in Scalar(0) } }, latents = p.encoderBias.map { _ in Scalar(0) }
        return Parameters(
            encoder: rows, encoderBias: latents, decoder: rows, decoderBias: p.decoderBias.map { _ in 0 },
            threshold: latents)
    }

    private func addSparsity(_ now: Forward, _ upstream: inout Rows, _ norm: inout [Scalar], _ B: Scalar) {
        let each = Scalar(weights.sparsity) / B, steepness = Scalar(run.l0.tanhScale)
        for b in now.f.indices {
            for i in now.f[b].indices {
                if run.l1.weight > 0 {
                    upstream[b][i] += each * now.scale[i]
                    norm[i] += each * now.f[b][i]
                }
                if run.l0.weight > 0 && run.l0.form == .tanh {
                    let t = PlainStep.tanh(steepness * now.f[b][i] * now.scale[i])
                    upstream[b][i] += each * steepness * now.scale[i] * (1 - t * t)
                    norm[i] += each * steepness * now.f[b][i] * (1 - t * t)
                }
            }
        }
    }

    private func addCompetition(
        _ p: Parameters, _ now: Forward, _ held: Held, _ upstream: inout Rows, _ g: inout Parameters,
        _ touched: inout [Bool]
    ) {
        if run.competition.coefficient == .priced { return addPriced(p, held.priced, &g) }
        if run.competition.weight == 0 || run.competition.coefficient == .one { return }
        let weight = Scalar(weights.competition)
        if weight == 0 { return }
        let square = p.decoder.indices.map { inner(now.f, $0, now.f, $0) }
        for i in p.decoder.indices {
            for j in p.decoder.indices where held.passes[i][j] {
                // A potential's latent may be silent.
                touched[i] = true
                let dot = PlainStep.dot(p.decoder[i], p.decoder[j]), c = held.coefficient[i][j]
                for k in p.decoder[i].indices { g.decoder[i][k] += 4 * weight * c * dot * p.decoder[j][k] }
                if run.competition.gradient == .detached { continue }
                for b in now.f.indices {
                    let slope = slope(now.f, b, i, j, c, own: square[i], other: square[j])
                    upstream[b][i] += 2 * weight * dot * dot * slope
                }
            }
        }
    }

    private func inWindow(_ z: Scalar, _ theta: Scalar) -> Bool {
        let u = (z - theta) / Scalar(sae.bandwidth)
        return u > -0.5 && u < 0.5
    }

    private func addThreshold(
        _ p: Parameters, _ now: Forward, _ upstream: Rows, _ g: inout Parameters, _ touched: inout [Bool], _ B: Scalar
    ) {
        let theta = theta(p), width = Scalar(sae.bandwidth)
        var each: Scalar = 0
        if run.l0.weight > 0 {
            let l0 = Scalar(now.f.reduce(0) { $0 + $1.count { $0 > 0 } }) / B, target = Scalar(run.l0.target)
            switch run.l0.form {
            case .step: each = Scalar(weights.sparsity) / B
            case .target: each = 2 * Scalar(weights.sparsity) * (l0 / target - 1) / target / B
            case .tanh: break
            }
        }
        for b in now.z.indices {
            for i in theta.indices where inWindow(now.z[b][i], theta[i]) {
                touched[i] = true
                g.threshold[i] -= theta[i] / width * upstream[b][i]
                if sae.thresholdWindow == .full || now.z[b][i] > theta[i] { g.threshold[i] -= each / width }
            }
        }
    }

    private func addAuxiliary(
        _ p: Parameters, _ now: Forward, _ held: Held, _ z: inout Rows, _ g: inout Parameters,
        _ touched: inout [Bool], _ B: Scalar
    ) {
        let factor = auxiliaryFactor(now, held.residual)
        if deadForAuxiliary(now).isEmpty { return }
        for b in now.z.indices {
            for i in p.decoder.indices where held.chosen[b][i] { touched[i] = true }
            let slope = p.decoderBias.indices.map { j -> Scalar in
                let guess = p.decoder.indices.reduce(0) {
                    $0 + (held.chosen[b][$1] ? now.z[b][$1] * p.decoder[$1][j] : 0)
                }
                return 2 * factor / B * (guess - held.residual[b][j])
            }
            for i in p.decoder.indices where held.chosen[b][i] {
                z[b][i] += PlainStep.dot(slope, p.decoder[i])
                for j in slope.indices { g.decoder[i][j] += now.z[b][i] * slope[j] }
            }
        }
    }

    private func addPreActivation(
        _ p: Parameters, _ now: Forward, _ z: inout Rows, _ g: inout Parameters, _ norm: inout [Scalar],
        _ touched: inout [Bool], _ B: Scalar
    ) {
        guard weights.preActivation != 0, sae.activation == .jumprelu, let dead else { return }
        let theta = theta(p), each = Scalar(weights.preActivation) / B
        for b in now.z.indices {
            for i in theta.indices where dead[i] && now.z[b][i] < theta[i] {
                touched[i] = true
                z[b][i] -= each * now.scale[i]
                g.threshold[i] += each * now.scale[i]
                norm[i] += each * (theta[i] - now.z[b][i])
            }
        }
    }
}
