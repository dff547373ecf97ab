import Engine
import Failures

/// The check that every activation passes on its way in: one that is not finite would spread through every weight
/// within a step.
enum FiniteRows {
    /// ‖row‖² of `rows`, which are numbers `first...` of a stream and came from `origins`.
    ///
    /// - Throws: `Failure` of kind `badData` that says where the first row with a NaN or an infinity came from.
    static func squaredNorms(
        of rows: MatrixView, origins: [ActivationOrigin], first: Int, engine: ComputeEngine
    ) throws -> [Double] {
        let norms = engine.rowSquaredNorms(rows)
        guard let row = norms.firstIndex(where: { !$0.isFinite }) else { return norms }
        throw Failure(
            .badData,
            "the activation at position \(origins[row].position) of context \(origins[row].context) is not finite "
                + "(number \(first + row) of the stream)",
            remedy: "look for NaN or infinity in the model's weights, or in the shard")
    }
}
