// The one folder that calls BLAS.
#if canImport(Accelerate)
import Accelerate
#else
import COpenBLAS
#endif

enum BLAS {
    /// OpenBLAS would split a product by its own thread count; we split by blocks of ours instead.
    static func useOneThreadPerCall() {
        #if !canImport(Accelerate)
        openblas_set_num_threads(1)
        #endif
    }

    /// The library and, where it says, the processor that it chose its kernels for.
    static var name: String {
        #if canImport(Accelerate)
        "Accelerate"
        #else
        "OpenBLAS" + (openblas_get_corename().map { " (\(String(cString: $0)))" } ?? "")
        #endif
    }

    /// C = alpha * op(A) op(B) + beta * C, row-major, on the calling thread. op(A) is `[m, k]`, op(B) `[k, n]`.
    static func multiply(
        transposeA: Bool, transposeB: Bool, m: Int, n: Int, k: Int, alpha: Float,
        a: UnsafePointer<Float>, lda: Int, b: UnsafePointer<Float>, ldb: Int,
        beta: Float, c: UnsafeMutablePointer<Float>, ldc: Int
    ) {
        if m == 0 || n == 0 { return }
        #if canImport(Accelerate)
        cblas_sgemm(
            CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans,
            m, n, k, alpha, a, max(1, lda), b, max(1, ldb), beta, c, max(1, ldc))
        #else
        cblas_sgemm(
            CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans,
            blasint(m), blasint(n), blasint(k), alpha, a, blasint(max(1, lda)), b, blasint(max(1, ldb)),
            beta, c, blasint(max(1, ldc)))
        #endif
    }
}
