/// The k-th largest of many floats, exactly, without sorting: a histogram of the leading bits finds the bin it lies in,
/// and two more the rest of the bits.
struct LargestKeys {
    /// 11, 11 and 10 bits.
    static let binsPerLevel = 2048

    /// The number's bits, made monotone: a larger float has a larger key. -0 and 0 are one, NaN is below all numbers.
    @inline(__always) static func key(_ number: Float) -> UInt32 {
        let bits = (number == 0 ? 0 : number).bitPattern
        return number.isNaN ? 0 : bits >> 31 == 1 ? ~bits : bits | 0x8000_0000
    }

    static func number(_ key: UInt32) -> Float {
        Float(bitPattern: key >> 31 == 1 ? key & 0x7FFF_FFFF : ~key)
    }

    /// Among all bins from the top: the one in which the `wanted`-th largest lies, and how many are above that bin.
    static func bin(_ histogram: UnsafePointer<UInt32>, wanted: Int) -> (bin: Int, above: Int) {
        var above = 0, bin = binsPerLevel - 1
        while bin > 0 && above + Int(histogram[bin]) < wanted {
            above += Int(histogram[bin])
            bin -= 1
        }
        return (bin, above)
    }

    /// The key of the k-th largest of `count` numbers and how many of the numbers with that very key are among the k.
    /// 1 <= k <= count. `histogram` has room for `binsPerLevel`, `scratch` for `count`.
    static func kth(
        _ k: Int, of numbers: UnsafePointer<Float>, _ count: Int, histogram: UnsafeMutablePointer<UInt32>,
        scratch: UnsafeMutablePointer<UInt32>
    ) -> (key: UInt32, ties: Int) {
        histogram.update(repeating: 0, count: binsPerLevel)
        for i in 0..<count { histogram[Int(key(numbers[i]) >> 21)] += 1 }
        let first = bin(histogram, wanted: k)
        var left = 0
        for i in 0..<count {
            let key = key(numbers[i])
            scratch[left] = key
            left += Int(key >> 21) == first.bin ? 1 : 0
        }
        var wanted = k - first.above
        for (shift, mask) in [(UInt32(10), UInt32(2047)), (0, 1023)] {
            histogram.update(repeating: 0, count: binsPerLevel)
            for i in 0..<left { histogram[Int(scratch[i] >> shift & mask)] += 1 }
            let next = bin(histogram, wanted: wanted)
            var kept = 0
            for i in 0..<left {
                let key = scratch[i]
                scratch[kept] = key
                kept += Int(key >> shift & mask) == next.bin ? 1 : 0
            }
            left = kept
            wanted -= next.above
        }
        return (scratch[0], wanted)
    }
}
