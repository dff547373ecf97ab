import Failures
import Hub
import Synchronization

/// How far downloads are: a line that is rewritten on a terminal; elsewhere one now and then, and one for each file that
/// took time. Several threads tell it.
final class DownloadDisplay: Sendable {
    private struct State {
        var lastShown: ContinuousClock.Instant?
        var isDrawn = false
    }

    private let state = Mutex(State())
    /// Smaller files are not spoken of.
    private static let worthSaying = 1 << 20

    func show(_ event: HubEvent) {
        switch event {
        case .note(let line):
            state.withLock { DownloadDisplay.leave(&$0) }
            Terminal.say(line)
        case .progress(let progress): show(progress)
        }
    }

    private func show(_ progress: HubProgress) {
        let size = max(progress.total ?? 0, progress.done)
        guard size >= DownloadDisplay.worthSaying else { return }
        state.withLock { state in
            let now = ContinuousClock.now, interval = Duration.seconds(Terminal.isLive ? 0.2 : 10)
            if !progress.isEnd, let last = state.lastShown, now - last < interval { return }
            if !progress.isEnd, !Terminal.isLive, state.lastShown == nil, progress.done == 0 { return }
            state.lastShown = now
            Terminal.status(DownloadDisplay.line(progress))
            state.isDrawn = Terminal.isLive
            if progress.isEnd { DownloadDisplay.leave(&state) }
        }
    }

    private static func leave(_ state: inout State) {
        if state.isDrawn { Terminal.endLine() }
        state.isDrawn = false
        state.lastShown = nil
    }

    /// "org/name/model.safetensors  45.0 %  120 of 270 MB  31 MB/s  0:05 left"
    static func line(_ progress: HubProgress) -> StatusLine {
        let name = String(progress.file.split(separator: "/").last ?? "")
        var fields: [StatusLine.Field] = [.init([progress.file, name, name.cut(toColumns: 16)], rank: 0)]
        if let total = progress.total, total > 0, !progress.isEnd {
            fields.append(.init([Wording.percent(Double(progress.done) / Double(total))], rank: 0))
            fields.append(.init(["\(Wording.bytes(progress.done)) of \(Wording.bytes(total))"], rank: 2))
        } else {
            fields.append(.init([Wording.bytes(progress.done)], rank: 1))
        }
        if progress.bytesPerSecond > 0 {
            fields.append(.init(["\(Wording.bytes(Int(bounded: progress.bytesPerSecond)))/s"], rank: 3))
            if let total = progress.total, !progress.isEnd {
                let left = Double(max(0, total - progress.done)) / progress.bytesPerSecond
                fields.append(.init(["\(Wording.duration(left)) left"], rank: 1))
            }
        }
        return StatusLine(fields)
    }
}
