/// How c of two latents follows from their activations alone.
public enum PairCoefficient: Sendable {
    /// ⟨f_i, f_j⟩ / (‖f_i‖ ‖f_j‖).
    case cosine
    /// min(1, ⟨f_i, f_j⟩ / min(‖f_i‖², ‖f_j‖²)).
    case containment
}

/// What `competition` makes its blocks of coefficients from. Vectors are `[1, F]`, and 0 where their latent is silent.
public enum CompetitionOperands {
    /// f `[B, F]`, at least 0, and 1/‖f_i‖ (cosine) or 1/‖f_i‖² (containment).
    case activations(Matrix, PairCoefficient, scales: Matrix)
    /// c_ij = max(cos(f_i, p_j), cos(f_j, p_i)): f, p `[B, F]`, both at least 0, 1/‖f_i‖ and 1/‖p_i‖.
    case potential(Firing, Matrix, inverseNorms: Matrix, inversePotentials: Matrix)

    /// f as a matrix `[B, F]`, or its entries in column order with that order. Which of them decides how its products
    /// are made.
    public enum Firing {
        case dense(Matrix)
        case sparse(LatentValues, ColumnOrder)

        var columns: Int {
            switch self {
            case .dense(let f): f.columns
            case .sparse(_, let order): order.columns
            }
        }
    }

    var latents: Int {
        switch self {
        case .activations(let f, _, _): f.columns
        case .potential(let f, _, _, _): f.columns
        }
    }
}
