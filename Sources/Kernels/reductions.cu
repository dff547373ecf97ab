// Numbers from whole matrices, rows and columns. Reported sums are float64; float32 where the CPU's are.
//
// A whole matrix: first partials of fixed pieces (16,384 elements each, whatever the grid), then `reduce_finish` in one
// block. Launch of the first: any grid, 256 threads; partials has room for (n + 16383) / 16384 numbers. In a piece a
// thread takes quads t, t + 256, …, each quad's elements in order; then `block_sum`.
// "A block a row": grid any, 256 threads, the same order within the row.

#define PIECE 16384ll

/// `total` collects over the quads of each piece; `v` is the quad, `i` its place.
#define BY_PIECES(statements)                                                                     \
    __shared__ double room[32];                                                                   \
    const long long n = elements(rows, columns);                                                  \
    for (long long piece = blockIdx.x; piece * PIECE < n; piece += gridDim.x) {                   \
        const long long end = (piece + 1) * PIECE < n ? (piece + 1) * PIECE : n;                  \
        double total = 0;                                                                         \
        for (long long i = piece * PIECE + 4ll * threadIdx.x; i < end; i += 4ll * blockDim.x) {   \
            statements                                                                            \
        }                                                                                         \
        total = block_sum(total, room);                                                           \
        if (threadIdx.x == 0) partials[piece] = total;                                            \
    }

/// total + a b; the product of two float32 numbers is exact in float64.
DEVICE double add_product(float a, float b, double total) { return fma((double)a, (double)b, total); }
DEVICE double add_products(float4 a, float4 b, double total) {
    return add_product(a.w, b.w, add_product(a.z, b.z, add_product(a.y, b.y, add_product(a.x, b.x, total))));
}
DEVICE double add_four(float4 a, double total) {
    total += (double)a.x;
    total += (double)a.y;
    total += (double)a.z;
    total += (double)a.w;
    return total;
}
DEVICE double add_square(double x, double total) { return fma(x, x, total); }
DEVICE double add_distances(float4 a, float4 b, double total) {
    total = add_square((double)a.x - (double)b.x, total);
    total = add_square((double)a.y - (double)b.y, total);
    total = add_square((double)a.z - (double)b.z, total);
    return add_square((double)a.w - (double)b.w, total);
}
DEVICE int count_four(float4 v, float threshold) {
    return (v.x > threshold) + (v.y > threshold) + (v.z > threshold) + (v.w > threshold);
}

/// partials of Σ a. Twin of `sum`.
KERNEL(reduce_sum, const float *a, double *partials, int rows, int columns) {
    const bool aligned = is_aligned16(a);
    BY_PIECES(total = add_four(four(a, i, end, aligned, 0), total);)
}

/// partials of Σ a ⊙ b. Twin of `dot`, and of `sumOfSquares` with b = a.
KERNEL(reduce_dot, const float *a, const float *b, double *partials, int rows, int columns) {
    const bool aligned = is_aligned16(a) && is_aligned16(b);
    BY_PIECES(total = add_products(four(a, i, end, aligned, 0), four(b, i, end, aligned, 0), total);)
}

/// partials of Σ (a - b)². Twin of `squaredDistance`.
KERNEL(reduce_squared_distance, const float *a, const float *b, double *partials, int rows, int columns) {
    const bool aligned = is_aligned16(a) && is_aligned16(b);
    BY_PIECES(total = add_distances(four(a, i, end, aligned, 0), four(b, i, end, aligned, 0), total);)
}

/// partials of how many elements are above the threshold. Twin of `countAbove`; whole numbers are exact in float64.
KERNEL(reduce_count_above, const float *a, double *partials, int rows, int columns, float threshold) {
    const bool aligned = is_aligned16(a);
    BY_PIECES(total += (double)count_four(four(a, i, end, aligned, NEGATIVE_INFINITY), threshold);)
}

