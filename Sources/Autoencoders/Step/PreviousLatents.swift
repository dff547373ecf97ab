package import Engine
import Failures
import Records

/// The latents of the step before, for penalties that need them (`StepNeeds.previousLatents`). Sparse ones are a copy,
/// since the step chooses the next ones in the same storage; of dense ones the matrix itself stays, and the next batch
/// goes to the step's other one.
package final class PreviousLatents {
    private let sparse: SparseLatents
    private var dense: Matrix?
    /// How they are held; nil: there are none.
    private(set) var path: LatentPath?
    /// Rows that the dense matrix held; it may be used for other things since.
    private var denseRows = 0

    init(latents: Int) { sparse = SparseLatents(columns: latents) }

    /// Those of a batch of as many rows; nil: there was none of this size.
    package func of(rows: Int) -> PreviousRows? {
        switch path {
        case nil: nil
        case .sparse: sparse.rows == rows ? .sparse(sparse) : nil
        case .dense: denseRows == rows ? dense.map { .dense($0, rowMap: nil) } : nil
        }
    }

    func copy(_ latents: SparseLatents) {
        path = .sparse
        sparse.assign(latents)
        dense = nil
    }

    func keep(_ matrix: Matrix) {
        path = .dense
        dense = matrix
        denseRows = matrix.rows
    }

    func forget() {
        path = nil
        dense = nil
    }

    // MARK: Checkpoints

    private static let key = "previous"

    func save(into state: inout CarriedState) {
        switch path {
        case nil: return
        case .sparse:
            let parts = sparse.toMatrices()
            state.add("previous.counts", parts.counts)
            state.add("previous.columns", parts.columns)
            state.add("previous.values", parts.values)
        case .dense:
            guard let dense else { return }
            state.add("previous.latents", dense)
        }
        state[PreviousLatents.key] = path.map { .text($0.rawValue) }
    }

    /// What a checkpoint holds, checked.
    enum Saved {
        case none
        case sparse(SparseLatents)
        case dense(Matrix)
    }

    /// - Parameter capacity: the most rows of a batch.
    /// - Throws: `Failure` of kind `badData` when a part is missing or is no batch of latents.
    static func read(_ state: CarriedState, latents: Int, capacity: Int, engine: ComputeEngine) throws -> Saved {
        guard let name = try state.text(key) else { return .none }
        switch LatentPath(rawValue: name) {
        case nil:
            throw Failure(
                .badData, "'\(key)' of the step's state is '\(name)', expected 'sparse' or 'dense'",
                remedy: CarriedState.remedy)
        case .sparse:
            let read = SparseLatents(columns: latents)
            let counts = try state.matrix("previous.counts", engine: engine)
            let columns = try state.matrix("previous.columns", engine: engine)
            let values = try state.matrix("previous.values", engine: engine)
            guard counts.count <= capacity, read.assign(counts: counts, columns: columns, values: values) else {
                throw Failure(
                    .badData,
                    "the previous batch's latents in the checkpoint are not those of \(latents) latents and at most "
                        + "\(capacity) tokens", remedy: CarriedState.remedy)
            }
            return .sparse(read)
        case .dense:
            let matrix = try state.matrix("previous.latents", engine: engine)
            guard matrix.columns == latents, matrix.rows <= capacity else {
                throw Failure(
                    .badData,
                    "the previous batch's latents are [\(matrix.rows), \(matrix.columns)]; this step has room for "
                        + "[\(capacity), \(latents)]", remedy: CarriedState.remedy)
            }
            return .dense(matrix)
        }
    }
}
