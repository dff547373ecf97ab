// Kernels of an autoencoder's step, as a list that CKernels.h and paths/path.h expand. Included several times: no guard.
// How to add one: CKernels.h. Rows of a matrix W[., d'] are chosen by index and looked at in d columns of it only; row r
// begins at w + r * stride. So a strip of all rows stays in the cache while many gathers run over it.

/// y[0..<d] += sum_{i<count} v[i] W[index[i]], i ascending: bit for bit gather_axpy. y stays in registers meanwhile.
CK_KERNEL(void, gather_strip,
    (const float *v, const int32_t *index, size_t count, const float *w, size_t stride, float *y, size_t d))
/// The same from y = 0, whatever y holds, written past the cache where that can be: for a result that is larger than it.
CK_KERNEL(void, gather_strip_new,
    (const float *v, const int32_t *index, size_t count, const float *w, size_t stride, float *y, size_t d))
/// out[i] += x . W[index[i]], i < count.
CK_KERNEL(void, gather_dot_add,
    (const float *x, size_t d, const int32_t *index, size_t count, const float *w, size_t stride, float *out))
/// e[i] -= x[i], then g[i] = scale e[i]; returns sum_i e[i]^2 in float64.
CK_KERNEL(double, residual, (const float *x, float scale, float *e, float *g, size_t n))
