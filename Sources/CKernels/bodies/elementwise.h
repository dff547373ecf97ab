// Element by element; what each means is said in lists/core.h. Compiled once for each path.

CK_BODY(void, fill)(float value, float *out, size_t n) {
    const vf v = splat(value);
    CK_STRIPS(n, store(out + i, v, m););
}

CK_BODY(void, scale)(float a, const float *x, float *out, size_t n) {
    const vf v = splat(a);
    CK_STRIPS(n, store(out + i, v * load(x + i, m), m););
}

CK_BODY(void, axpy)(float a, const float *x, float *y, size_t n) {
    const vf v = splat(a);
    CK_STRIPS(n, store(y + i, madd(v, load(x + i, m), load(y + i, m)), m););
}

CK_BODY(void, add)(const float *a, const float *b, float *out, size_t n) {
    CK_STRIPS(n, store(out + i, load(a + i, m) + load(b + i, m), m););
}

CK_BODY(void, subtract)(const float *a, const float *b, float *out, size_t n) {
    CK_STRIPS(n, store(out + i, load(a + i, m) - load(b + i, m), m););
}

CK_BODY(void, multiply)(const float *a, const float *b, float *out, size_t n) {
    CK_STRIPS(n, store(out + i, load(a + i, m) * load(b + i, m), m););
}

CK_BODY(void, add_scaled)(const float *a, float s, const float *b, float *out, size_t n) {
    const vf v = splat(s);
    CK_STRIPS(n, store(out + i, madd(v, load(b + i, m), load(a + i, m)), m););
}

CK_BODY(void, relu)(const float *x, float *out, size_t n) {
    CK_STRIPS(n, vf v = load(x + i, m); store(out + i, choose(v <= 0.0f, splat(0.0f), v), m););
}

CK_BODY(void, clamp)(const float *x, float low, float high, float *out, size_t n) {
    const vf least = splat(low), most = splat(high);
    CK_STRIPS(n, vf v = load(x + i, m); v = choose(v < least, least, v);
              store(out + i, choose(v > most, most, v), m););
}

CK_BODY(void, exp)(const float *x, float *out, size_t n) {
    CK_STRIPS(n, store(out + i, vector_exp(load(x + i, m)), m););
}

CK_BODY(void, tanh)(const float *x, float *out, size_t n) {
    CK_STRIPS(n, store(out + i, vector_tanh(load(x + i, m)), m););
}

CK_BODY(void, gelu_tanh)(const float *x, float *out, size_t n) {
    CK_STRIPS(n, store(out + i, vector_gelu_tanh(load(x + i, m)), m););
}
