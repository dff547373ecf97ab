import Autoencoders
import Engine
import Records

/// Matryoshka's reconstruction and OrtSAE's term, as Guides/Rivals.md writes them.
extension PlainStep {
    /// Ends of the prefixes, the last of them F.
    func prefixes(_ p: Parameters) -> [Int] { run.matryoshka.prefixes.sizes(latents: p.decoder.count) }

    /// What each prefix's squared error counts.
    func prefixShare(_ p: Parameters) -> Scalar {
        Scalar(weights.reconstruction) * Scalar(run.matryoshka.weighting.factor(levels: prefixes(p).count))
    }

    /// x̂ of the latents below `end`, decoded from zero.
    func reconstruction(_ p: Parameters, _ f: Rows, below end: Int) -> Rows {
        f.map { row in
            p.decoderBias.indices.map { j in (0..<end).reduce(p.decoderBias[j]) { $0 + row[$1] * p.decoder[$1][j] } }
        }
    }

    func reconstructionLoss(_ p: Parameters, _ x: Rows, _ now: Forward) -> Scalar {
        let sum = prefixes(p).reduce(Scalar(0)) { sum, end in
            sum
                + zip(x, reconstruction(p, now.f, below: end)).reduce(0) { sum, rows in
                    sum + zip(rows.0, rows.1).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
                }
        }
        return prefixShare(p) * sum / Scalar(x.count)
    }

    /// Adds every prefix's gradient; returns ∂L/∂f at every entry.
    func addReconstruction(_ p: Parameters, _ x: Rows, _ now: Forward, _ g: inout Parameters) -> Rows {
        var upstream = now.f.map { $0.map { _ in Scalar(0) } }
        for end in prefixes(p) {
            let out = reconstruction(p, now.f, below: end)
            for b in x.indices {
                let slope = out[b].indices.map { 2 * prefixShare(p) / Scalar(x.count) * (out[b][$0] - x[b][$0]) }
                for j in slope.indices { g.decoderBias[j] += slope[j] }
                for i in 0..<end {
                    upstream[b][i] += PlainStep.dot(slope, p.decoder[i])
                    for j in slope.indices { g.decoder[i][j] += now.f[b][i] * slope[j] }
                }
            }
        }
        return upstream
    }

    /// What the square of each nearest cosine counts: in OrtSAE's term γ/F, with coefficient `one` λ; 0 in steps between.
    func chargeOfNearest(_ p: Parameters, asCompetition: Bool) -> Scalar {
        if step % run.orthogonality.interval != 0 { return 0 }
        if !asCompetition { return Scalar(weights.orthogonality) / Scalar(p.decoder.count) }
        return run.competition.coefficient == .one && run.competition.weight > 0 ? Scalar(weights.competition) : 0
    }

    func cosine(_ p: Parameters, _ i: Int, _ j: Int) -> Scalar {
        let a = p.decoder[i], b = p.decoder[j]
        return PlainStep.dot(a, b) / (PlainStep.dot(a, a) * PlainStep.dot(b, b)).squareRoot()
    }

    /// For each latent the other one of its chunk with the largest cosine, or |cosine|; nil where nothing is charged.
    func nearest(_ p: Parameters, asCompetition: Bool) -> [Int?] {
        if chargeOfNearest(p, asCompetition: asCompetition) == 0 { return p.decoder.map { _ in nil } }
        return nearestRows(p, bySize: asCompetition)
    }

    func nearestRows(_ p: Parameters, bySize: Bool) -> [Int?] {
        var result = [Int?](repeating: nil, count: p.decoder.count)
        func score(_ i: Int, _ j: Int) -> Scalar { bySize ? abs(cosine(p, i, j)) : cosine(p, i, j) }
        var random = CounterRandom(seed: run.seed, stream: 1 << 40 + UInt64(step))
        let size = min(run.orthogonality.chunk, p.decoder.count)
        for chunk in randomChunks(of: p.decoder.count, size: size, using: &random) {
            for i in chunk.map({ Int($0) }) {
                let others = chunk.map { Int($0) }.filter { $0 != i }
                result[i] = others.max { (score(i, $0), -$0) < (score(i, $1), -$1) }
            }
        }
        return result
    }

