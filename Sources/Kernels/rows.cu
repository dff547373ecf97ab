// Operations of a matrix with a number for each row or column, and rows on their way between matrices.
//
// Launch of those that say "over rows": grid (x: rows, y: strips of the columns), any of each; threads any. Nothing is
// summed across elements, so no launch changes a bit. Those that say "a block a row": grid any, 256 threads.

#define EACH_ROW(rows) for (long long row = blockIdx.x; row < (rows); row += gridDim.x)

/// This block's strip of a row, a quad of columns from j on at a time.
#define EACH_QUAD_OF_STRIP(columns)                                                                             \
    for (long long j = 4 * ((long long)blockIdx.y * blockDim.x + threadIdx.x); j < (columns);                   \
         j += 4ll * gridDim.y * blockDim.x)

/// Both, with `at`, the place of the row's first element.
#define EACH_QUAD_OF_ROWS(rows, columns)                                                                        \
    for (long long row = blockIdx.x, at = row * (columns); row < (rows); row += gridDim.x, at = row * (columns)) \
        EACH_QUAD_OF_STRIP(columns)

/// out[b, j] = a[b, j] + row[j]. Over rows. Twin of `addRow`. `a`, `out` `[rows, columns]`, `vector` `[1, columns]`
KERNEL(row_add, const float *a, const float *vector, float *out, int rows, int columns) {
    const bool aligned = rows_aligned(a, columns) && is_aligned16(vector) && is_aligned16(out);
    EACH_QUAD_OF_ROWS(rows, columns) {
        const float4 v = four(a + at, j, columns, aligned, 0), w = four(vector, j, columns, aligned, 0);
        put_four(out + at, j, columns, aligned, make_float4(v.x + w.x, v.y + w.y, v.z + w.z, v.w + w.w));
    }
}

/// out[b, j] = a[b, j] - row[j]. Over rows. Twin of `subtractRow`.
KERNEL(row_subtract, const float *a, const float *vector, float *out, int rows, int columns) {
    const bool aligned = rows_aligned(a, columns) && is_aligned16(vector) && is_aligned16(out);
    EACH_QUAD_OF_ROWS(rows, columns) {
        const float4 v = four(a + at, j, columns, aligned, 0), w = four(vector, j, columns, aligned, 0);
        put_four(out + at, j, columns, aligned, make_float4(v.x - w.x, v.y - w.y, v.z - w.z, v.w - w.w));
    }
}

/// out[b, j] = a[b, j] factors[j]. Over rows. Twin of `scaleColumns`. `factors [1, columns]`
KERNEL(row_scale_columns, const float *a, const float *factors, float *out, int rows, int columns) {
    const bool aligned = rows_aligned(a, columns) && is_aligned16(factors) && is_aligned16(out);
    EACH_QUAD_OF_ROWS(rows, columns) {
        const float4 v = four(a + at, j, columns, aligned, 0), w = four(factors, j, columns, aligned, 0);
        put_four(out + at, j, columns, aligned, make_float4(v.x * w.x, v.y * w.y, v.z * w.z, v.w * w.w));
    }
}

/// out[b, j] = factors[b] a[b, j]. Over rows. Twin of `scaleRows`. `factors [1, rows]`
KERNEL(row_scale, const float *a, const float *factors, float *out, int rows, int columns) {
    const bool aligned = rows_aligned(a, columns) && is_aligned16(out);
    EACH_QUAD_OF_ROWS(rows, columns) {
        const float f = factors[row];
        const float4 v = four(a + at, j, columns, aligned, 0);
        put_four(out + at, j, columns, aligned, make_float4(f * v.x, f * v.y, f * v.z, f * v.w));
    }
}

/// out[b, j] = a[b, j] gain[j] + bias[j], fused. Over rows. Twin of `scaleAndShift`. `gain`, `bias` `[1, columns]`
KERNEL(row_scale_shift, const float *a, const float *gain, const float *bias, float *out, int rows, int columns) {
    const bool aligned = rows_aligned(a, columns) && is_aligned16(gain) && is_aligned16(bias) && is_aligned16(out);
    EACH_QUAD_OF_ROWS(rows, columns) {
        const float4 v = four(a + at, j, columns, aligned, 0), w = four(gain, j, columns, aligned, 0);
        const float4 b = four(bias, j, columns, aligned, 0);
        put_four(
            out + at, j, columns, aligned,
            make_float4(fmaf(v.x, w.x, b.x), fmaf(v.y, w.y, b.y), fmaf(v.z, w.z, b.z), fmaf(v.w, w.w, b.w)));
    }
}

