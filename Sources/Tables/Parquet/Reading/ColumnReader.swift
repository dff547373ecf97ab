/// One column's values in one row group, a bounded piece at a time.
final class ColumnReader {
    let leaf: Leaf
    private var pages: ChunkPages
    private let decompressor: PageDecompressor
    private var dictionary: PageDictionary?
    /// The current page's.
    var levels: Levels
    private(set) var values: PageValues?

    /// A piece ends once it has so many bytes of strings or of lists' numbers.
    static let budget = 1 << 20
    /// The most elements of one row's list, and the most bytes of its strings.
    static let longestList = 1 << 24
    static let longestText = 1 << 28

    init(_ leaf: Leaf, chunk: ColumnChunk, in file: Bytes) throws(Damage) {
        self.leaf = leaf
        guard !chunk.isEncrypted else { throw Damage("is encrypted", isUnsupported: true) }
        guard !chunk.isElsewhere else { throw Damage("lies in another file", isUnsupported: true) }
        guard chunk.type == leaf.type else { throw Damage("has another type than the schema says") }
        pages = try ChunkPages(file.part(from: chunk.offset, count: chunk.size, "its pages"), values: chunk.values)
        decompressor = PageDecompressor(codec: chunk.codec)
        levels = Levels(leaf)
    }

    /// Which page a problem is in, for messages: the one being read, or the one whose header is.
    var page: Int { levels.remaining > 0 ? max(0, pages.number - 1) : pages.number }

    /// Whether all values have come.
    var isFinished: Bool { levels.remaining == 0 && pages.values == 0 }

    /// The next rows, up to `limit` of them and at least one. Throws where there is none.
    func read(upTo limit: Int) throws(Damage) -> ColumnValues {
        leaf.isList ? try readLists(upTo: limit) : try readFlat(upTo: limit)
    }

    /// Passes over rows: whole pages by their headers where these tell how many rows there are.
    func skip(_ rows: Int) throws(Damage) {
        var left = rows
        while left > 0 {
            if levels.remaining == 0, let header = try pages.peek(), let known = rowsKnown(header), known <= left {
                _ = try pages.pass()
                left -= known
                continue
            }
            if levels.remaining == 0, let header = try pages.peek(), header.kind == .dictionary || header.kind == .other {
                try open(header)
                continue
            }
            left -= try read(upTo: left).count
        }
    }

    private func rowsKnown(_ header: PageHeader) -> Int? {
        switch header.kind {
        case .data: leaf.isList ? nil : header.values
        case .dataV2: leaf.isList ? header.rows : header.values
        default: nil
        }
    }

    /// Makes sure that the batch of levels holds something; false at the chunk's end.
    func advance() throws(Damage) -> Bool {
        while levels.next == levels.end {
            if try levels.fill() { return true }
            guard let header = try pages.peek() else { return false }
            try open(header)
        }
        return true
    }

    private func open(_ header: PageHeader) throws(Damage) {
        let page = try pages.pass()
        guard header.kind != .other else { return }
        try ChunkPages.check(page, header)
        switch header.kind {
        case .dictionary:
            guard dictionary == nil, values == nil else { throw Damage("has a second dictionary, or one behind its data") }
            let bytes = try decompressor.bytes(of: page, size: header.size)
            dictionary = try PageDictionary(bytes, header, leaf: leaf)
        case .data: try openFirstVersion(header, page)
        default: try openSecondVersion(header, page)
        }
    }

    /// Version 1: the levels are compressed with the values, each kind behind its length.
    private func openFirstVersion(_ header: PageHeader, _ page: Bytes) throws(Damage) {
        let bytes = try decompressor.bytes(of: page, size: header.size)
        var position = 0
        func runs(_ highest: Int, _ encoding: Int) throws(Damage) -> Bytes {
            guard highest > 0 else { return .none }
            guard encoding == PageEncoding.runLength.rawValue else {
                throw Damage("has levels of the encoding \(PageEncoding.name(encoding))", isUnsupported: true)
            }
            let size = try bytes.uint32(at: position, "its levels")
            let runs = try bytes.part(from: position + 4, count: size, "its levels")
            position += 4 + size
            return runs
        }
        let repetitions = try runs(leaf.repetition, header.repetitionEncoding)
        let definitions = try runs(leaf.definition, header.definitionEncoding)
        try begin(header, repetitions, definitions, bytes.rest(from: position, "its values"))
    }

    /// Version 2: the levels lie in front, never compressed, their lengths in the header.
    private func openSecondVersion(_ header: PageHeader, _ page: Bytes) throws(Damage) {
        let repetitions = try page.part(from: 0, count: header.repetitionBytes, "its repetition levels")
        let definitions = try page.part(from: header.repetitionBytes, count: header.definitionBytes, "its definition levels")
        let position = header.repetitionBytes + header.definitionBytes
        let packed = try page.rest(from: position, "its values")
        guard header.size >= position else { throw Damage("has \(position) bytes of levels in a page of \(header.size)") }
        let bytes = header.isCompressed ? try decompressor.bytes(of: packed, size: header.size - position) : packed
        try begin(header, repetitions, definitions, bytes)
    }

    private func begin(_ header: PageHeader, _ repetitions: Bytes, _ definitions: Bytes, _ bytes: Bytes) throws(Damage) {
        try levels.begin(header.values, definitions: definitions, repetitions: repetitions)
        values = try PageValues(bytes, encoding: header.encoding, leaf: leaf, dictionary: dictionary)
    }

    /// Uses up entries of the batch.
    func use(_ count: Int) { levels.next += count }
}
