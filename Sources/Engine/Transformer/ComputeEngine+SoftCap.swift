import CKernels
import CUDA

extension ComputeEngine {
    /// out = cap · tanh(x / cap). `[T, V]` both; `out` may be `x`; `cap > 0`.
    public func softCap(_ x: some MatrixOperand, cap: Float, into out: Matrix) {
        precondition(cap > 0, "a soft-cap of \(cap)")
        elementwise(x.view, into: out, "a soft-cap", device: ("element_soft_cap", [.float(cap)])) { kernels, x, out, n in
            kernels.soft_cap(x, cap, out, n)
        }
    }
}
