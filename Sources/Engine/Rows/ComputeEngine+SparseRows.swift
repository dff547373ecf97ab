/// Rows and columns taken out of sparse latents: minibatches, and the few columns a small classifier sees.
extension ComputeEngine {
    /// out[i] = latents[indices[i]], entry by entry. `latents [N, F]`, `out [indices.count, F]`, not the same object.
    public func gatherRows(_ latents: SparseLatents, _ indices: ArraySlice<Int32>, into out: SparseLatents) {
        precondition(
            out.columns == latents.columns && out !== latents,
            "rows of [\(latents.rows), \(latents.columns)] into rows of \(out.columns)")
        requireRows(indices, below: latents.rows, "a gather")
        out.begin(rows: indices.count)
        let from = latents.rowStarts.reading, first = indices.startIndex
        for i in 0..<indices.count {
            let row = Int(indices[first + i])
            out.rowStarts.base[i + 1] = from[row + 1] - from[row]
        }
        out.closeCounts()
        let starts = out.rowStarts.base, columns = out.indices.base, values = out.values.base
        let fromColumns = latents.indices.reading, fromValues = latents.values.reading
        forEachRange(of: indices.count, by: 256) { range, _ in
            for i in range {
                let at = from[Int(indices[first + i])], count = starts[i + 1] - starts[i]
                (columns + starts[i]).update(from: fromColumns + at, count: count)
                (values + starts[i]).update(from: fromValues + at, count: count)
            }
        }
    }

    /// out[b, j] = latents[b, chosen[j]], 0 where there is no entry. `latents [B, F]`, `out [B, chosen.count]`.
    /// A column may be chosen more than once.
    public func gatherColumns(_ latents: SparseLatents, _ chosen: [Int32], into out: Matrix) {
        precondition(
            out.rows == latents.rows && out.columns == chosen.count,
            "\(chosen.count) columns of [\(latents.rows), \(latents.columns)] into [\(out.rows), \(out.columns)]")
        precondition(
            chosen.allSatisfy { $0 >= 0 && Int($0) < latents.columns }, "a column outside the \(latents.columns)")
        let starts = latents.rowStarts.reading, indices = latents.indices.reading, values = latents.values.reading
        let base = out.base, width = chosen.count
        // Columns ascend in a row, so the chosen ones are met in one walk if they ascend too.
        let order = chosen.indices.sorted { chosen[$0] < chosen[$1] }
        forEachRange(of: latents.rows, by: 64) { range, _ in
            for b in range {
                var at = starts[b]
                let end = starts[b + 1]
                for j in order {
                    while at < end && indices[at] < chosen[j] { at += 1 }
                    base[b * width + j] = at < end && indices[at] == chosen[j] ? values[at] : 0
                }
            }
        }
    }
}
