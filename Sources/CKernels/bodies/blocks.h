// Quantised blocks to float32. Source of the layouts: ggml-quants.c, dequantize_row_*; the bits are those of
// gguf.dequantize (gguf 0.19). Vectors of 16 and 32 whatever the path's width: the compiler cuts them into its registers.
// Compiled once for each path.

typedef uint8_t vb16 __attribute__((ext_vector_type(16)));
typedef uint8_t vb32 __attribute__((ext_vector_type(32)));
typedef int8_t vc16 __attribute__((ext_vector_type(16)));
typedef int32_t vi16 __attribute__((ext_vector_type(16)));
typedef float vf16 __attribute__((ext_vector_type(16)));

CK_INLINE vb16 bytes16(const uint8_t *p) {
    vb16 v;
    __builtin_memcpy(&v, p, sizeof v);
    return v;
}
CK_INLINE vb32 bytes32(const uint8_t *p) {
    vb32 v;
    __builtin_memcpy(&v, p, sizeof v);
    return v;
}
CK_INLINE void put16(float *p, vf16 v) { __builtin_memcpy(p, &v, sizeof v); }

/// Numbers from 0 to 255 as floats, after `less` is taken from each. Exact.
CK_INLINE vf16 numbers(vb16 q, int32_t less) {
    return __builtin_convertvector(__builtin_convertvector(q, vi16) - less, vf16);
}
CK_INLINE vf16 signed_numbers(vb16 q) {
    return __builtin_convertvector(__builtin_convertvector((vc16)q, vi16), vf16);
}

/// One float16, as f16_to_f32 has it. By the processor's instruction where it has one: the scales of many blocks are
/// subnormal, and a multiplication by a subnormal number takes most processors a hundred times as long.
CK_INLINE float half_at(const uint8_t *p) {
    uint16_t h;
    __builtin_memcpy(&h, p, 2);
#if defined(CK_AVX2) || CK_LANES == 16
    return _mm_cvtss_f32(_mm_cvtph_ps(_mm_cvtsi32_si128(h)));
#elif defined(__aarch64__) && CK_LANES > 1
    __fp16 value;
    __builtin_memcpy(&value, &h, 2);
    return value;
#else
    uint32_t size = h & 0x7FFFu, exponent = size >> 10, u;
    float value = (float)size * 0x1p-24f;
    if (exponent > 0) {
        u = exponent == 31 ? 0x7F800000u | (size << 13) | (size > 0x7C00u ? 0x00400000u : 0) : (size << 13) + 0x38000000u;
        __builtin_memcpy(&value, &u, 4);
    }
    __builtin_memcpy(&u, &value, 4);
    u |= (uint32_t)(h & 0x8000u) << 16;
    __builtin_memcpy(&value, &u, 4);
    return value;
#endif
}

/// Bits 0 to 15 of `h` as 16 where they are set.
CK_INLINE vb16 fifth_bits(uint32_t h) {
    const vb16 place = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    uint64_t low = (h & 0xFFu) * 0x0101010101010101ull, high = ((h >> 8) & 0xFFu) * 0x0101010101010101ull;
    uint64_t both[2] = {low, high};
    vb16 spread;
    __builtin_memcpy(&spread, both, sizeof spread);
    return (vb16)((spread & place) != 0) & 16;
}

CK_BODY(void, q4_0_to_f32)(const void *x, float *out, size_t n) {
    const uint8_t *p = x;
    for (size_t b = 0; b < n; b++, p += 18, out += 32) {
        float d = half_at(p);
        vb16 q = bytes16(p + 2);
        put16(out, d * numbers(q & 15, 8));
        put16(out + 16, d * numbers(q >> 4, 8));
    }
}

CK_BODY(void, q4_1_to_f32)(const void *x, float *out, size_t n) {
#pragma clang fp contract(off)
    const uint8_t *p = x;
    for (size_t b = 0; b < n; b++, p += 20, out += 32) {
        float d = half_at(p), m = half_at(p + 2);
        vb16 q = bytes16(p + 4);
        put16(out, d * numbers(q & 15, 0) + m);
        put16(out + 16, d * numbers(q >> 4, 0) + m);
    }
}

CK_BODY(void, q5_0_to_f32)(const void *x, float *out, size_t n) {
    const uint8_t *p = x;
    for (size_t b = 0; b < n; b++, p += 22, out += 32) {
        float d = half_at(p);
        uint32_t h;
        __builtin_memcpy(&h, p + 2, 4);
        vb16 q = bytes16(p + 6);
        put16(out, d * numbers((q & 15) | fifth_bits(h), 16));
        put16(out + 16, d * numbers((q >> 4) | fifth_bits(h >> 16), 16));
    }
}

