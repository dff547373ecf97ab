import Autoencoders
import Engine
import Evaluation
import Files
import Foundation
import LanguageModels
import Records
import TestSupport
import Testing

/// Against what SAEBench itself computed (Tools/goldens/saebench/core.py).
@Suite struct CoreGoldenTests {
    /// 1e-4 relative: float32 sums of 10^4 terms there, float64 sums of the same float32 terms here.
    static let tolerance = 1e-4
    /// Quotients of differences of near-equal numbers, where that error grows: 1e-3.
    static let quotients: Set<String> = ["kl_div_score", "ce_loss_score"]
    /// Figures of a latent that count its firings.
    static let counted: Set<String> = ["feature_density", "consistent_activation_heuristic"]

    @Test(arguments: [false, true])
    func `Every figure of every golden SAE, all of them in one pass`(excluding: Bool) throws {
        let engine = ComputeEngine()
        let names = ["jumprelu", "standard", "topk"]
        let files = try CoreEvaluation(CoreFixtures.goldenSettings(excluding: excluding)).run(
            names.map { try CoreFixtures.sae($0, engine) }, model: CoreFixtures.model(engine), modelName: "gemma2-nano",
            modelDigest: "nano", tokens: CoreFixtures.tokens(), specialTokens: CoreFixtures.special, engine: engine)
        for (name, file) in zip(names, files) {
            let golden = try JSONTree(
                file: Goldens.url("saebench/core/\(name).core\(excluding ? ".exclude_special" : "").json"))
            var categories = try #require(golden["metrics"]?.members)
            categories.append(.init("misc_metrics", try #require(golden["misc"])))
            var compared = 0, worst = (error: 0.0, figure: "")
            for category in categories {
                for figure in try #require(category.value.members) {
                    let theirs = try #require(figure.value.double)
                    let ours = try #require(file.metrics[category.key]?[figure.key]?.double, "no \(figure.key)")
                    let limit = Self.quotients.contains(figure.key) ? 1e-3 : Self.tolerance
                    #expect(abs(ours - theirs) <= limit * abs(theirs), "\(name) \(figure.key): \(ours), SAEBench \(theirs)")
                    compared += 1
                    if abs(ours - theirs) > worst.error * abs(theirs) {
                        worst = (abs(ours - theirs) / abs(theirs), figure.key)
                    }
                }
            }
            #expect(compared == 26)
            print(
                "core goldens, \(name), special tokens \(excluding ? "kept" : "reconstructed"): \(compared) figures, "
                    + "worst relative error \(worst.error) (\(worst.figure))")
            try compareWeights(file, golden, name)
            try compareFirings(file, golden, name)
        }
    }

    /// What follows from the weights alone.
    private func compareWeights(_ file: EvaluationFile, _ golden: JSONTree, _ name: String) throws {
        let lists = try #require(golden["features"]?.members).filter { !Self.counted.contains($0.key) }
        #expect(lists.count == 5)
        var worst = (error: 0.0, place: "")
        for list in lists {
            let theirs = try #require(list.value.elements).map { $0.double ?? -1 }
            let ours = file.details.map { $0[list.key]?.double ?? .nan }
            #expect(theirs.count == ours.count)
            for latent in theirs.indices {
                // A cosine, a sum of 256 products, may be as near to 0 as it likes: 1e-6 absolute beside the relative.
                let limit = Self.tolerance * abs(theirs[latent]) + (list.key.contains("cosine") ? 1e-6 : 1e-10)
                #expect(
                    abs(ours[latent] - theirs[latent]) <= limit,
                    "\(name) \(list.key) of latent \(latent): \(ours[latent]), SAEBench \(theirs[latent])")
                if abs(ours[latent] - theirs[latent]) > worst.error {
                    worst = (abs(ours[latent] - theirs[latent]), "\(list.key) of latent \(latent)")
                }
            }
        }
        print("core goldens, \(name): figures of the weights, worst absolute error \(worst.error) (\(worst.place))")
    }

    /// Densities and firings a row are counts in disguise, so they are compared as counts: equal, or of a latent with a
    /// firing that float32 cannot decide, and then both such as rounding can make of the float64 count.
    private func compareFirings(_ file: EvaluationFile, _ golden: JSONTree, _ name: String) throws {
        let exact = try ExactFirings(name)
        func counts(_ density: Double, _ consistency: Double) throws -> (firings: Int, rows: Int) {
            let firings = density * Double(exact.tokens), rows = consistency < 0 ? 0 : firings / consistency
            // float32 in SAEBench's file: a whole number to 1e-4 of 1.
            try #require(abs(firings - firings.rounded()) < 1e-2 && abs(rows - rows.rounded()) < 1e-2)
            return (Int(firings.rounded()), Int(rows.rounded()))
        }
        let features = golden["features"]
        let densities = try #require(features?["feature_density"]?.elements)
        let consistencies = try #require(features?["consistent_activation_heuristic"]?.elements)
        #expect(densities.count == file.details.count)
        var differing: [String] = []
        for (latent, detail) in file.details.enumerated() {
            let theirs = try counts(densities[latent].double ?? .nan, consistencies[latent].double ?? -1)
            let ours = try counts(
                detail["feature_density"]?.double ?? .nan, detail["consistent_activation_heuristic"]?.double ?? .nan)
            for (firings, rows) in [ours, theirs] {
                #expect(
                    exact.possibleFirings(latent).contains(firings) && exact.possibleRows(latent).contains(rows),
                    "\(name), latent \(latent): \(firings) firings, float64 \(exact.exact(latent))")
            }
            if ours != theirs {
                differing.append(
                    "\(latent) (ours \(ours.firings), SAEBench \(theirs.firings), float64 \(exact.exact(latent)))")
            }
        }
        print(
            "core goldens, \(name): firings of \(file.details.count - differing.count) latents equal SAEBench's; "
                + "undecidable in float32 and different: \(differing.isEmpty ? "none" : differing.joined(separator: ", "))")
    }

    /// If ours were worse than SAEBench's, its bound would not be ours.
    @Test(arguments: ["jumprelu", "standard", "topk"])
    func `Our pre-activations near a threshold are no farther from float64's than SAEBench's farthest`(
        name: String
    ) throws {
        let engine = ComputeEngine(), exact = try ExactFirings(name)
        let sae = try CoreFixtures.sae(name, engine), model = try CoreFixtures.model(engine)
        let parameters = sae.autoencoder, rows = try CoreFixtures.tokens().rows
        let thresholds = parameters.threshold.toArray(), k = parameters.configuration.k.perToken
        #expect(!exact.near.isEmpty && exact.near.count < 60)
        for (row, near) in Dictionary(grouping: exact.near, by: \.row) {
            let x = Matrix(rows: rows[row].count, columns: sae.width), z = Matrix(rows: x.rows, columns: sae.latents)
            try model.activations(of: TokenBatch([rows[row]]), at: sae.hook, into: x)
            engine.subtractRow(x, parameters.decoderBias, into: x)
            engine.product(x, transposed: parameters.encoder, into: z)
            engine.addRow(z, parameters.encoderBias, into: z)
            let all = z.toArray()
            for one in near {
                let values = all[one.position * sae.latents..<(one.position + 1) * sae.latents]
                let value = values[values.startIndex + one.latent]
                var margin = Double(value) - Double(thresholds[one.latent])
                if parameters.configuration.activation == .topk {
                    let sorted = values.sorted(by: >)
                    margin = (Double(value) - Double(sorted[one.margin > 0 ? k : k - 1])) / 2
                }
                #expect(abs(margin - one.margin) <= exact.largestError, "\(one)")
            }
        }
    }
}
