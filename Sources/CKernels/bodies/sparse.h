// Kernels of the sparse latents; what each means is said in lists/sparse.h. Compiled once for each path.
// Few places pass in a sparse batch, so a vector is only looked into when one of its lanes passes.

/// Lanes past the end compare as 0 > 0 and inside a window around 0: the caller masks those it counts.
CK_INLINE vi above(const float *z, const float *limits, size_t m) {
    return load(z, m) > (limits ? load(limits, m) : splat(0));
}

CK_INLINE vi inside(const float *z, const float *theta, float width, size_t m) {
    const vf u = (load(z, m) - load(theta, m)) / splat(width);
    return (u > splat(-0.5f)) & (u < splat(0.5f));
}

/// Writes what `keep` marks of z[i...] while there is room, and counts it.
CK_INLINE size_t take_lanes(
    vi keep, const float *z, size_t i, size_t m, size_t count, int32_t *index, float *value, size_t capacity) {
    for (size_t k = 0; k < m; k++) {
        if (!keep[k]) continue;
        if (count < capacity) {
            index[count] = (int32_t)(i + k);
            value[count] = z[i + k];
        }
        count++;
    }
    return count;
}

CK_BODY(size_t, compress_above_each)(
    const float *z, const float *limits, size_t n, int32_t *index, float *value, size_t capacity) {
    size_t count = 0;
    CK_STRIPS(
        n, const vi keep = above(z + i, limits ? limits + i : limits, m);
        if (any_lane(keep)) count = take_lanes(keep, z, i, m, count, index, value, capacity););
    return count;
}

CK_BODY(size_t, compress_window)(
    const float *z, const float *theta, float width, size_t n, int32_t *index, float *value, size_t capacity) {
    size_t count = 0;
    CK_STRIPS(
        n, const vi keep = inside(z + i, theta + i, width, m);
        if (any_lane(keep)) count = take_lanes(keep, z, i, m, count, index, value, capacity););
    return count;
}

CK_BODY(void, gate)(const float *limits, float *z, size_t n) {
    CK_STRIPS(n, const vf v = load(z + i, m); const vf limit = limits ? load(limits + i, m) : splat(0);
              store(z + i, choose(v > limit, v, splat(0)), m););
}

CK_BODY(void, gate_by)(const float *f, float *g, size_t n) {
    CK_STRIPS(n, store(g + i, choose(load(f + i, m) > splat(0), load(g + i, m), splat(0)), m););
}
