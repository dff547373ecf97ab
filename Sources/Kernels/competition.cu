// The competition term by lists: which latents fire together, and what their pairs give to rows and activations.
//
// Pairs (i, j, c), i < j, in order of i and then j: pairStarts int64 [F + 1], partners, coefficients, dots [pairs]; the same
// pairs by j: mirrorStarts int64 [F + 2], mirrorPartners (the i), mirrorPairs (the pair's number).

#define FIND_THREADS 128
#define FIND_TOKENS 64

/// c of a pair from its sum: (sum · own) · other for the cosine, min(1, sum · max(own, other)) for containment.
DEVICE float coefficient_of(float sum, float own, float other, bool contained) {
    if (!contained) return sum * own * other;
    const float c = sum * (other > own ? other : own);
    return c > 1.0f ? 1.0f : c;
}

/// The bin of a coefficient above 0 among equal bins of (0, 1]; what is larger counts in the last.
DEVICE int bin_of(float c, int bins) {
    const float x = c * (float)bins;
    return x >= (float)(bins - 1) ? bins - 1 : (int)x;
}

/// Latent i's partners j > i with c_ij > limit among the columns of one segment: how many to found[i, segment], and as
/// many as have room, j ascending, to staged[places[i, segment] ...]. Where they are staged depends on the order of blocks;
/// `collect_pairs` brings them into their own. Tokens of i in order, a barrier between two: no two threads meet in a sum,
/// and each sum is fused in the order of tokens. Twin of `coactivations`.
///
/// - starts, tokens, positions: the column order; rowStarts, indices, values: the latents `[B, F]`.
/// - scales `[1, F]`: 1/‖f_i‖ (cosine) or 1/‖f_i‖² (contained 1).
/// - visits `[F]`: in what order latents are begun (`visit_order`: those that fire most do not trail), null: as they stand.
///   What is found depends on it nowhere.
/// - segment: columns of a segment, a multiple of 64.
/// - staged: counts what was staged, or would have been; 0 before the launch. Pairs of all latents below 2³².
/// - histogram `[bins]`, uint32: += pairs with c > 0; null: not wanted.
///
/// Launch: grid (latents from firstLatent on, ceil(F / segment)), 128 threads. Shared bytes for w columns: 4 w and one more
/// for each 64, w = F (without visits F − firstLatent and 63) rounded up to 64, but never more than the segment: a launch for
/// each quarter of the latents as they stand leaves room for more blocks in the later ones.
KERNEL(find_pairs, const long long *starts, const int *tokens, const int *positions, const long long *rowStarts,
    const int *indices, const float *values, const float *scales, int contained, float limit, const int *visits, int firstLatent,
    int latents, int segment, unsigned *found, unsigned *places, unsigned *staged, int *stagedPartners,
    float *stagedCoefficients, unsigned room, unsigned *histogram, int bins) {
    DYNAMIC_SHARED(float, sums);
    __shared__ int entryAt[FIND_TOKENS];
    __shared__ int entryEnd[FIND_TOKENS];
    __shared__ float entryValue[FIND_TOKENS];
    __shared__ int warpCounts[FIND_THREADS / 32];
    __shared__ unsigned place;
    const int turn = firstLatent + (int)blockIdx.x, t = threadIdx.x;
    if (turn >= latents) return;
    const int i = visits ? visits[turn] : turn;
    // The columns of the segment from a multiple of 64 on that are not all at or below i.
    const int skipped = max(0, i + 1 - (int)blockIdx.y * segment) / 64 * 64;
    const int left = blockIdx.y * segment + skipped, width = min(segment - skipped, latents - left);
    const long long first = starts[i];
    const int count = (int)(starts[i + 1] - first);
    const long long own = elements(i, gridDim.y) + blockIdx.y;
    if (count == 0 || width <= 0 || left + width <= i + 1) {
        if (t == 0) found[own] = 0;
        return;
    }
    const int blocks = (width + 63) / 64;
    unsigned char *marks = (unsigned char *)(sums + blocks * 64);
    for (int k = t; k < blocks * 16; k += FIND_THREADS) ((float4 *)sums)[k] = zero_columns();
    for (int k = t; k < blocks; k += FIND_THREADS) marks[k] = 0;
    for (int begin = 0; begin < count; begin += FIND_TOKENS) {
        const int here = min(FIND_TOKENS, count - begin);
        __syncthreads();
        if (t < here) {
            const int at = positions[first + begin + t];
            entryAt[t] = at;
            entryEnd[t] = (int)rowStarts[tokens[first + begin + t] + 1];
            entryValue[t] = values[at];
        }
        __syncthreads();
        // The first of the next token's entries are on their way while this token's are added.
        int e = entryAt[0] + 1 + t, j = 0;
        float v = 0.0f;
        if (e < entryEnd[0]) j = indices[e], v = values[e];
        for (int k = 0; k < here; k++) {
            int nextEntry = 0, nextColumn = 0;
            float nextValue = 0.0f;
            if (k + 1 < here) {
                nextEntry = entryAt[k + 1] + 1 + t;
                if (nextEntry < entryEnd[k + 1]) nextColumn = indices[nextEntry], nextValue = values[nextEntry];
            }
            const int end = entryEnd[k];
            const float a = entryValue[k];
            while (e < end) {
                const unsigned column = (unsigned)(j - left);
                if (column < (unsigned)width) {
                    sums[column] = fmaf(a, v, sums[column]);
                    marks[column / 64] = 1;
                }
                e += FIND_THREADS;
                if (e < end) j = indices[e], v = values[e];
            }
            e = nextEntry;
            j = nextColumn;
            v = nextValue;
            __syncthreads();
        }
    }
    // A warp has neighbouring blocks of 64 columns, so the warps' pairs follow each other.
    const int each = (blocks + FIND_THREADS / 32 - 1) / (FIND_THREADS / 32);
    const int from = warp() * each, to = min(blocks, from + each);
    const float scale = scales[i];
    int passed = 0;
    for (int block = from; block < to; block++) {
        if (!marks[block]) continue;
        for (int half = 0; half < 64; half += 32) {
            const int j = block * 64 + half + lane();
            float c = 0.0f;
            if (j < width) c = coefficient_of(sums[j], scale, scales[left + j], contained != 0);
            if (histogram && c > 0.0f) atomicAdd(&histogram[bin_of(c, bins)], 1u);
            passed += __popc(__ballot_sync(WHOLE_WARP, c > limit));
        }
    }
    if (lane() == 0) warpCounts[warp()] = passed;
    __syncthreads();
    int before = 0, total = 0;
    for (int w = 0; w < FIND_THREADS / 32; w++) {
        if (w < warp()) before += warpCounts[w];
        total += warpCounts[w];
    }
    if (t == 0) {
        found[own] = total;
        place = total > 0 ? atomicAdd(staged, (unsigned)total) : 0;
        places[own] = place;
    }
    __syncthreads();
    if (total == 0 || place > room || (unsigned)total > room - place) return;
    unsigned at = place + before;
    for (int block = from; block < to; block++) {
        if (!marks[block]) continue;
        for (int half = 0; half < 64; half += 32) {
            const int j = block * 64 + half + lane();
            float c = 0.0f;
            if (j < width) c = coefficient_of(sums[j], scale, scales[left + j], contained != 0);
            const unsigned keep = __ballot_sync(WHOLE_WARP, c > limit);
            if (c > limit) {
                const unsigned mine = at + __popc(keep & ((1u << lane()) - 1u));
                stagedPartners[mine] = left + j;
                stagedCoefficients[mine] = c;
            }
            at += __popc(keep);
        }
    }
}

