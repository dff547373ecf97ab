import Failures

extension RunConfig {
    /// Checks every setting, and that settings agree with each other. What depends on a model or on files (whether
    /// the layer exists) is checked where these are opened.
    ///
    /// - Parameter lengths: whether schedules must end within the run; false: it is a run that there was.
    /// - Throws: `Failure(.usage)` naming the keys and their values.
    public func validate(lengths: Bool = true) throws {
        try validateSettings()
        try checkData()
        try checkWorld()
        try checkObjective()
        guard lengths else { return }
        try checkLengths()
        try checkPhases()
    }

    /// Checks every setting by itself.
    ///
    /// - Throws: `Failure(.usage)` naming key and value.
    public func validateSettings() throws {
        for setting in Setting.all { try setting.check(self) }
    }

    private func checkData() throws {
        if data.batch > data.tokens {
            throw Failure(
                .usage, "data.batch \(data.batch) is more than data.tokens \(data.tokens): the run has no step",
                remedy: "train on more tokens or in smaller batches")
        }
        if data.buffer != 0, data.buffer < data.batch {
            throw Failure(
                .usage, "data.buffer \(data.buffer) cannot hold one batch of data.batch \(data.batch)",
                remedy: "make it larger, or 0 for the usual size")
        }
        if temporal.pairing == .previousToken, temporal.weight > 0, data.shuffle {
            throw Failure(
                .usage, "temporal.pairing previous_token needs the order of the text, but data.shuffle is true",
                remedy: "set data.shuffle to false, or temporal.pairing to step")
        }
    }

    private func checkObjective() throws {
        let picks = sae.activation == .topk || sae.activation == .batchtopk
        if sae.activation == .topk, !sae.k.isWhole {
            throw Failure(
                .usage, "sae.k \(sae.k) is no whole number, and topk keeps as many latents for every token",
                remedy: "write a whole number, or take batchtopk, which keeps that many on average")
        }
        if picks, sae.k.value > Double(sae.latents) {
            throw Failure(
                .usage, "sae.k \(sae.k) is more than sae.latents \(sae.latents)",
                remedy: "keep at most as many latents as there are")
        }
        if let last = matryoshka.prefixes.ends.last, last > Float(sae.latents) {
            throw Failure(
                .usage, "matryoshka.prefixes ends at \(Int(bounded: last)), which is more than sae.latents \(sae.latents)",
                remedy: "keep prefixes below the number of latents, or give them as shares below 1")
        }
        try checkCompetition()
        try checkSteering()
        let boundaries = curriculum
        if boundaries.sparsityStart > boundaries.competitionStart
            || boundaries.competitionStart > boundaries.thresholdEnd
        {
            throw Failure(
                .usage,
                "the curriculum's boundaries are not in order: sparsity_start \(boundaries.sparsityStart), "
                    + "competition_start \(boundaries.competitionStart), threshold_end \(boundaries.thresholdEnd)",
                remedy: "each must be at or after the one before")
        }
        if sae.activation != .jumprelu {
            try onlyForJumpReLU("l0.weight", l0.weight)
            try onlyForJumpReLU("auxiliary.pre_activation_weight", auxiliary.preActivationWeight)
        }
        if auxiliary.weight > 0, dead.steps == 0, dead.tokens == 0 {
            throw Failure(
                .usage, "auxiliary.weight \(auxiliary.weight) revives dead latents, but none is ever counted as dead",
                remedy: "set dead.steps or dead.tokens, or auxiliary.weight to 0")
        }
    }

    /// Whether the curriculum's boundaries are shares of the paper's run, which they must lie within.
    var boundariesAreShares: Bool {
        let paper = CurriculumConfig()
        let untouched =
            curriculum.sparsityStart == paper.sparsityStart && curriculum.competitionStart == paper.competitionStart
            && curriculum.thresholdEnd == paper.thresholdEnd
        return curriculum.schedule == .proportional || (curriculum.schedule != .absolute && untouched)
    }

