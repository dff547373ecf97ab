import Engine
import LanguageModels
import TensorFiles
import Testing

/// Every state and the logits against `transformers` in float32 (Tools/goldens/gemma2/make.py).
@Suite struct Gemma2GoldenTests {
    typealias F = Gemma2Fixtures

    @Test(arguments: Kernels.available)
    func `the embedded model's states and logits are those of transformers`(isa: Kernels.ISA) throws {
        let goldens = try F.goldens("nano"), model = try F.model(F.nano, isa: isa)
        let tokens = try goldens.integers("tokens").map { Int32($0) }
        for n in [1, 2, 128] {
            let batch = TokenBatch([Array(tokens[..<n])])
            let names = goldens.names.filter { $0.hasPrefix("len\(n).") && !$0.contains("logits") }
            try #require(!names.isEmpty)
            for name in names { try expect(model, batch, goldens, name) }
            let logits = try model.logits(batch)
            if n < 128 {
                #expect(try F.error(logits, goldens.matrix("len\(n).logits").toArray()) <= F.tolerance, "len\(n).logits")
            } else {
                try expectSampled(logits, goldens)
            }
        }
    }

    /// The whole of 128 rows of logits would be 3 MB: some elements, and two figures of every row.
    private func expectSampled(_ logits: [Float], _ goldens: SafetensorsFile) throws {
        let width = logits.count / 128
        let positions = try goldens.integers("len128.logits.positions")
        let columns = try goldens.integers("len128.logits.columns")
        let sample = positions.flatMap { p in columns.map { logits[Int(p) * width + Int($0)] } }
        #expect(try F.error(sample, goldens.matrix("len128.logits.sample").toArray()) <= F.tolerance)
        var means: [Float] = [], sums: [Float] = []
        for p in 0..<128 {
            let row = logits[p * width..<(p + 1) * width].map { Double($0) }
            means.append(Float(row.reduce(0, +) / Double(width)))
            sums.append(Float(LogSumExp.of(row)))
        }
        #expect(try F.error(means, goldens.matrix("len128.logits.mean").toArray()) <= F.tolerance)
        #expect(try F.error(sums, goldens.matrix("len128.logits.logsumexp").toArray()) <= F.tolerance)
    }

    @Test func `a padded batch of the embedded model gives each row what transformers gives it`() throws {
        let goldens = try F.goldens("nano"), model = try F.model(F.nano)
        let tokens = try goldens.integers("tokens").map { Int32($0) }
        let batch = TokenBatch([tokens, Array(tokens[..<37]), Array(tokens[..<2])])
        let result = try model.activations(batch, Hookpoint(layer: 5, site: .residPost))
        let d = model.configuration.hiddenSize, row = Array(result[128 * d..<(128 + 37) * d])
        #expect(try F.error(row, goldens.matrix("padded37.resid_post.5").toArray()) <= F.tolerance)
        #expect(
            try F.error(Array(result[..<(128 * d)]), goldens.matrix("len128.resid_post.5").toArray()) <= F.tolerance)
    }

    @Test(arguments: Kernels.available, [1, 2, 19])
    func `a model of odd shapes equals transformers at every hook point`(isa: Kernels.ISA, n: Int) throws {
        let goldens = try F.goldens("odd"), model = try F.model(F.odd, isa: isa)
        let batch = TokenBatch([try goldens.integers("len\(n).tokens").map { Int32($0) }])
        let names = goldens.names.filter { $0.hasPrefix("len\(n).resid") || $0.hasPrefix("len\(n).attn") || $0.hasPrefix("len\(n).mlp") }
        #expect(names.count == 5 * 5)
        for name in names { try expect(model, batch, goldens, name) }
        let error = F.error(try model.logits(batch), try goldens.matrix("len\(n).logits").toArray())
        #expect(error <= F.tolerance, "len\(n).logits")
    }

    @Test func `a padded batch of the odd model equals transformers where it is no padding`() throws {
        let goldens = try F.goldens("odd"), model = try F.model(F.odd)
        let lengths = try goldens.integers("padded.lengths").map { Int($0) }
        let ids = try goldens.integers("padded.tokens").map { Int32($0) }
        let batch = TokenBatch(ids: ids, sequences: 4, length: 19, lengths: lengths)
        for layer in 0..<5 {
            let result = try model.activations(batch, Hookpoint(layer: layer, site: .residPost))
            let golden = try goldens.matrix("padded.resid_post.\(layer)").toArray()
            #expect(F.error(batch.unpadded(result, width: 48), golden) <= F.tolerance, "layer \(layer)")
        }
        let logits = batch.unpadded(try model.logits(batch), width: 97)
        #expect(try F.error(logits, goldens.matrix("padded.logits").toArray()) <= F.tolerance)
    }

    @Test(arguments: [Hookpoint.Site.residPre, .residMid, .residPost, .attnOut, .mlpOut])
    func `zeros at a hook point have the effect they have in transformers`(site: Hookpoint.Site) throws {
        let goldens = try F.goldens("odd"), model = try F.model(F.odd)
        let batch = TokenBatch([try goldens.integers("len19.tokens").map { Int32($0) }])
        let output = Matrix(rows: 19, columns: 97)
        try model.logits(
            of: batch, replacingAt: Hookpoint(layer: 2, site: site),
            with: { activations in
                // Of the residual stream only the even columns: the norm of a stream of zeros is zero.
                let keeps = site != .attnOut && site != .mlpOut
                activations.assign(
                    activations.toArray().enumerated().map { keeps && $0 % 48 % 2 == 1 ? $1 : 0 })
            }, into: output)
        let golden = try goldens.matrix("ablated.\(site.rawValue.dropFirst(5)).2").toArray()
        #expect(F.error(output.toArray(), golden) <= F.tolerance)
        #expect(F.error(try model.logits(batch), golden) > 0.01, "the ablation changes the logits")
    }

    /// `name` is `len<n>.<site without hook_>.<layer>`.
    private func expect(_ model: LanguageModel, _ batch: TokenBatch, _ goldens: SafetensorsFile, _ name: String) throws {
        let parts = name.split(separator: ".")
        let hook = try Hookpoint("blocks.\(parts[2]).hook_\(parts[1])")
        let error = F.error(try model.activations(batch, hook), try goldens.matrix(name).toArray())
        #expect(error <= F.tolerance, "\(name)")
    }
}
