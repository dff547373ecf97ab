import Autoencoders
import Engine
import Failures
import Files
import Foundation
import Records
import SAEFiles
import TensorFiles
import TestSupport
import Testing

/// SAEs that the toolkits themselves wrote (Tools/goldens/exchange/saes): latents and reconstructions must be theirs to
/// 1e-5 of the root mean square, the same latents firing; what cannot be computed must be refused by name.
@Suite struct ToolkitGoldenTests {
    private let engine = ComputeEngine(threads: 1)
    private static let folder = Goldens.url("exchange/saes")

    struct Variant: Sendable, CustomTestStringConvertible {
        let tree: JSONTree
        var testDescription: String { "\(text("format"))/\(text("variant"))" }
        func text(_ key: String) -> String { tree[key]?.string ?? "" }
        func number(_ key: String) -> Int { tree[key]?.integer ?? 0 }
        var rule: JSONTree? { tree["rule"] }
        func rules(_ key: String) -> Bool { rule?[key] == .bool(true) }
        /// Whether it is one that its program computes and this one refuses by name: transcoders, and matching pursuit.
        var isRefused: Bool {
            text("read") == "refused" || rules("transcoder") || rules("skip") || rule?["activation"]?.string == "matching_pursuit"
        }
        var words: [String] {
            let said = tree["why"]?.elements?.compactMap(\.string) ?? []
            if !said.isEmpty { return said }
            return rule?["activation"]?.string == "matching_pursuit" ? ["matching_pursuit"] : ["transcoder", "skip", "transcode"]
        }
        var hints: SAEHints {
            var hints = SAEHints()
            let said = tree["hints"]
            hints.k = said?["k"]?.integer
            hints.repository = said?["repo"]?.string
            hints.pathInRepository = said?["folder"]?.string
            hints.inputScale = said?["norm_scaling_factor"]?.double
            return hints
        }
    }

    private static let variants: [Variant] =
        ((try? JSONTree(file: folder.appending(path: "index.json")))?["variants"]?.elements ?? []).map(Variant.init)

    @Test func `there are goldens of three toolkits at least`() {
        #expect(Self.variants.count >= 40)
        #expect(Set(Self.variants.map { $0.text("format") }).count >= 3)
    }

    @Test(arguments: variants.filter { !$0.isRefused }) func `encodes and decodes as its own program`(variant: Variant) throws {
        let all = try SafetensorsFile(Self.folder.appending(path: "activations.safetensors"))
        let wide = try all.matrix("activations"), rows = variant.number("rows"), d = variant.number("d_in")
        let numbers = wide.toArray()
        let x = Matrix(
            rows: rows, columns: d, elements: (0..<rows).flatMap { Array(numbers[$0 * wide.columns..<$0 * wide.columns + d]) })
        let contents = try SAEFile.read(Self.folder.appending(path: variant.text("path")), about: variant.hints, engine: engine)
        // Its loader makes decoder rows unit, and latents times as much.
        let isUnit = variant.text("variant") == "AutoEncoder-free-norms"
        let sae = isUnit ? contents.autoencoder.folded(inputScale: 1, engine: engine) : contents.autoencoder
        #expect(sae.width == d && sae.latents == variant.number("latents") && !contents.decisions.isEmpty)
        #expect(sae.configuration.subtractDecoderBias == variant.rules("subtract_b_dec"))
        let latents = SparseLatents(columns: sae.latents), output = Matrix(rows: rows, columns: d)
        sae.encode(x, engine: engine, into: latents)
        sae.decode(latents, of: x, engine: engine, into: output)

        let expected = try SafetensorsFile(Self.folder.appending(path: variant.text("expected")))
        let counts = try expected.integers("counts"), indices = try expected.integers("indices")
        let values = try expected.matrix("values").toArray()
        // What SAELens multiplies latents by; here they are the coefficients of the rows.
        let norms = Matrix(rows: 1, columns: sae.latents)
        engine.rowNorms(sae.decoder, into: norms)
        let factors = variant.rules("rescale_by_decoder_norm") ? norms.toArray() : [Float](repeating: 1, count: sae.latents)
        var at = 0, worst = 0.0, squares = 0.0, misplaced = 0
        for row in 0..<rows {
            let wanted = (0..<Int(counts[row])).map { (column: Int(indices[at + $0]), value: values[at + $0]) }
            at += wanted.count
            let found = latents.entries(ofRow: row)
            if found.map(\.column) != wanted.map(\.column).sorted() { misplaced += 1 }
            let by = Dictionary(wanted.map { ($0.column, $0.value) }) { $1 }
            for entry in found {
                let value = Double(by[entry.column] ?? 0)
                worst = max(worst, abs(Double(entry.value * factors[entry.column]) - value))
                squares += value * value
            }
        }
        let size = (squares / Double(max(1, values.count))).squareRoot()
        #expect(misplaced == 0 && size > 0 && worst <= 1e-5 * size, "latents: \(misplaced) rows, off by \(worst) of \(size)")

        let found = output.toArray().map(Double.init), wanted = try expected.matrix("reconstruction")
        let shown = wanted.toArray().map(Double.init)
        let scale = (shown.reduce(0) { $0 + $1 * $1 } / Double(shown.count)).squareRoot()
        let error = zip(found, shown).map { abs($0 - $1) }.max() ?? .infinity
        #expect(error <= 1e-5 * scale, "reconstructions: off by \(error) of \(scale)")
        let sums = try expected.doubles("row_sums")
        let off = sums.indices.map { row in abs(found[row * d..<(row + 1) * d].reduce(0, +) - sums[row]) }.max() ?? .infinity
        #expect(sums.count == rows && off <= 1e-5 * scale * Double(d), "rows' sums: off by \(off) of \(scale)")
        let l0 = Double(latents.count) / Double(rows)
        #expect(contents.alarm.check(measuredL0: l0, explainedVariance: nil) == nil || contents.alarm.source.contains("mean"))
    }

    @Test(arguments: variants.filter(\.isRefused)) func `is refused by name`(variant: Variant) throws {
        let failure = try failure {
            try SAEFile.read(Self.folder.appending(path: variant.text("path")), about: variant.hints, engine: engine)
        }
        #expect(failure?.kind == .badData && failure?.remedy != nil)
        let sentence = failure?.description.lowercased() ?? ""
        #expect(variant.words.contains { sentence.contains($0.lowercased()) }, "\(sentence) of \(variant.words)")
    }
}