    /// A phase that begins or ends beyond the end is a mistake: most often the paper's steps in a shorter run.
    private func checkPhases() throws {
        let areShares = boundariesAreShares
        let end = areShares ? CurriculumConfig.paperSteps : steps
        let hasPhases = curriculum.schedule != .none && curriculum.schedule != .toolkit
        let sparsity = l1.weight > 0 || l0.weight > 0
        let falls = competition.hasPhase && competition.thresholdStart != competition.thresholdEnd
        let (first, second, last) = (curriculum.sparsityStart, curriculum.competitionStart, curriculum.thresholdEnd)
        let phases: [(key: String, value: Int, isBeyond: Bool, what: String)] = [
            ("sparsity_start", first, hasPhases && sparsity && first >= end, "the sparsity term would never be on"),
            (
                "competition_start", second, hasPhases && competition.hasPhase && second >= end,
                "the competition term would never be on"
            ),
            (
                "competition_start", second, hasPhases && sparsity && second > end,
                "the sparsity term would never be whole"
            ),
            ("threshold_end", last, hasPhases && falls && last > end, "θ would never fall to competition.threshold_end"),
        ]
        for phase in phases where phase.isBeyond {
            throw Failure(
                .usage,
                "curriculum.\(phase.key) \(phase.value) lies beyond the run's "
                    + "\(areShares ? "end, \(end)" : "\(end) steps"): \(phase.what)",
                remedy: areShares
                    ? "with curriculum.schedule \(curriculum.schedule.rawValue) boundaries are shares of \(end) steps"
                    : "set curriculum.schedule to proportional, which takes boundaries as shares of the paper's "
                        + "\(CurriculumConfig.paperSteps) steps, or name an earlier step")
        }
    }

    private func checkCompetition() throws {
        try checkPrice()
        guard competition.isOn, competition.gradient == .through, !competition.coefficient.hasGradient else {
            return
        }
        let reason =
            switch competition.coefficient {
            case .one: "has none"
            case .priced: "has none that means anything: activations and price are constants"
            default: "has one for every token and latent, fired or not: a dense matrix that no step holds"
            }
        throw Failure(
            .usage,
            "competition.gradient through needs the gradient of c, and competition.coefficient "
                + "\(competition.coefficient.rawValue) \(reason)",
            remedy: "set competition.gradient to detached, or competition.coefficient to cosine or containment")
    }

    /// What the priced term multiplies is the price of sparsity: without one it is nothing.
    private func checkPrice() throws {
        let isPriced = competition.coefficient == .priced && competition.isOn
        guard isPriced || (orthogonality.unit == .price && orthogonality.weight > 0) else { return }
        let picks = sae.activation == .topk || sae.activation == .batchtopk
        guard !picks, l1.weight == 0, l0.weight == 0 else { return }
        throw Failure(
            .usage,
            "\(isPriced ? "competition.coefficient priced" : "orthogonality.unit price") has no price: sae.activation \(sae.activation.rawValue) without l1.weight"
                + (sae.activation == .jumprelu ? " or l0.weight" : ""),
            remedy: "set a sparsity weight, or "
                + (isPriced ? "competition.coefficient to cosine" : "orthogonality.unit to plain"))
    }

    /// An L0 can be steered to by a weight that there is, and that alone decides.
    private func checkSteering() throws {
        for (key, target, weight) in [("l1", l1.targetL0, l1.weight), ("l0", l0.targetL0, l0.weight)] where target > 0 {
            guard weight > 0 else {
                throw Failure(
                    .usage, "\(key).target_l0 \(target) steers \(key).weight, which is 0: there is nothing to steer",
                    remedy: "set \(key).weight to where it should start, or \(key).target_l0 to 0")
            }
            guard target < Float(sae.latents) else {
                throw Failure(
                    .usage, "\(key).target_l0 \(target) is not less than sae.latents \(sae.latents)",
                    remedy: "ask for fewer latents than there are")
            }
            let picks = sae.activation == .topk || sae.activation == .batchtopk
            guard !picks else {
                throw Failure(
                    .usage, "\(key).target_l0 \(target) cannot be reached by a weight: sae.activation "
                        + "\(sae.activation.rawValue) keeps sae.k latents", remedy: "set sae.k instead")
            }
        }
        if l1.targetL0 > 0, l0.targetL0 > 0 {
            throw Failure(
                .usage, "l1.target_l0 and l0.target_l0 both steer to an L0", remedy: "set one of them to 0")
        }
        if l1.targetL0 > 0, sae.activation == .jumprelu, l0.weight > 0 {
            throw Failure(
                .usage, "l1.target_l0 \(l1.targetL0) steers l1.weight, but with l0.weight \(l0.weight) it is that weight "
                    + "which makes jumprelu sparse", remedy: "set l0.target_l0 instead, or l0.weight to 0")
        }
        if l0.targetL0 > 0, l0.form == .target {
            throw Failure(
                .usage, "l0.form target has an L0 of its own, l0.target, beside l0.target_l0 \(l0.targetL0)",
                remedy: "set l0.form to step, or l0.target_l0 to 0")
        }
    }

    private func onlyForJumpReLU(_ key: String, _ weight: Float) throws {
        guard weight > 0 else { return }
        throw Failure(
            .usage, "\(key) \(weight) needs thresholds, which sae.activation \(sae.activation.rawValue) has not",
            remedy: "set it to 0, or sae.activation to jumprelu")
    }
}
