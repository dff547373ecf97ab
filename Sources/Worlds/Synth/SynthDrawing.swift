import Engine

/// What fires on a token of SynthSAEBench's world.
///
/// z = F ε + √diag η decides who would fire; given the token's ε, features are independent, so each is drawn by itself
/// with the chance that z exceeds its limit. Of a tree only the children of a parent that fires are drawn: the others
/// could not fire. Words and magnitudes are those of (token, feature), so what is left out changes nothing.
struct SynthDrawing: RowDrawing {
    private let parameters: SynthParameters
    private let seed: UInt64
    private let firing: UInt64
    private let magnitudes: UInt64
    private let children: [[Int32]]
    private let roots: [Int32]
    /// Features in no tree, in blocks of 16: their loads `[blocks, r]`, limits and 1/√diag.
    private let freeBlocks: [Int32]
    private let freeLoads: [SIMD16<Float>]
    /// z's limit for each feature, and 1/√diag.
    private let limits: [Float]
    private let inverses: [Float]
    private let tail = NormalTail()
    /// 128-bit blocks of a token's words: four features each, then the parents' choices, then ε.
    private let blocks: UInt64

    init(_ parameters: SynthParameters, seed: UInt64, part: World.Part) {
        self.parameters = parameters
        self.seed = seed
        firing = WorldRandom.firing(part)
        magnitudes = WorldRandom.magnitudes(part)
        let n = parameters.count
        var children = [[Int32]](repeating: [], count: n)
        for (feature, parent) in parameters.parents.enumerated() where parent >= 0 { children[parent].append(Int32(feature)) }
        self.children = children
        let isAlone = (0..<n).map { parameters.parents[$0] < 0 && children[$0].isEmpty }
        limits = parameters.probabilities.map { Float(NormalTail.quantile($0)) }
        inverses = parameters.diagonal.map { 1 / $0.squareRoot() }
        // Whole blocks of features that stand alone go by vectors; the rest one by one, as trees' roots do.
        var whole: [Int32] = [], loads: [SIMD16<Float>] = [], single: [Int32] = []
        for first in stride(from: 0, to: n, by: 16) {
            let block = first..<min(n, first + 16)
            guard block.count == 16, block.allSatisfy({ isAlone[$0] }) else {
                single += block.filter { parameters.parents[$0] < 0 }.map { Int32($0) }
                continue
            }
            whole.append(Int32(first))
            for load in 0..<parameters.rank {
                var lanes = SIMD16<Float>()
                for lane in 0..<16 { lanes[lane] = parameters.factor[(first + lane) * parameters.rank + load] }
                loads.append(lanes)
            }
        }
        freeBlocks = whole
        freeLoads = loads
        roots = single
        blocks = UInt64((n + 3) / 4 * 2)
    }

    var columns: Int { parameters.count }

    func draw(_ number: UInt64, into row: inout DrawnRow) {
        // A token's own ε: normals behind its words.
        let common = (0..<parameters.rank).map {
            CounterRandom.normal(seed: seed, stream: magnitudes, position: number &* tokenBlocks &+ UInt64(columns + $0))
        }
        var found: [(feature: Int32, value: Float)] = []
        for root in roots { if let value = fires(Int(root), number, common) { addTree(root, value, number, common, &found) } }
        addFree(number, common, &found)
        found.sort { $0.feature < $1.feature }
        for (feature, value) in found { row.add(Int(feature), value) }
    }

    /// Blocks of a token in the stream of magnitudes.
    private var tokenBlocks: UInt64 { UInt64(columns + parameters.rank) }

    /// A feature that fires, its one child that fires with it, and so on.
    private func addTree(
        _ feature: Int32, _ value: Float, _ number: UInt64, _ common: [Float],
        _ found: inout [(feature: Int32, value: Float)]
    ) {
        found.append((feature, value))
        let scale = value / parameters.means[Int(feature)]
        var active: [(feature: Int32, value: Float)] = []
        for child in children[Int(feature)] {
            if let own = fires(Int(child), number, common), own * scale > 0 { active.append((child, own * scale)) }
        }
        guard !active.isEmpty else { return }
        // Siblings exclude each other: one of those that would fire, each with the same chance.
        var chosen = 0
        if active.count > 1 {
            let word = word(UInt64(columns) &+ UInt64(feature), of: number)
            chosen = Int((UInt64(word) &* UInt64(active.count)) >> 32)
        }
        addTree(active[chosen].feature, active[chosen].value, number, common, &found)
    }

    /// The magnitude with which a feature would fire; nil: it would not.
    private func fires(_ feature: Int, _ number: UInt64, _ common: [Float]) -> Float? {
        var pull: Float = 0
        for r in 0..<parameters.rank { pull += parameters.factor[feature * parameters.rank + r] * common[r] }
        let chance = tail((limits[feature] - pull) * inverses[feature])
        guard Float(word(UInt64(feature), of: number)) * 0x1p-32 < chance else { return nil }
        return magnitude(of: feature, on: number)
    }

    private func addFree(_ number: UInt64, _ common: [Float], _ found: inout [(feature: Int32, value: Float)]) {
        for (place, first) in freeBlocks.enumerated() {
            var load = SIMD16<Float>()
            // Not a fused product, which without the instruction is a call for each lane.
            for r in 0..<parameters.rank { load += freeLoads[place * parameters.rank + r] * common[r] }
            for quarter in 0..<4 {
                let from = Int(first) + 4 * quarter
                let words = CounterRandom.block(
                    seed: seed, stream: firing, position: number &* blocks &+ UInt64(from / 4))
                for lane in 0..<4 {
                    let feature = from + lane, half = lane < 2 ? words.0 : words.1
                    let word = UInt32(truncatingIfNeeded: lane % 2 == 0 ? half : half >> 32)
                    let chance = tail((limits[feature] - load[4 * quarter + lane]) * inverses[feature])
                    guard Float(word) * 0x1p-32 < chance else { continue }
                    if let value = magnitude(of: feature, on: number) { found.append((Int32(feature), value)) }
                }
            }
        }
    }

    /// Word `place` of a token: a feature's, or (from n on) a parent's choice.
    private func word(_ place: UInt64, of number: UInt64) -> UInt32 {
        let words = CounterRandom.block(seed: seed, stream: firing, position: number &* blocks &+ place / 4)
        let half = place % 4 < 2 ? words.0 : words.1
        return UInt32(truncatingIfNeeded: place % 2 == 0 ? half : half >> 32)
    }

    /// Of (token, feature) alone; nil where it would not be above 0.
    private func magnitude(of feature: Int, on number: UInt64) -> Float? {
        let normal = CounterRandom.normal(
            seed: seed, stream: magnitudes, position: number &* tokenBlocks &+ UInt64(feature))
        let value = parameters.means[feature] + parameters.deviations[feature] * normal
        return value > 0 ? value : nil
    }
}
