import CUDA

/// Twins of random fills: the same words, so the same bits.
extension Device {
    func fillUniform(_ out: Matrix, low: Float, width: Float, seed: UInt64, stream: UInt64, position: UInt64) {
        operation("fillUniform") {
            if out.count == 0 { return }
            start(
                "random_uniform", out.count,
                [out.overwrite(self), .size(out.rows), .size(out.columns)] + KernelArgument.words(seed)
                    + KernelArgument.words(stream) + KernelArgument.words(position) + [.float(low), .float(width)])
        }
    }
}
