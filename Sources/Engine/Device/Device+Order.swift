import CUDA

/// Twins of column order and of what is one number for each latent.
extension Device {
    /// Whether there is room to order these: two words for each column and 32 rows, half a GiB each at most.
    func orders(_ latents: SparseLatents) -> Bool {
        latents.rows < Device.mostCounted && (latents.rows + 31) / 32 * latents.columns <= 1 << 27
    }

    func orderByColumn(_ latents: SparseLatents, into order: ColumnOrder) {
        operation("orderByColumn") {
            let rows = latents.rows, columns = latents.columns, groups = (rows + 31) / 32
            order.begin(count: latents.count)
            let words = groups * columns * 4
            let turned = scratch(SelectionSlot.bits, bytes: words), before = scratch(SelectionSlot.entries, bytes: words)
            let counts = KernelArgument.pointer(scratch(SelectionSlot.counts, bytes: columns * 4))
            let from = latents.rowStarts.read(self), indices = latents.indices.read(self)
            if words > 0 { zero(turned, bytes: words) }
            launch("order_turn", grid: (rows + 7) / 8, from, indices, .size(rows), .size(columns), .pointer(turned))
            launch(
                "order_count", grid: (columns + 255) / 256, .pointer(turned), .size(groups), .size(columns), .pointer(before),
                counts)
            let starts = order.starts.storage.place(on: self, .overwrite)
            scan(counts, columns, into: starts)
            if order.count == 0 { return }
            launch(
                "order_fill", grid: (rows + 7) / 8, from, indices, .size(rows), .size(columns), .pointer(turned),
                .pointer(before), .pointer(starts), order.tokens.overwrite(self), order.positions.overwrite(self))
        }
    }

    func permute(_ values: Growable<Float>, _ order: ColumnOrder, _ out: LatentValues) {
        operation("permute") {
            out.begin(count: order.count)
            overEntries(order.count, "permute_values") {
                let source = values.read(self)
                return [source, order.positions.read(self), .size(order.count), out.values.overwrite(self)]
            }
        }
    }

    func columnSums(
        _ values: LatentValues, _ order: ColumnOrder, squares: Bool, scale: Double, into out: Matrix, accumulate: Bool
    ) {
        operation("columnSums of entries") {
            let numbers = values.values.read(self), starts = order.starts.read(self)
            gpu.launch(
                "entry_column_sums", grid: ((order.columns + 7) / 8, 1, 1), threads: 256, shared: 0,
                [numbers, starts, .size(order.columns), .flag(squares)] + KernelArgument.words(scale)
                    + [.flag(accumulate), accumulate ? out.update(self) : out.overwrite(self)])
        }
    }

    func markColumns(_ order: ColumnOrder, in marks: LatentMarks, accumulate: Bool) {
        operation("markColumns") {
            launch(
                "mark_columns", grid: Device.blocks(order.columns), order.starts.read(self), .size(order.columns),
                .flag(accumulate), accumulate ? marks.update(self) : marks.overwrite(self))
        }
    }

    func firingRates(_ order: ColumnOrder, rows: Int, before: Matrix?, decay: Double, into out: Matrix) {
        operation("firingRates") { rates(order.starts.read(self), .null, rows, before, decay, out) }
    }

    func firingRates(_ f: Matrix, before: Matrix?, decay: Double, into out: Matrix) {
        operation("firingRates") {
            let counts = scratch(SelectionSlot.counts, bytes: f.columns * 4)
            zero(counts, bytes: f.columns * 4)
            launch(
                "count_columns_above", grid: (f.columns + 255) / 256, by: (f.rows + 127) / 128, f.read(self), .size(f.rows),
                .size(f.columns), .pointer(counts))
            rates(.null, .pointer(counts), f.rows, before, decay, out)
        }
    }

    private func rates(
        _ starts: KernelArgument, _ counts: KernelArgument, _ rows: Int, _ before: Matrix?, _ decay: Double, _ out: Matrix
    ) {
        let old = before?.read(self) ?? .null
        gpu.launch(
            "firing_rates", grid: (Device.blocks(out.count), 1, 1), threads: 256, shared: 0,
            [starts, counts, .size(out.count), .size(max(1, rows)), old] + KernelArgument.words(decay)
                + [out.overwrite(self)])
    }
}
