// Kernels of the optimizer's step; what each means is said in lists/optimizer.h. Compiled once for each path.

/// The three cases differ in what they read, so each is its own loop: a step is a stream through memory.
CK_INLINE void adam_move(float *w, vf m1, vf v1, size_t i, size_t m, vf root, vf rate, vf epsilon) {
    const vf moved = m1 / madd(root, __builtin_elementwise_sqrt(v1), epsilon);
    store(w + i, madd(-rate, moved, load(w + i, m)), m);
}

CK_BODY(void, adam)(
    float *w, const float *g, float *m1, float *v1, size_t n, float scale, float beta1, float decay, float share,
    float root, float rate, float epsilon) {
    const vf s = splat(scale), b = splat(beta1), a = splat(1.0f - beta1), d = splat(decay), c = splat(share);
    const vf r = splat(root), lr = splat(rate), eps = splat(epsilon);
    if (!m1) {
        if (!g) {
            CK_STRIPS(n, store(v1 + i, d * load(v1 + i, m), m););
            return;
        }
        CK_STRIPS(n, const vf x = s * load(g + i, m); const vf v = madd(d, load(v1 + i, m), c * x * x);
                  store(v1 + i, v, m); adam_move(w, x, v, i, m, r, lr, eps););
        return;
    }
    if (!g) {
        CK_STRIPS(n, const vf f = b * load(m1 + i, m); const vf v = d * load(v1 + i, m); store(m1 + i, f, m);
                  store(v1 + i, v, m); adam_move(w, f, v, i, m, r, lr, eps););
        return;
    }
    CK_STRIPS(n, const vf x = s * load(g + i, m); const vf f = madd(b, load(m1 + i, m), a * x);
              const vf v = madd(d, load(v1 + i, m), c * x * x); store(m1 + i, f, m); store(v1 + i, v, m);
              adam_move(w, f, v, i, m, r, lr, eps););
}
