import ArgumentParser
import Records

/// Numbers on the command line: the same words as in settings (`5e6`, `5_000_000`), each option with its range, and a
/// sentence for everything else.
enum OptionNumber {
    /// For `@Option(transform:)`.
    static func whole(_ range: ClosedRange<Int>) -> @Sendable (String) throws -> Int {
        { word in
            guard let value: Int = WholeNumber.read(word), range.contains(value) else {
                throw ValidationError("it must be \(WholeNumber.allowed(range))")
            }
            return value
        }
    }

    /// A seed of 32 bits, as Python's generators take it.
    static let seed: @Sendable (String) throws -> UInt32 = { word in
        guard let value: UInt32 = WholeNumber.read(word) else {
            throw ValidationError("seeds are whole numbers from 0 to \(UInt32.max)")
        }
        return value
    }

    /// A number from 0 to below 1.
    static let share: @Sendable (String) throws -> Float = { word in
        guard let value = Float(word), value >= 0, value < 1 else {
            throw ValidationError("it must be a number from 0 to below 1")
        }
        return value
    }

    static let threads = whole(0...1024)
    /// Rows of text or of activations, batches of them: a product of three such numbers is still one.
    static let rows = whole(1...1 << 20)

    /// A factor above 0.
    static let factor: @Sendable (String) throws -> Double = { word in
        guard let value = Double(word), value.isFinite, value > 0 else {
            throw ValidationError("it must be a number above 0")
        }
        return value
    }
}
