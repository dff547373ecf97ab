import Failures
import Files
public import Foundation
import Hashing
package import Records

/// What a run's folder tells of its competition: events, and the evaluations of its SAE where there are some.
public struct RunHistory: Sendable {
    package let events: EventHistory
    /// Lines of `events.jsonl` that are no event: cut off, or damaged.
    public var unreadableLines: Int { events.unreadable }
    package var absorption: AbsorptionRecord?
    package var probing: ProbingRecord?
    /// The setting `competition.coefficient`.
    public var coefficient: String
    /// Of the files' bytes.
    let digest: String

    /// Whether there is a result of each.
    public var hasAbsorption: Bool { absorption != nil }
    public var hasProbing: Bool { probing != nil }

    /// Whether any event has statistics of competition.
    public var hasStatistics: Bool { !events.moments.isEmpty }

    /// - Parameters:
    ///   - evaluations: a further folder of results, in which files are named after the runs.
    ///   - coefficient: what c was in training.
    /// - Throws: `Failure`: `.missingInput` without events; `.badData` where no line is one, and for a file of results
    ///   that cannot be read.
    public init(run: URL, evaluations: URL? = nil, coefficient: String) throws {
        let file = run.appending(path: FileNames.events), place = file.path(percentEncoded: false)
        let hash = SHA256()
        do throws(Failure) {
            events = try EventHistory(at: file) { hash.update(data: Data($0)) }
        } catch {
            guard error.kind == .missingInput else { throw error }
            throw Failure(
                .missingInput, "there are no events", at: place,
                remedy: "name a run's folder, as 'orthosae train' or 'compare' wrote it")
        }
        guard events.count > 0 else {
            throw Failure(
                .badData, events.unreadable == 0 ? "there is no event in it" : "no line of it is an event", at: place,
                remedy: "name the folder of a run that has begun")
        }
        self.coefficient = coefficient
        absorption = try RunHistory.result(AbsorptionRecord.self, "absorption", run, evaluations)
        probing = try RunHistory.result(ProbingRecord.self, "sparse_probing", run, evaluations)
        digest = ContentHash.digits(of: [
            SHA256.hexadecimal(hash.finalize()), absorption?.identity ?? "-", probing?.identity ?? "-", coefficient,
        ])
    }

    private static func result<Record: Decodable>(
        _ type: Record.Type, _ area: String, _ run: URL, _ further: URL?
    ) throws(Failure) -> Record? {
        guard let file = ResultFiles.find(area, ofRun: run, further: further) else { return nil }
        let place = file.path(percentEncoded: false)
        guard let record = LooseJSON.read(type, try WholeFile.data(file)) else {
            throw Failure(
                .badData, "this is no result of 'orthosae evaluate'", at: place,
                remedy: "remove it, or evaluate the run again")
        }
        return record
    }
}
