// The optimiser's step on rows: parallel parts, the clip and Adam.
//
// A block a row; sums over a row in float64: thread t adds columns 4 t ... 4 t + 3, those 1,024 further on, ... in order,
// each fused, then the block's sum.

#define ROW_THREADS 256

/// From each marked row g of `gradient` takes its component along the same row w of `directions`: g ← g − (g·w / w·w) w.
/// Dots in float64. squares[row] = ‖g‖² afterwards, 0 for rows without a mark; null: not wanted. Twin of `removeParallel`.
/// Both `[rows, length]`. Launch: grid rows, 256 threads.
KERNEL(remove_parallel, float *gradient, const float *directions, const unsigned char *marks, int rows, int length,
    double *squares) {
    __shared__ double sums[32];
    const int row = blockIdx.x, t = threadIdx.x;
    if (row >= rows) return;
    if (!marks[row]) {
        if (squares && t == 0) squares[row] = 0.0;
        return;
    }
    float *g = gradient + elements(row, length);
    const float *w = directions + elements(row, length);
    double along = 0.0, square = 0.0;
    for (int at = 4 * t; at < length; at += 4 * ROW_THREADS) {
        const float4 u = columns_of(g, at, length), v = columns_of(w, at, length);
        along = add_dot64(u, v, along);
        square = add_dot64(v, v, square);
    }
    along = block_sum(along, sums);
    square = block_sum(square, sums);
    const bool moves = square > 0.0;
    if (!moves && !squares) return;
    const float factor = moves ? (float)(-along / square) : 0.0f;
    double left = 0.0;
    for (int at = 4 * t; at < length; at += 4 * ROW_THREADS) {
        float4 u = columns_of(g, at, length);
        if (moves) {
            u = add_scaled(factor, columns_of(w, at, length), u);
            store_columns(g, at, length, u);
        }
        left = add_dot64(u, u, left);
    }
    if (!squares) return;
    left = block_sum(left, sums);
    if (t == 0) squares[row] = left;
}

/// norm[0] = √Σ squares[0 ..< count], factor[0] = min(1, clip / (norm + 1e-6)), 1 where clip is 0, and NaN where the norm
/// is not finite: then `adam_rows` and `adam_entries` move nothing. In order, in float64. Twin of the optimiser's clip.
/// Launch: one block of one warp.
KERNEL(clip_factor, const double *squares, int count, float clip, double *norm, float *factor) {
    if (threadIdx.x != 0) return;
    double sum = 0.0;
    for (int k = 0; k < count; k++) sum += squares[k];
    const double root = sqrt(sum);
    norm[0] = root;
    double share = clip > 0.0f ? (double)clip / (root + 1e-6) : 1.0;
    if (share > 1.0) share = 1.0;
    // What is not finite less itself is not 0.
    factor[0] = root - root == 0.0 ? (float)share : __uint_as_float(0x7FC00000u);
}

/// Float(beta^late) by squaring in float64. The CPU asks pow; both round the same float32 but where the power lies within
/// late · 2⁻⁵³ of the middle of two.
DEVICE float power(float beta, int late) {
    double factor = (double)beta, result = 1.0;
    for (int n = late; n > 0; n /= 2) {
        if (n & 1) result *= factor;
        factor *= factor;
    }
    return (float)result;
}

/// The figures of one update, the same for all entries of a row.
struct AdamFigures {
    float scale, beta1, decay, share, root, rate, epsilon;
};

/// One entry's update of w, v and, where there is one, m. `touched`: g is read; else it counts as 0.
DEVICE void adam_entry(float &w, float g, float &m, float &v, bool hasFirst, bool touched, const AdamFigures &f) {
    float moved = 0.0f;
    if (touched) {
        const float x = f.scale * g;
        v = fmaf(f.decay, v, f.share * x * x);
        moved = hasFirst ? fmaf(f.beta1, m, (1.0f - f.beta1) * x) : x;
    } else {
        v = f.decay * v;
        moved = f.beta1 * m;
    }
    m = moved;
    w = fmaf(-f.rate, moved / fmaf(f.root, sqrtf(v), f.epsilon), w);
}

DEVICE float4 scaled(float a, float4 v) { return make_float4(a * v.x, a * v.y, a * v.z, a * v.w); }

/// Groups of four columns that a thread holds at a time.
#define HELD 4

#undef BOUNDS
#define BOUNDS __launch_bounds__(ROW_THREADS, 2)

