import CKernels
import CUDA

/// Operations on matrices of one shape, element by element. An output may be one of the inputs, but not overlap one
/// in part.
extension ComputeEngine {
    /// out = a. `[B, D]` both.
    public func copy(_ a: some MatrixOperand, into out: Matrix) {
        elementwise(a.view, into: out, "a copy", device: ("element_copy", [])) { _, a, out, n in out.update(from: a, count: n) }
    }

    /// out = value everywhere.
    public func fill(_ out: Matrix, with value: Float) {
        if let device { return device.fill(out, with: value) }
        elementwise(out.view, into: out, "a fill") { kernels, _, out, n in kernels.fill(value, out, n) }
    }

    /// out = factor a. `[B, D]` both.
    public func scale(_ a: some MatrixOperand, by factor: Float, into out: Matrix) {
        elementwise(a.view, into: out, "a scaling", device: ("element_scale", [.float(factor)])) { kernels, a, out, n in kernels.scale(factor, a, out, n) }
    }

    /// out = a + b. `[B, D]` all.
    public func add(_ a: some MatrixOperand, _ b: some MatrixOperand, into out: Matrix) {
        elementwise(a.view, b.view, into: out, "a sum", device: ("element_add", [])) { kernels, a, b, out, n in kernels.add(a, b, out, n) }
    }

    /// out = a - b. `[B, D]` all.
    public func subtract(_ a: some MatrixOperand, _ b: some MatrixOperand, into out: Matrix) {
        elementwise(a.view, b.view, into: out, "a difference", device: ("element_subtract", [])) { kernels, a, b, out, n in
            kernels.subtract(a, b, out, n)
        }
    }

    /// out = a ⊙ b. `[B, D]` all.
    public func multiply(_ a: some MatrixOperand, _ b: some MatrixOperand, into out: Matrix) {
        elementwise(a.view, b.view, into: out, "a product by elements", device: ("element_multiply", [])) { kernels, a, b, out, n in
            kernels.multiply(a, b, out, n)
        }
    }

    /// out = a + factor b. `[B, D]` all.
    public func addScaled(_ a: some MatrixOperand, _ b: some MatrixOperand, scale factor: Float, into out: Matrix) {
        elementwise(a.view, b.view, into: out, "a sum", device: ("element_add_scaled", [.float(factor)])) { kernels, a, b, out, n in
            kernels.add_scaled(a, factor, b, out, n)
        }
    }

    /// out = max(a, 0); NaN stays. `[B, D]` both.
    public func relu(_ a: some MatrixOperand, into out: Matrix) {
        elementwise(a.view, into: out, "a relu", device: ("element_relu", [])) { kernels, a, out, n in kernels.relu(a, out, n) }
    }

    /// out = a held to `range`; NaN stays. `[B, D]` both.
    public func clamp(_ a: some MatrixOperand, to range: ClosedRange<Float>, into out: Matrix) {
        elementwise(a.view, into: out, "a clamp", device: ("element_clamp", [.float(range.lowerBound), .float(range.upperBound)])) { kernels, a, out, n in
            kernels.clamp(a, range.lowerBound, range.upperBound, out, n)
        }
    }

    /// out = exp(a), within 2 ulp. `[B, D]` both.
    public func exp(_ a: some MatrixOperand, into out: Matrix) {
        elementwise(a.view, into: out, "an exp", device: ("element_exp", [])) { kernels, a, out, n in kernels.exp(a, out, n) }
    }

    /// out = tanh(a), within 3 ulp. `[B, D]` both.
    public func tanh(_ a: some MatrixOperand, into out: Matrix) {
        elementwise(a.view, into: out, "a tanh", device: ("element_tanh", [])) { kernels, a, out, n in kernels.tanh(a, out, n) }
    }

    /// Elements of a piece of work: at 256 KiB an operand, it is worth a hand-over to another thread.
    private static let piece = 65536

    /// Runs a kernel of one input over fixed pieces, or the device's, which takes `form`'s numbers besides.
    func elementwise(
        _ a: MatrixView, into out: Matrix, _ name: StaticString, device form: (String, [KernelArgument])? = nil,
        _ kernel: (ck_kernels, UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int) -> Void
    ) {
        requireSameShape(a, out.view, name)
        if let device, let form { return device.elementwise(form.0, a, into: out, form.1) }
        let source = a.base, target = out.base
        forEachRange(of: a.count, by: ComputeEngine.piece) { range, _ in
            kernel(kernels, source + range.lowerBound, target + range.lowerBound, range.count)
        }
    }

    /// Runs a kernel of two inputs over fixed pieces.
    func elementwise(
        _ a: MatrixView, _ b: MatrixView, into out: Matrix, _ name: StaticString,
        device form: (String, [KernelArgument])? = nil,
        _ kernel: (ck_kernels, UnsafePointer<Float>, UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int) -> Void
    ) {
        requireSameShape(a, b, name)
        requireSameShape(a, out.view, name)
        if let device, let form { return device.elementwise(form.0, a, b, into: out, form.1) }
        let first = a.base, second = b.base, target = out.base
        forEachRange(of: a.count, by: ComputeEngine.piece) { range, _ in
            let at = range.lowerBound
            kernel(kernels, first + at, second + at, target + at, range.count)
        }
    }
}
