// Runs the core and the language model's kernels on the NEON path beside the scalar one and compares. Meant for an
// emulator: see run.sh. On an arm machine the test suite itself runs the NEON path, with exact references.
#include "CKernels.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { most = 1100, rows = 40 };
static float x[most], y[most], w[rows * most], a[most + 8], b[most + 8];
static double sums[2][most];
static int32_t where[2][most + 8];
static uint16_t narrow[2][most];
static int failures;

static void expect(int good, const char *name, size_t n) {
    if (good) return;
    printf("%s differs at n = %zu\n", name, n);
    failures++;
}

/// Every element within `ulps` last places of size `scale` at least; what lies past n untouched.
static void same(const char *name, size_t n, double ulps, double scale) {
    for (size_t i = 0; i < n; i++) {
        if (isnan(a[i]) && isnan(b[i])) continue;
        if (a[i] == b[i]) continue;
        double size = fmax(fmax(fabs(a[i]), fabs(b[i])), scale);
        if (!(fabs((double)a[i] - b[i]) <= ulps * size * 0x1p-23)) {
            expect(0, name, n);
            return;
        }
    }
    for (size_t i = n; i < n + 8; i++) expect(a[i] == 77 && b[i] == 77, name, n);
}

static void clear(void) {
    for (size_t i = 0; i < most + 8; i++) a[i] = b[i] = 77;
}

#define BOTH(name, ulps, ...)             \
    do {                                  \
        clear();                          \
        float *out = a;                   \
        const struct ck_kernels *k = plain; \
        k->__VA_ARGS__;                   \
        out = b;                          \
        k = neon;                         \
        k->__VA_ARGS__;                   \
        same(name, n, ulps, 1e-30);       \
    } while (0)

