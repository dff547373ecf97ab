extension Setting {
    /// Every setting, in the order in which `resolved.yaml` has them.
    public static let all: [Setting] =
        general + model + data + world + autoencoder + initialisation + penalties + curriculum + optimizer + record

    private static let general: [Setting] = [
        Setting("seed", \.seed, help: "Seeds every generator of the run."),
        .count("threads", \.threads, 0...1024, "Worker threads; 0 takes every processor. Results do not depend on it."),
        Setting(
            "device", \.device, allowed: "auto, cpu, cuda or cuda:N, N at most \(DeviceChoice.mostDevices)",
            help: "Where to compute; auto: a GPU where one is found and works, else the processor."
        ) { DeviceChoice($0) != nil },
        .choice("precision", \.precision, "What a GPU's products round their operands to; a processor knows float32 only."),
    ]

    private static let model: [Setting] = [
        Setting("model.path", \.model.path, help: "A Hugging Face model folder, a GGUF file, 'embedded' or 'embedded-letters'."),
        Setting("model.hook", \.model.hook, help: "The activation that is read, as TransformerLens names it."),
        Setting(
            "model.center_writing_weights", \.model.centersWriting,
            help: "Activations without their mean, as TransformerLens' processed models of GPT-2's kind have them."),
        Setting(
            "model.fold_value_biases", \.model.foldsValueBiases,
            help: "attn.hook_z without the value bias, as TransformerLens' processed models have it."),
    ]

    private static let data: [Setting] = [
        Setting(
            "data.corpus", \.data.corpus,
            help: "Files (.txt, .jsonl, .json, .csv, .tsv, each perhaps .gz or .zst; .parquet, .arrow), folders, or 'embedded'."),
        Setting(
            "data.column", \.data.column,
            help: "The field or column of text or of token ids; null: tokens, input_ids, text or problem, as found."),
        Setting(
            "data.activations", \.data.activations, help: "A folder of shards to read instead."),
        .length("data.context", \.data.context, .extent, 2...1 << 20, "Token ids in a row of text, BOS included."),
        .length("data.tokens", \.data.tokens, .extent, 1...Setting.mostSteps, "Activations to train on."),
        .length("data.batch", \.data.batch, .extent, 1...1 << 20, "Activations in a batch."),
        .choice("data.packing", \.data.packing, "Documents joined and cut into full rows, or one document a row."),
        .count("data.epochs", \.data.epochs, 1...1_000_000, "Passes over the text before the run ends for want of it."),
        .choice("data.on_bad_line", \.data.onBadLine, "Stop at a malformed line of text, or count it and go on."),
        Setting("data.prepend_bos", \.data.prependBOS, help: "Begin every row of text with BOS, and put it between documents."),
        Setting("data.drop_bos", \.data.dropBOS, help: "Leave out the activations at BOS, which are norm outliers."),
        Setting("data.shuffle", \.data.shuffle, help: "Draw batches from the mixing buffer rather than in text order."),
        .length(
            "data.buffer", \.data.buffer, .extent, 0...1 << 30,
            "Tokens in the mixing buffer; 0: 100,000 or a quarter of the run."),
        .choice("data.scaling", \.data.scaling, "Scale the inputs to mean norm sqrt(d), or to mean square norm 1."),
        Setting("data.seed", \.data.seed, help: "Seeds the order of the batches; null: the run's seed."),
        .number(
            "data.mask_share", \.data.maskShare, .belowOne,
            "Share of the text's tokens replaced before the model reads them (masked regularisation)."),
        Setting(
            "data.mask_token", \.data.maskToken, allowed: "a whole number, 0 or more, at most 2147483647; or null",
            help: "The id that replaces them; null: any of the vocabulary."
        ) { $0.map { (0...Int(Int32.max)).contains($0) } ?? true },
        .count(
            "data.held_out_rows", \.data.heldOutRows, 0...1 << 20,
            "Rows of text kept from training, for the figures at the end."),
    ]

    private static let autoencoder: [Setting] = [
        .choice("sae.architecture", \.sae.architecture, "Which activation function and penalties to start from."),
        .choice("sae.recipe", \.sae.recipe, "Whose optimiser, norm and dead-latent rules to start from."),
        .choice("sae.activation", \.sae.activation, "The activation function."),
        .count("sae.latents", \.sae.latents, 1...Setting.mostLatents, "F, the size of the dictionary."),
        Setting(
            "sae.k", \.sae.k, allowed: "a number above 0, at most \(WholeNumber.grouped(Setting.mostLatents))",
            help: "Latents kept for each token (topk: a whole number), or on average (batchtopk)."
        ) { $0.value > 0 && $0.value <= Double(Setting.mostLatents) },
        .number("sae.threshold", \.sae.threshold, .notNegative, "jumprelu's threshold at the start."),
        .number("sae.bandwidth", \.sae.bandwidth, .positive, "Width of jumprelu's straight-through window."),
        .choice(
            "sae.threshold_parameter", \.sae.thresholdParameter, "Train jumprelu's threshold itself or its logarithm."),
        .choice(
            "sae.threshold_window", \.sae.thresholdWindow, "Which half of the window gives the step penalty a gradient."
        ),
        Setting("sae.subtract_decoder_bias", \.sae.subtractDecoderBias, help: "Encode x - b_d rather than x."),
        .choice("sae.decoder_norm", \.sae.decoderNorm, "Decoder rows of unit norm after each step, or free."),
        Setting(
            "sae.rescale_by_decoder_norm", \.sae.rescaleByDecoderNorm,
            help: "Choose the top k on activation times decoder norm."),
        Setting("sae.encoder_unit_norm", \.sae.encoderUnitNorm, help: "Also keep encoder rows at unit norm."),
        .choice("sae.threshold_rule", \.sae.thresholdRule, "How batchtopk's inference threshold follows training."),
        .length(
            "sae.threshold_start", \.sae.thresholdStart, .schedule, 0...Setting.mostSteps,
            "Steps before that threshold is set, and over which it then averages ('dictionary_learning' only)."),
    ]

    private static let initialisation: [Setting] = [
        .choice("init.relation", \.start.relation, "How encoder and decoder are related at the start."),
        .number("init.bound", \.start.bound, .notNegative, "Encoder entries are uniform within this; 0: 1/sqrt(d)."),
        .number("init.decoder_norm", \.start.decoderNorm, .positive, "Norm of the decoder rows at the start."),
        .choice("init.decoder_bias", \.start.decoderBias, "Where the decoder bias starts."),
        Setting("init.from", \.start.from, help: "A finished SAE whose weights the run starts from; null: they are drawn."),
    ]

    private static let penalties: [Setting] = [
        .number(
            "l1.weight", \.l1.weight, .notNegative, "Sparsity: weight of the mean over tokens of the sum of latents."),
        .number(
            "l1.target_l0", \.l1.targetL0, .notNegative,
            "The L0 that l1.weight is steered to, step by step, once it is whole; 0: it stays what it is."),
        .number(
            "l0.weight", \.l0.weight, .notNegative, "Sparsity: weight of the number of latents that fire (jumprelu)."),
        .choice("l0.form", \.l0.form, "How that number enters the loss."),
        .number("l0.tanh_scale", \.l0.tanhScale, .positive, "c of tanh(c f |w|)."),
        .number("l0.target", \.l0.target, .positive, "The L0 that form 'target' steers to."),
        .number(
            "l0.target_l0", \.l0.targetL0, .notNegative,
            "The L0 that l0.weight is steered to, step by step, once it is whole; 0: it stays what it is."),
        .number("competition.weight", \.competition.weight, .notNegative, "Weight of the competition term."),
        .choice(
            "competition.coefficient", \.competition.coefficient,
            "How competition between two latents is measured: cosine is the paper's."),
        .number(
            "competition.threshold_start", \.competition.thresholdStart, .belowOne,
            "Pairs below it do not count; at the phase's start."),
        .number(
            "competition.threshold_end", \.competition.thresholdEnd, .belowOne,
            "Pairs below it do not count; at the phase's end."),
        .choice(
            "competition.gradient", \.competition.gradient,
            "Treat the coefficients as constants, or differentiate them."),
        .number(
            "competition.rho", \.competition.priced.rho, .notNegative,
            "Coefficient 'priced' only, and there in place of competition.weight, threshold and curriculum: how many times "
                + "its sparsity cost a latent pays for leaning on a commoner one."),
        .number(
            "competition.nesting", \.competition.priced.nesting, .notNegative,
            "A pair counts by (the share of the rarer latent's firings at which the other fires too)^this: 1 spares "
                + "latents that fire together now and then; 0: all pairs alike ('priced')."),
        .number(
            "competition.chance", \.competition.priced.chance, .share,
            "How much of the share that chance gives competition.nesting takes off first, 0 to 1: with 1 only what two "
                + "latents fire together more often than by chance counts ('priced')."),
        .number(
            "competition.rate_decay", \.competition.priced.rateDecay, .belowOne,
            "What a latent's mean rate of firing, which says who of two is the rarer, keeps from batch to batch ('priced')."),
        .count(
            "competition.sample", \.competition.priced.sample, 0...1 << 20,
            "Tokens of a batch, drawn anew in each step, in which 'priced' looks for pairs; 0: as many as cost little."),
        .number("temporal.weight", \.temporal.weight, .notNegative, "Weight of the change of latents between steps."),
        .choice(
            "temporal.pairing", \.temporal.pairing, "Compare with the previous step's batch or the previous token."),
        .number(
            "auxiliary.weight", \.auxiliary.weight, .notNegative, "Weight of AuxK: dead latents explain the residual."),
        .count(
            "auxiliary.k", \.auxiliary.k, 0...Setting.mostLatents,
            "Dead latents that take part for each token; 0: d/2."),
        .choice("auxiliary.form", \.auxiliary.form, "Whose definition of AuxK."),
        .number(
            "auxiliary.pre_activation_weight", \.auxiliary.preActivationWeight, .notNegative,
            "Weight of the loss on dead latents' pre-activations (jumprelu)."),
        Setting(
            "matryoshka.prefixes", \.matryoshka.prefixes,
            help: "Prefixes of the latents that reconstruct by themselves as well; all of them are the last.",
            where: \.isValid),
        .choice("matryoshka.weighting", \.matryoshka.weighting, "How the errors of the prefixes are added up."),
        .number(
            "orthogonality.weight", \.orthogonality.weight, .notNegative,
            "Weight of the squared cosine to the nearest decoder row of a random chunk (OrtSAE)."),
        .count(
            "orthogonality.chunk", \.orthogonality.chunk, 2...Setting.mostLatents, "Latents in a chunk, at most all."),
        .length(
            "orthogonality.interval", \.orthogonality.interval, .cadence, 1...Setting.mostSteps,
            "Steps from one with that term to the next."),
        .choice(
            "orthogonality.unit", \.orthogonality.unit,
            "Whether orthogonality.weight counts as it is, or in what sparsity costs a token ('price')."),
        .number(
            "consistency.weight", \.consistency.weight, .notNegative,
            "Weight of C2R's term: the squared cosine to the nearest row, by both latents' norms over the batch; its chunks and "
                + "steps are those of 'orthogonality'."),
    ]

    private static let curriculum: [Setting] = [
        .choice("curriculum.schedule", \.curriculum.schedule, "How the phases lie in the run."),
        .length(
            "curriculum.sparsity_start", \.curriculum.sparsityStart, .phase, 0...Setting.mostSteps,
            "Step at which the sparsity term begins to rise."),
        .length(
            "curriculum.competition_start", \.curriculum.competitionStart, .phase, 0...Setting.mostSteps,
            "Step at which competition and temporal begin."),
        .length(
            "curriculum.threshold_end", \.curriculum.thresholdEnd, .phase, 0...Setting.mostSteps,
            "Step at which the threshold has fallen."),
        .length(
            "curriculum.sparsity_warmup", \.curriculum.sparsityWarmup, .schedule, 0...Setting.mostSteps,
            "Steps over which sparsity rises ('toolkit' only)."),
        .length(
            "curriculum.priced_start", \.competition.priced.start, .schedule, 0...Setting.mostSteps,
            "Step from which the competition term with coefficient 'priced' counts; the other boundaries are not its."),
        .length(
            "curriculum.priced_decay", \.competition.priced.decay, .schedule, 0...Setting.mostSteps,
            "Steps at the end over which competition.rho falls to 0."),
    ]

    private static let optimizer: [Setting] = [
        .number("optimizer.learning_rate", \.optimizer.learningRate, .positive, "Adam's learning rate."),
        .number("optimizer.beta1", \.optimizer.beta1, .belowOne, "Decay of the first moment."),
        .number("optimizer.beta2", \.optimizer.beta2, .belowOne, "Decay of the second moment."),
        .number("optimizer.epsilon", \.optimizer.epsilon, .positive, "Added to the root of the second moment."),
        .number("optimizer.clip", \.optimizer.clip, .notNegative, "Largest global gradient norm; 0: any."),
        Setting(
            "optimizer.remove_parallel", \.optimizer.removeParallel,
            help: "Take from each decoder gradient its part along the row."),
        .length(
            "optimizer.warmup", \.optimizer.warmup, .schedule, 0...Setting.mostSteps,
            "Steps over which the rate rises."),
        .choice("optimizer.warmup_form", \.optimizer.warmupForm, "Whether the first step of the warm-up moves."),
        .length(
            "optimizer.decay", \.optimizer.decay, .schedule, 0...Setting.mostSteps,
            "Steps at the end over which the rate falls to 0."),
    ]

    private static let record: [Setting] = [
        .length(
            "dead.steps", \.dead.steps, .window, 0...Setting.mostSteps,
            "A latent silent for more steps than this is dead; 0: not counted."),
        .length(
            "dead.tokens", \.dead.tokens, .window, 0...Setting.mostSteps,
            "A latent silent for this many tokens is dead; 0: not counted."),
        .length(
            "record.checkpoint_every", \.record.checkpointEvery, .cadence, 0...Setting.mostSteps,
            "Steps between checkpoints; 0: only at the end."),
        .count("record.keep", \.record.keep, 1...1_000_000, "Checkpoints kept."),
        .length(
            "record.event_every", \.record.eventEvery, .cadence, 1...Setting.mostSteps,
            "Steps between lines of events.jsonl."),
        .length(
            "record.competition_every", \.record.competitionEvery, .cadence, 1...Setting.mostSteps,
            "Steps between competition statistics."),
    ]
}
