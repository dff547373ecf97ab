// Blocks of quantised numbers as GGML stores them, to float32, as a list that CKernels.h and paths/path.h expand.
// Included several times: no guard. `x` are n whole blocks, not necessarily aligned, `out` has room for all their values.
// Every path gives the same bits: those of the formula with each product and each sum rounded (no fused operation).
// Guides/GGUF.md has the layouts. d and m are float16; a nibble's byte j holds values j (low) and j + 16 (high).

/// 32 values, 18 bytes: d, q[16]; d (q - 8).
CK_KERNEL(void, q4_0_to_f32, (const void *x, float *out, size_t n))
/// 32 values, 20 bytes: d, m, q[16]; d q + m.
CK_KERNEL(void, q4_1_to_f32, (const void *x, float *out, size_t n))
/// 32 values, 22 bytes: d, a fifth bit of each value in 4 bytes, q[16]; d (q - 16).
CK_KERNEL(void, q5_0_to_f32, (const void *x, float *out, size_t n))
/// 32 values, 24 bytes: d, m, a fifth bit of each value in 4 bytes, q[16]; d q + m.
CK_KERNEL(void, q5_1_to_f32, (const void *x, float *out, size_t n))
/// 32 values, 34 bytes: d, int8 q[32]; d q.
CK_KERNEL(void, q8_0_to_f32, (const void *x, float *out, size_t n))
/// 256 values, 144 bytes: d, m, scales and minima of 8 parts in 12 bytes of 6-bit numbers, q[128]; d s q - m t.
CK_KERNEL(void, q4_k_to_f32, (const void *x, float *out, size_t n))
/// 256 values, 176 bytes: as q4_k with a fifth bit of each value in 32 bytes before q.
CK_KERNEL(void, q5_k_to_f32, (const void *x, float *out, size_t n))
/// 256 values, 210 bytes: low nibbles [128], high pairs of bits [64], int8 scales of 16 parts, d; d s (q - 32).
CK_KERNEL(void, q6_k_to_f32, (const void *x, float *out, size_t n))
