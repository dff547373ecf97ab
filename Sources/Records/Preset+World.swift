/// Preset `world`: the run that science.md section 2 and 4.4 describe, as far as settings go.
extension RunConfig {
    /// The small world, its SAE, and records that do not cost more than the run.
    mutating func takeWorld() {
        world.name = "toy"
        WorldScale.toy.apply(to: &self)
        // Each token is drawn by itself: there is nothing to mix.
        data.buffer = 1024
        record.checkpointEvery = 0
        record.eventEvery = 100
        record.competitionEvery = 500
    }

    /// The optimiser and the start that go with it, for whichever architecture and number of steps there are.
    mutating func tuneForWorld() {
        optimizer.learningRate = 3e-3
        optimizer.beta1 = 0.9
        optimizer.clip = 0
        optimizer.warmup = min(50, steps / 4)
        optimizer.decay = steps / 5
        dead.steps = 40
        dead.tokens = 0
        sae.subtractDecoderBias = true
        start.relation = .encoderFromDecoder
        start.decoderBias = .geometricMedian
        curriculum.sparsityWarmup = steps / 10
        switch sae.architecture {
        case .orthogonal, .standard:
            l1.weight = 0.2
            // ReLU needs more latents than there are features for the same reconstruction (science.md 4.4: 7 for 4.5).
            l1.targetL0 = Float((1.5 * sae.k.value).rounded())
        case .jumprelu:
            l0.weight = 0.2
            l0.targetL0 = Float(sae.k.value)
            sae.threshold = 0.1
            sae.bandwidth = 0.3
        case .topk: break
        case .batchtopk, .matryoshka, .ortsae, .priced, .c2r: sae.thresholdRule = .saelens
        }
    }
}

extension Preset {
    /// Steps that its rate's warm-up and decay are made for; nil: it has none of its own.
    var usualSteps: Int? {
        guard self != .paper else { return nil }
        var config = RunConfig()
        applyScale(to: &config)
        return config.steps
    }
}
