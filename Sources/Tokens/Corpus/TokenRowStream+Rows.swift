import Failures

extension TokenRowStream {
    /// A full row, or nil at the end of the corpus, where what is left over is dropped.
    func nextPackedRow() throws(Failure) -> [Int32]? {
        var row: [Int32] = []
        row.reserveCapacity(context)
        while true {
            guard state.tokenOffset < ids.count else {
                finishPiece()
                guard try readPiece() else { return nil }
                continue
            }
            // At the start of a row, and between two documents in one; elsewhere a document goes on.
            let separates = row.isEmpty || state.tokenOffset == 0 && piece?.beginsDocument == true
            if separates, let bos, ids[state.tokenOffset] != bos { row.append(bos) }
            let taken = min(context - row.count, ids.count - state.tokenOffset)
            row += ids[state.tokenOffset..<state.tokenOffset + taken]
            state.tokenOffset += taken
            if state.tokenOffset == ids.count { finishPiece() }
            if row.count == context { return row }
        }
    }

    /// The next document that is not empty, cut off at the context; nil at the end of the corpus.
    func nextDocumentRow() throws(Failure) -> [Int32]? {
        var row: [Int32] = []
        while true {
            guard try readPiece() else { return nil }
            if row.isEmpty, let bos, let first = ids.first, first != bos { row.append(bos) }
            row += ids.prefix(context - row.count)
            let isLast = piece?.endsDocument == true
            finishPiece()
            if !isLast, row.count == context {
                state.documents += 1
                leaveFile()
            }
            if !row.isEmpty, isLast || row.count == context { return row }
        }
    }

    /// Reads the next document, or piece of a long text, into `ids`; false when all files are read.
    func readPiece() throws(Failure) -> Bool {
        while state.fileIndex < files.count {
            if self.reader == nil { self.reader = try openFile() }
            guard let reader else { return false }
            if let next = try reader.next() {
                piece = next
                ids = switch next.content {
                case .text(let text): tokenizer.encode(utf8: text, addSpecialTokens: false)
                case .ids(let ids): ids
                }
                state.place = next.place
                state.skippedLines = next.skippedBefore
                state.tokenOffset = 0
                return true
            }
            leaveFile()
        }
        return false
    }

    private func openFile() throws(Failure) -> any DocumentSource {
        let file = files[state.fileIndex]
        let demand = DocumentDemand(column: column, onBadLine: onBadLine, ids: tokenisedRule)
        guard let format = Corpus.format(of: file) else {
            throw Failure(.badData, "not a corpus file: its name has no known ending", at: file)
        }
        guard format == .table, let column else {
            return try LineDocuments(
                file: file, format: format, demand, from: state.place, skippedLines: state.skippedLines)
        }
        return try TableDocuments(
            try tables.open(file), column, demand, from: state.place, skippedLines: state.skippedLines)
    }

    /// Moves the position behind the piece just handed out.
    func finishPiece() {
        guard let reader, let piece else { return }
        if piece.endsDocument { state.documents += 1 }
        state.place = reader.place
        state.skippedLines = reader.skippedLines
        state.tokenOffset = 0
        ids = []
        self.piece = nil
    }

    private func leaveFile() {
        state.skippedLines = reader?.skippedLines ?? state.skippedLines
        reader = nil
        piece = nil
        ids = []
        state.fileIndex += 1
        state.place = DocumentPlace()
        state.tokenOffset = 0
    }

    /// Begins the next epoch. Throws: `Failure` `.badData` when the corpus filled no row.
    func endEpoch() throws(Failure) {
        guard state.rows > state.rowsBeforeEpoch else {
            let places = files.count == 1 ? files[0] : "\(files[0]) and \(files.count - 1) more"
            throw Failure(
                .badData, "the corpus does not fill one row of \(context) tokens", at: places,
                remedy: "give more text, or a smaller context")
        }
        state.epoch += 1
        state.fileIndex = 0
        state.rowsBeforeEpoch = state.rows
    }

    /// Reads the document again that a saved position stands in.
    func resumeInsideDocument() throws(Failure) {
        let offset = state.tokenOffset
        try chooseColumn()
        guard column?.kind != .ids, state.fileIndex < files.count, try readPiece(), offset < ids.count else {
            throw Failure(
                .badData, "the saved position is not in this corpus", at: files.last,
                remedy: "resume with the corpus and the tokenizer that the run began with")
        }
        state.tokenOffset = offset
    }
}
