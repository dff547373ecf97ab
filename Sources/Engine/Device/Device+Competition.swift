import CUDA
import Failures

/// A block of the blockwise competition term on a device: as `CompetitionBlock`, latents from its first on.
struct DeviceBlock {
    let first: Int
    let height: Int
    let width: Int
    let limit: Float
    /// Rows of c and of dots are so far apart.
    let pitch: Int
    let c: KernelArgument
    let dots: KernelArgument
    /// What c is to be multiplied by, from the block's first latent on.
    let inverse: KernelArgument

    var shape: [KernelArgument] { [.size(height), .size(width)] }
}

/// The blockwise form of the competition term.
extension Device {
    /// See `ComputeEngine.competition`. Without a gradient through c a block's count decides how it goes on, so it waits for
    /// that; with one, only for the sums.
    func competition(
        of operands: CompetitionOperands, _ w: Matrix, above limit: Float, weight: Float, _ decoderGradient: Matrix?,
        _ latentGradient: Matrix?, _ workspace: CompetitionWorkspace, _ histogram: CoefficientHistogram?,
        _ marks: LatentMarks?, _ kept: KeptPairs?, _ engine: ComputeEngine, _ progress: (Double) throws -> Void
    ) rethrows -> CompetitionSums {
        let latents = operands.latents, size = CompetitionWorkspace.blockSize, blocks = (latents + size - 1) / size
        let share = workspace.listedShare ?? CompetitionWorkspace.listedShare.device
        // Of each block: pairs, energy, coefficients, dots; of listed ones the host knows how many pairs.
        workspace.figures.reserve(4 * blocks)
        operation("competition") {
            zero(workspace.figures.storage.place(on: self, .overwrite), bytes: blocks * 32)
            prepare(operands, workspace)
        }
        var listed = [Int](repeating: 0, count: blocks)
        for number in 0..<blocks {
            try progress(Double(number * size) / Double(latents))
            operation("competition") {
                let first = number * size, height = min(size, latents - first)
                let block = coefficients(operands, first: first, height: height, limit: limit, workspace)
                let figures = workspace.figures.storage.place(on: self, .update).advanced(by: number * 32)
                if latentGradient == nil || histogram != nil || marks != nil {
                    let counts = count(block, histogram, marks)
                    if latentGradient == nil {
                        let passing = Int(value(counts.advanced(by: height * 8), as: Int64.self))
                        if passing == 0 { return }
                        // What is kept is offered from a list.
                        if kept != nil || passing * share <= height * block.width {
                            list(block, counts, passing, into: workspace.pairs)
                            addListed(w, workspace.pairs, scale: 4 * weight, into: decoderGradient)
                            pairSums(workspace.pairs, into: figures.advanced(by: 8))
                            listed[number] = passing
                            if let kept { engine.keep(workspace.pairs, of: first..<first + height, in: kept) }
                            return
                        }
                    } else if kept != nil {
                        let passing = Int(value(counts.advanced(by: height * 8), as: Int64.self))
                        list(block, counts, passing, into: workspace.pairs)
                        pairDots(w, of: workspace.pairs)
                        if let kept { engine.keep(workspace.pairs, of: first..<first + height, in: kept) }
                    }
                }
                mask(block, w, workspace, into: figures)
                if let decoderGradient { addRows(block, w, workspace, scale: 4 * weight, into: decoderGradient) }
                if let latentGradient { addThrough(block, operands, workspace, scale: 2 * weight, into: latentGradient) }
            }
        }
        return operation("competition") {
            if let latentGradient, case .activations(let f, _, _) = operands {
                addScaledColumns(f, by: workspace.own, scale: -2 * weight, to: latentGradient)
                zero(workspace.own.overwritten(self), bytes: latents * 4)
            }
            var total = CompetitionSums()
            if blocks == 0 { return total }
            let figures = workspace.figures.reading
            for number in 0..<blocks {
                total.pairs += listed[number] > 0 ? listed[number] : Int(bounded: figures[number * 4])
                total.energy += figures[number * 4 + 1]
                total.coefficients += figures[number * 4 + 2]
                total.dots += figures[number * 4 + 3]
            }
            return total
        }
    }

