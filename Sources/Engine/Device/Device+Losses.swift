import CUDA

/// Twins of what logits say of tokens. Each waits for its numbers.
extension Device {
    /// Scratch spaces: what comes of it; the logarithms of one and of another matrix; targets.
    private static let resultSlot = 14, firstSlot = 15, secondSlot = 16, targetSlot = 17

    func logSumExps(_ z: MatrixView) -> [Double] {
        operation("logSumExps") {
            let out = scratch(Device.resultSlot, bytes: z.rows * 8)
            byRow("loss_log_sum_exps", rows: z.rows, [z.read(self), .pointer(out), .size(z.rows), .size(z.columns)])
            return numbers(out, z.rows)
        }
    }

    func crossEntropies(_ z: MatrixView, targets: [Int32], logSums: [Double]) -> [Double] {
        operation("crossEntropies") {
            let out = scratch(Device.resultSlot, bytes: z.rows * 8)
            launch(
                "loss_cross_entropies", grid: Device.blocks(z.rows), z.read(self), put(targets, Device.targetSlot),
                put(logSums, Device.firstSlot), .pointer(out), .size(z.rows), .size(z.columns))
            return numbers(out, z.rows)
        }
    }

    func divergences(of a: MatrixView, logSums aSums: [Double], from b: MatrixView, logSums bSums: [Double]) -> [Double] {
        operation("divergences") {
            let out = scratch(Device.resultSlot, bytes: a.rows * 8)
            byRow(
                "loss_divergences", rows: a.rows,
                [
                    a.read(self), put(aSums, Device.firstSlot), b.read(self), put(bSums, Device.secondSlot), .pointer(out),
                    .size(a.rows), .size(a.columns),
                ])
            return numbers(out, a.rows)
        }
    }

    /// Numbers from the host, in a scratch space.
    private func put<T: BitwiseCopyable>(_ numbers: [T], _ slot: Int) -> KernelArgument {
        let place = scratch(slot, bytes: numbers.count * MemoryLayout<T>.stride)
        numbers.withUnsafeBytes { bytes in
            if let first = bytes.baseAddress { gpu.copyIn(first, to: place, bytes: bytes.count) }
        }
        return .pointer(place)
    }
}
