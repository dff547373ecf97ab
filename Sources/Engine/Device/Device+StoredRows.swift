import CUDA

/// Rows of stored matrices, as float32.
extension Device {
    /// A scratch space for rows in their file's format.
    private static let rowSlot = 14

    /// target[row + i] = scale · stored[indices[i]]. A table of single numbers is brought to the device when it is first
    /// used, in its own format, and kept; of one in blocks the rows are unpacked on the host each time.
    func gatherRows(of stored: StoredMatrix, _ indices: [Int32], scale: Float, into out: Matrix, _ engine: ComputeEngine) {
        operation("gatherRows of stored") {
            if indices.isEmpty || stored.columns == 0 { return }
            guard let table = residentRows(stored, engine) else {
                let rows = Matrix(rows: indices.count, columns: stored.columns)
                let host = rows.base
                for (i, index) in indices.enumerated() {
                    engine.unpack(stored, rows: Int(index)..<Int(index) + 1, into: host + i * stored.columns)
                }
                let target = out.overwritten(self)
                gpu.copyIn(rows.reading, to: target, bytes: rows.count * 4)
                if scale != 1 {
                    start(
                        "element_scale", rows.count,
                        [.pointer(target), .pointer(target), .size(rows.rows), .size(rows.columns), .float(scale)])
                }
                return
            }
            let chosen = list(indices[...], 0)
            widen(
                table.place, table.type, chosen, into: out.overwritten(self), count: indices.count, columns: stored.columns,
                pitch: table.pitch, scale: scale)
        }
    }

    /// target[row...] = stored[rows]: each row is wanted once, so its bytes come here and are widened; none stay.
    func copyRows(of stored: StoredMatrix, _ rows: Range<Int>, into target: Matrix, row: Int, _ engine: ComputeEngine) {
        operation("copyRows of stored") {
            if rows.isEmpty || stored.columns == 0 { return }
            let isWhole = row == 0 && rows.count == target.rows
            let place = (isWhole ? target.overwritten(self) : target.updated(self)).advanced(by: row * target.columns * 4)
            guard case .plain(let type) = stored.format, case .rowByRow = stored.layout else {
                let part = Matrix(rows: rows.count, columns: stored.columns)
                engine.unpack(stored, rows: rows, into: part)
                return gpu.copyIn(part.reading, to: place, bytes: part.count * 4)
            }
            let bytes = stored.bytes(rows.count * stored.columns)
            let room = type == .float32 ? place : scratch(Device.rowSlot, bytes: bytes)
            withExtendedLifetime(stored.owner) {
                gpu.copyIn(stored.base + stored.offset(rows.lowerBound, 0), to: room, bytes: bytes)
            }
            if type == .float32 { return }
            widen(
                room, type, .null, into: place, count: rows.count, columns: stored.columns, pitch: stored.columns, scale: 1)
        }
    }

    /// Rows of a format to float32. `chosen`: a list on the device, or null for the first ones.
    private func widen(
        _ place: DevicePointer, _ type: StorageType, _ chosen: KernelArgument, into out: DevicePointer, count: Int,
        columns: Int, pitch: Int, scale: Float
    ) {
        switch type {
        case .float32:
            overRows(
                "row_place", rows: count, columns: columns,
                [.pointer(place), chosen, .pointer(out), .null, .size(count), .size(columns), .float(scale)])
        case .float16, .bfloat16:
            overRows(
                type == .float16 ? "transformer_gather_f16" : "transformer_gather_bf16", rows: count, columns: columns,
                [
                    .pointer(place), chosen, .pointer(out), .size(count), .size(columns), .size(pitch), .float(scale),
                ])
        }
    }

    /// A table whose rows are read one by one, on the device; nil: it stays in its file.
    private func residentRows(
        _ stored: StoredMatrix, _ engine: ComputeEngine
    ) -> (place: DevicePointer, type: StorageType, pitch: Int)? {
        guard case .plain(let type) = stored.format, case .rowByRow = stored.layout else { return nil }
        // What products use anyway, where it has the same numbers: a model's embedding is often its last matrix too.
        let key = StoredPlace(stored)
        if let known = residents[key], known.operand.number == .float32 {
            return (known.operand.place, .float32, known.operand.pitch)
        }
        if precision == .bf16 && type == .bfloat16 || precision != .bf16 && type == .float32 {
            let known = resident(stored, engine)
            return (known.operand.place, type, known.operand.pitch)
        }
        if let known = tables[key] { return (known.place, type, stored.columns) }
        let bytes = stored.bytes(stored.rows * stored.columns), place = allocate(bytes)
        withExtendedLifetime(stored.owner) { gpu.copyIn(stored.base, to: place, bytes: bytes) }
        tables[key] = ResidentTable(place: place, owner: stored.owner)
        return (place, type, stored.columns)
    }
}

/// A stored matrix on the device as it lies in its file.
struct ResidentTable {
    let place: DevicePointer
    /// Keeps the file open, so that its addresses stay its own.
    let owner: AnyObject
}
