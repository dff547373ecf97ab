// From dense pre-activations to entries. A first pass writes one bit for each latent of a row, `[rows, ⌈count/32⌉]` words with
// bit j of word w for place 32 w + j, and how many are set; the counts are scanned to where each row begins; a second pass
// writes the entries from the bits, so columns ascend and z is read again at chosen places only.
//
// Where `list` is given, place p means column list[p] and only those `count` columns are looked at; without a list places are
// columns and count is the number of columns. Rows begin at int64 starts `[rows + 1]`.

/// What a place has to meet to be chosen.
#define RULE_ABOVE 0
#define RULE_WINDOW 1
#define RULE_SHORTFALL 2

/// Bins of one round that looks for the k-th largest: 11, 11 and 10 bits of the key, as on the CPU (LargestKeys).
#define KEY_BINS 2048

/// A score as an integer: larger scores have larger keys, -0 and 0 are one, NaN is below all numbers. Never 0, which stands
/// for a place that does not take part.
DEVICE unsigned score_key(float score) {
    if (score != score) return 1u;
    return ordered_key(score == 0.0f ? 0.0f : score);
}

DEVICE bool meets(int rule, float z, float limit, float width) {
    if (rule == RULE_WINDOW) {
        const float u = (z - limit) / width;
        return u > -0.5f && u < 0.5f;
    }
    return rule == RULE_SHORTFALL ? z < limit : z > limit;
}

/// The sum of `own` over the threads before this one in its warp, and over the warp.
DEVICE int before_in_warp(int own, int *all) {
    int sum = own;
    for (int by = 1; by < 32; by <<= 1) {
        const int other = __shfl_up_sync(WHOLE_WARP, sum, (unsigned)by);
        if (lane() >= by) sum += other;
    }
    *all = __shfl_sync(WHOLE_WARP, sum, 31);
    return sum - own;
}

/// The sum of `own` over the threads before this one in its block, and over the block. `room`: a number a warp, in shared
/// memory that no thread writes before the block's next barrier but one (two rooms in turn do).
DEVICE int before_in_block(int own, int *room, int *all) {
    int mine = 0;
    int before = before_in_warp(own, &mine);
    if (lane() == 0) room[warp()] = mine;
    __syncthreads();
    int total = 0;
    for (int w = 0; w < warps(); w++) {
        if (w == warp()) before += total;
        total += room[w];
    }
    *all = total;
    return before;
}

/// Marks in each row the places that meet a rule, and counts them. z `[rows, columns]`, limits `[columns]` or none (then
/// `limit` for all), factors `[columns]` or none: what is compared is z, or z times its column's factor.
///
/// Rules: 0 above (z > limit), 1 window (|z - limit| < width/2 as the CPU says it), 2 shortfall (z < limit). NaN meets none.
/// Twin of the first half of `select`, `selectWindow`, `selectShortfall`, and of the first pass of `selectLargest(inBatch:)`.
/// Launch: a block a row, 256 threads. Out: bits `[rows, words]`, counts `[rows]`.
KERNEL(select_bits, const float *z, const float *limits, const float *factors, const int *list, int rule, float limit,
       float width, int rows, int columns, int count, unsigned *bits, int *counts) {
    __shared__ int room[32];
    const int row = (int)blockIdx.x;
    if (row >= rows) return;
    const float *from = z + elements(row, columns);
    const int words = (count + 31) / 32;
    unsigned *to = bits + elements(row, words);
    int found = 0;
    // Four words a warp and turn: four loads on their way at once.
    for (int first = warp() * 4; first < words; first += warps() * 4) {
        float score[4], bound[4];
#pragma unroll
        for (int s = 0; s < 4; s++) {
            const int place = (first + s) * 32 + lane();
            // NaN meets no rule.
            score[s] = __uint_as_float(0x7FC00000u);
            bound[s] = limit;
            if (place < count) {
                const int column = list ? list[place] : place;
                score[s] = from[column];
                if (factors) score[s] *= factors[column];
                if (limits) bound[s] = limits[column];
            }
        }
#pragma unroll
        for (int s = 0; s < 4; s++) {
            const unsigned word = __ballot_sync(WHOLE_WARP, meets(rule, score[s], bound[s], width));
            found += __popc(word);
            if (lane() == s && first + s < words) to[first + s] = word;
        }
    }
    // Every lane of a warp has the warp's count.
    const int total = block_sum(lane() == 0 ? found : 0, room);
    if (threadIdx.x == 0) counts[row] = total;
}

