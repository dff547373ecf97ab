import CUDA

/// Twins of what is in `Reductions`. Sums are float64: parts of fixed bounds, then one block adds them in order.
extension Device {
    /// Scratch spaces of parts, and of what comes of them.
    private static let parts = 18, result = 19
    private static let piece = 16384

    /// One number from a whole matrix. Waits.
    func sum(_ kernel: String, _ operands: [MatrixView], _ more: KernelArgument...) -> Double {
        operation("a sum") {
            let (partials, count) = partialSums(kernel, operands, more)
            return total(partials, count)
        }
    }

    /// The sums of the pieces of a whole matrix, and how many pieces there are.
    func partialSums(
        _ kernel: String, _ operands: [MatrixView], _ more: [KernelArgument] = []
    ) -> (place: DevicePointer, count: Int) {
        let pieces = (operands[0].count + Device.piece - 1) / Device.piece
        let partials = scratch(Device.parts, bytes: pieces * 8)
        if pieces == 0 { return (partials, 0) }
        gpu.launch(
            kernel, grid: (min(pieces, 4096), 1, 1), threads: 256, shared: 0,
            operands.map { $0.read(self) }
                + [.pointer(partials), .size(operands[0].rows), .size(operands[0].columns)] + more)
        return (partials, pieces)
    }

    /// Σ a² over the marked rows, `a` as so many rows. Waits.
    func sumOfSquares(_ a: Matrix, rows: Int, length: Int, _ marks: LatentMarks) -> Double {
        operation("a sum over rows") {
            rows == 0 || length == 0 ? 0 : finished(partialSquares(a, rows: rows, length: length, marks), rows)
        }
    }

    /// Each row's Σ a²; 0 where there is no mark.
    func partialSquares(_ a: Matrix, rows: Int, length: Int, _ marks: LatentMarks) -> DevicePointer {
        let partials = scratch(Device.parts, bytes: rows * 8)
        launch(
            "reduce_marked_rows", grid: min(4096, (rows + 7) / 8), a.view.read(self), marks.read(self), .pointer(partials),
            .size(rows), .size(length))
        return partials
    }

    /// Σ of float64 parts, in order. Waits.
    func total(_ partials: DevicePointer, _ count: Int) -> Double { count == 0 ? 0 : finished(partials, count) }

    private func finished(_ partials: DevicePointer, _ count: Int) -> Double {
        let out = scratch(Device.result, bytes: 8)
        launch("reduce_finish", grid: 1, .pointer(partials), .pointer(out), .size(count), .int(0), .int(0))
        return value(out)
    }

    /// Where the first element is that is infinite or NaN. Waits.
    func firstNonFinite(_ a: MatrixView) -> (row: Int, column: Int)? {
        operation("firstNonFinite") {
            if a.count == 0 { return nil }
            let found: UInt64 = value(firstNonFinitePlace(a))
            if found == 0 { return nil }
            let first = Int(~found)
            return (first / a.columns, first % a.columns)
        }
    }

    /// Where all bits turned of that place are, or 0.
    func firstNonFinitePlace(_ a: MatrixView) -> DevicePointer {
        let place = scratch(Device.result, bytes: 8)
        zero(place, bytes: 8)
        start("reduce_first_nonfinite", a.count, [a.read(self), .pointer(place), .size(a.rows), .size(a.columns)])
        return place
    }

    /// Whether no element is below 0 or NaN. Waits.
    func isNotNegative(_ a: MatrixView) -> Bool {
        operation("isNotNegative") {
            if a.count == 0 { return true }
            let flag = scratch(Device.result, bytes: 8)
            zero(flag, bytes: 8)
            start("reduce_any_negative", a.count, [a.read(self), .pointer(flag), .size(a.rows), .size(a.columns)])
            return value(flag, as: Int32.self) == 0
        }
    }

    /// out[j] = scale Σ_b a[b, j] (or of the squares), or += that.
    func columnSums(_ a: MatrixView, squares: Bool, scale: Double, into out: Matrix, accumulate: Bool) {
        operation("columnSums") {
            let chunks = columnParts(a, squares)
            gpu.launch(
                "reduce_column_finish", grid: (Device.blocks(a.columns), 1, 1), threads: 256, shared: 0,
                [.pointer(scratch(Device.parts, bytes: 8)), accumulate ? out.update(self) : out.overwrite(self), .null,
                 .size(chunks), .size(a.columns)] + KernelArgument.words(scale) + [.flag(accumulate)])
        }
    }

