import Engine
import TensorFiles

/// Tensors by name, of whichever kind of file.
protocol WeightSource {
    /// The file, as messages name it.
    var path: String { get }
    var names: [String] { get }
    /// nil where there is no such tensor.
    func shape(of name: String) -> [Int]?
    /// A float32 copy: a number is `[1, 1]`, a vector one row. Throws `.badData` where there is none of that shape.
    func matrix(_ name: String, shape: [Int]) throws -> Matrix
    /// The transpose of a matrix of this shape, where the source can give it without making the matrix first; else nil.
    func transposed(_ name: String, shape: [Int]) throws -> Matrix?
}

extension WeightSource {
    func transposed(_ name: String, shape: [Int]) throws -> Matrix? { nil }
}

extension SafetensorsFile: WeightSource {
    func shape(of name: String) -> [Int]? { locate(name)?.entry.shape }
}
