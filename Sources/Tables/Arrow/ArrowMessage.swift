import Failures
import Files

/// A message of an Arrow stream.
struct ArrowMessage {
    enum Kind { case schema, dictionary, batch }

    /// The byte of the file where it begins.
    let start: Int
    let kind: Kind
    /// The metadata's version, 3 for V4 and 4 for V5.
    let version: Int16
    /// The `Schema`, `DictionaryBatch` or `RecordBatch`.
    let header: FlatTable
    let metadata: Range<Int>
    let body: Range<Int>

    fileprivate init(_ start: Int, _ parts: Parts, _ metadata: Range<Int>, body: Range<Int>) {
        self.start = start
        self.kind = parts.kind
        self.version = parts.version
        self.header = parts.header
        self.metadata = metadata
        self.body = body
    }

    /// What the metadata says.
    fileprivate struct Parts {
        let kind: ArrowMessage.Kind
        let version: Int16
        let header: FlatTable
        let bodyLength: Int64

        init(_ metadata: UnsafeRawBufferPointer) throws(FlatBufferDamage) {
            let table = try FlatTable(root: metadata)
            version = try table.number(0, absent: 0)
            guard version == 3 || version == 4 else {
                throw FlatBufferDamage(what: "its metadata has the version V\(Int(version) + 1); V4 and V5 are read")
            }
            switch try table.number(1, absent: UInt8(0)) {
            case 1: kind = .schema
            case 2: kind = .dictionary
            case 3: kind = .batch
            case let tag: throw FlatBufferDamage(what: "a message of the kind \(tag), which is no table's")
            }
            header = try ArrowMessage.header(in: metadata)
            bodyLength = try table.number(3, absent: 0)
        }
    }

    /// A message's header, found again in its metadata.
    static func header(in metadata: UnsafeRawBufferPointer) throws(FlatBufferDamage) -> FlatTable {
        guard let header = try FlatTable(root: metadata).table(2) else { throw FlatBufferDamage(what: "the message is empty") }
        return header
    }
}

/// Goes through the messages of a mapped file, body by body, or reads the one that a footer's block shows.
struct ArrowMessageReader {
    private let file: MappedFile
    private var place = 0

    init(_ file: MappedFile) { self.file = file }

    /// The next message; nil at the end. Throws `.badData` for what is no message and for a file that breaks off.
    mutating func next() throws(Failure) -> ArrowMessage? {
        let bytes = file.bytes, start = place
        guard let (metadata, parts, bodyLength) = try message(at: start, before: bytes.count) else {
            try finish(at: start + 8)
            return nil
        }
        // Writers pad what they count, and some count without padding: the next message begins at a multiple of 8.
        let bodyStart = Self.padded(metadata.upperBound)
        guard bodyLength <= bytes.count - bodyStart else { throw broken(at: start) }
        place = Self.padded(bodyStart + bodyLength)
        return ArrowMessage(start, parts, metadata, body: bodyStart..<bodyStart + bodyLength)
    }

    /// The message of a footer's block. Throws `.badData` where none lies there.
    func message(in block: ArrowFooter.Block) throws(Failure) -> ArrowMessage {
        let start = block.metadata.lowerBound
        guard let (metadata, parts, length) = try message(at: start, before: block.metadata.upperBound) else {
            throw damage("no message begins there", at: start)
        }
        guard length <= block.body.count else {
            throw damage("a message has a body of \(length) bytes, and its block \(block.body.count)", at: start)
        }
        return ArrowMessage(start, parts, metadata, body: block.body.prefix(length))
    }

    /// The metadata that begins at a byte and ends before another, what it says, and the length of the body; nil for the
    /// mark of the end.
    private func message(
        at start: Int, before end: Int
    ) throws(Failure) -> (metadata: Range<Int>, parts: ArrowMessage.Parts, bodyLength: Int)? {
        let bytes = file.bytes
        guard end - start >= 8 else { throw broken(at: start) }
        guard bytes.loadUnaligned(fromByteOffset: start, as: UInt32.self) == .max else {
            throw damage("no message begins there", at: start)
        }
        let length = Int(Int32(littleEndian: bytes.loadUnaligned(fromByteOffset: start + 4, as: Int32.self)))
        guard length != 0 else { return nil }
        guard length > 0 else { throw damage("a message has \(length) bytes of metadata", at: start) }
        guard length <= end - start - 8 else { throw broken(at: start) }
        let metadata = start + 8..<start + 8 + length
        do throws(FlatBufferDamage) {
            let parts = try ArrowMessage.Parts(UnsafeRawBufferPointer(rebasing: bytes[metadata]))
            guard let length = Int(exactly: parts.bodyLength), length >= 0 else {
                throw FlatBufferDamage(what: "a message has a body of \(parts.bodyLength) bytes")
            }
            return (metadata, parts, length)
        } catch {
            throw damage(error.what, at: start)
        }
    }

    /// What breaks the format, with the byte of the file where it is a message that does.
    func damage(_ what: String, at byte: Int? = nil) -> Failure {
        Failure(
            .badData, "not readable as Arrow: \(what)\(byte.map { " (message at byte \($0))" } ?? "")", at: file.path,
            remedy: "write or download it again")
    }

    func broken(at byte: Int) -> Failure {
        Failure(
            .badData, "the Arrow data breaks off before the mark of its end (message at byte \(byte) of \(file.count))",
            at: file.path, remedy: "the file is incomplete: write or download it again, or close its writer")
    }

    /// Behind the mark of the end there is nothing.
    private func finish(at end: Int) throws(Failure) {
        guard end == file.count else {
            throw Failure(
                .badData, "\(file.count - end) bytes follow the mark of the Arrow data's end", at: file.path,
                remedy: "give each stream a file of its own: streams are not joined by 'cat'")
        }
    }

    private static func padded(_ count: Int) -> Int { (count + 7) & ~7 }
}