/// Both of JumpReLU's selections in one reading of z: above the limits, and inside the window around them. The bits and counts
/// of each as `select_bits` gives them without list and factors. Launch: a block a row, 256 threads.
KERNEL(select_bits_and_window, const float *z, const float *limits, float width, int rows, int columns, unsigned *bits,
       int *counts, unsigned *windowBits, int *windowCounts) {
    __shared__ int room[32];
    const int row = (int)blockIdx.x;
    if (row >= rows) return;
    const float *from = z + elements(row, columns);
    const int words = (columns + 31) / 32;
    unsigned *to = bits + elements(row, words), *toWindow = windowBits + elements(row, words);
    int found = 0, foundInside = 0;
    for (int first = warp() * 4; first < words; first += warps() * 4) {
        float score[4], bound[4];
#pragma unroll
        for (int s = 0; s < 4; s++) {
            const int column = (first + s) * 32 + lane();
            score[s] = column < columns ? from[column] : __uint_as_float(0x7FC00000u);
            bound[s] = column < columns ? limits[column] : 0.0f;
        }
#pragma unroll
        for (int s = 0; s < 4; s++) {
            const unsigned above = __ballot_sync(WHOLE_WARP, meets(RULE_ABOVE, score[s], bound[s], width));
            const unsigned inside = __ballot_sync(WHOLE_WARP, meets(RULE_WINDOW, score[s], bound[s], width));
            found += __popc(above);
            foundInside += __popc(inside);
            if (lane() == s && first + s < words) {
                to[first + s] = above;
                toWindow[first + s] = inside;
            }
        }
    }
    const int total = block_sum(lane() == 0 ? found : 0, room);
    const int totalInside = block_sum(lane() == 0 ? foundInside : 0, room);
    if (threadIdx.x == 0) {
        counts[row] = total;
        windowCounts[row] = totalInside;
    }
}

/// starts[i] = the sum of counts[..<i], for i to n. Launch: one block of 1,024 threads. counts `[n]`, each below 2^19, so that
/// the 4,096 of a turn fit 32 bits; starts int64 `[n + 1]`.
/// Twin of `SparseLatents.closeCounts`.
KERNEL(scan_counts, const int *counts, int n, long long *starts) {
    __shared__ int rooms[2][32];
    long long before = 0;
    int turn = 0;
    for (int first = 0; first < n; first += (int)blockDim.x * 4) {
        const int at = first + (int)threadIdx.x * 4;
        int own[4], sum = 0;
#pragma unroll
        for (int s = 0; s < 4; s++) {
            own[s] = at + s < n ? counts[at + s] : 0;
            sum += own[s];
        }
        int all = 0;
        long long next = before + before_in_block(sum, rooms[turn], &all);
#pragma unroll
        for (int s = 0; s < 4; s++) {
            if (at + s < n) starts[at + s] = next;
            next += own[s];
        }
        before += all;
        turn ^= 1;
    }
    if (threadIdx.x == 0) starts[n] = before;
}

/// The entries that bits say, in place order. Values are z, or limits - z where limits `[columns]` are given (a shortfall);
/// where `keys` are wanted they are written instead: of z, or of z times `factors`. What would lie at `room` or beyond is not
/// written. Launch: a block a row, 256 threads. z `[rows, columns]`, bits `[rows, words]`, starts int64 `[rows + 1]`, out
/// indices and values or keys `[room]`. Twin of the second half of every selection.
KERNEL(select_fill, const float *z, const float *limits, const float *factors, const int *list, int rows, int columns,
       int count, const unsigned *bits, const long long *starts, int room, int *indices, float *values, unsigned *keys) {
    __shared__ int rooms[2][32];
    const int row = (int)blockIdx.x;
    if (row >= rows) return;
    const long long start = starts[row];
    if (starts[row + 1] == start) return;
    const float *from = z + elements(row, columns);
    const int words = (count + 31) / 32;
    const unsigned *own = bits + elements(row, words);
    long long before = start;
    int turn = 0;
    for (int first = 0; first < words; first += (int)blockDim.x) {
        const int number = first + (int)threadIdx.x;
        unsigned word = number < words ? own[number] : 0u;
        int all = 0;
        long long at = before + before_in_block(__popc(word), rooms[turn], &all);
        for (; word != 0 && at < room; word &= word - 1, at++) {
            const int place = number * 32 + __ffs((int)word) - 1;
            const int column = list ? list[place] : place;
            const float value = from[column];
            indices[at] = column;
            if (keys) {
                keys[at] = score_key(factors ? value * factors[column] : value);
            } else {
                values[at] = limits ? limits[column] - value : value;
            }
        }
        before += all;
        turn ^= 1;
    }
}

