// The priced competition term, token by token (Guides/Priced.md): each token's latents in the order of their rates, the
// dots of their rows, a list for each entry, and then each latent's row from the lists of its entries, tokens rising.
//
// A round is tokens `first` ..< `first` + `count`. Space for its entries begins at that of token `first`; a list's place
// follows from its entry alone, so lists are found in any order and read in one.

/// Rows whose dots one block makes, a warp for the list of each.
#define PRICED_ROWS 8
/// Columns of a strip of those dots.
#define PRICED_COLUMNS 64

/// The sine's inverse of 0 ... 1, within 4 ulp: Cephes' polynomial below a half, π/2 − 2 asin √((1 − x)/2) above.
DEVICE float asin_of(float x) {
    const bool isLarge = x > 0.5f;
    const float square = isLarge ? 0.5f * (1.0f - x) : x * x, root = isLarge ? sqrtf(square) : x;
    float p = 4.2163199048e-2f;
    p = fmaf(p, square, 2.4181311049e-2f);
    p = fmaf(p, square, 4.5470025998e-2f);
    p = fmaf(p, square, 7.4953002686e-2f);
    p = fmaf(p, square, 1.6666752422e-1f);
    const float small = fmaf(p * square, root, root);
    return isLarge ? 1.5707963267948966f - (small + small) : small;
}

/// Eight sums over a warp, each in `warp_sum`'s order, with nine shuffles for 48: lanes give away the half of the sums that
/// they do not keep. Lane l ends with sum number 4 (bit 4 of l) + 2 (bit 3) + (bit 2).
DEVICE float eight_warp_sums(float *sum) {
#pragma unroll
    for (int half = 4; half > 0; half /= 2) {
        const bool keepsUpper = lane() & (4 * half);
#pragma unroll
        for (int r = 0; r < half; r++) {
            const float given = keepsUpper ? sum[r] : sum[r + half], kept = keepsUpper ? sum[r + half] : sum[r];
            sum[r] = kept + __shfl_xor_sync(WHOLE_WARP, given, 4 * half);
        }
    }
    sum[0] += __shfl_xor_sync(WHOLE_WARP, sum[0], 2);
    return sum[0] + __shfl_xor_sync(WHOLE_WARP, sum[0], 1);
}

/// rooms[k] = where the lists of token first + k begin: a token of n entries has n (n + 1)/2 places. rooms `[count + 1]`.
/// Launch: one block of 256 threads.
KERNEL(priced_rooms, const long long *rowStarts, int first, int count, long long *rooms) {
    __shared__ long long room[33];
    const int each = (count + 255) / 256;
    const int from = min(count, (int)threadIdx.x * each), to = min(count, from + each);
    long long sum = 0;
    for (int k = from; k < to; k++) {
        const long long n = rowStarts[first + k + 1] - rowStarts[first + k];
        sum += n * (n + 1) / 2;
    }
    long long place = block_before(sum, room);
    for (int k = from; k < to; k++) {
        const long long n = rowStarts[first + k + 1] - rowStarts[first + k];
        rooms[k] = place;
        place += n * (n + 1) / 2;
    }
    if (threadIdx.x == 0) rooms[count] = room[32];
}

/// A token's entries by rate, rising; of equal rates the lower column first: its latents, their masses and rates, and the
/// place of each in row order (from the round's first entry on). rates `[1, F]`, the rest `[entries of the round]`.
/// Launch: grid count, 128 threads.
KERNEL(priced_order, const long long *rowStarts, const int *indices, const float *masses, const float *rates,
    int first, int *columns, float *orderedMasses, float *orderedRates, int *origins) {
    const long long start = rowStarts[first + blockIdx.x], base = rowStarts[first];
    const int n = (int)(rowStarts[first + blockIdx.x + 1] - start), offset = (int)(start - base);
    for (int k = threadIdx.x; k < n; k += blockDim.x) {
        const int own = indices[start + k];
        const float rate = rates[own];
        int place = 0;
        for (int other = 0; other < n; other++) {
            const float its = rates[indices[start + other]];
            place += its < rate || (its == rate && other < k);
        }
        columns[offset + place] = own;
        orderedMasses[offset + place] = masses[start + k];
        orderedRates[offset + place] = rate;
        origins[offset + place] = offset + k;
    }
}

