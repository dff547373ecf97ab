import CUDA

/// The numbers of `Device+Reductions`, left in a row of figures instead of waited for.
extension Device {
    /// The row's place, for writing one of its numbers.
    private func row(_ figures: Figures) -> DevicePointer { figures.values.storage.place(on: self, .update) }

    /// Σ of float64 parts, in order.
    func total(_ partials: DevicePointer, _ count: Int, squares: Bool = false, into figures: Figures) -> Figure {
        if count == 0 { return .known(0) }
        let place = figures.next()
        launch(
            squares ? "reduce_finish_squares" : "reduce_finish", grid: 1, .pointer(partials), .pointer(row(figures)), .size(count),
            .size(place), .int(0))
        return .place(place)
    }

    /// Σ of a float64 part a row.
    func rowTotal(_ parts: DevicePointer, _ rows: Int, _ figures: Figures) -> Figure {
        let place = figures.next()
        launch(
            "sum_parts", grid: 1, .pointer(parts), .size(rows), .size(1), .pointer(row(figures).advanced(by: 8 * place)))
        return .place(place)
    }

    func sum(_ kernel: String, _ operands: [MatrixView], into figures: Figures) -> Figure {
        operation("a sum") {
            let (partials, count) = partialSums(kernel, operands)
            return total(partials, count, into: figures)
        }
    }

    func sumOfSquares(_ a: Matrix, rows: Int, length: Int, _ marks: LatentMarks, into figures: Figures) -> Figure {
        operation("a sum over rows") {
            if rows == 0 || length == 0 { return .known(0) }
            return total(partialSquares(a, rows: rows, length: length, marks), rows, into: figures)
        }
    }

    func squaredColumnSums(_ a: MatrixView, into figures: Figures) -> Figure {
        operation("squaredColumnSums") {
            total(wideColumnSums(a, squares: false), a.columns, squares: true, into: figures)
        }
    }

    func firstNonFinite(_ a: MatrixView, into figures: Figures) -> Figure {
        operation("firstNonFinite") {
            if a.count == 0 { return .known(-1) }
            let found = firstNonFinitePlace(a), place = figures.next()
            launch("reduce_place", grid: 1, threads: 32, .pointer(found), .pointer(row(figures)), .size(place))
            return .place(place)
        }
    }

    func sums(_ v: LatentValues, into figures: Figures) -> (sum: Figure, squares: Figure) {
        operation("sums of entries") {
            if v.count == 0 { return (.known(0), .known(0)) }
            let (parts, blocks) = partialSums(v), sum = figures.next(), squares = figures.next()
            launch(
                "sum_parts", grid: 2, .pointer(parts), .size(blocks), .size(2), .pointer(row(figures).advanced(by: 8 * sum)))
            return (.place(sum), .place(squares))
        }
    }
}
