#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif
import CKernels

/// The priced competition term, token by token (Guides/Priced.md).
extension ComputeEngine {
    /// Of every pair of entries (i, j) of one token with `rates[i] < rates[j]` and c = cos(w_i, w_j) > 0: adds
    /// `scale · 2 m_i c ∂c/∂w_i` to row i of `out`, and nothing to row j. Returns the pairs' sums, without `scale`.
    ///
    /// Dense meaning, for each token: with G its rows' Gram matrix, M_ij = 1[r_i < r_j] m_i [G_ij]₊, `out += 2 scale M W`.
    ///
    /// No sum is shared between threads: first each token's pairs are found by one thread and written down, then each
    /// strip of the width is added up by one thread, token after token. Both are cut by counts alone. Memory is a round's
    /// list, 2¹⁹ pairs or one token's.
    ///
    /// - Parameters:
    ///   - latents: the tokens that count, with the latents that fire in each. `[S, F]`
    ///   - masses: m of each of their entries, at least 0.
    ///   - rates: how often each latent fires. `[1, F]`
    ///   - w: decoder rows. `[F, d]`
    ///   - nesting: by what each pair counts besides, as a constant; nil: all alike.
    ///   - inverseNorms: 1/‖w_i‖, where rows have norms of their own; nil: they have norm 1, and c is w_i·w_j, whose
    ///     derivative is w_j alone. `[1, F]`
    ///   - out: `[F, d]`; rows of latents that fire must have been begun.
    public func addPricedGradient(
        of latents: SparseLatents, masses: LatentValues, rates: Matrix, nesting: PricedNesting? = nil, _ w: Matrix,
        inverseNorms: Matrix?, scale: Float, into out: Matrix, workspace: PricedWorkspace
    ) -> PricedSums {
        precondition(
            latents.columns == w.rows && masses.count == latents.count && rates.count == w.rows
                && out.rows == w.rows && out.columns == w.columns
                && inverseNorms.map { $0.count == w.rows } ?? true,
            "priced pairs of [\(latents.rows), \(latents.columns)] with rows [\(w.rows), \(w.columns)]")
        if let device {
            orderByColumn(latents, into: workspace.order(columns: latents.columns))
            return device.addPricedGradient(of: latents, masses, rates, nesting, w, inverseNorms, scale: scale, into: out, workspace)
        }
        var total = PricedSums(), first = 0
        while first < latents.rows {
            let (round, room) = latents.pricedRound(from: first)
            total.add(
                findPriced(round, of: latents, masses, rates, nesting, w, inverseNorms, 2 * scale, room, workspace))
            addPriced(round, of: latents, w, into: out, workspace)
            first = round.upperBound
        }
        return total
    }

    /// The lists of a round's tokens: one for each entry, at the entry's place.
    private func findPriced(
        _ round: Range<Int>, of latents: SparseLatents, _ masses: LatentValues, _ rates: Matrix,
        _ nesting: PricedNesting?, _ w: Matrix, _ inverseNorms: Matrix?, _ scale: Float, _ room: Int, _ workspace: PricedWorkspace
    ) -> PricedSums {
        let starts = latents.rowStarts.reading, base = starts[round.lowerBound]
        let entries = starts[round.upperBound] - base
        workspace.owners.reserve(entries)
        workspace.places.reserve(entries)
        workspace.counts.reserve(entries)
        workspace.partners.reserve(room)
        workspace.factors.reserve(room)
        let rooms = workspace.rooms(threads)
        var firsts: [Int] = [], next = 0
        for token in round {
            firsts.append(next)
            next += latents.pairRoom(ofRow: token)
        }
        var parts = [PricedSums](repeating: PricedSums(), count: round.count)
        parts.withUnsafeMutableBufferPointer { parts in
            nonisolated(unsafe) let parts = parts
            forEachBlock(round.count) { block, worker in
                parts[block] = findPriced(
                    round.lowerBound + block, of: latents, masses, rates, nesting, w, inverseNorms, scale, base,
                    firsts[block], rooms[worker], workspace)
            }
        }
        return parts.reduce(into: PricedSums()) { $0.add($1) }
    }

