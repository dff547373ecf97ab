// Kernels of products with packed panels, as a list that CKernels.h and paths/path.h expand. Included several times: no guard.
// How to add one: CKernels.h. A panel is up to 128 rows of B, `k` columns of each, in the order in which `panel_product`
// reads them; its layout is the path's own business. It has room for a multiple of 64 rows.

/// Puts `count` <= 16 rows of `k` floats, `pitch` apart, into a panel as its rows first..first+count, and zeros as the
/// rows up to first+16. `first` is a multiple of 16.
CK_KERNEL(void, pack_panel, (const float *rows, size_t pitch, size_t count, size_t k, size_t first, float *panel))
/// c[i][j] = sum_p a[i][p] B[j][p], or that added to c, for i < m, j < n, p < k; rows of a and c lie lda and ldc apart.
/// The panel holds B, and was packed up to the next multiple of 64 rows. Each element is summed from the first p to the
/// last by itself, so its bits depend on its row of a, its row of B and k alone.
CK_KERNEL(void, panel_product, (const float *a, size_t lda, size_t m, const float *panel, size_t n, size_t k, float *c, size_t ldc, int accumulate))
