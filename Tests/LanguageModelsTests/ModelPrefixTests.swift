import Engine
import Failures
import LanguageModels
import TensorFiles
import TestSupport
import Testing

/// Continuations of one prefix against whole sequences.
@Suite struct ModelPrefixTests {
    /// Every family, which differ in positions, windows, soft-caps and order of sublayers, at every hook point of the last
    /// layer.
    @Test(arguments: FamilyGoldenTests.cases)
    func `activations after a prefix are those of the whole sequences`(name: String) throws {
        let goldens = try SafetensorsFile(Goldens.url("families/\(name)/golden.safetensors"))
        let ids = try goldens.integers("tokens").map { Int32($0) }
        let model = try LanguageModel(folder: FamilyGoldenTests.folder(name), engine: ComputeEngine(threads: 2))
        let layer = model.configuration.layers - 1
        for (before, length) in [(31, 2), (1, 5)] {
            let prefix = Array(ids[..<before])
            let tails = stride(from: before, to: 70, by: 3).map { Array(ids[$0..<$0 + length]) }
            for site in model.configuration.sites {
                let hook = Hookpoint(layer: site == .embed ? 0 : layer, site: site)
                let width = model.configuration.width(at: hook)
                let whole = TokenBatch(tails.map { prefix + $0 }), all = Matrix(rows: whole.count, columns: width)
                try model.activations(of: whole, at: hook, into: all)
                let continued = Matrix(rows: tails.count * length, columns: width)
                try model.activations(
                    of: TokenBatch(tails), after: model.prefix(prefix, for: hook), into: continued)
                let flat = all.toArray(), ours = continued.toArray()
                let each = whole.length * width
                var expected: [Float] = [], scale: Float = 1, worst: Float = 0
                for row in tails.indices { expected += flat[row * each + before * width..<(row + 1) * each] }
                for (a, b) in zip(ours, expected) {
                    scale = max(scale, abs(b))
                    worst = max(worst, abs(a - b))
                }
                #expect(worst <= 1e-5 * scale, "\(name) \(hook) after \(before)")
                #expect(expected.contains { $0 != 0 })
            }
        }
    }

    @Test func `the same bits on any number of threads, with padded continuations too`() throws {
        let tails: [[Int32]] = [[5, 9], [7], [11, 3]]
        let results = try [1, 2, 7].map { threads in
            let model = try LanguageModel(folder: FamilyGoldenTests.folder("llama"), engine: ComputeEngine(threads: threads))
            let hook = Hookpoint(layer: 1, site: .residPost)
            let output = Matrix(rows: 6, columns: model.configuration.width(at: hook))
            try model.activations(of: TokenBatch(tails), after: model.prefix([1, 2, 3], for: hook), into: output)
            return output.toArray().map(\.bitPattern)
        }
        #expect(results[0] == results[1] && results[0] == results[2])
    }

    @Test func `a continuation beyond the context is refused`() throws {
        let model = try LanguageModel(folder: FamilyGoldenTests.folder("llama"), engine: ComputeEngine(threads: 1))
        let hook = Hookpoint(layer: 0, site: .residPost), length = model.configuration.contextLength
        let prefix = try model.prefix(Array(repeating: 1, count: length - 1), for: hook)
        let output = Matrix(rows: 2, columns: model.configuration.width(at: hook))
        let found = try failure { try model.activations(of: TokenBatch([[1, 2]]), after: prefix, into: output) }
        #expect(found?.kind == .badData && found?.what.contains("\(length + 1) tokens") == true)
    }
}
