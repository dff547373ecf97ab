/// Strings side by side, all of them there.
struct TextRun {
    var bytes: [UInt8] = []
    var ends: [Int] = []

    /// Appends memory that `write` fills.
    mutating func append(_ count: Int, _ write: (UnsafeMutableRawPointer) -> Void) {
        let piece = [UInt8](unsafeUninitializedCapacity: count) { room, filled in
            if let start = room.baseAddress { write(UnsafeMutableRawPointer(start)) }
            filled = count
        }
        if bytes.isEmpty { bytes = piece } else { bytes += piece }
    }
}

/// Gives a page's strings one after the other.
protocol TextDecoder: AnyObject {
    /// Appends the next values: `count`, or fewer once `budget` bytes are passed, but always one. Returns how many.
    /// Throws where there are fewer.
    func take(_ count: Int, budget: Int, appendingTo text: inout TextRun) throws(Damage) -> Int
}

/// PLAIN: each string behind its length of four bytes.
final class PlainText: TextDecoder {
    private let bytes: Bytes
    private var position = 0

    init(_ bytes: Bytes) { self.bytes = bytes }

    func take(_ count: Int, budget: Int, appendingTo text: inout TextRun) throws(Damage) -> Int {
        let before = text.ends.count
        let base = text.bytes.count
        let begin = position
        var total = 0
        var taken = 0
        text.ends.reserveCapacity(before + count)
        while taken < count, total <= budget {
            let size = try bytes.uint32(at: position, "its next string")
            guard size <= bytes.count - position - 4 else {
                throw Damage("promises a string of \(size) bytes with \(bytes.count - position - 4) left")
            }
            position += 4 + size
            total += size
            taken += 1
            text.ends.append(base + total)
        }
        let ends = text.ends
        text.append(total) { target in
            var from = bytes.start + begin
            var start = base
            for end in ends[before...] {
                (target + (start - base)).copyMemory(from: from + 4, byteCount: end - start)
                from += 4 + end - start
                start = end
            }
        }
        return taken
    }
}

/// Strings of a dictionary page, and where they lie in it.
struct TextDictionary {
    let bytes: Bytes
    /// Where each entry begins; its length stands in the four bytes before.
    let starts: [Int]

    init(_ bytes: Bytes, count: Int) throws(Damage) {
        var starts: [Int] = []
        var position = 0
        starts.reserveCapacity(min(count, bytes.count / 4))
        for _ in 0..<count {
            let size = try bytes.uint32(at: position, "the dictionary's next string")
            guard size <= bytes.count - position - 4 else {
                throw Damage("promises a string of \(size) bytes with \(bytes.count - position - 4) left")
            }
            starts.append(position + 4)
            position += 4 + size
        }
        self.bytes = bytes
        self.starts = starts
    }

    /// An entry's length; `entry` is one of them.
    @inline(__always)
    func size(_ entry: Int) -> Int {
        Int(UInt32(littleEndian: (bytes.start + starts[entry] - 4).loadUnaligned(as: UInt32.self)))
    }
}

/// RLE_DICTIONARY: numbers of a dictionary's strings.
final class DictionaryText: TextDecoder {
    private let dictionary: TextDictionary
    private var indices: IndexDecoder
    /// Indices that were taken and not used yet.
    private var next = 0
    private var end = 0

    init(_ bytes: Bytes, dictionary: TextDictionary) throws(Damage) {
        self.dictionary = dictionary
        indices = try IndexDecoder(bytes, entries: dictionary.starts.count)
    }

    func take(_ count: Int, budget: Int, appendingTo text: inout TextRun) throws(Damage) -> Int {
        guard count > 0 else { return 0 }
        if next == end {
            end = min(count, IndexDecoder.most)
            next = 0
            try indices.take(end)
        }
        let base = text.bytes.count
        let begin = next
        var total = 0
        let stop = min(end, next + count)
        text.ends.reserveCapacity(text.ends.count + stop - next)
        while next < stop, total <= budget {
            total += dictionary.size(Int(indices.indices.numbers[next]))
            next += 1
            text.ends.append(base + total)
        }
        text.append(total) { target in
            var at = 0
            for i in begin..<next {
                let entry = Int(indices.indices.numbers[i])
                let size = dictionary.size(entry)
                (target + at).copyMemory(from: dictionary.bytes.start + dictionary.starts[entry], byteCount: size)
                at += size
            }
        }
        return next - begin
    }
}

/// A column of which no value is there.
final class NoText: TextDecoder {
    func take(_ count: Int, budget: Int, appendingTo text: inout TextRun) throws(Damage) -> Int {
        guard count == 0 else { throw Damage("has a value in a column of nulls") }
        return 0
    }
}
