import CUDA

/// Twins of what is in `Elementwise`. Inputs are read before the output is taken, which may be one of them.
extension Device {
    func elementwise(_ kernel: String, _ a: MatrixView, into out: Matrix, _ more: [KernelArgument] = []) {
        operation("elementwise") {
            if a.count == 0 { return }
            let input = a.read(self)
            start(
                kernel, a.count,
                [input, out.overwrite(self), .size(out.rows), .size(out.columns)] + more)
        }
    }

    func elementwise(_ kernel: String, _ a: MatrixView, _ b: MatrixView, into out: Matrix, _ more: [KernelArgument] = []) {
        operation("elementwise") {
            if a.count == 0 { return }
            let first = a.read(self), second = b.read(self)
            start(
                kernel, a.count,
                [first, second, out.overwrite(self), .size(out.rows), .size(out.columns)] + more)
        }
    }

    func fill(_ out: Matrix, with value: Float) {
        operation("fill") {
            if out.count == 0 { return }
            if value.bitPattern == 0 { return zero(out.overwritten(self), bytes: out.count * 4) }
            start("element_fill", out.count, [out.overwrite(self), .size(out.rows), .size(out.columns), .float(value)])
        }
    }

    func addSigns(of a: MatrixView, scale factor: Float, to out: Matrix) {
        operation("addSigns") {
            if a.count == 0 { return }
            let input = a.read(self)
            start("element_add_signs", a.count, [input, out.update(self), .size(out.rows), .size(out.columns), .float(factor)])
        }
    }

    func addScaledColumns(_ f: Matrix, by factors: Matrix, scale: Float, to g: Matrix) {
        operation("addScaledColumns") {
            if f.count == 0 { return }
            let input = f.view.read(self), each = factors.read(self)
            start("add_scaled_columns", f.count, [input, each, .float(scale), g.update(self), .size(f.rows), .size(f.columns)])
        }
    }

    /// Starts a grid-stride kernel over so many elements, four at a time.
    func start(_ kernel: String, _ count: Int, _ arguments: [KernelArgument]) {
        gpu.launch(
            kernel, grid: (Device.blocks((count + 3) / 4), 1, 1), threads: 256, shared: 0, arguments)
    }
}
