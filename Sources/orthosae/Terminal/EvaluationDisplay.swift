/// How far an evaluation is: one line that is rewritten on a terminal, now and then a new line elsewhere.
struct EvaluationDisplay {
    private var lastShown: ContinuousClock.Instant?
    private var last = ""

    mutating func show(_ what: String, _ fraction: Double) {
        let now = ContinuousClock.now, isDone = fraction >= 1
        let interval = Duration.seconds(Terminal.isLive ? 0.2 : 5)
        if let lastShown, what == last, !isDone, now - lastShown < interval { return }
        lastShown = now
        last = what
        let line = "\(what)  \(Wording.percent(fraction))"
        if Terminal.isLive {
            Terminal.replaceLine(line)
            if isDone { leave() }
        } else {
            Terminal.say(line)
        }
    }

    /// Leaves a half-drawn line behind, before something else is said.
    mutating func leave() {
        if Terminal.isLive, lastShown != nil { Terminal.endLine() }
        lastShown = nil
    }
}
