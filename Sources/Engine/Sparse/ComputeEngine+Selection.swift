import CKernels

/// From dense pre-activations to the entries that pass a threshold.
extension ComputeEngine {
    /// z += bias in each row, and how many entries are then above their latent's threshold (0 where `thresholds` is
    /// nil). The rows' counts stay in `latents`, for `selectCounted`. `z [B, F]`, `bias`, `thresholds` `[1, F]`.
    public func addBias(
        _ bias: Matrix, to z: Matrix, countingAbove thresholds: Matrix? = nil, in latents: SparseLatents
    ) -> Int {
        requireLatents(latents, z)
        precondition(bias.count == z.columns, "a bias of \(bias.count) for [\(z.rows), \(z.columns)]")
        precondition(thresholds.map { $0.count == z.columns } ?? true, "thresholds for [\(z.rows), \(z.columns)]")
        latents.begin(rows: z.rows)
        let counts = latents.rowStarts.base + 1, columns = z.columns, kernels = self.kernels
        let base = z.base, offset = bias.base, limits = thresholds?.base
        forEachRowRange(rows: z.rows, columns: columns) { range, _ in
            for row in range { counts[row] = kernels.add_count_above(offset, limits, base + row * columns, columns) }
        }
        return (0..<z.rows).reduce(0) { $0 + counts[$1] }
    }

    /// The entries that `addBias` has counted, with the same thresholds. `z [B, F]`.
    public func selectCounted(from z: Matrix, above thresholds: Matrix? = nil, into latents: SparseLatents) {
        requireLatents(latents, z)
        latents.closeCounts()
        let columns = z.columns, kernels = self.kernels, base = z.base, limits = thresholds?.base
        let starts = latents.rowStarts.base, indices = latents.indices.base, values = latents.values.base
        forEachRowRange(rows: z.rows, columns: columns) { range, _ in
            for row in range {
                let at = starts[row], room = starts[row + 1] - at
                if limits == nil {
                    _ = kernels.compress_above(base + row * columns, 0, columns, 0, indices + at, values + at, room)
                } else {
                    _ = kernels.compress_above_each(
                        base + row * columns, limits, columns, indices + at, values + at, room)
                }
            }
        }
    }

    /// Every entry above its latent's threshold. `z [B, F]`, `thresholds [1, F]` or nil for 0.
    public func select(from z: Matrix, above thresholds: Matrix?, into latents: SparseLatents) {
        requireLatents(latents, z)
        let columns = z.columns, kernels = self.kernels, base = z.base
        if let limits = thresholds?.base {
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
        let columns = z.columns, kernels = self.kernels, base = z.base, theta = thresholds.base
        choose(rows: z.rows, columns: columns, into: latents) { row, _ in
            kernels.count_window(base + row * columns, theta, width, columns)
        } emit: { row, _, indices, values, room in
            _ = kernels.compress_window(base + row * columns, theta, width, columns, indices, values, room)
        }
    }

    /// In some columns only, by how much z falls short: entries where θ − z > 0, values θ − z. Columns ascend.
    public func selectShortfall(
        from z: Matrix, below thresholds: Matrix, columns list: [Int32], into latents: SparseLatents
    ) {
        requireLatents(latents, z)
        let columns = z.columns, base = z.base, theta = thresholds.base
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
