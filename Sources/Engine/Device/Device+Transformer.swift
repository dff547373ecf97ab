import CUDA

/// Twins of what stands between a language model's products, but for attention and the feed-forward layer.
extension Device {
    func rmsNorm(_ x: MatrixView, weight: Matrix, offset: Float, epsilon: Float, into out: Matrix) {
        operation("rmsNorm") {
            let input = x.read(self), gain = weight.read(self)
            byRow(
                "transformer_rms_norm", rows: x.rows,
                [input, gain, out.overwrite(self), .null, .size(x.rows), .size(x.columns), .float(offset), .float(epsilon)])
        }
    }

    func addRMSNorm(_ x: MatrixView, weight: Matrix, offset: Float, epsilon: Float, to sum: Matrix) {
        operation("addRMSNorm") {
            let input = x.read(self), gain = weight.read(self)
            byRow(
                "transformer_add_rms_norm", rows: x.rows,
                [input, gain, sum.update(self), .size(x.rows), .size(x.columns), .float(offset), .float(epsilon)])
        }
    }

    func rmsNormParts(_ x: Matrix, from first: Int, parts: Int, weight: Matrix, offset: Float, epsilon: Float) {
        operation("rmsNormParts") {
            let count = x.rows * parts
            launch(
                "transformer_rms_norm_parts", grid: min(Device.mostRows, (count + 7) / 8), x.update(self), weight.read(self),
                .size(x.rows), .size(x.columns), .size(first), .size(parts), .size(weight.count), .float(offset),
                .float(epsilon))
        }
    }

    /// A row at a time, by the rows' own numbers: `standardizeRows` with an epsilon, `centerRows` without.
    func wholeRows(_ kernel: String, _ x: MatrixView, into out: Matrix, _ more: KernelArgument...) {
        operation("rows by their mean") {
            let input = x.read(self)
            byRow(kernel, rows: x.rows, [input, out.overwrite(self), .size(x.rows), .size(x.columns)] + more)
        }
    }

    func rotate(_ x: Matrix, heads: Int, headWidth: Int, length: Int, from start: Int, by table: RotaryTable) {
        operation("rotate") {
            let half = table.width / 2, pairs = heads * half
            if x.rows == 0 || pairs == 0 { return }
            launch(
                "transformer_rotate", grid: min(Device.mostRows, x.rows), by: min(16, (pairs + 255) / 256), x.update(self),
                table.cosine.read(self), table.sine.read(self), .size(x.rows), .size(x.columns), .size(heads),
                .size(headWidth), .size(half), .size(length), .size(start))
        }
    }
}