/// target[to[i]] = scale · source[from[i]] for i < count; a null list stands for 0, 1, 2, …. Over rows (count of them).
/// No place occurs twice in `to`, and where source and target are one matrix none is in both lists. Twin of `gatherRows`
/// (to null), `copyRows` (both null), `moveRows` (both lists); `scatterRows` gives the last of each name.
KERNEL(row_place, const float *source, const int *from, float *target, const int *to, int count, int columns, float scale) {
    const bool aligned = rows_aligned(source, columns) && is_aligned16(target);
    EACH_QUAD_OF_ROWS(count, columns) {
        const float *in = source + (from ? (long long)from[row] * columns : at);
        float4 v = four(in, j, columns, aligned, 0);
        if (scale != 1.0f) v = make_float4(v.x * scale, v.y * scale, v.z * scale, v.w * scale);
        put_four(target + (to ? (long long)to[row] * columns : at), j, columns, aligned, v);
    }
}

/// out[targets[g]] += a[sources[k]] for k = starts[g] ..< starts[g + 1], in that order. Over rows (groups of them). No
/// target occurs twice. Twin of `scatterAddRows`, whose list the host has sorted by target, equal ones in their order.
KERNEL(
    row_scatter_add, const float *a, const int *starts, const int *sources, const int *targets, float *out, int groups,
    int columns) {
    const bool aligned = rows_aligned(a, columns) && is_aligned16(out);
    EACH_ROW(groups) {
        float *place = out + (long long)targets[row] * columns;
        EACH_QUAD_OF_STRIP(columns) {
            float4 sum = four(place, j, columns, aligned, 0);
            for (int k = starts[row]; k < starts[row + 1]; k++) {
                const float4 v = four(a + (long long)sources[k] * columns, j, columns, aligned, 0);
                sum = make_float4(sum.x + v.x, sum.y + v.y, sum.z + v.z, sum.w + v.w);
            }
            put_four(place, j, columns, aligned, sum);
        }
    }
}

/// Zeros in the rows that are wanted (null: all) but not begun (null: none is). Over rows. Twin of `clearRows`.
KERNEL(row_clear, float *out, const unsigned char *wanted, const unsigned char *begun, int rows, int columns) {
    const bool aligned = rows_aligned(out, columns);
    EACH_QUAD_OF_ROWS(rows, columns) {
        if ((wanted && !wanted[row]) || (begun && begun[row])) continue;
        put_four(out + at, j, columns, aligned, make_float4(0, 0, 0, 0));
    }
}

/// Rows to Euclidean norm 1 in place, where `marks` (null: all); rows of zeros stay. `norms` (may be null) gets the norms
/// before of the chosen rows. A block a row. float64 sum: a thread takes quads t, t + 256, …, then `block_sum`. Twin of
/// `normalizeRows`.
KERNEL(row_normalize, float *a, const unsigned char *marks, float *norms, int rows, int columns) {
    __shared__ double room[32];
    const bool aligned = rows_aligned(a, columns);
    EACH_ROW(rows) {
        if (marks && !marks[row]) continue;
        float *own = a + row * columns;
        double squares = 0;
        for (long long j = 4ll * threadIdx.x; j < columns; j += 4ll * blockDim.x) {
            const float4 v = four(own, j, columns, aligned, 0);
            squares = fma((double)v.x, (double)v.x, squares);
            squares = fma((double)v.y, (double)v.y, squares);
            squares = fma((double)v.z, (double)v.z, squares);
            squares = fma((double)v.w, (double)v.w, squares);
        }
        const double norm = sqrt(block_sum(squares, room));
        if (norm > 0) {
            const float f = (float)(1.0 / norm);
            for (long long j = 4ll * threadIdx.x; j < columns; j += 4ll * blockDim.x) {
                const float4 v = four(own, j, columns, aligned, 0);
                put_four(own, j, columns, aligned, make_float4(f * v.x, f * v.y, f * v.z, f * v.w));
            }
        }
        if (norms && threadIdx.x == 0) norms[row] = (float)norm;
    }
}