    /// The sums themselves. Waits.
    func columnNumbers(_ a: MatrixView, squares: Bool) -> [Double] {
        operation("columnSums") {
            numbers(wideColumnSums(a, squares: squares), a.columns)
        }
    }

    /// Where the sums are, in float64.
    func wideColumnSums(_ a: MatrixView, squares: Bool) -> DevicePointer {
        let chunks = columnParts(a, squares), wide = scratch(Device.result, bytes: a.columns * 8)
        gpu.launch(
            "reduce_column_finish", grid: (Device.blocks(a.columns), 1, 1), threads: 256, shared: 0,
            [.pointer(scratch(Device.parts, bytes: 8)), .null, .pointer(wide), .size(chunks), .size(a.columns)]
                + KernelArgument.words(1.0) + [.int(0)])
        return wide
    }

    private func columnParts(_ a: MatrixView, _ squares: Bool) -> Int {
        let chunks = (a.rows + 63) / 64
        let partials = scratch(Device.parts, bytes: max(1, chunks) * a.columns * 8)
        launch(
            "reduce_column_partials", grid: (a.columns + 255) / 256, by: min(65535, chunks), a.read(self), .pointer(partials),
            .size(a.rows), .size(a.columns), .flag(squares))
        return chunks
    }

    /// Numbers from the device. Waits.
    func numbers<T: BitwiseCopyable>(_ place: DevicePointer, _ count: Int, as type: T.Type = T.self) -> [T] {
        [T](unsafeUninitializedCapacity: count) { buffer, filled in
            if let first = buffer.baseAddress { gpu.copyOut(place, to: first, bytes: count * MemoryLayout<T>.stride) }
            filled = count
        }
    }

    /// One number for each row: the kernel takes the operands, the output and the shape.
    func perRow(_ kernel: String, _ operands: [MatrixView], into out: Matrix) {
        operation("a number a row") {
            let inputs = operands.map { $0.read(self) }
            byRow(
                kernel, rows: operands[0].rows,
                inputs + [out.overwrite(self), .size(operands[0].rows), .size(operands[0].columns)])
        }
    }

    func rowNorms(_ a: MatrixView, into out: Matrix) {
        operation("rowNorms") {
            let input = a.read(self)
            byRow("reduce_row_norms", rows: a.rows, [input, out.overwrite(self), .null, .size(a.rows), .size(a.columns)])
        }
    }

    /// ‖row‖² in float64. Waits.
    func rowSquaredNorms(_ a: MatrixView) -> [Double] {
        operation("rowSquaredNorms") {
            let out = scratch(Device.result, bytes: a.rows * 8)
            byRow("reduce_row_norms", rows: a.rows, [a.read(self), .null, .pointer(out), .size(a.rows), .size(a.columns)])
            return numbers(out, a.rows)
        }
    }

    /// Waits.
    func rowPeaks(_ a: MatrixView, byMagnitude: Bool) -> [(column: Int, value: Float)] {
        operation("rowPeaks") {
            let places = scratch(Device.parts, bytes: a.rows * 4), values = scratch(Device.result, bytes: a.rows * 4)
            byRow(
                "reduce_row_peaks", rows: a.rows,
                [a.read(self), .pointer(places), .pointer(values), .size(a.rows), .size(a.columns), .flag(byMagnitude)])
            let columns: [Int32] = numbers(places, a.rows), found: [Float] = numbers(values, a.rows)
            return zip(columns, found).map { (Int($0), $1) }
        }
    }

    /// How many elements of each row are above 0. Waits.
    func rowCounts(of f: Matrix) -> [Int] {
        operation("rowCounts") {
            let counts = scratch(Device.result, bytes: f.rows * 4)
            byRow(
                "reduce_row_counts", rows: f.rows,
                [f.view.read(self), .pointer(counts), .size(f.rows), .size(f.columns), .float(0)])
            return numbers(counts, f.rows, as: Int32.self).map { Int($0) }
        }
    }

    func softmaxRows(_ a: MatrixView, into out: Matrix) { perRow("reduce_softmax", [a], into: out) }
}
