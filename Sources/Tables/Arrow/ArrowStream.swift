import Failures
import Files
import Foundation

/// A record batch: some rows of all columns. Its metadata says where in the body each array's parts are.
struct ArrowBatch {
    /// Rows of the file before it, and in it.
    let firstRow: Int
    let count: Int
    /// Bytes of the file: the message's metadata, and its body.
    let metadata: Range<Int>
    let body: Range<Int>
    /// Its buffers are compressed with zstd.
    let isZstd: Bool
}

/// A mapped file of the Arrow IPC stream or file format, its record batches found but not read.
///
/// A message is FF FF FF FF, the length of its metadata (i32), the metadata (a FlatBuffer `Message`), padding to 8, and a
/// body; length 0 ends the stream. The file format has `ARROW1` in front, and behind its messages a footer that says where
/// they are: `ArrowFooter`. Source: arrow/docs/source/format/Columnar.rst, arrow/format/Message.fbs.
struct ArrowStream {
    let file: MappedFile
    let schema: ArrowSchema
    private(set) var batches: [ArrowBatch] = []
    private(set) var rowCount = 0
    /// How the bodies of some batch are compressed where that is not read; nil: all can be read.
    private(set) var unreadCodec: String?

    /// How the file format begins and ends.
    static let magic = Array("ARROW1".utf8)

    /// Throws as `InputFile` does, and `Failure(.badData)` for what is not whole or not Arrow.
    init(_ path: String) throws(Failure) {
        do {
            file = try MappedFile(URL(filePath: path))
        } catch {
            throw error as? Failure ?? Failure(.io, "cannot be mapped", at: path)
        }
        if file.bytes.starts(with: Self.magic) {
            let reader = ArrowMessageReader(file), footer = try Self.footer(reader, file)
            schema = try Self.schema(footer.schema, footer.version, reader)
            for block in footer.batches {
                let message = try reader.message(in: block)
                guard message.kind == .batch else { throw reader.damage("it is no batch of rows", at: message.start) }
                try add(message, reader)
            }
            return
        }
        var reader = ArrowMessageReader(file)
        guard let first = try reader.next() else { throw reader.damage("there is no schema in it", at: 0) }
        guard first.kind == .schema else {
            throw reader.damage("it begins with another message than its schema", at: first.start)
        }
        schema = try Self.schema(first.header, first.version, reader, at: first.start)
        while let message = try reader.next() {
            switch message.kind {
            // Columns whose values are in dictionaries are refused by name; other columns can be read.
            case .dictionary: continue
            case .schema: throw reader.damage("there is a second schema in it", at: message.start)
            case .batch: try add(message, reader)
            }
        }
    }

    private static func schema(
        _ table: FlatTable, _ version: Int16, _ reader: ArrowMessageReader, at byte: Int? = nil
    ) throws(Failure) -> ArrowSchema {
        do throws(FlatBufferDamage) {
            return try ArrowSchema(table, version: version)
        } catch {
            throw reader.damage(error.what, at: byte)
        }
    }

    private static func footer(_ reader: ArrowMessageReader, _ file: MappedFile) throws(Failure) -> ArrowFooter {
        guard file.count >= 2 * magic.count + 6, file.bytes.suffix(magic.count).elementsEqual(magic) else {
            throw reader.broken(at: file.count)
        }
        do throws(FlatBufferDamage) {
            return try ArrowFooter(of: file.bytes)
        } catch {
            throw reader.damage(error.what)
        }
    }

    private mutating func add(_ message: ArrowMessage, _ reader: ArrowMessageReader) throws(Failure) {
        do throws(FlatBufferDamage) {
            let codec = try message.header.table(3).map { (table) throws(FlatBufferDamage) in try table.number(0, absent: Int8(0)) }
            if let codec, codec != 1 { unreadCodec = codec == 0 ? "LZ4" : "codec \(codec)" }
            let length = try message.header.number(0, absent: Int64(0))
            // Even truth values need a bit each. Nulls need nothing, so that a small file could have rows without end.
            let bytes = (codec == 1 ? try held(message) : message.body.count) + (1 << 13)
            guard let count = Int(exactly: length), count >= 0, unreadCodec != nil || count / 8 <= bytes else {
                throw FlatBufferDamage(what: "a batch has \(length) rows, more than its \(message.body.count) bytes can hold")
            }
            let buffers = try message.header.vector(2, width: 16).count
            let expected = schema.buffers + (try ArrowBatchReader.viewBuffers(message.header, schema))
            guard try message.header.vector(1, width: 16).count == schema.nodes, buffers == expected else {
                throw FlatBufferDamage(what: "a batch has other columns than the schema")
            }
            guard count > 0 else { return }
            batches.append(
                ArrowBatch(
                    firstRow: rowCount, count: count, metadata: message.metadata, body: message.body, isZstd: codec == 1))
            let (total, overflow) = rowCount.addingReportingOverflow(count)
            guard !overflow else { throw FlatBufferDamage(what: "it has more rows than can be counted") }
            rowCount = total
        } catch {
            throw reader.damage(error.what, at: message.start)
        }
    }

    /// How many bytes the buffers of a compressed batch say they hold; what says nothing that can be is found when it is read.
    private func held(_ message: ArrowMessage) throws(FlatBufferDamage) -> Int {
        let buffers = try message.header.vector(2, width: 16)
        let body = UnsafeRawBufferPointer(rebasing: file.bytes[message.body])
        var total = 0
        for index in 0..<buffers.count {
            guard let source = ArrowBatchReader.part(index, of: buffers, in: body), !source.isEmpty else { continue }
            total += ((try? ArrowDecompressed.size(of: source)) ?? nil) ?? source.count
            // Enough for any number of rows that a file is read for.
            if total > 1 << 40 { break }
        }
        return total
    }
}
