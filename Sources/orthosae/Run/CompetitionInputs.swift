import Autoencoders
import Evaluation
import Failures
import Files
import Foundation
import Harvest
import Records
import SAEFiles
import Tokens

/// A run whose competition is to be looked at: its settings, and what its folder tells.
struct CompetitionInputs {
    let folder: URL
    let config: RunConfig
    let history: RunHistory

    /// - Throws: `Failure`: `.missingInput` for a folder that is not there, holds an SAE without its run, or a run
    ///   without a finished SAE; what reading settings and events throws.
    init(_ folder: URL, evaluations: URL? = nil) throws {
        let path = folder.path(percentEncoded: false)
        func has(_ name: String) -> Bool {
            FileManager.default.fileExists(atPath: folder.appending(path: name).path(percentEncoded: false))
        }
        guard FileManager.default.fileExists(atPath: path) else {
            throw FolderListing.missing(path)
        }
        guard has(FileNames.resolvedSettings) else {
            if has(FileNames.comparison) {
                throw Failure(
                    .usage, "this is a comparison of several SAEs", at: path, remedy: "name the folder of one of them")
            }
            throw Failure(
                .missingInput,
                SAELensFolder.isOne(folder)
                    ? "this is an SAE without its run: neither settings nor events are here"
                    : "this is no run: there is no \(FileNames.resolvedSettings)", at: path,
                remedy: "name the folder that 'orthosae train' or 'compare' wrote")
        }
        guard SAELensFolder.isOne(folder.appending(path: FileNames.finished, directoryHint: .isDirectory)) else {
            throw Failure(
                .missingInput, "the run has no finished SAE", at: path, remedy: ResumePlace.command("train", path))
        }
        var sources = RunConfigSources()
        sources.areRecorded = true
        sources.file = folder.appending(path: FileNames.resolvedSettings).path(percentEncoded: false)
        config = RunPaths.found(try sources.resolve(), for: path)
        self.folder = folder
        history = try RunHistory(
            run: folder, evaluations: evaluations, coefficient: config.competition.coefficient.rawValue)
    }

    /// θ where nobody says: the run's own at its end; 0.3 where that has no meaning for the cosine, and why.
    var theta: (value: Float, reason: String?) {
        let own = config.competition
        if own.weight <= 0 { return (0.3, "θ is 0.3: the run has no competition term") }
        if own.coefficient != .cosine {
            return (0.3, "θ is 0.3 and c the cosine: the run was trained with \(own.coefficient.rawValue.quoted)")
        }
        return (own.thresholdEnd, nil)
    }

    /// What a person should be told of the run's records.
    var notes: [String] {
        var notes: [String] = []
        if history.unreadableLines > 0 {
            let lines = history.unreadableLines == 1 ? "1 line" : "\(history.unreadableLines) lines"
            notes.append("left out of \(FileNames.events): \(lines) that cannot be read (cut off, or damaged)")
        }
        if !history.hasStatistics {
            notes.append(
                "no event has statistics of competition: they are taken every \(config.record.competitionEvery) steps "
                    + "(record.competition_every)")
        }
        return notes
    }
}

/// The text that competition is looked at over.
struct CompetitionRows {
    let rows: [[Int32]]
    /// How many of them training saw.
    let trained: Int

    /// The most rows where nobody says how many: as many as the core evaluation of a comparison reads.
    static let most = 320

    /// The first rows of a run's text, which are those that it held out; or of other text.
    ///
    /// - Parameter wanted: nil: the held-out rows, or those of the other text, up to `most`.
    /// - Throws: `Failure`: `.missingInput` where nothing is held out; `.badData` for too little text; what reading throws.
    init(_ config: RunConfig, corpus: [String]?, column: String?, wanted: Int?, tokenizer: Tokenizer) throws {
        let heldOut = config.data.heldOutRows
        guard wanted != nil || corpus != nil || heldOut > 0 else {
            throw Failure(
                .missingInput, "there are no held-out tokens: the run trained on all of its text (data.held_out_rows is 0)",
                remedy: "give other text with --corpus, or --rows to look at text that was trained on")
        }
        let files = try Places.corpus(corpus ?? config.data.corpus)
        var data = config.data
        // Other text has other columns.
        if corpus != nil { data.column = column }
        let stream = try TokenRowStream(data, files: files, tokenizer: tokenizer)
        let count = wanted ?? min(CompetitionRows.most, corpus == nil ? heldOut : CompetitionRows.most)
        var rows: [[Int32]] = []
        while rows.count < count, let row = try stream.next() {
            // The text began anew.
            if stream.position.rowsBeforeEpoch > 0 { break }
            rows.append(row.ids)
        }
        if let wanted, rows.count < wanted {
            throw Failure(
                .badData, "the text has \(rows.count) rows, \(wanted) were asked for", at: files.first,
                remedy: "ask for fewer with --rows")
        }
        self.rows = rows
        trained = corpus == nil ? max(0, rows.count - heldOut) : 0
    }
}
