import Engine
import Worlds

/// One parent's tokens, gone through once.
struct ParentCount {
    private typealias Limits = GroundTruthSettings

    let parent: Int
    /// w_j·u_p. `[F]`
    let cosines: [Float]
    /// S_p: the latent nearest to the parent, and all that are near.
    let main: Set<Int>
    private(set) var childTokens: [Int]
    private(set) var childAbsorbed: [Int]
    private var holes = 0
    private var lone = 0
    private var loneMisses = 0
    private var fractions = 0.0
    private var fulls = 0
    private let count: Int

    init(
        _ encoding: TruthEncoding, parent: Int, cosines: [Float], _ tokens: [GroundTruthTokens.ParentToken]
    ) {
        self.parent = parent
        self.cosines = cosines
        var nearest = 0
        for latent in cosines.indices where cosines[latent] > cosines[nearest] { nearest = latent }
        main = Set([nearest] + cosines.indices.filter { cosines[$0] > Limits.mainCosine })
        let children = encoding.tokens.features.children[parent].count
        childTokens = [Int](repeating: 0, count: children)
        childAbsorbed = childTokens
        count = tokens.count
        for token in tokens { add(token, encoding.rows[token.token]) }
    }

    private mutating func add(_ token: GroundTruthTokens.ParentToken, _ row: [(column: Int, value: Float)]) {
        var isSilent = true, carried: Float = 0, mainPart: Float = 0, strongest = (latent: 0, part: Float(0))
        var others: [Float] = []
        for (latent, value) in row {
            let cosine = cosines[latent], part = value * cosine
            if part > strongest.part { strongest = (latent, part) }
            if main.contains(latent) {
                isSilent = false
                mainPart += part
            } else if cosine >= Limits.carrierCosine {
                carried = max(carried, part)
                others.append(part)
            }
        }
        let isAbsorbed = isSilent && carried >= Limits.carriedShare * token.magnitude
        if let child = token.child {
            childTokens[child] += 1
            if isSilent { holes += 1 }
            if isAbsorbed { childAbsorbed[child] += 1 }
        } else {
            lone += 1
            if isSilent { loneMisses += 1 }
        }
        fractions += ParentCount.fraction(projection: token.projection, main: mainPart, others: others)
        let whole = token.projection
        if isSilent, whole > 0, cosines[strongest.latent] >= Limits.fullCosine, strongest.part / whole >= Limits.carriedShare {
            fulls += 1
        }
    }

    /// SAEBench's absorption fraction of one token (evaluation.md 2.7).
    private static func fraction(projection: Float, main: Float, others: [Float]) -> Double {
        let most = others.sorted(by: >).prefix(Limits.fractionLatents).reduce(0, +)
        if projection <= 0 || main >= projection || most / projection < Limits.carriedShare { return 0 }
        if main <= 0 { return 1 }
        let absorbed = min(most, projection - main)
        return Double(min(1, max(0, absorbed / (absorbed + main))))
    }

    private var withChild: Int { childTokens.reduce(0, +) }
    private func share(_ part: Int, of all: Int) -> Double? { all > 0 ? Double(part) / Double(all) : nil }

    var absorption: Double? { share(childAbsorbed.reduce(0, +), of: withChild) }
    var hole: Double? { share(holes, of: withChild) }
    var loneMiss: Double? { share(loneMisses, of: lone) }
    var fraction: Double? { count > 0 ? fractions / Double(count) : nil }
    var full: Double? { share(fulls, of: count) }

    /// For each child, C_jp − u_child·u_p of its best latent that is no main one.
    func mixing(of children: [Int], _ encoding: TruthEncoding, _ engine: ComputeEngine) -> [Double] {
        let directions = encoding.tokens.features.directions, own = directions.rows(parent..<parent + 1)
        return children.map { child in
            let latent = encoding.best(for: child, but: main).latent
            return Double(cosines[latent]) - engine.dot(directions.rows(child..<child + 1), own)
        }
    }
}