/// By what a pair counts: (the share of the rarer's firings at which the commoner fires too, above `chance` of what chance
/// gives)^power. bits `[F, words]`, fired `[F]`, of a batch of `tokens`. Twin of `PricedNesting.factor`; the power is
/// exp(power · log share) in float32, 1e-6 from the CPU's.
DEVICE float nesting_of(
    const wide_bits *bits, const int *fired, int words, int tokens, float power, float chance, int rarer, int commoner) {
    const wide_bits *a = bits + elements(rarer, words), *b = bits + elements(commoner, words);
    int common = 0;
    for (int k = 0; k < words; k++) common += __popcll(a[k] & b[k]);
    const int all = fired[rarer];
    float share = all == 0 ? 0.0f : (float)common / (float)all;
    if (chance > 0.0f) {
        const float expected = chance * (float)fired[commoner] / (float)max(1, tokens);
        const float above = share - expected;
        share = expected < 1.0f ? (above > 0.0f ? above : 0.0f) / (1.0f - expected) : 0.0f;
    }
    if (power == 1.0f) return share;
    return share > 0.0f ? exp_of((float)((double)power * log_of((double)share))) : 0.0f;
}

/// The lists of a round's entries: of entry p of a token (by rate) the commoner latents q with c = cos(w_p, w_q) > 0 and
/// factor 2 scale m_p c · both · counts, q rising; with inverse norms, the row itself last with what its own direction
/// loses. A list is at rooms[token] + p n − p (p − 1)/2, which goes to places with its length to counts, both at the
/// entry's place in row order.
///
/// Dots: a warp a column q against the block's eight rows, `warp_dot`'s order. Sums of an entry: lane l has the strips'
/// columns l, l + 32, then the warp's sum; in float64 times the mass to parts `[5, entries]`: pairs, energy, mass, angle,
/// leaning. `pair_totals` adds them. Twin of `findPriced`.
///
/// - w `[F, d]`, inverse `[1, F]` or null; twice: 2 · scale.
/// - bits, fired: null: all pairs count alike.
/// - rooms, columns, orderedMasses, orderedRates, origins: by `priced_rooms` and `priced_order`; entries: the round's.
///
/// Launch: grid (count, any; enough is ceil(the most entries of a token / 8)), 256 threads.
KERNEL(priced_pairs, const long long *rowStarts, int first, int entries, const float *w, int d, const float *inverse,
    float twice, const wide_bits *bits, const int *fired, int words, int tokens, float power, float chance,
    const long long *rooms, const int *columns, const float *orderedMasses, const float *orderedRates,
    const int *origins, int *places, int *counts, int *partners, float *factors, double *parts) {
    __shared__ float dots[PRICED_ROWS][PRICED_COLUMNS];
    const long long start = rowStarts[first + blockIdx.x], base = rowStarts[first];
    const int n = (int)(rowStarts[first + blockIdx.x + 1] - start), offset = (int)(start - base);
    const int *column = columns + offset;
    const float *rate = orderedRates + offset;
    for (int top = blockIdx.y * PRICED_ROWS; top < n; top += gridDim.y * PRICED_ROWS) {
        const int height = min(PRICED_ROWS, n - top), p = top + warp();
        const bool isRow = p < n;
        const int latent = isRow ? column[p] : 0;
        const float own = isRow && inverse ? inverse[latent] : 1.0f;
        const long long place = rooms[blockIdx.x] + (long long)p * n - (long long)p * (p - 1) / 2;
        const float mass = isRow ? orderedMasses[offset + p] : 0.0f, ownRate = isRow ? rate[p] : 0.0f;
        long long at = place;
        int seen = 0;
        float squares = 0.0f, angle = 0.0f, leaning = 0.0f;
        for (int left = top; left < n; left += PRICED_COLUMNS) {
            const int width = min(PRICED_COLUMNS, n - left);
            __syncthreads();
            for (int q = warp(); q < width; q += PRICED_ROWS) {
                const float *other = w + elements(column[left + q], d);
                float sum[PRICED_ROWS];
                const float *rows[PRICED_ROWS];
#pragma unroll
                for (int r = 0; r < PRICED_ROWS; r++) {
                    sum[r] = 0.0f;
                    rows[r] = w + elements(column[top + min(r, height - 1)], d);
                }
                for (int j = 4 * lane(); j < d; j += 128) {
                    const float4 v = columns_of(other, j, d);
#pragma unroll
                    for (int r = 0; r < PRICED_ROWS; r++) sum[r] = add_dot(columns_of(rows[r], j, d), v, sum[r]);
                }
                const float dot = eight_warp_sums(sum);
                if ((lane() & 3) == 0) dots[(lane() & 16) / 4 + (lane() & 8) / 4 + (lane() & 4) / 4][q] = dot;
            }
            __syncthreads();
            // From here to the next strip a warp is by itself: the list of its row.
            for (int half = 0; half < PRICED_COLUMNS && isRow; half += 32) {
                const int q = left + half + lane();
                const bool counted = q > p && q < n && rate[min(q, n - 1)] > ownRate;
                seen += __popc(__ballot_sync(WHOLE_WARP, counted));
                const float dot = counted ? dots[warp()][half + lane()] : 0.0f;
                const bool leans = dot > 0.0f;
                const unsigned keep = __ballot_sync(WHOLE_WARP, leans);
                if (leans) {
                    const int other = column[q];
                    const float both = own * (inverse ? inverse[other] : 1.0f), cosine = dot * both;
                    const float share =
                        bits ? nesting_of(bits, fired, words, tokens, power, chance, latent, other) : 1.0f;
                    const long long mine = at + __popc(keep & ((1u << lane()) - 1u));
                    partners[mine] = other;
                    factors[mine] = twice * mass * cosine * both * share;
                    const float square = cosine * cosine * share, turn = asin_of(cosine < 1.0f ? cosine : 1.0f);
                    squares += square;
                    angle += turn;
                    leaning += square * turn;
                }
                at += __popc(keep);
            }
        }
        if (!isRow) continue;
        squares = warp_sum(squares);
        angle = warp_sum(angle);
        leaning = warp_sum(leaning);
        if (lane() != 0) continue;
        const int entry = offset + p;
        parts[entry] = (double)(at - place);
        parts[(long long)entries + entry] = (double)mass * (double)squares;
        parts[2ll * entries + entry] = (double)mass * (double)seen;
        parts[3ll * entries + entry] = (double)mass * (double)angle;
        parts[4ll * entries + entry] = (double)mass * (double)leaning;
        if (inverse && squares > 0.0f) {
            // What the row's own direction loses: ∂cos/∂w_i = (w_j/‖w_j‖ − cos w_i/‖w_i‖)/‖w_i‖.
            partners[at] = latent;
            factors[at] = twice * mass * -squares * own * own;
            at++;
        }
        places[origins[entry]] = (int)place;
        counts[origins[entry]] = (int)(at - place);
    }
}

