/// Which numbers a record of ours can hold: what lies outside is damage, whoever wrote it.
///
/// Figures are sums, means and norms of float32 numbers, at most 1e77 or so and, where they are not 0, no smaller than
/// 1e-77; counts are of things that were there. So a reader may compute with what passes here without a thought of
/// overflow.
package enum Possible {
    /// Sizes of figures that are not 0.
    package static let sizes = 1e-100...1e100
    /// Steps, tokens, pairs, bytes: exact as a Double.
    package static let counts = 0...1 << 53
    /// Numbers of latents.
    package static let latents = 0...Int(Int32.max) - 1
    /// Bins of a histogram: more of them are no picture.
    package static let mostBins = 1000

    package static func isFigure(_ value: Double) -> Bool { value == 0 || sizes.contains(abs(value)) }

    static func isCount(_ value: Int?) -> Bool { value.map(counts.contains) ?? true }

    static func isHistogram(_ bins: [Int]) -> Bool { bins.count <= mostBins && bins.allSatisfy(counts.contains) }
}

extension CodingUserInfoKey {
    /// Set for files of one record a line: an impossible figure makes the line unreadable, rather than a hole in it.
    static let refusesImpossible = CodingUserInfoKey(rawValue: "orthosae.refusesImpossible")!
}
