// Between float32 and the 2-byte formats, in integer operations that every path has; the conversions are held to the
// formats' definition for all 65,536 values in KernelFormatTests. Compiled once for each path.

CK_INLINE vu widen16(vh x) { return __builtin_convertvector(x, vu); }
CK_INLINE vh narrow16(vu x) { return __builtin_convertvector(x, vh); }

CK_BODY(void, bf16_to_f32)(const void *x, float *out, size_t n) {
    const char *p = x;
    CK_STRIPS(n, store(out + i, from_bits(widen16(load16(p + 2 * i, m)) << 16), m););
}

CK_BODY(void, f16_to_f32)(const void *x, float *out, size_t n) {
    const char *p = x;
    CK_STRIPS(
        n, vu h = widen16(load16(p + 2 * i, m)); vu size = h & 0x7FFFu; vu sign = (h & 0x8000u) << 16;
        // The exponent and fraction fall into place 112 below their bias; the product also makes subnormals normal.
        vf finite = from_bits(size << 13) * splat(0x1p112f);
        vu infinite = 0x7F800000u | (size << 13);
        vu quiet = choose_bits(size > 0x7C00u, infinite | 0x00400000u, infinite);
        store(out + i, from_bits(choose_bits(size >= 0x7C00u, quiet, bits(finite)) | sign), m););
}

CK_BODY(void, f32_to_bf16)(const float *x, void *out, size_t n) {
    char *p = out;
    CK_STRIPS(
        n, vu u = bits(load(x + i, m)); vu even = (u >> 16) & 1u; vu rounded = (u + 0x7FFFu + even) >> 16;
        vu quiet = (u >> 16) | 0x40u;
        store16(p + 2 * i, narrow16(choose_bits((u & 0x7FFFFFFFu) > 0x7F800000u, quiet, rounded)), m););
}

CK_BODY(void, f32_to_f16)(const float *x, void *out, size_t n) {
    char *p = out;
    CK_STRIPS(
        n, vu u = bits(load(x + i, m)); vu sign = (u >> 16) & 0x8000u; vu size = u & 0x7FFFFFFFu;
        // Subnormal results: adding 0.5 puts the last kept bit at the end of the sum, which the adder rounds.
        vu small = bits(from_bits(size) + splat(0.5f)) - 0x3F000000u;
        vu normal = (size - 0x38000000u + 0xFFFu + ((size >> 13) & 1u)) >> 13;
        vu h = choose_bits(size < 0x38800000u, small, normal);
        h = choose_bits(size >= 0x47800000u, (vu)(0x7C00u), h);
        h = choose_bits(size > 0x7F800000u, 0x7E00u | ((size >> 13) & 0x1FFu), h);
        store16(p + 2 * i, narrow16(h | sign), m););
}
