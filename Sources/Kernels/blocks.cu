// The competition term by blocks of latents, between its products: latents first ..< first + height against all from
// `first` on, x [height, width] holding ⟨f_i, f_j⟩ or c and dots w_i · w_j, both with rows `pitch` apart. Per-latent vectors
// (scales, inverse norms) are given from the block's first latent on. c[r, k] = (x[r, k] inverse[r]) inverse[k]; pairs i < j
// lie right of the diagonal, k > r. Everywhere a block of 256 threads a row, and thread t has columns t, t + 256, ….

DEVICE float larger_of(float a, float b) { return b > a ? b : a; }

DEVICE float block_coefficient(const float *row, const float *inverse, float own, int k) { return row[k] * own * inverse[k]; }

/// x[r, k] = min(1, x[r, k] max(scales[r], scales[k])): containment. Launch: grid height, 256 threads.
KERNEL(block_contain, float *x, int pitch, const float *scales, int height, int width) {
    const int r = blockIdx.x;
    if (r >= height) return;
    float *row = x + elements(r, pitch);
    for (int k = threadIdx.x; k < width; k += 256) {
        const float c = row[k] * larger_of(scales[r], scales[k]);
        row[k] = c > 1.0f ? 1.0f : c;
    }
}

/// x[r, k] = max((x[r, k] norms[r]) potentials[k], (y[r, k] potentials[r]) norms[k]): a potential's larger cosine.
/// Launch: grid height, 256 threads.
KERNEL(block_larger, float *x, const float *y, int pitch, const float *norms, const float *potentials, int height,
    int width) {
    const int r = blockIdx.x;
    if (r >= height) return;
    float *row = x + elements(r, pitch);
    const float *other = y + elements(r, pitch);
    for (int k = threadIdx.x; k < width; k += 256)
        row[k] = larger_of(row[k] * norms[r] * potentials[k], other[k] * potentials[r] * norms[k]);
}

/// counts[r] = how many k > r have c > limit; histogram (uint32 `[bins]`, null: not wanted) += those with c > 0 by c.
/// Twin of `countPassing` and `count`. Launch: grid height, 256 threads.
KERNEL(block_count, const float *x, int pitch, const float *inverse, float limit, int height, int width,
    unsigned *counts, unsigned *histogram, int bins) {
    __shared__ int room[32];
    const int r = blockIdx.x;
    if (r >= height) return;
    const float *row = x + elements(r, pitch);
    const float own = inverse[r];
    int passed = 0;
    for (int k = r + 1 + (int)threadIdx.x; k < width; k += 256) {
        const float c = block_coefficient(row, inverse, own, k);
        passed += c > limit;
        // What is above 1 counts in the last bin.
        if (histogram && c > 0.0f) {
            const float at = c * (float)bins;
            const int bin = at >= (float)(bins - 1) ? bins - 1 : (int)at;
            atomicAdd(&histogram[bin], 1u);
        }
    }
    passed = block_sum(passed, room);
    if (threadIdx.x == 0) counts[r] = passed;
}

/// Marks every latent of a pair that passes. marks `[F]`, from the block's first latent on. Twin of `mark`.
/// Launch: grid height, 256 threads.
KERNEL(block_mark, const float *x, int pitch, const float *inverse, float limit, int height, int width,
    const unsigned *counts, unsigned char *marks) {
    const int r = blockIdx.x;
    if (r >= height || counts[r] == 0) return;
    const float *row = x + elements(r, pitch);
    for (int k = r + 1 + (int)threadIdx.x; k < width; k += 256) {
        if (block_coefficient(row, inverse, inverse[r], k) > limit) marks[k] = 1;
    }
    if (threadIdx.x == 0) marks[r] = 1;
}

/// From the rows' starts (`pair_starts` of counts, height latents, one segment) to those of all latents: none before the
/// block, none after it. Launch: grid ceil((F + 1) / 256), 256 threads.
KERNEL(block_starts, const long long *rowStarts, int first, int height, int latents, long long *pairStarts) {
    const int i = (int)global_thread();
    if (i > latents) return;
    pairStarts[i] = i < first ? 0 : rowStarts[min(i - first, height)];
}

/// The pairs that pass, by r and then k, at the rows' starts: partner first + k and c. Twin of `list`.
/// Launch: grid height, 256 threads.
KERNEL(block_list, const float *x, int pitch, const float *inverse, float limit, int first, int height, int width,
    const long long *rowStarts, int *partners, float *coefficients) {
    __shared__ int warpCounts[8];
    const int r = blockIdx.x;
    if (r >= height || rowStarts[r] == rowStarts[r + 1]) return;
    const float *row = x + elements(r, pitch);
    const float own = inverse[r];
    // A warp has neighbouring columns, so the warps' pairs follow each other.
    const int each = ((width - r - 1 + 7) / 8 + 31) / 32 * 32;
    const int from = r + 1 + warp() * each, to = min(width, from + each);
    int passed = 0;
    for (int k = from; k < to; k += 32) {
        const float c = k + lane() < to ? block_coefficient(row, inverse, own, k + lane()) : 0.0f;
        passed += __popc(__ballot_sync(WHOLE_WARP, c > limit));
    }
    if (lane() == 0) warpCounts[warp()] = passed;
    __syncthreads();
    long long at = rowStarts[r];
    for (int k = 0; k < warp(); k++) at += warpCounts[k];
    for (int k = from; k < to; k += 32) {
        const float c = k + lane() < to ? block_coefficient(row, inverse, own, k + lane()) : 0.0f;
        const unsigned keep = __ballot_sync(WHOLE_WARP, c > limit);
        if (c > limit) {
            const long long mine = at + __popc(keep & ((1u << lane()) - 1u));
            partners[mine] = first + k + lane();
            coefficients[mine] = c;
        }
        at += __popc(keep);
    }
}

