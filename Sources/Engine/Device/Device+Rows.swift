import CUDA

/// Twins of what is in `Rows`, and of operations with a number for each row or column.
extension Device {
    /// A kernel "over rows": blocks across are rows, blocks down are strips of the columns.
    func overRows(_ kernel: String, rows: Int, columns: Int, _ arguments: [KernelArgument]) {
        if rows == 0 || columns == 0 { return }
        let threads = columns >= 1024 ? 256 : 64
        gpu.launch(
            kernel, grid: (min(rows, Device.mostRows), (columns + 4 * threads - 1) / (4 * threads), 1), threads: threads,
            shared: 0, arguments)
    }

    /// A kernel of a block a row.
    func byRow(_ kernel: String, rows: Int, _ arguments: [KernelArgument]) {
        if rows == 0 { return }
        gpu.launch(kernel, grid: (min(rows, Device.mostRows), 1, 1), threads: 256, shared: 0, arguments)
    }

    /// `a` with a vector, row by row: `addRow` and the like.
    func withVector(_ kernel: String, _ a: MatrixView, _ vectors: [MatrixView], into out: Matrix) {
        operation("rows with a vector") {
            let inputs = [a.read(self)] + vectors.map { $0.read(self) }
            overRows(
                kernel, rows: a.rows, columns: a.columns,
                inputs + [out.overwrite(self), .size(a.rows), .size(a.columns)])
        }
    }

    func normalizeRows(_ a: Matrix, rows marks: LatentMarks?, norms: Matrix?) {
        operation("normalizeRows") {
            let chosen = marks?.read(self) ?? .null, given = norms?.update(self) ?? .null
            byRow("row_normalize", rows: a.rows, [a.update(self), chosen, given, .size(a.rows), .size(a.columns)])
        }
    }

    func transpose(_ a: MatrixView, into out: Matrix) {
        operation("transpose") {
            if a.count == 0 { return }
            let input = a.read(self)
            launch(
                "row_transpose", grid: min(65535, (a.columns + 31) / 32), by: min(65535, (a.rows + 31) / 32), input,
                out.overwrite(self), .size(a.rows), .size(a.columns))
        }
    }

    /// Rows from one matrix to another, or within one: `target[to[i] or row + i] = scale · source[from[i] or i]`.
    func placeRows(
        _ source: MatrixView, _ from: ArraySlice<Int32>?, into target: Matrix, row: Int = 0, to: [Int32]? = nil,
        count: Int, scale: Float = 1
    ) {
        operation("rows") {
            if count == 0 { return }
            let isWhole = to == nil && row == 0 && count == target.rows && source.owner !== target
            let input = source.read(self)
            let chosen = from.map { list($0, 0) } ?? .null, places = to.map { list($0[...], 1) } ?? .null
            let output = (isWhole ? target.overwritten(self) : target.updated(self)).advanced(by: row * target.columns * 4)
            overRows(
                "row_place", rows: count, columns: source.columns,
                [input, chosen, .pointer(output), places, .size(count), .size(source.columns), .float(scale)])
        }
    }

    /// Where a row is named twice the later one wins, as on the processor.
    func scatterRows(_ a: MatrixView, _ indices: [Int32], into out: Matrix) {
        var last: [Int32: Int32] = [:]
        for (i, index) in indices.enumerated() { last[index] = Int32(i) }
        if last.count == indices.count { return placeRows(a, nil, into: out, to: indices, count: indices.count) }
        let places = last.keys.sorted(), sources = places.map { last[$0] ?? 0 }
        placeRows(a, sources[...], into: out, to: places, count: places.count)
    }

    /// Rows of one name are added in their order.
    func scatterAddRows(_ a: MatrixView, _ indices: [Int32], into out: Matrix) {
        operation("scatterAddRows") {
            if indices.isEmpty { return }
            // `sort` need not keep the order of equal ones: the place decides between them.
            let sources = indices.indices.sorted { (indices[$0], $0) < (indices[$1], $1) }.map { Int32($0) }
            let firsts = sources.indices.filter { $0 == 0 || indices[Int(sources[$0])] != indices[Int(sources[$0 - 1])] }
            let targets = firsts.map { indices[Int(sources[$0])] }, starts = (firsts + [sources.count]).map { Int32($0) }
            let input = a.read(self)
            let first = list((starts + targets)[...], 0), second = list(sources[...], 1)
            guard case .pointer(let lists) = first else { return }
            overRows(
                "row_scatter_add", rows: targets.count, columns: a.columns,
                [
                    input, first, second, .pointer(lists.advanced(by: starts.count * 4)), out.update(self),
                    .size(targets.count), .size(a.columns),
                ])
        }
    }

    /// A list from the host, in a scratch space.
    func list(_ numbers: ArraySlice<Int32>, _ slot: Int) -> KernelArgument {
        let place = scratch(Device.listSlot + slot, bytes: numbers.count * 4)
        numbers.withUnsafeBytes { bytes in
            if let first = bytes.baseAddress { gpu.copyIn(first, to: place, bytes: bytes.count) }
        }
        return .pointer(place)
    }

    /// Scratch spaces of lists that come from the host: this and the one behind it.
    static let listSlot = 20
}