// The k-th largest --------------------------------------------------------------------------------------------------

/// The bin, counted from the top, in which the `wanted`-th largest lies; how many are above that bin, and in it. For all
/// threads of a block of 256; 1 <= wanted <= what all bins hold. `room`: shared, 40 numbers.
DEVICE void pick_bin(const unsigned *histogram, int wanted, int *room, int *bin, int *above, int *equal) {
    // Thread 0 has the eight highest bins.
    const int top = KEY_BINS - 1 - (int)threadIdx.x * 8;
    int own = 0;
    for (int s = 0; s < 8; s++) own += (int)histogram[top - s];
    int all = 0;
    int before = before_in_block(own, room, &all);
    if (before < wanted && wanted <= before + own) {
        int at = top;
        while (before + (int)histogram[at] < wanted) before += (int)histogram[at--];
        room[32] = at;
        room[33] = before;
        room[34] = (int)histogram[at];
    }
    __syncthreads();
    // By now nobody reads the histogram, and room[32...] is written again only behind another barrier.
    *bin = room[32];
    *above = room[33];
    *equal = room[34];
}

/// A row's keys: kept in shared memory, or made anew at each look.
struct RowKeys {
    const float *z;
    const float *factors;
    const int *list;
    const unsigned *kept;
    int everything, count;
};

DEVICE unsigned make_key(const RowKeys &row, int place) {
    const int column = row.list ? row.list[place] : place;
    const float z = row.z[column];
    const float score = row.factors ? z * row.factors[column] : z;
    // In a list it is z that has to be positive, elsewhere the score: a product may underflow.
    const bool takes = row.everything || (row.list ? z > 0.0f : score > 0.0f);
    return takes ? score_key(score) : 0u;
}
DEVICE unsigned key_at(const RowKeys &row, int place) { return row.kept ? row.kept[place] : make_key(row, place); }

/// Finds which of a row's keys are its k largest: those above `edge`, and of those equal to it the first `ties`. Returns how
/// many that are. A block of 256; `histogram` `[KEY_BINS]` and `room` `[40]` shared.
DEVICE int find_edge(const RowKeys &row, int k, unsigned *histogram, int *room, unsigned *edge, int *ties) {
    unsigned prefix = 0;
    int wanted = k, equal = 0;
    *ties = 0;
    if (k <= 0) {
        *edge = 0xFFFFFFFFu;
        return 0;
    }
    for (int round = 0; round < 3; round++) {
        const int shift = round == 0 ? 21 : round == 1 ? 10 : 0;
        const unsigned mask = round == 2 ? 1023u : 2047u;
        for (int i = (int)threadIdx.x; i < KEY_BINS; i += (int)blockDim.x) histogram[i] = 0;
        __syncthreads();
        int found = 0;
        for (int place = (int)threadIdx.x; place < row.count; place += (int)blockDim.x) {
            const unsigned key = key_at(row, place);
            if (key == 0) continue;
            // What the rounds before have decided lies above the bits of this one.
            if (round == 0) {
                found++;
            } else if (round == 1 ? key >> 21 != prefix >> 21 : key >> 10 != prefix >> 10) {
                continue;
            }
            atomicAdd(&histogram[key >> shift & mask], 1u);
        }
        if (round == 0) {
            found = block_sum(found, room);
            if (found <= k) {
                *edge = 0;
                return found;
            }
        }
        __syncthreads();
        int bin = 0, above = 0;
        pick_bin(histogram, wanted, room, &bin, &above, &equal);
        prefix |= (unsigned)bin << shift;
        wanted -= above;
    }
    // Where all of the equals stay none has to be told from another.
    *ties = wanted == equal ? 0 : wanted;
    *edge = wanted == equal ? prefix - 1u : prefix;
    return k;
}