/// From found[F, segments] to pairStarts [F + 1] and finals[F, segments], each list's place among all.
/// Launch: one block of 256 threads.
KERNEL(pair_starts, const unsigned *found, int latents, int segments, long long *pairStarts, unsigned *finals) {
    __shared__ long long room[33];
    const int count = latents * segments, each = (count + 255) / 256;
    const int first = min(count, (int)threadIdx.x * each), last = min(count, first + each);
    long long sum = 0;
    for (int k = first; k < last; k++) sum += found[k];
    long long place = block_before(sum, room);
    for (int k = first; k < last; k++) {
        if (k % segments == 0) pairStarts[k / segments] = place;
        finals[k] = (unsigned)place;
        place += found[k];
    }
    if (threadIdx.x == 0) pairStarts[latents] = room[32];
}

/// Brings staged lists to their places. Only after a look at pairStarts[F]: there must have been room for all.
/// Launch: grid ceil(F · segments / 8), 256 threads; a warp a list.
KERNEL(collect_pairs, const unsigned *found, const unsigned *places, const unsigned *finals, int lists,
    const int *stagedPartners, const float *stagedCoefficients, int *partners, float *coefficients) {
    const int list = (int)(global_thread() / 32);
    if (list >= lists) return;
    const unsigned count = found[list];
    if (count == 0) return;
    const unsigned from = places[list], to = finals[list];
    for (unsigned k = lane(); k < count; k += 32) {
        partners[to + k] = stagedPartners[from + k];
        coefficients[to + k] = stagedCoefficients[from + k];
    }
}

