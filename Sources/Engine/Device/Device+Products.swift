import CUDA

/// One operand of a product on the device: where it lies, and how far its rows are apart.
struct DeviceOperand {
    var place: DevicePointer
    var pitch: Int
    var number: ProductRequest.Number
}

extension Device {
    /// Scratch spaces that products take for operands in bf16.
    static let packedSlots = (a: 22, b: 23)

    /// The compute type of products, and so what their operands are.
    var compute: ProductRequest.Compute {
        switch precision {
        case .float32: .float32
        case .tf32: .tf32
        case .bf16: .bfloat16
        }
    }

    /// A view's rows as a product takes them: as they are, or rounded to bf16 in a scratch space.
    ///
    /// - Parameter columns: of those that are wanted; the first begins at `from`.
    private func operand(_ view: MatrixView, from: Int, columns: Int, _ slot: Int) -> DeviceOperand {
        let place = view.pointer(self).advanced(by: from * 4)
        if precision != .bf16 { return DeviceOperand(place: place, pitch: view.columns, number: .float32) }
        return packed(place, rows: view.rows, columns: columns, pitch: view.columns, slot)
    }

    /// Float32 rows rounded to bf16, in a scratch space.
    func packed(_ place: DevicePointer, rows: Int, columns: Int, pitch: Int, _ slot: Int) -> DeviceOperand {
        let wide = (columns + 7) / 8 * 8
        let out = scratch(slot, bytes: rows * wide * 2)
        launch(
            "transformer_pack_bf16", grid: min(rows, Device.mostRows), by: (wide + 1023) / 1024, .pointer(place), .pointer(out),
            .size(rows), .size(columns), .size(pitch), .size(wide))
        return DeviceOperand(place: out, pitch: wide, number: .bfloat16)
    }

    /// C = op(A) op(B), or C += that, of columns of wider matrices: the twin of `productOfParts`.
    ///
    /// - Parameters:
    ///   - a: `[m, k]`, or `[k, m]` where it is transposed; its columns from `aFrom` on.
    ///   - b: `[k, n]`, or `[n, k]` where it is transposed; its columns from `bFrom` on.
    ///   - c: `[m, n]` from its row `cRow` and column `cFrom` on.
    ///   - row: `[1, n]`, added to each row of C.
    func product(
        _ a: MatrixView, transposeA: Bool = false, aFrom: Int = 0, _ b: MatrixView, transposeB: Bool = false,
        bFrom: Int = 0, m: Int, n: Int, k: Int, scale: Float = 1, accumulate: Bool = false, row: Matrix? = nil,
        into c: Matrix, cRow: Int = 0, cFrom: Int = 0
    ) {
        operation("product") {
            if m == 0 || n == 0 { return }
            let isWhole = !accumulate && cFrom == 0 && n == c.columns && cRow == 0 && m == c.rows
            let target = isWhole ? c.overwritten(self) : c.updated(self)
            let place = target.advanced(by: (cRow * c.columns + cFrom) * 4)
            if k == 0 {
                if !accumulate { productOverNothing(place, m, n, pitch: c.columns, row) }
                return
            }
            let left = operand(a, from: aFrom, columns: transposeA ? m : k, Device.packedSlots.a)
            let right = operand(b, from: bFrom, columns: transposeB ? k : n, Device.packedSlots.b)
            gpu.product(
                ProductRequest(
                    m: m, n: n, k: k, a: left.place, aTransposed: transposeA, aPitch: left.pitch, aType: left.number,
                    b: right.place, bTransposed: transposeB, bPitch: right.pitch, bType: right.number, c: place,
                    cPitch: c.columns, alpha: scale, beta: accumulate ? 1 : 0, compute: compute,
                    bias: row.map { $0.view.pointer(self) }))
        }
    }

    /// Sums of nothing: zeros, or the row.
    private func productOverNothing(_ place: DevicePointer, _ m: Int, _ n: Int, pitch: Int, _ row: Matrix?) {
        for i in 0..<m {
            let target = place.advanced(by: i * pitch * 4)
            if let row { gpu.copy(row.view.pointer(self), to: target, bytes: n * 4) } else { gpu.zero(target, bytes: n * 4) }
        }
    }
}
