package import Failures
import Files
package import Foundation

/// A run's events, read one after the other: what a page or a report tells of them, in memory that does not grow with
/// their number. Up to 4,096 of each are kept as they are, more are thinned evenly.
package struct EventHistory: Sendable {
    private static let most = 4096

    private var thinned = Thinned<EventLine>(most: most)
    private var thinnedMoments = Thinned<CompetitionReport.Moment>(most: most)
    private var pairs = PairHistories()
    /// Lines that are no event: damaged, with numbers that cannot be, or cut off when the run was.
    package private(set) var unreadable = 0
    /// Stretches of one phase, in order: from its first event's step to the next one's.
    package private(set) var phases: [(name: String, from: Int, to: Int)] = []

    /// Nothing recorded.
    package init() {}

    /// - Parameter onRead: is given the file's bytes in order.
    ///
    /// Throws as `InputFile` does.
    package init(at file: URL, onRead: (([UInt8]) -> Void)? = nil) throws(Failure) {
        try RecordLines.read(EventLine.self, at: file.filePath, onRead: onRead) { add($0) }
    }

    /// Takes the next line; nil: one that is no event.
    package mutating func add(_ line: EventLine?) {
        guard let line else {
            unreadable += 1
            return
        }
        thinned.append(line)
        addPhase(of: line)
        if let moment = CompetitionReport.moment(of: line) { thinnedMoments.append(moment) }
        pairs.add(line)
    }

    /// More phases than this are damage: a curriculum has four.
    private static let mostPhases = 1000

    private mutating func addPhase(of line: EventLine) {
        guard let phase = line.phase else { return }
        let last = phases.indices.last
        if let last { phases[last].to = line.step }
        if last.map({ phases[$0].name != phase }) ?? true, phases.count < EventHistory.mostPhases {
            phases.append((phase, line.step, line.step))
        }
    }

    /// In the file's order.
    package var lines: [EventLine] { thinned.elements }
    /// How many events there are.
    package var count: Int { thinned.count }
    package var last: EventLine? { thinned.last }
    package var lastStep: Int? { last?.step }
    package var plannedSteps: Int? { last?.steps }

    /// The statistics of every event that has some, in the events' order.
    package var moments: [CompetitionReport.Moment] { thinnedMoments.elements }
    /// Every pair that an event names among the strongest, as `CompetitionReport.strongest(in:)` orders them.
    package var strongest: [CompetitionReport.PairHistory] { pairs.ordered }
}
