// OrtSAE's term: nearest rows within chunks, and the gradient of their squared cosines.

/// inverse[row] = 1/‖a[row]‖, rounded once from float64; 0 for a row of zeros. Thread t has columns t, t + 256, ... in order,
/// then the block's sum. `a [rows, d]`. Launch: grid rows, 256 threads.
KERNEL(inverse_norms, const float *a, int rows, int d, float *inverse) {
    __shared__ double room[32];
    const int row = blockIdx.x;
    if (row >= rows) return;
    const float *x = a + elements(row, d);
    double sum = 0.0;
    for (int j = threadIdx.x; j < d; j += 256) sum = fma((double)x[j], (double)x[j], sum);
    sum = block_sum(sum, room);
    if (threadIdx.x == 0) inverse[row] = sum > 0.0 ? (float)(1.0 / sqrt(sum)) : 0.0f;
}

/// unit[place] = inverse[chunk[place]] w[chunk[place]]; chunk null: all rows in order. `w [F, d]`, `unit [count, d]`.
/// Launch: grid count, 128 threads.
KERNEL(unit_rows, const float *w, const float *inverse, const int *chunk, int count, float *unit, int d) {
    const int place = blockIdx.x;
    if (place >= count) return;
    const int i = chunk ? chunk[place] : place;
    const float factor = inverse[i];
    for (int at = 4 * threadIdx.x; at < d; at += STRIP) {
        const float4 v = columns_of(w + elements(i, d), at, d);
        store_columns(
            unit + elements(place, d), at, d, make_float4(factor * v.x, factor * v.y, factor * v.z, factor * v.w));
    }
}

/// For rows `first` ..< `first` + height of a chunk the other place of largest cosine, signed (bySize 0) or by its size; of
/// equals the lower place. A cosine that is NaN is passed over, as is −∞ where signed.
/// cosines `[height, pitch]`: against all `count` places of the chunk. index[chunk[place]] = the other row, −1 where there
/// is none, and cosine[chunk[place]], 0 then. Twin of the scans of `findNearestRows`: keys of 64 bits, the cosine's order
/// above the complement of the place, their largest. Launch: grid height, 256 threads.
KERNEL(nearest_places, const float *cosines, int pitch, int first, int height, int count, const int *chunk,
    int bySize, int *index, float *cosine) {
    __shared__ wide_bits room[8];
    const int r = blockIdx.x;
    if (r >= height) return;
    const float *row = cosines + elements(r, pitch);
    wide_bits best = 0;
    for (int place = threadIdx.x; place < count; place += 256) {
        // Adding 0 makes −0 the same as 0.
        const float c = (bySize ? fabsf(row[place]) : row[place]) + 0.0f;
        if (place == first + r || !(c > NEGATIVE_INFINITY)) continue;
        const wide_bits key = (wide_bits)ordered_key(c) << 32 | (unsigned)~place;
        best = key > best ? key : best;
    }
    for (int half = 16; half > 0; half >>= 1) {
        const wide_bits other = __shfl_down_sync(WHOLE_WARP, best, half);
        best = other > best ? other : best;
    }
    if (lane() == 0) room[warp()] = best;
    __syncthreads();
    if (threadIdx.x != 0) return;
    for (int k = 0; k < 8; k++) best = room[k] > best ? room[k] : best;
    const int place = (int)~(unsigned)best, own = chunk ? chunk[first + r] : first + r;
    index[own] = best == 0 ? -1 : chunk ? chunk[place] : place;
    cosine[own] = best == 0 ? 0.0f : row[place];
}

/// matrix[r, first + r] = value: a row's cosine with itself before the nearest are chosen by `selectLargest`'s kernels.
/// Launch: grid ceil(rows / 256), 256 threads.
KERNEL(fill_diagonal, float *matrix, int rows, int columns, int first, float value) {
    const int r = (int)global_thread();
    if (r < rows && first + r < columns) matrix[elements(r, columns) + first + r] = value;
}

// Who chose a row -------------------------------------------------------------------------------------------------------

/// Whether row i's pair counts: it has one, and its weight (null: all) is above 0.
DEVICE bool has_pair(const int *index, const float *weights, int i) {
    return index[i] >= 0 && (!weights || weights[i] > 0.0f);
}

/// counts[j] += the rows whose nearest is j and whose pair counts. counts `[F]` 0 before. `mirror_starts` makes starts of
/// them. Launch: grid ceil(F / 256), 256 threads.
KERNEL(chooser_counts, const int *index, const float *weights, int rows, unsigned *counts) {
    const int i = (int)global_thread();
    if (i < rows && has_pair(index, weights, i)) atomicAdd(&counts[index[i]], 1u);
}

/// Each of those rows to some place of its nearest's part of loose `[F]`. counts `[F]` 0 before. Launch: as before.
KERNEL(chooser_fill, const int *index, const float *weights, int rows, const long long *starts, unsigned *counts,
    int *loose) {
    const int i = (int)global_thread();
    if (i < rows && has_pair(index, weights, i)) loose[starts[index[i]] + atomicAdd(&counts[index[i]], 1u)] = i;
}

/// The parts in order of rows: choosers[starts[j] ..< starts[j + 1]] rising. Launch: grid F, 128 threads.
KERNEL(chooser_sort, const long long *starts, int rows, const int *loose, int *choosers) {
    const int j = blockIdx.x;
    if (j >= rows) return;
    const long long first = starts[j];
    const int count = (int)(starts[j + 1] - first);
    for (int k = threadIdx.x; k < count; k += blockDim.x) {
        const int own = loose[first + k];
        int place = 0;
        for (int other = 0; other < count; other++) place += loose[first + other] < own;
        choosers[first + place] = own;
    }
}

