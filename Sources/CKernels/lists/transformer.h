// Kernels of the language model's forward, as a list that CKernels.h and paths/path.h expand. Included several times: no guard.
// How to add one: CKernels.h.

/// out[i] = x[i] / sqrt(mean_j x[j]^2 + epsilon) * (offset + w[i]), rounded after each multiplication.
CK_KERNEL(void, rms_norm, (const float *x, const float *w, float offset, float epsilon, float *out, size_t n))
/// sum[i] += what rms_norm gives for x, in the very bits of doing the two one after the other.
CK_KERNEL(void, add_rms_norm, (const float *x, const float *w, float offset, float epsilon, float *sum, size_t n))
/// out[i] = (x[i] - mean x) / sqrt(mean_j (x[j] - mean x)^2 + epsilon). `out` may be `x`.
CK_KERNEL(void, standardize, (const float *x, float epsilon, float *out, size_t n))
/// out[i] = x[i] w[i] + b[i]. `out` may be `x`.
CK_KERNEL(void, scale_shift, (const float *x, const float *w, const float *b, float *out, size_t n))
/// out[i] = gelu_tanh(x[i]); and gelu_tanh(gate[i]) up[i]. Below the same for the other activation functions.
CK_KERNEL(void, gelu, (const float *x, float *out, size_t n))
CK_KERNEL(void, gated_gelu, (const float *gate, const float *up, float *out, size_t n))
/// x/2 (1 + erf(x / sqrt 2)).
CK_KERNEL(void, gelu_erf, (const float *x, float *out, size_t n))
CK_KERNEL(void, gated_gelu_erf, (const float *gate, const float *up, float *out, size_t n))
/// x / (1 + exp(-x)).
CK_KERNEL(void, silu, (const float *x, float *out, size_t n))
CK_KERNEL(void, gated_silu, (const float *gate, const float *up, float *out, size_t n))
/// max(gate, 0) up.
CK_KERNEL(void, gated_relu, (const float *gate, const float *up, float *out, size_t n))
/// Turns each pair (x[i], x[half + i]) by the angle whose cosine[i] and sine[i] are given, i < half.
CK_KERNEL(void, rotate_halves, (float *x, const float *cosine, const float *sine, size_t half))
/// out[i] = cap tanh(x[i] / cap).
CK_KERNEL(void, soft_cap, (const float *x, float cap, float *out, size_t n))
/// x = softmax(cap tanh(scale x / cap)), or softmax(scale x) where cap is 0.
CK_KERNEL(void, capped_softmax, (float *x, float scale, float cap, size_t n))
