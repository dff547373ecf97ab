import Testing

struct BlockKernelTests {
    /// A block of rows of symmetric matrices: c and dots of latents first ..< first + height against all from first on.
    private struct Block {
        let first: Int, height: Int, width: Int, pitch: Int
        let x: [Float], dots: [Float], inverse: [Float]

        init(latents: Int, first: Int, height: Int) {
            (self.first, self.height, width, pitch) = (first, height, latents - first, latents + 2)
            let a = numbers(latents * latents, seed: 3).map { max(0, $0) }, b = numbers(latents * latents, seed: 4)
            var x = [Float](repeating: .nan, count: height * pitch), dots = x
            for r in 0..<height {
                for k in 0..<width {
                    let (low, high) = (min(r, k), max(r, k))
                    x[r * pitch + k] = a[low * latents + high]
                    dots[r * pitch + k] = b[low * latents + high]
                }
            }
            (self.x, self.dots) = (x, dots)
            inverse = numbers(width, seed: 5).enumerated().map { $0 % 4 == 0 ? Float(0.5) : abs($1) + 0.3 }
        }

        func c(_ r: Int, _ k: Int) -> Float { x[r * pitch + k] * inverse[r] * inverse[k] }
    }

    private static let blocks = [
        Block(latents: 1, first: 0, height: 1), Block(latents: 33, first: 0, height: 31), Block(latents: 40, first: 8, height: 32),
        Block(latents: 300, first: 0, height: 3), Block(latents: 20, first: 13, height: 7),
    ]

    @Test func coefficients() {
        for block in Self.blocks {
            let got = inAllOrders {
                let x = DeviceArray(block.x), z = DeviceArray(block.x), y = DeviceArray(block.dots), scales = DeviceArray(block.inverse)
                let others = DeviceArray(Array(block.inverse.reversed()))
                run(
                    "block_contain", grid: (block.height, 1, 1),
                    [.array(x), .int(block.pitch), .array(scales), .int(block.height), .int(block.width)])
                run(
                    "block_larger", grid: (block.height, 1, 1),
                    [.array(z), .array(y), .int(block.pitch), .array(scales), .array(others), .int(block.height), .int(block.width)])
                return x.values + z.values
            }
            var contained = block.x, larger = block.x
            let n = block.inverse, p = Array(n.reversed())
            for r in 0..<block.height {
                for k in 0..<block.width {
                    let at = r * block.pitch + k
                    contained[at] = min(1, block.x[at] * max(n[r], n[k]))
                    larger[at] = max(block.x[at] * n[r] * p[k], block.dots[at] * p[r] * n[k])
                }
            }
            expectSame(got, contained + larger)
        }
    }

    @Test func counting() {
        for block in Self.blocks {
            for (limit, bins) in [(Float(0.1), 0), (0, 7), (0.4, 10)] {
                let got = inAllOrders {
                    let x = DeviceArray(block.x), inverse = DeviceArray(block.inverse)
                    let counts = DeviceArray([UInt32](repeating: .max, count: block.height)), histogram = DeviceArray([UInt32](repeating: 0, count: bins))
                    let marks = DeviceArray([UInt8](repeating: 0, count: block.width))
                    let grid = (block.height, 1, 1)
                    let common: [Slot] = [
                        .array(x), .int(block.pitch), .array(inverse), .float(limit),
                    ]
                    run(
                        "block_count", grid: grid,
                        common + [.int(block.height), .int(block.width), .array(counts), bins == 0 ? .null : .array(histogram), .int(bins)])
                    run("block_mark", grid: grid, common + [.int(block.height), .int(block.width), .array(counts), .array(marks)])
                    let starts = DeviceArray([Int64](repeating: -1, count: block.height + 1)), finals = DeviceArray([UInt32](repeating: 0, count: block.height))
                    run("pair_starts", [.array(counts), .int(block.height), .int(1), .array(starts), .array(finals)])
                    let latents = block.first + block.width, total = Int(starts.values[block.height])
                    let pairStarts = DeviceArray([Int64](repeating: -1, count: latents + 1))
                    run(
                        "block_starts", grid: (pieces(latents + 1, of: 256), 1, 1),
                        [.array(starts), .int(block.first), .int(block.height), .int(latents), .array(pairStarts)])
                    let partners = DeviceArray([Int32](repeating: -1, count: total)), coefficients = DeviceArray([Float](repeating: .nan, count: total))
                    run(
                        "block_list", grid: grid,
                        common + [.int(block.first), .int(block.height), .int(block.width), .array(starts), .array(partners), .array(coefficients)])
                    var all = counts.values.map { Float($0) } + marks.values.map(Float.init)
                    all += histogram.values.map { Float($0) }
                    all += pairStarts.values.map(Float.init)
                    return all + partners.values.map(Float.init) + coefficients.values
                }
                var counts: [Float] = [], marks = [Float](repeating: 0, count: block.width), histogram = [Float](repeating: 0, count: bins)
                var partners: [Float] = [], coefficients: [Float] = []
                var starts = [Float](repeating: 0, count: block.first + 1)
                for r in 0..<block.height {
                    let before = partners.count
                    for k in r + 1..<max(r + 1, block.width) {
                        let c = block.c(r, k)
                        if c > 0 && bins > 0 { histogram[min(bins - 1, Int(c * Float(bins)))] += 1 }
                        if !(c > limit) { continue }
                        partners.append(Float(block.first + k))
                        coefficients.append(c)
                        (marks[r], marks[k]) = (1, 1)
                    }
                    counts.append(Float(partners.count - before))
                    starts.append(Float(partners.count))
                }
                starts += [Float](repeating: Float(partners.count), count: block.width - block.height)
                expectSame(got, counts + marks + histogram + starts + partners + coefficients)
            }
        }
    }

