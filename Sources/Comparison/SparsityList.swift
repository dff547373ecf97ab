public import Failures
public import Records

/// The values that a row's sparsity setting takes: `topk=16,32,64`.
public struct SparsityList: Sendable, Equatable {
    /// The row's id.
    public var row: String
    /// As they were written.
    public var values: [String]

    public init(row: String, values: [String]) {
        self.row = row
        self.values = values
    }

    /// Reads `NAME=a,b,c`.
    ///
    /// - Throws: `Failure(.usage)` where that is not what it is.
    public init(argument: String, at place: String = "--sparsities") throws(Failure) {
        let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
        let values = (parts.last ?? "").split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, !values.contains("") else {
            throw Failure(
                .usage, "\(argument.quoted) is no list of sparsities", at: place,
                remedy: "write for instance topk=16,32,64")
        }
        guard Set(values.compactMap(Double.init)).count == values.count else {
            throw Failure(
                .usage, "\(argument.quoted) has a value that is no number, or one twice", at: place,
                remedy: "write different numbers with commas")
        }
        self.init(row: parts[0], values: values)
    }

    /// The setting that makes a configuration's SAE sparser: K where it keeps K latents, the L0 that the penalty's weight
    /// is steered to where one is, else that weight.
    public static func key(_ config: RunConfig) -> String {
        switch config.sae.activation {
        case .topk, .batchtopk: "sae.k"
        case .jumprelu: config.l0.targetL0 > 0 ? "l0.target_l0" : "l0.weight"
        case .relu: config.l1.targetL0 > 0 ? "l1.target_l0" : "l1.weight"
        }
    }

    /// Three values where nobody said any. On the embedded model those that bring the architectures to common L0s
    /// (about 35 to 65 after a quarter of the demo's tokens); elsewhere half, once and twice the setting's own.
    static func usual(_ config: RunConfig, isDemo: Bool) -> [String] {
        if isDemo {
            switch config.sae.activation {
            case .topk, .batchtopk: return ["16", "32", "64"]
            case .jumprelu: return ["0.1", "0.3", "1"]
            case .relu: return ["1", "2", "4"]
            }
        }
        switch config.sae.activation {
        case .batchtopk where !config.sae.k.isWhole:
            return [0.5, 1, 2].map { "\(LatentsPerToken(config.sae.k.value * $0))" }
        case .topk, .batchtopk:
            let k = config.sae.k.perToken
            return Set([max(1, k / 2), k, 2 * k]).sorted().map(String.init)
        case .jumprelu:
            let value = config.l0.targetL0 > 0 ? config.l0.targetL0 : config.l0.weight
            return [0.5, 1, 2].map { PlannedSAE.plain(Double(value) * $0) }
        case .relu:
            let value = config.l1.targetL0 > 0 ? config.l1.targetL0 : config.l1.weight
            return [0.5, 1, 2].map { PlannedSAE.plain(Double(value) * $0) }
        }
    }
}
