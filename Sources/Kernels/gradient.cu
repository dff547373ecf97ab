// Gradients of rows: latents' own by column order, and the few ways in which rows are combined.

template <class Row>
DEVICE void transposed_strip(
    const long long *starts, const int *tokens, const float *values, const Row *x, float *out, const unsigned char *begun,
    const int *visits, int first, int count, double *squares, int d, double *room) {
    const int at = blockIdx.y * STRIP + 4 * threadIdx.x;
    if ((int)blockIdx.x >= count) return;
    const int i = visits ? visits[blockIdx.x] : first + (int)blockIdx.x;
    const long long start = starts[i], end = starts[i + 1];
    const bool adds = begun && begun[i];
    if (start == end && !(squares && adds)) {
        if (squares && threadIdx.x == 0) squares[elements(i, gridDim.y) + blockIdx.y] = 0.0;
        return;
    }
    float4 sum = zero_columns();
    if (at < d) {
        float *row = out + elements(i, d);
        if (adds) sum = columns_of(row, at, d);
        sum = add_rows(sum, tokens, values, start, end, x, at, d);
        if (start != end) store_columns(row, at, d, sum);
    }
    if (!squares) return;
    const double square = block_sum(add_dot64(sum, sum, 0.0), room);
    if (threadIdx.x == 0) squares[elements(i, gridDim.y) + blockIdx.y] = square;
}

// Eight rows on their way in each thread.
#undef BOUNDS
#define BOUNDS __launch_bounds__(STRIP_THREADS, 7)

/// For each column i with entries: out[i] += Σ_b v[b, i] x[b], tokens in order, each fused, in registers from the row on.
/// Rows that `begun` does not mark (null: all) are set instead; rows of columns without entries are left alone. `begun` is
/// only read: its marks are set by a launch of their own afterwards. Twin of `transposedProduct`; of the form with bounds
/// by a launch a group, with that group's x and latents.
///
/// starts `[F + 1]`, tokens and values `[n]` in column order, `x [B, d]`, `out [F, d]`. Latents: visits[0 ..< count], or
/// first ..< first + count where visits is null; the order changes no bit.
/// squares `[F, strips]`, null: not wanted: of each of these latents the strip's part of the row's squared norm afterwards, in
/// float64, 0 for a row that is neither begun nor has entries: for the clip, where nothing is added later. A thread's four
/// columns, then the block's sum. `sum_doubles` and `reduce_finish` add them.
/// Launch: grid (count, ceil(d / 512)), 128 threads.
KERNEL(transposed_product, const long long *starts, const int *tokens, const float *values, const float *x,
    float *out, const unsigned char *begun, const int *visits, int first, int count, double *squares, int d) {
    __shared__ double room[32];
    transposed_strip(starts, tokens, values, x, out, begun, visits, first, count, squares, d, room);
}

/// The same with x's rows in bfloat16.
KERNEL(transposed_product_bf16, const long long *starts, const int *tokens, const float *values, const bf16 *x,
    float *out, const unsigned char *begun, const int *visits, int first, int count, double *squares, int d) {
    __shared__ double room[32];
    transposed_strip(starts, tokens, values, x, out, begun, visits, first, count, squares, d, room);
}

#undef BOUNDS
#define BOUNDS 

#define VISIT_CLASSES 33

/// visits[0 ..< columns]: columns by falling count of entries, in classes of powers of two, columns ascending in each: so
/// that the long ones do not trail. starts `[columns + 1]`. Launch: one block of 256 threads.
KERNEL(visit_order, const long long *starts, int columns, int *visits) {
    // Place [33 - class][thread], a class being the bits that a count takes.
    __shared__ int counts[VISIT_CLASSES * 256];
    __shared__ long long room[33];
    const int t = threadIdx.x, each = (columns + 255) / 256;
    const int first = min(columns, t * each), last = min(columns, first + each);
    for (int k = 0; k < VISIT_CLASSES; k++) counts[k * 256 + t] = 0;
    for (int i = first; i < last; i++) counts[__clz((int)(starts[i + 1] - starts[i])) * 256 + t]++;
    __syncthreads();
    // From counts to places: a thread has 33 neighbouring numbers.
    long long sum = 0;
    for (int k = 0; k < VISIT_CLASSES; k++) sum += counts[t * VISIT_CLASSES + k];
    int place = (int)block_before(sum, room);
    for (int k = 0; k < VISIT_CLASSES; k++) {
        const int here = counts[t * VISIT_CLASSES + k];
        counts[t * VISIT_CLASSES + k] = place;
        place += here;
    }
    __syncthreads();
    for (int i = first; i < last; i++) visits[counts[__clz((int)(starts[i + 1] - starts[i])) * 256 + t]++] = i;
}

