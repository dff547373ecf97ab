import Engine
import Evaluation
import Foundation
import TestSupport
import Testing

/// Against what SAEBench itself computed (Tools/goldens/saebench/core.py).
@Suite struct CoreGoldenTests {
    /// 1e-4 relative: float32 sums of 10^4 terms there, float64 sums of the same float32 terms here.
    static let tolerance = 1e-4
    /// Quotients of differences of near-equal numbers, where that error grows: 1e-3.
    static let quotients: Set<String> = ["kl_div_score", "ce_loss_score"]

    @Test(arguments: [false, true])
    func `Every figure of every golden SAE, all of them in one pass`(excluding: Bool) throws {
        let engine = ComputeEngine()
        let names = ["jumprelu", "standard", "topk"]
        let files = try CoreEvaluation(CoreFixtures.goldenSettings(excluding: excluding)).run(
            names.map { try CoreFixtures.sae($0, engine) }, model: CoreFixtures.model(engine), modelName: "gemma2-nano",
            modelFingerprint: "nano", tokens: CoreFixtures.tokens(), specialTokens: CoreFixtures.special, engine: engine)
        for (name, file) in zip(names, files) {
            let golden = try JSONTree(
                file: Goldens.url("saebench/core/\(name).core\(excluding ? ".exclude_special" : "").json"))
            var categories = try #require(golden["metrics"]?.members)
            categories.append(.init("misc_metrics", try #require(golden["misc"])))
            var compared = 0
            for category in categories {
                for figure in try #require(category.value.members) {
                    let theirs = try #require(figure.value.double)
                    let ours = try #require(file.metrics[category.key]?[figure.key]?.double, "no \(figure.key)")
                    let limit = Self.quotients.contains(figure.key) ? 1e-3 : Self.tolerance
                    #expect(abs(ours - theirs) <= limit * abs(theirs), "\(name) \(figure.key): \(ours), SAEBench \(theirs)")
                    compared += 1
                }
            }
            #expect(compared == 26)
            try compareLatents(file, golden, name, DoubtfulFirings(CoreFixtures.sae(name, engine), engine))
        }
    }

    private func compareLatents(
        _ file: EvaluationFile, _ golden: JSONTree, _ name: String, _ doubtful: DoubtfulFirings
    ) throws {
        let lists = try #require(golden["features"]?.members)
        #expect(lists.count == 7)
        for list in lists {
            let key = list.key
            let theirs = try #require(list.value.elements).map { $0.double ?? -1 }
            let ours = file.details.map { $0[key]?.double ?? .nan }
            #expect(theirs.count == ours.count)
            for latent in theirs.indices {
                // A cosine, a sum of 256 products, may be as near to 0 as it likes: 1e-6 absolute beside the relative.
                var limit = Self.tolerance * abs(theirs[latent]) + (key.contains("cosine") ? 1e-6 : 1e-10)
                if key == "feature_density" {
                    limit += Double(doubtful.counts[latent]) / Double(doubtful.tokens)
                } else if key == "consistent_activation_heuristic" {
                    // n/r where n, and r with it, may be off by a doubtful firing.
                    let rows = try #require(golden["features"]?["feature_density"]?.elements)[latent].double
                    let firings = try #require(rows) * Double(doubtful.tokens)
                    limit += Double(doubtful.counts[latent]) * (1 + theirs[latent]) / max(1, firings / theirs[latent] - 1)
                }
                #expect(
                    abs(ours[latent] - theirs[latent]) <= limit,
                    "\(name) \(key) of latent \(latent): \(ours[latent]), SAEBench \(theirs[latent])")
            }
            if key == "feature_density" {
                let differing = zip(ours, theirs).count { abs($0 - $1) > 1e-6 }
                #expect(differing <= 4, "\(name): \(differing) densities differ; rounding decides very few firings")
            }
        }
    }
}