/// out[0] = Σ_b n_b (n_b − 1)/2 of the rows' entry counts, int64. Twin of `firingPairs`. Launch: one block of 256 threads.
KERNEL(firing_pairs, const long long *rowStarts, int rows, long long *out) {
    __shared__ long long room[33];
    long long sum = 0;
    for (int row = threadIdx.x; row < rows; row += 256) {
        const long long count = rowStarts[row + 1] - rowStarts[row];
        sum += count * (count - 1) / 2;
    }
    block_before(sum, room);
    if (threadIdx.x == 0) out[0] = room[32];
}

// The pairs by their second latent ----------------------------------------------------------------------------------------

/// counts[j] += the pairs with second latent j. counts `[F]` 0 before. Launch: any grid, 256 threads, grid-stride.
KERNEL(mirror_counts, const int *partners, const long long *pairStarts, int latents, unsigned *counts) {
    const long long pairs = pairStarts[latents];
    for (long long p = global_thread(); p < pairs; p += global_threads()) atomicAdd(&counts[partners[p]], 1u);
}

/// mirrorStarts `[F + 2]` from counts, which are 0 again afterwards. Launch: one block of 256 threads.
KERNEL(mirror_starts, unsigned *counts, int latents, long long *mirrorStarts) {
    __shared__ long long room[33];
    const int each = (latents + 255) / 256;
    const int first = min(latents, (int)threadIdx.x * each), last = min(latents, first + each);
    long long sum = 0;
    for (int k = first; k < last; k++) sum += counts[k];
    long long place = block_before(sum, room);
    for (int k = first; k < last; k++) {
        mirrorStarts[k] = place;
        place += counts[k];
        counts[k] = 0;
    }
    if (threadIdx.x == 0) mirrorStarts[latents] = mirrorStarts[latents + 1] = room[32];
}

/// Each pair to some place of its second latent's part: (first latent, pair) to looseFirsts, loosePairs `[pairs]`.
/// counts `[F]` 0 before. Launch: grid ceil(F / 8), 256 threads; a warp a latent.
KERNEL(mirror_fill, const int *partners, const long long *pairStarts, int latents, const long long *mirrorStarts,
    unsigned *counts, int *looseFirsts, int *loosePairs) {
    const int i = (int)(global_thread() / 32);
    if (i >= latents) return;
    for (long long p = pairStarts[i] + lane(); p < pairStarts[i + 1]; p += 32) {
        const int j = partners[p];
        const long long place = mirrorStarts[j] + atomicAdd(&counts[j], 1u);
        looseFirsts[place] = i;
        loosePairs[place] = (int)p;
    }
}

/// The parts in order: a pair's place is how many of its part have a lower first latent. Twin, after the three before, of
/// `mirror`. Launch: grid F, 128 threads.
KERNEL(mirror_sort, const long long *mirrorStarts, int latents, const int *looseFirsts, const int *loosePairs,
    int *mirrorPartners, int *mirrorPairs) {
    const int j = blockIdx.x;
    if (j >= latents) return;
    const long long first = mirrorStarts[j];
    const int count = (int)(mirrorStarts[j + 1] - first);
    for (int k = threadIdx.x; k < count; k += blockDim.x) {
        const int i = looseFirsts[first + k];
        int place = 0;
        for (int other = 0; other < count; other++) place += looseFirsts[first + other] < i;
        mirrorPartners[first + place] = i;
        mirrorPairs[first + place] = loosePairs[first + k];
    }
}

// Dots and rows -----------------------------------------------------------------------------------------------------------

#define PAIR_THREADS 256

template <class Row>
DEVICE void dots_of_latent(const Row *w, const int *partners, long long first, long long last, float *dots, int i, int d) {
    const Row *own = w + elements(i, d);
    for (long long p = first + warp(); p < last; p += PAIR_THREADS / 32) {
        const float dot = warp_dot(own, w + elements(partners[p], d), d);
        if (lane() == 0) dots[p] = dot;
    }
}

