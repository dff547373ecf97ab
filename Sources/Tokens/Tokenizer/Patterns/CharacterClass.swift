/// What the patterns of byte-level tokenizers ask of a character: `\p{L}`, `\p{N}`, `\s` (Unicode's White_Space), or none
/// of these. Matched over scalars, never over graphemes.
package enum CharacterClass: UInt8, Sendable {
    case other, letter, number, space

    /// The class of a scalar, as the `tokenizers` library has it (Unicode 16), whatever Unicode the system knows.
    package static func of(_ scalar: UInt32) -> CharacterClass { scalar < tableSize ? table[Int(scalar)] : .other }

    /// Whether the `Digits` pre-tokenizer cuts here: it knows a newer Unicode than the patterns do.
    package static func isDigit(_ scalar: UInt32) -> Bool {
        of(scalar) == .number || scalar > 0xFFFF && RangeSet32(UnicodeTables.otherDigits).contains(scalar)
    }

    /// From here on there are neither letters nor numbers nor spaces.
    private static let tableSize: UInt32 = 0x33480

    private static let table: [CharacterClass] = {
        var table = [CharacterClass](repeating: .other, count: Int(tableSize))
        for (ranges, kind) in [
            (UnicodeTables.letters, CharacterClass.letter), (UnicodeTables.numbers, .number), (UnicodeTables.spaces, .space),
        ] {
            for i in stride(from: 0, to: ranges.count, by: 2) {
                for scalar in ranges[i]...ranges[i + 1] { table[Int(scalar)] = kind }
            }
        }
        return table
    }()
}

/// A set of scalars as first and last of each range in turn, rising.
struct RangeSet32: Sendable {
    private let bounds: [UInt32]

    init(_ bounds: [UInt32]) { self.bounds = bounds }

    func contains(_ scalar: UInt32) -> Bool {
        // How many bounds lie below the scalar: odd within a range, even at its first or between two.
        var low = 0, high = bounds.count
        while low < high {
            let middle = (low + high) / 2
            if bounds[middle] < scalar { low = middle + 1 } else { high = middle }
        }
        return low % 2 == 1 || low < bounds.count && bounds[low] == scalar
    }
}
