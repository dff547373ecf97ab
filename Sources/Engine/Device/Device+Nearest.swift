import CUDA

/// Twins of what is in `Nearest`.
extension Device {
    func findNearestRows(_ w: Matrix, _ chunks: [[Int32]], bySize: Bool, into nearest: NearestRows) {
        operation("findNearestRows") {
            let source = w.read(self)
            nearest.beginOnDevice(chunk: chunks.map(\.count).max() ?? 0, width: w.columns)
            let inverse = nearest.inverseNorm.overwrite(self)
            launch("inverse_norms", grid: w.rows, source, .size(w.rows), .size(w.columns), inverse)
            // One chunk is all rows in order.
            let all: [Int32] = chunks.count > 1 ? Array(chunks.joined()) : []
            if !all.isEmpty { _ = list(all[...], 0) }
            let listed = scratch(Device.listSlot, bytes: 4)
            let index = nearest.index.overwrite(self), cosine = nearest.cosine.overwrite(self)
            let unit = nearest.unit, block = nearest.block
            var begin = 0
            for chunk in chunks {
                let count = chunk.count
                let places: KernelArgument = all.isEmpty ? .null : .pointer(listed.advanced(by: begin * 4))
                begin += count
                launch(
                    "unit_rows", grid: count, threads: 128, source, inverse, places, .size(count), unit.update(self),
                    .size(w.columns))
                for first in stride(from: 0, to: count, by: max(1, block.rowCapacity)) {
                    let height = min(block.rowCapacity, count - first)
                    product(
                        unit.rows(first..<first + height), unit.rows(0..<count), transposeB: true, m: height, n: count,
                        k: w.columns, into: block)
                    launch(
                        "nearest_places", grid: height, block.read(self), .size(block.columns), .size(first), .size(height),
                        .size(count), places, .flag(bySize), index, cosine)
                }
            }
            // A row without another has cosine 0.
            let pieces = (w.rows + 16383) / 16384, parts = scratch(PairSlot.sums, bytes: pieces * 8)
            launch("reduce_dot", grid: min(4096, pieces), cosine, cosine, .pointer(parts), .size(1), .size(w.rows))
            launch(
                "reduce_finish", grid: 1, .pointer(parts), nearest.squares.overwrite(self), .size(pieces), .size(0), .size(0))
        }
    }

    /// For each row those that chose it, rows rising: int64 starts, and the rows.
    private func choosers(_ nearest: NearestRows, _ weights: KernelArgument) -> (starts: KernelArgument, rows: KernelArgument) {
        let count = nearest.count, size = KernelArgument.size(count)
        let parts = scratch(PairSlot.loose, parts: [(count + 2) * 8, count * 4, count * 4, count * 4])
        let (starts, counts) = (KernelArgument.pointer(parts[0]), KernelArgument.pointer(parts[1]))
        let (loose, rows) = (KernelArgument.pointer(parts[2]), KernelArgument.pointer(parts[3]))
        let index = nearest.index.read(self), blocks = (count + 255) / 256
        zero(parts[1], bytes: count * 4)
        launch("chooser_counts", grid: blocks, index, weights, size, counts)
        launch("mirror_starts", grid: 1, counts, size, starts)
        launch("chooser_fill", grid: blocks, index, weights, size, starts, counts, loose)
        launch("chooser_sort", grid: count, threads: 128, starts, size, loose, rows)
        return (starts, rows)
    }

    func addNearestGradient(
        _ w: Matrix, _ nearest: NearestRows, scale: Float, _ weights: Matrix?, into out: Matrix, _ begun: LatentMarks
    ) {
        operation("addNearestGradient") {
            if nearest.count == 0 { return }
            let weight = weights?.read(self) ?? .null, (starts, rows) = choosers(nearest, weight)
            let source = w.read(self), index = nearest.index.read(self), cosine = nearest.cosine.read(self)
            launch(
                "nearest_gradient", grid: nearest.count, threads: 128, source, index, cosine, nearest.inverseNorm.read(self),
                .float(scale), weight, starts, rows, out.update(self), begun.update(self), .size(nearest.count),
                .size(w.columns))
        }
    }

    /// Waits.
    func nearestNorms(
        _ nearest: NearestRows, _ inverseNorms: Matrix, _ factors: Matrix, _ weights: Matrix, _ squares: Matrix,
        _ marks: LatentMarks
    ) -> Double {
        operation("nearestNorms") {
            let count = nearest.count, blocks = (count + 255) / 256, size = KernelArgument.size(count)
            if count == 0 { return 0 }
            let parts = scratch(PairSlot.sums, parts: [count * 8, 8])
            let index = nearest.index.read(self), cosine = nearest.cosine.read(self)
            let inverse = inverseNorms.read(self), times = factors.read(self), target = weights.overwrite(self)
            launch(
                "nearest_weights", grid: blocks, index, cosine, inverse, times, size, target, .pointer(parts[0]),
                marks.update(self))
            launch("reduce_finish", grid: 1, .pointer(parts[0]), .pointer(parts[1]), size, .size(0), .size(0))
            let (starts, rows) = choosers(nearest, target)
            launch("nearest_squares", grid: blocks, cosine, target, starts, rows, size, squares.overwrite(self))
            return value(parts[1])
        }
    }

    func markRows(of nearest: NearestRows, in marks: LatentMarks) {
        operation("markRows") {
            launch(
                "mark_nearest", grid: (nearest.count + 255) / 256, nearest.index.read(self), .size(nearest.count),
                marks.update(self))
        }
    }

    /// matrix[r, first + r] = value.
    func fillDiagonal(_ matrix: Matrix, from first: Int, with value: Float) {
        operation("fillDiagonal") {
            launch(
                "fill_diagonal", grid: (matrix.rows + 255) / 256, matrix.update(self), .size(matrix.rows),
                .size(matrix.columns), .size(first), .float(value))
        }
    }
}
