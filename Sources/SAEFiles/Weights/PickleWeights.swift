import Engine
import Failures
import TensorFiles

/// The tensors of a state dict in a `.pt` file.
struct PickleWeights: WeightSource {
    let path: String
    /// Also what is no tensor, in the file's order.
    let entries: [(name: String, value: PickleValue)]
    private let tensors: [String: PickleTensor]

    /// - Parameter root: the state dict: what was saved, or the part of it that holds the weights.
    init(_ file: PickleFile, root: PickleValue) {
        path = file.path
        entries = root.named ?? []
        tensors = Dictionary(
            entries.compactMap { entry in
                if case .tensor(let tensor) = entry.value { (entry.name, tensor) } else { nil }
            }, uniquingKeysWith: { $1 })
    }

    /// The dictionary of a file that has a tensor under each of these names; the whole file where none has.
    init(_ file: PickleFile, holding names: [String]) {
        self.init(file, root: file.stateDict(with: names) ?? file.root)
    }

    var names: [String] { tensors.keys.sorted() }
    func shape(of name: String) -> [Int]? { tensors[name]?.shape }
    func value(_ name: String) -> PickleValue? { entries.last { $0.name == name }?.value }

    func matrix(_ name: String, shape: [Int]) throws -> Matrix { try tensor(name).matrix(shape: shape) }

    /// Of a tensor that was stored as a transposed view the numbers lie as they are wanted.
    func transposed(_ name: String, shape: [Int]) throws -> Matrix? {
        let tensor = try tensor(name)
        guard tensor.shape == shape, shape.count == 2 else { return nil }
        return try tensor.transposed().matrix(shape: shape.reversed())
    }

    private func tensor(_ name: String) throws -> PickleTensor {
        guard let tensor = tensors[name] else {
            throw Failure(.badData, "there is no tensor \(name.quoted)", at: path, remedy: "check which file it is")
        }
        return tensor
    }
}

/// The arrays of an `.npz` file.
struct NpzWeights: WeightSource {
    private let file: NpzFile
    init(_ file: NpzFile) { self.file = file }

    var path: String { file.path }
    var names: [String] { file.names }
    func shape(of name: String) -> [Int]? { try? file.shape(of: name) }
    func matrix(_ name: String, shape: [Int]) throws -> Matrix { try file.matrix(name, shape: shape) }
}
