/// Half-precision numbers by their bits: Swift has no `Float16` on Intel Macs.
enum HalfFloat {
    /// IEEE 754 binary16: a sign, 5 bits of exponent (bias 15), 10 of fraction.
    static func double(_ bits: UInt16) -> Double {
        let exponent = Int(bits >> 10 & 31), fraction = Double(bits & 1023)
        let size = switch exponent {
        case 0: fraction * 0x1p-24
        case 31: fraction == 0 ? Double.infinity : .nan
        default: Double(sign: .plus, exponent: exponent - 15, significand: 1 + fraction * 0x1p-10)
        }
        return bits >> 15 == 1 ? -size : size
    }
}
