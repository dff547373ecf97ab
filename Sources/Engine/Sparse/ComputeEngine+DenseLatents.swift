import CKernels

/// What the step does to latents while half of them fire and a dense matrix is the smaller thing. `[B, F]` throughout;
/// twins of the operations on entries.
extension ComputeEngine {
    /// z = z > threshold ? z : 0, in place. `thresholds [1, F]`; nil: 0.
    public func gate(_ z: Matrix, above thresholds: Matrix? = nil) {
        precondition(thresholds.map { $0.count == z.columns } ?? true, "thresholds for [\(z.rows), \(z.columns)]")
        if let device { return device.gate(z, above: thresholds) }
        let base = z.base, columns = z.columns, limits = thresholds?.base, kernels = self.kernels
        forEachRowRange(rows: z.rows, columns: columns) { range, _ in
            for row in range { kernels.gate(limits, base + row * columns, columns) }
        }
    }

    /// g = f > 0 ? g : 0, in place.
    public func gate(_ g: Matrix, whereFired f: Matrix) {
        requireSameShape(g.view, f.view, "a gate")
        if let device { return device.gate(g, whereFired: f) }
        let gradient = g.base, latents = f.base, columns = g.columns, kernels = self.kernels
        forEachRowRange(rows: g.rows, columns: columns) { range, _ in
            for row in range { kernels.gate_by(latents + row * columns, gradient + row * columns, columns) }
        }
    }

    /// out = the entries, 0 elsewhere.
    public func scatter(_ latents: SparseLatents, into out: Matrix) {
        precondition(
            latents.rows == out.rows && latents.columns == out.columns,
            "[\(latents.rows), \(latents.columns)] into [\(out.rows), \(out.columns)]")
        if let device { return device.scatter(latents, into: out) }
        let starts = latents.rowStarts.reading, indices = latents.indices.reading, values = latents.values.reading
        let base = out.base, columns = out.columns
        forEachRowRange(rows: out.rows, columns: columns) { range, _ in
            for b in range {
                let row = base + b * columns
                row.update(repeating: 0, count: columns)
                for k in starts[b]..<starts[b + 1] { row[Int(indices[k])] = values[k] }
            }
        }
    }

    /// out[b, i] = factors[i] + scale (f[b, i] − before[b, i]), and only factors[i] in rows without a `before`.
    /// `factors [1, F]`. `before` is a dense matrix that may be `out` itself (when `rowMap` is nil), sparse latents, or
    /// rows of f. Returns Σ (f − before)² in float64.
    public func differences(
        of f: Matrix, before: PreviousRows, scale: Float, plus factors: Matrix, into out: Matrix
    ) -> Double {
        requireSameShape(f.view, out.view, "differences")
        if let device, out !== f {
            return device.differences(of: f, before: before, scale: scale, plus: factors, into: out)
        }
        let columns = f.columns, latents = f.reading, target = out.base, factor = factors.reading
        var parts = [Double](repeating: 0, count: f.rows)
        parts.withUnsafeMutableBufferPointer { buffer in
            nonisolated(unsafe) let buffer = buffer
            forEachRowRange(rows: f.rows, columns: columns) { range, _ in
                for b in range {
                    let row = latents + b * columns, to = target + b * columns
                    var sum = 0.0
                    switch before {
                    case .dense(let previous, let rowMap):
                        let source = rowMap.map { Int($0[b]) } ?? b
                        if source < 0 || source >= previous.rows {
                            for i in 0..<columns { to[i] = factor[i] }
                        } else {
                            let old = previous.reading + source * columns
                            for i in 0..<columns {
                                let difference = row[i] - old[i]
                                to[i] = factor[i] + scale * difference
                                sum += Double(difference) * Double(difference)
                            }
                        }
                    case .sparse(let previous):
                        if b >= previous.rows {
                            for i in 0..<columns { to[i] = factor[i] }
                        } else {
                            let indices = previous.indices.reading, values = previous.values.reading
                            var at = previous.rowStarts.reading[b]
                            let end = previous.rowStarts.reading[b + 1]
                            for i in 0..<columns {
                                var difference = row[i]
                                if at < end && Int(indices[at]) == i {
                                    difference -= values[at]
                                    at += 1
                                }
                                to[i] = factor[i] + scale * difference
                                sum += Double(difference) * Double(difference)
                            }
                        }
                    }
                    buffer[b] = sum
                }
            }
        }
        return parts.reduce(0, +)
    }

    /// With t = tanh(steepness · factors[i] · f): `g += scale · factors[i] · (1 − t²)` and, where given,
    /// `normSums[i] += scale Σ_b f (1 − t²)`. Returns Σ t in float64. `factors`, `normSums` `[1, F]`.
    public func addTanhGradient(
        of f: Matrix, times factors: Matrix, steepness: Float, scale: Float, to g: Matrix, normSums: Matrix?
    ) -> Double {
        requireSameShape(f.view, g.view, "a tanh gradient")
        if let device {
            return device.addTanhGradient(
                of: f, times: factors, steepness: steepness, scale: scale, to: g, normSums: normSums)
        }
        let columns = f.columns, rows = f.rows, latents = f.reading, gradient = g.base, factor = factors.reading
        let norms = normSums?.base, kernels = self.kernels, width = 256
        var parts = [Double](repeating: 0, count: (columns + width - 1) / width)
        parts.withUnsafeMutableBufferPointer { buffer in
            nonisolated(unsafe) let buffer = buffer
            forEachRange(of: columns, by: width) { range, _ in
                withUnsafeTemporaryAllocation(of: Float.self, capacity: width) { space in
                    withUnsafeTemporaryAllocation(of: Double.self, capacity: width) { sums in
                        guard let t = space.baseAddress else { return }
                        for k in 0..<range.count { sums[k] = 0 }
                        var total = 0.0
                        for b in 0..<rows {
                            let at = b * columns + range.lowerBound
                            for k in 0..<range.count {
                                t[k] = steepness * factor[range.lowerBound + k] * latents[at + k]
                            }
                            kernels.tanh(t, t, range.count)
                            for k in 0..<range.count {
                                total += Double(t[k])
                                let slope = 1 - t[k] * t[k]
                                gradient[at + k] += scale * factor[range.lowerBound + k] * slope
                                sums[k] += Double(latents[at + k] * slope)
                            }
                        }
                        buffer[range.lowerBound / width] = total
                        if let norms {
                            for (k, i) in range.enumerated() {
                                norms[i] = Float(Double(norms[i]) + Double(scale) * sums[k])
                            }
                        }
                    }
                }
            }
        }
        return parts.reduce(0, +)
    }
}

/// What stands before each row of a dense batch of latents.
public enum PreviousRows {
    /// Rows of a matrix `[B, F]`: row b's own, or that which the map names (−1: none).
    case dense(Matrix, rowMap: [Int32]?)
    case sparse(SparseLatents)
}
