// Numbers at the entries of sparse latents, one by one. A pattern is rowStarts int64 `[rows + 1]`, indices int32 `[n]` (columns
// ascend in a row) and values float32 `[n]`; other numbers of the same entries are `[n]` in the same order. `factors`,
// `limits` `[columns]`. Unless said otherwise: grid-stride, 256 threads, ⌈n/1024⌉ blocks or fewer; nothing is summed.

/// Where, from `low` on and before `high`, the first column is that is not below `column`. Columns ascend.
DEVICE long long first_not_below(const int *indices, long long low, long long high, int column) {
    while (low < high) {
        const long long middle = (low + high) / 2;
        if (indices[middle] < column) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/// The row of a source that stands beside row b: the map's, b itself without a map; -1 where there is none.
DEVICE int row_beside(const int *rowMap, int b, int sourceRows) {
    const int row = rowMap ? rowMap[b] : b;
    return row < 0 || row >= sourceRows ? -1 : row;
}

/// out = the value where it is above its latent's limit, else 0. Twin of `gateValues`.
KERNEL(gate_values, const float *values, const int *indices, const float *limits, int n, float *out) {
    for (long long k = global_thread(); k < n; k += global_threads()) {
        out[k] = values[k] > limits[indices[k]] ? values[k] : 0.0f;
    }
}

/// out = `value` where the entry is above its latent's limit, else 0. Twin of `fillAbove`.
KERNEL(fill_above, const float *values, const int *indices, const float *limits, float value, int n, float *out) {
    for (long long k = global_thread(); k < n; k += global_threads()) {
        out[k] = values[k] > limits[indices[k]] ? value : 0.0f;
    }
}

/// g += scale · factors[i]. Twin of `addFactors`.
KERNEL(add_factors, const float *factors, float scale, const int *indices, int n, float *g) {
    for (long long k = global_thread(); k < n; k += global_threads()) g[k] += scale * factors[indices[k]];
}

/// g *= scale · factors[i]. Twin of `scaleByFactors`.
KERNEL(scale_by_factors, const float *factors, float scale, const int *indices, int n, float *g) {
    for (long long k = global_thread(); k < n; k += global_threads()) g[k] *= scale * factors[indices[k]];
}

/// g += scale (f - before). Twin of `addDifference`.
KERNEL(add_difference, const float *f, const float *before, float scale, int n, float *g) {
    for (long long k = global_thread(); k < n; k += global_threads()) g[k] += scale * (f[k] - before[k]);
}

/// g += scale a b. Twin of `addProducts`.
KERNEL(add_products, const float *a, const float *b, float scale, int n, float *g) {
    for (long long k = global_thread(); k < n; k += global_threads()) g[k] += scale * a[k] * b[k];
}

/// g += scale · factors[i] · a. Twin of `addProducts(factors:)`.
KERNEL(add_factor_products, const float *a, const float *factors, float scale, const int *indices, int n, float *g) {
    for (long long k = global_thread(); k < n; k += global_threads()) g[k] += scale * factors[indices[k]] * a[k];
}

/// t = tanh(steepness · factors[i] · f), slope = 1 - t². Twin of `tanhOfValues`.
KERNEL(tanh_of_values, const float *f, const float *factors, float steepness, const int *indices, int n, float *t,
       float *slope) {
    for (long long k = global_thread(); k < n; k += global_threads()) {
        const float own = tanh_of(steepness * factors[indices[k]] * f[k]);
        t[k] = own;
        slope[k] = 1.0f - own * own;
    }
}

/// The entries at these places, in this order: out[k] = the entry `places[k]`. places `[n]`, out `[n]` columns and values.
/// For minibatches and drawn entries: the host makes the places from rowStarts. Second half of `takeRows` and
/// `gatherRows(SparseLatents)`.
KERNEL(gather_entries, const int *indices, const float *values, const int *places, int n, int *outIndices, float *outValues) {
    for (long long k = global_thread(); k < n; k += global_threads()) {
        outIndices[k] = indices[places[k]];
        outValues[k] = values[places[k]];
    }
}

/// v of each entry of row b times factors[b], in place. `factors [rows]`. Twin of `scaleRows(_:of:by:)`.
/// Launch: a warp a row, 256 threads: ⌈rows/8⌉ blocks.
KERNEL(scale_entry_rows, const long long *starts, const float *factors, int rows, float *v) {
    const int row = (int)(blockIdx.x * (blockDim.x / 32)) + warp();
    if (row >= rows) return;
    const float factor = factors[row];
    if (factor == 1.0f) return;
    for (long long at = starts[row] + lane(); at < starts[row + 1]; at += 32) v[at] *= factor;
}

/// The smallest value of each row, or value times `factors`; infinite where there is no entry. NaN is passed over.
/// Launch: a warp a row, 256 threads: ⌈rows/8⌉ blocks. out `[rows]`. Twin of `smallestPerRow`.
KERNEL(smallest_of_rows, const long long *starts, const int *indices, const float *values, const float *factors, int rows,
       float *out) {
    const int row = (int)(blockIdx.x * (blockDim.x / 32)) + warp();
    if (row >= rows) return;
    float least = POSITIVE_INFINITY;
    for (long long at = starts[row] + lane(); at < starts[row + 1]; at += 32) {
        const float value = values[at] * (factors ? factors[indices[at]] : 1.0f);
        least = value < least ? value : least;
    }
    for (int half = 16; half > 0; half >>= 1) {
        const float other = __shfl_down_sync(WHOLE_WARP, least, (unsigned)half);
        least = other < least ? other : least;
    }
    if (lane() == 0) out[row] = least;
}

// Entries beside other latents ---------------------------------------------------------------------------------------

/// out = the value that a source has at each entry, 0 where it has none; rows without a row beside them get `own`.
/// squares[b] = Σ out² of row b in float64, 0 for rows without one: lane l takes entries l, l + 32, …, then a tree.
/// pattern: starts, indices; source the same with sourceRows; rowMap `[rows]` or none; squares `[rows]`.
/// Launch: a warp a row, 256 threads: ⌈rows/8⌉ blocks. Twin of `lookUp`.
KERNEL(look_up, const long long *starts, const int *indices, const float *own, const long long *sourceStarts,
       const int *sourceIndices, const float *sourceValues, const int *rowMap, int rows, int sourceRows, float *out,
       double *squares) {
    const int b = (int)(blockIdx.x * (blockDim.x / 32)) + warp();
    if (b >= rows) return;
    const int row = row_beside(rowMap, b, sourceRows);
    const long long low = row < 0 ? 0 : sourceStarts[row], high = row < 0 ? 0 : sourceStarts[row + 1];
    double sum = 0;
    for (long long at = starts[b] + lane(); at < starts[b + 1]; at += 32) {
        if (row < 0) {
            out[at] = own[at];
            continue;
        }
        const long long found = first_not_below(sourceIndices, low, high, indices[at]);
        const float value = found < high && sourceIndices[found] == indices[at] ? sourceValues[found] : 0.0f;
        out[at] = value;
        sum += (double)value * (double)value;
    }
    sum = warp_sum(sum);
    if (lane() == 0) squares[b] = sum;
}

/// The same from a dense source `[sourceRows, columns]`. Twin of `lookUp(Matrix)`; with neither map, `own` nor squares, of
/// `gather(at:)`.
KERNEL(look_up_dense, const long long *starts, const int *indices, const float *own, const float *source, const int *rowMap,
       int rows, int sourceRows, int columns, float *out, double *squares) {
    const int b = (int)(blockIdx.x * (blockDim.x / 32)) + warp();
    if (b >= rows) return;
    const int row = row_beside(rowMap, b, sourceRows);
    const float *from = source + (row < 0 ? 0 : elements(row, columns));
    double sum = 0;
    for (long long at = starts[b] + lane(); at < starts[b + 1]; at += 32) {
        const float value = row < 0 ? own[at] : from[indices[at]];
        out[at] = value;
        if (row >= 0) sum += (double)value * (double)value;
    }
    if (squares == nullptr) return;
    sum = warp_sum(sum);
    if (lane() == 0) squares[b] = sum;
}

/// squares[b] = Σ f² of the source's row beside row b, in float64 (the order of `look_up`); 0 where there is none.
/// Launch: a warp a row, 256 threads: ⌈rows/8⌉ blocks. Twin of `squaresBeside`; its parts are summed by `sum_parts`.
KERNEL(squares_beside, const long long *sourceStarts, const float *sourceValues, const int *rowMap, int rows, int sourceRows,
       double *squares) {
    const int b = (int)(blockIdx.x * (blockDim.x / 32)) + warp();
    if (b >= rows) return;
    const int row = row_beside(rowMap, b, sourceRows);
    double sum = 0;
    if (row >= 0) {
        for (long long at = sourceStarts[row] + lane(); at < sourceStarts[row + 1]; at += 32) {
            sum += (double)sourceValues[at] * (double)sourceValues[at];
        }
    }
    sum = warp_sum(sum);
    if (lane() == 0) squares[b] = sum;
}

/// The same of a dense source `[sourceRows, columns]`. Launch: a block a row, 256 threads.
KERNEL(squares_beside_dense, const float *source, const int *rowMap, int rows, int sourceRows, int columns,
       double *squares) {
    __shared__ double room[32];
    const int b = (int)blockIdx.x;
    if (b >= rows) return;
    const int row = row_beside(rowMap, b, sourceRows);
    double sum = 0;
    if (row >= 0) {
        const float *from = source + elements(row, columns);
        for (int i = (int)threadIdx.x; i < columns; i += (int)blockDim.x) sum += (double)from[i] * (double)from[i];
    }
    sum = block_sum(sum, room);
    if (threadIdx.x == 0) squares[b] = sum;
}

// Sums ---------------------------------------------------------------------------------------------------------------

/// parts[block] = (Σ v, Σ v²) of entries 4,096 block ..< 4,096 (block + 1), in float64. Launch: ⌈n/4,096⌉ blocks of 256.
/// parts float64 `[blocks, 2]`. First half of `sums`.
KERNEL(value_sums, const float *v, int n, double *parts) {
    __shared__ double room[32];
    const long long first = (long long)blockIdx.x * 4096, end = min(first + 4096, (long long)n);
    double sum = 0, squares = 0;
    for (long long k = first + threadIdx.x; k < end; k += blockDim.x) {
        sum += (double)v[k];
        squares += (double)v[k] * (double)v[k];
    }
    sum = block_sum(sum, room);
    squares = block_sum(squares, room);
    if (threadIdx.x == 0) {
        parts[2 * (long long)blockIdx.x] = sum;
        parts[2 * (long long)blockIdx.x + 1] = squares;
    }
}

/// out[w] = the sum of parts[i, w] over i: thread t takes parts t, t + 256, …, then the block's tree. parts float64
/// `[n, width]`, out float64 `[width]`. Launch: `width` blocks of 256.
KERNEL(sum_parts, const double *parts, int n, int width, double *out) {
    __shared__ double room[32];
    double sum = 0;
    for (int i = (int)threadIdx.x; i < n; i += (int)blockDim.x) sum += parts[(long long)i * width + blockIdx.x];
    sum = block_sum(sum, room);
    if (threadIdx.x == 0) out[blockIdx.x] = sum;
}

/// How many entries each row has. Launch: a thread a row. starts int64 `[rows + 1]`, counts `[rows]`. Twin of `rowCounts`.
KERNEL(entry_row_counts, const long long *starts, int rows, int *counts) {
    for (long long b = global_thread(); b < rows; b += global_threads()) counts[b] = (int)(starts[b + 1] - starts[b]);
}
