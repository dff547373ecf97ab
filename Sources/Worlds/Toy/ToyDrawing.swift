import Engine

/// What fires on a token of a two-level world: parents, at most one child of each that fires, the others by themselves.
struct ToyDrawing: RowDrawing {
    private let parameters: ToyParameters
    private let seed: UInt64
    private let firing: UInt64
    private let magnitudes: UInt64
    private let parentRates: [Double]
    /// Ends of the children's shares, one after the other.
    private let childEnds: [Double]
    private let otherRates: [Double]
    private let blocks: UInt64

    init(_ parameters: ToyParameters, seed: UInt64, part: World.Part) {
        self.parameters = parameters
        self.seed = seed
        firing = WorldRandom.firing(part)
        magnitudes = WorldRandom.magnitudes(part)
        parentRates = parameters.ratesOfParents
        var end = 0.0
        childEnds = parameters.shares.map {
            end += $0
            return end
        }
        otherRates = ToyDrawing.otherRates(parameters, seed: seed)
        // Two words a parent, one for each other feature; four in a block.
        blocks = UInt64((2 * parameters.parents + parameters.others + 3) / 4)
    }

    /// The rate of each independent feature: geometric steps in an order of the world's own.
    static func otherRates(_ parameters: ToyParameters, seed: UInt64) -> [Double] {
        let count = parameters.others, ends = parameters.otherRates
        let ratio = ends.upperBound / ends.lowerBound
        var rates = (0..<count).map { place in
            ends.lowerBound * Exponential.power(ratio, count > 1 ? Double(place) / Double(count - 1) : 0)
        }
        var random = WorldRandom.rates(seed)
        random.shuffle(&rates)
        return rates
    }

    var columns: Int { parameters.features }

    func draw(_ number: UInt64, into row: inout DrawnRow) {
        var words = WordReader(seed: seed, stream: firing, block: number &* blocks)
        var children: [Int] = []
        for parent in 0..<parameters.parents {
            let fires = words.uniform() < parentRates[parent], which = words.uniform()
            guard fires else { continue }
            row.add(parent, magnitude(of: parent, on: number))
            if let place = childEnds.firstIndex(where: { which < $0 }) {
                children.append(parameters.children(of: parent).lowerBound + place)
            }
        }
        for child in children { row.add(child, parameters.childMagnitude * magnitude(of: child, on: number)) }
        for (place, rate) in otherRates.enumerated() where words.uniform() < rate {
            let feature = parameters.firstOther + place
            row.add(feature, magnitude(of: feature, on: number))
        }
    }

    /// Of (token, feature) alone, so that whether another fires changes nothing.
    private func magnitude(of feature: Int, on number: UInt64) -> Float {
        let normal = CounterRandom.normal(
            seed: seed, stream: magnitudes, position: number &* UInt64(columns) &+ UInt64(feature))
        return parameters.scale * max(1 + parameters.magnitudeDeviation * normal, parameters.leastMagnitude)
    }
}