// Eight rows on their way in each thread.
#undef BOUNDS
#define BOUNDS __launch_bounds__(STRIP_THREADS, 7)

/// out[i] += what the lists of its entries say, tokens of the round in order, each list in its order, fused, from the row
/// on. Twin of `addPriced`. starts, tokens, positions: the column order of the same latents; base: the round's first entry
/// is rowStarts[first]. `w`, `out` `[F, d]`. Launch: grid (F, ceil(d / 512)), 128 threads.
KERNEL(priced_rows, const long long *starts, const int *tokens, const int *positions, const long long *rowStarts,
    int first, int count, const int *places, const int *counts, const int *partners, const float *factors,
    const float *w, float *out, int d) {
    const int i = blockIdx.x, at = blockIdx.y * STRIP + 4 * threadIdx.x;
    const long long from = starts[i], to = starts[i + 1];
    if (from == to || at >= d) return;
    const int base = (int)rowStarts[first];
    float *row = out + elements(i, d);
    float4 sum = columns_of(row, at, d);
    for (long long k = from; k < to; k++) {
        const int token = tokens[k];
        if (token < first || token >= first + count) continue;
        const int entry = positions[k] - base;
        sum = add_rows(sum, partners, factors, places[entry], (long long)places[entry] + counts[entry], w, at, d);
    }
    store_columns(row, at, d, sum);
}

#undef BOUNDS
#define BOUNDS 

/// On which tokens each latent fires, as bits `[F, words]`, words = ceil(B / 64), and how often. Twin of `fireSets` of a
/// column order. Launch: grid ceil(F / 8), 256 threads; a warp a latent.
KERNEL(firing_sets, const long long *starts, const int *tokens, int latents, int words, wide_bits *bits, int *fired) {
    const int i = (int)(global_thread() / 32);
    if (i >= latents) return;
    wide_bits *own = bits + elements(i, words);
    for (int k = lane(); k < words; k += 32) own[k] = 0;
    __syncwarp();
    for (long long k = starts[i] + lane(); k < starts[i + 1]; k += 32)
        atomicOr(&own[tokens[k] >> 6], 1ull << (tokens[k] & 63));
    if (lane() == 0) fired[i] = (int)(starts[i + 1] - starts[i]);
}

/// The same of dense latents `[rows, F]`: those above 0 fire. Launch: grid (ceil(F / 256), words), 256 threads; fired 0
/// before.
KERNEL(firing_sets_dense, const float *f, int rows, int latents, int words, wide_bits *bits, int *fired) {
    const int i = (int)global_thread(), word = blockIdx.y;
    if (i >= latents) return;
    wide_bits set = 0;
    for (int b = word * 64; b < min(rows, word * 64 + 64); b++) {
        if (f[elements(b, latents) + i] > 0.0f) set |= 1ull << (b & 63);
    }
    bits[elements(i, words) + word] = set;
    atomicAdd(&fired[i], __popcll(set));
}