/// Where c > limit: x = c dot and dots = dot² inverse[r] inverse[k]; elsewhere, and on the diagonal, both 0. parts
/// `[4, height]` = of the row's pairs k > r how many pass, Σ c dot², Σ c, Σ |dot|, in float64. Twin of `mask`;
/// `pair_totals` adds the rows. Launch: grid height, 256 threads.
KERNEL(block_mask, float *x, float *dots, int pitch, const float *inverse, float limit, int height, int width,
    double *parts) {
    __shared__ double room[32];
    const int r = blockIdx.x;
    if (r >= height) return;
    float *row = x + elements(r, pitch), *products = dots + elements(r, pitch);
    const float own = inverse[r];
    double passed = 0.0, energy = 0.0, sum = 0.0, sizes = 0.0;
    for (int k = threadIdx.x; k < width; k += 256) {
        const float all = block_coefficient(row, inverse, own, k);
        const bool keeps = k != r && all > limit;
        const float c = keeps ? all : 0.0f, dot = keeps ? products[k] : 0.0f;
        if (keeps && k > r) {
            const double wide = (double)dot;
            passed += 1.0;
            energy = fma((double)c * wide, wide, energy);
            sum += (double)c;
            sizes += fabs(wide);
        }
        row[k] = c * dot;
        products[k] = keeps ? dot * dot * own * inverse[k] : 0.0f;
    }
    passed = block_sum(passed, room);
    energy = block_sum(energy, room);
    sum = block_sum(sum, room);
    sizes = block_sum(sizes, room);
    if (threadIdx.x != 0) return;
    parts[r] = passed;
    parts[height + r] = energy;
    parts[2 * height + r] = sum;
    parts[3 * height + r] = sizes;
}

/// c (w·w)² of a masked pair by the cosine: |u| √(v / (inverse inverse)).
DEVICE float cosine_energy(float u, float v, float own, float other) {
    return v > 0.0f ? fabsf(u) * sqrtf(v / (own * other)) : 0.0f;
}

/// own[r] += inverse[r]² Σ_k energy(r, k), after `block_mask`; own from the block's first latent on. A thread's columns in
/// order, then the block's sum. Launch: grid height, 256 threads.
KERNEL(own_of_rows, const float *x, const float *dots, int pitch, const float *inverse, int height, int width,
    float *own) {
    __shared__ float room[32];
    const int r = blockIdx.x;
    if (r >= height) return;
    const float *u = x + elements(r, pitch), *v = dots + elements(r, pitch);
    float sum = 0.0f;
    for (int k = threadIdx.x; k < width; k += 256) sum += cosine_energy(u[k], v[k], inverse[r], inverse[k]);
    sum = block_sum(sum, room);
    if (threadIdx.x == 0) own[r] += sum * inverse[r] * inverse[r];
}

/// own[k] += Σ_r energy(r, k) inverse[k]² for the columns past the block, k >= height, rows in order. Twin, after
/// `own_of_rows`, of `addOwn`. Launch: grid ceil((width − height) / 256), 256 threads; none where width is height.
KERNEL(own_of_columns, const float *x, const float *dots, int pitch, const float *inverse, int height, int width,
    float *own) {
    const int k = height + (int)global_thread();
    if (k >= width) return;
    float sum = own[k];
#pragma unroll 4
    for (int r = 0; r < height; r++) {
        const long long at = elements(r, pitch) + k;
        sum += cosine_energy(x[at], dots[at], inverse[r], inverse[k]) * inverse[k] * inverse[k];
    }
    own[k] = sum;
}

/// 2 c (w·w)² / N of a pair by containment.
DEVICE float contained_energy(float u, float v, float scale) { return 2.0f * fabsf(u) * sqrtf(v * scale); }

/// Containment's part, after `block_mask` with inverse all 1: leaves (w·w)² / min(‖f_i‖², ‖f_j‖²) in dots, 0 where c is at
/// its bound, and own[r] += Σ_k energy over the partners whose norm is not smaller. scales: 1/‖f‖² from the block's first
/// latent on. Launch: grid height, 256 threads.
KERNEL(own_of_rows_contained, const float *x, float *dots, int pitch, const float *scales, int height, int width,
    float *own) {
    __shared__ float room[32];
    const int r = blockIdx.x;
    if (r >= height) return;
    const float *u = x + elements(r, pitch);
    float *v = dots + elements(r, pitch);
    float sum = 0.0f;
    for (int k = threadIdx.x; k < width; k += 256) {
        if (!(v[k] > 0.0f)) continue;
        if (u[k] * u[k] >= v[k]) {
            v[k] = 0.0f;
            continue;
        }
        const float scale = larger_of(scales[r], scales[k]), scaled = v[k] * scale;
        v[k] = scaled;
        if (scales[r] > scales[k] || (scales[r] == scales[k] && r < k)) sum += contained_energy(u[k], scaled, scale);
    }
    sum = block_sum(sum, room);
    if (threadIdx.x == 0) own[r] += sum;
}

/// own[k] += Σ_r energy for the columns past the block whose norm is the smaller, rows in order. Twin, after
/// `own_of_rows_contained`, of `addOwnContained`. Launch: as `own_of_columns`.
KERNEL(own_of_columns_contained, const float *x, const float *dots, int pitch, const float *scales, int height,
    int width, float *own) {
    const int k = height + (int)global_thread();
    if (k >= width) return;
    float sum = own[k];
#pragma unroll 4
    for (int r = 0; r < height; r++) {
        const long long at = elements(r, pitch) + k;
        if (scales[k] > scales[r] && dots[at] > 0.0f) sum += contained_energy(x[at], dots[at], scales[k]);
    }
    own[k] = sum;
}
