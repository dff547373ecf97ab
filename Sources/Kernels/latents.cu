// One number for each latent, from its column, and latents as a dense matrix `[rows, columns]`.
// `starts` int64 `[columns + 1]` is where each column begins in column order. A float64 factor comes as two words.

/// Rows in one segment of what runs down the columns of a dense matrix.
#define SEGMENT 128

/// out[i] = scale Σ_b v[b, i], or += that; with `squared` the sum of squares. In float64: lane l takes the column's entries
/// l, l + 32, …, then a tree. values `[n]` in column order, out `[columns]`.
/// Launch: a warp a column, 256 threads: ⌈columns/8⌉ blocks. Twin of `columnSums` and `columnSquaredSums` of entries.
KERNEL(entry_column_sums, const float *values, const long long *starts, int columns, int squared, unsigned scaleLow,
       unsigned scaleHigh, int accumulate, float *out) {
    const int column = (int)(blockIdx.x * (blockDim.x / 32)) + warp();
    if (column >= columns) return;
    double sum = 0;
    for (long long at = starts[column] + lane(); at < starts[column + 1]; at += 32) {
        const double value = (double)values[at];
        sum += squared ? value * value : value;
    }
    sum = warp_sum(sum) * double_of(scaleLow, scaleHigh);
    if (lane() == 0) out[column] = (float)(accumulate ? (double)out[column] + sum : sum);
}

/// marks[i] = whether column i has an entry, or ||= that. marks `[columns]` bytes. Launch: a thread a column.
/// Twin of `markColumns(_ order:)`.
KERNEL(mark_columns, const long long *starts, int columns, int accumulate, unsigned char *marks) {
    for (long long i = global_thread(); i < columns; i += global_threads()) {
        const bool has = starts[i + 1] > starts[i];
        marks[i] = has || (accumulate && marks[i] != 0) ? 1 : 0;
    }
}

/// counts[i] += how many elements of column i are above 0. f `[rows, columns]`; counts zero before; integer atomics.
/// Launch: (⌈columns/256⌉, ⌈rows/128⌉) blocks of 256. First half of `firingRates(Matrix)`.
KERNEL(count_columns_above, const float *f, int rows, int columns, int *counts) {
    const int column = (int)(blockIdx.x * blockDim.x + threadIdx.x);
    if (column >= columns) return;
    const int first = (int)blockIdx.y * SEGMENT, end = min(first + SEGMENT, rows);
    int count = 0;
    for (int row = first; row < end; row++) count += f[elements(row, columns) + column] > 0.0f ? 1 : 0;
    if (count > 0) atomicAdd(&counts[column], count);
}

/// out[i] = decay · before[i] + (1 - decay) · n_i / tokens; without `before` n_i / tokens. n_i are the entries of column i by
/// `starts`, or `counts[i]` where starts are not given. tokens: max(1, rows). Launch: a thread a column. All `[columns]`.
/// Twin of `firingRates`.
KERNEL(firing_rates, const long long *starts, const int *counts, int columns, int tokens, const float *before,
       unsigned decayLow, unsigned decayHigh, float *out) {
    const double keep = double_of(decayLow, decayHigh);
    for (long long i = global_thread(); i < columns; i += global_threads()) {
        const double now = (double)(starts ? starts[i + 1] - starts[i] : (long long)counts[i]) / (double)tokens;
        out[i] = (float)(before ? keep * (double)before[i] + (1.0 - keep) * now : now);
    }
}

/// The threads of a block over a row, four columns each.
#define EACH_FOUR(columns) for (int i = 4 * (int)threadIdx.x; i < (columns); i += 4 * (int)blockDim.x)

/// v where `what` is above the limit, else 0.
DEVICE float4 where_above(float4 what, float4 limit, float4 v) {
    return make_float4(
        what.x > limit.x ? v.x : 0.0f, what.y > limit.y ? v.y : 0.0f, what.z > limit.z ? v.z : 0.0f,
        what.w > limit.w ? v.w : 0.0f);
}

// Dense latents ------------------------------------------------------------------------------------------------------

/// out = the entries, 0 elsewhere. out `[rows, columns]`. Launch: a block a row, 256 threads. Twin of `scatter(_:into:)`.
KERNEL(scatter_entries, const long long *starts, const int *indices, const float *values, int rows, int columns,
       float *out) {
    const int row = (int)blockIdx.x;
    if (row >= rows) return;
    float *to = out + elements(row, columns);
    const bool aligned = rows_aligned(out, columns);
    EACH_FOUR(columns) put_four(to, i, columns, aligned, make_float4(0, 0, 0, 0));
    // The entries over the zeros.
    __syncthreads();
    for (long long at = starts[row] + threadIdx.x; at < starts[row + 1]; at += blockDim.x) to[indices[at]] = values[at];
}

/// z = z > limit ? z : 0, in place; limits `[columns]`, or 0 for all. z `[rows, columns]`. Launch: a block a row, 256 threads.
/// Twin of `gate(_:above:)`.
KERNEL(gate_above, float *z, const float *limits, int rows, int columns) {
    const int row = (int)blockIdx.x;
    if (row >= rows) return;
    float *at = z + elements(row, columns);
    const bool aligned = rows_aligned(z, columns) && (!limits || is_aligned16(limits));
    EACH_FOUR(columns) {
        const float4 v = four(at, i, columns, aligned, 0);
        const float4 limit = limits ? four(limits, i, columns, aligned, 0) : make_float4(0, 0, 0, 0);
        put_four(at, i, columns, aligned, where_above(v, limit, v));
    }
}