/// partials[r] = Σ a[r]² where marked, else 0. A warp a row: any grid, threads any multiple of 32. Lane l takes quads l,
/// l + 32, …, then `warp_sum`. `marks` null: all rows. Twin of `sumOfSquares(_:rows:)`.
KERNEL(reduce_marked_rows, const float *a, const unsigned char *marks, double *partials, int rows, int columns) {
    const bool aligned = rows_aligned(a, columns);
    for (long long row = (long long)blockIdx.x * warps() + warp(); row < rows; row += (long long)gridDim.x * warps()) {
        double total = 0;
        if (!marks || marks[row]) {
            for (long long j = 4ll * lane(); j < columns; j += 128) {
                const float4 v = four(a + row * columns, j, columns, aligned, 0);
                total = add_products(v, v, total);
            }
        }
        total = warp_sum(total);
        if (lane() == 0) partials[row] = total;
    }
}

/// out[at] = Σ partials, or += that. One block of 256 threads: thread t takes t, t + 256, …, then `block_sum`.
KERNEL(reduce_finish, const double *partials, double *out, int count, int at, int accumulate) {
    __shared__ double room[32];
    double total = 0;
    for (int i = (int)threadIdx.x; i < count; i += (int)blockDim.x) total += partials[i];
    total = block_sum(total, room);
    if (threadIdx.x == 0) out[at] = accumulate ? out[at] + total : total;
}

/// out[at] = Σ partials², or += that, in the same order.
KERNEL(reduce_finish_squares, const double *partials, double *out, int count, int at, int accumulate) {
    __shared__ double room[32];
    double total = 0;
    for (int i = (int)threadIdx.x; i < count; i += (int)blockDim.x) total = fma(partials[i], partials[i], total);
    total = block_sum(total, room);
    if (threadIdx.x == 0) out[at] = accumulate ? out[at] + total : total;
}

/// out[at] = the place that `reduce_first_nonfinite` found, as a float64; -1 when there is none. One thread.
KERNEL(reduce_place, const wide_bits *place, double *out, int at) {
    if (threadIdx.x == 0 && blockIdx.x == 0) out[at] = place[0] ? (double)(long long)~place[0] : -1.0;
}

/// place = the largest ~i (all bits turned) of elements i that are infinite or NaN; 0, which it must be before, when there
/// is none. So the first place is ~place. Any grid, any threads. Integer maximum: no order. Twin of `firstNonFinite`.
KERNEL(reduce_first_nonfinite, const float *a, wide_bits *place, int rows, int columns) {
    const bool aligned = is_aligned16(a);
    const long long n = elements(rows, columns);
    for (long long i = 4 * global_thread(); i < n; i += 4 * global_threads()) {
        const float4 v = four(a, i, n, aligned, 0);
        const int first = !is_finite(v.x) ? 0 : !is_finite(v.y) ? 1 : !is_finite(v.z) ? 2 : !is_finite(v.w) ? 3 : 4;
        if (first == 4) continue;
        atomicMax(place, ~(wide_bits)(i + first));
        return;
    }
}

/// flag |= 1 where an element is below 0 or NaN; 0 before. Any grid, any threads. Twin of `isNotNegative`.
KERNEL(reduce_any_negative, const float *a, int *flag, int rows, int columns) {
    const bool aligned = is_aligned16(a);
    const long long n = elements(rows, columns);
    for (long long i = 4 * global_thread(); i < n; i += 4 * global_threads()) {
        const float4 v = four(a, i, n, aligned, 0);
        if (v.x >= 0.0f && v.y >= 0.0f && v.z >= 0.0f && v.w >= 0.0f) continue;
        atomicOr(flag, 1);
        return;
    }
}

/// partials[c, j] = Σ a[b, j] (squares: a[b, j]²) for the 64 rows b of chunk c, in their order. Grid (x: strips of
/// columns, y: chunks, any of each), 256 threads. `partials [(rows + 63) / 64, columns]`
KERNEL(reduce_column_partials, const float *a, double *partials, int rows, int columns, int squares) {
    for (long long chunk = blockIdx.y; chunk * 64 < rows; chunk += gridDim.y) {
        const long long end = chunk * 64 + 64 < rows ? chunk * 64 + 64 : rows;
        for (long long j = global_thread(); j < columns; j += global_threads()) {
            double total = 0;
            if (squares) {
                for (long long b = chunk * 64; b < end; b++) total = add_square((double)a[b * columns + j], total);
            } else {
                for (long long b = chunk * 64; b < end; b++) total += (double)a[b * columns + j];
            }
            partials[chunk * columns + j] = total;
        }
    }
}