int main(void) {
    const struct ck_kernels *plain = ck_kernels_for(ck_isa_scalar), *neon = ck_kernels_for(ck_isa_neon);
    if (!neon) {
        puts("this build has no NEON path");
        return 1;
    }
    srand(1);
    for (int i = 0; i < most; i++) x[i] = (float)(rand() % 20001 - 10000) / 997.0f, y[i] = (float)(rand() % 2001 - 1000) / 991.0f;
    for (int i = 0; i < rows * most; i++) w[i] = (float)(rand() % 2001 - 1000) / 1009.0f;
    x[5] = NAN, x[9] = INFINITY, x[10] = -INFINITY, x[11] = 1e-42f, x[12] = 70000.0f, x[13] = 3e38f;
    static const size_t sizes[] = {0, 1, 3, 4, 5, 15, 19, 1013};
    for (int s = 0; s < 8; s++) {
        const size_t n = sizes[s];
        BOTH("fill", 0, fill(3, out, n));
        BOTH("scale", 0, scale(1.5f, x, out, n));
        BOTH("add", 0, add(x, y, out, n));
        BOTH("subtract", 0, subtract(x, y, out, n));
        BOTH("multiply", 0, multiply(x, y, out, n));
        // Fused or not: half an ulp of the product, which is below 1.
        clear();
        plain->add_scaled(y, 0.3f, w, a, n), neon->add_scaled(y, 0.3f, w, b, n);
        same("add_scaled", n, 1, 1);
        BOTH("relu", 0, relu(x, out, n));
        BOTH("clamp", 0, clamp(x, -1, 2, out, n));
        BOTH("exp", 4, exp(x, out, n));
        BOTH("tanh", 6, tanh(x, out, n));
        BOTH("gelu_tanh", 300, gelu_tanh(x, out, n));
        BOTH("softmax", 1200, softmax(y, out, n));
        plain->f32_to_bf16(x, narrow[0], n), neon->f32_to_bf16(x, narrow[1], n);
        expect(!memcmp(narrow[0], narrow[1], 2 * n), "f32_to_bf16", n);
        BOTH("bf16_to_f32", 0, bf16_to_f32(narrow[0], out, n));
        plain->f32_to_f16(x, narrow[0], n), neon->f32_to_f16(x, narrow[1], n);
        expect(!memcmp(narrow[0], narrow[1], 2 * n), "f32_to_f16", n);
        BOTH("f16_to_f32", 0, f16_to_f32(narrow[0], out, n));
        const double loose = 1e-4 * (double)(n + 1), tight = 1e-12 * (double)(n + 1);
        expect(fabs(plain->dot(y, w, n) - neon->dot(y, w, n)) <= loose, "dot", n);
        expect(fabs(plain->dot64(y, w, n) - neon->dot64(y, w, n)) <= tight, "dot64", n);
        expect(fabs(plain->sum64(y, n) - neon->sum64(y, n)) <= tight, "sum64", n);
        expect(fabs(plain->squared_distance64(y, w, n) - neon->squared_distance64(y, w, n)) <= tight, "squared_distance64", n);
        memset(sums, 0, sizeof sums);
        plain->accumulate64(y, sums[0], n), neon->accumulate64(y, sums[1], n);
        plain->accumulate_squares64(y, sums[0], n), neon->accumulate_squares64(y, sums[1], n);
        expect(!memcmp(sums[0], sums[1], sizeof sums[0]), "accumulate64", n);
        expect(plain->max(y, n) == neon->max(y, n), "max", n);
        clear();
        plain->group_max(x, n, a, 19), neon->group_max(x, n, b, 19);
        same("group_max", 19, 0, 0);
        expect(plain->first_nonfinite(x, n) == neon->first_nonfinite(x, n), "first_nonfinite", n);
        expect(plain->first_nonfinite(y, n) == n && neon->first_nonfinite(y, n) == n, "first_nonfinite", n);
        expect(plain->count_above(x, 0.5f, n) == neon->count_above(x, 0.5f, n), "count_above", n);
        for (size_t room = 0; room <= n; room += 1 + n / 3) {
            clear();
            memset(where, 0, sizeof where);
            size_t p = plain->compress_above(x, 0.5f, n, 7, where[0], a, room);
            size_t q = neon->compress_above(x, 0.5f, n, 7, where[1], b, room);
            expect(p == q && !memcmp(where[0], where[1], sizeof where[0]), "compress_above", n);
            same("compress_above", room < p ? room : p, 0, 0);
        }
        // The language model's kernels. The norm is two roundings a product on both; the rest goes through exp or tanh,
        // or is fused on one path.
        BOTH("rms_norm", 12, rms_norm(y, w, 1e-6f, out, n));
        clear();
        memcpy(a, w, 4 * n), memcpy(b, w, 4 * n);
        plain->add_rms_norm(y, w, 1e-6f, a, n), neon->add_rms_norm(y, w, 1e-6f, b, n);
        same("add_rms_norm", n, 24, 1);
        BOTH("gated_gelu", 20, gated_gelu(y, w, out, n));
        BOTH("soft_cap", 8, soft_cap(x, 30, out, n));
        clear();
        memcpy(a, y, 4 * n), memcpy(b, y, 4 * n);
        plain->rotate_halves(a, w, w + most, n / 2), neon->rotate_halves(b, w, w + most, n / 2);
        same("rotate_halves", n, 3, 1);
        for (float cap = 0; cap <= 2; cap += 2) {
            clear();
            memcpy(a, y, 4 * n), memcpy(b, y, 4 * n);
            plain->capped_softmax(a, 0.7f, cap, n), neon->capped_softmax(b, 0.7f, cap, n);
            same("capped_softmax", n, 1200, 0);
        }
        {
            // Thirteen rows of w as B, five of them, from another place, as A; the layouts of the two panels differ.
            const size_t depth = n < 200 ? n : 200;
            static float panel[64 * 200];
            clear();
            for (size_t first = 0; first < 64; first += 16)
                plain->pack_panel(w + first, most, first ? 0 : 13, depth, first, panel);
            plain->panel_product(w + 7, most, 5, panel, 13, depth, a, 13, 0);
            for (size_t first = 0; first < 64; first += 16)
                neon->pack_panel(w + first, most, first ? 0 : 13, depth, first, panel);
            neon->panel_product(w + 7, most, 5, panel, 13, depth, b, 13, 0);
            same("panel_product", 65, 2.0 * (double)depth + 2, (double)depth);
        }
        const int32_t index[] = {3, 39, 0, 3, 21};
        const float v[] = {0.5f, -1, 2, 0.25f, 3};
        clear();
        memcpy(a, y, 4 * n), memcpy(b, y, 4 * n);
        plain->gather_axpy(v, index, 5, w, most, a, n), neon->gather_axpy(v, index, 5, w, most, b, n);
        same("gather_axpy", n, 20, 1);
        clear();
        plain->gather_dot(y, n, index, 5, w, most, a), neon->gather_dot(y, n, index, 5, w, most, b);
        same("gather_dot", 5, 2.0 * (double)n + 2, (double)n);
    }
    puts(failures ? "the NEON path differs from the scalar one" : "the NEON path equals the scalar one");
    return failures != 0;
}
