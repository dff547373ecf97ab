import CUDA

/// Twins of top-k of each row.
extension Device {
    /// Shared memory that the kernels have beside what they are given: a histogram and rooms for sums.
    private static let ownShared = 8608

    /// The k of largest score in each row, among all columns or the listed. `everything`: also those at or below 0. Waits.
    func selectLargest(
        _ k: Int, perRowOf z: Matrix, _ factors: Matrix?, among columns: [Int32]? = nil, everything: Bool = false,
        into latents: SparseLatents
    ) {
        operation("selectLargest in each row") {
            let count = columns?.count ?? z.columns
            let input = z.read(self), scales = factors?.read(self) ?? .null
            let listed = columns.map { list($0[...], 0) } ?? .null
            let pass = SelectionPass(z: input, list: listed, rows: z.rows, columns: z.columns, count: count, self)
            let shared = keptKeys(count)
            launch(
                "top_k_bits", grid: z.rows, shared: shared ?? 0, input, scales, listed, .flag(everything), .size(z.rows),
                .size(z.columns), .size(count), .size(max(0, min(k, count))), .flag(shared != nil), pass.bits, pass.counts)
            _ = close(latents, pass)
            fill(latents, pass, limits: .null)
        }
    }

    /// Whether `topK` has room for k.
    func sorts(_ k: Int) -> Bool { 8 * Device.padded(k) + Device.ownShared <= gpu.facts.sharedMemoryPerBlock }

    /// The k largest of each row, largest first. 1 <= k.
    func topK(_ a: MatrixView, _ k: Int, values: Matrix, indices: IndexMatrix) {
        operation("topKPerRow") {
            if a.rows == 0 { return }
            let input = a.read(self), padded = Device.padded(k)
            let kept = keptKeys(a.columns, beside: 8 * padded)
            launch(
                "top_k_sorted", grid: a.rows, shared: 8 * padded + (kept ?? 0), input, .size(a.rows), .size(a.columns), .size(k),
                .size(padded), .flag(kept != nil), values.overwrite(self), indices.overwrite(self))
        }
    }

    /// Bytes of a row's keys where a block has room for them.
    private func keptKeys(_ count: Int, beside other: Int = 0) -> Int? {
        4 * count + other + Device.ownShared <= gpu.facts.sharedMemoryPerBlock ? 4 * count : nil
    }

    /// The least power of two that is not below k.
    private static func padded(_ k: Int) -> Int {
        var size = 1
        while size < k { size *= 2 }
        return size
    }
}
