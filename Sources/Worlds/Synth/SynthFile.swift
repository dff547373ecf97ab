import Engine
import Failures
import Files
import Foundation
import TensorFiles

/// A world's parameters from a safetensors file: what `Tools/synth16k-export` writes of the reference's own generator,
/// or anybody of a world of their own.
///
/// `feature_vectors [n, d]`, `bias [d]`, `firing_probabilities [n]` (as used, before the tree is asked),
/// `target_probabilities [n]`, `correlation_factor [n, r]`, `correlation_diag [n]`, `mean_magnitudes [n]`,
/// `std_magnitudes [n]`, `parents [n]` (−1 without one), all float32.
struct SynthFile {
    let parameters: SynthParameters
    let directions: Matrix
    let bias: Matrix

    /// - Throws: `Failure`: what reading it throws; `.badData` naming a tensor of another shape, or a number that cannot be.
    init(_ path: String, engine: ComputeEngine) throws {
        let file = try SafetensorsFile(URL(filePath: path))
        func shape(_ name: String) throws -> [Int] {
            guard let entry = file.entries.first(where: { $0.name == name }) else {
                throw Failure(
                    .badData, "has no tensor \(name.quoted)", at: path, remedy: "make it with Tools/synth16k-export")
            }
            return entry.shape
        }
        let vectors = try shape("feature_vectors"), factor = try shape("correlation_factor")
        guard vectors.count == 2, vectors[0] > 0, vectors[1] > 0, vectors[1] % 4 == 0, vectors[0] <= 1 << 22,
            factor.count == 2, factor[0] == vectors[0], (1...4096).contains(factor[1])
        else {
            throw Failure(
                .badData, "'feature_vectors' are \(vectors) and 'correlation_factor' \(factor); expected [n, d] with d a "
                    + "multiple of 4 and [n, r]", at: path)
        }
        let n = vectors[0]
        func numbers(_ name: String, _ range: ClosedRange<Float>) throws -> [Float] {
            let values = try file.matrix(name, shape: [n]).toArray()
            guard let at = values.firstIndex(where: { !range.contains($0) }) else { return values }
            throw Failure(
                .badData, "\(name.quoted) is \(values[at]) at \(at); expected \(range.lowerBound) to \(range.upperBound)",
                at: path)
        }
        let most: Float = 1e6
        let parents = try numbers("parents", -1...Float(n - 1)).enumerated().map { feature, parent in
            guard parent == parent.rounded(), parent < Float(feature) else {
                throw Failure(
                    .badData, "'parents' is \(parent) at \(feature); a parent has a smaller number than its child", at: path)
            }
            return Int(bounded: parent)
        }
        let target = try numbers("target_probabilities", 0...1).map(Double.init)
        parameters = SynthParameters(
            probabilities: try numbers("firing_probabilities", 0...1).map(Double.init),
            factor: try file.matrix("correlation_factor", shape: factor).toArray(), rank: factor[1],
            diagonal: try numbers("correlation_diag", 1e-6...1), means: try numbers("mean_magnitudes", 1e-6...most),
            deviations: try numbers("std_magnitudes", 0...most), parents: parents,
            shares: target.indices.map { parents[$0] >= 0 && target[parents[$0]] > 0 ? min(1, target[$0] / target[parents[$0]]) : 0 })
        directions = try file.matrix("feature_vectors", shape: vectors)
        bias = Matrix(rows: 1, columns: vectors[1], elements: try file.matrix("bias", shape: [vectors[1]]).toArray())
        for part in [directions, bias] where engine.firstNonFinite(in: part) != nil {
            throw Failure(.badData, "'feature_vectors' or 'bias' hold a number that is not finite", at: path)
        }
        guard parameters.factor.allSatisfy({ $0.isFinite && abs($0) <= most }) else {
            throw Failure(.badData, "'correlation_factor' holds a number that is not finite", at: path)
        }
        engine.normalizeRows(directions)
    }
}
