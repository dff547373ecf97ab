// Kernels of the competition term, as a list that CKernels.h and paths/path.h expand. Included several times: no guard.
// How to add one: CKernels.h. `factors` are inverse norms, one a column; c[i] = (x[i] scale) factors[i], in this order.

/// What latents fire with one latent. Its entries k < count stand at positions[k] of the row (token) tokens[k]; a row's
/// entries end at row_starts[row + 1]. For each later entry e of the row: sums[index[e]] += value[positions[k]] value[e]
/// and blocks[index[e] / 64] = 1. What the next entries need is fetched ahead.
CK_KERNEL(void, add_partners,
    (const int32_t *positions, const int32_t *tokens, size_t count, const intptr_t *row_starts, const int32_t *index,
     const float *value, float *sums, uint8_t *blocks))
/// Of the n columns those in marked blocks of 64, from block `first` on: writes (i, c[i]) where c[i] > limit, i
/// ascending, returns how many, and sets the blocks' sums and marks to 0. `index` and `value` have room for n.
CK_KERNEL(size_t, take_marked,
    (float *sums, uint8_t *blocks, const float *factors, float scale, float limit, size_t first, size_t n,
     int32_t *index, float *value))
/// The same with c[i] = min(1, x[i] max(scale, factors[i])): factors are inverse squared norms.
CK_KERNEL(size_t, take_marked_contained,
    (float *sums, uint8_t *blocks, const float *factors, float scale, float limit, size_t first, size_t n,
     int32_t *index, float *value))
/// x[i] = min(1, x[i] max(scale, factors[i])).
CK_KERNEL(void, contain, (float *x, const float *factors, float scale, size_t n))
/// x[i] = max((x[i] a) u[i], (y[i] b) v[i]).
CK_KERNEL(void, larger_scaled,
    (float *x, const float *u, float a, const float *y, const float *v, float b, size_t n))
/// How many c[i] > limit.
CK_KERNEL(size_t, count_scaled_above, (const float *x, const float *factors, float scale, float limit, size_t n))
/// Writes (first + i, c[i]) where c[i] > limit, i ascending, and returns how many. There must be room for all of them.
CK_KERNEL(size_t, compress_scaled_above,
    (const float *x, const float *factors, float scale, float limit, size_t n, int32_t first, int32_t *index,
     float *value))
/// Where c[i] > limit: x[i] = c[i] dots[i] and dots[i] = dots[i]^2 scale factors[i]; elsewhere both are set to 0.
/// sums[0...3] += how many pass, and of them sum c dots^2, sum c, sum |dots| (before), in float64.
CK_KERNEL(void, mask_pairs,
    (float *x, float *dots, const float *factors, float scale, float limit, size_t n, double *sums))
