package import Engine
package import Engine
package import Records

/// One term of the loss: a file in this folder and a line in `Objective.penalties`. It says when it adds and what it
/// needs, reads the batch and its latents, and adds to the sums; its loss goes into the report under a name of its own.
package protocol Penalty: CarriesState {
    /// nil: the run has no such term.
    init?(_ config: RunConfig, _ shape: StepShape)

    var stage: PenaltyStage { get }
    var needs: StepNeeds { get }
    /// With which part of a step its time counts.
    var clockStage: StepClock.Stage { get }

    /// Before anything is computed: refuses batches that the term cannot be taken of.
    /// - Throws: `Failure` of kind `usage`.
    func check(_ batch: StepBatch) throws

    /// Before z makes way for f, where it needs `preActivations`: selects from `latents.dense` what the term needs of it.
    /// Marks latents that its gradients touch.
    func prepare(_ batch: StepBatch, _ latents: StepLatents, _ sums: StepSums)

    /// On the dense path, where it needs `denseBeginning`: may begin ∂L/∂f by writing the whole of `gradient`, and its
    /// loss with it, and says whether it did. `add` comes nevertheless.
    func begin(_ gradient: Matrix, _ batch: StepBatch, _ latents: StepLatents, _ sums: StepSums) -> Bool

    /// At its stage: adds the term to the report, and its gradients.
    func add(_ batch: StepBatch, _ latents: StepLatents, to sums: StepSums) throws

    /// After a step whose losses are finite: what the next one will need.
    func finish(_ batch: StepBatch, _ latents: StepLatents)
}

extension Penalty {
    package var stage: PenaltyStage { .latents }
    package var needs: StepNeeds { [] }
    package var clockStage: StepClock.Stage { .penalties }
    package func check(_ batch: StepBatch) throws {}
    package func prepare(_ batch: StepBatch, _ latents: StepLatents, _ sums: StepSums) {}
    package func begin(_ gradient: Matrix, _ batch: StepBatch, _ latents: StepLatents, _ sums: StepSums) -> Bool { false }
    package func finish(_ batch: StepBatch, _ latents: StepLatents) {}
}
