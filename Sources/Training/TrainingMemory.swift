public import Engine
public import Records

/// What training takes of memory, from its shapes.
public enum TrainingMemory {
    /// One SAE: weights, gradients, Adam's moments, and what a step holds of a batch.
    ///
    /// - Parameter width: d.
    public static func ofSAE(_ config: RunConfig, width: Int) -> MemoryNeed {
        let latents = config.sae.latents, batch = config.data.batch
        var need = MemoryNeed()
        // Encoder and decoder, each with its gradient and its second moment; the first where β₁ is not 0.
        need.add(
            "weights, gradients and moments", rows: latents, columns: width,
            matrices: config.optimizer.beta1 == 0 ? 6 : 8)
        need.add("activations of a batch", rows: batch, columns: width, matrices: 4)
        // Pre-activations; where latents may fire by the half, the gradient beside them, and lists of those that do.
        let picks = config.sae.activation == .topk || config.sae.activation == .batchtopk
        need.add("latents of a batch", rows: batch, columns: latents, matrices: picks ? 1 : 2)
        let entries = picks
            ? Double(batch) * min(Double(latents), config.sae.k.value) : Double(batch) * Double(latents) / 8
        // Index, value, order and what is computed at each entry, in storage that grew by half again.
        need.add("latents of a batch", bytes: 48 * entries)
        if config.auxiliary.weight > 0 {
            need.add("latents of a batch", bytes: 16 * Double(batch) * Double(max(1, config.auxiliary.k)))
        }
        if config.temporal.weight > 0 { need.add("latents of a batch", bytes: 12 * entries) }
        if config.competition.coefficient == .priced, config.competition.isOn {
            // A round's list of pairs, and a token's rows for each worker.
            need.add("pairs of latents", bytes: 0x1p23)
            let workers = config.threads > 0 ? config.threads : ComputeEngine.processors
            need.add("pairs of latents", rows: min(latents, 256), columns: width, matrices: Double(workers))
        }
        let levels = max(0, config.matryoshka.prefixes.sizes(latents: latents).count - 1)
        need.add("reconstructions of prefixes", rows: batch, columns: width, matrices: Double(3 * levels))
        need.add("lists of latents", bytes: 64 * Double(latents))
        return need
    }

    /// What all SAEs of a run share, and what its end takes: the mixing buffer, the batch, the held-out rows, and the
    /// finished SAE beside the trained one.
    public static func shared(_ config: RunConfig, width: Int) -> MemoryNeed {
        let data = config.data, latents = config.sae.latents
        var need = MemoryNeed()
        // Measured: tokenizer, text, the products' own buffers, a forward pass of a small model.
        need.add("the program itself", bytes: 120e6)
        let wanted = max(2 * data.batch, data.buffer > 0 ? data.buffer : min(100_000, data.tokens / 4))
        let buffer = max(1, min(wanted, data.tokens))
        need.add("the mixing buffer", rows: buffer, columns: width)
        need.add("the mixing buffer", bytes: 32 * Double(buffer))
        need.add("activations of a batch", rows: data.batch, columns: width)
        let world = config.world
        let heldOut = world.name == nil ? data.heldOutRows * data.context : world.heldOut
        if world.name != nil { need.add("the world's tokens", rows: world.tokens, columns: width) }
        need.add("the held-out rows", rows: heldOut, columns: width)
        need.add("the finished SAE", rows: latents, columns: width, matrices: 2)
        if heldOut > 0 {
            need.add("latents of held-out rows", rows: min(heldOut, 2048), columns: latents)
            // As many as HeldOutFigures ever lists.
            let pairs = min(1e7, Double(latents) * Double(latents) / 2)
            need.add("latents of held-out rows", bytes: 8 * pairs)
        }
        return need
    }
}
