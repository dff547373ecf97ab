import Engine
import Foundation
import LanguageModels
import TensorFiles
import TestSupport
import Testing

/// The two models with goldens, and how a result is held to one.
enum Gemma2Fixtures {
    /// The embedded model, read where it lies in the checkout.
    static let nano = Goldens.folder.deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Sources/EmbeddedModel/Resources/gemma2-nano").path(percentEncoded: false)
    /// A random model of odd shapes, in three shards of mixed number formats; window 8, untied head.
    static let odd = Goldens.url("gemma2/odd-model").path(percentEncoded: false)

    static func goldens(_ name: String) throws -> SafetensorsFile {
        try SafetensorsFile(Goldens.url("gemma2/\(name).safetensors"))
    }

    static func model(_ folder: String, threads: Int = 2, isa: Kernels.ISA? = nil) throws -> LanguageModel {
        try LanguageModel(folder: folder, engine: ComputeEngine(threads: threads, isa: isa))
    }

    /// Float32 results of two programs that sum in different orders: a few hundred roundings of 6e-8 of a size near
    /// the RMS, and larger elements. Twenty-millionths of the RMS is what the project asks for.
    static let tolerance = 2e-5

    /// The largest error of `result`, divided by the RMS of `golden`.
    static func error(_ result: [Float], _ golden: [Float]) -> Double {
        guard result.count == golden.count, !golden.isEmpty else { return .infinity }
        let square = golden.reduce(0) { $0 + Double($1) * Double($1) } / Double(golden.count)
        let largest = zip(result, golden).reduce(0.0) { worst, pair in
            let difference = abs(Double(pair.0) - Double(pair.1))
            return difference.isNaN ? .infinity : max(worst, difference)
        }
        return largest / square.squareRoot()
    }
}

extension LanguageModel {
    /// The activations of a batch at a hook point, row by row.
    func activations(_ batch: TokenBatch, _ hook: Hookpoint) throws -> [Float] {
        let output = Matrix(rows: batch.count, columns: configuration.width(at: hook))
        try activations(of: batch, at: hook, into: output)
        return output.toArray()
    }

    /// The logits of a batch, row by row.
    func logits(_ batch: TokenBatch) throws -> [Float] {
        let output = Matrix(rows: batch.count, columns: configuration.vocabularySize)
        try logits(of: batch, into: output)
        return output.toArray()
    }
}

extension TokenBatch {
    /// The elements of the rows that are no padding, from a matrix with `width` columns.
    func unpadded(_ elements: [Float], width: Int) -> [Float] {
        (0..<sequences).flatMap { row in
            Array(elements[row * length * width..<(row * length + lengths[row]) * width])
        }
    }
}
