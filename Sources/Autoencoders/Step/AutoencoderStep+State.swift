public import Engine
public import Foundation
import Records

/// What a checkpoint must hold besides parameters and optimiser: the number of steps, T, and what penalties and the
/// activation function carry on.
extension AutoencoderStep {
    private static let steps = "steps"
    /// So many steps are never done; beyond it numbers are no longer exact in other programs' JSON.
    static let mostSteps = 1 << 53

    /// Everything that may carry something on to the next step.
    private var parts: [any CarriesState] { objective.parts + (steering.map { [$0] } ?? []) }

    /// A small JSON part and the tensors that go with it.
    /// - Throws: `Failure` of kind `failed` when a number has become infinite or NaN.
    public func saveState() throws -> (json: Data, tensors: [(name: String, matrix: Matrix)]) {
        var state = CarriedState()
        state[AutoencoderStep.steps] = .whole(steps)
        // Every step's state has these two, whatever its activation function: a function that moves T enters its own.
        state[BatchTopK.thresholdKey] = .number(Double(autoencoder.batchThreshold))
        state[BatchTopK.stepsKey] = .whole(0)
        latents.previous?.save(into: &state)
        for part in parts { part.save(into: &state) }
        return (try state.json(), state.tensors)
    }

    /// Goes on where `saveState` was called.
    /// - Throws: `Failure` of kind `badData` when a part is missing, is no number that a step could have written, or does
    ///   not fit this step.
    public func restore(json: Data, tensors: [(name: String, matrix: Matrix)]) throws {
        let state = try CarriedState(json: json, tensors: tensors)
        let done = try state.integer(AutoencoderStep.steps, in: 0...AutoencoderStep.mostSteps)
        _ = try state.number(BatchTopK.thresholdKey, in: BatchTopK.thresholds)
        _ = try state.integer(BatchTopK.stepsKey, in: 0...done)
        var previous = PreviousLatents.Saved.none
        if latents.previous != nil {
            previous = try PreviousLatents.read(
                state, latents: autoencoder.latents, capacity: latents.dense.rowCapacity, engine: engine)
        }
        for part in parts { try part.restore(from: state, batch) }
        latents.restorePrevious(previous)
        steps = done
        hasLatents = false
    }
}
