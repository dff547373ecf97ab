// Kernels of the language model's forward; what each means is said in lists/transformer.h. Compiled once for each path.

CK_INLINE vf rms_factor(const float *x, float epsilon, size_t n) {
    return splat(1.0f / __builtin_sqrtf(dot_inline(x, x, n) / (float)n + epsilon));
}

/// Two roundings, on every path: a fused multiply-add with what follows would make `add_rms_norm` differ in bits from
/// `rms_norm` and an addition, and an identity edit at a hook point would not be one.
CK_INLINE vf rms_scaled(vf x, vf w, vf offset, vf factor) { return x * factor * (offset + w); }

CK_BODY(void, rms_norm)(const float *x, const float *w, float offset, float epsilon, float *out, size_t n) {
#pragma clang fp contract(off)
    const vf factor = rms_factor(x, epsilon, n);
    CK_STRIPS(n, store(out + i, rms_scaled(load(x + i, m), load(w + i, m), splat(offset), factor), m););
}

CK_BODY(void, add_rms_norm)(const float *x, const float *w, float offset, float epsilon, float *sum, size_t n) {
#pragma clang fp contract(off)
    const vf factor = rms_factor(x, epsilon, n);
    CK_STRIPS(
        n, vf normal = rms_scaled(load(x + i, m), load(w + i, m), splat(offset), factor);
        store(sum + i, load(sum + i, m) + normal, m););
}

CK_INLINE float plain_sum(const float *x, size_t n) {
    vf sum = splat(0);
    CK_STRIPS(n, sum += load(x + i, m););
    return sum_lanes(sum);
}

CK_BODY(void, standardize)(const float *x, float epsilon, float *out, size_t n) {
    const vf mean = splat(plain_sum(x, n) / (float)n);
    vf squares = splat(0);
    // The lanes past n would hold -mean: they are left out.
    CK_STRIPS(n, vf c = load(x + i, m) - mean; store(out + i, c, m); c = load(out + i, m); squares = madd(c, c, squares););
    const vf factor = splat(1.0f / __builtin_sqrtf(sum_lanes(squares) / (float)n + epsilon));
    CK_STRIPS(n, store(out + i, load(out + i, m) * factor, m););
}

CK_BODY(void, scale_shift)(const float *x, const float *w, const float *b, float *out, size_t n) {
    CK_STRIPS(n, store(out + i, madd(load(x + i, m), load(w + i, m), load(b + i, m)), m););
}

CK_INLINE vf vector_relu(vf x) { return choose(x < splat(0), splat(0), x); }

// An activation function, and its product with what it gates.
#define CK_PLAIN(name, function) \
    CK_BODY(void, name)(const float *x, float *out, size_t n) { CK_STRIPS(n, store(out + i, function(load(x + i, m)), m);); }
#define CK_GATED(name, function)                                                         \
    CK_BODY(void, name)(const float *gate, const float *up, float *out, size_t n) {       \
        CK_STRIPS(n, store(out + i, function(load(gate + i, m)) * load(up + i, m), m);); \
    }
CK_PLAIN(gelu, vector_gelu_tanh)
CK_GATED(gated_gelu, vector_gelu_tanh)
CK_PLAIN(gelu_erf, vector_gelu)
CK_GATED(gated_gelu_erf, vector_gelu)
CK_PLAIN(silu, vector_silu)
CK_GATED(gated_silu, vector_silu)
CK_GATED(gated_relu, vector_relu)
#undef CK_PLAIN
#undef CK_GATED

CK_BODY(void, rotate_halves)(float *x, const float *cosine, const float *sine, size_t half) {
    CK_STRIPS(
        half, vf a = load(x + i, m); vf b = load(x + half + i, m); vf c = load(cosine + i, m); vf s = load(sine + i, m);
        store(x + i, a * c - b * s, m); store(x + half + i, b * c + a * s, m););
}

CK_BODY(void, soft_cap)(const float *x, float cap, float *out, size_t n) {
    const vf inverse = splat(1.0f / cap);
    CK_STRIPS(n, store(out + i, vector_tanh(load(x + i, m) * inverse) * splat(cap), m););
}

CK_BODY(void, capped_softmax)(float *x, float scale, float cap, size_t n) {
    if (cap > 0) {
        const vf inside = splat(scale / cap);
        CK_STRIPS(n, store(x + i, vector_tanh(load(x + i, m) * inside) * splat(cap), m););
    } else {
        CK_STRIPS(n, store(x + i, load(x + i, m) * splat(scale), m););
    }
    const vf largest = splat(max_inline(x, n));
    vf sum = splat(0);
    CK_STRIPS(
        n, vf e = vector_exp(load(x + i, m) - largest); store(x + i, e, m);
        // The lanes past n hold exp(-largest): read back what was stored, with zeros there.
        sum += m == CK_LANES ? e : load(x + i, m););
    const vf inverse = splat(1.0f / sum_lanes(sum));
    CK_STRIPS(n, store(x + i, load(x + i, m) * inverse, m););
}
