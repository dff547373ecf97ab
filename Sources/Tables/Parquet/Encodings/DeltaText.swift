/// DELTA_LENGTH_BYTE_ARRAY: all lengths as deltas, then all strings.
final class DeltaLengthText: TextDecoder {
    private let bytes: Bytes
    private var lengths: DeltaDecoder
    private var position: Int

    init(_ bytes: Bytes) throws(Damage) {
        self.bytes = bytes
        lengths = try DeltaDecoder(bytes)
        position = try lengths.end()
    }

    func take(_ count: Int, budget: Int, appendingTo text: inout TextRun) throws(Damage) -> Int {
        let begin = position
        var total = 0
        var taken = 0
        let base = text.bytes.count
        while taken < count, total <= budget {
            let size = try next().count
            total += size
            taken += 1
            text.ends.append(base + total)
        }
        text.append(total) { $0.copyMemory(from: bytes.start + begin, byteCount: total) }
        return taken
    }

    /// Where the next string lies, which is then used up.
    func next() throws(Damage) -> UnsafeRawBufferPointer {
        var size = 0
        try lengths.take(1) { size = $0 }
        guard size >= 0, size <= bytes.count - position else {
            throw Damage("promises a string of \(size) bytes with \(bytes.count - position) left")
        }
        defer { position += size }
        return UnsafeRawBufferPointer(start: bytes.start + position, count: size)
    }
}

/// DELTA_BYTE_ARRAY: how much of the string before each one begins with, then how each goes on.
final class DeltaPrefixText: TextDecoder {
    private var prefixes: DeltaDecoder
    private let suffixes: DeltaLengthText
    private var previous: [UInt8] = []

    init(_ bytes: Bytes) throws(Damage) {
        prefixes = try DeltaDecoder(bytes)
        suffixes = try DeltaLengthText(bytes.rest(from: prefixes.end(), "the strings' ends"))
    }

    func take(_ count: Int, budget: Int, appendingTo text: inout TextRun) throws(Damage) -> Int {
        let base = text.bytes.count
        var taken = 0
        while taken < count, text.bytes.count - base <= budget {
            var shared = 0
            try prefixes.take(1) { shared = $0 }
            guard shared >= 0, shared <= previous.count else {
                throw Damage("has a string that shares \(shared) bytes with one of \(previous.count)")
            }
            previous.removeSubrange(shared...)
            previous.append(contentsOf: try suffixes.next())
            text.bytes += previous
            text.ends.append(text.bytes.count)
            taken += 1
        }
        return taken
    }
}
