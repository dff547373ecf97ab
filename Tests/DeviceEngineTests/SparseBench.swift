import Engine
import Testing

/// What is compared of sparse latents: rows, columns, and the values' bits.
struct Entries: Equatable {
    let counts: [Int]
    let columns: [Int]
    let bits: [UInt32]

    init(_ latents: SparseLatents) {
        let rows = (0..<latents.rows).map { latents.entries(ofRow: $0) }
        counts = rows.map(\.count)
        columns = rows.flatMap { $0.map(\.column) }
        bits = rows.flatMap { $0.map(\.value.bitPattern) }
        #expect(latents.count == columns.count)
    }
}

extension DeviceBench {
    /// Shapes that fill no word, one word, several; and rows longer than a block of threads has words.
    static let shapes = [(1, 1), (3, 15), (5, 32), (33, 70), (9, 300), (40, 1030), (2, 8500)]

    /// The entries that a selection on each engine gives.
    func both(_ columns: Int, _ body: (ComputeEngine, SparseLatents) -> Void) -> (device: Entries, host: Entries) {
        let one = SparseLatents(columns: columns), two = SparseLatents(columns: columns)
        body(device, one)
        body(host, two)
        return (Entries(one), Entries(two))
    }

    /// Bytes that go each way when the same is done again.
    func again(_ body: () -> Void) -> (in: Int, out: Int) {
        body()
        let before = device.traffic
        device.keepingOnDevice(body)
        guard let before, let after = device.traffic else { return (.max, .max) }
        return (after.bytesIn - before.bytesIn, after.bytesOut - before.bytesOut)
    }
}

/// Numbers with many that are equal, zeros of both signs, and (where asked for) infinite ones and NaN.
func rough(_ rows: Int, _ columns: Int, seed: Int, strange: Bool = false) -> Matrix {
    let numbers = noise(rows * columns, seed: seed).enumerated().map { place, number -> Float in
        switch (place &* 2_654_435_761) >> 7 % 23 {
        case 0, 1, 2: 0.25
        case 3: 0
        case 4: -0.0
        case 5: (number * 8).rounded() / 8
        case 6 where strange: .nan
        case 7 where strange: number > 0 ? .infinity : -.infinity
        default: number
        }
    }
    return Matrix(rows: rows, columns: columns, elements: numbers)
}

/// A pattern for each engine, chosen by it from the same numbers; a fifth of the rows and some columns are empty.
struct SparsePair {
    let device: SparseLatents
    let host: SparseLatents
    let z: Matrix

    init(_ bench: DeviceBench, _ rows: Int, _ columns: Int, seed: Int, share: Float = 0.3) {
        var numbers = noise(rows * columns, seed: seed)
        for at in numbers.indices where at / columns % 5 == 3 || at % columns % 7 == 2 { numbers[at] = -1 }
        z = Matrix(rows: rows, columns: columns, elements: numbers)
        device = SparseLatents(columns: columns)
        host = SparseLatents(columns: columns)
        let limits = Matrix(rows: 1, columns: columns, elements: [Float](repeating: 1 - 2 * share, count: columns))
        bench.device.select(from: z, above: limits, into: device)
        bench.host.select(from: z, above: limits, into: host)
    }

    func pattern(_ engine: ComputeEngine) -> SparseLatents { engine.deviceDescription == nil ? host : device }

    /// A number for each entry.
    func values(_ engine: ComputeEngine, seed: Int) -> LatentValues {
        let values = LatentValues()
        engine.copyValues(of: pattern(engine), into: values)
        values.assign(noise(values.count, seed: seed))
        return values
    }
}
