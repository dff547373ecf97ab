// Kernels of an autoencoder's step; what each means is said in lists/step.h. Compiled once for each path.

/// Vectors of y that one pass over the rows holds in registers, beside the row's factor and what is being read.
#if CK_LANES == 8
#define CK_HELD 8
#else
#define CK_HELD 16
#endif
/// Rows ahead of the one being added that are asked for: a gather's next row is where no prefetcher expects it.
#define CK_AHEAD 4

CK_INLINE void held_store(float *p, vf v, int past) {
#if CK_LANES == 1
    (void)past;
#else
    if (past) {
        __builtin_nontemporal_store(v, (vf *)p);
        return;
    }
#endif
    store(p, v, CK_LANES);
}

/// `held` vectors of y over all rows. `begin`: from 0. `past`: written past the cache, to aligned places.
CK_INLINE void held_sum(
    const int held, const float *v, const int32_t *index, size_t count, const float *w, size_t stride, float *y,
    const int begin, const int past) {
    vf sum[CK_HELD];
#pragma unroll
    for (int s = 0; s < held; s++) sum[s] = begin ? splat(0) : load(y + s * CK_LANES, CK_LANES);
    for (size_t r = 0; r < count; r++) {
        const float *row = w + (size_t)index[r] * stride;
        // What begins anew is a weight gradient: its rows are the batch's few, which the core's own cache holds.
        if (!begin) {
            const float *ahead = w + (size_t)index[r + CK_AHEAD < count ? r + CK_AHEAD : r] * stride;
            for (int s = 0; s < held * CK_LANES; s += 16) __builtin_prefetch(ahead + s);
        }
        const vf a = splat(v[r]);
#pragma unroll
        for (int s = 0; s < held; s++) sum[s] = madd(a, load(row + s * CK_LANES, CK_LANES), sum[s]);
    }
#pragma unroll
    for (int s = 0; s < held; s++) held_store(y + s * CK_LANES, sum[s], past);
}

CK_INLINE void gather_held(
    const float *v, const int32_t *index, size_t count, const float *w, size_t stride, float *y, size_t d, int begin,
    int past) {
    size_t j = 0;
    for (; j + CK_HELD * CK_LANES <= d; j += CK_HELD * CK_LANES)
        held_sum(CK_HELD, v, index, count, w + j, stride, y + j, begin, past);
    if (CK_HELD > 8 && j + 8 * CK_LANES <= d) {
        held_sum(8, v, index, count, w + j, stride, y + j, begin, past);
        j += 8 * CK_LANES;
    }
    if (j + 4 * CK_LANES <= d) {
        held_sum(4, v, index, count, w + j, stride, y + j, begin, past);
        j += 4 * CK_LANES;
    }
    w += j, y += j, d -= j;
    CK_STRIPS(
        d, vf sum = begin ? splat(0) : load(y + i, m);
        for (size_t r = 0; r < count; r++) sum = madd(splat(v[r]), load(w + (size_t)index[r] * stride + i, m), sum);
        store(y + i, sum, m););
}

CK_BODY(void, gather_strip)(
    const float *v, const int32_t *index, size_t count, const float *w, size_t stride, float *y, size_t d) {
    gather_held(v, index, count, w, stride, y, d, 0, 0);
}

CK_BODY(void, gather_strip_new)(
    const float *v, const int32_t *index, size_t count, const float *w, size_t stride, float *y, size_t d) {
    // Stores past the cache want whole aligned vectors.
    if (CK_LANES == 1 || ((uintptr_t)y % sizeof(vf)) != 0) {
        gather_held(v, index, count, w, stride, y, d, 1, 0);
        return;
    }
    gather_held(v, index, count, w, stride, y, d, 1, 1);
#if defined(__x86_64__)
    // They are not ordered with what follows; another thread may read y next.
    __builtin_ia32_sfence();
#endif
}

CK_BODY(void, gather_dot_add)(
    const float *x, size_t d, const int32_t *index, size_t count, const float *w, size_t stride, float *out) {
    size_t r = 0;
    for (; r + 4 <= count; r += 4) {
        const float *row[4];
        vf sum[4][2];
#pragma unroll
        for (int k = 0; k < 4; k++) {
            row[k] = w + (size_t)index[r + k] * stride;
            sum[k][0] = sum[k][1] = splat(0);
        }
        size_t j = 0;
        for (; j + 2 * CK_LANES <= d; j += 2 * CK_LANES) {
#pragma unroll
            for (int s = 0; s < 2; s++) {
                const vf v = load(x + j + s * CK_LANES, CK_LANES);
#pragma unroll
                for (int k = 0; k < 4; k++)
                    sum[k][s] = madd(v, load(row[k] + j + s * CK_LANES, CK_LANES), sum[k][s]);
            }
        }
        const size_t rest = d - j;
#pragma unroll
        for (int k = 0; k < 4; k++) {
            vf first = sum[k][0];
            CK_STRIPS(rest, first = madd(load(x + j + i, m), load(row[k] + j + i, m), first););
            out[r + k] += sum_lanes(first + sum[k][1]);
        }
    }
    for (; r < count; r++) out[r] += dot_inline(x, w + (size_t)index[r] * stride, d);
}

CK_BODY(double, residual)(const float *x, float scale, float *e, float *g, size_t n) {
    const vf s = splat(scale);
    vd squares = (vd)(0.0);
    CK_STRIPS(n, const vf v = load(e + i, m) - load(x + i, m); store(e + i, v, m); store(g + i, s * v, m);
              const vd wide = widen(v); squares = madd64(wide, wide, squares););
    return sum_lanes64(squares);
}
