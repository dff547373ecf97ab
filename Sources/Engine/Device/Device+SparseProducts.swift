import CUDA

/// Twins of the products of sparse latents with dense rows. A block has a token (or a latent) and a strip of 512 columns.
extension Device {
    /// Columns of a strip, and the threads of its block.
    static let strip = 512, stripThreads = 128
    /// Scratch spaces: parts by strip of up to two patterns, squares, and rows in bf16.
    private static let parts = (10, 11), squares = 12, rows16 = 13

    static func strips(_ width: Int) -> Int { (width + strip - 1) / strip }

    /// Rows that kernels gather: as they are, or (at bf16, for widths that pack without gaps) rounded.
    func gathered(_ kernel: String, _ rows: MatrixView) -> (kernel: String, rows: KernelArgument) {
        guard precision == .bf16, rows.columns % 8 == 0 else { return (kernel, rows.read(self)) }
        let packed = packed(
            rows.pointer(self), rows: rows.rows, columns: rows.columns, pitch: rows.columns, Device.rows16)
        return (kernel + "_bf16", .pointer(packed.place))
    }

    private func byStrips(_ kernel: String, _ count: Int, width: Int, _ arguments: [KernelArgument]) {
        if count == 0 || width == 0 { return }
        gpu.launch(
            kernel, grid: (count, Device.strips(width), 1), threads: Device.stripThreads, shared: 0, arguments)
    }

    /// out[b] = before[b] + Σ f[b, i] w[i] over low ≤ i < high.
    ///
    /// - Parameter before: a vector for all rows (a bias), or a matrix; nil: zeros.
    func decode(
        _ latents: SparseLatents, _ w: Matrix, before: MatrixView?, low: Int = 0, high: Int = Int(Int32.max), into out: Matrix
    ) {
        operation("decode") {
            let (kernel, rows) = gathered("decode", w.view)
            let start = before?.read(self) ?? .null
            byStrips(
                kernel, out.rows, width: w.columns,
                latents.arguments(self) + [
                    rows, start, .size(before.map { $0.rows == 1 ? 0 : w.columns } ?? 0), .size(low), .size(high),
                    out.overwrite(self), .size(out.rows), .size(w.columns),
                ])
        }
    }

    /// See `ComputeEngine.reconstruct`.
    func reconstruct(
        _ latents: SparseLatents, _ w: Matrix, bias: Matrix, of x: Matrix, scale: Float, error: Matrix,
        outputGradient: Matrix, places: [(pattern: SparseLatents, gradient: LatentValues)], figures: Figures
    ) -> Figure {
        operation("reconstruct") {
            let strips = Device.strips(w.columns), count = strips * x.rows
            let squares = scratch(Device.squares, bytes: count * 8)
            let (kernel, rows) = gathered("reconstruct", w.view)
            var arguments = latents.arguments(self) + [rows, bias.view.read(self), x.view.read(self), .float(scale)]
            arguments += [error.overwrite(self), outputGradient.overwrite(self), .null, .pointer(squares)]
            let spaces = [Device.parts.0, Device.parts.1]
            for (number, slot) in spaces.enumerated() {
                if number < places.count {
                    let pattern = places[number].pattern
                    arguments += [
                        pattern.rowStarts.read(self), pattern.indices.read(self),
                        .pointer(scratch(slot, bytes: max(1, strips * pattern.count) * 4)),
                    ]
                } else {
                    arguments += [.null, .null, .null]
                }
            }
            byStrips(kernel, x.rows, width: w.columns, arguments + [.size(x.rows), .size(w.columns)])
            for (number, place) in places.enumerated() {
                if number < spaces.count {
                    sumParts(scratch(spaces[number], bytes: 1), place.pattern, strips, into: place.gradient)
                } else {
                    entryDots(outputGradient, w, place.pattern, low: 0, high: Int(Int32.max), isLast: true, into: place.gradient)
                }
            }
            return total(squares, count, into: figures)
        }
    }

