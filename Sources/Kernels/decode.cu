// Sparse latents through the decoder and back: decode, residual, and dL/df at the entries.
//
// A block treats one token and one strip of 512 columns. Strips are the grid's slowest axis, so that all tokens read one
// strip of the decoder while it stays in the second-level cache.

/// The place of the first of ascending columns that is not below `bound`.
DEVICE long long first_from(const int *indices, long long low, long long high, int bound) {
    if (bound <= 0) return low;
    if (bound == 0x7FFFFFFF) return high;
    while (low < high) {
        const long long middle = (low + high) / 2;
        if (indices[middle] < bound) low = middle + 1;
        else high = middle;
    }
    return low;
}

/// A warp an entry: the strip's part of x[token] · w[i], to parts[strip, e]. `held`: the token's 512 columns in shared
/// memory, 0 beyond d. Sums: lane l has columns 4 (l + 32 k) ... + 3 of the strip for k = 0 ... 3 in order; then the warp's
/// sum.
template <class Row>
DEVICE void strip_dots(
    const float4 *held, const int *indices, long long first, long long last, long long count, const Row *w, int d,
    float *parts) {
    const int left = blockIdx.y * STRIP;
    float4 own[4];
#pragma unroll
    for (int k = 0; k < 4; k++) own[k] = held[lane() + 32 * k];
    for (long long e = first + warp(); e < last; e += STRIP_THREADS / 32) {
        const Row *row = w + elements(indices[e], d);
        float4 v[4];
#pragma unroll
        for (int k = 0; k < 4; k++) v[k] = columns_of(row, left + 4 * (lane() + 32 * k), d);
        float sum = 0.0f;
#pragma unroll
        for (int k = 0; k < 4; k++) sum = add_dot(own[k], v[k], sum);
        sum = warp_sum(sum);
        if (lane() == 0) parts[(long long)blockIdx.y * count + e] = sum;
    }
}

template <class Row>
DEVICE void decode_strip(
    const long long *rowStarts, const int *indices, const float *values, const Row *w, const float *before,
    int beforePitch, int low, int high, float *out, int rows, int d) {
    const int token = blockIdx.x, at = blockIdx.y * STRIP + 4 * threadIdx.x;
    if (token >= rows || at >= d) return;
    const long long start = rowStarts[token], end = rowStarts[token + 1];
    const long long first = first_from(indices, start, end, low), last = first_from(indices, start, end, high);
    float4 sum = zero_columns();
    if (before) sum = columns_of(before + elements(token, beforePitch), at, d);
    store_columns(out + elements(token, d), at, d, add_rows(sum, indices, values, first, last, w, at, d));
}

// Eight rows on their way in each thread.
#undef BOUNDS
#define BOUNDS __launch_bounds__(STRIP_THREADS, 7)

/// out[b] = before[b] + Σ f[b, i] w[i] over the entries with low <= i < high, in their order, fused, the row before first.
/// Twin of `product(latents, w, bias:)` (before = bias, beforePitch 0; null: zeros; low 0, high INT_MAX) and, a launch a
/// prefix, of `prefixProducts` (before = the prefix before with beforePitch d, low and high its bounds).
/// `latents [rows, F]`, `w [F, d]`, `out [rows, d]`. Launch: grid (rows, ceil(d / 512)), 128 threads, no shared bytes.
KERNEL(decode, const long long *rowStarts, const int *indices, const float *values, const float *w,
    const float *before, int beforePitch, int low, int high, float *out, int rows, int d) {
    decode_strip(rowStarts, indices, values, w, before, beforePitch, low, high, out, rows, d);
}

/// The same with w's rows in bfloat16.
KERNEL(decode_bf16, const long long *rowStarts, const int *indices, const float *values, const bf16 *w,
    const float *before, int beforePitch, int low, int high, float *out, int rows, int d) {
    decode_strip(rowStarts, indices, values, w, before, beforePitch, low, high, out, rows, d);
}

/// What `reconstruct` and `reconstruct_bf16` do; see there.
template <class Row>
DEVICE void reconstruct_strip(
    const long long *rowStarts, const int *indices, const float *values, const Row *w, const float *bias, const float *x,
    float scale, float *error, float *outputGradient, bf16 *shadow, double *squares, const long long *starts1, const int *indices1,
    float *parts1, const long long *starts2, const int *indices2, float *parts2, int rows, int d, float4 *held,
    double *sums) {
    const int token = blockIdx.x, t = threadIdx.x, at = blockIdx.y * STRIP + 4 * t;
    if (token >= rows) return;
    const long long place = elements(token, d);
    float4 g = zero_columns();
    double square = 0.0;
    if (at < d) {
        float4 e = add_rows(columns_of(bias, at, d), indices, values, rowStarts[token], rowStarts[token + 1], w, at, d);
        const float4 target = columns_of(x + place, at, d);
        // Columns beyond d are 0 on both sides.
        e.x -= target.x;
        e.y -= target.y;
        e.z -= target.z;
        e.w -= target.w;
        g = make_float4(scale * e.x, scale * e.y, scale * e.z, scale * e.w);
        store_columns(error + place, at, d, e);
        store_columns(outputGradient + place, at, d, g);
        if (shadow) store_shadow(shadow + place, at, d, g);
        square = add_dot64(e, e, 0.0);
    }
    held[t] = g;
    square = block_sum(square, sums);  // Its barriers also make `held` whole.
    if (t == 0) squares[elements(blockIdx.y, rows) + token] = square;
    if (starts1) strip_dots(held, indices1, starts1[token], starts1[token + 1], starts1[rows], w, d, parts1);
    if (starts2) strip_dots(held, indices2, starts2[token], starts2[token + 1], starts2[rows], w, d, parts2);
}

