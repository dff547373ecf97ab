/// The decoder of a page's values.
enum PageValues {
    case text(any TextDecoder)
    case integers(ScalarSource<Int64>)
    case numbers(ScalarSource<Double>)
    case truths(ScalarSource<Bool>)

    /// - Parameter dictionary: the chunk's, nil where it has none.
    init(_ bytes: Bytes, encoding code: Int, leaf: Leaf, dictionary: PageDictionary?) throws(Damage) {
        let encoding = PageEncoding(rawValue: code)
        if case .null = leaf.form {
            self = .text(NoText())
            return
        }
        if encoding == .plainDictionary || encoding == .runLengthDictionary {
            guard let dictionary else { throw Damage("has values of a dictionary, but no dictionary") }
            self = try dictionary.values(bytes)
            return
        }
        switch (leaf.form, encoding) {
        case (.text, .plain): self = .text(PlainText(bytes))
        case (.text, .deltaLengthByteArray): self = .text(try DeltaLengthText(bytes))
        case (.text, .deltaByteArray): self = .text(try DeltaPrefixText(bytes))
        case (.integers(let bits, let signed), .plain): self = .integers(.plain(Integers.plain(bytes, bits: bits, signed: signed)))
        case (.integers(let bits, let signed), .deltaBinaryPacked):
            self = .integers(.other(try DeltaScalars(bytes, bits: bits, signed: signed)))
        case (.integers(let bits, let signed), .byteStreamSplit):
            self = .integers(.plain(Integers.plain(try Integers.joined(bytes, size: bits / 8), bits: bits, signed: signed)))
        case (.numbers, .plain): self = .numbers(.plain(Integers.numbers(bytes, leaf.type)))
        case (.numbers, .byteStreamSplit):
            self = .numbers(.plain(Integers.numbers(try Integers.joined(bytes, size: leaf.type == .float ? 4 : 8), leaf.type)))
        case (.truths, .plain): self = .truths(.other(TruthDecoder(plain: bytes)))
        case (.truths, .runLength): self = .truths(.other(try TruthDecoder(runs: bytes)))
        default: throw Damage("has the encoding \(PageEncoding.name(code)), which is not read for its type", isUnsupported: true)
        }
    }
}

/// A column chunk's dictionary.
enum PageDictionary {
    case text(TextDictionary)
    case integers([Int64])
    case numbers([Double])

    init(_ bytes: Bytes, _ header: PageHeader, leaf: Leaf) throws(Damage) {
        guard header.encoding == PageEncoding.plain.rawValue || header.encoding == PageEncoding.plainDictionary.rawValue else {
            throw Damage("has a dictionary of the encoding \(PageEncoding.name(header.encoding))", isUnsupported: true)
        }
        switch leaf.form {
        case .text, .null: self = .text(try TextDictionary(bytes, count: header.values))
        case .integers(let bits, let signed):
            var entries: [Int64] = []
            try Integers.plain(bytes, bits: bits, signed: signed).take(header.values, appendingTo: &entries)
            self = .integers(entries)
        case .numbers:
            var entries: [Double] = []
            try Integers.numbers(bytes, leaf.type).take(header.values, appendingTo: &entries)
            self = .numbers(entries)
        case .truths: throw Damage("has a dictionary of truth values", isUnsupported: true)
        }
    }

    /// The decoder of a page of its entries' numbers.
    func values(_ bytes: Bytes) throws(Damage) -> PageValues {
        switch self {
        case .text(let dictionary): .text(try DictionaryText(bytes, dictionary: dictionary))
        case .integers(let entries): .integers(.dictionary(try DictionaryScalars(bytes, dictionary: entries)))
        case .numbers(let entries): .numbers(.dictionary(try DictionaryScalars(bytes, dictionary: entries)))
        }
    }
}