// Four rows on their way in each thread.
#undef BOUNDS
#define BOUNDS __launch_bounds__(PAIR_THREADS, 4)

/// dots[p] = w_i · w_j, a warp a pair (`warp_dot`). Twin of `pairDots`. `w [F, d]`. Launch: grid F, 256 threads.
KERNEL(pair_dots, const float *w, const long long *pairStarts, const int *partners, float *dots, int latents, int d) {
    const int i = blockIdx.x;
    if (i < latents) dots_of_latent(w, partners, pairStarts[i], pairStarts[i + 1], dots, i, d);
}

/// The same with w in bfloat16.
KERNEL(pair_dots_bf16, const bf16 *w, const long long *pairStarts, const int *partners, float *dots, int latents,
    int d) {
    const int i = blockIdx.x;
    if (i < latents) dots_of_latent(w, partners, pairStarts[i], pairStarts[i + 1], dots, i, d);
}

template <class Row>
DEVICE void higher_partners(
    const Row *w, const long long *pairStarts, const int *partners, const float *coefficients, float *dots, float scale,
    float *out, int latents, int d) {
    const int i = blockIdx.x;
    if (i >= latents) return;
    const long long first = pairStarts[i], last = pairStarts[i + 1];
    if (first == last) return;
    dots_of_latent(w, partners, first, last, dots, i, d);
    __syncthreads();
    float *row = out + elements(i, d);
    for (int at = 4 * threadIdx.x; at < d; at += 4 * PAIR_THREADS) {
        float4 sum = columns_of(row, at, d);
#pragma unroll 4
        for (long long p = first; p < last; p++) {
            const float factor = scale * coefficients[p] * dots[p];
            sum = add_scaled(factor, columns_of(w + elements(partners[p], d), at, d), sum);
        }
        store_columns(row, at, d, sum);
    }
}

/// dots[p] = w_i · w_j and out[i] += (scale c_ij (w_i·w_j)) w_j over the higher partners j in order, fused. With
/// `pair_rows_lower` after it the twin of `addPairGradient`. `w`, `out` `[F, d]`. Launch: grid F, 256 threads.
KERNEL(pair_rows_higher, const float *w, const long long *pairStarts, const int *partners, const float *coefficients,
    float *dots, float scale, float *out, int latents, int d) {
    higher_partners(w, pairStarts, partners, coefficients, dots, scale, out, latents, d);
}

/// The same with w in bfloat16.
KERNEL(pair_rows_higher_bf16, const bf16 *w, const long long *pairStarts, const int *partners,
    const float *coefficients, float *dots, float scale, float *out, int latents, int d) {
    higher_partners(w, pairStarts, partners, coefficients, dots, scale, out, latents, d);
}

template <class Row>
DEVICE void lower_partners(
    const Row *w, const long long *mirrorStarts, const int *mirrorPartners, const int *mirrorPairs,
    const float *coefficients, const float *dots, float scale, float *out, int latents, int d) {
    const int j = blockIdx.x, at = blockIdx.y * STRIP + 4 * threadIdx.x;
    if (j >= latents || at >= d) return;
    const long long first = mirrorStarts[j], last = mirrorStarts[j + 1];
    if (first == last) return;
    float *row = out + elements(j, d);
    float4 sum = columns_of(row, at, d);
#pragma unroll 4
    for (long long m = first; m < last; m++) {
        const int pair = mirrorPairs[m];
        const float factor = scale * coefficients[pair] * dots[pair];
        sum = add_scaled(factor, columns_of(w + elements(mirrorPartners[m], d), at, d), sum);
    }
    store_columns(row, at, d, sum);
}

#undef BOUNDS
#define BOUNDS __launch_bounds__(STRIP_THREADS, 7)

/// out[j] += (scale c_ij (w_i·w_j)) w_i over the lower partners i in order, fused; after `mirror` and with the dots.
/// Launch: grid (F, ceil(d / 512)), 128 threads.
KERNEL(pair_rows_lower, const float *w, const long long *mirrorStarts, const int *mirrorPartners,
    const int *mirrorPairs, const float *coefficients, const float *dots, float scale, float *out, int latents, int d) {
    lower_partners(w, mirrorStarts, mirrorPartners, mirrorPairs, coefficients, dots, scale, out, latents, d);
}

