import Engine
import LanguageModels
import Testing

/// Several replacements in one call of the model, against one call for each.
@Suite struct ModelBranchTests {
    private let batch = TokenBatch([[2, 300, 301, 302, 9], [2, 17, 4000]])

    @Test(arguments: Hookpoint.Site.allCases)
    func `Each branch has the bits of a run of its own`(site: Hookpoint.Site) throws {
        let engine = ComputeEngine(threads: 2)
        let model = try CoreFixtures.model(engine)
        let (d, vocabulary) = (model.configuration.hiddenSize, model.configuration.vocabularySize)
        let edits: [(Matrix) throws -> Void] = [
            { _ in }, { engine.fill($0, with: 0) }, { engine.scale($0, by: 0.5, into: $0) },
        ]
        for layer in [0, 5] {
            let hook = Hookpoint(layer: layer, site: site)
            let streams = edits.map { _ in Matrix(rows: batch.count, columns: d) }
            try model.finalResiduals(of: batch, replacingAt: hook, with: edits, into: streams)
            for (edit, stream) in zip(edits, streams) {
                let expected = Matrix(rows: batch.count, columns: vocabulary)
                try model.logits(of: batch, replacingAt: hook, with: edit, into: expected)
                let found = Matrix(rows: batch.count, columns: vocabulary)
                try model.logits(ofFinal: stream, into: found)
                #expect(found.toArray().map(\.bitPattern) == expected.toArray().map(\.bitPattern))
            }
        }
    }

    @Test func `The blocks below the hook are computed once, whatever the number of branches`() throws {
        let model = try CoreFixtures.model(ComputeEngine(threads: 1))
        let streams = (0..<3).map { _ in Matrix(rows: batch.count, columns: model.configuration.hiddenSize) }
        try model.finalResiduals(
            of: batch, replacingAt: Hookpoint(layer: 1, site: .residPost), with: Array(repeating: { _ in }, count: 3),
            into: streams)
        #expect(model.tokensComputed == batch.count)
    }
}