    func nearestLoss(_ p: Parameters, _ nearest: [Int?], asCompetition: Bool, unit: Scalar = 1) -> Scalar {
        let sum = nearest.indices.reduce(Scalar(0)) { sum, i in
            guard let j = nearest[i] else { return sum }
            let cosine = cosine(p, i, j)
            return sum + cosine * cosine
        }
        return chargeOfNearest(p, asCompetition: asCompetition) * unit * sum
    }

    /// What sparsity costs a token, where OrtSAE's γ counts in that.
    func nearestUnit(_ now: Forward) -> Scalar {
        if run.orthogonality.unit == .plain { return 1 }
        let price = max(0, priceNow(now) ?? 0)
        return now.f.reduce(0) { sum, row in
            row.indices.reduce(sum) { row[$1] > 0 ? $0 + firingCost(row[$1], scale: now.scale[$1], price: price) : $0 }
        } / Scalar(now.f.count)
    }

    // MARK: C²R

    /// What (‖f_i‖ + ‖f_nn(i)‖) [cos]₊² counts; 0 in steps between.
    func consistencyCharge(_ p: Parameters) -> Scalar {
        if step % run.orthogonality.interval != 0 { return 0 }
        return Scalar(weights.consistency) * Scalar(run.orthogonality.interval) / Scalar(p.decoder.count)
    }

    /// ‖f_i‖ over the batch, times ‖w_i‖ where rows are free.
    func sizes(_ now: Forward) -> [Scalar] {
        now.f[0].indices.map { inner(now.f, $0, now.f, $0).squareRoot() * now.scale[$0] }
    }

    func consistencyLoss(_ p: Parameters, _ now: Forward, _ held: Held) -> Scalar {
        let size = sizes(now)
        return consistencyCharge(p)
            * held.consistent.indices.reduce(0) { sum, i in
                guard let j = held.consistent[i] else { return sum }
                let cosine = max(0, cosine(p, i, j))
                return sum + (size[i] + size[j]) * cosine * cosine
            }
    }

    func addConsistency(
        _ p: Parameters, _ now: Forward, _ held: Held, _ upstream: inout Rows, _ norm: inout [Scalar],
        _ g: inout Parameters, _ touched: inout [Bool]
    ) {
        let charge = consistencyCharge(p), size = sizes(now), norms = norms(p)
        for i in held.consistent.indices {
            guard let j = held.consistent[i] else { continue }
            let cosine = cosine(p, i, j), both = size[i] + size[j]
            if cosine <= 0 || both == 0 { continue }
            for (a, b) in [(i, j), (j, i)] {
                touched[a] = true
                for k in p.decoder[a].indices {
                    let slope = (p.decoder[b][k] / norms[b] - cosine * p.decoder[a][k] / norms[a]) / norms[a]
                    g.decoder[a][k] += 2 * charge * both * cosine * slope
                }
                let own = inner(now.f, a, now.f, a).squareRoot()
                if own == 0 { continue }
                norm[a] += charge * cosine * cosine * own
                for row in now.f.indices {
                    upstream[row][a] += charge * cosine * cosine * now.scale[a] * now.f[row][a] / own
                }
            }
        }
    }

    func addNearest(
        _ p: Parameters, _ nearest: [Int?], asCompetition: Bool, unit: Scalar = 1, _ g: inout Parameters,
        _ touched: inout [Bool]
    ) {
        let scale = chargeOfNearest(p, asCompetition: asCompetition) * unit
        let norms = norms(p)
        for i in nearest.indices {
            guard let j = nearest[i] else { continue }
            touched[i] = true
            touched[j] = true
            let cosine = cosine(p, i, j)
            for k in p.decoder[i].indices {
                let a = p.decoder[i][k] / norms[i], b = p.decoder[j][k] / norms[j]
                g.decoder[i][k] += 2 * scale * cosine * (b - cosine * a) / norms[i]
                g.decoder[j][k] += 2 * scale * cosine * (a - cosine * b) / norms[j]
            }
        }
    }
}
