import Evaluation

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
        // What is being done may be longer than the line: its beginning says most.
        let shortened = [40, 20, 8].map { what.cut(toColumns: $0) }.filter { $0 != what }
        Terminal.status(
            StatusLine([.init([what] + shortened, rank: 1), .init([Wording.percent(fraction)], rank: 0)]))
        if isDone, Terminal.isLive { leave() }
    }

    /// What sparse probing tells, as a line.
    static func line(_ event: SparseProbingEvent) -> String {
        switch event {
        case .missing(let dataset, let files):
            return "missing, and left out of the mean: \(dataset) (\(files.joined(separator: ", ")))"
        case .note(let text):
            return "note: \(text)"
        case .finished(let done):
            func part(_ name: String, _ seconds: Double) -> String {
                "\(name) \(Wording.seconds(seconds)) (\(Wording.percent(seconds / max(done.total, 1e-9))))"
            }
            let parts = [part("model", done.model), part("encoder", done.encoder), part("probes", done.probes)]
            let whose = done.saes > 1 ? "\(done.dataset), \(done.saes) SAEs" : done.dataset
            let kept = done.isKept ? "; kept from an earlier run" : ""
            return "\(whose): \(Wording.seconds(done.total)): \(parts.joined(separator: ", "))\(kept)"
        }
    }

    /// Leaves a half-drawn line behind, before something else is said.
    mutating func leave() {
        if Terminal.isLive, lastShown != nil { Terminal.endLine() }
        lastShown = nil
    }
}
