import CUDA

/// What the device tells at the end of a selection in a whole batch: the edge's state (selection.cu) and, behind it, how many
/// entries are kept.
private struct BatchState: BitwiseCopyable {
    var prefix: UInt32 = 0
    var wanted: Int32 = 0
    var equal: Int32 = 0
    var total: Int32 = 0
    var kept: Int = 0
}

/// Twin of top-k over a whole batch.
///
/// What exceeds a number below the edge is set aside: the hint where it is good, else what a histogram of the scores' leading
/// bits tells. Three rounds over what was set aside find the edge, and what is kept moves into its rows. Two waits with a good
/// hint, else up to four.
extension Device {
    func selectLargest(
        _ count: Int, inBatch z: Matrix, _ factors: Matrix?, near hint: Float, into latents: SparseLatents
    ) -> Float? {
        operation("selectLargest in a batch") {
            if count <= 0 || z.count == 0 {
                empty(latents, rows: z.rows)
                return nil
            }
            let rows = z.rows, count = min(count, z.count), bins = LargestKeys.binsPerLevel
            let input = z.read(self), scales = factors?.read(self) ?? .null
            let pass = SelectionPass(z: input, list: .null, rows: rows, columns: z.columns, count: z.columns, self)
            let stateBytes = 32
            let state = scratch(
                SelectionSlot.state, bytes: stateBytes + bins * 4 + 2 * (rows + 1) * 8)
            let histogram = state.advanced(by: stateBytes), starts = histogram.advanced(by: bins * 4)
            let equalStarts = starts.advanced(by: (rows + 1) * 8)
            // Each round leaves it zero.
            zero(histogram, bytes: bins * 4)

            func setAside(above limit: Float) -> Int {
                mark(pass, .above, limits: .null, factors: scales, limit: limit)
                scan(pass.counts, rows, into: starts)
                return value(starts.advanced(by: rows * 8))
            }
            func pick(_ round: Int32) {
                launch(
                    "pick_key", grid: 1, .pointer(histogram), .int(round), .size(count), .pointer(state))
            }
            var found = hint > 0 ? setAside(above: hint) : 0
            if found < count || found > 4 * count {
                launch(
                    "score_histogram", grid: min(rows, 1024), input, scales, .size(rows), .size(z.columns), .pointer(histogram))
                pick(0)
                let first: BatchState = value(state)
                if first.total == 0 {
                    empty(latents, rows: rows)
                    return nil
                }
                found = setAside(above: max(0, LargestKeys.number(first.prefix).nextDown))
            }
            let entries = scratch(SelectionSlot.entries, bytes: found * 8)
            let candidates = KernelArgument.pointer(entries), keys = KernelArgument.pointer(entries.advanced(by: found * 4))
            launch(
                "select_fill", grid: rows, input, .null, scales, .null, .size(rows), .size(z.columns), .size(z.columns),
                pass.bits, .pointer(starts), .size(found), candidates, .null, keys)
            for round in Int32(0)..<3 {
                launch(
                    "key_histogram", grid: min(1024, Device.blocks(found)), keys, .size(found), .int(round), .pointer(state),
                    .pointer(histogram))
                pick(round)
            }
            let warps = (rows + 7) / 8
            launch("batch_equals", grid: warps, keys, .pointer(starts), .size(rows), .pointer(state), pass.counts)
            scan(pass.counts, rows, into: equalStarts)
            launch(
                "batch_counts", grid: warps, keys, .pointer(starts), .size(rows), .pointer(state), .pointer(equalStarts),
                pass.counts)
            latents.beginOnDevice(rows: rows)
            let rowStarts = latents.rowStarts.storage.place(on: self, .overwrite)
            scan(pass.counts, rows, into: rowStarts)
            // Beside the state, so that one wait tells both.
            gpu.copy(rowStarts.advanced(by: rows * 8), to: state.advanced(by: 16), bytes: 8)
            let end: BatchState = value(state)
            latents.closeOnDevice(count: end.kept)
            launch(
                "batch_fill", grid: warps, input, .size(rows), .size(z.columns), candidates, keys, .pointer(starts),
                .pointer(state), .pointer(equalStarts), .pointer(rowStarts), latents.indices.overwrite(self),
                latents.values.overwrite(self))
            return LargestKeys.number(end.prefix)
        }
    }
}
