/// Byte-pair encoding as the `tokenizers` library has it, with byte fallback and unknown tokens.
///
/// A text becomes one symbol per character; then the adjacent pair whose merge has the lowest rank is
/// merged, the leftmost on a tie, until no pair has a merge.
struct BPEModel: Sendable {
    var vocabulary: Vocabulary
    /// (left, right) -> rank << 32 | id of the merged piece.
    var merges: PairTable
    /// The unknown token's id, nil where the model names none (unknown characters then vanish).
    var unknownID: Int32?
    var fusesUnknown: Bool
    /// Ids of `<0x00>` to `<0xFF>`, -1 where the vocabulary lacks one; nil without byte fallback.
    var byteIDs: [Int32]?
    /// A text that is itself a piece becomes that piece, whatever the merges say.
    var ignoresMerges: Bool

    /// For each byte the symbol of its character in the alphabet of byte-level pieces, -1 for none; nil where the model
    /// sees characters.
    private let byteSymbols: [Int32]?
    /// Ids of the characters below U+10000, -1 for none.
    private let symbolOfScalar: [Int32]
    /// Pairs of symbols between which a merge can ever reach; nil when that could not be told.
    private let bridges: PairTable?

    init(
        vocabulary: Vocabulary, merges: PairTable, mergeList: [MergeRule], unknownID: Int32?, fusesUnknown: Bool,
        byteIDs: [Int32]?, ignoresMerges: Bool, isByteLevel: Bool = false
    ) {
        self.vocabulary = vocabulary
        self.merges = merges
        self.unknownID = unknownID
        self.fusesUnknown = fusesUnknown
        self.byteIDs = byteIDs
        self.ignoresMerges = ignoresMerges
        byteSymbols =
            isByteLevel ? ByteAlphabet.characters.map { vocabulary.id(of: $0[...]) ?? -1 } : nil
        var symbols = [Int32](repeating: -1, count: 0x10000)
        var initial: Set<Int32> = []
        for id in 0..<Int32(vocabulary.idLimit) {
            guard let piece = vocabulary.piece(id) else { continue }
            let scalars = String(decoding: piece.prefix(8), as: UTF8.self).unicodeScalars
            guard let scalar = scalars.first, piece.count == UTF8.width(scalar) else { continue }
            if scalar.value < 0x10000 { symbols[Int(scalar.value)] = id }
            initial.insert(id)
        }
        symbolOfScalar = symbols
        if let unknownID { initial.insert(unknownID) }
        for id in byteIDs ?? [] where id >= 0 { initial.insert(id) }
        bridges = Self.bridges(mergeList, initial: initial, idLimit: vocabulary.idLimit)
    }

    /// Appends the ids of `text[range]`, already normalised and split.
    func encode(_ text: [UInt8], _ range: Range<Int>, into ids: inout [Int32], _ work: inout MergeWorkspace) {
        guard !range.isEmpty else { return }
        if ignoresMerges, let id = wholePiece(text[range]) {
            ids.append(id)
            return
        }
        appendSymbols(of: text, range, to: &work.symbols)
        defer { work.symbols.removeAll(keepingCapacity: true) }
        guard !work.symbols.isEmpty else { return }
        var start = 0
        for i in 1..<max(work.symbols.count, 1) {
            if let bridges, bridges[work.symbols[i - 1], work.symbols[i]] == PairTable.absent {
                encodeRun(start..<i, into: &ids, &work)
                start = i
            }
        }
        encodeRun(start..<work.symbols.count, into: &ids, &work)
    }

    /// The piece that a whole part of the text is.
    func wholePiece(_ text: ArraySlice<UInt8>) -> Int32? {
        byteSymbols == nil ? vocabulary.id(of: text) : vocabulary.id(of: ByteAlphabet.piece(text)[...])
    }

    private func encodeRun(_ run: Range<Int>, into ids: inout [Int32], _ work: inout MergeWorkspace) {
        if run.count == 1 {
            ids.append(work.symbols[run.lowerBound])
            return
        }
        guard run.count <= WordCache.longestRun else {
            work.merge(run, merges, into: &ids)
            return
        }
        var hash: UInt64 = 0
        for i in run {
            hash = (hash ^ UInt64(UInt32(bitPattern: work.symbols[i]))) &* 0x9E37_79B9_7F4A_7C15
            hash ^= hash >> 32
        }
        if work.cache.append(work.symbols, run, hash: hash, to: &ids) { return }
        let before = ids.count
        work.merge(run, merges, into: &ids)
        work.cache.insert(work.symbols, run, hash: hash, ids: ids[before...])
    }

    /// One symbol for each character that the vocabulary knows; its bytes, or the unknown token, for others.
    ///
    /// A pending unknown token is written only when a known character follows or the text ends, so that
    /// characters written as bytes overtake it: the library does so, and ids must equal the library's.
    func appendSymbols(of text: [UInt8], _ range: Range<Int>, to symbols: inout [Int32]) {
        var unknownPending = false
        var i = range.lowerBound
        while i < range.upperBound {
            let (symbol, length) = symbol(of: text, at: i, end: range.upperBound)
            if symbol >= 0 {
                if unknownPending, let unknownID { symbols.append(unknownID) }
                unknownPending = false
                symbols.append(symbol)
            } else if !appendBytes(of: text[i..<i + length], to: &symbols) {
                if unknownPending, !fusesUnknown, let unknownID { symbols.append(unknownID) }
                unknownPending = true
            }
            i += length
        }
        if unknownPending, let unknownID { symbols.append(unknownID) }
    }

    /// The symbol of the character (or byte, where the model is byte-level) at a place, -1 if it has none, and its length.
    @inline(__always)
    private func symbol(of text: [UInt8], at i: Int, end: Int) -> (id: Int32, length: Int) {
        let lead = text[i]
        if let byteSymbols { return (byteSymbols[Int(lead)], 1) }
        let length = min(lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4, end - i)
        switch length {
        case 1: return (symbolOfScalar[Int(lead)], 1)
        case 2: return (symbolOfScalar[Int(lead & 0x1F) << 6 | Int(text[i + 1] & 0x3F)], 2)
        case 3:
            let scalar = Int(lead & 0x0F) << 12 | Int(text[i + 1] & 0x3F) << 6 | Int(text[i + 2] & 0x3F)
            return (symbolOfScalar[scalar], 3)
        default: return (vocabulary.id(of: text[i..<i + length]) ?? -1, length)
        }
    }

    /// A character as its bytes' pieces; false, and nothing appended, unless the vocabulary has all of them.
    private func appendBytes(of character: ArraySlice<UInt8>, to symbols: inout [Int32]) -> Bool {
        guard let byteIDs, let first = character.first else { return false }
        // A byte-level model sees a character of the alphabet, whose own bytes these are.
        let bytes = byteSymbols == nil ? character : ByteAlphabet.characters[Int(first)][...]
        guard !bytes.contains(where: { byteIDs[Int($0)] < 0 }) else { return false }
        for byte in bytes { symbols.append(byteIDs[Int(byte)]) }
        return true
    }
}

/// One line of the merge list, as ids.
struct MergeRule: Sendable {
    var left: Int32
    var right: Int32
    var merged: Int32
}
