import CUDA

/// Scratch spaces of pairs, priced pairs and nearest rows.
enum PairSlot {
    /// Counts and starts, a number a latent or a list.
    static let counts = 4
    /// Lists before they are in order.
    static let staged = 5
    /// What `mirror` and its like go through.
    static let loose = 6
    /// Float64 parts of sums, and what comes of them.
    static let sums = 7
    /// Numbers of a round's entries.
    static let entries = 8
}

/// Pairs of latents that fire together, and what they give to rows.
extension Device {
    /// Several arrays in one scratch space.
    func scratch(_ slot: Int, parts bytes: [Int]) -> [DevicePointer] {
        var offsets: [Int] = [], next = 0
        for part in bytes {
            offsets.append(next)
            next += (part + 255) / 256 * 256
        }
        let place = scratch(slot, bytes: next)
        return offsets.map { place.advanced(by: $0) }
    }

    /// See `ComputeEngine.coactivations`. Waits for the number of pairs.
    func coactivations(
        of latents: SparseLatents, _ order: ColumnOrder, _ coefficient: PairCoefficient, _ scales: Matrix,
        above limit: Float, most: Int, into pairs: LatentPairs, _ histogram: CoefficientHistogram?,
        _ progress: (Double) throws -> Void
    ) rethrows -> Bool {
        try operation("coactivations") {
            // Pairs are numbered with 32 bits.
            let most = min(most, Int(Int32.max)), columns = latents.columns
            pairs.beginOnDevice()
            let starts = pairs.starts.storage.place(on: self, .overwrite)
            zero(starts, bytes: (columns + 1) * 8)
            let search = PairSearch(
                self, latents, order, coefficient, scales, limit, bins: histogram?.counts.count ?? 0,
                mostColumns: pairs.mostColumns)
            // As many as there were before; else as many as there are entries.
            var room = min(most, max(pairs.capacity, latents.count))
            search.begin(room: room)
            // Later latents have fewer partners, which takes less shared memory: more of their blocks run at a time.
            let each = max(1, (columns + 3) / 4)
            for first in stride(from: 0, to: columns, by: each) {
                try progress(Double(first) / Double(columns))
                search.find(first..<min(columns, first + each))
                if let histogram { histogram.add(search.takeCounts()) }
            }
            search.close(starts)
            let count = Int(value(starts.advanced(by: columns * 8), as: Int64.self))
            if count > most {
                zero(starts, bytes: (columns + 1) * 8)
                return false
            }
            if count > room {
                room = count
                search.begin(room: room)
                for first in stride(from: 0, to: columns, by: each) {
                    search.find(first..<min(columns, first + each), counting: false)
                }
            }
            pairs.closeOnDevice(count: count)
            search.collect(into: pairs)
            return true
        }
    }

    /// Waits.
    func firingPairs(of latents: SparseLatents) -> Int {
        operation("firingPairs") {
            let out = scratch(PairSlot.sums, bytes: 8)
            launch("firing_pairs", grid: 1, latents.rowStarts.read(self), .size(latents.rows), .pointer(out))
            return Int(value(out, as: Int64.self))
        }
    }

    func mirror(_ pairs: LatentPairs) {
        operation("mirror") {
            let latents = pairs.latents, count = pairs.count
            let mirrorStarts = pairs.mirrorStarts.storage.place(on: self, .overwrite)
            if count == 0 { return zero(mirrorStarts, bytes: (latents + 2) * 8) }
            pairs.mirrorPartners.reserve(count)
            pairs.mirrorPairs.reserve(count)
            let loose = scratch(PairSlot.loose, parts: [latents * 4, count * 4, count * 4])
            let starts = pairs.starts.read(self), partners = pairs.partners.read(self)
            let counts = KernelArgument.pointer(loose[0])
            zero(loose[0], bytes: latents * 4)
            launch("mirror_counts", grid: Device.blocks(count), partners, starts, .size(latents), counts)
            launch("mirror_starts", grid: 1, counts, .size(latents), .pointer(mirrorStarts))
            launch(
                "mirror_fill", grid: (latents + 7) / 8, partners, starts, .size(latents), .pointer(mirrorStarts), counts,
                .pointer(loose[1]), .pointer(loose[2]))
            launch(
                "mirror_sort", grid: latents, threads: 128, .pointer(mirrorStarts), .size(latents), .pointer(loose[1]),
                .pointer(loose[2]), pairs.mirrorPartners.overwrite(self), pairs.mirrorPairs.overwrite(self))
        }
    }

    func pairDots(_ w: Matrix, of pairs: LatentPairs) {
        operation("pairDots") { pairDots(w.columns, gathered("", w.view), pairs) }
    }

    /// - Parameter rows: w's, as `gathered` gives them.
    func pairDots(_ width: Int, _ rows: (kernel: String, rows: KernelArgument), _ pairs: LatentPairs) {
        if pairs.count == 0 { return }
        pairs.dots.reserve(pairs.count)
        launch(
            "pair_dots" + rows.kernel, grid: pairs.latents, rows.rows, pairs.starts.read(self), pairs.partners.read(self),
            pairs.dots.overwrite(self), .size(pairs.latents), .size(width))
    }

