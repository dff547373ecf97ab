/// Where a step's time goes. `AutoencoderStep` and the optimiser tell it, after each part of their work, which part that
/// was; a part that is done together with another counts with it. Without a clock nothing is measured.
package final class StepClock {
    /// A part of a step. The encoder product is `encode` alone; what chooses from it is `select`.
    package enum Stage: String, CaseIterable, Sendable {
        /// Making ready, and the input's own figures.
        case prepare
        /// x W_eᵀ + b_e.
        case encode
        /// The firing entries, their order by column.
        case select
        /// x̂, the residual, and ∂L/∂x̂; in the sparse form ∂L/∂f too.
        case decode
        case decoderGradient
        /// ∂L/∂f, in the dense form.
        case latentGradient
        /// The other penalties than the competition term.
        case penalties
        case competition
        /// ∂W_e and ∂b_e.
        case encoderGradient
        /// Rows without entries, the norms' part, what the next step needs.
        case finish
        /// Removal of parallel parts, and the norm of all gradients.
        case clip
        /// Adam, with rows brought back to unit norm.
        case adam
    }

    /// Seconds of each stage since `restart`; stages that were not marked are missing.
    package private(set) var seconds: [Stage: Double] = [:]
    private var last = ContinuousClock.now
    private let wait: () -> Void

    /// - Parameter wait: returns when all that was begun is done. A part that only began its work has taken no time yet.
    package init(wait: @escaping () -> Void = {}) { self.wait = wait }

    /// Forgets everything and begins to count.
    package func restart() {
        seconds.removeAll(keepingCapacity: true)
        wait()
        last = .now
    }

    /// What passed since the last mark, or since `restart`, belongs to `stage`.
    package func mark(_ stage: Stage) {
        wait()
        let now = ContinuousClock.now
        seconds[stage, default: 0] += (now - last) / .seconds(1)
        last = now
    }
}