CK_BODY(void, q5_1_to_f32)(const void *x, float *out, size_t n) {
#pragma clang fp contract(off)
    const uint8_t *p = x;
    for (size_t b = 0; b < n; b++, p += 24, out += 32) {
        float d = half_at(p), m = half_at(p + 2);
        uint32_t h;
        __builtin_memcpy(&h, p + 4, 4);
        vb16 q = bytes16(p + 8);
        put16(out, d * numbers((q & 15) | fifth_bits(h), 0) + m);
        put16(out + 16, d * numbers((q >> 4) | fifth_bits(h >> 16), 0) + m);
    }
}

CK_BODY(void, q8_0_to_f32)(const void *x, float *out, size_t n) {
    const uint8_t *p = x;
    for (size_t b = 0; b < n; b++, p += 34, out += 32) {
        float d = half_at(p);
        put16(out, d * signed_numbers(bytes16(p + 2)));
        put16(out + 16, d * signed_numbers(bytes16(p + 18)));
    }
}

/// Scale and minimum of part j of a q4_k or q5_k block, 0 to 63 each.
CK_INLINE void part_of(const uint8_t *s, int j, float *scale, float *minimum) {
    if (j < 4) {
        *scale = (float)(s[j] & 63);
        *minimum = (float)(s[j + 4] & 63);
    } else {
        *scale = (float)((s[j + 4] & 15) | ((s[j - 4] >> 6) << 4));
        *minimum = (float)((s[j + 4] >> 4) | ((s[j] >> 6) << 4));
    }
}

/// 32 values d q - m of the numbers in q.
CK_INLINE void put_part(float *out, float d, float m, vb32 q) {
#pragma clang fp contract(off)
    put16(out, d * numbers(q.lo, 0) - m);
    put16(out + 16, d * numbers(q.hi, 0) - m);
}

CK_BODY(void, q4_k_to_f32)(const void *x, float *out, size_t n) {
    const uint8_t *p = x;
    for (size_t b = 0; b < n; b++, p += 144) {
        const float d = half_at(p), least = half_at(p + 2);
        for (int g = 0; g < 4; g++, out += 64) {
            float s, t, u, v;
            part_of(p + 4, 2 * g, &s, &t);
            part_of(p + 4, 2 * g + 1, &u, &v);
            vb32 q = bytes32(p + 16 + 32 * g);
            put_part(out, d * s, least * t, q & 15);
            put_part(out + 32, d * u, least * v, q >> 4);
        }
    }
}

CK_BODY(void, q5_k_to_f32)(const void *x, float *out, size_t n) {
    const uint8_t *p = x;
    for (size_t b = 0; b < n; b++, p += 176) {
        const float d = half_at(p), least = half_at(p + 2);
        vb32 high = bytes32(p + 16);
        for (int g = 0; g < 4; g++, out += 64, high >>= 2) {
            float s, t, u, v;
            part_of(p + 4, 2 * g, &s, &t);
            part_of(p + 4, 2 * g + 1, &u, &v);
            vb32 q = bytes32(p + 48 + 32 * g);
            put_part(out, d * s, least * t, (q & 15) | ((high & 1) << 4));
            put_part(out + 32, d * u, least * v, (q >> 4) | ((high & 2) << 3));
        }
    }
}

CK_BODY(void, q6_k_to_f32)(const void *x, float *out, size_t n) {
    const uint8_t *p = x;
    for (size_t b = 0; b < n; b++, p += 210) {
        const float d = half_at(p + 208);
        for (int h = 0; h < 2; h++, out += 128) {
            const int8_t *scales = (const int8_t *)p + 192 + 8 * h;
            const uint8_t *low = p + 64 * h;
            vb32 high = bytes32(p + 128 + 32 * h);
            for (int k = 0; k < 4; k++) {
                vb32 q = bytes32(low + 32 * (k & 1));
                q = (k < 2 ? q & 15 : q >> 4) | (((high >> (uint8_t)(2 * k)) & 3) << 4);
                put16(out + 32 * k, (d * (float)scales[2 * k]) * numbers(q.lo, 32));
                put16(out + 32 * k + 16, (d * (float)scales[2 * k + 1]) * numbers(q.hi, 32));
            }
        }
    }
}
