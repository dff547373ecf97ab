import Engine
import Failures
import TensorFiles

/// The weights of an SAE's file, each held to be a number that can be computed with.
struct SAELensTensors {
    private let file: SafetensorsFile
    private let engine: ComputeEngine

    init(_ file: SafetensorsFile, engine: ComputeEngine) {
        self.file = file
        self.engine = engine
    }

    /// 2^33: with no weight larger, what is computed from activations up to 1e5 stays within float32 (their product with
    /// 10,000 weights is at most 1e19, that with 100,000 decoder rows at most 1e34). Trained weights are below 1e3.
    private static let bound: Float = 0x1p33

    /// Reads a tensor into `target`, `[shape[0], shape[1]]`, or `[shape[1], shape[0]]` where it is `turned`.
    ///
    /// - Throws: `Failure(.badData)` for a tensor that is missing or misshapen, and, with its place, for a number that
    ///   is not finite or, if it `isBounded`, too large.
    func load(
        _ name: String, _ shapes: [String: [Int]], turned: Bool = false, isBounded: Bool = true, into target: Matrix
    ) throws {
        let matrix = try file.matrix(name, shape: shapes[name] ?? [])
        try file.requireFinite(name)
        if turned { engine.transpose(matrix, into: target) } else { engine.copy(matrix, into: target) }
        guard isBounded else { return }
        // The copy that is not needed any more: what is too large becomes infinite in it.
        engine.scale(matrix, by: Float.greatestFiniteMagnitude / SAELensTensors.bound, into: matrix)
        guard let place = engine.firstNonFinite(in: matrix) else { return }
        throw Failure(
            .badData,
            "tensor \(name.quoted) holds a number beyond \(SAELensTensors.bound) at "
                + "\(matrix.rows == 1 ? [place.column] : [place.row, place.column])",
            at: file.path, remedy: "no trained weight is as large; the file is damaged: fetch or write it again")
    }
}
