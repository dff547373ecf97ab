/// Gives a page's values one after the other: numbers and truth values.
///
/// The two common ones by their own names, so that the compiler makes the code for each type of value.
enum ScalarSource<Value> {
    case plain(PlainScalars<Value>)
    case dictionary(DictionaryScalars<Value>)
    case other(any ScalarDecoder<Value>)

    /// Appends the next `count` values. Throws where there are fewer.
    func take(_ count: Int, appendingTo values: inout [Value]) throws(Damage) {
        switch self {
        case .plain(let decoder): try decoder.take(count, appendingTo: &values)
        case .dictionary(let decoder): try decoder.take(count, appendingTo: &values)
        case .other(let decoder): try decoder.take(count, appendingTo: &values)
        }
    }
}

protocol ScalarDecoder<Value>: AnyObject {
    associatedtype Value
    /// As `ScalarSource.take`.
    func take(_ count: Int, appendingTo values: inout [Value]) throws(Damage)
}

/// PLAIN: values of a fixed size side by side.
final class PlainScalars<Value> {
    private let bytes: Bytes
    private let size: Int
    private let load: (UnsafeRawPointer, Int, UnsafeMutablePointer<Value>) throws(Damage) -> Void
    private var position = 0

    /// - Parameter load: takes so many values from memory.
    init(
        _ bytes: Bytes, size: Int,
        _ load: @escaping (UnsafeRawPointer, Int, UnsafeMutablePointer<Value>) throws(Damage) -> Void
    ) {
        self.bytes = bytes
        self.size = size
        self.load = load
    }

    /// How many are left.
    var left: Int { (bytes.count - position) / size }

    func take(_ count: Int, appendingTo values: inout [Value]) throws(Damage) {
        guard count <= left else { throw Damage("has \(left) more values where \(count) are needed") }
        var problem: Damage?
        let piece = [Value](unsafeUninitializedCapacity: count) { room, filled in
            guard let start = room.baseAddress, count > 0 else { return }
            do throws(Damage) {
                try load(bytes.start + position, count, start)
                filled = count
            } catch {
                problem = error
            }
        }
        if let problem { throw problem }
        if values.isEmpty { values = piece } else { values += piece }
        position += count * size
    }
}

/// RLE_DICTIONARY: numbers of a dictionary's entries.
final class DictionaryScalars<Value> {
    private let dictionary: [Value]
    private var indices: IndexDecoder

    init(_ bytes: Bytes, dictionary: [Value]) throws(Damage) {
        self.dictionary = dictionary
        indices = try IndexDecoder(bytes, entries: dictionary.count)
    }

    func take(_ count: Int, appendingTo values: inout [Value]) throws(Damage) {
        var left = count
        while left > 0 {
            let taken = min(left, IndexDecoder.most)
            try indices.take(taken)
            let numbers = indices.indices.numbers
            let piece = [Value](unsafeUninitializedCapacity: taken) { room, filled in
                dictionary.withUnsafeBufferPointer { entries in
                    for i in 0..<taken { (room.baseAddress! + i).initialize(to: entries[Int(numbers[i])]) }
                }
                filled = taken
            }
            if values.isEmpty { values = piece } else { values += piece }
            left -= taken
        }
    }
}

/// DELTA_BINARY_PACKED, as wide as the column.
final class DeltaScalars: ScalarDecoder {
    private var deltas: DeltaDecoder
    private let bits: Int
    private let signed: Bool

    init(_ bytes: Bytes, bits: Int, signed: Bool) throws(Damage) {
        deltas = try DeltaDecoder(bytes)
        self.bits = bits
        self.signed = signed
    }

    func take(_ count: Int, appendingTo values: inout [Int64]) throws(Damage) {
        guard count <= deltas.left else { throw Damage("has \(deltas.left) more delta-encoded values where \(count) are needed") }
        if values.isEmpty { values.reserveCapacity(count) }
        let (bits, signed) = (bits, signed)
        var least: Int64 = 0
        try deltas.take(count) {
            let value =
                switch (bits, signed) {
                case (32, true): Int64(Int32(truncatingIfNeeded: $0))
                case (32, false): Int64(UInt32(truncatingIfNeeded: $0))
                default: Int64($0)
                }
            least = min(least, value)
            values.append(value)
        }
        guard signed || least >= 0 else { throw Integers.tooLarge(least) }
    }
}
