import Failures

extension ArrowBatchReader {
    /// Strings of some rows; of nulls alone, none.
    func text(_ field: ArrowField, _ rows: Range<Int>, _ present: [Bool]) throws(Failure) -> TextValues {
        switch field.type {
        case .null:
            return TextValues(
                ends: Array(repeating: 0, count: rows.count), present: Array(repeating: false, count: rows.count))
        case .byteViews:
            var values = TextValues(present: present)
            for (index, row) in rows.enumerated() {
                if present.isEmpty || present[index] { values.bytes.append(contentsOf: try view(field, row)) }
                // Many views may show the same bytes.
                guard values.bytes.count <= Self.largestRow else { throw damage("its strings have more bytes than the file") }
                values.ends.append(values.bytes.count)
            }
            return values
        default:
            let bytes = try buffer(field, 2)
            var runs = ArrowRuns()
            runs.reserve(rows: rows.count)
            try add(field, rows, present: present, limit: bytes.count, to: &runs)
            let copied = [UInt8](unsafeUninitializedCapacity: runs.count) { room, filled in
                for range in runs.ranges {
                    UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(room)[filled...])
                        .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[range]))
                    filled += range.count
                }
            }
            return TextValues(bytes: copied, ends: runs.ends, present: present)
        }
    }

    /// Strings inside lists, nulls among them.
    func texts(_ field: ArrowField, _ runs: ArrowRuns) throws(Failure) -> TextValues {
        var all = TextValues()
        for range in runs.ranges {
            var present: [Bool] = []
            guard range.upperBound <= (try count(field)) else { throw damage("it has too few strings") }
            try hide(field, range, in: &present)
            let some = try text(field, range, present)
            if !some.present.isEmpty || !all.present.isEmpty {
                if all.present.isEmpty { all.present = Array(repeating: true, count: all.count) }
                all.present += some.present.isEmpty ? Array(repeating: true, count: some.count) : some.present
            }
            let before = all.bytes.count
            all.bytes += some.bytes
            all.ends += some.ends.map { before + $0 }
        }
        return all
    }

    /// The string that a view shows. It is a length (i32) and 12 bytes: the string itself, or its first 4 bytes, the index
    /// of a buffer and the place in it.
    private func view(_ field: ArrowField, _ row: Int) throws(Failure) -> UnsafeRawBufferPointer {
        let views = try values(field, 1, count: row + 1, width: 16), at = row * 16
        let length = Int(Int32(littleEndian: views.loadUnaligned(fromByteOffset: at, as: Int32.self)))
        guard length > 12 else {
            guard length >= 0 else { throw damage("a string has \(length) bytes") }
            return UnsafeRawBufferPointer(rebasing: views[at + 4..<at + 4 + length])
        }
        let index = Int(Int32(littleEndian: views.loadUnaligned(fromByteOffset: at + 8, as: Int32.self)))
        let start = Int(Int32(littleEndian: views.loadUnaligned(fromByteOffset: at + 12, as: Int32.self)))
        guard index >= 0, index < viewBuffers(field) else { throw damage("a string lies in the buffer \(index)") }
        let bytes = try buffer(field, 2 + index)
        guard start >= 0, length <= bytes.count - start else { throw damage("a string lies outside of its buffer") }
        return UnsafeRawBufferPointer(rebasing: bytes[start..<start + length])
    }
}
