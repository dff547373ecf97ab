import CKernels
import Engine
import Testing

/// Sizes around a vector's width, none, one, and a large odd one.
func kernelSizes(_ lanes: Int32) -> [Int] {
    let w = Int(lanes)
    return Array(Set([0, 1, w - 1, w, w + 1, 4 * w - 1, 4 * w + 3, 1013])).sorted()
}

/// Runs a body for every path of this machine and every size.
func forEveryPath(_ body: (_ kernels: ck_kernels, _ isa: Kernels.ISA, _ n: Int) throws -> Void) rethrows {
    for isa in Kernels.available {
        let kernels = Kernels.table(isa)!
        for n in kernelSizes(kernels.lanes) { try body(kernels, isa, n) }
    }
}

/// `count` numbers in [-scale, scale), the same for the same seed.
func noise(_ count: Int, seed: UInt64, scale: Float = 1) -> [Float] {
    var random = CounterRandom(seed: seed)
    return (0..<count).map { _ in (random.uniform() * 2 - 1) * scale }
}

extension Float {
    /// The distance to a value in units of this path's last place there (of a float32 of that size).
    func ulps(from exact: Double) -> Double {
        let rounded = Float(exact)
        if self == rounded || (isNaN && exact.isNaN) { return 0 }
        // Past the largest number the last place is that of the largest.
        let unit = rounded.isFinite ? Double(rounded.ulp) : 0x1p104
        let own = isFinite ? Double(self) : Double(sign == .minus ? -1 : 1) * 0x1p128
        return abs(own - exact) / unit
    }
}
