// Sums and searches over a buffer; what each means is said in lists/core.h. Compiled once for each path.

/// Four accumulators hide the latency of the multiply-add; they are joined in a fixed order.
CK_INLINE float dot_inline(const float *a, const float *b, size_t n) {
    vf s0 = splat(0), s1 = splat(0), s2 = splat(0), s3 = splat(0);
    size_t j = 0;
    for (; j + 4 * CK_LANES <= n; j += 4 * CK_LANES) {
        s0 = madd(load(a + j, CK_LANES), load(b + j, CK_LANES), s0);
        s1 = madd(load(a + j + CK_LANES, CK_LANES), load(b + j + CK_LANES, CK_LANES), s1);
        s2 = madd(load(a + j + 2 * CK_LANES, CK_LANES), load(b + j + 2 * CK_LANES, CK_LANES), s2);
        s3 = madd(load(a + j + 3 * CK_LANES, CK_LANES), load(b + j + 3 * CK_LANES, CK_LANES), s3);
    }
    a += j, b += j, n -= j;
    CK_STRIPS(n, s0 = madd(load(a + i, m), load(b + i, m), s0););
    return sum_lanes((s0 + s1) + (s2 + s3));
}

CK_BODY(float, dot)(const float *a, const float *b, size_t n) { return dot_inline(a, b, n); }

CK_BODY(double, dot64)(const float *a, const float *b, size_t n) {
    vd s0 = (vd)(0.0), s1 = (vd)(0.0);
    size_t j = 0;
    for (; j + 2 * CK_LANES <= n; j += 2 * CK_LANES) {
        s0 = madd64(widen(load(a + j, CK_LANES)), widen(load(b + j, CK_LANES)), s0);
        s1 = madd64(widen(load(a + j + CK_LANES, CK_LANES)), widen(load(b + j + CK_LANES, CK_LANES)), s1);
    }
    a += j, b += j, n -= j;
    CK_STRIPS(n, s0 = madd64(widen(load(a + i, m)), widen(load(b + i, m)), s0););
    return sum_lanes64(s0 + s1);
}

CK_BODY(double, sum64)(const float *x, size_t n) {
    vd s0 = (vd)(0.0), s1 = (vd)(0.0);
    size_t j = 0;
    for (; j + 2 * CK_LANES <= n; j += 2 * CK_LANES) {
        s0 += widen(load(x + j, CK_LANES));
        s1 += widen(load(x + j + CK_LANES, CK_LANES));
    }
    x += j, n -= j;
    CK_STRIPS(n, s0 += widen(load(x + i, m)););
    return sum_lanes64(s0 + s1);
}

CK_BODY(double, squared_distance64)(const float *a, const float *b, size_t n) {
    vd s = (vd)(0.0);
    CK_STRIPS(n, vd difference = widen(load(a + i, m)) - widen(load(b + i, m)); s = madd64(difference, difference, s););
    return sum_lanes64(s);
}

CK_BODY(void, accumulate64)(const float *x, double *sums, size_t n) {
    CK_STRIPS(n, store64(sums + i, load64(sums + i, m) + widen(load(x + i, m)), m););
}

CK_BODY(void, accumulate_squares64)(const float *x, double *sums, size_t n) {
    CK_STRIPS(n, vd v = widen(load(x + i, m)); store64(sums + i, madd64(v, v, load64(sums + i, m)), m););
}

CK_INLINE float max_inline(const float *x, size_t n) {
    vf largest = splat(-__builtin_inff());
    size_t j = 0;
    for (; j + CK_LANES <= n; j += CK_LANES) {
        vf v = load(x + j, CK_LANES);
        largest = choose(v > largest, v, largest);
    }
    float result = max_lanes(largest);
    for (; j < n; j++) result = x[j] > result ? x[j] : result;
    return result;
}

CK_BODY(float, max)(const float *x, size_t n) { return max_inline(x, n); }

CK_BODY(void, group_max)(const float *x, size_t n, float *out, size_t groups) {
    CK_STRIPS(groups, store(out + i, splat(-__builtin_inff()), m););
    for (size_t start = 0; start < n; start += groups) {
        const float *part = x + start;
        const size_t width = n - start < groups ? n - start : groups;
        CK_STRIPS(width, vf v = load(part + i, m); vf old = load(out + i, m); store(out + i, choose(v > old, v, old), m););
    }
}

CK_BODY(void, softmax)(const float *x, float *out, size_t n) {
    const vf largest = splat(max_inline(x, n));
    vf sum = splat(0);
    CK_STRIPS(
        n, vf e = vector_exp(load(x + i, m) - largest); store(out + i, e, m);
        // The lanes past n hold exp(-largest): read back what was stored, with zeros there.
        sum += m == CK_LANES ? e : load(out + i, m););
    const vf inverse = splat(1.0f / sum_lanes(sum));
    CK_STRIPS(n, store(out + i, load(out + i, m) * inverse, m););
}

CK_BODY(size_t, first_nonfinite)(const float *x, size_t n) {
    size_t j = 0;
    for (; j + 4 * CK_LANES <= n; j += 4 * CK_LANES) {
        vi bad = (vi)(0);
        for (int k = 0; k < 4; k++)
            bad |= (bits(load(x + j + k * CK_LANES, CK_LANES)) & 0x7F800000u) == 0x7F800000u;
        if (any_lane(bad)) break;
    }
    for (; j < n; j++) {
        uint32_t word;
        __builtin_memcpy(&word, x + j, 4);
        if ((word & 0x7F800000u) == 0x7F800000u) return j;
    }
    return n;
}