    /// At each entry (b, i) with low ≤ i < high: x[b] · w[i]. Sums follow with the last part.
    private func entryDots(
        _ x: Matrix, _ w: Matrix, _ pattern: SparseLatents, low: Int, high: Int, isLast: Bool, into out: LatentValues
    ) {
        let strips = Device.strips(w.columns)
        let parts = scratch(Device.parts.0, bytes: max(1, strips * pattern.count) * 4)
        let (kernel, rows) = gathered("entry_dots", w.view)
        byStrips(
            kernel, pattern.rows, width: w.columns,
            [
                x.view.read(self), pattern.rowStarts.read(self), pattern.indices.read(self), rows, .size(low), .size(high),
                .pointer(parts), .size(pattern.rows), .size(w.columns),
            ])
        if isLast { sumParts(parts, pattern, strips, into: out) }
    }

    private func sumParts(_ parts: DevicePointer, _ pattern: SparseLatents, _ strips: Int, into out: LatentValues) {
        out.begin(like: pattern)
        if pattern.count == 0 { return }
        launch(
            "entry_sums", grid: Device.blocks(pattern.count), .pointer(parts), pattern.rowStarts.read(self), .size(pattern.rows),
            .size(strips), out.values.overwrite(self))
    }

    /// x[j][b] · w[i] at each entry, j the group of i; one group: one matrix.
    func dots(_ x: [Matrix], _ w: Matrix, at pattern: SparseLatents, bounds: [Int], into out: LatentValues) {
        operation("products at entries") {
            var low = 0
            for (j, high) in bounds.enumerated() {
                entryDots(x[j], w, pattern, low: low, high: high, isLast: j + 1 == bounds.count, into: out)
                low = high
            }
        }
    }

    /// out[i] += Σ_b v[b, i] x[j][b], j the group of i; rows that `begun` does not mark are set, and marked.
    func transposedProduct(
        _ values: LatentValues, _ order: ColumnOrder, _ x: [Matrix], bounds: [Int], into out: Matrix, begun: LatentMarks
    ) {
        operation("transposedProduct") {
            var low = 0
            for (j, high) in bounds.enumerated() where high > low {
                let (kernel, rows) = gathered("transposed_product", x[j].view)
                byStrips(
                    kernel, high - low, width: out.columns,
                    [
                        order.starts.read(self), order.tokens.read(self), values.values.read(self), rows, out.update(self),
                        begun.read(self), .null, .size(low), .size(high - low), .null, .size(out.columns),
                    ])
                low = high
            }
            launch(
                "mark_columns", grid: Device.blocks(order.columns), order.starts.read(self), .size(order.columns), .int(1),
                begun.update(self))
        }
    }

    func combineRows(_ rows: Matrix, by v: Matrix, where marked: LatentMarks, scale: Float, into out: Matrix, accumulate: Bool) {
        operation("combineRows") {
            let blocks = (rows.rows + 127) / 128
            let parts = scratch(Device.parts.0, bytes: max(1, blocks * rows.columns) * 4)
            byStrips(
                "combine_rows", blocks, width: rows.columns,
                [
                    rows.view.read(self), v.view.read(self), marked.read(self), .float(scale), .pointer(parts), .size(rows.rows),
                    .size(rows.columns),
                ])
            launch(
                "combined_sums", grid: (rows.columns + 255) / 256, .pointer(parts), .size(blocks), .flag(accumulate),
                accumulate ? out.update(self) : out.overwrite(self), .size(rows.columns))
        }
    }

    func addScaledRows(_ w: Matrix, by factors: Matrix, over norms: Matrix, into out: Matrix, begun: LatentMarks) {
        operation("addScaledRows") {
            launch(
                "add_scaled_rows", grid: w.rows, threads: Device.stripThreads, w.view.read(self), factors.view.read(self),
                norms.view.read(self), out.update(self), begun.update(self), .size(w.rows), .size(w.columns))
        }
    }

    func clearRows(_ out: Matrix, where wanted: LatentMarks?, notBegun begun: LatentMarks) {
        operation("clearRows") {
            let chosen = wanted?.read(self) ?? .null, marks = begun.read(self)
            overRows(
                "row_clear", rows: out.rows, columns: out.columns,
                [out.update(self), chosen, marks, .size(out.rows), .size(out.columns)])
        }
    }
}

extension SparseLatents {
    /// Row starts, columns and values, for reading.
    func arguments(_ device: Device) -> [KernelArgument] {
        [rowStarts.read(device), indices.read(device), values.read(device)]
    }
}
