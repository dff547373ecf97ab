// Rows chosen by index; what each means is said in lists/core.h. Compiled once for each path.

/// Four rows at a time: y goes through the cache a quarter as often as with one, and each row is read from its begin to
/// its end, which the processor's prefetching wants (narrow strips of all rows took 1.6 times as long from memory).
/// Each element sums its rows in their order, so the bits are those of one row after the other.
CK_BODY(void, gather_axpy)(
    const float *v, const int32_t *index, size_t count, const float *w, size_t stride, float *y, size_t d) {
    size_t r = 0;
    for (; r + 4 <= count; r += 4) {
        const float *w0 = w + (size_t)index[r] * stride, *w1 = w + (size_t)index[r + 1] * stride;
        const float *w2 = w + (size_t)index[r + 2] * stride, *w3 = w + (size_t)index[r + 3] * stride;
        const vf v0 = splat(v[r]), v1 = splat(v[r + 1]), v2 = splat(v[r + 2]), v3 = splat(v[r + 3]);
        CK_STRIPS(
            d, vf sum = load(y + i, m); sum = madd(v0, load(w0 + i, m), sum); sum = madd(v1, load(w1 + i, m), sum);
            sum = madd(v2, load(w2 + i, m), sum); sum = madd(v3, load(w3 + i, m), sum); store(y + i, sum, m););
    }
    for (; r < count; r++) {
        const float *row = w + (size_t)index[r] * stride;
        const vf a = splat(v[r]);
        CK_STRIPS(d, store(y + i, madd(a, load(row + i, m), load(y + i, m)), m););
    }
}

/// Rows of one pass of gather_dot: reading several at once keeps more of the memory busy. Each has four accumulators,
/// as in `dot`, so AVX2's sixteen registers hold those of two.
#if CK_LANES == 8
#define CK_DOT_ROWS 2
#else
#define CK_DOT_ROWS 4
#endif

CK_BODY(void, gather_dot)(
    const float *x, size_t d, const int32_t *index, size_t count, const float *w, size_t stride, float *out) {
    size_t r = 0;
    for (; r + CK_DOT_ROWS <= count; r += CK_DOT_ROWS) {
        const float *row[CK_DOT_ROWS];
        vf sum[CK_DOT_ROWS][4];
#pragma unroll
        for (int k = 0; k < CK_DOT_ROWS; k++) {
            row[k] = w + (size_t)index[r + k] * stride;
            sum[k][0] = sum[k][1] = sum[k][2] = sum[k][3] = splat(0);
        }
        size_t j = 0;
        for (; j + 4 * CK_LANES <= d; j += 4 * CK_LANES) {
#pragma unroll
            for (int s = 0; s < 4; s++) {
                const vf v = load(x + j + s * CK_LANES, CK_LANES);
#pragma unroll
                for (int k = 0; k < CK_DOT_ROWS; k++)
                    sum[k][s] = madd(v, load(row[k] + j + s * CK_LANES, CK_LANES), sum[k][s]);
            }
        }
        const size_t rest = d - j;
#pragma unroll
        for (int k = 0; k < CK_DOT_ROWS; k++) {
            vf first = sum[k][0];
            CK_STRIPS(rest, first = madd(load(x + j + i, m), load(row[k] + j + i, m), first););
            out[r + k] = sum_lanes((first + sum[k][1]) + (sum[k][2] + sum[k][3]));
        }
    }
    for (; r < count; r++) out[r] = dot_inline(x, w + (size_t)index[r] * stride, d);
}
