import CUDA

/// Twins of what is done to latents as a dense matrix.
extension Device {
    func gate(_ z: Matrix, above limits: Matrix?) {
        operation("gate") {
            let bounds = limits?.read(self) ?? .null
            launch("gate_above", grid: z.rows, z.update(self), bounds, .size(z.rows), .size(z.columns))
        }
    }

    func gate(_ g: Matrix, whereFired f: Matrix) {
        operation("gate") {
            let fired = f.read(self)
            launch("gate_where_fired", grid: g.rows, g.update(self), fired, .size(g.rows), .size(g.columns))
        }
    }

    func scatter(_ latents: SparseLatents, rows: Int? = nil, into out: Matrix) {
        operation("scatter") {
            let rows = rows ?? latents.rows
            if rows == 0 { return }
            let inputs = [latents.rowStarts.read(self), latents.indices.read(self), latents.values.read(self)]
            gpu.launch(
                "scatter_entries", grid: (rows, 1, 1), threads: 256, shared: 0,
                inputs + [.size(rows), .size(out.columns), out.overwrite(self)])
        }
    }

    /// `out` is not `f`. Waits.
    func differences(
        of f: Matrix, before: PreviousRows, scale: Float, plus factors: Matrix, into out: Matrix
    ) -> Double {
        operation("differences") {
            if f.rows == 0 { return 0 }
            let old: KernelArgument, map: KernelArgument, oldRows: Int
            switch before {
            case .dense(let previous, let rowMap):
                old = previous.read(self)
                map = rowMap.map { list($0[...], 0) } ?? .null
                oldRows = previous.rows
            case .sparse(let previous):
                // Where they will be overwritten.
                oldRows = min(f.rows, previous.rows)
                scatter(previous, rows: oldRows, into: out)
                old = out.read(self)
                map = .null
            }
            let parts = scratch(Device.sumSlots.parts, bytes: 8 * f.rows)
            let latents = f.read(self), factor = factors.read(self)
            launch(
                "differences", grid: f.rows, latents, old, map, factor, .float(scale), .size(f.rows), .size(oldRows),
                .size(f.columns), out.overwrite(self), .pointer(parts))
            return total(parts, f.rows)[0]
        }
    }

    /// Waits.
    func addTanhGradient(
        of f: Matrix, times factors: Matrix, steepness: Float, scale: Float, to g: Matrix, normSums: Matrix?
    ) -> Double {
        operation("addTanhGradient") {
            let rows = f.rows, columns = f.columns
            if f.count == 0 { return 0 }
            let segments = (rows + 127) / 128, strips = (columns + 255) / 256
            let slopes = scratch(SelectionSlot.entries, bytes: 8 * segments * columns)
            let tanhs = scratch(Device.sumSlots.parts, bytes: 8 * segments * strips)
            let latents = f.read(self), factor = factors.read(self)
            launch(
                "add_tanh_gradient", grid: strips, by: segments, latents, factor, .float(steepness), .float(scale),
                .size(rows), .size(columns), g.update(self), .pointer(slopes), .pointer(tanhs))
            if let normSums {
                launch(
                    "add_slopes", grid: Device.blocks(columns), .pointer(slopes), .size(segments), .size(columns),
                    .float(scale), normSums.update(self))
            }
            return total(tanhs, segments * strips)[0]
        }
    }
}
