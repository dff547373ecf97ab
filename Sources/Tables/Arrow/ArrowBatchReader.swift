import Failures
import Files

/// The arrays of a record batch as they lie in the mapped file: bounds are checked here, values are read elsewhere.
struct ArrowBatchReader {
    let batch: ArrowBatch
    /// As messages name it.
    let path: String
    /// The column that is read, for messages.
    var column = ""
    private let nodes: FlatVector
    private let buffers: FlatVector
    private let views: FlatVector
    private let body: UnsafeRawBufferPointer
    private let decompressed: ArrowDecompressed?

    init(_ batch: ArrowBatch, of file: MappedFile) throws(Failure) {
        self.batch = batch
        path = file.path
        decompressed = batch.isZstd ? ArrowDecompressed() : nil
        body = UnsafeRawBufferPointer(rebasing: file.bytes[batch.body])
        do throws(FlatBufferDamage) {
            let header = try ArrowMessage.header(in: UnsafeRawBufferPointer(rebasing: file.bytes[batch.metadata]))
            nodes = try header.vector(1, width: 16)
            buffers = try header.vector(2, width: 16)
            views = try header.vector(4, width: 8)
        } catch {
            throw Failure(.badData, "not readable as Arrow: \(error.what)", at: file.path)
        }
    }

    /// Buffers of bytes to which a batch's views lead, all arrays of views together.
    static func viewBuffers(_ header: FlatTable, _ schema: ArrowSchema) throws(FlatBufferDamage) -> Int {
        let counts = try header.vector(4, width: 8)
        guard counts.count == schema.views else { throw FlatBufferDamage(what: "a batch has other columns than the schema") }
        var total = 0
        for index in 0..<counts.count {
            // Each has 16 bytes in the metadata, so that more than this are not there.
            let count = counts.long(index)
            guard count >= 0, count < 1 << 31, total < 1 << 32 else { throw FlatBufferDamage(what: "a batch has \(count) buffers") }
            total += Int(count)
        }
        return total
    }

    /// How many values an array has. Throws where it says a number below 0.
    func count(_ field: ArrowField) throws(Failure) -> Int {
        guard field.node < nodes.count, let count = Int(exactly: nodes.long(field.node)), count >= 0 else {
            throw damage("an array has no length")
        }
        return count
    }

    /// Which of an array's values are there; nil: all.
    func validity(_ field: ArrowField) throws(Failure) -> ArrowBits? {
        let count = try count(field)
        guard field.type != .null else { return ArrowBits(bytes: nil) }
        let nulls = nodes.long(field.node, at: 8)
        let bits = try buffer(field, 0)
        // Writers leave the bitmap out where there is no null.
        if nulls == 0 || (bits.isEmpty && nulls <= 0) { return nil }
        guard bits.count >= count / 8 + (count % 8 == 0 ? 0 : 1) else {
            throw damage("its bitmap of nulls has \(bits.count) bytes for \(count) values")
        }
        return ArrowBits(bytes: bits)
    }

    /// An array's buffer, inside the body, or decompressed from what is inside it.
    func buffer(_ field: ArrowField, _ index: Int) throws(Failure) -> UnsafeRawBufferPointer {
        var place = field.buffer + index
        // Their sum was held against the number of buffers when the batch was found.
        for view in 0..<min(field.viewsBefore, views.count) { place += Int(views.long(view)) }
        guard place < buffers.count else { throw damage("it lacks a buffer") }
        guard let part = Self.part(place, of: buffers, in: body) else {
            throw damage("a buffer lies outside of the batch's \(body.count) bytes")
        }
        guard let decompressed else { return part }
        do throws(Damage) {
            return try decompressed.buffer(place, part)
        } catch {
            throw damage(error.what)
        }
    }

    /// The bytes of a body that are its buffer `index`; nil where they are not inside it.
    static func part(_ index: Int, of buffers: FlatVector, in body: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        guard let start = Int(exactly: buffers.long(index)), let length = Int(exactly: buffers.long(index, at: 8)),
            start >= 0, length >= 0, start <= body.count, length <= body.count - start
        else { return nil }
        return UnsafeRawBufferPointer(rebasing: body[start..<start + length])
    }

    /// How many buffers of bytes an array of views has.
    func viewBuffers(_ field: ArrowField) -> Int {
        field.viewsBefore < views.count ? Int(views.long(field.viewsBefore)) : 0
    }

    /// A buffer of at least `count` values of `width` bytes.
    func values(_ field: ArrowField, _ index: Int, count: Int, width: Int) throws(Failure) -> UnsafeRawBufferPointer {
        let bytes = try buffer(field, index)
        guard count <= bytes.count / width else {
            throw damage("a buffer of \(bytes.count) bytes is too short for \(count) values of \(width)")
        }
        return bytes
    }

    func damage(_ what: String) -> Failure {
        Failure(
            .badData, "the column \(column.quoted) cannot be read: \(what) (rows from \(batch.firstRow))", at: path,
            remedy: "write or download it again")
    }
}

/// A bitmap, least significant bit first; without bytes every bit is 0.
struct ArrowBits {
    let bytes: UnsafeRawBufferPointer?

    /// Bit `index`, which must lie in the bytes.
    subscript(index: Int) -> Bool { bytes.map { $0[index >> 3] >> UInt8(index & 7) & 1 == 1 } ?? false }
}
