import CUDA

/// Twins of what is done to entries one by one. Inputs are read before the output is taken, which may be one of them.
extension Device {
    /// A kernel over n entries; nothing where there are none.
    func overEntries(_ n: Int, _ kernel: String, _ arguments: () -> [KernelArgument]) {
        if n == 0 { return }
        gpu.launch(kernel, grid: (Device.blocks((n + 3) / 4), 1, 1), threads: 256, shared: 0, arguments())
    }

    func copyValues(of pattern: SparseLatents, into out: LatentValues) {
        operation("copyValues") {
            out.begin(like: pattern)
            out.values.copy(pattern.values, count: pattern.count)
        }
    }

    /// `gateValues` without a value, `fillAbove` with one.
    func gate(_ pattern: SparseLatents, above limits: Matrix, with value: Float?, into out: LatentValues) {
        operation("gate of entries") {
            out.begin(like: pattern)
            overEntries(pattern.count, value == nil ? "gate_values" : "fill_above") {
                let inputs = [pattern.values.read(self), pattern.indices.read(self), limits.read(self)]
                return inputs + (value.map { [.float($0)] } ?? []) + [.size(pattern.count), out.values.overwrite(self)]
            }
        }
    }

    func fill(_ out: LatentValues, like pattern: SparseLatents, with value: Float) {
        operation("fill") {
            out.begin(like: pattern)
            overEntries(pattern.count, "element_fill") {
                [out.values.overwrite(self), .size(1), .size(pattern.count), .float(value)]
            }
        }
    }

    /// `add_factors` or `scale_by_factors`.
    func withFactors(_ kernel: String, _ factors: Matrix, scale: Float, at pattern: SparseLatents, _ g: LatentValues) {
        operation("factors at entries") {
            overEntries(pattern.count, kernel) {
                let inputs = [factors.read(self), .float(scale), pattern.indices.read(self), .size(pattern.count)]
                return inputs + [g.values.update(self)]
            }
        }
    }

    /// `add_difference` or `add_products`.
    func add(_ kernel: String, _ a: LatentValues, _ b: LatentValues, scale: Float, to g: LatentValues) {
        operation("a sum at entries") {
            overEntries(g.count, kernel) {
                let inputs = [a.values.read(self), b.values.read(self), .float(scale), .size(g.count)]
                return inputs + [g.values.update(self)]
            }
        }
    }

    func addProducts(_ a: LatentValues, factors: Matrix, scale: Float, at pattern: SparseLatents, to g: LatentValues) {
        operation("addProducts") {
            overEntries(pattern.count, "add_factor_products") {
                let inputs = [
                    a.values.read(self), factors.read(self), .float(scale), pattern.indices.read(self), .size(pattern.count),
                ]
                return inputs + [g.values.update(self)]
            }
        }
    }

    func tanhOfValues(
        _ f: LatentValues, times factors: Matrix, steepness: Float, at pattern: SparseLatents, tanh t: LatentValues,
        slope: LatentValues
    ) {
        operation("tanhOfValues") {
            t.begin(like: pattern)
            slope.begin(like: pattern)
            overEntries(pattern.count, "tanh_of_values") {
                let inputs = [
                    f.values.read(self), factors.read(self), .float(steepness), pattern.indices.read(self),
                    .size(pattern.count),
                ]
                return inputs + [t.values.overwrite(self), slope.values.overwrite(self)]
            }
        }
    }

    /// The entries at these places into `out`, which has their rows and room for them.
    func gatherEntries(_ latents: SparseLatents, _ places: [Int32], into out: SparseLatents) {
        operation("gatherEntries") {
            overEntries(places.count, "gather_entries") {
                let inputs = [
                    latents.indices.read(self), latents.values.read(self), list(places[...], 0), .size(places.count),
                ]
                return inputs + [out.indices.overwrite(self), out.values.overwrite(self)]
            }
        }
    }

    /// Waits.
    func smallestPerRow(of latents: SparseLatents, times factors: Matrix?) -> [Float] {
        operation("smallestPerRow") {
            let rows = latents.rows, out = scratch(Device.sumSlots.result, bytes: rows * 4)
            if rows == 0 { return [] }
            launch(
                "smallest_of_rows", grid: (rows + 7) / 8, latents.rowStarts.read(self), latents.indices.read(self),
                latents.values.read(self), factors?.read(self) ?? .null, .size(rows), .pointer(out))
            return numbers(out, rows)
        }
    }

    func scaleRows(_ v: LatentValues, of latents: SparseLatents, by factors: [Float]) {
        operation("scaleRows of entries") {
            if v.count == 0 { return }
            let scales = list(factors.map { Int32(bitPattern: $0.bitPattern) }[...], 0)
            launch(
                "scale_entry_rows", grid: (latents.rows + 7) / 8, latents.rowStarts.read(self), scales, .size(latents.rows),
                v.values.update(self))
        }
    }

    /// Σ v and Σ v². Waits.
    func sums(_ v: LatentValues) -> (sum: Double, squares: Double) {
        operation("sums of entries") {
            if v.count == 0 { return (0, 0) }
            let (parts, blocks) = partialSums(v)
            let both = total(parts, blocks, width: 2)
            return (both[0], both[1])
        }
    }

    /// Parts of both `[blocks, 2]`. There are entries.
    func partialSums(_ v: LatentValues) -> (place: DevicePointer, count: Int) {
        let blocks = (v.count + 4095) / 4096
        let parts = scratch(Device.sumSlots.parts, bytes: 16 * blocks)
        launch("value_sums", grid: blocks, v.values.read(self), .size(v.count), .pointer(parts))
        return (parts, blocks)
    }

    /// Scratch spaces of float64 parts, and of what comes of them.
    static let sumSlots = (parts: 18, result: 19)

    /// The sums of float64 parts `[n, width]`. Waits.
    func total(_ parts: DevicePointer, _ n: Int, width: Int = 1) -> [Double] {
        let out = scratch(Device.sumSlots.result, bytes: 8 * width)
        launch("sum_parts", grid: width, .pointer(parts), .size(n), .size(width), .pointer(out))
        return numbers(out, width)
    }
}
