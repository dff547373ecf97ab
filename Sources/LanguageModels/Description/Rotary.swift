import Engine
#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Rotary position embedding of the first `width` columns of each head.
public struct Rotary: Sendable, Hashable {
    public enum Scaling: Sendable, Hashable {
        case none
        case linear(factor: Float)
        /// Llama 3.1: long waves are stretched, short ones are not, and those between in part.
        case llama3(factor: Float, low: Float, high: Float, original: Float)
        /// YaRN (Peng et al. 2023).
        case yarn(factor: Float, fast: Float, slow: Float, original: Float, truncates: Bool)
        /// Each frequency by a number of its own, r/2 of them: what GGUF files keep of Llama 3.1's scaling.
        case divided(by: [Float])
    }

    /// r: even, at most the head's width.
    public var width: Int
    /// θ.
    public var base: Float
    public var scaling = Scaling.none
    /// Multiplies cosines and sines.
    public var magnitude: Float = 1

    /// f_i, r/2 of them, in float32 as `transformers` (`modeling_rope_utils.py`) has them.
    func frequencies() -> [Float] {
        let plain = RotaryTable.frequencies(width: width, base: base)
        switch scaling {
        case .none: return plain
        case .linear(let factor): return plain.map { $0 / factor }
        case .divided(let divisors): return zip(plain, divisors).map { $0 / $1 }
        case .llama3(let factor, let low, let high, let original):
            return plain.map { frequency in
                // Not 2 * Float.pi: Swift rounds that constant towards zero, one step off.
                let wave = Float(2 * Double.pi) / frequency
                if wave > original / low { return frequency / factor }
                if wave < original / high { return frequency }
                let smooth = (original / wave - low) / (high - low)
                return (1 - smooth) * frequency / factor + smooth * frequency
            }
        case .yarn(let factor, let fast, let slow, let original, let truncates):
            var (first, last) = (dimension(turns: fast, original), dimension(turns: slow, original))
            if truncates { (first, last) = (first.rounded(.down), last.rounded(.up)) }
            first = max(first, 0)
            last = min(last, Double(width - 1))
            if first == last { last += 0.001 }
            return plain.enumerated().map { i, frequency in
                let ramp = Float(min(1, max(0, (Double(i) - first) / (last - first))))
                return frequency * (1 - ramp) + frequency / factor * ramp
            }
        }
    }

    /// The dimension whose wave makes so many turns over the original context.
    private func dimension(turns: Float, _ original: Float) -> Double {
        Double(width) * log(Double(original) / (Double(turns) * 2 * .pi)) / (2 * log(Double(base)))
    }
}

extension Rotary {
    static func logarithm(_ x: Float) -> Float { logf(x) }
}