    /// What all blocks share.
    private func prepare(_ operands: CompetitionOperands, _ workspace: CompetitionWorkspace) {
        let latents = operands.latents
        switch operands {
        case .activations(let f, let coefficient, let scales):
            precondition(scales.count == latents, "\(scales.count) scales for [\(f.rows), \(latents)]")
            if coefficient == .containment { fill(workspace.ones, with: 1) }
        case .potential(let f, let p, let inverseNorms, let inversePotentials):
            precondition(
                p.columns == latents && inverseNorms.count == latents && inversePotentials.count == latents,
                "potentials [\(p.rows), \(p.columns)] of \(latents) latents")
            fill(workspace.ones, with: 1)
            switch f {
            case .dense(let f):
                precondition(f.rows == p.rows, "[\(f.rows), \(latents)] with potentials [\(p.rows), \(latents)]")
            case .sparse(let values, let order):
                // Entries by column are rows of the turned matrix.
                let turned = workspace.turned(tokens: p.rows)
                let starts = order.starts.read(self), tokens = order.tokens.read(self), numbers = values.values.read(self)
                launch(
                    "scatter_entries", grid: latents, starts, tokens, numbers, .size(latents), .size(p.rows),
                    turned.overwrite(self))
            }
        }
    }

    /// A block's coefficients. Containment and potential leave c itself, whose scales are then 1.
    private func coefficients(
        _ operands: CompetitionOperands, first: Int, height: Int, limit: Float, _ workspace: CompetitionWorkspace
    ) -> DeviceBlock {
        let latents = operands.latents, width = latents - first, c = workspace.coefficients
        func from(_ vector: Matrix) -> KernelArgument { .pointer(vector.view.pointer(self).advanced(by: first * 4)) }
        let shape = [KernelArgument.size(height), .size(width)], pitch = KernelArgument.size(latents)
        var inverse = workspace.ones
        switch operands {
        case .activations(let f, let coefficient, let scales):
            product(
                f.view, transposeA: true, aFrom: first, f.view, bFrom: first, m: height, n: width, k: f.rows, into: c)
            switch coefficient {
            case .cosine: inverse = scales
            case .containment: byRow("block_contain", rows: height, [c.update(self), pitch, from(scales)] + shape)
            }
        case .potential(let f, let p, let inverseNorms, let inversePotentials):
            let other = workspace.dots
            switch f {
            case .dense(let f):
                for (rows, columns, target) in [(f, p, c), (p, f, other)] {
                    product(
                        rows.view, transposeA: true, aFrom: first, columns.view, bFrom: first, m: height, n: width, k: p.rows,
                        into: target)
                }
            case .sparse:
                let turned = workspace.turned
                product(
                    turned.rows(first..<first + height), p.view, bFrom: first, m: height, n: width, k: p.rows, into: c)
                product(
                    p.view, transposeA: true, aFrom: first, turned.rows(first..<latents), transposeB: true, m: height,
                    n: width, k: p.rows, into: other)
            }
            byRow(
                "block_larger", rows: height,
                [c.update(self), other.read(self), pitch, from(inverseNorms), from(inversePotentials)] + shape)
        }
        return DeviceBlock(
            first: first, height: height, width: width, limit: limit, pitch: latents, c: c.update(self),
            dots: workspace.dots.update(self), inverse: from(inverse))
    }

    /// How many pairs each row has, as starts of their lists, and what is counted and marked besides.
    ///
    /// - Returns: int64, `height` + 1 of them.
    private func count(_ block: DeviceBlock, _ histogram: CoefficientHistogram?, _ marks: LatentMarks?) -> DevicePointer {
        let bins = histogram?.counts.count ?? 0, height = block.height
        let parts = scratch(PairSlot.counts, parts: [(height + 1) * 8, height * 4, height * 4, max(1, bins) * 4])
        if bins > 0 { zero(parts[3], bytes: bins * 4) }
        byRow(
            "block_count", rows: height,
            [block.c, .size(block.pitch), block.inverse, .float(block.limit)] + block.shape
                + [.pointer(parts[1]), bins > 0 ? .pointer(parts[3]) : .null, .size(bins)])
        if let histogram { histogram.add(numbers(parts[3], bins, as: UInt32.self).map { Int($0) }) }
        if let marks {
            let place = marks.storage.place(on: self, .update).advanced(by: block.first)
            byRow(
                "block_mark", rows: height,
                [block.c, .size(block.pitch), block.inverse, .float(block.limit)] + block.shape
                    + [.pointer(parts[1]), .pointer(place)])
        }
        launch("pair_starts", grid: 1, .pointer(parts[1]), .size(height), .size(1), .pointer(parts[0]), .pointer(parts[2]))
        return parts[0]
    }

