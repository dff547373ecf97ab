/// The dense twins of `ComputeEngine+PrefixProducts.swift`: latents as a whole matrix `[B, F]`, group by group through
/// matrix products. Together the products are as large as one over all latents.
extension ComputeEngine {
    /// `out[j] = bias + f[:, ..<bounds[j]] w[..<bounds[j]]`. `f [B, F]`, `w [F, d]`, `bias [1, d]`, each of `out` `[B, d]`.
    public func prefixProducts(_ f: Matrix, _ w: Matrix, bias: Matrix, bounds: [Int], into out: [Matrix]) {
        ComputeEngine.checkPrefixes(bounds, f.columns, out, rows: f.rows, columns: w.columns)
        precondition(
            f.columns == w.rows && bias.count == w.columns,
            "[\(f.rows), \(f.columns)] x [\(w.rows), \(w.columns)] + \(bias.count)")
        let d = w.columns
        for (j, group) in ComputeEngine.groups(bounds) {
            if j == 0 { fill(out[0], with: 0) } else { copy(out[j - 1], into: out[j]) }
            if j == 0 { addRow(out[0], bias, into: out[0]) }
            if let device {
                device.product(
                    f.view, aFrom: group.lowerBound, w.rows(group), m: f.rows, n: d, k: group.count, accumulate: true,
                    into: out[j])
                continue
            }
            productOfParts(
                transposeB: false, m: f.rows, n: d, k: group.count, a: f.reading + group.lowerBound, lda: f.columns,
                b: w.reading + group.lowerBound * d, ldb: d, accumulate: true, c: out[j].base, ldc: d)
        }
    }

    /// `out[i] = Σ_b f[b, i] x[j][b]` with j the group of i. `f [B, F]`, each of `x` `[B, d]`, `out [F, d]`.
    public func product(transposed f: Matrix, _ x: [Matrix], bounds: [Int], into out: Matrix) {
        ComputeEngine.checkPrefixes(bounds, f.columns, x, rows: f.rows, columns: out.columns)
        precondition(out.rows == f.columns, "[\(f.rows), \(f.columns)]T into [\(out.rows), \(out.columns)]")
        let d = out.columns
        for (j, group) in ComputeEngine.groups(bounds) {
            if let device {
                device.product(
                    f.view, transposeA: true, aFrom: group.lowerBound, x[j].view, m: group.count, n: d, k: f.rows, into: out,
                    cRow: group.lowerBound)
                continue
            }
            productOfParts(
                transposeA: true, transposeB: false, m: group.count, n: d, k: f.rows, a: f.base + group.lowerBound,
                lda: f.columns, b: x[j].base, ldb: d, accumulate: false, c: out.base + group.lowerBound * d, ldc: d)
        }
    }

    /// `out[b, i] = x[j][b] · w[i]` with j the group of i, or `out +=` that. Each of `x` `[B, d]`, `w [F, d]`,
    /// `out [B, F]`.
    public func product(_ x: [Matrix], transposed w: Matrix, bounds: [Int], into out: Matrix, accumulate: Bool) {
        ComputeEngine.checkPrefixes(bounds, w.rows, x, rows: out.rows, columns: w.columns)
        precondition(out.columns == w.rows, "[\(w.rows), \(w.columns)]T into [\(out.rows), \(out.columns)]")
        let d = w.columns
        for (j, group) in ComputeEngine.groups(bounds) {
            if let device {
                device.product(
                    x[j].view, w.rows(group), transposeB: true, m: out.rows, n: group.count, k: d, accumulate: accumulate,
                    into: out, cFrom: group.lowerBound)
                continue
            }
            productOfParts(
                transposeB: true, m: out.rows, n: group.count, k: d, a: x[j].reading, lda: d,
                b: w.reading + group.lowerBound * d, ldb: d, accumulate: accumulate, c: out.base + group.lowerBound,
                ldc: out.columns)
        }
    }

    private static func groups(_ bounds: [Int]) -> [(Int, Range<Int>)] {
        zip([0] + bounds, bounds).enumerated().map { ($0, $1.0..<$1.1) }
    }
}