/// Whether this thread's place is one of those that `find_edge` found. The block's threads come here with ascending tiles of
/// places; `tied` and `turn` begin at 0 and count on.
DEVICE bool is_kept(const RowKeys &row, int place, unsigned edge, int ties, int (*rooms)[32], int *tied, int *turn) {
    const unsigned key = place < row.count ? key_at(row, place) : 0u;
    if (ties == 0) return key > edge;
    // Of equals the lower place: count those before, tile by tile.
    const bool equals = place < row.count && key == edge;
    int all = 0;
    const int rank = *tied + before_in_block(equals ? 1 : 0, rooms[*turn], &all);
    *tied += all;
    *turn ^= 1;
    return key > edge || (equals && rank < ties);
}

/// Marks in each row the k places of largest score: of equal scores the lower place. Those that take part: with
/// `everything` all; else where the score is above 0 (with a list: where z is). NaN is the least of all.
/// z `[rows, columns]`, factors `[columns]` or none, list `[count]` or none. `cached`: each row's keys stay in shared memory.
///
/// Launch: a block a row, 256 threads; shared 4·count bytes when cached, else 0 (beside 8.5 KiB of its own).
/// Out: bits `[rows, words]`, counts `[rows]`. Twin of `selectLargest(perRowOf:)` and `(perRowOf:among:)`.
KERNEL(top_k_bits, const float *z, const float *factors, const int *list, int everything, int rows, int columns, int count,
       int k, int cached, unsigned *bits, int *counts) {
    __shared__ unsigned histogram[KEY_BINS];
    __shared__ int room[40];
    __shared__ int rooms[2][32];
    DYNAMIC_SHARED(unsigned, keys);
    const int number = (int)blockIdx.x;
    if (number >= rows) return;
    RowKeys row = {z + elements(number, columns), factors, list, nullptr, everything, count};
    if (cached) {
        for (int place = (int)threadIdx.x; place < count; place += (int)blockDim.x) keys[place] = make_key(row, place);
        // A thread looks only at the keys that it wrote: no barrier.
        row.kept = keys;
    }
    unsigned edge = 0;
    int ties = 0;
    const int kept = find_edge(row, k, histogram, room, &edge, &ties);
    const int words = (count + 31) / 32;
    unsigned *to = bits + elements(number, words);
    int tied = 0, turn = 0;
    for (int first = 0; first < words; first += warps()) {
        const int word = first + warp();
        const unsigned mask =
            __ballot_sync(WHOLE_WARP, is_kept(row, word * 32 + lane(), edge, ties, rooms, &tied, &turn));
        if (lane() == 0 && word < words) to[word] = mask;
    }
    if (threadIdx.x == 0) counts[number] = kept;
}

/// The k largest of each row, largest first; of equal ones the lower column first. NaN is below everything.
/// a `[rows, columns]`, out values and indices `[rows, k]`, 1 <= k <= columns; `padded`: a power of two >= k.
///
/// Launch: a block a row, 256 threads; shared 8·padded bytes, and 4·columns more when cached. Twin of `topKPerRow`.
KERNEL(top_k_sorted, const float *a, int rows, int columns, int k, int padded, int cached, float *values, int *indices) {
    __shared__ unsigned histogram[KEY_BINS];
    __shared__ int room[40];
    __shared__ int rooms[2][32];
    __shared__ unsigned next;
    DYNAMIC_SHARED(wide_bits, chosen);
    const int number = (int)blockIdx.x;
    if (number >= rows) return;
    unsigned *keys = (unsigned *)(chosen + padded);
    RowKeys row = {a + elements(number, columns), nullptr, nullptr, nullptr, 1, columns};
    if (cached) {
        for (int place = (int)threadIdx.x; place < columns; place += (int)blockDim.x) keys[place] = make_key(row, place);
        row.kept = keys;
    }
    for (int i = (int)threadIdx.x; i < padded; i += (int)blockDim.x) chosen[i] = 0;
    if (threadIdx.x == 0) next = 0;
    __syncthreads();
    unsigned edge = 0;
    int ties = 0;
    find_edge(row, k, histogram, room, &edge, &ties);
    int tied = 0, turn = 0;
    for (int first = 0; first < columns; first += (int)blockDim.x) {
        const int place = first + (int)threadIdx.x;
        // Where one lands does not matter: they differ, and are sorted next.
        if (is_kept(row, place, edge, ties, rooms, &tied, &turn)) {
            chosen[atomicAdd(&next, 1u)] = (wide_bits)key_at(row, place) << 32 | (wide_bits)~(unsigned)place;
        }
    }
    __syncthreads();
    // Bitonic, falling.
    for (int size = 2; size <= padded; size <<= 1) {
        for (int apart = size >> 1; apart > 0; apart >>= 1) {
            for (int i = (int)threadIdx.x; i < padded; i += (int)blockDim.x) {
                const int other = i ^ apart;
                if (other <= i) continue;
                const wide_bits x = chosen[i], y = chosen[other];
                if ((i & size) == 0 ? x < y : x > y) {
                    chosen[i] = y;
                    chosen[other] = x;
                }
            }
            __syncthreads();
        }
    }
    for (int i = (int)threadIdx.x; i < k; i += (int)blockDim.x) {
        const int column = (int)~(unsigned)chosen[i];
        indices[(long long)number * k + i] = column;
        values[(long long)number * k + i] = row.z[column];
    }
}

