// Kernels of the competition term; what each means is said in lists/competition.h. Compiled once for each path.

CK_BODY(void, add_partners)(
    const int32_t *positions, const int32_t *tokens, size_t count, const intptr_t *row_starts, const int32_t *index,
    const float *value, float *sums, uint8_t *blocks) {
    for (size_t k = 0; k < count; k++) {
        if (k + 2 < count) {
            // Rows lie far apart, and each is short: without this most of the time is waiting for their first lines.
            const intptr_t end = row_starts[tokens[k + 2] + 1];
            for (intptr_t e = positions[k + 2]; e < end; e += 16) {
                __builtin_prefetch(index + e);
                __builtin_prefetch(value + e);
            }
        }
        const intptr_t at = positions[k], end = row_starts[tokens[k] + 1];
        const float a = value[at];
        for (intptr_t e = at + 1; e < end; e++) {
            sums[index[e]] += a * value[e];
            blocks[(uint32_t)index[e] >> 6] = 1;
        }
    }
}

CK_INLINE vf scaled(const float *x, const float *factors, vf scale, size_t m) {
    return (load(x, m) * scale) * load(factors, m);
}

/// Writes the lanes of c that a mask keeps, and returns how many.
CK_INLINE size_t write_kept(vi keep, vf c, size_t m, int32_t first, int32_t *index, float *value) {
    size_t count = 0;
    for (size_t k = 0; k < m; k++) {
        if (!keep[k]) continue;
        index[count] = first + (int32_t)k;
        value[count++] = c[k];
    }
    return count;
}

CK_INLINE vf larger(vf a, vf b) { return choose(b > a, b, a); }

CK_INLINE vf contained(const float *x, const float *factors, vf scale, size_t m) {
    const vf c = load(x, m) * larger(scale, load(factors, m)), one = splat(1);
    return choose(c > one, one, c);
}

/// `contains` is a constant of each caller: one of the two is compiled into it.
CK_INLINE size_t take_marked_by(
    const int contains, float *sums, uint8_t *blocks, const float *factors, float scale, float limit, size_t first,
    size_t n, int32_t *index, float *value) {
    const vf s = splat(scale), l = splat(limit);
    size_t count = 0;
    for (size_t block = first; block * 64 < n; block++) {
        if (!blocks[block]) continue;
        blocks[block] = 0;
        const size_t begin = block * 64, width = n - begin < 64 ? n - begin : 64;
        float *part = sums + begin;
        const float *own = factors + begin;
        CK_STRIPS(
            width, const vf c = contains ? contained(part + i, own + i, s, m) : scaled(part + i, own + i, s, m);
            store(part + i, splat(0), m); const vi keep = c > l; if (any_lane(keep)) count +=
            write_kept(keep, c, m, (int32_t)(begin + i), index + count, value + count););
    }
    return count;
}

CK_BODY(size_t, take_marked)(
    float *sums, uint8_t *blocks, const float *factors, float scale, float limit, size_t first, size_t n,
    int32_t *index, float *value) {
    return take_marked_by(0, sums, blocks, factors, scale, limit, first, n, index, value);
}

CK_BODY(size_t, take_marked_contained)(
    float *sums, uint8_t *blocks, const float *factors, float scale, float limit, size_t first, size_t n,
    int32_t *index, float *value) {
    return take_marked_by(1, sums, blocks, factors, scale, limit, first, n, index, value);
}

CK_BODY(void, contain)(float *x, const float *factors, float scale, size_t n) {
    const vf s = splat(scale);
    CK_STRIPS(n, store(x + i, contained(x + i, factors + i, s, m), m););
}

CK_BODY(void, larger_scaled)(
    float *x, const float *u, float a, const float *y, const float *v, float b, size_t n) {
    const vf s = splat(a), t = splat(b);
    CK_STRIPS(n, store(x + i, larger(scaled(x + i, u + i, s, m), scaled(y + i, v + i, t, m)), m););
}

CK_BODY(size_t, count_scaled_above)(const float *x, const float *factors, float scale, float limit, size_t n) {
    const vf s = splat(scale), l = splat(limit);
    size_t count = 0;
    vi part = (vi)(0);
    CK_STRIPS(n, part -= scaled(x + i, factors + i, s, m) > l;);
    for (int k = 0; k < CK_LANES; k++) count += (size_t)part[k];
    return count;
}

CK_BODY(size_t, compress_scaled_above)(
    const float *x, const float *factors, float scale, float limit, size_t n, int32_t first, int32_t *index,
    float *value) {
    const vf s = splat(scale), l = splat(limit);
    size_t count = 0;
    CK_STRIPS(
        n, const vf c = scaled(x + i, factors + i, s, m); const vi keep = c > l;
        if (any_lane(keep)) count += write_kept(keep, c, m, first + (int32_t)i, index + count, value + count););
    return count;
}

CK_BODY(void, mask_pairs)(
    float *x, float *dots, const float *factors, float scale, float limit, size_t n, double *sums) {
    const vf s = splat(scale), l = splat(limit), zero = splat(0);
    vi passed = (vi)(0);
    vd energy = (vd)(0.0), coefficients = (vd)(0.0), sizes = (vd)(0.0);
    CK_STRIPS(
        n, const vf all = scaled(x + i, factors + i, s, m); const vi keep = all > l;
        const vf c = choose(keep, all, zero); const vf dot = choose(keep, load(dots + i, m), zero); passed -= keep;
        const vd wide = widen(dot); coefficients += widen(c); energy = madd64(widen(c) * wide, wide, energy);
        sizes += widen(choose(dot < zero, -dot, dot)); store(x + i, c * dot, m);
        store(dots + i, dot * dot * s * load(factors + i, m), m););
    for (int k = 0; k < CK_LANES; k++) sums[0] += (double)passed[k];
    sums[1] += sum_lanes64(energy);
    sums[2] += sum_lanes64(coefficients);
    sums[3] += sum_lanes64(sizes);
}
