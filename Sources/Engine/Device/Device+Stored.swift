import CUDA

/// Where a stored matrix lies in its file, which tells it from every other while its file is open.
struct StoredPlace: Hashable {
    let base: UInt
    let rows: Int
    let columns: Int
    let format: StoredFormat
    let layout: StoredMatrix.Layout

    init(_ stored: StoredMatrix) {
        base = UInt(bitPattern: stored.base)
        rows = stored.rows
        columns = stored.columns
        format = stored.format
        layout = stored.layout
    }
}

/// A stored matrix on the device, in the numbers that products take.
struct ResidentMatrix {
    let operand: DeviceOperand
    let isFinite: Bool
    /// Keeps the file open, so that its addresses stay its own.
    let owner: AnyObject
}

extension Device {
    /// A stored matrix on the device: brought there when it is first used, and kept. Rows of bf16 at that precision, of
    /// float32 at the others.
    ///
    /// - Parameter engine: unpacks what its file packs.
    func resident(_ stored: StoredMatrix, _ engine: ComputeEngine) -> ResidentMatrix {
        let key = StoredPlace(stored)
        if let known = residents[key] { return known }
        let isPacked = precision == .bf16
        let pitch = isPacked ? (stored.columns + 7) / 8 * 8 : stored.columns
        let place = allocate(max(1, stored.rows * pitch * (isPacked ? 2 : 4)))
        let flag = allocate(8)
        zero(flag, bytes: 8)
        // Panels of at most 16 MiB, so that no more of a large model is ever unpacked.
        let height = max(1, min(stored.rows, (4 << 20) / max(1, stored.columns)))
        let panel = Matrix(rows: height, columns: stored.columns)
        for first in stride(from: 0, to: stored.rows, by: height) {
            let rows = first..<min(stored.rows, first + height)
            panel.setRows(rows.count)
            engine.unpack(stored, rows: rows, into: panel)
            let target = place.advanced(by: first * pitch * (isPacked ? 2 : 4))
            let source = isPacked ? scratch(Device.packedSlots.b, bytes: rows.count * stored.columns * 4) : target
            gpu.copyIn(panel.reading, to: source, bytes: rows.count * stored.columns * 4)
            launch(
                "reduce_first_nonfinite", grid: Device.blocks(rows.count * stored.columns), .pointer(source), .pointer(flag),
                .int(Int32(rows.count)), .int(Int32(stored.columns)))
            if isPacked {
                launch(
                    "transformer_pack_bf16", grid: min(rows.count, Device.mostRows), by: (pitch + 1023) / 1024,
                    .pointer(source), .pointer(target), .int(Int32(rows.count)), .int(Int32(stored.columns)),
                    .int(Int32(stored.columns)), .int(Int32(pitch)))
            }
        }
        let isFinite = value(flag, as: UInt64.self) == 0
        free(flag)
        let made = ResidentMatrix(
            operand: DeviceOperand(place: place, pitch: pitch, number: isPacked ? .bfloat16 : .float32),
            isFinite: isFinite, owner: stored.owner)
        residents[key] = made
        return made
    }

    /// C = scale A Sᵀ, or C += that. `a [m, k]`, `stored [n, k]`, C `[m, n]` from column `cFrom` on, rows of `cPitch`.
    ///
    /// Returns whether every number of S is finite.
    @discardableResult
    func product(
        _ a: MatrixView, transposed stored: StoredMatrix, _ engine: ComputeEngine, scale: Float = 1,
        accumulate: Bool = false, into c: DevicePointer, pitch: Int
    ) -> Bool {
        operation("product with stored weights") {
            product(
                operand(a, Device.packedSlots.a), rows: a.rows, transposed: stored, engine, scale: scale,
                accumulate: accumulate, into: c, pitch: pitch)
        }
    }

    /// The same with an operand that is ready.
    private func product(
        _ left: DeviceOperand, rows: Int, transposed stored: StoredMatrix, _ engine: ComputeEngine, scale: Float = 1,
        accumulate: Bool = false, into c: DevicePointer, pitch: Int
    ) -> Bool {
        let weights = resident(stored, engine)
        if rows == 0 || stored.rows == 0 { return weights.isFinite }
        gpu.product(
            ProductRequest(
                m: rows, n: stored.rows, k: stored.columns, a: left.place, aPitch: left.pitch, aType: left.number,
                b: weights.operand.place, bTransposed: true, bPitch: weights.operand.pitch,
                bType: weights.operand.number, c: c, cPitch: pitch, alpha: scale, beta: accumulate ? 1 : 0,
                compute: compute))
        return weights.isFinite
    }

    /// The same with several, whose results lie side by side.
    func product(
        _ a: MatrixView, transposedFinite stored: [StoredMatrix], _ engine: ComputeEngine, into c: DevicePointer, pitch: Int
    ) -> Bool {
        operation("product with stored weights") {
            let left = operand(a, Device.packedSlots.a)
            var column = 0, finite = true
            for part in stored {
                let good = product(
                    left, rows: a.rows, transposed: part, engine, into: c.advanced(by: column * 4), pitch: pitch)
                finite = good && finite
                column += part.rows
            }
            return finite
        }
    }

    /// A whole view as a product takes it.
    private func operand(_ view: MatrixView, _ slot: Int) -> DeviceOperand {
        precision == .bf16
            ? packed(view.pointer(self), rows: view.rows, columns: view.columns, pitch: view.columns, slot)
            : DeviceOperand(place: view.pointer(self), pitch: view.columns, number: .float32)
    }
}
