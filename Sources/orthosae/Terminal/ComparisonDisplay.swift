import Records

/// How a pass stands: one line that is rewritten on a terminal, now and then a new line elsewhere.
struct ComparisonDisplay {
    /// How many train.
    var saes: Int
    private var lastShown = -Double.infinity
    private var lastStep = -1
    private var start: (seconds: Double, step: Int)?
    private var isOpen = false

    init(saes: Int) { self.saes = saes }

    /// Told of every SAE's event; shows a step once.
    mutating func show(_ event: TrainEvent) {
        if start == nil { start = (event.seconds, event.step) }
        let isLast = event.step + 1 == event.steps
        let interval = Terminal.isLive ? 0.2 : 5
        guard event.step != lastStep, isLast || event.seconds - lastShown >= interval else { return }
        lastShown = event.seconds
        lastStep = event.step
        var fields: [StatusLine.Field] = [
            .step(event.step + 1, of: event.steps), .init(["\(saes) SAE\(saes == 1 ? "" : "s")"], rank: 2),
        ]
        if let start, event.step > start.step, event.seconds > start.seconds {
            let each = (event.seconds - start.seconds) / Double(event.step - start.step)
            let tokens = Double(event.tokens) / Double(event.step + 1)
            fields.append(.rate(tokens / each))
            if let left = StatusLine.Field.left(each * Double(event.steps - event.step - 1)) { fields.append(left) }
        }
        Terminal.status(StatusLine(fields))
        isOpen = Terminal.isLive
    }

    /// Leaves a half-drawn line behind, before something else is said.
    mutating func leave() {
        if isOpen { Terminal.endLine() }
        isOpen = false
    }
}
