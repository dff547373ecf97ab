public import Engine
import Failures
import Files
public import Foundation

/// What a part of a run needs to continue: a small JSON document and named float32 matrices, for a checkpoint to write.
///
/// The matrices may be the part's own storage, lent and not copied (a mixing buffer is nearly 1 GB at paper scale):
/// write or `copy()` the state before the part is used again.
public struct SavedState {
    /// A JSON object.
    public var json: Data
    /// Names are unique within a state.
    public var tensors: [(name: String, matrix: Matrix)]

    public init(json: Data, tensors: [(name: String, matrix: Matrix)] = []) {
        self.json = json
        self.tensors = tensors
    }

    /// A value as sorted JSON, so that the same state has the same bytes.
    ///
    /// - Throws: `Failure` when the value holds a number that JSON cannot.
    public init(_ value: some Encodable, tensors: [(name: String, matrix: Matrix)] = []) throws {
        self.init(json: try StateRecord.write(value), tensors: tensors)
    }

    /// The JSON part as a value.
    ///
    /// - Throws: `Failure` of kind `badData`, naming the key, when it is something else or was changed.
    public func decode<T: Decodable>(_ type: T.Type) throws -> T { try StateRecord.read(type, from: json) }

    /// The matrix of that name, if the state has one.
    public func tensor(_ name: String) -> Matrix? { tensors.first { $0.name == name }?.matrix }

    /// A state that shares no storage with this one.
    public func copy() -> SavedState {
        SavedState(
            json: json,
            tensors: tensors.map { name, matrix in
                let twin = Matrix(rows: matrix.rows, columns: matrix.columns)
                twin.withMutableBytes { to in matrix.withBytes { from in to.copyMemory(from: from) } }
                return (name, twin)
            })
    }
}
