public import Records

extension RunConfig {
    /// Whether two SAEs can see the same batches.
    fileprivate func sharesStream(with other: RunConfig) -> Bool {
        data == other.data && model == other.model && world == other.world
    }
}

/// Which SAEs train in one pass over the language model or world: all that have the same data of the same hook point, as
/// far as memory goes.
public enum TrainingGroups {
    /// Groups in the order of the plan, of nearly equal size where one data set needs several.
    ///
    /// - Parameter atOnce: the most SAEs in a group.
    public static func make(_ saes: [PlannedSAE], atOnce: Int) -> [[PlannedSAE]] {
        var byData: [[PlannedSAE]] = []
        for sae in saes {
            if let at = byData.firstIndex(where: { $0[0].config.sharesStream(with: sae.config) }) {
                byData[at].append(sae)
            } else {
                byData.append([sae])
            }
        }
        return byData.flatMap { group -> [[PlannedSAE]] in
            let parts = (group.count + max(1, atOnce) - 1) / max(1, atOnce)
            return (0..<parts).map { Array(group[group.count * $0 / parts..<group.count * ($0 + 1) / parts]) }
        }
    }

    /// Bytes that one SAE takes while it trains, about: weights, gradients and moments `[F, d]` twice each, and the
    /// latents of a batch `[B, F]` as pre-activations, activations, those of the step before and their gradient.
    ///
    /// - Parameter width: d.
    public static func bytes(_ config: RunConfig, width: Int) -> Int {
        let matrices = config.optimizer.beta1 == 0 ? 6 : 8
        return 4 * config.sae.latents * (matrices * width + 4 * config.data.batch)
    }

    /// How many fit into half of the machine's memory; the other half is the language model's and the system's.
    public static func fitting(_ saes: [PlannedSAE], width: Int, memory: UInt64) -> Int {
        let each = saes.map { bytes($0.config, width: width) }.max() ?? 1
        return max(1, Int(memory / 2) / max(1, each))
    }
}
