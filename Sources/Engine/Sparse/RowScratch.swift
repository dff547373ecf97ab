/// Space for one row's selection: its candidates' columns and scores, and what finding the k-th largest needs.
struct RowScratch {
    let columns: UnsafeMutablePointer<Int32>
    let numbers: UnsafeMutablePointer<Float>
    let keys: UnsafeMutablePointer<UInt32>
    let histogram: UnsafeMutablePointer<UInt32>

    /// `storage` holds `words(width)` words.
    init(_ storage: UnsafeMutablePointer<UInt32>, width: Int) {
        let raw = UnsafeMutableRawPointer(storage)
        columns = raw.assumingMemoryBound(to: Int32.self)
        numbers = (raw + 4 * width).assumingMemoryBound(to: Float.self)
        keys = storage + 2 * width
        histogram = storage + 3 * width
    }

    static func words(_ width: Int) -> Int { 3 * width + LargestKeys.binsPerLevel }
}

extension ComputeEngine {
    /// One space a worker for rows of `width` candidates, kept by the latents that are being filled.
    func rowScratch(_ width: Int, for latents: SparseLatents) -> [RowScratch] {
        latents.selectionScratch(workers: threads, words: RowScratch.words(width)).map {
            RowScratch($0.base, width: width)
        }
    }
}
