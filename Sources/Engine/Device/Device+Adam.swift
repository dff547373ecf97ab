import CUDA

/// Twins of the optimiser's operations.
extension Device {
    /// See `ComputeEngine.adam`; `share`, `inverseRoot` and `rate` are its figures, rounded as there.
    func adam(
        _ weights: Matrix, gradient: Matrix, firstMoment: Matrix?, secondMoment: Matrix, _ update: AdamUpdate,
        rows: TouchedRows?, unitRows: Bool, count: Int, length: Int, share: Float, inverseRoot: Float, rate: Float
    ) {
        operation("adam") {
            if count == 0 || length == 0 { return }
            let g = gradient.view.read(self), touched = rows?.touched.read(self) ?? .null
            let last = firstMoment == nil ? rows?.lastUpdate.read(self) ?? .null : .null
            let figures: [KernelArgument] = [
                weights.update(self), g, firstMoment?.update(self) ?? .null, secondMoment.update(self), touched, last, .null,
                .float(update.gradientScale), .float(update.beta1), .float(update.beta2), .size(update.count), .float(share),
                .float(inverseRoot), .float(rate), .float(update.epsilon),
            ]
            if length == 1 {
                gpu.launch(
                    "adam_entries", grid: (Device.blocks(count), 1, 1), threads: 256, shared: 0, figures + [.size(count)])
                if unitRows { normalizeRows(weights, rows: rows?.touched, norms: nil) }
            } else {
                gpu.launch(
                    "adam_rows", grid: (count, 1, 1), threads: 256, shared: 0,
                    figures + [.flag(unitRows), .null, .size(count), .size(length)])
            }
        }
    }

    func removeParallel(from gradient: Matrix, along directions: Matrix, rows marks: LatentMarks) {
        operation("removeParallel") {
            launch(
                "remove_parallel", grid: gradient.rows, gradient.update(self), directions.view.read(self), marks.read(self),
                .size(gradient.rows), .size(gradient.columns), .null)
        }
    }
}