/// out[j] = scale Σ_c partials[c, j], chunks in order, or += that; scale is a float64 in two words. `wide` (may be null)
/// gets the sums themselves; `out` may be null. Any grid, any threads. With `reduce_column_partials` the twin of
/// `columnSums`, `columnSquaredSums` and `columnMeans` of a matrix.
KERNEL(
    reduce_column_finish, const double *partials, float *out, double *wide, int chunks, int columns, unsigned scale_low,
    unsigned scale_high, int accumulate) {
    const double scale = double_of(scale_low, scale_high);
    for (long long j = global_thread(); j < columns; j += global_threads()) {
        double total = 0;
        for (long long c = 0; c < chunks; c++) total += partials[c * columns + j];
        if (wide) wide[j] = total;
        if (out) out[j] = (float)(accumulate ? (double)out[j] + scale * total : scale * total);
    }
}

#define EACH_ROW(rows) for (long long row = blockIdx.x; row < (rows); row += gridDim.x)
#define EACH_QUAD(columns) for (long long j = 4ll * threadIdx.x; j < (columns); j += 4ll * blockDim.x)

/// out[b] = Σ_j a[b, j], in float64. A block a row. Twin of `rowSums`.
KERNEL(reduce_row_sums, const float *a, float *out, int rows, int columns) {
    __shared__ double room[32];
    const bool aligned = rows_aligned(a, columns);
    EACH_ROW(rows) {
        double total = 0;
        EACH_QUAD(columns) total = add_four(four(a + row * columns, j, columns, aligned, 0), total);
        total = block_sum(total, room);
        if (threadIdx.x == 0) out[row] = (float)total;
    }
}

/// d = ‖a[b]‖² in float64: `squares[b]` = d, `norms[b]` = √d; either may be null. A block a row. Twin of
/// `rowSquaredNorms` and `rowNorms`.
KERNEL(reduce_row_norms, const float *a, float *norms, double *squares, int rows, int columns) {
    __shared__ double room[32];
    const bool aligned = rows_aligned(a, columns);
    EACH_ROW(rows) {
        double total = 0;
        EACH_QUAD(columns) {
            const float4 v = four(a + row * columns, j, columns, aligned, 0);
            total = add_products(v, v, total);
        }
        total = block_sum(total, room);
        if (threadIdx.x == 0) {
            if (norms) norms[row] = (float)sqrt(total);
            if (squares) squares[row] = total;
        }
    }
}

/// out[b] = a[b] · c[b], in float64. A block a row. Twin of `rowDots`.
KERNEL(reduce_row_dots, const float *a, const float *c, float *out, int rows, int columns) {
    __shared__ double room[32];
    const bool aligned = rows_aligned(a, columns) && is_aligned16(c);
    EACH_ROW(rows) {
        double total = 0;
        EACH_QUAD(columns) {
            const long long at = row * columns;
            total = add_products(four(a + at, j, columns, aligned, 0), four(c + at, j, columns, aligned, 0), total);
        }
        total = block_sum(total, room);
        if (threadIdx.x == 0) out[row] = (float)total;
    }
}

/// out[b] = ‖a[b] - c[b]‖², in float64. A block a row. Twin of `rowSquaredDistances`.
KERNEL(reduce_row_squared_distances, const float *a, const float *c, float *out, int rows, int columns) {
    __shared__ double room[32];
    const bool aligned = rows_aligned(a, columns) && is_aligned16(c);
    EACH_ROW(rows) {
        double total = 0;
        EACH_QUAD(columns) {
            const long long at = row * columns;
            total = add_distances(four(a + at, j, columns, aligned, 0), four(c + at, j, columns, aligned, 0), total);
        }
        total = block_sum(total, room);
        if (threadIdx.x == 0) out[row] = (float)total;
    }
}

DEVICE float largest_of_four(float4 v, float largest) {
    return larger(v.w, larger(v.z, larger(v.y, larger(v.x, largest))));
}

