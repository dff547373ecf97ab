package import Engine

/// The single latent whose firing tells a property best: chosen on one set of rows, reported on another.
public struct BestLatent: Sendable, Equatable {
    /// nil where no latent fires on any row with the property.
    public let latent: Int?
    /// F1 of its firing on the rows that it was chosen on.
    public let chosenF1: Double
    /// F1, precision and recall of its firing on the others; 0 without a latent.
    public let f1: Double
    public let precision: Double
    public let recall: Double
    /// Rows with the property among the others.
    public let rows: Int

    /// The latent with the largest F1 on `chosen`; of equal ones the first.
    package init(of property: Int, choosing chosen: FiringCounts, testing test: FiringCounts) {
        precondition(chosen.latents == test.latents, "counts of \(chosen.latents) and \(test.latents) latents")
        var best: (latent: Int?, f1: Double) = (nil, 0)
        for latent in 0..<chosen.latents {
            let f1 = chosen.f1(latent, property)
            if f1 > best.f1 { best = (latent, f1) }
        }
        latent = best.latent
        chosenF1 = best.f1
        rows = test.having[property]
        f1 = best.latent.map { test.f1($0, property) } ?? 0
        precision = best.latent.map { test.purity($0, property) } ?? 0
        recall = best.latent.map { FiringCounts.share(test.firing($0, where: property), test.having[property]) } ?? 0
    }
}

extension FiringCounts {
    static func share(_ part: Int, _ whole: Int) -> Double { whole == 0 ? 0 : Double(part) / Double(whole) }

    /// F1 of a latent's firing as a sign of the property: 2 TP / (2 TP + FP + FN).
    func f1(_ latent: Int, _ property: Int) -> Double {
        FiringCounts.share(2 * firing(latent, where: property), firing[latent] + having[property])
    }

    /// Share of the latent's firings that are rows with the property; 0 where it never fires.
    func purity(_ latent: Int, _ property: Int) -> Double {
        FiringCounts.share(firing(latent, where: property), firing[latent])
    }
}
