import Files
import Autoencoders
import EmbeddedModel
import Engine
import Evaluation
import Failures
import Foundation
import LanguageModels
import Records
import TensorFiles
import TestSupport
import Testing
import Tokens

/// The analysis of a finished SAE on the embedded model, against plain readings of the same text.
@Suite(.serialized) struct `Competition of a finished SAE` {
    private func close(_ a: Double, _ b: Double, _ tolerance: Double) -> Bool { abs(a - b) <= tolerance * max(1, abs(b)) }

    /// Each token's latents by the plain way, row by row: nil for special tokens. `[row][position][F]`
    private func plain(_ world: CompetitionFixture, _ sae: EvaluatedSAE) throws -> [[[Float]?]] {
        try world.rows.map { ids in
            let x = Matrix(rows: ids.count, columns: CompetitionFixture.width)
            try world.model.activations(of: TokenBatch([ids]), at: sae.hook, into: x)
            let latents = SparseLatents(columns: sae.latents)
            sae.autoencoder.encode(x, engine: world.engine, into: latents)
            let dense = latents.toDenseArray()
            return ids.indices.map { position in
                CoreFixtures.special.contains(ids[position])
                    ? nil : Array(dense[position * sae.latents..<(position + 1) * sae.latents])
            }
        }
    }

    /// The bound is one on memory: whole rows of text are looked at as far as it goes, and the report says how far.
    @Test func `where too many latents fire to hold, fewer tokens are looked at, and it is said`() throws {
        try withTemporaryFolder { folder in
            let world = try CompetitionFixture()
            let all = try world.files(of: folder, into: folder)
            #expect(all.report.graph?.skipped == nil)
            let tokens = try #require(all.report.graph?.tokens)
            let ends = try world.text().rows.reduce(into: [Int]()) { ends, row in
                ends.append((ends.last ?? 0) + row.count { !CoreFixtures.special.contains($0) })
            }
            let entries = all.latents.reduce(0) { $0 + ($1.histogram?.counts.reduce(0, +) ?? 0) }
            for (share, isWhole) in [(2, true), (60, false)] {
                var settings = CompetitionSettings()
                settings.mostEntries = entries / share
                let part = try world.files(settings, of: folder, into: folder)
                let looked = try #require(part.report.graph?.tokens)
                #expect(looked < tokens && looked > 0 && part.report.graph?.skipped == tokens - looked)
                #expect(ends.contains(looked) == isWhole, "\(looked) of \(tokens)")
                let held = part.latents.reduce(0) { $0 + ($1.histogram?.counts.reduce(0, +) ?? 0) }
                #expect(held <= settings.mostEntries && held > 0)
            }
        }
    }