    /// The block's pairs as a list. `starts`: of `count`.
    private func list(_ block: DeviceBlock, _ starts: DevicePointer, _ count: Int, into pairs: LatentPairs) {
        pairs.beginOnDevice()
        pairs.closeOnDevice(count: count)
        launch(
            "block_starts", grid: (pairs.latents + 256) / 256, .pointer(starts), .size(block.first), .size(block.height),
            .size(pairs.latents), pairs.starts.overwrite(self))
        if count == 0 { return }
        byRow(
            "block_list", rows: block.height,
            [block.c, .size(block.pitch), block.inverse, .float(block.limit), .size(block.first)] + block.shape
                + [.pointer(starts), pairs.partners.overwrite(self), pairs.coefficients.overwrite(self)])
    }

    /// The dots of listed pairs, and their gradient where it is wanted. Rows stay float32: to round them all for each block's
    /// few pairs would cost more than it saves.
    private func addListed(_ w: Matrix, _ pairs: LatentPairs, scale: Float, into gradient: Matrix?) {
        let rows = (kernel: "", rows: w.read(self))
        guard let gradient else { return pairDots(w.columns, rows, pairs) }
        mirror(pairs)
        addPairGradient(rows, pairs, scale: scale, into: gradient)
    }

    /// Turns the block into what its gradients need, and adds up its pairs.
    private func mask(_ block: DeviceBlock, _ w: Matrix, _ workspace: CompetitionWorkspace, into figures: DevicePointer) {
        product(
            w.rows(block.first..<block.first + block.height), w.rows(block.first..<w.rows), transposeB: true, m: block.height,
            n: block.width, k: w.columns, into: workspace.dots)
        let parts = scratch(PairSlot.sums, bytes: block.height * 32)
        byRow(
            "block_mask", rows: block.height,
            [block.c, block.dots, .size(block.pitch), block.inverse, .float(block.limit)] + block.shape + [.pointer(parts)])
        launch("pair_totals", grid: 1, threads: 128, .pointer(parts), .size(block.height), .pointer(figures))
    }

    /// gradient[i] += scale Σ_j c (w·w) w_j, for both ends of the block's pairs.
    private func addRows(
        _ block: DeviceBlock, _ w: Matrix, _ workspace: CompetitionWorkspace, scale: Float, into gradient: Matrix
    ) {
        let height = block.height, last = block.first + height, c = workspace.coefficients.rows(0..<height)
        product(
            c, w.rows(block.first..<w.rows), m: height, n: w.columns, k: block.width, scale: scale, accumulate: true,
            into: gradient, cRow: block.first)
        product(
            c, transposeA: true, aFrom: height, w.rows(block.first..<last), m: block.width - height, n: w.columns, k: height,
            scale: scale, accumulate: true, into: gradient, cRow: last)
    }

    /// The gradient through c, but for what each latent's own f takes from it, which is added up in `own`.
    private func addThrough(
        _ block: DeviceBlock, _ operands: CompetitionOperands, _ workspace: CompetitionWorkspace, scale: Float,
        into gradient: Matrix
    ) {
        guard case .activations(let f, let coefficient, let scales) = operands else { return }
        let first = block.first, height = block.height, ending = coefficient == .containment ? "_contained" : ""
        let factors = KernelArgument.pointer(scales.view.pointer(self).advanced(by: first * 4))
        let own = KernelArgument.pointer(workspace.own.updated(self).advanced(by: first * 4))
        let arguments = [block.c, block.dots, .size(block.pitch), factors] + block.shape + [own]
        byRow("own_of_rows" + ending, rows: height, arguments)
        let right = block.width - height
        if right > 0 {
            gpu.launch("own_of_columns" + ending, grid: ((right + 255) / 256, 1, 1), threads: 256, shared: 0, arguments)
        }
        let dots = workspace.dots.rows(0..<height)
        product(
            f.view, aFrom: first, dots, transposeB: true, m: f.rows, n: height, k: block.width, scale: scale, accumulate: true,
            into: gradient, cFrom: first)
        product(
            f.view, aFrom: first, dots, bFrom: height, m: f.rows, n: right, k: height, scale: scale, accumulate: true,
            into: gradient, cFrom: first + height)
    }
}