/// With x̂ = f w + bias: error = x̂ − x, outputGradient = scale · error, and for up to two patterns (null: none)
/// parts[strip, e] = the strip's part of outputGradient[b] · w[i] at each entry e = (b, i); `entry_sums` adds the strips.
/// squares[strip, token] = Σ error² over the strip in float64: a thread's four columns, then the block's sum; `reduce_finish`
/// adds them.
/// Twin of `reconstruct`. `latents [rows, F]`, `w [F, d]`, `bias [1, d]`, `x`, `error`, `outputGradient` `[rows, d]`,
/// squares `[strips, rows]`, parts `[strips, entries of that pattern]`; shadow `[rows, d]`: outputGradient in bfloat16, null:
/// not wanted.
/// Launch: grid (rows, strips = ceil(d / 512)), 128 threads, no dynamic shared bytes.
KERNEL(reconstruct, const long long *rowStarts, const int *indices, const float *values, const float *w,
    const float *bias, const float *x, float scale, float *error, float *outputGradient, bf16 *shadow,
    double *squares, const long long *starts1, const int *indices1, float *parts1, const long long *starts2,
    const int *indices2, float *parts2, int rows, int d) {
    __shared__ float4 held[STRIP_THREADS];
    __shared__ double sums[32];
    reconstruct_strip(
        rowStarts, indices, values, w, bias, x, scale, error, outputGradient, shadow, squares, starts1, indices1, parts1, starts2,
        indices2, parts2, rows, d, held, sums);
}

/// The same with w's rows in bfloat16.
KERNEL(reconstruct_bf16, const long long *rowStarts, const int *indices, const float *values, const bf16 *w,
    const float *bias, const float *x, float scale, float *error, float *outputGradient, bf16 *shadow,
    double *squares, const long long *starts1, const int *indices1, float *parts1, const long long *starts2,
    const int *indices2, float *parts2, int rows, int d) {
    __shared__ float4 held[STRIP_THREADS];
    __shared__ double sums[32];
    reconstruct_strip(
        rowStarts, indices, values, w, bias, x, scale, error, outputGradient, shadow, squares, starts1, indices1, parts1, starts2,
        indices2, parts2, rows, d, held, sums);
}

template <class Row>
DEVICE void entry_dots_strip(
    const float *x, const long long *starts, const int *indices, const Row *w, int low, int high, float *parts, int rows,
    int d, float4 *held) {
    const int token = blockIdx.x, t = threadIdx.x;
    if (token >= rows) return;
    held[t] = columns_of(x + elements(token, d), blockIdx.y * STRIP + 4 * t, d);
    __syncthreads();
    const long long start = starts[token], end = starts[token + 1];
    const long long first = first_from(indices, start, end, low), last = first_from(indices, start, end, high);
    strip_dots(held, indices, first, last, starts[rows], w, d, parts);
}

/// parts[strip, e] = the strip's part of x[b] · w[i] at each entry e = (b, i) with low <= i < high. `entry_sums` adds the
/// strips; where there is one strip (d <= 512) parts may be the result itself. Twin of `product(x, transposed: w, at:)`
/// (low 0, high INT_MAX) and, a launch a group with that group's x, of the form with bounds.
/// `x [rows, d]`, `w [F, d]`, parts `[strips, entries]`. Launch: grid (rows, ceil(d / 512)), 128 threads.
KERNEL(entry_dots, const float *x, const long long *starts, const int *indices, const float *w, int low, int high,
    float *parts, int rows, int d) {
    __shared__ float4 held[STRIP_THREADS];
    entry_dots_strip(x, starts, indices, w, low, high, parts, rows, d, held);
}

/// The same with w's rows in bfloat16.
KERNEL(entry_dots_bf16, const float *x, const long long *starts, const int *indices, const bf16 *w, int low, int high,
    float *parts, int rows, int d) {
    __shared__ float4 held[STRIP_THREADS];
    entry_dots_strip(x, starts, indices, w, low, high, parts, rows, d, held);
}

#undef BOUNDS
#define BOUNDS 

/// out[e] = parts[0, e] + parts[1, e] + ... in this order, for the entries of a pattern (starts[rows] of them).
/// Launch: any grid, 256 threads; a thread an entry and on by the grid's size.
KERNEL(entry_sums, const float *parts, const long long *starts, int rows, int strips, float *out) {
    const long long count = starts[rows];
    for (long long e = global_thread(); e < count; e += global_threads()) {
        float sum = parts[e];
        for (int s = 1; s < strips; s++) sum += parts[s * count + e];
        out[e] = sum;
    }
}
