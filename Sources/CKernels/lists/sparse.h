// Kernels of the sparse latents, as a list that CKernels.h and paths/path.h expand. Included several times: no guard.
// How to add one: CKernels.h. z, f, g have n elements; `limits` is n thresholds, or NULL where all are 0.

/// Writes (i, z[i]) for the first `capacity` places where z[i] > limits[i], and returns how many there are in all.
CK_KERNEL(size_t, compress_above_each,
    (const float *z, const float *limits, size_t n, int32_t *index, float *value, size_t capacity))
/// Writes (i, z[i]) for the first `capacity` places where -1/2 < (z[i] - theta[i]) / width < 1/2, and returns how many
/// there are in all.
CK_KERNEL(size_t, compress_window,
    (const float *z, const float *theta, float width, size_t n, int32_t *index, float *value, size_t capacity))
/// z[i] = z[i] > limits[i] ? z[i] : 0.
CK_KERNEL(void, gate, (const float *limits, float *z, size_t n))
/// g[i] = f[i] > 0 ? g[i] : 0.
CK_KERNEL(void, gate_by, (const float *f, float *g, size_t n))
