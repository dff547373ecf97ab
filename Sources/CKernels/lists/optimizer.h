// Kernels of the optimizer's step, as a list that CKernels.h and paths/path.h expand. Included several times: no guard.
// How to add one: CKernels.h.

/// One update of Adam on n weights, with g' = scale g:
///   m[i] = beta1 m[i] + (1 - beta1) g'[i];  v[i] = decay v[i] + share g'[i]^2
///   w[i] -= rate m[i] / (root sqrt(v[i]) + epsilon)
/// g NULL: a gradient of zeros. m NULL: beta1 = 0, so g' stands for m. `root` is 1 / sqrt(the bias correction of v);
/// that of m is in `rate`. decay is a power of beta2 where updates of v were put off.
CK_KERNEL(void, adam,
    (float *w, const float *g, float *m, float *v, size_t n, float scale, float beta1, float decay, float share,
     float root, float rate, float epsilon))
