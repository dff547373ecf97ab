import Foundation
import Records

/// Shows how a run stands: one line that is rewritten on a terminal, now and then a new line elsewhere.
struct ProgressDisplay {
    /// Between two lines where nobody watches, and between two redraws where somebody does.
    private static let lineInterval = 5.0
    private static let redrawInterval = 0.2

    private var lastShown = -Double.infinity
    /// Seconds and step when this process took its first step, for the time that is left.
    private var start: (seconds: Double, step: Int)?
    /// The last figures that have their own interval.
    private var pairs: Int?

    mutating func show(_ event: TrainEvent) {
        if let record = event.competition { pairs = record.pairs }
        if start == nil { start = (event.seconds, event.step) }
        let isLast = event.step + 1 == event.steps
        let interval = Terminal.isLive ? Self.redrawInterval : Self.lineInterval
        guard isLast || event.seconds - lastShown >= interval || event.step == start?.step else { return }
        lastShown = event.seconds
        let line = text(event)
        if Terminal.isLive {
            Terminal.replaceLine(line)
            if isLast { Terminal.endLine() }
        } else {
            Terminal.say(line)
        }
    }

    /// Leaves a half-drawn line behind, before something else is said.
    func leave() {
        if Terminal.isLive, start != nil { Terminal.endLine() }
    }

    /// Over everything this process has done: a single step may wait for the buffer to be refilled, or not at all.
    private func rate(_ event: TrainEvent) -> Double? {
        guard let start, event.step > start.step, event.seconds > start.seconds else { return nil }
        let tokensPerStep = Double(event.tokens) / Double(event.step + 1)
        return Double(event.step - start.step) * tokensPerStep / (event.seconds - start.seconds)
    }

    private func text(_ event: TrainEvent) -> String {
        var parts = ["step \(event.step + 1)/\(event.steps)", event.phase.rawValue]
        if let rate = rate(event) { parts.append("\(Wording.count(Int(rate))) tokens/s") }
        let losses = [
            ("rec", event.losses.reconstruction), ("sparse", event.losses.sparsity),
            ("compete", event.losses.competition),
            ("temporal", event.losses.temporal), ("aux", event.losses.auxiliary),
        ].filter { $0.0 == "rec" || $0.1 != 0 }
        parts.append(
            "loss \(Wording.figure(event.losses.total)) ("
                + losses.map { "\($0.0) \(Wording.figure($0.1))" }.joined(separator: ", ") + ")")
        parts.append("L0 \(Wording.figure(event.l0))")
        parts.append("alive \(Wording.percent(event.aliveFraction))")
        if let pairs, pairs > 0 { parts.append("pairs \(Wording.count(pairs))") }
        if let start, event.step > start.step {
            let each = (event.seconds - start.seconds) / Double(event.step - start.step)
            parts.append("\(Wording.duration(each * Double(event.steps - event.step - 1))) left")
        }
        return parts.joined(separator: "  ")
    }
}

/// The same for a harvest: activations so far.
struct HarvestDisplay {
    let total: Int
    private var lastShown = -Double.infinity

    init(total: Int) { self.total = total }

    mutating func show(_ done: Int, seconds: Double) {
        guard done == total || seconds - lastShown >= (Terminal.isLive ? 0.2 : 5) else { return }
        lastShown = seconds
        let rate = Double(done) / max(seconds, 1e-9)
        let line =
            "\(Wording.count(done)) of \(Wording.count(total)) activations  "
            + "\(Wording.count(Int(rate))) tokens/s  \(Wording.duration(Double(total - done) / max(rate, 1e-9))) left"
        if Terminal.isLive { Terminal.replaceLine(line) } else { Terminal.say(line) }
    }

    func leave() {
        if Terminal.isLive, lastShown > -.infinity { Terminal.endLine() }
    }
}
