import Engine
import Testing

/// Latents that fire together, for each engine its own: entries, their column order, scales of c, and rows.
struct PairBench {
    let bench: DeviceBench
    let rows: Int
    let columns: Int
    let width: Int
    let sparse: SparsePair
    private let decoder: [Float]
    private let squares: [Float]
    /// f and potentials `[B, F]`: numbers.
    let dense: [Float]
    let potentials: [Float]

    init(_ shape: (rows: Int, columns: Int, width: Int), share: Float = 0.3, precision: Precision = .float32) throws {
        bench = try DeviceBench(precision)
        (rows, columns, width) = shape
        sparse = SparsePair(bench, rows, columns, seed: 7, share: share)
        let root = 1 / Float(max(1, shape.width)).squareRoot()
        decoder = noise(columns * width, seed: 8).map { $0 * root + root / 3 }
        let f = Matrix(rows: rows, columns: columns), sums = Matrix(rows: 1, columns: columns)
        bench.host.scatter(sparse.host, into: f)
        bench.host.columnSquaredSums(f, into: sums)
        dense = f.toArray()
        squares = sums.toArray()
        let columns = shape.columns
        potentials = noise(rows * columns, seed: 9).enumerated().map { $0 % columns % 9 == 4 ? 0 : max(0, $1) }
    }

    /// Twice the same operation, on the device and on the processor, each with operands of its own.
    func both<R>(_ body: (Side) throws -> R) rethrows -> (device: R, host: R) {
        (try body(Side(self, bench.device)), try body(Side(self, bench.host)))
    }

    /// One engine with its operands.
    struct Side {
        let engine: ComputeEngine
        let latents: SparseLatents
        let order: ColumnOrder
        /// The entries in column order.
        let byColumn = LatentValues()
        let w: Matrix
        let f: Matrix
        let p: Matrix
        let isDevice: Bool
        private let squares: Matrix
        private let potentialSquares: Matrix

        init(_ pairs: PairBench, _ engine: ComputeEngine) {
            self.engine = engine
            isDevice = engine.deviceDescription != nil
            latents = pairs.sparse.pattern(engine)
            order = ColumnOrder(columns: pairs.columns)
            engine.orderByColumn(latents, into: order)
            engine.permute(latents, by: order, into: byColumn)
            w = Matrix(rows: pairs.columns, columns: pairs.width, elements: pairs.decoder)
            f = Matrix(rows: pairs.rows, columns: pairs.columns, elements: pairs.dense)
            p = Matrix(rows: pairs.rows, columns: pairs.columns, elements: pairs.potentials)
            squares = Matrix(rows: 1, columns: pairs.columns, elements: pairs.squares)
            potentialSquares = Matrix(rows: 1, columns: pairs.columns)
            engine.columnSquaredSums(p, into: potentialSquares)
        }

        /// 1/‖f_i‖, or 1/‖f_i‖² for containment: the processor's numbers on both.
        func scales(_ coefficient: PairCoefficient) -> Matrix {
            Matrix(
                rows: 1, columns: squares.count,
                elements: squares.toArray().map {
                    $0 == 0 ? 0 : coefficient == .cosine ? 1 / $0.squareRoot() : 1 / $0
                })
        }

        var inversePotentials: Matrix {
            let out = Matrix(rows: 1, columns: squares.count)
            engine.inverseSquareRoots(potentialSquares, into: out)
            return out
        }
    }
}

/// Whether two sums differ by no more than so much of the larger.
func isNear(_ a: Double, _ b: Double, within tolerance: Double = 2e-6) -> Bool {
    abs(a - b) <= tolerance * max(abs(a), abs(b))
}