/// out[b] = a[b] - mean a[b], the mean in float64. A block a row; `out` may be `a`. Twin of `centerRows`.
KERNEL(row_center, const float *a, float *out, int rows, int columns) {
    __shared__ double room[32];
    const bool aligned = rows_aligned(a, columns) && is_aligned16(out);
    EACH_ROW(rows) {
        const float *own = a + row * columns;
        double sum = 0;
        for (long long j = 4ll * threadIdx.x; j < columns; j += 4ll * blockDim.x) {
            const float4 v = four(own, j, columns, aligned, 0);
            sum += (double)v.x;
            sum += (double)v.y;
            sum += (double)v.z;
            sum += (double)v.w;
        }
        const float mean = (float)(block_sum(sum, room) / (double)columns);
        for (long long j = 4ll * threadIdx.x; j < columns; j += 4ll * blockDim.x) {
            const float4 v = four(own, j, columns, aligned, 0);
            put_four(
                out + row * columns, j, columns, aligned, make_float4(v.x - mean, v.y - mean, v.z - mean, v.w - mean));
        }
    }
}

/// out[b] = (a[b] - mean) / sqrt(var + epsilon), the variance biased; float32 sums, quads t, t + 256, … a thread, then
/// `block_sum`. A block a row; `out` may be `a`. Twin of `standardizeRows`, the first half of layer normalisation.
KERNEL(row_standardize, const float *a, float *out, int rows, int columns, float epsilon) {
    __shared__ float room[32];
    const bool aligned = rows_aligned(a, columns) && is_aligned16(out);
    EACH_ROW(rows) {
        const float *own = a + row * columns;
        float sum = 0;
        for (long long j = 4ll * threadIdx.x; j < columns; j += 4ll * blockDim.x) {
            const float4 v = four(own, j, columns, aligned, 0);
            sum = ((sum + v.x) + v.y) + v.z + v.w;
        }
        const float mean = block_sum(sum, room) / (float)columns;
        float squares = 0;
        for (long long j = 4ll * threadIdx.x; j < columns; j += 4ll * blockDim.x) {
            // What is not there stands for the mean, which adds nothing.
            const float4 v = four(own, j, columns, aligned, mean);
            squares = fmaf(v.x - mean, v.x - mean, squares);
            squares = fmaf(v.y - mean, v.y - mean, squares);
            squares = fmaf(v.z - mean, v.z - mean, squares);
            squares = fmaf(v.w - mean, v.w - mean, squares);
        }
        const float f = 1.0f / sqrtf(block_sum(squares, room) / (float)columns + epsilon);
        for (long long j = 4ll * threadIdx.x; j < columns; j += 4ll * blockDim.x) {
            const float4 v = four(own, j, columns, aligned, 0);
            put_four(
                out + row * columns, j, columns, aligned,
                make_float4((v.x - mean) * f, (v.y - mean) * f, (v.z - mean) * f, (v.w - mean) * f));
        }
    }
}

/// out = aᵀ. `a [rows, columns]`, `out [columns, rows]`, not the same. Grid (x, y: tiles of 32 columns and 32 rows, any of
/// each), 256 threads. Twin of `transpose`.
KERNEL(row_transpose, const float *a, float *out, int rows, int columns) {
    // A column more than the tile, so that a warp that reads down a column meets 32 banks.
    __shared__ float tile[32][33];
    const int across = lane(), down = warp(), step = warps();
    for (long long top = 32ll * blockIdx.y; top < rows; top += 32ll * gridDim.y) {
        for (long long left = 32ll * blockIdx.x; left < columns; left += 32ll * gridDim.x) {
            for (int i = down; i < 32; i += step)
                if (top + i < rows && left + across < columns) tile[i][across] = a[(top + i) * columns + left + across];
            __syncthreads();
            for (int i = down; i < 32; i += step)
                if (left + i < columns && top + across < rows) out[(left + i) * rows + top + across] = tile[across][i];
            __syncthreads();
        }
    }
}
