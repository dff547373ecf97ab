// Marks of latents: one byte each, 0 or 1. Kernels over n of them: any grid, any threads, unless said.

typedef unsigned char mark;

#define EACH_LATENT(n) for (long long i = global_thread(); i < (n); i += global_threads())

/// marks[i] = value (0 or 1). Twin of `clear`, `markAll`.
KERNEL(mark_fill, mark *marks, int n, int value) { EACH_LATENT(n) marks[i] = (mark)value; }

/// out[i] = marks[i]. A copy.
KERNEL(mark_copy, const mark *marks, mark *out, int n) { EACH_LATENT(n) out[i] = marks[i]; }

/// out[i] |= marks[i]. Twin of `mark(_:in:)`.
KERNEL(mark_or, const mark *marks, mark *out, int n) {
    EACH_LATENT(n)
        if (marks[i]) out[i] = 1;
}

/// out[i] &= !marks[i]. Twin of `unmark`.
KERNEL(mark_and_not, const mark *marks, mark *out, int n) {
    EACH_LATENT(n)
        if (marks[i]) out[i] = 0;
}

/// out[indices[k]] = 1 for k < count; the others stay. Twin of `mark` of a list.
KERNEL(mark_listed, const int *indices, mark *out, int count) { EACH_LATENT(count) out[indices[i]] = 1; }

/// total += how many are marked; integers, so no order. Threads a multiple of 32. Twin of `count`.
KERNEL(mark_count, const mark *marks, int *total, int n) {
    int mine = 0;
    EACH_LATENT(n) mine += marks[i] != 0;
    mine = warp_sum(mine);
    if (lane() == 0 && mine) atomicAdd(total, mine);
}

/// The marked ones, ascending, and how many they are (`count[0]`). One block, threads a multiple of 32: each takes 16 marks
/// side by side, lists them at the place that a scan of the block's counts gives it, and goes on 16 · threads further.
/// Twin of `indices`.
KERNEL(mark_list, const mark *marks, int *indices, int *count, int n) {
    __shared__ int room[32];
    int before = 0;
    for (long long first = 0; first < n; first += 16ll * blockDim.x) {
        const long long from = first + 16ll * threadIdx.x;
        unsigned found = 0;
        if (from + 16 <= n && is_aligned16(marks)) {
            const uint4 words = *reinterpret_cast<const uint4 *>(marks + from);
            for (int k = 0; k < 4; k++) {
                found |= (words.x >> (8 * k) & 1u) << k | (words.y >> (8 * k) & 1u) << (4 + k);
                found |= (words.z >> (8 * k) & 1u) << (8 + k) | (words.w >> (8 * k) & 1u) << (12 + k);
            }
        } else {
            for (int k = 0; k < 16; k++)
                if (from + k < n && marks[from + k]) found |= 1u << k;
        }
        const int own = __popc(found);
        int through = own;  // the warp's counts up to this lane
        for (int by = 1; by < 32; by <<= 1) {
            const int left = __shfl_up_sync(WHOLE_WARP, through, by);
            if (lane() >= by) through += left;
        }
        if (lane() == 31) room[warp()] = through;
        __syncthreads();
        int place = before + through - own;
        for (int w = 0; w < warps(); w++) {
            if (w < warp()) place += room[w];
            before += room[w];
        }
        for (; found; found &= found - 1) indices[place++] = (int)from + __ffs((int)found) - 1;
        __syncthreads();
    }
    if (threadIdx.x == 0) count[0] = before;
}

/// last[i] = now where marked: since when a latent has not been visited, or has been silent.
KERNEL(mark_stamp, const mark *marks, int *last, int n, int now) {
    EACH_LATENT(n)
        if (marks[i]) last[i] = now;
}

/// The same in 64 bits; `now` in two words.
KERNEL(mark_stamp_wide, const mark *marks, long long *last, int n, unsigned now_low, unsigned now_high) {
    const long long now = (long long)(((wide_bits)now_high << 32) | now_low);
    EACH_LATENT(n)
        if (marks[i]) last[i] = now;
}

/// out[i] = last[i] < limit, or (accumulate) ||= that.
KERNEL(mark_older, const int *last, mark *out, int n, int limit, int accumulate) {
    EACH_LATENT(n) {
        const bool is_older = last[i] < limit;
        if (is_older || !accumulate) out[i] = is_older;
    }
}

/// The same in 64 bits; the limit in two words.
KERNEL(mark_older_wide, const long long *last, mark *out, int n, unsigned limit_low, unsigned limit_high, int accumulate) {
    const long long limit = (long long)(((wide_bits)limit_high << 32) | limit_low);
    EACH_LATENT(n) {
        const bool is_older = last[i] < limit;
        if (is_older || !accumulate) out[i] = is_older;
    }
}

/// marks[j] = 1 where a row of z has an element above its column's threshold (0 when null); zeros before. Grid (x: strips
/// of columns, y: parts of the rows, any of each); all who write write 1. Twin of `markColumns(of:above:)`. `z [rows, columns]`
KERNEL(mark_columns_above, const float *z, const float *thresholds, mark *marks, int rows, int columns) {
    for (long long j = global_thread(); j < columns; j += global_threads()) {
        const float limit = thresholds ? thresholds[j] : 0.0f;
        bool has = false;
        for (long long b = blockIdx.y; b < rows && !has; b += gridDim.y) has = z[b * columns + j] > limit;
        if (has) marks[j] = 1;
    }
}
