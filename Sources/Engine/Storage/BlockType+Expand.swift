import CKernels

extension ck_kernels {
    /// Expands numbers that lie in blocks: `count` of them after the first `skipped` (fewer than a block has) of the block
    /// at `source`. The kernels know whole blocks; of one that is wanted in part, the part is copied.
    func expand(
        _ type: BlockType, _ source: UnsafeRawPointer, skipping skipped: Int, count: Int,
        into out: UnsafeMutablePointer<Float>
    ) {
        var source = source, out = out, left = count
        func takePart(_ skipped: Int, _ part: Int) {
            withUnsafeTemporaryAllocation(of: Float.self, capacity: BlockType.mostValues) { block in
                guard let block = block.baseAddress else { return }
                expand(type, source, blocks: 1, into: block)
                out.update(from: block + skipped, count: part)
            }
            source += type.bytes
            out += part
            left -= part
        }
        if skipped > 0, left > 0 { takePart(skipped, min(left, type.values - skipped)) }
        let whole = left / type.values
        expand(type, source, blocks: whole, into: out)
        source += whole * type.bytes
        out += whole * type.values
        left -= whole * type.values
        if left > 0 { takePart(0, left) }
    }

    private func expand(_ type: BlockType, _ source: UnsafeRawPointer, blocks: Int, into out: UnsafeMutablePointer<Float>) {
        switch type {
        case .q4_0: q4_0_to_f32(source, out, blocks)
        case .q4_1: q4_1_to_f32(source, out, blocks)
        case .q5_0: q5_0_to_f32(source, out, blocks)
        case .q5_1: q5_1_to_f32(source, out, blocks)
        case .q8_0: q8_0_to_f32(source, out, blocks)
        case .q4_K: q4_k_to_f32(source, out, blocks)
        case .q5_K: q5_k_to_f32(source, out, blocks)
        case .q6_K: q6_k_to_f32(source, out, blocks)
        }
    }
}
