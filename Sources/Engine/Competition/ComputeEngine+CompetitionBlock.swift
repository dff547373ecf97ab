import CKernels
import Failures

/// A block of rows of fᵀf (scaled later) and of w wᵀ: latents `first..<first + height` against all from `first` on.
struct CompetitionBlock {
    let first: Int
    let height: Int
    let width: Int
    let limit: Float
    let inverse: UnsafeMutablePointer<Float>
    /// ⟨f_i, f_j⟩; row r begins at r · stride.
    let c: UnsafeMutablePointer<Float>
    /// w_i · w_j.
    let dots: UnsafeMutablePointer<Float>
    let stride: Int

    /// c_ij of row r and column k, rounded as the kernels do.
    @inline(__always) func coefficient(_ r: Int, _ k: Int) -> Float {
        (c[r * stride + k] * inverse[first + r]) * inverse[first + k]
    }
}

/// What is done to a block between its products. Pairs i < j lie right of the block's diagonal.
extension ComputeEngine {
    /// How many pairs of each row pass.
    func countPassing(_ block: CompetitionBlock) -> [Int] {
        let kernels = self.kernels
        var counts = [Int](repeating: 0, count: block.height)
        counts.withUnsafeMutableBufferPointer { counts in
            nonisolated(unsafe) let counts = counts
            forEachRange(of: block.height, by: 8) { range, _ in
                for r in range {
                    counts[r] = kernels.count_scaled_above(
                        block.c + r * block.stride + r + 1, block.inverse + block.first + r + 1,
                        block.inverse[block.first + r], block.limit, block.width - r - 1)
                }
            }
        }
        return counts
    }

    /// Counts c > 0 of all the block's pairs, by rows in order.
    func count(_ block: CompetitionBlock, into histogram: CoefficientHistogram) {
        let bins = histogram.bins
        var counts = [Int](repeating: 0, count: block.height * bins)
        counts.withUnsafeMutableBufferPointer { counts in
            nonisolated(unsafe) let counts = counts
            forEachRange(of: block.height, by: 8) { range, _ in
                for r in range {
                    for k in r + 1..<max(r + 1, block.width) {
                        let c = block.coefficient(r, k)
                        if c > 0 { counts[r * bins + CoefficientHistogram.bin(of: c, among: bins)] += 1 }
                    }
                }
            }
        }
        for r in 0..<block.height { histogram.add(Array(counts[r * bins..<(r + 1) * bins])) }
    }

    /// The block's pairs as a list. `passing`: how many each row has.
    func list(_ block: CompetitionBlock, _ passing: [Int], into pairs: LatentPairs) {
        let kernels = self.kernels, size = LatentPairs.blockSize
        pairs.begin(workers: threads, first: block.first)
        forEachRange(of: block.height, by: size) { range, _ in
            let found = pairs.found[range.lowerBound / size]
            found.begin()
            let count = passing[range].reduce(0, +)
            found.partners.reserve(count)
            found.coefficients.reserve(count)
            for r in range {
                let taken = kernels.compress_scaled_above(
                    block.c + r * block.stride + r + 1, block.inverse + block.first + r + 1,
                    block.inverse[block.first + r], block.limit, block.width - r - 1, Int32(block.first + r + 1),
                    found.partners.base + found.count, found.coefficients.base + found.count)
                found.counts.base[r - range.lowerBound] = taken
                found.count += taken
            }
        }
        pairs.append(pairs.found[..<((block.height + size - 1) / size)], firstLatent: block.first)
        pairs.close(from: block.first + block.height)
    }

    /// Turns the block into what its gradients need, and adds up its pairs i < j.
    func mask(_ block: CompetitionBlock, _ total: inout CompetitionSums) {
        let kernels = self.kernels
        var parts = [Double](repeating: 0, count: block.height * 4)
        parts.withUnsafeMutableBufferPointer { parts in
            nonisolated(unsafe) let parts = parts
            forEachRange(of: block.height, by: 8) { range, _ in
                guard let parts = parts.baseAddress else { return }
                for r in range {
                    let x = block.c + r * block.stride, dots = block.dots + r * block.stride
                    let factors = block.inverse + block.first, scale = factors[r]
                    // The mirror images of pairs inside the block, which are not counted once more.
                    var ignored: (Double, Double, Double, Double) = (0, 0, 0, 0)
                    withUnsafeMutablePointer(to: &ignored) { ignored in
                        ignored.withMemoryRebound(to: Double.self, capacity: 4) {
                            kernels.mask_pairs(x, dots, factors, scale, block.limit, r, $0)
                        }
                    }
                    x[r] = 0
                    dots[r] = 0
                    kernels.mask_pairs(
                        x + r + 1, dots + r + 1, factors + r + 1, scale, block.limit, block.width - r - 1,
                        parts + r * 4)
                }
            }
        }
        for r in 0..<block.height {
            total.pairs += Int(bounded: parts[r * 4])
            total.energy += parts[r * 4 + 1]
            total.coefficients += parts[r * 4 + 2]
            total.dots += parts[r * 4 + 3]
        }
    }

    /// own[i] += Σ_j (w·w)² c / ‖f_i‖², for both ends of the block's pairs, after `mask`.
    ///
    /// x holds u = c·dot and dots holds v = dot²/(‖f_i‖‖f_j‖), so c dot² = |u| √(v ‖f_i‖‖f_j‖): exact enough, and no
    /// third block.
    func addOwn(_ block: CompetitionBlock, _ own: UnsafeMutablePointer<Float>) {
        let inverse = block.inverse + block.first, target = own + block.first, height = block.height
        @inline(__always) func energy(_ r: Int, _ k: Int) -> Float {
            let v = block.dots[r * block.stride + k]
            return v > 0 ? abs(block.c[r * block.stride + k]) * (v / (inverse[r] * inverse[k])).squareRoot() : 0
        }
        forEachRange(of: height, by: 8) { range, _ in
            for r in range {
                var sum: Float = 0
                for k in 0..<block.width { sum += energy(r, k) }
                target[r] += sum * inverse[r] * inverse[r]
            }
        }
        // Columns past the block stand for both (i, j) and (j, i).
        forEachRange(of: block.width - height, by: 256) { range, _ in
            for r in 0..<height {
                for k in range.lowerBound + height..<range.upperBound + height {
                    target[k] += energy(r, k) * inverse[k] * inverse[k]
                }
            }
        }
    }
}
