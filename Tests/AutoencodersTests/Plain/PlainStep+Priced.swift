import Autoencoders
import Engine
import Records

/// The priced competition term as Guides/Priced.md writes it, over all pairs of latents.
extension PlainStep {
    /// What the term treats as constant.
    struct PricedHeld {
        /// What multiplies ρ [cos(w_i, w_j)]₊². [F][F], 0 where r_i ≥ r_j.
        var weights: Rows
        /// The commoner latents' rows.
        var decoder: Rows
    }

    var isPriced: Bool { run.competition.coefficient == .priced && run.competition.priced.rho > 0 }

    /// r with this batch.
    func ratesNow(_ now: Forward) -> [Scalar] {
        let decay = Scalar(Double(run.competition.priced.rateDecay.description) ?? 0)
        return now.f[0].indices.map { i in
            let share = Scalar(now.f.count { $0[i] > 0 }) / Scalar(now.f.count)
            return rates.map { decay * $0[i] + (1 - decay) * share } ?? share
        }
    }

    /// The mean of what has to be measured, with this batch; nil where nothing has.
    func priceNow(_ now: Forward) -> Scalar? {
        let fired = now.f.map { row in row.indices.filter { row[$0] > 0 }.map { row[$0] * now.scale[$0] } }
        let tokens = Scalar(now.f.count)
        var value: Scalar
        switch sae.activation {
        case .topk: value = fired.reduce(0) { $0 + ($1.count < sae.k.perToken ? 0 : $1.min() ?? 0) } / tokens
        case .batchtopk:
            let all = fired.flatMap { $0 }
            value = all.count < sae.k.inBatch(of: now.f.count) ? 0 : all.min() ?? 0
        case .relu, .jumprelu:
            guard run.l0.weight > 0, run.l0.form == .target else { return nil }
            let l0 = Scalar(fired.reduce(0) { $0 + $1.count }) / tokens, target = Scalar(run.l0.target)
            value = 2 * Scalar(weights.sparsity) * (l0 / target - 1) / target
        }
        return price.map { 0.99 * $0 + 0.01 * value } ?? value
    }

    /// What a firing of f at this latent costs.
    func firingCost(_ f: Scalar, scale: Scalar, price: Scalar) -> Scalar {
        let sparsity = Scalar(weights.sparsity)
        var cost: Scalar = 0
        if sae.activation == .topk || sae.activation == .batchtopk { cost += price * f * scale }
        if run.l1.weight > 0 { cost += sparsity * f * scale }
        if run.l0.weight > 0 {
            switch run.l0.form {
            case .step: cost += sparsity
            case .target: cost += price
            case .tanh: cost += sparsity * PlainStep.tanh(Scalar(run.l0.tanhScale) * f * scale)
            }
        }
        return cost
    }

    func pricedHeld(_ p: Parameters, _ now: Forward) -> PricedHeld? {
        guard isPriced else { return nil }
        let rates = ratesNow(now), price = max(0, priceNow(now) ?? 0), latents = p.decoder.indices
        let weights = latents.map { i in
            latents.map { j -> Scalar in
                if rates[i] >= rates[j] { return 0 }
                let fired = now.f.count { $0[i] > 0 }, both = now.f.count { $0[i] > 0 && $0[j] > 0 }
                var counts: Scalar = 1
                let chance = Scalar(run.competition.priced.chance) * Scalar(now.f.count { $0[j] > 0 }) / Scalar(now.f.count)
                let share = Scalar(both) / Scalar(max(1, fired))
                let above = chance < 1 ? max(0, share - chance) / (1 - chance) : 0
                for _ in 0..<Int(run.competition.priced.nesting) { counts *= above }
                return counts * now.f.reduce(0) { sum, row in
                    guard row[i] > 0, row[j] > 0 else { return sum }
                    return sum + firingCost(row[i], scale: now.scale[i], price: price)
                } / Scalar(now.f.count)
            }
        }
        return PricedHeld(weights: weights, decoder: p.decoder)
    }

    private func pricedCosine(_ row: [Scalar], _ other: [Scalar]) -> Scalar {
        let dot = PlainStep.dot(row, other)
        if sae.decoderNorm == .unit { return dot }
        return dot / (PlainStep.dot(row, row) * PlainStep.dot(other, other)).squareRoot()
    }

    func pricedLoss(_ p: Parameters, _ held: PricedHeld?) -> Scalar {
        guard let held else { return 0 }
        var sum: Scalar = 0
        for i in p.decoder.indices {
            for j in p.decoder.indices where held.weights[i][j] > 0 {
                let cosine = max(0, pricedCosine(p.decoder[i], held.decoder[j]))
                sum += held.weights[i][j] * cosine * cosine
            }
        }
        return Scalar(weights.rho) * sum
    }

    func addPriced(_ p: Parameters, _ held: PricedHeld?, _ g: inout Parameters) {
        guard let held else { return }
        let free = sae.decoderNorm == .free, norms = norms(p)
        for i in p.decoder.indices {
            for j in p.decoder.indices where held.weights[i][j] > 0 {
                let cosine = pricedCosine(p.decoder[i], p.decoder[j])
                if cosine <= 0 { continue }
                for k in p.decoder[i].indices {
                    let slope =
                        free
                        ? (p.decoder[j][k] / norms[j] - cosine * p.decoder[i][k] / norms[i]) / norms[i]
                        : p.decoder[j][k]
                    g.decoder[i][k] += 2 * Scalar(weights.rho) * held.weights[i][j] * cosine * slope
                }
            }
        }
    }

    /// After a step: the batch becomes the one before.
    mutating func advance(_ p: Parameters, _ x: Rows) {
        let now = forward(p, x)
        let newPrice = priceNow(now)
        previous = now.f
        if isPriced { rates = ratesNow(now) }
        price = newPrice
    }
}
