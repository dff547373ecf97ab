import Engine
import TensorFiles

/// What a model's weights are read from: a folder of safetensors files, or a GGUF file.
protocol ModelTensors: Sendable {
    /// The folder or file, as messages name it.
    var path: String { get }
    var names: [String] { get }
    func contains(_ name: String) -> Bool
    /// Row-major.
    func shape(of name: String) throws -> [Int]
    func storedMatrix(_ name: String, shape: [Int]) throws -> StoredMatrix
    func matrix(_ name: String, shape: [Int]) throws -> Matrix
    func requireFinite(_ name: String) throws
    func haveSameBytes(_ name: String, _ other: String) throws -> Bool
}

extension TensorFolder: ModelTensors {
    func shape(of name: String) throws -> [Int] { try entry(name).shape }
}

extension GGUFFile: ModelTensors {
    func shape(of name: String) throws -> [Int] { try tensor(name).shape }
}