    @Test func `densities, contexts and pairs are those of a plain reading`() throws {
        try withTemporaryFolder { folder in
            let world = try CompetitionFixture(), sae = world.sae()
            var settings = CompetitionSettings()
            settings.theta = 0.4
            let (report, latents, _) = try world.files(settings, of: folder, into: folder)
            let values = try plain(world, sae)
            let counted = values.joined().compactMap { $0 }
            #expect(latents.map(\.id) == Array(0..<40) && report.graph?.tokens == counted.count)
            for latent in latents {
                let column = counted.map { Double($0[latent.id]) }
                let fired = column.count { $0 > 0 }
                #expect(latent.isAlive == (fired > 0))
                #expect(close(latent.density ?? -1, Double(fired) / Double(column.count), 1e-4))
                #expect(latent.histogram?.counts.reduce(0, +) ?? 0 == fired)
                guard fired > 0 else {
                    #expect(latent.contexts.isEmpty && latent.maximum == nil && latent.topLogits.isEmpty)
                    continue
                }
                // Written with four digits; batches of other sizes round the model differently.
                let tolerance = 1e-3
                #expect(close(latent.maximum ?? -1, column.max() ?? 0, tolerance))
                let all = world.rows.indices.flatMap { row in
                    world.rows[row].indices.compactMap { position in
                        values[row][position].map { (row: row, position: position, value: $0[latent.id]) }
                    }
                }.filter { $0.value > 0 }.sorted { $0.value > $1.value }
                var chosen: [(row: Int, window: Range<Int>)] = []
                for token in all.prefix(48) where chosen.count < 5 {
                    let ids = world.rows[token.row]
                    let window = max(0, token.position - 15)..<min(ids.count, token.position + 9)
                    if !chosen.contains(where: { $0.row == token.row && $0.window.overlaps(window) }) {
                        chosen.append((token.row, window))
                    }
                }
                #expect(latent.contexts.count == chosen.count)
                for (context, place) in zip(latent.contexts, chosen) {
                    let expected = place.window.map { values[place.row][$0].map { Double($0[latent.id]) } ?? 0 }
                    #expect(context.tokens.count == expected.count)
                    #expect(zip(context.activations, expected).allSatisfy { close($0, $1, tolerance) })
                    let text = world.tokenizer.decode(world.rows[place.row][place.window], skipSpecialTokens: false)
                    // Pieces of a character stand as the tokenizer spells them.
                    if !context.tokens.contains(where: { $0.hasPrefix("<0x") }) { #expect(context.tokens.joined() == text) }
                }
            }
            #expect(latents[3].isAlive == false && latents[4].isAlive == false)

            var expected: [[Int]] = []
            for i in 0..<40 {
                for j in i + 1..<40 {
                    var (dot, a, b) = (0.0, 0.0, 0.0)
                    for token in counted {
                        let (x, y) = (Double(token[i]), Double(token[j]))
                        dot += x * y
                        a += x * x
                        b += y * y
                    }
                    if a * b > 0, dot / (a * b).squareRoot() > 0.4 { expected.append([i, j]) }
                }
            }
            let graph = try #require(report.graph)
            #expect(!expected.isEmpty && graph.pairs == expected.count)
            #expect(Set(graph.edges.map { [$0.first, $0.second] }) == Set(expected))
            for latent in latents {
                let partners = expected.filter { $0.contains(latent.id) }.map { $0[0] == latent.id ? $0[1] : $0[0] }
                #expect(Set(latent.competing.map(\.id)).isSubset(of: partners))
                #expect(latent.competing.count == min(12, partners.count))
            }
        }
    }

    @Test func `logits are the decoder row through the final norm's weights and the output matrix`() throws {
        try withTemporaryFolder { folder in
            let world = try CompetitionFixture(), sae = world.sae()
            let (_, latents, _) = try world.files(of: folder, into: folder)
            let weights = try TensorFolder(URL(filePath: EmbeddedGemma.folder(), directoryHint: .isDirectory))
            let norm = try weights.matrix("model.norm.weight", shape: [256]).toArray()
            let head = try weights.matrix("model.embed_tokens.weight", shape: [6144, 256]).toArray()
            let decoder = sae.autoencoder.decoder.toArray()
            for latent in [0, 17, 39] {
                let logits = (0..<6144).map { token in
                    (0..<256).reduce(0.0) { sum, j in
                        sum + Double(decoder[latent * 256 + j]) * (1 + Double(norm[j])) * Double(head[token * 256 + j])
                    }
                }
                let top = logits.sorted(by: >).prefix(10), bottom = logits.sorted().prefix(10)
                // float32 sums of 256 products, written with four digits.
                #expect(zip(latents[latent].topLogits, top).allSatisfy { close($0.value ?? 0, $1, 1e-3) })
                #expect(zip(latents[latent].bottomLogits, bottom).allSatisfy { close($0.value ?? 0, $1, 1e-3) })
                let best = try #require(logits.indices.max { logits[$0] < logits[$1] })
                let text = world.tokenizer.decode([Int32(best)], skipSpecialTokens: false)
                #expect(
                    latents[latent].topLogits.first?.token
                        == (text.contains("\u{FFFD}") ? world.tokenizer.token(Int32(best)) : text))
                #expect(latents[latent].topLogits.count == 10 && latents[latent].bottomLogits.count == 10)
            }
        }
    }

