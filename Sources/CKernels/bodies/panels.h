// Products with packed panels; what each kernel means is said in lists/panels.h. Compiled once for each path.
//
// A panel is cut into strips of CK_TILE_COLUMNS rows of B; within one, the elements of a column of B stand side by side.
// The inner loop holds CK_TILE_ROWS x CK_TILE_COLUMNS sums in registers: each step reads one line of the strip as
// vectors, and one element of each row of A, which needs no packing because it is read along the row.

#if CK_LANES == 1
// Sixteen sums are all that a processor without vectors can be asked to hold.
#define CK_TILE_VECTORS 16
#define CK_TILE_ROWS 1
#elif CK_LANES == 8
// Sixteen registers: twelve sums, a line of the strip, one element.
#define CK_TILE_VECTORS 2
#define CK_TILE_ROWS 6
#else
// Thirty-two registers.
#define CK_TILE_VECTORS 4
#define CK_TILE_ROWS 6
#endif
#define CK_TILE_COLUMNS (CK_LANES * CK_TILE_VECTORS)

/// Sixteen floats on every path: a square of 16 x 16 is turned in registers, or what stands for them.
typedef float v16 __attribute__((ext_vector_type(16)));

/// Swaps the squares of side `d` that lie across the diagonal of each square of side 2d.
#define CK_SWAP(d, top, bottom)                                              \
    for (int i = 0; i < 16; i++) {                                           \
        if (i & d) continue;                                                 \
        const v16 x = t[i], y = t[i + d];                                    \
        t[i] = __builtin_shufflevector(x, y, CK_LIST top);                   \
        t[i + d] = __builtin_shufflevector(x, y, CK_LIST bottom);            \
    }
#define CK_LIST(...) __VA_ARGS__

CK_BODY(void, pack_panel)(
    const float *rows, size_t pitch, size_t count, size_t k, size_t first, float *panel) {
    float *out = panel + first / CK_TILE_COLUMNS * CK_TILE_COLUMNS * k + first % CK_TILE_COLUMNS;
    size_t p = 0;
    if (count == 16) {
        for (; p + 16 <= k; p += 16) {
            v16 t[16];
#pragma unroll
            for (int i = 0; i < 16; i++) __builtin_memcpy(&t[i], rows + (size_t)i * pitch + p, sizeof t[i]);
#pragma unroll
            CK_SWAP(1, (0, 16, 2, 18, 4, 20, 6, 22, 8, 24, 10, 26, 12, 28, 14, 30),
                    (1, 17, 3, 19, 5, 21, 7, 23, 9, 25, 11, 27, 13, 29, 15, 31))
#pragma unroll
            CK_SWAP(2, (0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29),
                    (2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31))
#pragma unroll
            CK_SWAP(4, (0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11, 24, 25, 26, 27),
                    (4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14, 15, 28, 29, 30, 31))
#pragma unroll
            CK_SWAP(8, (0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23),
                    (8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31))
#pragma unroll
            for (int i = 0; i < 16; i++)
                __builtin_memcpy(out + (p + (size_t)i) * CK_TILE_COLUMNS, &t[i], sizeof t[i]);
        }
    }
    for (; p < k; p++)
        for (size_t i = 0; i < 16; i++) out[p * CK_TILE_COLUMNS + i] = i < count ? rows[i * pitch + p] : 0;
}
#undef CK_SWAP
#undef CK_LIST

/// One tile; `rows` is a constant where this is inlined.
CK_INLINE void panel_tile(
    const int rows, const float *a, size_t lda, const float *strip, size_t columns, size_t k, float *c, size_t ldc,
    int accumulate) {
    vf sum[CK_TILE_ROWS][CK_TILE_VECTORS];
#pragma unroll
    for (int r = 0; r < rows; r++) {
#pragma unroll
        for (int v = 0; v < CK_TILE_VECTORS; v++) sum[r][v] = splat(0);
    }
    for (size_t p = 0; p < k; p++) {
        vf b[CK_TILE_VECTORS];
#pragma unroll
        for (int v = 0; v < CK_TILE_VECTORS; v++) b[v] = load(strip + p * CK_TILE_COLUMNS + v * CK_LANES, CK_LANES);
#pragma unroll
        for (int r = 0; r < rows; r++) {
            const vf x = splat(a[(size_t)r * lda + p]);
#pragma unroll
            for (int v = 0; v < CK_TILE_VECTORS; v++) sum[r][v] = madd(x, b[v], sum[r][v]);
        }
    }
#pragma unroll
    for (int r = 0; r < rows; r++) {
#pragma unroll
        for (int v = 0; v < CK_TILE_VECTORS; v++) {
            const size_t done = (size_t)v * CK_LANES;
            if (done < columns) {
                const size_t m = columns - done < CK_LANES ? columns - done : CK_LANES;
                float *out = c + (size_t)r * ldc + done;
                store(out, accumulate ? load(out, m) + sum[r][v] : sum[r][v], m);
            }
        }
    }
}

#define CK_TILE_OF(rows)                                                                                         \
    static __attribute__((noinline)) void CK_NAME(panel_tile_##rows)(                                            \
        const float *a, size_t lda, const float *strip, size_t columns, size_t k, float *c, size_t ldc, int accumulate) { \
        panel_tile(rows, a, lda, strip, columns, k, c, ldc, accumulate);                                         \
    }
CK_TILE_OF(1)
#if CK_TILE_ROWS == 6
CK_TILE_OF(2)
CK_TILE_OF(3)
CK_TILE_OF(4)
CK_TILE_OF(5)
CK_TILE_OF(6)
#endif

CK_BODY(void, panel_product)(
    const float *a, size_t lda, size_t m, const float *panel, size_t n, size_t k, float *c, size_t ldc,
    int accumulate) {
    void (*const tiles[])(const float *, size_t, const float *, size_t, size_t, float *, size_t, int) = {
        CK_NAME(panel_tile_1),
#if CK_TILE_ROWS == 6
        CK_NAME(panel_tile_2), CK_NAME(panel_tile_3), CK_NAME(panel_tile_4), CK_NAME(panel_tile_5),
        CK_NAME(panel_tile_6),
#endif
    };
    for (size_t i = 0; i < m; i += CK_TILE_ROWS) {
        const size_t rows = m - i < CK_TILE_ROWS ? m - i : CK_TILE_ROWS;
        for (size_t j = 0; j < n; j += CK_TILE_COLUMNS) {
            const size_t columns = n - j < CK_TILE_COLUMNS ? n - j : CK_TILE_COLUMNS;
            tiles[rows - 1](a + i * lda, lda, panel + j * k, columns, k, c + i * ldc + j, ldc, accumulate);
        }
    }
}