/// One update of Adam for rows of `length` entries. Twin of `adam`; there the order of roundings is said.
///
/// - w, g, v `[rows, length]`; m: null exactly where beta1 = 0.
/// - touched: rows whose gradient is read, null: all. With m null the other rows are not visited.
/// - lastUpdate `[rows]`: the update that last wrote a row's v, null: the one before; only where m is null. Not written.
/// - clip: by what every gradient is multiplied, on the device; null: gradientScale. NaN there: nothing moves.
/// - share = 1 − β₂, root = 1/√(1 − β₂ⁿ), rate = lr/(1 − β₁ⁿ), from the host, rounded as there.
/// - unitRows: 1 brings each visited row to norm 1.
/// - shadow: receives the visited rows in bfloat16, null: not wanted.
///
/// Launch: grid rows, 256 threads.
KERNEL(adam_rows, float *w, const float *g, float *m, float *v, const unsigned char *touched, const int *lastUpdate,
    const float *clip, float gradientScale, float beta1, float beta2, int count, float share, float root, float rate,
    float epsilon, int unitRows, bf16 *shadow, int rows, int length) {
    __shared__ double sums[32];
    const int row = blockIdx.x, t = threadIdx.x;
    if (row >= rows) return;
    const bool isTouched = !touched || touched[row];
    if (!m && !isTouched) return;
    const float scale = clip ? clip[0] : gradientScale;
    if (scale != scale) return;
    const int late = !m && lastUpdate ? count - lastUpdate[row] : 1;
    const AdamFigures f = {scale, beta1, late == 1 ? beta2 : power(beta2, late), share, root, rate, epsilon};
    const long long begin = elements(row, length);
    const bool isHeld = length <= 4 * HELD * ROW_THREADS;
    float4 held[HELD];
    double square = 0.0;
    for (int base = 4 * t; base < length; base += 4 * HELD * ROW_THREADS) {
        // All is asked for before any of it is used.
        float4 gradient[HELD], first[HELD], second[HELD];
#pragma unroll
        for (int k = 0; k < HELD; k++) {
            const int at = base + 4 * k * ROW_THREADS;
            held[k] = columns_of(w + begin, at, length);
            second[k] = columns_of(v + begin, at, length);
            gradient[k] = isTouched ? columns_of(g + begin, at, length) : zero_columns();
            first[k] = m ? columns_of(m + begin, at, length) : zero_columns();
        }
#pragma unroll
        for (int k = 0; k < HELD; k++) {
            const int at = base + 4 * k * ROW_THREADS;
            if (at >= length) continue;
            adam_entry(held[k].x, gradient[k].x, first[k].x, second[k].x, m != nullptr, isTouched, f);
            adam_entry(held[k].y, gradient[k].y, first[k].y, second[k].y, m != nullptr, isTouched, f);
            adam_entry(held[k].z, gradient[k].z, first[k].z, second[k].z, m != nullptr, isTouched, f);
            adam_entry(held[k].w, gradient[k].w, first[k].w, second[k].w, m != nullptr, isTouched, f);
            store_columns(v + begin, at, length, second[k]);
            if (m) store_columns(m + begin, at, length, first[k]);
            // Columns beyond the row were 0 and are not to count.
            if (at + 1 >= length) held[k].y = 0.0f;
            if (at + 2 >= length) held[k].z = 0.0f;
            if (at + 3 >= length) held[k].w = 0.0f;
            square = add_dot64(held[k], held[k], square);
            if (!unitRows || !isHeld) store_columns(w + begin, at, length, held[k]);
            if (shadow && !unitRows) store_shadow(shadow + begin, at, length, held[k]);
        }
    }
    if (!unitRows) return;
    const double norm = sqrt(block_sum(square, sums));
    const float inverse = norm > 0.0 ? (float)(1.0 / norm) : 1.0f;
    if (isHeld) {
#pragma unroll
        for (int k = 0; k < HELD; k++) {
            const int at = 4 * t + 4 * k * ROW_THREADS;
            if (at >= length) continue;
            const float4 unit = scaled(inverse, held[k]);
            store_columns(w + begin, at, length, unit);
            if (shadow) store_shadow(shadow + begin, at, length, unit);
        }
        return;
    }
    // Each thread reads what it wrote itself.
    for (int at = 4 * t; at < length; at += 4 * ROW_THREADS) {
        const float4 unit = scaled(inverse, columns_of(w + begin, at, length));
        store_columns(w + begin, at, length, unit);
        if (shadow) store_shadow(shadow + begin, at, length, unit);
    }
}

#undef BOUNDS
#define BOUNDS

/// The same for rows of one entry: biases and thresholds. No unit rows. Launch: any grid, 256 threads; a thread an entry
/// and on by the grid's size.
KERNEL(adam_entries, float *w, const float *g, float *m, float *v, const unsigned char *touched,
    const int *lastUpdate, const float *clip, float gradientScale, float beta1, float beta2, int count, float share,
    float root, float rate, float epsilon, int entries) {
    const float scale = clip ? clip[0] : gradientScale;
    if (scale != scale) return;
    for (int at = blockIdx.x * blockDim.x + threadIdx.x; at < entries; at += gridDim.x * blockDim.x) {
        const bool isTouched = !touched || touched[at];
        if (!m && !isTouched) continue;
        const int late = !m && lastUpdate ? count - lastUpdate[at] : 1;
        const AdamFigures f = {scale, beta1, late == 1 ? beta2 : power(beta2, late), share, root, rate, epsilon};
        float weight = w[at], first = m ? m[at] : 0.0f, second = v[at];
        adam_entry(weight, isTouched ? g[at] : 0.0f, first, second, m != nullptr, isTouched, f);
        w[at] = weight;
        v[at] = second;
        if (m) m[at] = first;
    }
}
