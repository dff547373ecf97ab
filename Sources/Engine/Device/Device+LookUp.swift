import CUDA

/// Twins of what stands beside the entries of a pattern.
extension Device {
    func lookUp(
        _ source: SparseLatents, _ rowMap: [Int32]?, at pattern: SparseLatents, own f: LatentValues, into out: LatentValues,
        _ figures: Figures
    ) -> Figure {
        lookUp(rowMap, at: pattern, into: out, figures) { map, squares in
            let entries = [pattern.rowStarts.read(self), pattern.indices.read(self), f.values.read(self)]
            let beside = [source.rowStarts.read(self), source.indices.read(self), source.values.read(self)]
            start(
                "look_up", warps: pattern.rows,
                entries + beside + [map, .size(pattern.rows), .size(source.rows), out.values.overwrite(self), squares])
        }
    }

    func lookUp(
        _ source: Matrix, _ rowMap: [Int32]?, at pattern: SparseLatents, own f: LatentValues, into out: LatentValues,
        _ figures: Figures
    ) -> Figure {
        lookUp(rowMap, at: pattern, into: out, figures) { map, squares in
            let entries = [pattern.rowStarts.read(self), pattern.indices.read(self), f.values.read(self), source.read(self)]
            start(
                "look_up_dense", warps: pattern.rows,
                entries + [
                    map, .size(pattern.rows), .size(source.rows), .size(source.columns), out.values.overwrite(self), squares,
                ])
        }
    }

    private func lookUp(
        _ rowMap: [Int32]?, at pattern: SparseLatents, into out: LatentValues, _ figures: Figures,
        _ body: (KernelArgument, KernelArgument) -> Void
    ) -> Figure {
        operation("lookUp") {
            out.begin(like: pattern)
            if pattern.count == 0 { return .known(0) }
            let parts = scratch(Device.sumSlots.parts, bytes: 8 * pattern.rows)
            body(rowMap.map { list($0[...], 0) } ?? .null, .pointer(parts))
            return rowTotal(parts, pattern.rows, figures)
        }
    }

    func gather(_ source: Matrix, at pattern: SparseLatents, into out: LatentValues) {
        operation("gather") {
            out.begin(like: pattern)
            if pattern.count == 0 { return }
            let inputs = [pattern.rowStarts.read(self), pattern.indices.read(self), .null, source.read(self), .null]
            start(
                "look_up_dense", warps: pattern.rows,
                inputs + [
                    .size(pattern.rows), .size(source.rows), .size(source.columns), out.values.overwrite(self), .null,
                ])
        }
    }

    func squaresBeside(_ source: SparseLatents, _ rowMap: [Int32]?, rows: Int, _ figures: Figures) -> Figure {
        operation("squaresBeside") {
            if rows == 0 { return .known(0) }
            let parts = scratch(Device.sumSlots.parts, bytes: 8 * rows)
            start(
                "squares_beside", warps: rows,
                [
                    source.rowStarts.read(self), source.values.read(self), rowMap.map { list($0[...], 0) } ?? .null,
                    .size(rows), .size(source.rows), .pointer(parts),
                ])
            return rowTotal(parts, rows, figures)
        }
    }

    func squaresBeside(_ source: Matrix, _ rowMap: [Int32]?, rows: Int, _ figures: Figures) -> Figure {
        operation("squaresBeside") {
            if rows == 0 { return .known(0) }
            let parts = scratch(Device.sumSlots.parts, bytes: 8 * rows)
            launch(
                "squares_beside_dense", grid: rows, source.read(self), rowMap.map { list($0[...], 0) } ?? .null, .size(rows),
                .size(source.rows), .size(source.columns), .pointer(parts))
            return rowTotal(parts, rows, figures)
        }
    }

    /// A kernel of a warp a row.
    private func start(_ kernel: String, warps rows: Int, _ arguments: [KernelArgument]) {
        gpu.launch(kernel, grid: ((rows + 7) / 8, 1, 1), threads: 256, shared: 0, arguments)
    }
}
