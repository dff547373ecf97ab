/// Conversions between float32 and the two 16-bit formats, one number at a time and on bits alone (Float16 is not
/// there on every platform). Whole models are unpacked by `ComputeEngine`; this is for small tensors, writing, tests.
package enum HalfPrecision {
    /// bfloat16 is the upper half of a float32, so this is exact.
    package static func float(bfloat16 bits: UInt16) -> Float { Float(bitPattern: UInt32(bits) << 16) }

    /// IEEE binary16 to binary32, exact.
    package static func float(float16 bits: UInt16) -> Float {
        let sign = UInt32(bits & 0x8000) << 16
        let exponent = UInt32(bits >> 10) & 0x1f, fraction = UInt32(bits & 0x3ff)
        switch exponent {
        case 0: return Float(bitPattern: sign | (Float(fraction) * 0x1p-24).bitPattern)
        case 0x1f: return Float(bitPattern: sign | 0x7f80_0000 | fraction << 13)
        default: return Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
        }
    }

    /// Rounds to nearest, ties to even; a NaN stays one.
    package static func bfloat16(_ value: Float) -> UInt16 {
        let bits = value.bitPattern
        if value.isNaN { return UInt16(truncatingIfNeeded: bits >> 16) | 0x40 }
        return UInt16(truncatingIfNeeded: (bits + 0x7fff + (bits >> 16 & 1)) >> 16)
    }

    /// Rounds to nearest, ties to even, through subnormals to infinity; a NaN stays one.
    package static func float16(_ value: Float) -> UInt16 {
        let bits = value.bitPattern, magnitude = bits & 0x7fff_ffff
        let sign = UInt16(truncatingIfNeeded: bits >> 16) & 0x8000
        if value.isNaN { return sign | 0x7e00 | UInt16(truncatingIfNeeded: magnitude >> 13) & 0x3ff }
        if magnitude >= 0x4780_0000 { return sign | 0x7c00 }  // 65536 and above
        if magnitude < 0x3880_0000 {  // below 2^-14: a multiple of 2^-24
            return sign | UInt16((Float(bitPattern: magnitude) * 0x1p24).rounded(.toNearestOrEven))
        }
        let rounded = magnitude + 0xfff + (magnitude >> 13 & 1)
        return sign | UInt16(truncatingIfNeeded: (rounded - 0x3800_0000) >> 13)
    }
}
