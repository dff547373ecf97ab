import Engine
import Failures
import Files
import TensorFiles

/// The weights of an SAE's file, each held to its shape before any memory is taken for it, and to be numbers that can be
/// computed with.
struct Weights {
    let source: any WeightSource
    let engine: ComputeEngine

    /// 2^33: with no weight larger, what is computed from activations up to 1e5 stays within float32 (their product with
    /// 10,000 weights is at most 1e19, that with 100,000 decoder rows at most 1e34). Trained weights are below 1e3.
    static let bound: Float = 0x1p33

    init(_ source: any WeightSource, engine: ComputeEngine) {
        self.source = source
        self.engine = engine
    }

    var path: String { source.path }

    func has(_ name: String) -> Bool { source.shape(of: name) != nil }

    /// The shape of a tensor that must be there with so many dimensions, none of them 0.
    func shape(_ name: String, dimensions: Int) throws -> [Int] {
        guard let shape = source.shape(of: name) else { throw missing(name) }
        guard shape.count == dimensions, shape.allSatisfy({ $0 > 0 && $0 <= Int(Int32.max) }) else {
            throw Failure(
                .badData, "tensor \(name.quoted) has shape \(shape), expected \(dimensions) dimensions", at: path,
                remedy: "the file is damaged, or holds something else than an SAE")
        }
        return shape
    }

    /// Holds every tensor to its shape, and the file to having no others: one may change what is computed.
    ///
    /// - Parameters:
    ///   - ignored: tensors that are known to change nothing.
    ///   - owner: whose tensors these are, for the sentence.
    func check(_ shapes: [String: [Int]], ignoring ignored: Set<String> = [], of owner: String) throws {
        for name in source.names where shapes[name] == nil && !ignored.contains(name) {
            throw Failure(
                .badData, "tensor \(name.quoted) does not belong to \(owner)", at: path,
                remedy: "export the SAE in its inference form")
        }
        // The encoder first: its shape says most.
        func order(_ name: String) -> String { name.lowercased().contains("enc") ? "" : name }
        for (name, shape) in shapes.sorted(by: { (order($0.key), $0.key) < (order($1.key), $1.key) }) {
            guard let found = source.shape(of: name) else { throw missing(name) }
            guard found == shape else {
                throw Failure(
                    .badData, "tensor \(name.quoted) has shape \(found), expected \(shape)", at: path,
                    remedy: "the file and the configuration beside it do not belong together")
            }
        }
    }

    /// - Parameter isBounded: false for thresholds, which nothing need exceed.
    func vector(_ name: String, _ count: Int, isBounded: Bool = true) throws -> Matrix {
        try checked(name, [count], isBounded: isBounded)
    }

    /// Stored as it is wanted: `[rows, columns]`.
    func matrix(_ name: String, _ rows: Int, _ columns: Int) throws -> Matrix { try checked(name, [rows, columns]) }

    /// Stored the other way about, `[columns, rows]`.
    func turned(_ name: String, _ rows: Int, _ columns: Int) throws -> Matrix {
        if let given = try source.transposed(name, shape: [columns, rows]) {
            try Weights.require(given, "the transpose of tensor \(name.quoted)", at: path, engine: engine)
            return given
        }
        let stored = try checked(name, [columns, rows]), result = Matrix(rows: rows, columns: columns)
        engine.transpose(stored, into: result)
        return result
    }

    private func checked(_ name: String, _ shape: [Int], isBounded: Bool = true) throws -> Matrix {
        let matrix = try rounded(name, shape) ?? source.matrix(name, shape: shape)
        try Weights.require(
            matrix, isBounded: isBounded, "tensor \(name.quoted)", at: path, place: shape.count, engine: engine)
        return matrix
    }

    /// The nearest float32 of a float64 tensor of this shape; nil for every other.
    private func rounded(_ name: String, _ shape: [Int]) throws -> Matrix? {
        guard let file = source as? SafetensorsFile, let entry = file.locate(name)?.entry, entry.type == .float64, entry.shape == shape
        else { return nil }
        let (rows, columns) = entry.matrixShape
        return Matrix(rows: rows, columns: columns, elements: try file.doubles(name).map { Float($0) })
    }

    /// Throws `.badData`, with the place, for a number that is not finite or, if it `isBounded`, too large.
    static func require(
        _ matrix: Matrix, isBounded: Bool = true, _ what: String, at path: String, place dimensions: Int = 2,
        engine: ComputeEngine
    ) throws {
        let limit = isBounded ? bound : Float.greatestFiniteMagnitude
        guard let found = engine.first(beyond: limit, in: matrix) else { return }
        let place = dimensions == 1 ? [found.column] : dimensions == 0 ? [] : [found.row, found.column]
        guard engine.first(beyond: .greatestFiniteMagnitude, in: matrix) == nil else {
            throw Failure(
                .badData, "\(what) holds a number that is not finite at \(place)", at: path,
                remedy: "the file is damaged or its training diverged; fetch or write it again")
        }
        throw Failure(
            .badData, "\(what) holds a number beyond \(bound) at \(place)", at: path,
            remedy: "no trained weight is as large; the file is damaged: fetch or write it again")
    }

    private func missing(_ name: String) -> Failure {
        let near = Array(source.names.sorted().prefix(8)).map(\.quoted).joined(separator: ", ")
        return Failure(
            .badData, "there is no tensor \(name.quoted)", at: path,
            remedy: near.isEmpty ? "the file has no tensors" : "it has: \(near)")
    }
}
