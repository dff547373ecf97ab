import Synchronization

/// What a person who waits is told.
public enum HubEvent: Sendable {
    /// A line: that a request is made again, that another process is waited for, that the cache must do.
    case note(String)
    /// How far a file has come; several times a second at most, and once at its end.
    case progress(HubProgress)
}

/// How far a file has come.
public struct HubProgress: Sendable, Equatable {
    /// "org/name/model.safetensors"
    public let file: String
    /// Bytes that are here.
    public let done: Int
    /// Bytes in all; nil where the Hub does not say.
    public let total: Int?
    /// Of this download, over its last seconds.
    public let bytesPerSecond: Double
    /// Whether that was the last word of this file.
    public let isEnd: Bool
}

/// Counts bytes and says so now and then. Several threads count.
final class ProgressMeter: Sendable {
    private struct State {
        var done: Int
        var moments: [(time: ContinuousClock.Instant, done: Int)] = []
        var lastSaid: ContinuousClock.Instant?
    }

    private let state: Mutex<State>
    private let file: String
    private let total: Int?
    private let say: @Sendable (HubProgress) -> Void

    init(_ file: String, done: Int, total: Int?, say: @escaping @Sendable (HubProgress) -> Void) {
        self.file = file
        self.total = total
        self.say = say
        state = Mutex(State(done: done, moments: [(.now, done)]))
    }

    func add(_ bytes: Int) { change { $0.done += bytes } }

    /// So many are here: a download that goes on, or begins anew.
    func set(_ done: Int) {
        change {
            $0.done = done
            $0.moments = [(.now, done)]
        }
    }

    func end() {
        let (done, rate) = state.withLock { ($0.done, ProgressMeter.rate($0)) }
        say(HubProgress(file: file, done: done, total: total, bytesPerSecond: rate, isEnd: true))
    }

    private func change(_ body: (inout State) -> Void) {
        let now = ContinuousClock.now
        let word: (Int, Double)? = state.withLock { state in
            body(&state)
            if let last = state.lastSaid, now - last < .milliseconds(200) { return nil }
            state.lastSaid = now
            state.moments.append((now, state.done))
            // Of the last five seconds.
            while state.moments.count > 25 { state.moments.removeFirst() }
            return (state.done, ProgressMeter.rate(state))
        }
        guard let word else { return }
        say(HubProgress(file: file, done: word.0, total: total, bytesPerSecond: word.1, isEnd: false))
    }

    private static func rate(_ state: State) -> Double {
        guard let first = state.moments.first else { return 0 }
        let seconds = (ContinuousClock.now - first.time) / .seconds(1)
        return seconds > 0 ? Double(max(0, state.done - first.done)) / seconds : 0
    }
}
