public import Engine
import Failures
import Files
public import Foundation
import Records

/// What a checkpoint must hold besides parameters and optimiser: the latents of the last batch (temporal), batchtopk's
/// T, and the number of steps.
extension AutoencoderStep {
    private struct Saved: Codable {
        var steps: Int
        var batchThreshold: Double
        var batchSteps: Int
        /// How the previous latents are held; nil: there are none.
        var previous: LatentPath?
    }

    /// A small JSON part and the tensors that go with it.
    public func saveState() -> (json: Data, tensors: [(name: String, matrix: Matrix)]) {
        var saved = Saved(
            steps: steps, batchThreshold: objective.batchTopK?.threshold ?? Double(autoencoder.batchThreshold),
            batchSteps: objective.batchTopK?.steps ?? 0)
        var tensors: [(name: String, matrix: Matrix)] = []
        if let temporal = objective.temporal {
            if temporal.previousIsSparse {
                saved.previous = .sparse
                let parts = temporal.previousSparse.toMatrices()
                tensors = [
                    ("previous.counts", parts.counts), ("previous.columns", parts.columns),
                    ("previous.values", parts.values),
                ]
            } else if let dense = temporal.previousDense {
                saved.previous = .dense
                tensors = [("previous.latents", dense)]
            }
        }
        return ((try? JSONCoding.data(saved, .part, as: "the step's state")) ?? Data(), tensors)
    }

    /// Goes on where `saveState` was called.
    /// - Throws: `Failure` of kind `badData` when a part is missing or does not fit this step.
    public func restore(json: Data, tensors: [(name: String, matrix: Matrix)]) throws {
        let saved = try JSONCoding.read(
            Saved.self, from: json, as: "a step's state of this version", remedy: "resume from another checkpoint")
        func tensor(_ name: String) throws -> Matrix {
            guard let found = tensors.first(where: { $0.name == name })?.matrix else {
                throw Failure(
                    .badData, "the step's state has no tensor \(name.quoted)",
                    remedy: "resume from an earlier checkpoint")
            }
            return found
        }
        var sparse: SparseLatents?
        var dense: Matrix?
        switch saved.previous {
        case .none: break
        case .sparse:
            let latents = SparseLatents(columns: autoencoder.latents)
            guard
                try latents.assign(
                    counts: tensor("previous.counts"), columns: tensor("previous.columns"),
                    values: tensor("previous.values"))
            else {
                throw Failure(
                    .badData,
                    "the previous batch's latents in the checkpoint are not those of \(autoencoder.latents) latents")
            }
            sparse = latents
        case .dense:
            let matrix = try tensor("previous.latents")
            guard matrix.columns == autoencoder.latents, matrix.rows <= state.latents.rowCapacity else {
                throw Failure(
                    .badData,
                    "the previous batch's latents are [\(matrix.rows), \(matrix.columns)]; this step has room for "
                        + "[\(state.latents.rowCapacity), \(autoencoder.latents)]")
            }
            // Into a buffer of the step's own, where the next dense step expects it.
            state.latents.setRows(matrix.rows)
            engine.copy(matrix, into: state.latents)
            dense = state.latents
        }
        objective.temporal?.restore(sparse: sparse, dense: dense)
        steps = saved.steps
        if let batchTopK = objective.batchTopK {
            batchTopK.threshold = saved.batchThreshold
            batchTopK.steps = saved.batchSteps
            autoencoder.batchThreshold = Float(saved.batchThreshold)
        }
        hasLatents = false
    }
}