    private func masked(_ block: Block, _ limit: Float) -> (x: [Float], dots: [Float], sums: [Double]) {
        var x = block.x, dots = block.dots, sums = [0.0, 0, 0, 0]
        for r in 0..<block.height {
            for k in 0..<block.width {
                let at = r * block.pitch + k, c = block.c(r, k), passes = k != r && c > limit
                let dot = passes ? block.dots[at] : 0
                x[at] = passes ? c * dot : 0
                dots[at] = passes ? dot * dot * block.inverse[r] * block.inverse[k] : 0
                if !passes || k < r { continue }
                sums[0] += 1
                sums[1] += Double(c) * Double(dot) * Double(dot)
                sums[2] += Double(c)
                sums[3] += Double(abs(dot))
            }
        }
        return (x, dots, sums)
    }

    /// The mask, and what the gradient through c takes of each latent's own.
    @Test func masks() {
        for block in Self.blocks {
            for (limit, contained) in [(Float(0.1), false), (0, false), (0, true)] {
                let before = numbers(block.width, seed: 9)
                // Containment's c needs no scales, so its mask has ones.
                let ones = [Float](repeating: 1, count: block.width)
                var sums: [[Double]] = []
                let got = inAllOrders {
                    let x = DeviceArray(block.x), dots = DeviceArray(block.dots), scales = DeviceArray(block.inverse)
                    let inverse = DeviceArray(contained ? ones : block.inverse), own = DeviceArray(before)
                    let parts = DeviceArray([Double](repeating: .nan, count: 4 * block.height)), total = DeviceArray([Double](repeating: .nan, count: 4))
                    let grid = (block.height, 1, 1)
                    if contained { run("block_contain", grid: grid, [.array(x), .int(block.pitch), .array(scales), .int(block.height), .int(block.width)]) }
                    run(
                        "block_mask", grid: grid,
                        [.array(x), .array(dots), .int(block.pitch), .array(inverse), .float(limit), .int(block.height), .int(block.width), .array(parts)])
                    run("pair_totals", threads: 128, [.array(parts), .int(block.height), .array(total)])
                    sums.append(total.values)
                    let after = x.values + dots.values
                    let common: [Slot] = [.array(x), .array(dots), .int(block.pitch), .array(scales), .int(block.height), .int(block.width), .array(own)]
                    let ending = contained ? "_contained" : ""
                    run("own_of_rows" + ending, grid: grid, common)
                    if block.width > block.height {
                        run("own_of_columns" + ending, grid: (pieces(block.width - block.height, of: 256), 1, 1), common)
                    }
                    return own.values + after
                }
                let own = Array(got[..<block.width])
                if contained {
                    expectClose(own, containedOwn(block, before), within: 4e-6)
                    continue
                }
                let wanted = masked(block, limit)
                expectSame(Array(got[block.width...]), wanted.x + wanted.dots)
                for found in sums {
                    #expect(found[0] == wanted.sums[0])
                    for k in 1..<4 { #expect(abs(found[k] - wanted.sums[k]) <= 1e-13 * wanted.sums[k]) }
                }
                var exact = before.map(Double.init)
                for r in 0..<block.height {
                    for k in 0..<block.width where k != r && block.c(r, k) > limit {
                        let energy = Double(block.c(r, k)) * Double(block.dots[r * block.pitch + k]) * Double(block.dots[r * block.pitch + k])
                        exact[r] += energy * Double(block.inverse[r]) * Double(block.inverse[r])
                        if k >= block.height { exact[k] += energy * Double(block.inverse[k]) * Double(block.inverse[k]) }
                    }
                }
                expectClose(own, exact, within: 4e-6)
            }
        }
    }

    /// own += Σ_j 2 c (w·w)² / N of the pairs with 0 < c < 1 whose norm N is.
    private func containedOwn(_ block: Block, _ before: [Float]) -> [Double] {
        var exact = before.map(Double.init)
        for r in 0..<block.height {
            for k in 0..<block.width where k != r {
                let at = r * block.pitch + k, n = block.inverse
                let c = Double(min(1, block.x[at] * max(n[r], n[k]))), dot = Double(block.dots[at])
                if !(c > 0) || c >= 1 { continue }
                let energy = 2 * c * dot * dot * Double(max(n[r], n[k]))
                if n[r] > n[k] || n[r] == n[k] && r < k { exact[r] += energy }
                if k >= block.height && n[k] > n[r] { exact[k] += energy }
            }
        }
        return exact
    }
}