/// out[b] = the largest of a[b]; -inf when there is none; NaN is passed over. A block a row. Twin of `rowMaxima`.
KERNEL(reduce_row_maxima, const float *a, float *out, int rows, int columns) {
    __shared__ float room[32];
    const bool aligned = rows_aligned(a, columns);
    EACH_ROW(rows) {
        float largest = NEGATIVE_INFINITY;
        EACH_QUAD(columns) largest = largest_of_four(four(a + row * columns, j, columns, aligned, NEGATIVE_INFINITY), largest);
        largest = block_max(largest, room);
        if (threadIdx.x == 0) out[row] = largest;
    }
}

/// places[b], values[b] = where the largest element (or the one of largest magnitude) of a[b] is, the first of equal ones,
/// and what it is. NaN is passed over, unless the row begins with it. A block a row; columns > 0. A 64-bit key of value and
/// turned column makes the first the largest: no order. Twin of `rowPeaks`.
KERNEL(reduce_row_peaks, const float *a, int *places, float *values, int rows, int columns, int by_magnitude) {
    __shared__ wide_bits best;
    EACH_ROW(rows) {
        const float *own = a + row * columns;
        __syncthreads();
        if (threadIdx.x == 0) best = 0;
        __syncthreads();
        wide_bits mine = 0;
        for (int j = (int)threadIdx.x; j < columns; j += (int)blockDim.x) {
            // -0 equals +0, so it has +0's key.
            const float x = by_magnitude ? fabsf(own[j]) : own[j] + 0.0f;
            if (!(x == x)) continue;
            const wide_bits key = ((wide_bits)ordered_key(x) << 32) | (unsigned)~j;
            mine = key > mine ? key : mine;
        }
        atomicMax(&best, mine);
        __syncthreads();
        if (threadIdx.x == 0) {
            const bool stays = !(own[0] == own[0]) || best == 0;
            const int place = stays ? 0 : ~(int)(unsigned)best;
            places[row] = place;
            values[row] = own[place];
        }
    }
}

/// counts[b] = how many of a[b] are above the threshold. A block a row. Twin of `rowCounts`.
KERNEL(reduce_row_counts, const float *a, int *counts, int rows, int columns, float threshold) {
    __shared__ int room[32];
    const bool aligned = rows_aligned(a, columns);
    EACH_ROW(rows) {
        int total = 0;
        EACH_QUAD(columns) total += count_four(four(a + row * columns, j, columns, aligned, NEGATIVE_INFINITY), threshold);
        total = block_sum(total, room);
        if (threadIdx.x == 0) counts[row] = total;
    }
}

/// out[b] = exp(a[b] - max) / Σ, float32 sums. A block a row; `out` may be `a`. Twin of `softmaxRows`.
KERNEL(reduce_softmax, const float *a, float *out, int rows, int columns) {
    __shared__ float room[32];
    const bool aligned = rows_aligned(a, columns) && is_aligned16(out);
    EACH_ROW(rows) {
        const float *own = a + row * columns;
        float *to = out + row * columns;
        float largest = NEGATIVE_INFINITY;
        EACH_QUAD(columns) largest = largest_of_four(four(own, j, columns, aligned, NEGATIVE_INFINITY), largest);
        largest = block_max(largest, room);
        float sum = 0;
        EACH_QUAD(columns) {
            const float4 v = four(own, j, columns, aligned, NEGATIVE_INFINITY);
            const float4 e = make_float4(
                exp_of(v.x - largest), exp_of(v.y - largest), exp_of(v.z - largest), exp_of(v.w - largest));
            put_four(to, j, columns, aligned, e);
            sum += e.x;
            if (j + 1 < columns) sum += e.y;
            if (j + 2 < columns) sum += e.z;
            if (j + 3 < columns) sum += e.w;
        }
        const float inverse = 1.0f / block_sum(sum, room);
        EACH_QUAD(columns) {
            const float4 e = four(to, j, columns, aligned, 0);
            put_four(to, j, columns, aligned, make_float4(e.x * inverse, e.y * inverse, e.z * inverse, e.w * inverse));
        }
    }
}
