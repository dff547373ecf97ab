// Functions of vectors that several bodies share. Bounds are against the exact value, checked in KernelMathTests.

/// exp(x) within 2 ulp on every path; overflow gives inf, underflow goes through the subnormals to 0, NaN stays.
/// x = n ln 2 + r, |r| <= ln 2 / 2; exp(r) is a polynomial; 2^n is multiplied in two halves so that neither overflows.
CK_INLINE vf vector_exp(vf x) {
    // Comparisons are false for NaN, which so goes through unclamped.
    x = choose(x > 89.0f, splat(89.0f), x);
    x = choose(x < -104.0f, splat(-104.0f), x);
    // Adding 1.5 * 2^23 leaves the nearest integer in the low bits.
    const vf magic = splat(12582912.0f);
    vf shifted = madd(x, splat(1.44269504088896341f), magic);
    vf n = shifted - magic;
    // ln 2 in two parts, the first with so few bits that n times it is exact.
    vf r = madd(n, splat(-0.693359375f), x);
    r = madd(n, splat(2.12194440054690583e-4f), r);
    vf p = splat(1.0f / 5040.0f);
    p = madd(p, r, splat(1.0f / 720.0f));
    p = madd(p, r, splat(1.0f / 120.0f));
    p = madd(p, r, splat(1.0f / 24.0f));
    p = madd(p, r, splat(1.0f / 6.0f));
    p = madd(p, r, splat(0.5f));
    vf e = madd(p * r, r, r) + splat(1.0f);
    vi k = (vi)bits(shifted) - 0x4B400000;
    vi first = k >> 1, second = k - first;
    return e * from_bits((vu)((first + 127) << 23)) * from_bits((vu)((second + 127) << 23));
}

/// tanh(x) within 3 ulp: an odd polynomial (Cephes) below 0.625, 1 - 2 / (exp(2|x|) + 1) above. NaN stays.
CK_INLINE vf vector_tanh(vf x) {
    vu sign = bits(x) & 0x80000000u;
    vf size = from_bits(bits(x) & 0x7FFFFFFFu);
    vf square = x * x;
    vf p = splat(-5.70498872745e-3f);
    p = madd(p, square, splat(2.06390887954e-2f));
    p = madd(p, square, splat(-5.37397155531e-2f));
    p = madd(p, square, splat(1.33314422036e-1f));
    p = madd(p, square, splat(-3.33332819422e-1f));
    vf small = madd(p * square, x, x);
    vf large = splat(1.0f) - splat(2.0f) / (vector_exp(size + size) + splat(1.0f));
    large = from_bits(bits(large) | sign);
    return choose(size < 0.625f, small, large);
}

/// The tanh form of GELU as x / (1 + exp(-2u)), u = sqrt(2/pi) (x + 0.044715 x^3): equal to x/2 (1 + tanh u), and
/// without the cancellation that form has for negative x.
CK_INLINE vf vector_gelu_tanh(vf x) {
    vf inner = madd(x * x * splat(0.044715f), x, x);
    return x / (splat(1.0f) + vector_exp(inner * splat(-1.5957691216057308f)));
}

/// x / (1 + exp(-x)).
CK_INLINE vf vector_silu(vf x) { return x / (splat(1.0f) + vector_exp(splat(0.0f) - x)); }

/// The error function's own form of GELU, x/2 (1 + erf(x / sqrt 2)), as x - x Q or x Q, where Q(|x|) is the upper tail of
/// the normal distribution: no cancellation for negative x. Q(s) = exp(-s^2/2) r(t) with t = 1 / (1 + 0.3 s), and r a
/// polynomial fitted for the least relative error over 0 <= s <= 14.5 (3e-9; float32 rounds more).
CK_INLINE vf vector_gelu(vf x) {
    static const float r_of_t[] = {
        -0.020019467920064926f, 0.10888876765966415f, -0.21908432245254517f, 0.17824861407279968f,
        -0.06664755195379257f, 0.08815310150384903f, 0.08175290375947952f, 0.10930123180150986f,
        0.11973568052053452f, 0.1196703165769577f, 7.066846592351794e-07f,
    };
    const vf t = splat(1.0f) / madd(from_bits(bits(x) & 0x7FFFFFFFu), splat(0.3f), splat(1.0f));
    vf r = splat(r_of_t[0]);
    for (size_t i = 1; i < sizeof r_of_t / sizeof *r_of_t; i++) r = madd(r, t, splat(r_of_t[i]));
    const vf tail = x * r * vector_exp(x * x * splat(-0.5f));
    return choose(x < splat(0.0f), tail, x - tail);
}
