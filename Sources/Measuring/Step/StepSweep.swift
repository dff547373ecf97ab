/// Steps that differ in one size only.
public enum StepSweep: String, Sendable, CaseIterable {
    /// The number of latents.
    case latents = "k"
    case l0

    /// Of the dictionary: from 4,096 to 65,536, by twos.
    static let latentCounts = [4096, 8192, 16_384, 32_768, 65_536]
    /// Of the latents that fire on a token.
    static let l0s = [10, 20, 40, 70, 100, 150, 200, 300]

    /// The cases of a sweep, each like `base` but for the size that is swept.
    public func cases(of base: StepCase) -> [StepCase] {
        switch self {
        case .latents:
            StepSweep.latentCounts.map { count in
                var one = base
                let shape = base.shape
                one.shape = StepShape(
                    name: "\(shape.width),\(count),\(shape.batch)", width: shape.width, latents: count,
                    batch: shape.batch)
                return one
            }
        case .l0:
            StepSweep.l0s.map { count in
                var one = base
                one.sparsity = .latents(count)
                return one
            }
        }
    }
}
