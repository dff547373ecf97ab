import CKernels

/// The sparse step's way through the decoder, there and back.
extension ComputeEngine {
    /// With x̂ = f w + bias: `error = x̂ − x`, `outputGradient = scale · error`, and for each of `places` at every entry
    /// (b, i) of its pattern `outputGradient[b] · w[i]`. Returns Σ error² in float64, as a figure.
    ///
    /// Dense meaning: decode, subtract, scale, and `(outputGradient wᵀ)` at the chosen positions; summed strip by strip
    /// of the width. A token's pieces of the decoder's rows are read for x̂ and, still in the core's cache, once more for
    /// the gradient.
    ///
    /// `latents [B, F]`, `w [F, d]`, `bias [1, d]`, `x`, `error`, `outputGradient` `[B, d]`.
    public func reconstruct(
        _ latents: SparseLatents, _ w: Matrix, bias: Matrix, of x: Matrix, scale: Float, error: Matrix,
        outputGradient: Matrix, places: [(pattern: SparseLatents, gradient: LatentValues)], into figures: Figures
    ) -> Figure {
        requireSameShape(x.view, error.view, "an error")
        requireSameShape(x.view, outputGradient.view, "an output gradient")
        precondition(
            latents.columns == w.rows && x.rows == latents.rows && x.columns == w.columns && bias.count == w.columns,
            "[\(latents.rows), \(latents.columns)] x [\(w.rows), \(w.columns)] + \(bias.count) for [\(x.rows), \(x.columns)]")
        for place in places {
            precondition(
                place.pattern.rows == x.rows && place.pattern.columns == w.rows,
                "entries of [\(place.pattern.rows), \(place.pattern.columns)] for [\(x.rows), \(w.rows)]")
            if device == nil { place.gradient.begin(like: place.pattern) }
        }
        if let device {
            return device.reconstruct(
                latents, w, bias: bias, of: x, scale: scale, error: error, outputGradient: outputGradient, places: places,
                figures: figures)
        }
        let d = w.columns, count = x.rows, kernels = self.kernels, rows = w.reading, offset = bias.reading
        let target = x.reading, errors = error.base, gradients = outputGradient.base
        let starts = latents.rowStarts.base, indices = latents.indices.reading, values = latents.values.reading
        let backward = places.map {
            (starts: $0.pattern.rowStarts.reading, indices: $0.pattern.indices.reading, out: $0.gradient.values.base)
        }
        let width = ComputeEngine.strip(rows: w.rows)
        var squares = [Double](repeating: 0, count: count)
        squares.withUnsafeMutableBufferPointer { squares in
            nonisolated(unsafe) let squares = squares
            // One strip after the other, with a halt between them: a token's sums meet their parts in order.
            for first in stride(from: 0, to: d, by: width) {
                let columns = min(width, d - first)
                forEachRange(of: count, by: 16) { range, _ in
                    for b in range {
                        let place = b * d + first, at = starts[b]
                        (errors + place).update(from: offset + first, count: columns)
                        kernels.gather_strip(
                            values + at, indices + at, starts[b + 1] - at, rows + first, d, errors + place, columns)
                        squares[b] += kernels.residual(
                            target + place, scale, errors + place, gradients + place, columns)
                        for place in backward {
                            let at = place.starts[b], entries = place.starts[b + 1] - at
                            if first == 0 { (place.out + at).update(repeating: 0, count: entries) }
                            kernels.gather_dot_add(
                                gradients + b * d + first, columns, place.indices + at, entries, rows + first, d,
                                place.out + at)
                        }
                    }
                }
            }
        }
        return .known(squares.reduce(0, +))
    }
}
