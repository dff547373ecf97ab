// The vector vocabulary of the path being compiled. A path defines CK_PATH (its name) and CK_LANES (floats in a
// vector); everything else is the same text for all paths. Included once by each paths/<isa>.c, through path.h.

#define CK_JOIN_(a, b) a##_##b
#define CK_JOIN(a, b) CK_JOIN_(a, b)
/// The name of a kernel on this path.
#define CK_NAME(name) CK_JOIN(CK_PATH, name)
/// Begins a kernel's body.
#define CK_BODY(result, name) static result CK_NAME(name)
/// Begins a helper of bodies.
#define CK_INLINE static inline __attribute__((always_inline, unused))

// Vectors wider than a path's registers pass between helpers, which are always inlined: no call, so no ABI to change.
#pragma clang diagnostic ignored "-Wpsabi"

typedef float vf __attribute__((ext_vector_type(CK_LANES)));
typedef double vd __attribute__((ext_vector_type(CK_LANES)));
typedef int32_t vi __attribute__((ext_vector_type(CK_LANES)));
typedef uint32_t vu __attribute__((ext_vector_type(CK_LANES)));
typedef uint16_t vh __attribute__((ext_vector_type(CK_LANES)));

/// Runs the statements for i = 0, CK_LANES, ... with m = CK_LANES, and once more with m = what is left of n.
/// The compiler sees m as a constant in the loop, so `load` and `store` are single instructions there.
#define CK_STRIPS(n, ...)                                  \
    do {                                                   \
        size_t i = 0;                                      \
        for (; i + CK_LANES <= (n); i += CK_LANES) {       \
            const size_t m = CK_LANES;                     \
            __VA_ARGS__                                    \
        }                                                  \
        if (i < (n)) {                                     \
            const size_t m = (n)-i;                        \
            __VA_ARGS__                                    \
        }                                                  \
    } while (0)

/// The same value in every lane.
CK_INLINE vf splat(float x) { return (vf)(x); }

/// m <= CK_LANES floats; the other lanes are 0.
CK_INLINE vf load(const float *p, size_t m) {
    vf v;
    if (m == CK_LANES) {
        __builtin_memcpy(&v, p, sizeof v);
        return v;
    }
#if CK_LANES == 16
    return (vf)_mm512_maskz_loadu_ps((__mmask16)((1u << m) - 1), p);
#else
    float part[CK_LANES] = {0};
    for (size_t i = 0; i < m; i++) part[i] = p[i];
    __builtin_memcpy(&v, part, sizeof v);
    return v;
#endif
}

CK_INLINE void store(float *p, vf v, size_t m) {
    if (m == CK_LANES) {
        __builtin_memcpy(p, &v, sizeof v);
        return;
    }
#if CK_LANES == 16
    _mm512_mask_storeu_ps(p, (__mmask16)((1u << m) - 1), (__m512)v);
#else
    float part[CK_LANES];
    __builtin_memcpy(part, &v, sizeof v);
    for (size_t i = 0; i < m; i++) p[i] = part[i];
#endif
}

/// Doubles, likewise.
CK_INLINE vd load64(const double *p, size_t m) {
    vd v = (vd)(0.0);
    __builtin_memcpy(&v, p, m * sizeof(double));
    return v;
}
CK_INLINE void store64(double *p, vd v, size_t m) { __builtin_memcpy(p, &v, m * sizeof(double)); }

/// 2-byte elements, likewise; p need not be aligned.
CK_INLINE vh load16(const void *p, size_t m) {
    vh v = (vh)(0);
    __builtin_memcpy(&v, p, m * 2);
    return v;
}
CK_INLINE void store16(void *p, vh v, size_t m) { __builtin_memcpy(p, &v, m * 2); }

CK_INLINE vu bits(vf x) { return (vu)x; }
CK_INLINE vf from_bits(vu x) { return (vf)x; }
CK_INLINE vd widen(vf x) { return __builtin_convertvector(x, vd); }

/// mask is all ones or all zeros in each lane, as a comparison leaves it.
CK_INLINE vf choose(vi mask, vf yes, vf no) { return (vf)((mask & (vi)yes) | (~mask & (vi)no)); }
CK_INLINE vu choose_bits(vi mask, vu yes, vu no) { return ((vu)mask & yes) | (~(vu)mask & no); }

/// a b + c: one rounding where the path has the instruction, two on the scalar path, where a fused one is a slow call.
CK_INLINE vf madd(vf a, vf b, vf c) {
#if CK_LANES == 1
    return a * b + c;
#else
    return __builtin_elementwise_fma(a, b, c);
#endif
}
CK_INLINE vd madd64(vd a, vd b, vd c) {
#if CK_LANES == 1
    return a * b + c;
#else
    return __builtin_elementwise_fma(a, b, c);
#endif
}

/// The lanes' sum: halves added pairwise, a fixed order.
CK_INLINE float sum_lanes(vf v) {
    float part[CK_LANES];
    __builtin_memcpy(part, &v, sizeof v);
    for (int half = CK_LANES / 2; half > 0; half /= 2)
        for (int i = 0; i < half; i++) part[i] += part[i + half];
    return part[0];
}
CK_INLINE double sum_lanes64(vd v) {
    double part[CK_LANES];
    __builtin_memcpy(part, &v, sizeof v);
    for (int half = CK_LANES / 2; half > 0; half /= 2)
        for (int i = 0; i < half; i++) part[i] += part[i + half];
    return part[0];
}
/// The largest lane; NaN is passed over unless the first is one.
CK_INLINE float max_lanes(vf v) {
    float largest = v[0];
    for (int i = 1; i < CK_LANES; i++) largest = v[i] > largest ? v[i] : largest;
    return largest;
}
/// Whether any lane of a mask is set.
CK_INLINE int any_lane(vi mask) { return __builtin_reduce_or(mask) != 0; }