/// The same with w in bfloat16.
KERNEL(pair_rows_lower_bf16, const bf16 *w, const long long *mirrorStarts, const int *mirrorPartners,
    const int *mirrorPairs, const float *coefficients, const float *dots, float scale, float *out, int latents, int d) {
    lower_partners(w, mirrorStarts, mirrorPartners, mirrorPairs, coefficients, dots, scale, out, latents, d);
}

#undef BOUNDS
#define BOUNDS 

#define SUM_PAIRS 4096

/// parts[0 ..< 3, block] = Σ c dot², Σ c, Σ |dot| over the block's 4,096 pairs in float64: thread t has t, t + 256, ... in
/// order, then the block's sum. Launch: grid ceil(count / 4096), 256 threads. Then `pair_totals`.
KERNEL(pair_sums, const float *coefficients, const float *dots, int count, double *parts) {
    __shared__ double room[32];
    const int first = blockIdx.x * SUM_PAIRS, last = min(count, first + SUM_PAIRS);
    double energy = 0.0, sum = 0.0, sizes = 0.0;
    for (int p = first + (int)threadIdx.x; p < last; p += 256) {
        const double c = (double)coefficients[p], dot = (double)dots[p];
        energy += c * dot * dot;
        sum += c;
        sizes += fabs(dot);
    }
    energy = block_sum(energy, room);
    sum = block_sum(sum, room);
    sizes = block_sum(sizes, room);
    if (threadIdx.x != 0) return;
    parts[blockIdx.x] = energy;
    parts[gridDim.x + blockIdx.x] = sum;
    parts[2 * gridDim.x + blockIdx.x] = sizes;
}

/// out[0 ..< rows] = the sums of parts `[rows, blocks]`, a warp a row: lane l has l, l + 32, ... in order, then the warp's
/// sum. Twin, after `pair_sums`, of `pairSums`: energy, coefficients, dots. Launch: one block of 32 · rows threads.
KERNEL(pair_totals, const double *parts, int blocks, double *out) {
    double sum = 0.0;
    for (int k = lane(); k < blocks; k += 32) sum += parts[(long long)warp() * blocks + k];
    sum = warp_sum(sum);
    if (lane() == 0) out[warp()] = sum;
}

// The gradient through c --------------------------------------------------------------------------------------------------

#define LOOKUP_THREADS 128

/// A token's activations by latent, in shared memory: a bit a latent, and for each 32 of them how many entries came before.
struct TokenLookup {
    const unsigned *bits;
    const int *before;
    const float *values;
};

/// The activation of a latent, 0 where it does not fire.
DEVICE float look_up(const TokenLookup &f, int latent) {
    const unsigned word = f.bits[latent >> 5], below = (1u << (latent & 31)) - 1u;
    return (word >> (latent & 31)) & 1u ? f.values[f.before[latent >> 5] + __popc(word & below)] : 0.0f;
}

/// Builds it of entries first ..< last, in 8 bytes of shared memory for each 32 latents. For all threads of the block.
DEVICE TokenLookup look_into(
    const int *indices, const float *values, long long first, long long last, int latents, unsigned *bits,
    long long *room) {
    const int words = (latents + 31) / 32, each = (words + LOOKUP_THREADS - 1) / LOOKUP_THREADS;
    int *before = (int *)(bits + words);
    for (int k = threadIdx.x; k < words; k += LOOKUP_THREADS) bits[k] = 0;
    __syncthreads();
    for (long long e = first + threadIdx.x; e < last; e += LOOKUP_THREADS)
        atomicOr(&bits[indices[e] >> 5], 1u << (indices[e] & 31));
    __syncthreads();
    const int from = min(words, (int)threadIdx.x * each), to = min(words, from + each);
    int count = 0;
    for (int k = from; k < to; k++) count += __popc(bits[k]);
    int place = (int)block_before(count, room);
    for (int k = from; k < to; k++) {
        before[k] = place;
        place += __popc(bits[k]);
    }
    __syncthreads();
    TokenLookup lookup = {bits, before, values + first};
    return lookup;
}