    /// One token's lists, from the rarest latent to the commonest.
    private func findPriced(
        _ token: Int, of latents: SparseLatents, _ masses: LatentValues, _ rates: Matrix, _ nesting: PricedNesting?,
        _ w: Matrix, _ inverseNorms: Matrix?, _ scale: Float, _ base: Int, _ first: Int, _ room: PricedWorkspace.Room,
        _ workspace: PricedWorkspace
    ) -> PricedSums {
        let start = latents.rowStarts.reading[token], count = latents.count(ofRow: token)
        if count == 0 { return PricedSums() }
        sortByRate(start, count, latents, masses, rates, into: room)
        let columns = room.columns.base, mass = room.masses.base, rate = room.rates.base
        let inverse = inverseNorms?.reading
        let owners = workspace.owners.base + (start - base), places = workspace.places.base + (start - base)
        let counts = workspace.counts.base + (start - base)
        let partners = workspace.partners.base, factors = workspace.factors.base
        var sums = PricedSums(), at = first
        forEachDots(of: room, count, w) { p, dots in
            // dots[q - p - 1] is that of p and q.
            owners[p] = columns[p]
            places[p] = at
            let i = Int(columns[p]), m = mass[p], own = inverse?[i] ?? 1
            var along: Float = 0, seen = 0, angle: Float = 0, squares: Float = 0, leaning: Float = 0
            for q in p + 1..<count where rate[q] > rate[p] {
                seen += 1
                let dot = dots[q - p - 1]
                if !(dot > 0) { continue }
                let both = own * (inverse?[Int(columns[q])] ?? 1), cosine = dot * both
                let counts = nesting?.factor(i, Int(columns[q])) ?? 1
                partners[at] = columns[q]
                factors[at] = scale * m * cosine * both * counts
                at += 1
                let square = cosine * cosine * counts, turn = asin(min(cosine, 1))
                along -= square
                squares += square
                angle += turn
                leaning += square * turn
            }
            sums.pairs += at - places[p]
            sums.mass += Double(m) * Double(seen)
            sums.energy += Double(m) * Double(squares)
            sums.angle += Double(m) * Double(angle)
            sums.leaning += Double(m) * Double(leaning)
            if inverse != nil && along < 0 {
                // What the row's own direction loses: ∂cos/∂w_i = (w_j/‖w_j‖ − cos w_i/‖w_i‖)/‖w_i‖.
                partners[at] = columns[p]
                factors[at] = scale * m * along * own * own
                at += 1
            }
            counts[p] = Int32(at - places[p])
        }
        return sums
    }

    /// A token's entries by rate, rising; of equal rates the lower column first, which changes nothing: they are no pair.
    private func sortByRate(
        _ start: Int, _ count: Int, _ latents: SparseLatents, _ masses: LatentValues, _ rates: Matrix,
        into room: PricedWorkspace.Room
    ) {
        let indices = latents.indices.reading + start, values = masses.values.reading + start, rate = rates.reading
        room.columns.reserve(count)
        room.masses.reserve(count)
        room.rates.reserve(count)
        room.order.removeAll(keepingCapacity: true)
        room.order.append(contentsOf: 0..<count)
        room.order.sort {
            let a = rate[Int(indices[$0])], b = rate[Int(indices[$1])]
            return a != b ? a < b : $0 < $1
        }
        for (p, k) in room.order.enumerated() {
            room.columns.base[p] = indices[k]
            room.masses.base[p] = values[k]
            room.rates.base[p] = rate[Int(indices[k])]
        }
    }

    /// Calls `body(p, dots)` for every entry in order, with the dots of its row and those of the entries after it.
    private func forEachDots(
        of room: PricedWorkspace.Room, _ count: Int, _ w: Matrix, _ body: (Int, UnsafePointer<Float>) -> Void
    ) {
        let d = w.columns, columns = room.columns.base
        if count <= PricedWorkspace.fewEntries {
            room.products.reserve(count)
            let dots = room.products.base
            for p in 0..<count {
                kernels.gather_dot(w.base + Int(columns[p]) * d, d, columns + p + 1, count - p - 1, w.base, d, dots)
                body(p, dots)
            }
            return
        }
        room.rows.reserve(count * d)
        room.products.reserve(PricedWorkspace.stripRows * count)
        let rows = room.rows.base, products = room.products.base
        for p in 0..<count { (rows + p * d).update(from: w.base + Int(columns[p]) * d, count: d) }
        for top in stride(from: 0, to: count, by: PricedWorkspace.stripRows) {
            let height = min(PricedWorkspace.stripRows, count - top), width = count - top
            BLAS.multiply(
                transposeA: false, transposeB: true, m: height, n: width, k: d, alpha: 1, a: rows + top * d, lda: d,
                b: rows + top * d, ldb: d, beta: 0, c: products, ldc: width)
            for r in 0..<height { body(top + r, products + r * width + r + 1) }
        }
    }

    /// Adds what the lists say, strip by strip of the width.
    private func addPriced(
        _ round: Range<Int>, of latents: SparseLatents, _ w: Matrix, into out: Matrix, _ workspace: PricedWorkspace
    ) {
        let starts = latents.rowStarts.reading
        let entries = starts[round.upperBound] - starts[round.lowerBound]
        let d = w.columns, kernels = self.kernels, rows = w.base, target = out.base
        let owners = workspace.owners.base, places = workspace.places.base, counts = workspace.counts.base
        let partners = workspace.partners.base, factors = workspace.factors.base
        forEachRange(of: d, by: 128) { strip, _ in
            for entry in 0..<entries where counts[entry] > 0 {
                let at = places[entry]
                kernels.gather_strip(
                    factors + at, partners + at, Int(counts[entry]), rows + strip.lowerBound, d,
                    target + Int(owners[entry]) * d + strip.lowerBound, strip.count)
            }
        }
    }
}

extension SparseLatents {
    /// Entries of one row.
    func count(ofRow row: Int) -> Int { rowStarts.reading[row + 1] - rowStarts.reading[row] }

    /// A round of the priced term: as many tokens as its list holds, and one at least; and the places of that list.
    func pricedRound(from first: Int) -> (tokens: Range<Int>, room: Int) {
        var last = first, room = 0
        repeat {
            room += pairRoom(ofRow: last)
            last += 1
        } while last < rows && room + pairRoom(ofRow: last) <= PricedWorkspace.roundPairs
        return (first..<last, room)
    }

    /// What a row's lists of pairs take at most: a place for each pair and each entry.
    fileprivate func pairRoom(ofRow row: Int) -> Int {
        let count = count(ofRow: row)
        return count * (count + 1) / 2
    }
}