#define SUM_DOUBLES 1024

/// partials[block] = Σ parts over the block's 1,024: thread t has t, t + 256, ... in order, then the block's sum. Before
/// `reduce_finish`, for squares by row and strip: many for one block alone.
/// Launch: grid ceil(count / 1024), 256 threads.
KERNEL(sum_doubles, const double *parts, int count, double *partials) {
    __shared__ double room[32];
    double sum = 0.0;
#pragma unroll
    for (int k = 0; k < SUM_DOUBLES; k += 256) {
        const int at = blockIdx.x * SUM_DOUBLES + k + threadIdx.x;
        sum += at < count ? parts[at] : 0.0;
    }
    sum = block_sum(sum, room);
    if (threadIdx.x == 0) partials[blockIdx.x] = sum;
}

#define COMBINED_ROWS 128

/// parts[block, j] = Σ (v[i] scale) rows[i, j] over the block's 128 rows i that are marked, in order, fused.
/// `v [1, F]`, `rows [F, d]`. Launch: grid (ceil(F / 128), ceil(d / 512)), 128 threads. Then `combined_sums`.
KERNEL(combine_rows, const float *rows, const float *v, const unsigned char *marks, float scale, float *parts,
    int count, int d) {
    const int at = blockIdx.y * STRIP + 4 * threadIdx.x, first = blockIdx.x * COMBINED_ROWS;
    if (at >= d) return;
    float4 sum = zero_columns();
    for (int i = first; i < min(count, first + COMBINED_ROWS); i++) {
        if (marks[i]) sum = add_scaled(v[i] * scale, columns_of(rows + elements(i, d), at, d), sum);
    }
    store_columns(parts + elements(blockIdx.x, d), at, d, sum);
}

/// out[j] = Σ parts[block, j], blocks in order, or out[j] += that, from out[j] on. Twin, after `combine_rows`, of
/// `combineRows`. Launch: grid ceil(d / 256), 256 threads.
KERNEL(combined_sums, const float *parts, int blocks, int accumulate, float *out, int d) {
    const int j = (int)global_thread();
    if (j >= d) return;
    float sum = accumulate ? out[j] : 0.0f;
    for (int k = 0; k < blocks; k++) sum += parts[elements(k, d) + j];
    out[j] = sum;
}

/// out[i] += (factors[i] / norms[i]) w[i], fused, where the factor is not 0 and the norm above 0; rows that `begun` does
/// not mark are set, and marked. Twin of `addScaledRows`. `factors`, `norms` `[1, F]`, `w`, `out` `[F, d]`.
/// Launch: grid F, 128 threads.
KERNEL(add_scaled_rows, const float *w, const float *factors, const float *norms, float *out, unsigned char *begun,
    int count, int d) {
    const int i = blockIdx.x;
    if (i >= count) return;
    const float factor = factors[i], norm = norms[i];
    if (factor == 0.0f || !(norm > 0.0f)) return;
    const bool adds = begun[i];
    float *row = out + elements(i, d);
    for (int at = 4 * threadIdx.x; at < d; at += STRIP) {
        const float4 sum = adds ? columns_of(row, at, d) : zero_columns();
        store_columns(row, at, d, add_scaled(factor / norm, columns_of(w + elements(i, d), at, d), sum));
    }
    __syncthreads();
    if (threadIdx.x == 0) begun[i] = 1;
}
