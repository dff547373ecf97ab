package import Records

/// What a run trains: an activation function, how it reconstructs, and a list of penalties, each independent of the
/// others. The architectures' names (`orthogonal`, `topk`, …) are settings of these, made in Records; nothing here knows
/// them.
package struct Objective {
    /// Every penalty there is, in the order in which they act. A new one is a file in `Penalties` and a line here.
    package static var penalties: [any Penalty.Type] {
        [
            TemporalPenalty.self,
            L1Penalty.self,
            L0Penalty.self,
            CompetitionPenalty.self,
            PotentialPenalty.self,
            ChunkCompetitionPenalty.self,
            PricedPenalty.self,
            ChunkOrthogonalityPenalty.self,
            ConsistencyPenalty.self,
            AuxiliaryPenalty.self,
            PreActivationPenalty.self,
        ]
    }

    /// Every activation function. A new one is a file in `Activation functions`, its name in `ActivationKind`, and a
    /// line here.
    package static var activationFunctions: [any ActivationFunction.Type] {
        [
            ReLU.self,
            TopK.self,
            BatchTopK.self,
            JumpReLU.self,
        ]
    }

    let activation: any ActivationFunction
    /// Matryoshka's reconstruction, in place of the step's own.
    let prefixes: PrefixReconstruction?
    let penalties: [any Penalty]

    /// - Parameter known: the penalties that there are.
    init(_ config: RunConfig, _ shape: StepShape, penalties known: [any Penalty.Type]) {
        prefixes = PrefixReconstruction(config.matryoshka, shape)
        activation = Objective.activationFunction(config.sae.activation).init(config.sae)
        penalties = known.compactMap { $0.init(config, shape) }
        precondition(
            penalties.count { $0.needs.contains(.denseBeginning) } <= 1, "two penalties that begin the dense gradient")
    }

    package static func activationFunction(_ kind: ActivationKind) -> any ActivationFunction.Type {
        guard let found = activationFunctions.first(where: { $0.kind == kind }) else {
            preconditionFailure("no activation function '\(kind)'")
        }
        return found
    }

    /// What any of the penalties needs.
    var needs: StepNeeds { penalties.reduce([]) { $0.union($1.needs) } }

    /// Those of its parts that may carry something on to the next step.
    var parts: [any CarriesState] { [activation] + penalties }
}
