import Records

/// How much two latents compete, as Guides/Competition.md writes it. `[F][F]`; 0 where either is silent.
extension PlainStep {
    func coefficients(_ p: Parameters, _ x: Rows, _ f: Rows) -> Rows {
        let latents = f[0].indices
        switch run.competition.coefficient {
        // `one` and `priced` have none.
        case .cosine, .one, .priced: return latents.map { i in latents.map { cosine(f, i, f, $0) } }
        case .containment:
            return latents.map { i in
                latents.map { j in
                    let smaller = min(inner(f, i, f, i), inner(f, j, f, j))
                    return smaller > 0 ? min(1, inner(f, i, f, j) / smaller) : 0
                }
            }
        case .potential:
            let potentials = potentials(p, x)
            return latents.map { i in
                latents.map { max(cosine(f, i, potentials, $0), cosine(f, $0, potentials, i)) }
            }
        }
    }

    /// relu((x − b_d)·w_j): what of x lies along each decoder row, fired or not.
    func potentials(_ p: Parameters, _ x: Rows) -> Rows {
        x.map { row in
            let centred = zip(row, p.decoderBias).map { $0 - $1 }
            return p.decoder.map { max(0, PlainStep.dot(centred, $0)) }
        }
    }

    func inner(_ a: Rows, _ i: Int, _ b: Rows, _ j: Int) -> Scalar {
        a.indices.reduce(0) { $0 + a[$1][i] * b[$1][j] }
    }

    private func cosine(_ a: Rows, _ i: Int, _ b: Rows, _ j: Int) -> Scalar {
        let square = inner(a, i, a, i) * inner(b, j, b, j)
        return square > 0 ? inner(a, i, b, j) / square.squareRoot() : 0
    }

    /// ∂c_ij/∂f_bi; `own` and `other`: ‖f_i‖² and ‖f_j‖².
    func slope(
        _ f: Rows, _ b: Int, _ i: Int, _ j: Int, _ c: Scalar, own: Scalar, other: Scalar
    ) -> Scalar {
        if run.competition.coefficient == .containment {
            return c < 1 ? (f[b][j] - (own < other ? 2 * c * f[b][i] : 0)) / min(own, other) : 0
        }
        return f[b][j] / (own * other).squareRoot() - c * f[b][i] / own
    }
}