// In a whole batch --------------------------------------------------------------------------------------------------
// What exceeds a number known to be below the edge is set aside (select_bits, scan_counts, select_fill), three rounds over the
// keys find the edge (key_histogram, pick_key), and what is kept moves into its rows.

/// The edge being looked for, and how many of the scores at the edge (or in the bin looked at) are wanted; on the device.
struct EdgeState {
    unsigned prefix;
    int wanted;
    int equal;
    int total;
};

/// Adds to histogram `[KEY_BINS]` the leading 11 bits of the scores above 0. z `[rows, columns]`, factors `[columns]` or none.
/// Launch: a block a row or fewer, 256 threads. histogram zero before the first. Twin of `histogramOfScores`.
KERNEL(score_histogram, const float *z, const float *factors, int rows, int columns, unsigned *histogram) {
    __shared__ unsigned own[KEY_BINS];
    for (int i = (int)threadIdx.x; i < KEY_BINS; i += (int)blockDim.x) own[i] = 0;
    __syncthreads();
    for (int row = (int)blockIdx.x; row < rows; row += (int)gridDim.x) {
        const float *from = z + elements(row, columns);
        for (int j = (int)threadIdx.x; j < columns; j += (int)blockDim.x) {
            const float score = factors ? from[j] * factors[j] : from[j];
            if (score > 0.0f) atomicAdd(&own[score_key(score) >> 21], 1u);
        }
    }
    __syncthreads();
    for (int i = (int)threadIdx.x; i < KEY_BINS; i += (int)blockDim.x) {
        if (own[i] != 0) atomicAdd(&histogram[i], own[i]);
    }
}

/// Adds to histogram `[KEY_BINS]` the bits of this round of the keys that agree with the rounds before. Rounds 0, 1, 2 look
/// at bits 21..31, 10..20, 0..9. keys `[n]`. Launch: as many blocks as fill the device, 256 threads. histogram zero before.
KERNEL(key_histogram, const unsigned *keys, int n, int round, const EdgeState *state, unsigned *histogram) {
    __shared__ unsigned own[KEY_BINS];
    for (int i = (int)threadIdx.x; i < KEY_BINS; i += (int)blockDim.x) own[i] = 0;
    __syncthreads();
    const int shift = round == 0 ? 21 : round == 1 ? 10 : 0, decided = round == 1 ? 21 : 10;
    const unsigned mask = round == 2 ? 1023u : 2047u;
    const unsigned prefix = round == 0 || n == 0 ? 0u : state->prefix;
    for (long long i = global_thread(); i < n; i += global_threads()) {
        const unsigned key = keys[i];
        if (round == 0 || key >> decided == prefix >> decided) atomicAdd(&own[key >> shift & mask], 1u);
    }
    __syncthreads();
    for (int i = (int)threadIdx.x; i < KEY_BINS; i += (int)blockDim.x) {
        if (own[i] != 0) atomicAdd(&histogram[i], own[i]);
    }
}

