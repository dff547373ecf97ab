import Autoencoders
import Records

/// How much fired, on which floors depend.
struct StepCounts {
    var nonzeros: Int
    /// Latents with any gradient.
    var touched: Int
    var pairs: Int
    /// Tokens in which the priced term looked for pairs.
    var sampled = 0
    var path: LatentPath
}

/// The least each stage must do. Operations are those that its meaning asks for (`method.md`, Cost); bytes are what it
/// must read and write if every matrix crosses memory once, however often the caches serve it. A stage that is done
/// together with another has its floor added to that one's.
struct StepFloors {
    let shape: StepShape
    let counts: StepCounts
    var coefficient = CompetitionCoefficient.cosine

    private var d: Double { Double(shape.width) }
    private var tokens: Double { Double(shape.batch) }
    private var latents: Double { Double(shape.latents) }
    /// Pairs of token and latent that a product goes through.
    private var entries: Double {
        counts.path == .sparse ? Double(counts.nonzeros) : tokens * latents
    }
    /// Rows of the encoder or the decoder that take part, in bytes.
    private var rows: Double { 4 * d * (counts.path == .sparse ? Double(counts.touched) : latents) }
    private var batch: Double { 4 * d * tokens }
    /// The latents as they are stored: (column, value) or a matrix.
    private var stored: Double { counts.path == .sparse ? 8 * Double(counts.nonzeros) : 4 * tokens * latents }

    /// x W_eᵀ: the floor of a step.
    var product: Floor {
        Floor(operations: 2 * tokens * latents * d, bytes: batch + 4 * latents * d + 4 * tokens * latents)
    }

    /// nil where there is nothing that has to be done.
    func floor(of stage: StepClock.Stage) -> Floor? {
        let once = 2 * entries * d
        switch stage {
        case .prepare: return Floor(operations: tokens * d, bytes: batch)
        case .encode: return product
        case .select: return Floor(operations: tokens * latents, bytes: 4 * tokens * latents + stored)
        // The sparse form takes the latent gradient along.
        case .decode:
            return Floor(
                operations: counts.path == .sparse ? 2 * once : once, bytes: rows + 2 * batch + stored)
        case .decoderGradient, .latentGradient, .encoderGradient:
            return Floor(operations: once, bytes: rows + batch + stored)
        case .penalties: return Floor(operations: entries, bytes: stored)
        case .competition: return competition
        case .clip: return Floor(operations: 4 * rows / 4, bytes: 2 * rows)
        // Of encoder and decoder each: weights and second moments read and written, gradients read.
        case .adam: return Floor(operations: 2 * 10 * rows / 4, bytes: 2 * 5 * rows)
        case .finish: return nil
        }
    }

    private var competition: Floor {
        let pairs = Double(counts.pairs)
        if coefficient == .priced {
            // Of each sampled token half a Gram matrix, and as much back where half of its rows lean on each other; its
            // rows read for the one and the other, and those of the gradient read and written.
            let own = Double(counts.nonzeros) / tokens, tokens = Double(counts.sampled)
            return Floor(operations: 1.5 * tokens * own * own * d, bytes: 4 * 4 * tokens * own * d)
        }
        if coefficient == .potential {
            // The potentials themselves, their products with f both ways, and for each pair what it takes elsewhere.
            let both = counts.path == .dense ? tokens * latents * latents : Double(counts.nonzeros) * latents
            return Floor(
                operations: product.operations + 2 * both + 6 * d * pairs,
                bytes: product.bytes + min(2 * pairs * 4 * d, rows) * 3)
        }
        if counts.path == .dense {
            // Half of fᵀf and of W Wᵀ, and the masked products for both rows of a pair.
            return Floor(
                operations: latents * latents * (tokens + 3 * d), bytes: 4 * tokens * latents + 3 * rows)
        }
        let counting = Double(counts.nonzeros) * Double(counts.nonzeros) / tokens
        return Floor(
            operations: counting + 6 * d * pairs, bytes: stored + min(2 * pairs * 4 * d, rows) * 3)
    }

    /// A step in one sweep: every operation that its stages need; parameters and second moments read and written once,
    /// no gradient stored.
    var step: Floor {
        var operations = product.operations + 8 * entries * d + 2 * 10 * rows / 4
        if counts.pairs > 0 || counts.sampled > 0 { operations += competition.operations }
        return Floor(operations: operations, bytes: 4 * latents * d + 7 * rows + batch)
    }
}
