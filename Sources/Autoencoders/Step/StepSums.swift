package import Engine

/// What is added to the encoder's gradient besides the firing latents: ∂L/∂z at the entries of some pattern.
package struct EncoderPart {
    package let order: ColumnOrder
    /// In column order.
    package let gradient: LatentValues

    package init(order: ColumnOrder, gradient: LatentValues) {
        self.order = order
        self.gradient = gradient
    }
}

/// Where ∂L/∂f is added up.
package enum LatentGradient {
    /// `[B, F]`, not yet gated by what fires.
    case dense(Matrix)
    /// At the entries' `gradient`; the second of two is θ's window, whose entries that fire are also in the first.
    case sparse([Entries])
}

/// What the parts of a step add to: losses and gradients. Everybody adds, nobody else's part is taken away.
package final class StepSums {
    private let engine: ComputeEngine
    /// What is known by now; a loss that others have added is known by `loss` alone.
    package var report = StepReport()
    /// Sums that the report is made of at the end; so nobody waits for one in between.
    package let figures = Figures()
    private var entries: [(inout StepReport, Figures) -> Void] = []
    package internal(set) var gradients = Gradients(latents: 0, width: 0)
    /// Before the reconstruction has been added: no entries.
    package internal(set) var latentGradient = LatentGradient.sparse([])
    /// x̂ − x, once the reconstruction has been added. `[B, d]`
    package let error: Matrix
    /// ∂L/∂x̂ of the whole: 2r/B (x̂ − x). `[B, d]`
    let outputGradient: Matrix
    /// ∂L/∂‖w_i‖. `[1, F]`
    package let normGradient: Matrix
    /// Of whoever is adding; what another leaves there means nothing. `[1, F]`
    package let scratch: Matrix

    /// Rows of the decoder's gradient that hold numbers by now; those of others are unspecified. `[F]`
    package let decoderBegun: LatentMarks
    /// The same of the encoder's.
    let encoderBegun: LatentMarks
    /// Further parts of the encoder's gradient.
    package var encoderParts: [EncoderPart] = []
    /// Latents touched besides those that fire. `[F]`
    package let alsoTouched: LatentMarks

    init(_ shape: StepShape, engine: ComputeEngine) {
        self.engine = engine
        let latents = shape.latents
        error = Matrix(rows: shape.capacity, columns: shape.width)
        outputGradient = Matrix(rows: shape.capacity, columns: shape.width)
        normGradient = Matrix(rows: 1, columns: latents)
        scratch = Matrix(rows: 1, columns: latents)
        decoderBegun = LatentMarks(latents: latents)
        encoderBegun = LatentMarks(latents: latents)
        alsoTouched = LatentMarks(latents: latents)
    }

    /// Nothing is added yet.
    func begin(tokens: Int, into gradients: Gradients) {
        self.gradients = gradients
        report = StepReport()
        report.tokens = tokens
        figures.begin()
        entries.removeAll(keepingCapacity: true)
        latentGradient = .sparse([])
        error.setRows(tokens)
        outputGradient.setRows(tokens)
        encoderParts.removeAll(keepingCapacity: true)
        for marks in [alsoTouched, decoderBegun, encoderBegun] { marks.clear() }
        engine.fill(normGradient, with: 0)
        engine.fill(gradients.threshold, with: 0)
    }

    /// Enters something in the report when the step's figures are read.
    package func later(_ enter: @escaping (inout StepReport, Figures) -> Void) { entries.append(enter) }

    /// A term's loss as far as it has been added: for the few that go on from it before the step's end.
    package func loss(_ term: LossTerm) -> Double {
        close()
        return report[term]
    }

    /// Reads the figures, and enters what was to be entered so far, in that order.
    func close() {
        for enter in entries { enter(&report, figures) }
        entries.removeAll(keepingCapacity: true)
    }

    /// Every row of the decoder's gradient holds numbers from here on: zeros where nothing was added yet.
    package func beginDecoderRows() {
        engine.clearRows(gradients.decoder, notBegun: decoderBegun)
        decoderBegun.markAll()
    }

    /// Enters the competition term in the report.
    package func recordCompetition(_ sums: CompetitionSums, weight: Float) {
        let count = Double(max(1, sums.pairs))
        report[.competition] += 2 * Double(weight) * sums.energy
        report.competingPairs = sums.pairs
        report.meanCoefficient = sums.coefficients / count
        report.meanDot = sums.dots / count
    }
}
