public import Engine

/// The gradients of one step, before anything an optimiser does with them.
public final class Gradients {
    /// `[F, d]`; rows of latents that `touched` does not mark are unspecified.
    public let encoder: Matrix
    /// `[1, F]`, 0 where untouched.
    public let encoderBias: Matrix
    /// `[F, d]`; rows of latents that `touched` does not mark are unspecified.
    public let decoder: Matrix
    /// `[1, d]`
    public let decoderBias: Matrix
    /// Of θ, or of its logarithm where that is the parameter. `[1, F]`, 0 where untouched.
    public let threshold: Matrix
    /// Latents with any gradient entry in this step: fired, chosen by AuxK, inside θ's window, or in the dead latents'
    /// pre-activation loss. `[F]`
    public let touched: LatentMarks

    public init(latents: Int, width: Int) {
        encoder = Matrix(rows: latents, columns: width)
        encoderBias = Matrix(rows: 1, columns: latents)
        decoder = Matrix(rows: latents, columns: width)
        decoderBias = Matrix(rows: 1, columns: width)
        threshold = Matrix(rows: 1, columns: latents)
        touched = LatentMarks(latents: latents)
    }

    public convenience init(for autoencoder: Autoencoder) {
        self.init(latents: autoencoder.latents, width: autoencoder.width)
    }
}