/// out[i] += scale ∂/∂w_i Σ_k weight_k cos²(w_k, w_nearest(k)): over i's own pair and then those that chose it, k rising:
/// += (2 scale_k c_k / (‖w_i‖‖w_other‖)) w_other, fused, and last the part along w_i. Rows that `begun` does not mark are
/// set, and marked; rows of no pair are left alone. Twin of `addNearestGradient`. `w`, `out` `[F, d]`; index, cosine,
/// inverse, weights (null: 1) `[1, F]`; starts, choosers: by the kernels above. Launch: grid F, 128 threads.
KERNEL(nearest_gradient, const float *w, const int *index, const float *cosine, const float *inverse, float scale,
    const float *weights, const long long *starts, const int *choosers, float *out, unsigned char *begun, int rows,
    int d) {
    const int i = blockIdx.x;
    if (i >= rows) return;
    const bool has = has_pair(index, weights, i);
    const long long first = starts[i], last = starts[i + 1];
    if (!has && first == last) return;
    const bool adds = begun[i];
    const float own = inverse[i];
    float along = 0.0f;
    if (has) {
        const float share = weights ? scale * weights[i] : scale;
        along -= 2.0f * share * cosine[i] * cosine[i] * own * own;
    }
    for (long long k = first; k < last; k++) {
        const float share = weights ? scale * weights[choosers[k]] : scale, c = cosine[choosers[k]];
        along -= 2.0f * share * c * c * own * own;
    }
    float *row = out + elements(i, d);
    for (int at = 4 * threadIdx.x; at < d; at += STRIP) {
        float4 sum = adds ? columns_of(row, at, d) : zero_columns();
        if (has) {
            const float share = weights ? scale * weights[i] : scale;
            const float factor = 2.0f * share * cosine[i] * own * inverse[index[i]];
            sum = add_scaled(factor, columns_of(w + elements(index[i], d), at, d), sum);
        }
        for (long long k = first; k < last; k++) {
            const int other = choosers[k];
            const float share = weights ? scale * weights[other] : scale;
            const float factor = 2.0f * share * cosine[other] * own * inverse[other];
            sum = add_scaled(factor, columns_of(w + elements(other, d), at, d), sum);
        }
        store_columns(row, at, d, add_scaled(along, columns_of(w + elements(i, d), at, d), sum));
    }
    __syncthreads();
    if (threadIdx.x == 0) begun[i] = 1;
}

// What pairs are worth by their latents' norms ----------------------------------------------------------------------------

/// With n_i = factors[i] / inverse[i] (0 where that is 0): weights[i] = n_i + n_nn(i) of the pairs with cosine and weight
/// above 0, else 0; parts[i] = weights[i] c_i² in float64; marks both rows of such a pair. Twin, with `reduce_finish` and
/// `nearest_squares`, of `nearestNorms`. All `[1, F]`. Launch: grid ceil(F / 256), 256 threads.
KERNEL(nearest_weights, const int *index, const float *cosine, const float *inverse, const float *factors, int rows,
    float *weights, double *parts, unsigned char *marks) {
    const int i = (int)global_thread();
    if (i >= rows) return;
    float both = 0.0f;
    if (index[i] >= 0 && cosine[i] > 0.0f) {
        const int other = index[i];
        const float own = inverse[i] > 0.0f ? factors[i] / inverse[i] : 0.0f;
        const float its = inverse[other] > 0.0f ? factors[other] / inverse[other] : 0.0f;
        both = own + its > 0.0f ? own + its : 0.0f;
        if (both > 0.0f) marks[i] = marks[other] = 1;
    }
    weights[i] = both;
    parts[i] = both > 0.0f ? (double)both * (double)cosine[i] * (double)cosine[i] : 0.0;
}

/// squares[i] = Σ c_k² over the pairs of weight above 0 that i is in: its own first, then those that chose it, k rising.
/// Launch: grid ceil(F / 256), 256 threads; after the choosers by these weights.
KERNEL(nearest_squares, const float *cosine, const float *weights, const long long *starts, const int *choosers,
    int rows, float *squares) {
    const int i = (int)global_thread();
    if (i >= rows) return;
    float sum = weights[i] > 0.0f ? cosine[i] * cosine[i] : 0.0f;
    for (long long k = starts[i]; k < starts[i + 1]; k++) sum += cosine[choosers[k]] * cosine[choosers[k]];
    squares[i] = sum;
}

/// marks[i] = 1 where row i has another in its chunk. Twin of `markRows(of:in:)`. Launch: as `nearest_weights`.
KERNEL(mark_nearest, const int *index, int rows, unsigned char *marks) {
    const int i = (int)global_thread();
    if (i < rows && index[i] >= 0) marks[i] = 1;
}

/// g[b, i] += scale · factors[i] · f[b, i], products first. Twin of `addScaledColumns`, and with −scale of the last part of
/// the blockwise competition term. `g`, `f` `[rows, columns]`. Launch: any grid, 256 threads, grid-stride.
KERNEL(add_scaled_columns, const float *f, const float *factors, float scale, float *g, int rows, int columns) {
    const long long n = elements(rows, columns);
    for (long long at = global_thread(); at < n; at += global_threads()) g[at] += scale * factors[at % columns] * f[at];
}