    @Test func `the same bytes on any number of threads, and nothing else is written`() throws {
        try withTemporaryFolder { folder in
            let first = try CompetitionFixture(threads: 1).files(of: folder, into: folder).bytes
            #expect(try CompetitionFixture(threads: 3).files(of: folder, into: folder).bytes == first)
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
                    == [FileNames.competition, FileNames.events, FileNames.latents].sorted())
        }
    }

    @Test func `the history stands beside the graph, with holes where figures are missing`() throws {
        try withTemporaryFolder { folder in
            let (report, _, _) = try CompetitionFixture().files(of: folder, into: folder)
            #expect(report.history.map(\.step) == [0, 50] && report.history[1].meanCoefficient == nil)
            #expect(report.strongest.map(\.first) == [1] && report.coefficient == "cosine")
            #expect(report.absorption == nil && report.probing == nil)
            #expect(try RunHistory(run: folder, coefficient: "cosine").unreadableLines == 1)
        }
    }

    @Test func `evaluations tie latents to letters and words`() throws {
        try withTemporaryFolder { folder in
            let results = folder.appending(path: "evaluations/absorption")
            try FileManager.default.createDirectory(at: results, withIntermediateDirectories: true)
            let file = #"""
                {"eval_result_unstructured":{"orthosae":{"seeds":[{"letters":[
                {"first_letter":"a","mean_absorption_fraction":0.5,"counted":true,"split_features":[1],"k_sparse_probes":[{"f1":0.75}]}],
                "words":[{"word":" apple","fraction":0.5,"full":false,"latent":2},{"word":" ant","fraction":0.4,"full":false,"latent":2},
                {"word":" axe","fraction":0,"full":false,"latent":5},{"word":" arm","fraction":0.2,"full":false,"latent":99999}]}]}}}
                """#
            try Data(file.utf8).write(to: results.appending(path: "x_custom_sae_eval_results.json"))
            let (report, latents, _) = try CompetitionFixture().files(of: folder, into: folder)
            #expect(latents[1].associations == [.init(role: .letter, name: "a", value: 0.75)])
            #expect(latents[2].associations == [.init(role: .absorbs, name: "a", value: 2)])
            #expect(latents[5].associations.isEmpty)
            let letter = try #require(report.absorption?.letters.first)
            #expect(letter.candidates == 3 && !letter.competitors.contains(99_999))
            try Data("[".utf8).write(to: results.appending(path: "x_custom_sae_eval_results.json"))
            let damaged = try #require(try failure { try RunHistory(run: folder, coefficient: "cosine") })
            #expect(damaged.kind == .badData && damaged.place?.hasSuffix("x_custom_sae_eval_results.json") == true)
        }
    }

    @Test func `an SAE of one latent has no pairs and no neighbours`() throws {
        try withTemporaryFolder { folder in
            let (report, latents, _) = try CompetitionFixture().files(latents: 1, of: folder, into: folder)
            #expect(report.graph?.pairs == 0 && report.graph?.nodes.isEmpty == true && report.graph?.communities.isEmpty == true)
            #expect(latents.count == 1 && latents[0].nearest.isEmpty && latents[0].competing.isEmpty)
        }
    }

    @Test func `more pairs than fit are refused, or θ is raised where that is asked for`() throws {
        try withTemporaryFolder { folder in
            let world = try CompetitionFixture()
            var settings = CompetitionSettings()
            settings.theta = 0.05
            settings.mostPairs = 150
            let refused = try #require(try failure { try world.files(settings, of: folder, into: folder) })
            #expect(refused.kind == .usage && refused.remedy?.contains("--theta") == true)
            #expect(!FileManager.default.fileExists(atPath: folder.appending(path: FileNames.latents).path))
            settings.raisesTheta = true
            let graph = try #require(try world.files(settings, of: folder, into: folder).report.graph)
            #expect((graph.theta ?? 0) > 0.05 && (graph.pairs ?? .max) <= 150)
            for theta: Float in [-0.1, 1, .nan] {
                settings.theta = theta
                #expect(try failure { try world.files(settings, of: folder, into: folder) }?.kind == .usage)
            }
        }
    }

    @Test func `what cannot be looked at is said`() throws {
        try withTemporaryFolder { folder in
            let world = try CompetitionFixture()
            let none = try #require(try failure { try world.text([]) })
            #expect(none.kind == .missingInput && none.what.contains("held-out"))
            #expect(try failure { try world.text([[2, 2, 0]]) }?.kind == .missingInput)
            let missing = try #require(try failure { try RunHistory(run: folder, coefficient: "cosine") })
            #expect(missing.kind == .missingInput && missing.place?.hasSuffix("events.jsonl") == true)
            try Data(#"{"step":1,"#.utf8).write(to: folder.appending(path: FileNames.events))
            #expect(try failure { try RunHistory(run: folder, coefficient: "cosine") }?.kind == .badData)
            let history = try CompetitionFixture.history(in: folder)
            let subject = try world.subject()
            let narrow = try #require(
                try failure {
                    try CompetitionAnalysis(engine: world.engine).write(
                        world.sae(width: 64), history, on: subject, command: [], into: folder)
                })
            #expect(narrow.kind == .badData && narrow.what.contains("64"))
        }
    }

    @Test func `an interruption leaves older files as they were`() throws {
        struct Stop: Error {}
        try withTemporaryFolder { folder in
            let world = try CompetitionFixture(), history = try CompetitionFixture.history(in: folder)
            let subject = try world.subject()
            for name in [FileNames.latents, FileNames.competition] {
                try Data("old".utf8).write(to: folder.appending(path: name))
            }
            #expect(throws: Stop.self) {
                try CompetitionAnalysis(engine: world.engine).write(
                    world.sae(), history, on: subject, command: [], into: folder
                ) { what, _ in if what == "latents" { throw Stop() } }
            }
            for name in [FileNames.latents, FileNames.competition] {
                #expect(try Data(contentsOf: folder.appending(path: name)) == Data("old".utf8))
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 3)
        }
    }

    @Test func `the identity tells SAEs, texts, histories and settings apart`() throws {
        try withTemporaryFolder { folder in
            let world = try CompetitionFixture(), history = try CompetitionFixture.history(in: folder), text = try world.text()
            var settings = CompetitionSettings()
            let analysis = CompetitionAnalysis(settings, engine: world.engine)
            let identity = analysis.identity(of: world.sae(), history, on: text)
            #expect(identity == analysis.identity(of: world.sae(), history, on: try world.text()))
            settings.theta = 0.2
            let others = [
                analysis.identity(of: world.sae(latents: 41), history, on: text),
                analysis.identity(of: world.sae(), history, on: try world.text(Array(world.rows.dropLast()))),
                analysis.identity(of: world.sae(), try CompetitionFixture.history(in: folder, coefficient: "one"), on: text),
                CompetitionAnalysis(settings, engine: world.engine).identity(of: world.sae(), history, on: text),
            ]
            #expect(Set(others + [identity]).count == 5)
        }
    }
}