/// g = f > 0 ? g : 0, in place. Both `[rows, columns]`. Launch: a block a row, 256 threads. Twin of `gate(_:whereFired:)`.
KERNEL(gate_where_fired, float *g, const float *f, int rows, int columns) {
    const int row = (int)blockIdx.x;
    if (row >= rows) return;
    const float *from = f + elements(row, columns);
    float *at = g + elements(row, columns);
    const bool aligned = rows_aligned(g, columns) && is_aligned16(f);
    EACH_FOUR(columns) {
        const float4 fired = four(from, i, columns, aligned, 0), zero = make_float4(0, 0, 0, 0);
        put_four(at, i, columns, aligned, where_above(fired, zero, four(at, i, columns, aligned, 0)));
    }
}

/// out[b, i] = factors[i] + scale (f[b, i] - before[b', i]), and only factors[i] where b has no row beside it. rowMap `[rows]`
/// or none (b' = b). before `[beforeRows, columns]`; it may be `out` where there is no map. A sparse `before` is scattered
/// into `out` first. squares[b] = Σ (f - before)² in float64, thread t taking fours of columns t, t + 256, …, then
/// the block's tree.
/// Launch: a block a row, 256 threads. Twin of `differences`; its parts are summed by `sum_parts`.
KERNEL(differences, const float *f, const float *before, const int *rowMap, const float *factors, float scale, int rows,
       int beforeRows, int columns, float *out, double *squares) {
    __shared__ double room[32];
    const int b = (int)blockIdx.x;
    if (b >= rows) return;
    int row = rowMap ? rowMap[b] : b;
    if (row >= beforeRows) row = -1;
    const float *from = f + elements(b, columns), *old = before + (row < 0 ? 0 : elements(row, columns));
    float *to = out + elements(b, columns);
    const bool aligned = rows_aligned(f, columns) && is_aligned16(before) && is_aligned16(factors) && is_aligned16(out);
    double sum = 0;
    EACH_FOUR(columns) {
        const float4 factor = four(factors, i, columns, aligned, 0);
        if (row < 0) {
            put_four(to, i, columns, aligned, factor);
            continue;
        }
        const float4 v = four(from, i, columns, aligned, 0), was = four(old, i, columns, aligned, 0);
        const float4 d = make_float4(v.x - was.x, v.y - was.y, v.z - was.z, v.w - was.w);
        put_four(
            to, i, columns, aligned,
            make_float4(factor.x + scale * d.x, factor.y + scale * d.y, factor.z + scale * d.z, factor.w + scale * d.w));
        sum += (double)d.x * (double)d.x;
        sum += (double)d.y * (double)d.y;
        sum += (double)d.z * (double)d.z;
        sum += (double)d.w * (double)d.w;
    }
    sum = block_sum(sum, room);
    if (threadIdx.x == 0) squares[b] = sum;
}

/// With t = tanh(steepness · factors[i] · f): g += scale · factors[i] · (1 - t²). f, g `[rows, columns]`. For each segment of
/// 128 rows slopes[s, i] = Σ f (1 - t²) in float64, rows ascending, float64 `[segments, columns]`; tanhs[s, c] = Σ t of the
/// segment's block of 256 columns, float64 `[segments, ⌈columns/256⌉]`.
/// Launch: (⌈columns/256⌉, ⌈rows/128⌉) blocks of 256. First half of `addTanhGradient`; then `add_slopes` and `sum_parts`.
KERNEL(add_tanh_gradient, const float *f, const float *factors, float steepness, float scale, int rows, int columns, float *g,
       double *slopes, double *tanhs) {
    __shared__ double room[32];
    const int column = (int)(blockIdx.x * blockDim.x + threadIdx.x);
    const int first = (int)blockIdx.y * SEGMENT, end = min(first + SEGMENT, rows);
    double total = 0, sum = 0;
    if (column < columns) {
        const float factor = factors[column];
        for (int row = first; row < end; row++) {
            const long long at = elements(row, columns) + column;
            const float value = f[at], t = tanh_of(steepness * factor * value), slope = 1.0f - t * t;
            total += (double)t;
            g[at] += scale * factor * slope;
            sum += (double)(value * slope);
        }
        slopes[elements((int)blockIdx.y, columns) + column] = sum;
    }
    total = block_sum(total, room);
    if (threadIdx.x == 0) tanhs[(long long)blockIdx.y * gridDim.x + blockIdx.x] = total;
}

/// normSums[i] += scale Σ_s slopes[s, i], segments ascending, in float64 before rounding. slopes float64 `[segments, columns]`.
/// Launch: a thread a column. Second half of `addTanhGradient`.
KERNEL(add_slopes, const double *slopes, int segments, int columns, float scale, float *normSums) {
    for (long long i = global_thread(); i < columns; i += global_threads()) {
        double sum = 0;
        for (int s = 0; s < segments; s++) sum += slopes[elements(s, columns) + i];
        normSums[i] = (float)((double)normSums[i] + (double)scale * sum);
    }
}
