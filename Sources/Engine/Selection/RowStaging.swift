/// What one worker has chosen from its rows, before it is known where in the result each row begins.
final class RowStaging {
    let columns = Scratch<Int32>()
    let values = Scratch<Float>()
    var count = 0

    /// Room for `more` further entries.
    func makeRoom(_ more: Int) {
        columns.reserve(count + more, keeping: count)
        values.reserve(count + more, keeping: count)
    }
}

extension ComputeEngine {
    /// The entries of each row, which `take` writes (at most `room` of them) and counts (all of them): one look at each
    /// row. Returns how many there are in all rows; where that is more than `maximum` none are kept.
    ///
    /// A worker sets what it finds aside and the rows are put in order at the end, so the result does not show who
    /// found what.
    func collect(
        rows: Int, columns: Int, atMost maximum: Int, into latents: SparseLatents,
        take: (
            _ row: Int, _ worker: Int, _ indices: UnsafeMutablePointer<Int32>, _ values: UnsafeMutablePointer<Float>,
            _ room: Int
        ) -> Int
    ) -> Int {
        latents.begin(rows: rows)
        latents.stagedPlaces.reserve(rows)
        let starts = latents.rowStarts.base, places = latents.stagedPlaces.base
        let spaces = latents.rowStaging(workers: threads)
        forEachRowRange(rows: rows, columns: columns) { range, worker in
            let space = spaces[worker]
            for row in range {
                // Past the maximum nothing will be kept: from there on this worker only counts.
                let room = space.count <= maximum ? columns : 0
                space.makeRoom(room)
                let found = take(row, worker, space.columns.base + space.count, space.values.base + space.count, room)
                places[row] = (Int32(worker), Int32(space.count))
                starts[row + 1] = found
                if room > 0 { space.count += found }
            }
        }
        let total = (0..<rows).reduce(0) { $0 + starts[$1 + 1] }
        if total > maximum {
            latents.begin(rows: 0)
            return total
        }
        latents.closeCounts()
        let indices = latents.indices.base, values = latents.values.base
        forEachRange(of: rows, by: 64) { range, _ in
            for row in range {
                let space = spaces[Int(places[row].worker)], at = Int(places[row].at)
                let count = starts[row + 1] - starts[row]
                (indices + starts[row]).update(from: space.columns.base + at, count: count)
                (values + starts[row]).update(from: space.values.base + at, count: count)
            }
        }
        return total
    }
}
