import CUDA

extension ComputeEngine {
    /// Returns when the GPU has done all that it was asked to; at once where there is none. Results need no such call: what
    /// takes them waits by itself. Clocks do.
    public func wait() { device?.gpu.wait() }
}
