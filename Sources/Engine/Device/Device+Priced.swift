import CUDA
import Failures

/// Twins of the priced competition term and of the sets that it asks.
extension Device {
    func fireSets(_ order: ColumnOrder, into sets: FiringSets) {
        operation("fireSets") {
            if sets.latents == 0 { return }
            let starts = order.starts.read(self), tokens = order.tokens.read(self)
            launch(
                "firing_sets", grid: (sets.latents + 7) / 8, starts, tokens, .size(sets.latents), .size(sets.words),
                sets.bits.overwrite(self), sets.counts.overwrite(self))
        }
    }

    func fireSets(_ f: Matrix, into sets: FiringSets) {
        operation("fireSets") {
            let fired = sets.counts.storage.place(on: self, .overwrite), source = f.read(self)
            if sets.latents == 0 { return }
            zero(fired, bytes: sets.latents * 4)
            launch(
                "firing_sets_dense", grid: (sets.latents + 255) / 256, by: sets.words, source, .size(f.rows),
                .size(sets.latents), .size(sets.words), sets.bits.overwrite(self), .pointer(fired))
        }
    }

    /// See `ComputeEngine.addPricedGradient`; `workspace.order` is that of the latents. Waits for the tokens' counts, unless
    /// the host has them, and for the sums.
    func addPricedGradient(
        of latents: SparseLatents, _ masses: LatentValues, _ rates: Matrix, _ nesting: PricedNesting?, _ w: Matrix,
        _ inverseNorms: Matrix?, scale: Float, into out: Matrix, _ workspace: PricedWorkspace
    ) -> PricedSums {
        operation("addPricedGradient") {
            var rounds: [(tokens: Range<Int>, entries: Int, longest: Int, room: Int)] = [], first = 0
            let starts = latents.rowStarts.reading
            while first < latents.rows {
                let (tokens, room) = latents.pricedRound(from: first)
                precondition(room <= Int(Int32.max), "a token with \(latents.count(ofRow: first)) entries")
                let entries = starts[tokens.upperBound] - starts[tokens.lowerBound]
                let longest = tokens.reduce(0) { max($0, latents.count(ofRow: $1)) }
                if entries > 0 { rounds.append((tokens, entries, longest, room)) }
                first = tokens.upperBound
            }
            var total = PricedSums()
            if rounds.isEmpty { return total }
            let figures = scratch(PairSlot.counts, bytes: rounds.count * 40)
            let weights: [KernelArgument] =
                if let nesting {
                    [nesting.sets.bits.read(self), nesting.sets.counts.read(self), .size(nesting.sets.words)]
                        + [.size(nesting.sets.tokens), .float(nesting.power), .float(nesting.chance)]
                } else {
                    [.null, .null, .size(0), .size(0), .float(0), .float(0)]
                }
            let inverse = inverseNorms?.read(self) ?? .null, rows = w.read(self), target = out.update(self)
            for (number, round) in rounds.enumerated() {
                let count = round.tokens.count, n = round.entries, firstToken = KernelArgument.size(round.tokens.lowerBound)
                let own = scratch(PairSlot.entries, parts: [(count + 1) * 8] + [Int](repeating: n * 4, count: 6))
                    .map { KernelArgument.pointer($0) }
                let (rooms, ordered, places, counts) = (own[0], [own[1], own[2], own[3], own[4]], own[5], own[6])
                let lists = scratch(PairSlot.staged, parts: [round.room * 4, round.room * 4]).map { KernelArgument.pointer($0) }
                let parts = scratch(PairSlot.sums, bytes: n * 40), rowStarts = latents.rowStarts.read(self)
                launch("priced_rooms", grid: 1, rowStarts, firstToken, .size(count), rooms)
                gpu.launch(
                    "priced_order", grid: (count, 1, 1), threads: 128, shared: 0,
                    [rowStarts, latents.indices.read(self), masses.values.read(self), rates.read(self), firstToken] + ordered)
                gpu.launch(
                    "priced_pairs", grid: (count, (round.longest + 7) / 8, 1), threads: 256, shared: 0,
                    [rowStarts, firstToken, .size(n), rows, .size(w.columns), inverse, .float(2 * scale)] + weights
                        + [rooms] + ordered + [places, counts] + lists + [.pointer(parts)])
                launch(
                    "pair_totals", grid: 1, threads: 160, .pointer(parts), .size(n),
                    .pointer(figures.advanced(by: number * 40)))
                gpu.launch(
                    "priced_rows", grid: (w.rows, max(1, Device.strips(w.columns)), 1), threads: Device.stripThreads, shared: 0,
                    [
                        workspace.order.starts.read(self), workspace.order.tokens.read(self),
                        workspace.order.positions.read(self), rowStarts, firstToken, .size(count), places, counts,
                    ] + lists + [rows, target, .size(w.columns)])
            }
            let sums: [Double] = numbers(figures, rounds.count * 5)
            for number in rounds.indices {
                var part = PricedSums()
                part.pairs = Int(bounded: sums[number * 5])
                part.energy = sums[number * 5 + 1]
                part.mass = sums[number * 5 + 2]
                part.angle = sums[number * 5 + 3]
                part.leaning = sums[number * 5 + 4]
                total.add(part)
            }
            return total
        }
    }
}
