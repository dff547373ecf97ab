// Rows chosen by index; what each means is said in lists/core.h. Compiled once for each path.

/// Vectors of y held in registers during one pass over the chosen rows.
#if CK_LANES == 16
#define CK_STRIP 16
#else
#define CK_STRIP 8
#endif

CK_BODY(void, gather_axpy)(
    const float *v, const int32_t *index, size_t count, const float *w, size_t stride, float *y, size_t d) {
    size_t c = 0;
    for (; c + CK_STRIP * CK_LANES <= d; c += CK_STRIP * CK_LANES) {
        vf sum[CK_STRIP];
#pragma unroll
        for (int s = 0; s < CK_STRIP; s++) sum[s] = load(y + c + s * CK_LANES, CK_LANES);
        for (size_t r = 0; r < count; r++) {
            const float *row = w + (size_t)index[r] * stride + c;
            const vf a = splat(v[r]);
#pragma unroll
            for (int s = 0; s < CK_STRIP; s++) sum[s] = madd(a, load(row + s * CK_LANES, CK_LANES), sum[s]);
        }
#pragma unroll
        for (int s = 0; s < CK_STRIP; s++) store(y + c + s * CK_LANES, sum[s], CK_LANES);
    }
    const size_t rest = d - c;
    CK_STRIPS(
        rest, vf sum = load(y + c + i, m);
        for (size_t r = 0; r < count; r++)
            sum = madd(splat(v[r]), load(w + (size_t)index[r] * stride + c + i, m), sum);
        store(y + c + i, sum, m););
}

CK_BODY(void, gather_dot)(
    const float *x, size_t d, const int32_t *index, size_t count, const float *w, size_t stride, float *out) {
    for (size_t r = 0; r < count; r++) out[r] = dot_inline(x, w + (size_t)index[r] * stride, d);
}