/// g[b, i] += scale Σ_j (w_i·w_j)² (f[b, j] / (‖f_i‖‖f_j‖) − c_ij f[b, i] / ‖f_i‖²) at the entries of a pattern: a warp an
/// entry, lane l the lower partners l, l + 32, ... and then the higher ones, then the warp's sum. Twin of
/// `addCosineGradient`. `latents [rows, F]` holds f; inverse `[1, F]`: 1/‖f_i‖; g in the pattern's order.
/// Launch: grid rows, 128 threads, shared bytes 8 · ceil(F / 32).
KERNEL(cosine_gradient, const long long *rowStarts, const int *indices, const float *values,
    const long long *patternStarts, const int *patternIndices, const long long *pairStarts, const int *partners,
    const float *coefficients, const float *dots, const long long *mirrorStarts, const int *mirrorPartners,
    const int *mirrorPairs, const float *inverse, float scale, float *g, int rows, int latents) {
    DYNAMIC_SHARED(unsigned, bits);
    __shared__ long long room[33];
    const int token = blockIdx.x;
    if (token >= rows) return;
    const TokenLookup f =
        look_into(indices, values, rowStarts[token], rowStarts[token + 1], latents, bits, room);
    for (long long k = patternStarts[token] + warp(); k < patternStarts[token + 1]; k += LOOKUP_THREADS / 32) {
        const int i = patternIndices[k];
        const float reach = inverse[i], own = look_up(f, i) * reach * reach;
        float sum = 0.0f;
        for (long long m = mirrorStarts[i] + lane(); m < mirrorStarts[i + 1]; m += 32) {
            const int j = mirrorPartners[m], pair = mirrorPairs[m];
            sum += dots[pair] * dots[pair] * (look_up(f, j) * reach * inverse[j] - coefficients[pair] * own);
        }
        for (long long pair = pairStarts[i] + lane(); pair < pairStarts[i + 1]; pair += 32) {
            const int j = partners[pair];
            sum += dots[pair] * dots[pair] * (look_up(f, j) * reach * inverse[j] - coefficients[pair] * own);
        }
        sum = warp_sum(sum);
        if (lane() == 0) g[k] += scale * sum;
    }
}

/// What a pair gives latent i of a token, by containment. `isFirst`: whether i is the pair's first.
DEVICE float contained_part(float own, float other, float inverse, float inverseOther, float c, float dot, bool isFirst) {
    if (c >= 1.0f) return 0.0f;
    const bool isSmaller = inverse > inverseOther || (inverse == inverseOther && isFirst);
    const float change = isSmaller ? other - 2.0f * c * own : other;
    return dot * dot * change * (inverseOther > inverse ? inverseOther : inverse);
}

/// The same through containment: g[b, i] += scale Σ_j (w_i·w_j)² (f[b, j] − [‖f_i‖ is N's] 2 c_ij f[b, i]) / N, over the
/// partners with c < 1. inverse `[1, F]`: 1/‖f_i‖². Twin of `addContainmentGradient`. Launch: as `cosine_gradient`.
KERNEL(containment_gradient, const long long *rowStarts, const int *indices, const float *values,
    const long long *patternStarts, const int *patternIndices, const long long *pairStarts, const int *partners,
    const float *coefficients, const float *dots, const long long *mirrorStarts, const int *mirrorPartners,
    const int *mirrorPairs, const float *inverse, float scale, float *g, int rows, int latents) {
    DYNAMIC_SHARED(unsigned, bits);
    __shared__ long long room[33];
    const int token = blockIdx.x;
    if (token >= rows) return;
    const TokenLookup f =
        look_into(indices, values, rowStarts[token], rowStarts[token + 1], latents, bits, room);
    for (long long k = patternStarts[token] + warp(); k < patternStarts[token + 1]; k += LOOKUP_THREADS / 32) {
        const int i = patternIndices[k];
        const float own = look_up(f, i), reach = inverse[i];
        float sum = 0.0f;
        for (long long m = mirrorStarts[i] + lane(); m < mirrorStarts[i + 1]; m += 32) {
            const int j = mirrorPartners[m], pair = mirrorPairs[m];
            sum += contained_part(own, look_up(f, j), reach, inverse[j], coefficients[pair], dots[pair], false);
        }
        for (long long pair = pairStarts[i] + lane(); pair < pairStarts[i + 1]; pair += 32) {
            const int j = partners[pair];
            sum += contained_part(own, look_up(f, j), reach, inverse[j], coefficients[pair], dots[pair], true);
        }
        sum = warp_sum(sum);
        if (lane() == 0) g[k] += scale * sum;
    }
}