/// Picks the bin in which the wanted-th largest lies, writes it into the state and leaves the histogram zero. Round 0 begins
/// with `count` wanted, or all where there are fewer; where there are none the state's total is 0 and its prefix too.
/// Launch: one block of 256. state 16 bytes: prefix, wanted, equal, total.
KERNEL(pick_key, unsigned *histogram, int round, int count, EdgeState *state) {
    __shared__ int room[40];
    int own = 0;
    for (int i = (int)threadIdx.x; i < KEY_BINS; i += (int)blockDim.x) own += (int)histogram[i];
    const int total = block_sum(own, room);
    const int wanted = round == 0 ? (count < total ? count : total) : state->wanted;
    const unsigned prefix = round == 0 ? 0u : state->prefix;
    const int all = round == 0 ? total : state->total;
    int bin = 0, above = 0, equal = 0;
    if (wanted > 0) pick_bin(histogram, wanted, room, &bin, &above, &equal);
    __syncthreads();
    for (int i = (int)threadIdx.x; i < KEY_BINS; i += (int)blockDim.x) histogram[i] = 0;
    if (threadIdx.x == 0) {
        const int shift = round == 0 ? 21 : round == 1 ? 10 : 0;
        state->prefix = prefix | (unsigned)bin << shift;
        state->wanted = wanted - above;
        state->equal = equal;
        state->total = all;
    }
}

/// How many of each row's keys equal the edge. Launch: a warp a row, 256 threads: ⌈rows/8⌉ blocks. equal `[rows]`.
KERNEL(batch_equals, const unsigned *keys, const long long *starts, int rows, const EdgeState *state, int *equal) {
    const int row = (int)(blockIdx.x * (blockDim.x / 32)) + warp();
    if (row >= rows) return;
    const unsigned edge = state->prefix;
    int sum = 0;
    for (long long at = starts[row] + lane(); at < starts[row + 1]; at += 32) sum += keys[at] == edge ? 1 : 0;
    sum = warp_sum(sum);
    if (lane() == 0) equal[row] = sum;
}

/// How many each row keeps: its keys above the edge, and those at it of which fewer than `wanted` come before in place
/// order. equalStarts int64 `[rows + 1]`: the scan of `batch_equals`. Launch: as that. counts `[rows]`.
KERNEL(batch_counts, const unsigned *keys, const long long *starts, int rows, const EdgeState *state,
       const long long *equalStarts, int *counts) {
    const int row = (int)(blockIdx.x * (blockDim.x / 32)) + warp();
    if (row >= rows) return;
    const unsigned edge = state->prefix;
    int sum = 0;
    for (long long at = starts[row] + lane(); at < starts[row + 1]; at += 32) sum += keys[at] > edge ? 1 : 0;
    sum = warp_sum(sum);
    const long long left = state->wanted - equalStarts[row], own = equalStarts[row + 1] - equalStarts[row];
    const long long tied = left < 0 ? 0 : left < own ? left : own;
    if (lane() == 0) counts[row] = sum + (int)tied;
}

/// The kept ones into their rows, with their z. candidates: columns and keys in rows that begin at `starts`; rows of the
/// result begin at `rowStarts`. Launch: as `batch_equals`. Twin of the last part of `selectLargest(inBatch:)`.
KERNEL(batch_fill, const float *z, int rows, int columns, const int *candidates, const unsigned *keys, const long long *starts,
       const EdgeState *state, const long long *equalStarts, const long long *rowStarts, int *indices, float *values) {
    const int row = (int)(blockIdx.x * (blockDim.x / 32)) + warp();
    if (row >= rows) return;
    const unsigned edge = state->prefix, below = (1u << lane()) - 1u;
    const long long end = starts[row + 1];
    long long next = rowStarts[row], tied = equalStarts[row];
    for (long long first = starts[row]; first < end; first += 32) {
        const long long at = first + lane();
        const unsigned key = at < end ? keys[at] : 0u;
        const unsigned equals = __ballot_sync(WHOLE_WARP, at < end && key == edge);
        const bool keeps = at < end && (key > edge || (key == edge && tied + __popc(equals & below) < state->wanted));
        const unsigned kept = __ballot_sync(WHOLE_WARP, keeps);
        if (keeps) {
            const long long to = next + __popc(kept & below);
            indices[to] = candidates[at];
            values[to] = z[elements(row, columns) + candidates[at]];
        }
        tied += __popc(equals);
        next += __popc(kept);
    }
}
