// Operations of matrices element by element. Every kernel: n elements, any grid of any blocks in one direction (a
// grid-stride loop), no shared memory, nothing summed across elements. An output may be one of the inputs. Four elements
// at a time where all pointers allow it: each element's bits are the same either way.

#define EACH_ELEMENT(n) for (long long i = global_thread(); i < (n); i += global_threads())

/// out[i] = expression of i, four at a time where `aligned`. n is (count of rows) · (columns), beyond 2^31 too.
#define BY_ELEMENT_1(expression)                                                                 \
    const long long n = elements(rows, columns);                                                 \
    if (is_aligned16(a) && is_aligned16(out)) {                                                  \
        EACH_ELEMENT(n >> 2) {                                                                   \
            const float4 v = reinterpret_cast<const float4 *>(a)[i];                             \
            float4 r;                                                                            \
            { const float x = v.x; r.x = expression; }                                           \
            { const float x = v.y; r.y = expression; }                                           \
            { const float x = v.z; r.z = expression; }                                           \
            { const float x = v.w; r.w = expression; }                                           \
            reinterpret_cast<float4 *>(out)[i] = r;                                              \
        }                                                                                        \
        for (long long i = (n & ~3ll) + global_thread(); i < n; i += global_threads()) {         \
            const float x = a[i];                                                                \
            out[i] = expression;                                                                 \
        }                                                                                        \
    } else {                                                                                     \
        EACH_ELEMENT(n) {                                                                        \
            const float x = a[i];                                                                \
            out[i] = expression;                                                                 \
        }                                                                                        \
    }

#define BY_ELEMENT_2(expression)                                                                 \
    const long long n = elements(rows, columns);                                                 \
    if (is_aligned16(a) && is_aligned16(b) && is_aligned16(out)) {                               \
        EACH_ELEMENT(n >> 2) {                                                                   \
            const float4 v = reinterpret_cast<const float4 *>(a)[i];                             \
            const float4 w = reinterpret_cast<const float4 *>(b)[i];                             \
            float4 r;                                                                            \
            { const float x = v.x, y = w.x; r.x = expression; }                                  \
            { const float x = v.y, y = w.y; r.y = expression; }                                  \
            { const float x = v.z, y = w.z; r.z = expression; }                                  \
            { const float x = v.w, y = w.w; r.w = expression; }                                  \
            reinterpret_cast<float4 *>(out)[i] = r;                                              \
        }                                                                                        \
        for (long long i = (n & ~3ll) + global_thread(); i < n; i += global_threads()) {         \
            const float x = a[i], y = b[i];                                                      \
            out[i] = expression;                                                                 \
        }                                                                                        \
    } else {                                                                                     \
        EACH_ELEMENT(n) {                                                                        \
            const float x = a[i], y = b[i];                                                      \
            out[i] = expression;                                                                 \
        }                                                                                        \
    }

/// out[i] = value. Twin of `fill`. `out [rows, columns]`
KERNEL(element_fill, float *out, int rows, int columns, float value) {
    EACH_ELEMENT(elements(rows, columns)) out[i] = value;
}

/// out[i] = a[i]. Twin of `copy`.
KERNEL(element_copy, const float *a, float *out, int rows, int columns) { BY_ELEMENT_1(x) }

/// out[i] = factor a[i]. Twin of `scale`.
KERNEL(element_scale, const float *a, float *out, int rows, int columns, float factor) { BY_ELEMENT_1(factor * x) }

/// out[i] = a[i] > 0 ? a[i] : 0, NaN stays. Twin of `relu`.
KERNEL(element_relu, const float *a, float *out, int rows, int columns) { BY_ELEMENT_1(x <= 0.0f ? 0.0f : x) }

/// out[i] = a[i] held to [low, high], NaN stays. Twin of `clamp`.
KERNEL(element_clamp, const float *a, float *out, int rows, int columns, float low, float high) {
    BY_ELEMENT_1((x < low ? low : x) > high ? high : (x < low ? low : x))
}

/// out[i] = exp(a[i]), within 2 ulp. Twin of `exp`.
KERNEL(element_exp, const float *a, float *out, int rows, int columns) { BY_ELEMENT_1(exp_of(x)) }

/// out[i] = tanh(a[i]), within 3 ulp. Twin of `tanh`.
KERNEL(element_tanh, const float *a, float *out, int rows, int columns) { BY_ELEMENT_1(tanh_of(x)) }

/// out[i] = cap tanh(a[i] / cap), as a product with 1 / cap. Twin of `softCap`.
KERNEL(element_soft_cap, const float *a, float *out, int rows, int columns, float cap) {
    const float inverse = 1.0f / cap;
    BY_ELEMENT_1(tanh_of(x * inverse) * cap)
}

/// out[i] = a[i] + b[i]. Twin of `add`.
KERNEL(element_add, const float *a, const float *b, float *out, int rows, int columns) { BY_ELEMENT_2(x + y) }

/// out[i] = a[i] - b[i]. Twin of `subtract`.
KERNEL(element_subtract, const float *a, const float *b, float *out, int rows, int columns) { BY_ELEMENT_2(x - y) }

/// out[i] = a[i] b[i]. Twin of `multiply`.
KERNEL(element_multiply, const float *a, const float *b, float *out, int rows, int columns) { BY_ELEMENT_2(x * y) }

/// out[i] = a[i] + factor b[i], fused. Twin of `addScaled`.
KERNEL(element_add_scaled, const float *a, const float *b, float *out, int rows, int columns, float factor) {
    BY_ELEMENT_2(fmaf(factor, y, x))
}

/// out[i] = a[i] / b[i], and 0 where b[i] is 0. Twin of `divide`.
KERNEL(element_divide, const float *a, const float *b, float *out, int rows, int columns) {
    BY_ELEMENT_2(y == 0.0f ? 0.0f : x / y)
}

/// out[i] = 1 / a[i] by way of float64, and 0 where a[i] is not above 0. Twin of `inverses`.
KERNEL(element_inverses, const float *a, float *out, int rows, int columns) {
    EACH_ELEMENT(elements(rows, columns)) {
        const float x = a[i];
        out[i] = x > 0.0f ? (float)(1.0 / (double)x) : 0.0f;
    }
}

/// out[i] = 1 / sqrt(a[i]) by way of float64, and 0 where a[i] is not above 0. Twin of `inverseSquareRoots`.
KERNEL(element_inverse_square_roots, const float *a, float *out, int rows, int columns) {
    EACH_ELEMENT(elements(rows, columns)) {
        const float x = a[i];
        out[i] = x > 0.0f ? (float)(1.0 / sqrt((double)x)) : 0.0f;
    }
}

/// out[i] += factor sign(a[i]), sign(0) = 0. Twin of `addSigns`.
KERNEL(element_add_signs, const float *a, float *out, int rows, int columns, float factor) {
    EACH_ELEMENT(elements(rows, columns)) {
        const float x = a[i];
        out[i] += x > 0.0f ? factor : x < 0.0f ? -factor : 0.0f;
    }
}
