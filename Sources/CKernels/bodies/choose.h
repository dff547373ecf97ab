// Choosing elements above a threshold; what each means is said in lists/core.h. Compiled once for each
// path. Moving the chosen lanes together is what vector types cannot say, so the x86 paths use their own instructions.

CK_BODY(size_t, count_above)(const float *x, float threshold, size_t n) {
    const vf limit = splat(threshold);
    size_t count = 0, j = 0;
    while (j + CK_LANES <= n) {
        // A comparison leaves -1 in a lane; the inner loop ends before a lane could overflow.
        vi sum = (vi)(0);
        for (size_t k = 0; k < (1u << 20) && j + CK_LANES <= n; k++, j += CK_LANES) sum -= load(x + j, CK_LANES) > limit;
        for (int k = 0; k < CK_LANES; k++) count += (size_t)sum[k];
    }
    for (; j < n; j++) count += x[j] > threshold;
    return count;
}

CK_BODY(size_t, compress_above)(
    const float *x, float threshold, size_t n, int32_t first, int32_t *index, float *value, size_t capacity) {
    size_t count = 0, j = 0;
#if CK_LANES == 16
    const __m512 limit = _mm512_set1_ps(threshold);
    __m512i at = _mm512_add_epi32(
        _mm512_set1_epi32(first), _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
    for (; j + 16 <= n; j += 16, at = _mm512_add_epi32(at, _mm512_set1_epi32(16))) {
        const __m512 v = _mm512_loadu_ps(x + j);
        const __mmask16 keep = _mm512_cmp_ps_mask(v, limit, _CMP_GT_OQ);
        if (!keep) continue;
        const size_t found = (size_t)__builtin_popcount(keep);
        if (count + 16 <= capacity) {
            // A compress into a register and a plain store: the storing form is slow on some processors.
            _mm512_storeu_ps(value + count, _mm512_maskz_compress_ps(keep, v));
            _mm512_storeu_si512(index + count, _mm512_maskz_compress_epi32(keep, at));
        } else if (count < capacity) {
            const size_t room = capacity - count;
            const size_t kept = found < room ? found : room;
            const __mmask16 lanes = (__mmask16)((1u << kept) - 1);
            _mm512_mask_storeu_ps(value + count, lanes, _mm512_maskz_compress_ps(keep, v));
            _mm512_mask_storeu_epi32(index + count, lanes, _mm512_maskz_compress_epi32(keep, at));
        }
        count += found;
    }
#elif defined(CK_AVX2)
    const __m256 limit = _mm256_set1_ps(threshold);
    for (; j + 8 <= n && count + 8 <= capacity; j += 8) {
        const __m256 v = _mm256_loadu_ps(x + j);
        const unsigned keep = (unsigned)_mm256_movemask_ps(_mm256_cmp_ps(v, limit, _CMP_GT_OQ));
        if (!keep) continue;
        // A byte of ones for each kept lane, then those lanes' numbers moved to the low bytes.
        const uint64_t bytes = _pdep_u64(keep, 0x0101010101010101u) * 0xFFu;
        const uint64_t lanes = _pext_u64(0x0706050403020100u, bytes);
        const __m256i order = _mm256_cvtepu8_epi32(_mm_cvtsi64_si128((long long)lanes));
        _mm256_storeu_ps(value + count, _mm256_permutevar8x32_ps(v, order));
        _mm256_storeu_si256(
            (__m256i *)(index + count), _mm256_add_epi32(order, _mm256_set1_epi32(first + (int32_t)j)));
        count += (size_t)__builtin_popcount(keep);
    }
#endif
    for (; j < n; j++) {
        if (!(x[j] > threshold)) continue;
        if (count < capacity) {
            value[count] = x[j];
            index[count] = first + (int32_t)j;
        }
        count++;
    }
    return count;
}
