import CKernels

/// Space for one row's selection: its candidates' columns and scores, and what finding the k-th largest needs.
struct RowScratch {
    let columns: UnsafeMutablePointer<Int32>
    let numbers: UnsafeMutablePointer<Float>
    let keys: UnsafeMutablePointer<UInt32>
    let histogram: UnsafeMutablePointer<UInt32>
    /// A number that the next row's k largest probably exceed: it saves looking at the rest, and changes no result.
    let guess: UnsafeMutablePointer<Float>

    /// `storage` holds `words(width)` words.
    init(_ storage: UnsafeMutablePointer<UInt32>, width: Int) {
        let raw = UnsafeMutableRawPointer(storage)
        columns = raw.assumingMemoryBound(to: Int32.self)
        numbers = (raw + 4 * width).assumingMemoryBound(to: Float.self)
        keys = storage + 2 * width
        histogram = storage + 3 * width
        guess = (raw + 4 * (3 * width + LargestKeys.binsPerLevel)).assumingMemoryBound(to: Float.self)
        guess.pointee = 0
    }

    static func words(_ width: Int) -> Int { 3 * width + LargestKeys.binsPerLevel + 1 }
}

extension ComputeEngine {
    /// Columns and scores of one row that are above `limit >= 0`, into the scratch; returns how many. The score is the
    /// element, or the element times its column's (positive) factor.
    static func scores(
        _ row: UnsafePointer<Float>, _ factors: UnsafeMutablePointer<Float>?, _ columns: Int, above limit: Float,
        _ scratch: RowScratch, _ kernels: ck_kernels
    ) -> Int {
        guard let factors else {
            return kernels.compress_above(row, limit, columns, 0, scratch.columns, scratch.numbers, columns)
        }
        // The keys' space is free until a k-th largest is looked for.
        let scaled = UnsafeMutableRawPointer(scratch.keys).assumingMemoryBound(to: Float.self)
        kernels.multiply(row, factors, scaled, columns)
        return kernels.compress_above(scaled, limit, columns, 0, scratch.columns, scratch.numbers, columns)
    }

    /// One space a worker for rows of `width` candidates, kept by the latents that are being filled.
    func rowScratch(_ width: Int, for latents: SparseLatents) -> [RowScratch] {
        latents.selectionScratch(workers: threads, words: RowScratch.words(width)).map {
            RowScratch($0.base, width: width)
        }
    }
}
