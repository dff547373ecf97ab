// The core kernels, as a list that CKernels.h and paths/path.h expand. Included several times: no guard.
// x, y, a, b, out have n elements unless said; `out` may be one of the inputs.

// Sums. f32 sums use several accumulators; f64 ones convert each element first, so products are exact.

/// sum_i a[i] b[i].
CK_KERNEL(float, dot, (const float *a, const float *b, size_t n))
/// sum_i a[i] b[i] in float64.
CK_KERNEL(double, dot64, (const float *a, const float *b, size_t n))
/// sum_i x[i] in float64.
CK_KERNEL(double, sum64, (const float *x, size_t n))
/// sum_i (a[i] - b[i])^2 in float64.
CK_KERNEL(double, squared_distance64, (const float *a, const float *b, size_t n))
/// sums[i] += x[i] in float64.
CK_KERNEL(void, accumulate64, (const float *x, double *sums, size_t n))
/// sums[i] += x[i]^2 in float64.
CK_KERNEL(void, accumulate_squares64, (const float *x, double *sums, size_t n))
/// The largest element; -inf when n = 0. NaN is passed over.
CK_KERNEL(float, max, (const float *x, size_t n))
/// out[j] = the largest x[i] with i = j modulo groups, j < groups; -inf where there is none. NaN is passed over.
CK_KERNEL(void, group_max, (const float *x, size_t n, float *out, size_t groups))

// Element by element.

/// out[i] = value.
CK_KERNEL(void, fill, (float value, float *out, size_t n))
/// out[i] = a x[i].
CK_KERNEL(void, scale, (float a, const float *x, float *out, size_t n))
/// y[i] += a x[i].
CK_KERNEL(void, axpy, (float a, const float *x, float *y, size_t n))
/// out[i] = a[i] + b[i].
CK_KERNEL(void, add, (const float *a, const float *b, float *out, size_t n))
/// out[i] = a[i] - b[i].
CK_KERNEL(void, subtract, (const float *a, const float *b, float *out, size_t n))
/// out[i] = a[i] b[i].
CK_KERNEL(void, multiply, (const float *a, const float *b, float *out, size_t n))
/// out[i] = a[i] + s b[i].
CK_KERNEL(void, add_scaled, (const float *a, float s, const float *b, float *out, size_t n))
/// out[i] = x[i] > 0 ? x[i] : 0. NaN stays NaN.
CK_KERNEL(void, relu, (const float *x, float *out, size_t n))
/// out[i] = x[i] held to [low, high]. NaN stays NaN.
CK_KERNEL(void, clamp, (const float *x, float low, float high, float *out, size_t n))

// Functions; error bounds are in bodies/vector_math.h.

/// out[i] = exp(x[i]).
CK_KERNEL(void, exp, (const float *x, float *out, size_t n))
/// out[i] = tanh(x[i]).
CK_KERNEL(void, tanh, (const float *x, float *out, size_t n))
/// out[i] = x[i]/2 (1 + tanh(sqrt(2/pi) (x[i] + 0.044715 x[i]^3))).
CK_KERNEL(void, gelu_tanh, (const float *x, float *out, size_t n))
/// out[i] = exp(x[i] - max x) / sum_j exp(x[j] - max x).
CK_KERNEL(void, softmax, (const float *x, float *out, size_t n))

// Number formats. The 2-byte side is little-endian and need not be aligned. To 2 bytes: nearest, ties to even; too
// large becomes infinity; NaN stays a (quiet) NaN.

CK_KERNEL(void, bf16_to_f32, (const void *x, float *out, size_t n))
CK_KERNEL(void, f16_to_f32, (const void *x, float *out, size_t n))
CK_KERNEL(void, f32_to_bf16, (const float *x, void *out, size_t n))
CK_KERNEL(void, f32_to_f16, (const float *x, void *out, size_t n))

// Rows of a matrix W[., d] chosen by index; row r begins at w + r * stride.

/// y[0..<d] += sum_{i<count} v[i] W[index[i]], i ascending, in one pass over y.
CK_KERNEL(void, gather_axpy,
    (const float *v, const int32_t *index, size_t count, const float *w, size_t stride, float *y, size_t d))
/// out[i] = x . W[index[i]], i < count; each is bit for bit `dot`.
CK_KERNEL(void, gather_dot,
    (const float *x, size_t d, const int32_t *index, size_t count, const float *w, size_t stride, float *out))

// Choosing elements.

/// How many x[i] > threshold.
CK_KERNEL(size_t, count_above, (const float *x, float threshold, size_t n))
/// Writes (first + i, x[i]) for every x[i] > threshold, i ascending, as long as there is room, and returns how many
/// there are in all. Entries of `index` and `value` from there up to `capacity` may be overwritten.
CK_KERNEL(size_t, compress_above,
    (const float *x, float threshold, size_t n, int32_t first, int32_t *index, float *value, size_t capacity))
/// The first i where x[i] is infinite or NaN; n when there is none.
CK_KERNEL(size_t, first_nonfinite, (const float *x, size_t n))
