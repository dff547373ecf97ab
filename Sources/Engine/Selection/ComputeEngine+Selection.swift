import CKernels

/// From dense pre-activations to the entries that pass a threshold.
extension ComputeEngine {
    /// Every entry above its latent's threshold (0 where `thresholds` is nil), in one reading of z. Returns how many
    /// there are; where that is more than `maximum` they are only counted, and `latents` has no rows.
    /// `z [B, F]`, `thresholds [1, F]`.
    public func select(
        from z: Matrix, above thresholds: Matrix? = nil, atMost maximum: Int, into latents: SparseLatents
    ) -> Int {
        requireLatents(latents, z)
        precondition(thresholds.map { $0.count == z.columns } ?? true, "thresholds for [\(z.rows), \(z.columns)]")
        if let device, device.selects(z) {
            return device.select(.above, from: z, limits: thresholds, atMost: maximum, into: latents)
        }
        let columns = z.columns, kernels = self.kernels, base = z.reading, limits = thresholds?.reading
        return collect(rows: z.rows, columns: columns, atMost: maximum, into: latents) {
            row, _, indices, values, room in
            if let limits {
                kernels.compress_above_each(base + row * columns, limits, columns, indices, values, room)
            } else {
                kernels.compress_above(base + row * columns, 0, columns, 0, indices, values, room)
            }
        }
    }

    /// Every entry above its latent's threshold. `z [B, F]`, `thresholds [1, F]` or nil for 0.
    public func select(from z: Matrix, above thresholds: Matrix?, into latents: SparseLatents) {
        requireLatents(latents, z)
        precondition(thresholds.map { $0.count == z.columns } ?? true, "thresholds for [\(z.rows), \(z.columns)]")
        if let device, device.selects(z) {
            device.select(.above, from: z, limits: thresholds, into: latents)
            return
        }
        let columns = z.columns, kernels = self.kernels, base = z.reading
        if let limits = thresholds?.reading {
            choose(rows: z.rows, columns: columns, into: latents) { row, _ in
                var count = 0
                let z = base + row * columns
                for column in 0..<columns where z[column] > limits[column] { count += 1 }
                return count
            } emit: { row, _, indices, values, room in
                _ = kernels.compress_above_each(base + row * columns, limits, columns, indices, values, room)
            }
        } else {
            choose(rows: z.rows, columns: columns, into: latents) { row, _ in
                kernels.count_above(base + row * columns, 0, columns)
            } emit: { row, _, indices, values, room in
                _ = kernels.compress_above(base + row * columns, 0, columns, 0, indices, values, room)
            }
        }
    }

    /// The entries inside a straight-through window, |z − θ| < width/2, above and below alike; values are z.
    /// `z [B, F]`, `thresholds [1, F]`.
    public func selectWindow(from z: Matrix, around thresholds: Matrix, width: Float, into latents: SparseLatents) {
        requireLatents(latents, z)
        precondition(thresholds.count == z.columns, "\(thresholds.count) thresholds for [\(z.rows), \(z.columns)]")
        if let device, device.selects(z) {
            device.select(.window, from: z, limits: thresholds, width: width, into: latents)
            return
        }
        let columns = z.columns, kernels = self.kernels, base = z.reading, theta = thresholds.reading
        _ = collect(rows: z.rows, columns: columns, atMost: .max, into: latents) { row, _, indices, values, room in
            kernels.compress_window(base + row * columns, theta, width, columns, indices, values, room)
        }
    }

    /// In some columns only, by how much z falls short: entries where θ − z > 0, values θ − z. Columns ascend.
    public func selectShortfall(
        from z: Matrix, below thresholds: Matrix, columns list: [Int32], into latents: SparseLatents
    ) {
        requireLatents(latents, z)
        if let device, device.selects(z) {
            device.select(.shortfall, from: z, limits: thresholds, among: list, into: latents)
            return
        }
        let columns = z.columns, base = z.reading, theta = thresholds.reading
        choose(rows: z.rows, columns: columns, into: latents) { row, _ in
            let z = base + row * columns
            return list.count { z[Int($0)] < theta[Int($0)] }
        } emit: { row, _, indices, values, _ in
            let z = base + row * columns
            var at = 0
            for column in list where z[Int(column)] < theta[Int(column)] {
                indices[at] = column
                values[at] = theta[Int(column)] - z[Int(column)]
                at += 1
            }
        }
    }

    /// Counts each row, then lets each row write its entries: the frame of every selection.
    func choose(
        rows: Int, columns: Int, into latents: SparseLatents, count: (_ row: Int, _ worker: Int) -> Int,
        emit: (
            _ row: Int, _ worker: Int, _ indices: UnsafeMutablePointer<Int32>, _ values: UnsafeMutablePointer<Float>,
            _ room: Int
        ) -> Void
    ) {
        latents.begin(rows: rows)
        let starts = latents.rowStarts.base
        forEachRowRange(rows: rows, columns: columns) { range, worker in
            for row in range { starts[row + 1] = count(row, worker) }
        }
        latents.closeCounts()
        let indices = latents.indices.base, values = latents.values.base
        forEachRowRange(rows: rows, columns: columns) { range, worker in
            for row in range {
                emit(row, worker, indices + starts[row], values + starts[row], starts[row + 1] - starts[row])
            }
        }
    }

    func requireLatents(_ latents: SparseLatents, _ z: Matrix) {
        precondition(
            latents.columns == z.columns, "latents of \(latents.columns) columns from [\(z.rows), \(z.columns)]")
    }
}
