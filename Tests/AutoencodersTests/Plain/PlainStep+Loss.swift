import Autoencoders
import Records

/// The loss term by term, as Guides/Step.md writes it.
extension PlainStep {
    /// Each term with its weight. `held`: the choices to keep; nil: those of these parameters.
    func terms(_ p: Parameters, _ x: Rows, held given: Held? = nil) -> [String: Scalar] {
        let held = given ?? self.held(p, x)
        let now = forward(p, x, active: held.active)
        let tokens = Scalar(x.count)
        var result: [String: Scalar] = [:]
        result["reconstruction"] = reconstructionLoss(p, x, now)
        result["sparsity"] = sparsity(now, tokens)
        result["competition"] = competition(p, x, now, held)
        result["temporal"] =
            Scalar(weights.temporal)
            * zip(now.f, held.before).reduce(0) { sum, rows in
                guard let before = rows.1 else { return sum }
                return sum + zip(rows.0, before).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
            } / tokens
        result["orthogonality"] = nearestLoss(p, held.nearest, asCompetition: false, unit: held.unit)
        result["consistency"] = consistencyLoss(p, now, held)
        result["auxiliary"] = auxiliary(p, now, held, tokens)
        result["preActivation"] = preActivation(p, now, tokens)
        result["total"] = result.values.reduce(0, +)
        return result
    }

    private func sparsity(_ now: Forward, _ tokens: Scalar) -> Scalar {
        let weight = Scalar(weights.sparsity)
        var value: Scalar = 0
        if run.l1.weight > 0 {
            value += now.f.reduce(0) { $0 + PlainStep.dot($1, now.scale) } / tokens
        }
        if run.l0.weight > 0 {
            let l0 = Scalar(now.f.reduce(0) { $0 + $1.count { $0 > 0 } }) / tokens
            switch run.l0.form {
            case .step: value += l0
            case .target:
                let excess = l0 / Scalar(run.l0.target) - 1
                value += excess * excess
            case .tanh:
                let steepness = Scalar(run.l0.tanhScale)
                value +=
                    now.f.reduce(0) { sum, row in
                        sum + zip(row, now.scale).reduce(0) { $0 + PlainStep.tanh(steepness * $1.0 * $1.1) }
                    } / tokens
            }
        }
        return weight * value
    }

    private func competition(_ p: Parameters, _ x: Rows, _ now: Forward, _ held: Held) -> Scalar {
        if run.competition.coefficient == .priced { return pricedLoss(p, held.priced) }
        if run.competition.weight == 0 { return 0 }
        if run.competition.coefficient == .one { return nearestLoss(p, held.competing, asCompetition: true) }
        let c = run.competition.gradient == .through ? coefficients(p, x, now.f) : held.coefficient
        var sum: Scalar = 0
        for i in c.indices {
            for j in c.indices where held.passes[i][j] {
                let dot = PlainStep.dot(p.decoder[i], p.decoder[j])
                sum += c[i][j] * dot * dot
            }
        }
        return Scalar(weights.competition) * sum
    }

    private func auxiliary(_ p: Parameters, _ now: Forward, _ held: Held, _ tokens: Scalar) -> Scalar {
        let factor = auxiliaryFactor(now, held.residual)
        if factor == 0 { return 0 }
        var sum: Scalar = 0
        for b in now.z.indices {
            for j in held.residual[b].indices {
                var guess: Scalar = 0
                for i in p.decoder.indices where held.chosen[b][i] { guess += now.z[b][i] * p.decoder[i][j] }
                sum += (held.residual[b][j] - guess) * (held.residual[b][j] - guess)
            }
        }
        return factor * sum / tokens
    }

    private func preActivation(_ p: Parameters, _ now: Forward, _ tokens: Scalar) -> Scalar {
        guard weights.preActivation != 0, sae.activation == .jumprelu, let dead else { return 0 }
        let theta = theta(p)
        var sum: Scalar = 0
        for row in now.z {
            for i in row.indices where dead[i] { sum += max(theta[i] - row[i], 0) * now.scale[i] }
        }
        return Scalar(weights.preActivation) * sum / tokens
    }
}
