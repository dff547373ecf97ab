import Engine
import Records

/// What a run trains: an activation function, how it reconstructs, and a list of penalties, each independent of the
/// others. The architectures' names (`orthogonal`, `topk`, …) are settings of these, made in Records; nothing here knows
/// them.
struct Objective {
    let activation: any ActivationFunction
    /// Matryoshka's reconstruction, in place of the step's own.
    let prefixes: PrefixReconstruction?
    /// In the order in which they act: the temporal term first, because it may begin the dense gradient.
    let penalties: [any Penalty]

    init(_ config: RunConfig, width: Int, capacity: Int) {
        let latents = config.sae.latents
        prefixes = PrefixReconstruction(config.matryoshka, latents: latents, width: width, capacity: capacity)
        switch config.sae.activation {
        case .relu: activation = ReLU()
        case .topk: activation = TopK()
        case .batchtopk: activation = BatchTopK(config.sae)
        case .jumprelu: activation = JumpReLU()
        }
        var list: [any Penalty] = []
        if config.temporal.weight > 0 { list.append(TemporalPenalty(config.temporal, latents: latents)) }
        if config.l1.weight > 0 { list.append(L1Penalty()) }
        if config.l0.weight > 0 { list.append(L0Penalty(config.l0)) }
        if config.competition.weight > 0 {
            switch config.competition.coefficient {
            case .cosine: list.append(CompetitionPenalty(config.competition, .cosine, latents: latents))
            case .containment: list.append(CompetitionPenalty(config.competition, .containment, latents: latents))
            case .potential: list.append(PotentialPenalty(latents: latents))
            case .one:
                list.append(ChunkOrthogonalityPenalty(config.orthogonality, latents: latents, asCompetition: true))
            }
        }
        if config.orthogonality.weight > 0 {
            list.append(ChunkOrthogonalityPenalty(config.orthogonality, latents: latents))
        }
        if config.auxiliary.weight > 0 {
            list.append(AuxiliaryPenalty(config.auxiliary, latents: latents, width: width, capacity: capacity))
        }
        if config.auxiliary.preActivationWeight > 0 { list.append(PreActivationPenalty(latents: latents)) }
        penalties = list
    }

    var batchTopK: BatchTopK? { activation as? BatchTopK }
    var temporal: TemporalPenalty? { penalties.lazy.compactMap { $0 as? TemporalPenalty }.first }
}
