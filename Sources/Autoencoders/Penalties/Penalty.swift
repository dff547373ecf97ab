import Engine

/// One term of the loss. A run has a list of them (`Objective`).
protocol Penalty: AnyObject {
    /// Before z makes way for f: select from `state.latents` what the term needs of it.
    func prepare(_ state: StepState)

    /// Dense path only: may begin the matrix of ∂L/∂f by writing all of it, and says whether it did. One term can.
    func beginDense(_ state: StepState, gradient: Matrix) -> Bool

    /// Adds the term to the report, and its gradients: ∂L/∂f at `state.places` (sparse) or in `gradient` (dense), the
    /// decoder's rows, ∂L/∂‖w‖, θ, further parts of the encoder's gradient.
    func add(_ state: StepState, gradient: Matrix?) throws

    /// Once ∂L/∂z has gone to the encoder, and a dense matrix is free: adds to the decoder's rows alone.
    func addLast(_ state: StepState)

    /// After the step: what the next one will need.
    func finish(_ state: StepState)
}

extension Penalty {
    func prepare(_ state: StepState) {}
    func beginDense(_ state: StepState, gradient: Matrix) -> Bool { false }
    func addLast(_ state: StepState) {}
    func finish(_ state: StepState) {}
}
