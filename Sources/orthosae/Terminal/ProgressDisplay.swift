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
        Terminal.status(status(event))
        if isLast, Terminal.isLive { Terminal.endLine() }
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

    private func status(_ event: TrainEvent) -> StatusLine {
        var fields: [StatusLine.Field] = [
            .step(event.step + 1, of: event.steps), .init([event.phase.rawValue], rank: 6),
        ]
        if let rate = rate(event) { fields.append(.rate(rate)) }
        let loss = Wording.figure(event.losses.total)
        fields.append(.init(["loss \(loss)", loss], rank: 0))
        let terms = [
            ("rec", event.losses.reconstruction), ("sparse", event.losses.sparsity),
            ("compete", event.losses.competition),
            ("temporal", event.losses.temporal), ("aux", event.losses.auxiliary),
        ].filter { $0.0 == "rec" || $0.1 != 0 }
        fields.append(
            .init(["(" + terms.map { "\($0.0) \(Wording.figure($0.1))" }.joined(separator: ", ") + ")"], rank: 7))
        fields.append(.init(["L0 \(Wording.figure(event.l0))"], rank: 1))
        fields.append(.init(["alive \(Wording.percent(event.aliveFraction))"], rank: 4))
        if let pairs, pairs > 0 {
            fields.append(.init(["pairs in a batch \(Wording.count(pairs))", "pairs \(Wording.count(pairs))"], rank: 5))
        }
        if let start, event.step > start.step {
            let each = (event.seconds - start.seconds) / Double(event.step - start.step)
            if let left = StatusLine.Field.left(each * Double(event.steps - event.step - 1)) { fields.append(left) }
        }
        return StatusLine(fields)
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
        let counts = "\(Wording.count(done)) of \(Wording.count(total))"
        var fields: [StatusLine.Field] = [
            .init([counts + " activations", counts, Wording.percent(Double(done) / Double(max(1, total)))], rank: 0),
            .rate(rate),
        ]
        if let left = StatusLine.Field.left(Double(total - done) / max(rate, 1e-9)) { fields.append(left) }
        Terminal.status(StatusLine(fields))
    }

    func leave() {
        if Terminal.isLive, lastShown > -.infinity { Terminal.endLine() }
    }
}
