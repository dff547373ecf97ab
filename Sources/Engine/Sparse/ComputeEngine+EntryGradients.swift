import CKernels

/// Gradients at the entries of a pattern, entry by entry. `pattern [B, F]`; `g`, `f` and the like hold one number for
/// each of its entries. The dense twins are in `ComputeEngine+DenseLatents.swift`.
extension ComputeEngine {
    /// out = the pattern's own values.
    public func copyValues(of pattern: SparseLatents, into out: LatentValues) {
        if let device { return device.copyValues(of: pattern, into: out) }
        out.begin(like: pattern)
        out.values.base.update(from: pattern.values.reading, count: pattern.count)
    }

    /// out = the pattern's value where it is above its latent's threshold, else 0. `thresholds [1, F]`.
    public func gateValues(of pattern: SparseLatents, above thresholds: Matrix, into out: LatentValues) {
        precondition(thresholds.count == pattern.columns, "\(thresholds.count) thresholds for \(pattern.columns) latents")
        if let device { return device.gate(pattern, above: thresholds, with: nil, into: out) }
        out.begin(like: pattern)
        let indices = pattern.indices.reading, values = pattern.values.reading, limits = thresholds.reading
        let target = out.values.base
        forEachEntryRange(pattern.count) { range in
            for k in range { target[k] = values[k] > limits[Int(indices[k])] ? values[k] : 0 }
        }
    }

    /// g += scale · factors[i]. `factors [1, F]`.
    public func addFactors(_ factors: Matrix, scale: Float, at pattern: SparseLatents, to g: LatentValues) {
        precondition(g.count == pattern.count, "\(g.count) numbers for \(pattern.count) entries")
        if let device { return device.withFactors("add_factors", factors, scale: scale, at: pattern, g) }
        let indices = pattern.indices.reading, factor = factors.reading, target = g.values.base
        forEachEntryRange(pattern.count) { range in
            for k in range { target[k] += scale * factor[Int(indices[k])] }
        }
    }

    /// g *= scale · factors[i]. `factors [1, F]`.
    public func scaleByFactors(_ factors: Matrix, scale: Float, at pattern: SparseLatents, _ g: LatentValues) {
        precondition(g.count == pattern.count, "\(g.count) numbers for \(pattern.count) entries")
        if let device { return device.withFactors("scale_by_factors", factors, scale: scale, at: pattern, g) }
        let indices = pattern.indices.reading, factor = factors.reading, target = g.values.base
        forEachEntryRange(pattern.count) { range in
            for k in range { target[k] *= scale * factor[Int(indices[k])] }
        }
    }

    /// g += scale (f − before).
    public func addDifference(_ f: LatentValues, _ before: LatentValues, scale: Float, to g: LatentValues) {
        precondition(f.count == before.count && f.count == g.count, "\(f.count), \(before.count), \(g.count) numbers")
        if let device { return device.add("add_difference", f, before, scale: scale, to: g) }
        let a = f.values.reading, b = before.values.reading, target = g.values.base
        forEachEntryRange(g.count) { range in
            for k in range { target[k] += scale * (a[k] - b[k]) }
        }
    }

    /// With u = steepness · factors[i] · f: `t = tanh u`, `slope = 1 − t²`. `factors [1, F]`.
    public func tanhOfValues(
        _ f: LatentValues, times factors: Matrix, steepness: Float, at pattern: SparseLatents,
        tanh t: LatentValues, slope: LatentValues
    ) {
        precondition(f.count == pattern.count, "\(f.count) numbers for \(pattern.count) entries")
        if let device {
            return device.tanhOfValues(f, times: factors, steepness: steepness, at: pattern, tanh: t, slope: slope)
        }
        t.begin(like: pattern)
        slope.begin(like: pattern)
        let indices = pattern.indices.reading, values = f.values.reading, factor = factors.reading
        let out = t.values.base, slopes = slope.values.base, kernels = self.kernels
        forEachEntryRange(pattern.count) { range in
            for k in range { out[k] = steepness * factor[Int(indices[k])] * values[k] }
            kernels.tanh(out + range.lowerBound, out + range.lowerBound, range.count)
            for k in range { slopes[k] = 1 - out[k] * out[k] }
        }
    }

    /// g += scale a b.
    public func addProducts(_ a: LatentValues, _ b: LatentValues, scale: Float, to g: LatentValues) {
        precondition(a.count == b.count && a.count == g.count, "\(a.count), \(b.count), \(g.count) numbers")
        if let device { return device.add("add_products", a, b, scale: scale, to: g) }
        let left = a.values.reading, right = b.values.reading, target = g.values.base
        forEachEntryRange(g.count) { range in
            for k in range { target[k] += scale * left[k] * right[k] }
        }
    }

    /// g += scale · factors[i] · a. `factors [1, F]`.
    public func addProducts(
        _ a: LatentValues, factors: Matrix, scale: Float, at pattern: SparseLatents, to g: LatentValues
    ) {
        precondition(a.count == pattern.count && g.count == a.count, "\(a.count) numbers for \(pattern.count) entries")
        if let device { return device.addProducts(a, factors: factors, scale: scale, at: pattern, to: g) }
        let indices = pattern.indices.reading, values = a.values.reading, factor = factors.reading, target = g.values.base
        forEachEntryRange(pattern.count) { range in
            for k in range { target[k] += scale * factor[Int(indices[k])] * values[k] }
        }
    }

    /// All entries become `value`.
    public func fill(_ out: LatentValues, like pattern: SparseLatents, with value: Float) {
        if let device { return device.fill(out, like: pattern, with: value) }
        out.begin(like: pattern)
        out.values.base.update(repeating: value, count: pattern.count)
    }

    /// In column `i`'s entries above the thresholds `value`, elsewhere 0: the upper half of a window.
    public func fillAbove(
        _ thresholds: Matrix, like pattern: SparseLatents, with value: Float, into out: LatentValues
    ) {
        precondition(thresholds.count == pattern.columns, "\(thresholds.count) thresholds for \(pattern.columns) latents")
        if let device { return device.gate(pattern, above: thresholds, with: value, into: out) }
        out.begin(like: pattern)
        let indices = pattern.indices.reading, values = pattern.values.reading, limits = thresholds.reading
        let target = out.values.base
        forEachEntryRange(pattern.count) { range in
            for k in range { target[k] = values[k] > limits[Int(indices[k])] ? value : 0 }
        }
    }

    /// Σ v and Σ v² in float64.
    public func sums(_ v: LatentValues) -> (sum: Double, squares: Double) {
        if let device { return device.sums(v) }
        let base = v.values.reading, size = 16384
        let pieces = (v.count + size - 1) / size
        var parts = [(Double, Double)](repeating: (0, 0), count: pieces)
        parts.withUnsafeMutableBufferPointer { buffer in
            nonisolated(unsafe) let buffer = buffer
            forEachRange(of: v.count, by: size) { range, _ in
                let at = base + range.lowerBound
                buffer[range.lowerBound / size] = (
                    kernels.sum64(at, range.count), kernels.dot64(at, at, range.count)
                )
            }
        }
        return parts.reduce((0, 0)) { ($0.0 + $1.0, $0.1 + $1.1) }
    }

    func forEachEntryRange(_ count: Int, _ body: (Range<Int>) -> Void) {
        forEachRange(of: count, by: 16384) { range, _ in body(range) }
    }
}
