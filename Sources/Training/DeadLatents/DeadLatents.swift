public import Records

/// Which latents have been silent for how long.
///
/// SAELens counts steps (dead: unfired for more than `dead.steps`), dictionary_learning counts tokens (dead: unfired
/// for at least `dead.tokens`); with both set, either makes a latent dead. At the start every latent counts as having
/// just fired.
public struct DeadLatents: Sendable, Equatable {
    private let config: DeadLatentConfig
    /// Steps and activations so far.
    public private(set) var steps = 0
    public private(set) var tokens = 0
    /// `steps` and `tokens` right after the step in which each latent last fired. `[F]`
    package private(set) var firedAtStep: [Int64]
    package private(set) var firedAtToken: [Int64]
    /// Whether a latent has fired at all. `[F]`
    package private(set) var everFired: [UInt8]

    public init(_ config: DeadLatentConfig, latents: Int) {
        self.config = config
        firedAtStep = [Int64](repeating: 0, count: latents)
        firedAtToken = firedAtStep
        everFired = [UInt8](repeating: 0, count: latents)
    }

    /// After a step of so many activations, in which these latents fired.
    public mutating func record(fired: [Int32], tokens: Int) {
        steps += 1
        self.tokens += tokens
        for latent in fired.map(Int.init) {
            firedAtStep[latent] = Int64(steps)
            firedAtToken[latent] = Int64(self.tokens)
            everFired[latent] = 1
        }
    }

    /// The dead ones, before the next step, ascending.
    public func list() -> [Int32] {
        firedAtStep.indices.filter { latent in
            let silentSteps = steps - Int(firedAtStep[latent]), silentTokens = tokens - Int(firedAtToken[latent])
            return (config.steps > 0 && silentSteps > config.steps)
                || (config.tokens > 0 && silentTokens >= config.tokens)
        }.map { Int32($0) }
    }

    /// Activations over which `aliveFraction` looks back: 500,000, enough that a latent firing once in 100,000 tokens
    /// is very likely seen, or as many as there have been.
    public var aliveWindow: Int { min(tokens, 500_000) }

    /// Share of the latents that fired within the last `aliveWindow` activations.
    public var aliveFraction: Double {
        let since = tokens - aliveWindow
        var alive = 0
        for latent in firedAtToken.indices where everFired[latent] != 0 {
            if Int(firedAtToken[latent]) > since { alive += 1 }
        }
        return firedAtToken.isEmpty ? 0 : Double(alive) / Double(firedAtToken.count)
    }

    /// Continues from saved counters, each `[F]`.
    mutating func restore(steps: Int, tokens: Int, firedAtStep: [Int64], firedAtToken: [Int64], everFired: [UInt8]) {
        self.steps = steps
        self.tokens = tokens
        self.firedAtStep = firedAtStep
        self.firedAtToken = firedAtToken
        self.everFired = everFired
    }
}
