import Failures
import TensorFiles

/// Rotary embeddings, as `transformers` has written them before its version 5 (`rope_theta` beside `rope_scaling`) and
/// since (`rope_parameters`, which wins).
extension ConfigurationFile {
    /// - Parameters:
    ///   - headWidth: D.
    ///   - base: θ where no key gives it.
    ///   - baseKey: the older key of θ.
    ///   - partialKey: the older key of the share of a head that turns; nil: all of it.
    ///   - context: `max_position_embeddings`.
    ///   - kind: the member of `rope_parameters` that is meant where it has one for each type of layer.
    func rotary(
        headWidth: Int, base: Double, baseKey: String = "rope_theta", partialKey: String? = nil,
        partial: Double = 1, context: Int, kind: String? = nil
    ) throws -> Rotary {
        var source = self, scaling: ConfigurationFile?
        if has("rope_parameters") {
            source = try object("rope_parameters")
            if let kind, source.has(kind) { source = try source.object(kind) }
            scaling = source
        } else if has("rope_scaling") {
            scaling = try object("rope_scaling")
        }
        let theta: Float =
            if source.has("rope_theta") { Float(try source.positive("rope_theta")) } else {
                try positive(baseKey, absent: base)
            }
        var share = partial
        if source.has("partial_rotary_factor") {
            share = try source.positive("partial_rotary_factor")
        } else if let partialKey, has(partialKey) {
            share = try positive(partialKey)
        }
        guard share <= 1 else { throw wrong(partialKey ?? "partial_rotary_factor", "a number above 0, at most 1") }
        let width = Int(bounded: Double(headWidth) * share)
        guard width >= 2, width % 2 == 0 else {
            throw wrong(partialKey ?? "head_dim", "an even number of columns that turn, not \(width) of \(headWidth)")
        }
        var rotary = Rotary(width: width, base: theta)
        if let scaling { try scaling.readScaling(into: &rotary, context: context) }
        return rotary
    }

    private func readScaling(into rotary: inout Rotary, context: Int) throws {
        let key = has("rope_type") ? "rope_type" : "type"
        guard has(key) else { return }
        func original() throws -> Float {
            Float(try integer("original_max_position_embeddings", in: 1...(1 << 24), absent: context))
        }
        switch try string(key) {
        case "default": break
        case "linear": rotary.scaling = .linear(factor: Float(try positive("factor")))
        case "llama3":
            let (low, high) = (Float(try positive("low_freq_factor")), Float(try positive("high_freq_factor")))
            guard low < high else { throw wrong("high_freq_factor", "more than low_freq_factor \(low)") }
            rotary.scaling = .llama3(
                factor: Float(try positive("factor")), low: low, high: high,
                original: Float(try integer("original_max_position_embeddings", in: 1...(1 << 24))))
        case "yarn":
            let original = try original()
            let factor = try positiveIfAny("factor") ?? Float(context) / original
            rotary.scaling = .yarn(
                factor: factor, fast: try positiveIfAny("beta_fast") ?? 32, slow: try positiveIfAny("beta_slow") ?? 1,
                original: original, truncates: try bool("truncate", absent: true))
            rotary.magnitude = try yarnMagnitude(factor)
        default: throw wrong(key, "'default', 'linear', 'llama3' or 'yarn'")
        }
    }

    private func yarnMagnitude(_ factor: Float) throws -> Float {
        if let given = try positiveIfAny("attention_factor") { return given }
        func scale(_ m: Float) -> Float { factor > 1 ? 0.1 * m * Rotary.logarithm(factor) + 1 : 1 }
        if let m = try positiveIfAny("mscale"), let all = try positiveIfAny("mscale_all_dim") {
            return scale(m) / scale(all)
        }
        return scale(1)
    }
}
