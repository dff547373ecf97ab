// What a language model's logits say of a token. A row of `[T, V]` is a position; a block a row (grid any, 256 threads), a
// thread takes quads t, t + 256, …, then `block_sum`. Exponentials are float32, their sums float64, as on the CPU.

#define EACH_ROW(rows) for (long long row = blockIdx.x; row < (rows); row += gridDim.x)
#define EACH_QUAD(columns) for (long long j = 4ll * threadIdx.x; j < (columns); j += 4ll * blockDim.x)

DEVICE float row_largest(const float *own, int columns, bool aligned, float *room) {
    float largest = NEGATIVE_INFINITY;
    EACH_QUAD(columns) {
        const float4 v = four(own, j, columns, aligned, NEGATIVE_INFINITY);
        largest = larger(v.w, larger(v.z, larger(v.y, larger(v.x, largest))));
    }
    return block_max(largest, room);
}

/// out[t] = log Σ_v exp z[t, v]. Twin of `logSumExps`. `z [rows, columns]`
KERNEL(loss_log_sum_exps, const float *z, double *out, int rows, int columns) {
    __shared__ float room[32];
    __shared__ double wide_room[32];
    const bool aligned = rows_aligned(z, columns);
    EACH_ROW(rows) {
        const float *own = z + row * columns;
        const float largest = row_largest(own, columns, aligned, room);
        double sum = 0;
        EACH_QUAD(columns) {
            const float4 v = four(own, j, columns, aligned, 0);
            sum += (double)exp_of(v.x - largest);
            if (j + 1 < columns) sum += (double)exp_of(v.y - largest);
            if (j + 2 < columns) sum += (double)exp_of(v.z - largest);
            if (j + 3 < columns) sum += (double)exp_of(v.w - largest);
        }
        sum = block_sum(sum, wide_room);
        if (threadIdx.x == 0) out[row] = (double)largest + log_of(sum);
    }
}

/// out[t] = log_sums[t] - z[t, targets[t]]. Any grid, any threads. Twin of `crossEntropies`.
KERNEL(loss_cross_entropies, const float *z, const int *targets, const double *log_sums, double *out, int rows, int columns) {
    for (long long row = global_thread(); row < rows; row += global_threads())
        out[row] = log_sums[row] - (double)z[row * columns + targets[row]];
}

/// out[t] = KL(p ‖ q), p and q the softmaxes of a[t] and b[t]: Σ_v p_v (a_v - b_v) - a_sums[t] + b_sums[t], the sum of
/// products in float64. Twin of `divergences`. `a`, `b` `[rows, columns]`
KERNEL(
    loss_divergences, const float *a, const double *a_sums, const float *b, const double *b_sums, double *out, int rows,
    int columns) {
    __shared__ float room[32];
    __shared__ double wide_room[32];
    const bool aligned = rows_aligned(a, columns) && is_aligned16(b);
    EACH_ROW(rows) {
        const float *own = a + row * columns, *other = b + row * columns;
        const float largest = row_largest(own, columns, aligned, room);
        float sum = 0;
        EACH_QUAD(columns) {
            const float4 v = four(own, j, columns, aligned, 0);
            sum += exp_of(v.x - largest);
            if (j + 1 < columns) sum += exp_of(v.y - largest);
            if (j + 2 < columns) sum += exp_of(v.z - largest);
            if (j + 3 < columns) sum += exp_of(v.w - largest);
        }
        const float inverse = 1.0f / block_sum(sum, room);
        double total = 0;
        EACH_QUAD(columns) {
            const float4 v = four(own, j, columns, aligned, 0), w = four(other, j, columns, aligned, 0);
            total = fma((double)(exp_of(v.x - largest) * inverse), (double)(v.x - w.x), total);
            if (j + 1 < columns) total = fma((double)(exp_of(v.y - largest) * inverse), (double)(v.y - w.y), total);
            if (j + 2 < columns) total = fma((double)(exp_of(v.z - largest) * inverse), (double)(v.z - w.z), total);
            if (j + 3 < columns) total = fma((double)(exp_of(v.w - largest) * inverse), (double)(v.w - w.w), total);
        }
        total = block_sum(total, wide_room);
        if (threadIdx.x == 0) out[row] = total - a_sums[row] + b_sums[row];
    }
}