    func addPairGradient(_ w: Matrix, of pairs: LatentPairs, scale: Float, into out: Matrix) {
        operation("addPairGradient") { addPairGradient(gathered("", w.view), pairs, scale: scale, into: out) }
    }

    func addPairGradient(
        _ rows: (kernel: String, rows: KernelArgument), _ pairs: LatentPairs, scale: Float, into out: Matrix
    ) {
        if pairs.count == 0 { return }
        pairs.dots.reserve(pairs.count)
        let latents = KernelArgument.size(pairs.latents), width = KernelArgument.size(out.columns)
        let coefficients = pairs.coefficients.read(self), target = out.update(self)
        launch(
            "pair_rows_higher" + rows.kernel, grid: pairs.latents, rows.rows, pairs.starts.read(self),
            pairs.partners.read(self), coefficients, pairs.dots.overwrite(self), .float(scale), target, latents, width)
        launch(
            "pair_rows_lower" + rows.kernel, grid: pairs.latents, by: Device.strips(out.columns), threads: Device.stripThreads,
            rows.rows, pairs.mirrorStarts.read(self), pairs.mirrorPartners.read(self), pairs.mirrorPairs.read(self),
            coefficients, pairs.dots.read(self), .float(scale), target, latents, width)
    }

    /// Waits.
    func pairSums(_ pairs: LatentPairs) -> CompetitionSums {
        operation("pairSums") {
            var sums = CompetitionSums()
            if pairs.count == 0 { return sums }
            let out = scratch(PairSlot.entries, bytes: 24)
            pairSums(pairs, into: out)
            let totals: [Double] = numbers(out, 3)
            sums.pairs = pairs.count
            (sums.energy, sums.coefficients, sums.dots) = (totals[0], totals[1], totals[2])
            return sums
        }
    }

    /// Energy, coefficients and dots, float64, to `out`. There are pairs.
    func pairSums(_ pairs: LatentPairs, into out: DevicePointer) {
        let blocks = (pairs.count + 4095) / 4096, parts = scratch(PairSlot.sums, bytes: blocks * 24)
        launch(
            "pair_sums", grid: blocks, pairs.coefficients.read(self), pairs.dots.read(self), .size(pairs.count), .pointer(parts))
        launch("pair_totals", grid: 1, threads: 96, .pointer(parts), .size(blocks), .pointer(out))
    }

    /// The gradient through c at the entries of a pattern. `kernel`: which c.
    func addGradient(
        _ kernel: String, of pairs: LatentPairs, _ latents: SparseLatents, _ inverse: Matrix, scale: Float,
        at pattern: SparseLatents, to g: LatentValues
    ) {
        operation("a gradient through c") {
            if pairs.count == 0 || pattern.count == 0 { return }
            var arguments = latents.arguments(self)
            arguments += [pattern.rowStarts.read(self), pattern.indices.read(self)]
            arguments += [
                pairs.starts.read(self), pairs.partners.read(self), pairs.coefficients.read(self), pairs.dots.read(self),
                pairs.mirrorStarts.read(self), pairs.mirrorPartners.read(self), pairs.mirrorPairs.read(self),
            ]
            arguments += [
                inverse.read(self), .float(scale), g.values.update(self), .size(latents.rows), .size(latents.columns),
            ]
            gpu.launch(
                kernel, grid: (latents.rows, 1, 1), threads: 128, shared: 8 * ((latents.columns + 31) / 32), arguments)
        }
    }

    /// Dots of named rows, in float64 until each is rounded once. Waits.
    func pairDots(_ w: Matrix, _ first: [Int32], _ second: [Int32]) -> [Double] {
        operation("pairDots of rows") {
            var dots: [Double] = []
            dots.reserveCapacity(first.count)
            // So many rows at a time that both sides' copies stay small.
            let each = max(1, min(4096, (16 << 20) / max(1, w.columns)))
            for from in stride(from: 0, to: first.count, by: each) {
                let range = from..<min(first.count, from + each), count = range.count
                let rows = scratch(PairSlot.staged, parts: [count * w.columns * 4, count * w.columns * 4])
                let out = scratch(PairSlot.counts, bytes: count * 4), source = w.read(self)
                let size = [KernelArgument.size(count), .size(w.columns)]
                for (side, names) in [first, second].enumerated() {
                    overRows(
                        "row_place", rows: count, columns: w.columns,
                        [source, list(names[range], side), .pointer(rows[side]), .null] + size + [.float(1)])
                }
                byRow("reduce_row_dots", rows: count, [.pointer(rows[0]), .pointer(rows[1]), .pointer(out)] + size)
                dots += numbers(out, count, as: Float.self).map { Double($0) }
            }
            return dots
        }
    }
}
