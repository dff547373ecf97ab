// A fake cuBLASLt: the functions that are used, operands rounded as the descriptor says, sums in float64. It refuses what on a
// device would be slow, wrong or not reproducible: a pitch that is no pitch, operands beyond their memory, an alignment that is
// not there, no limit for the workspace, split-K not excluded.
#include "fakes.h"

#include <cstring>
#include <memory>
#include <set>

#pragma clang fp contract(off)

using namespace fakes;
#define LOCKED std::lock_guard<std::recursive_mutex> held(lock())

namespace {

enum { success = 0, notInitialized = 1, invalidValue = 7, executionFailed = 13, notSupported = 15 };
enum { real32 = 0, brain16 = 14 };
enum { compute32 = 68, computeTF32 = 77 };
constexpr int bias = 4, plain = 1;

struct Handle { int unused; };
struct Description {
    int compute, scaleType;
    int transA = 0, transB = 0, epilogue = plain;
    uint64_t biasPointer = 0;
};
struct Layout {
    int type;
    uint64_t rows, columns;
    int64_t pitch;
    int batch = 1;
    int64_t stride = 0;
};
struct Preference {
    uint64_t workspace = UINT64_MAX;  // no limit was given
    uint32_t reductions = 7;          // every scheme, split-K among them
    uint32_t alignment[4] = {256, 256, 256, 256};
};
/// What stands in the 64 bytes of an algorithm.
struct Algorithm {
    uint64_t magic, workspace;
    uint32_t alignment[4];
    int32_t pitches[4];
    int32_t compute, type, unused[2];
};
static_assert(sizeof(Algorithm) == 64, "as long as the library's own");
constexpr uint64_t magic = 0x4C74416C676F0001;

struct Result {
    Algorithm algorithm;
    size_t workspace;
    int state;
    float waves;
    int reserved[4];
};

template <class T> int take(T &into, const void *from, size_t bytes, const char *what) {
    if (bytes != sizeof(T)) return refuse(invalidValue, std::string(what) + " has another size");
    std::memcpy(&into, from, bytes);
    return success;
}

uint64_t size(int type) { return type == brain16 ? 2 : 4; }

float roundedToTF32(float x) {
    uint32_t u;
    std::memcpy(&u, &x, 4);
    if ((u & 0x7F800000u) == 0x7F800000u) return x;
    u += 0xFFFu + ((u >> 13) & 1u);
    u &= 0xFFFFE000u;
    std::memcpy(&x, &u, 4);
    return x;
}

float brain(uint16_t half) {
    const uint32_t u = uint32_t(half) << 16;
    float x;
    std::memcpy(&x, &u, 4);
    return x;
}

/// Bytes from a layout's first element to the end of its last one, all of its batch.
uint64_t extent(const Layout &l) {
    if (!l.rows || !l.columns) return 0;
    return (uint64_t(l.batch - 1) * l.stride + (l.columns - 1) * l.pitch + l.rows) * size(l.type);
}

/// What both asking for an algorithm and using it hold a product to.
int check(const Description &d, const Layout &a, const Layout &b, const Layout &c, const Layout &to) {
    if (d.compute != compute32 && d.compute != computeTF32) return refuse(notSupported, "a compute type that is not used here");
    if (d.scaleType != real32) return refuse(notSupported, "alpha and beta are float32");
    if (a.type != b.type) return refuse(notSupported, "operands of two types");
    if (a.type != real32 && a.type != brain16) return refuse(notSupported, "operands are float32 or bfloat16");
    if (c.type != real32 || to.type != real32) return refuse(notSupported, "the result is float32");
    if (d.compute == computeTF32 && a.type != real32) return refuse(notSupported, "TF32 is a rounding of float32");
    const uint64_t m = d.transA ? a.columns : a.rows, k = d.transA ? a.rows : a.columns;
    const uint64_t n = d.transB ? b.rows : b.columns, other = d.transB ? b.columns : b.rows;
    if (k != other || c.rows != m || c.columns != n || to.rows != m || to.columns != n)
        return refuse(invalidValue, "the shapes of a product do not fit");
    if (!m || !n || !k) return refuse(invalidValue, "a product of nothing");
    if (d.epilogue != plain && d.epilogue != bias) return refuse(notSupported, "an epilogue that is not used here");
    for (const Layout *l : {&a, &b, &c, &to}) {
        if (l->pitch < static_cast<int64_t>(l->rows)) return refuse(invalidValue, "a leading dimension shorter than its rows");
        if (l->batch != to.batch) return refuse(invalidValue, "batches of two lengths");
        if (l->type == brain16 && l->pitch % 8) return refuse(notSupported, "bfloat16 rows that do not begin at 16 bytes");
        if (l->type == brain16 && l->stride % 8) return refuse(notSupported, "bfloat16 batches that do not begin at 16 bytes");
    }
    const int64_t between = (to.columns - 1) * to.pitch + to.rows;
    if (to.batch > 1 && to.stride < between) return refuse(invalidValue, "results of a batch that lie on each other");
    return success;
}

/// The numbers of an operand, which is stored by columns: by its rows if asked, else by its columns.
std::vector<double> packed(const unsigned char *at, const Layout &l, bool byRows, bool tf32) {
    std::vector<double> out(l.rows * l.columns);
    for (uint64_t column = 0; column < l.columns; ++column)
        for (uint64_t row = 0; row < l.rows; ++row) {
            float x;
            if (l.type == brain16) {
                uint16_t half;
                std::memcpy(&half, at + (column * l.pitch + row) * 2, 2);
                x = brain(half);
            } else {
                std::memcpy(&x, at + (column * l.pitch + row) * 4, 4);
                if (tf32) x = roundedToTF32(x);
            }
            out[byRows ? row * l.columns + column : column * l.rows + row] = x;
        }
    return out;
}

struct Product {
    Description d;
    Layout a, b, c, to;
    float alpha, beta;
    const unsigned char *atA, *atB, *atC, *bias;
    unsigned char *atTo;
};

int compute(const Product &p) {
    const bool tf32 = p.d.compute == computeTF32;
    const uint64_t m = p.to.rows, n = p.to.columns, k = p.d.transA ? p.a.rows : p.a.columns;
    std::vector<double> sums(m);
    for (int batch = 0; batch < p.to.batch; ++batch) {
        const uint64_t offsetA = uint64_t(batch) * p.a.stride * size(p.a.type), offsetB = uint64_t(batch) * p.b.stride * size(p.b.type);
        // A as [k, m], so that a column of the result is summed over rows that lie side by side; B as [n, k].
        const std::vector<double> a = packed(p.atA + offsetA, p.a, p.d.transA, tf32);
        const std::vector<double> b = packed(p.atB + offsetB, p.b, p.d.transB, tf32);
        for (uint64_t column = 0; column < n; ++column) {
            std::fill(sums.begin(), sums.end(), 0.0);
            for (uint64_t i = 0; i < k; ++i) {
                const double factor = b[column * k + i];
                const double *row = &a[i * m];
                for (uint64_t j = 0; j < m; ++j) sums[j] += factor * row[j];
            }
            for (uint64_t j = 0; j < m; ++j) {
                double value = double(p.alpha) * sums[j];
                if (p.beta != 0) {
                    float old;
                    std::memcpy(&old, p.atC + (uint64_t(batch) * p.c.stride + column * p.c.pitch + j) * 4, 4);
                    value += double(p.beta) * old;
                }
                if (p.bias) {
                    float one;
                    std::memcpy(&one, p.bias + j * 4, 4);
                    value += one;
                }
                const float rounded = static_cast<float>(value);
                std::memcpy(p.atTo + (uint64_t(batch) * p.to.stride + column * p.to.pitch + j) * 4, &rounded, 4);
            }
        }
    }
    return success;
}

}  // namespace

EXPORT size_t cublasLtGetVersion(void) { LOCKED; entered("cublasLtGetVersion"); return settings().ltVersion; }

EXPORT const char *cublasLtGetStatusName(int status) {
    switch (status) {
        case 0: return "CUBLAS_STATUS_SUCCESS";
        case 1: return "CUBLAS_STATUS_NOT_INITIALIZED";
        case 3: return "CUBLAS_STATUS_ALLOC_FAILED";
        case 7: return "CUBLAS_STATUS_INVALID_VALUE";
        case 8: return "CUBLAS_STATUS_ARCH_MISMATCH";
        case 13: return "CUBLAS_STATUS_EXECUTION_FAILED";
        case 14: return "CUBLAS_STATUS_INTERNAL_ERROR";
        case 15: return "CUBLAS_STATUS_NOT_SUPPORTED";
        default: return "CUBLAS_STATUS unknown";
    }
}

EXPORT int cublasLtCreate(void **handle) {
    LOCKED;
    if (int code = entered("cublasLtCreate")) return code;
    *handle = new Handle;
    return success;
}

EXPORT int cublasLtDestroy(void *handle) {
    LOCKED;
    if (int code = entered("cublasLtDestroy")) return code;
    delete static_cast<Handle *>(handle);
    return success;
}

EXPORT int cublasLtMatmulDescCreate(void **made, int compute, int scaleType) {
    LOCKED;
    if (int code = entered("cublasLtMatmulDescCreate")) return code;
    *made = new Description{compute, scaleType};
    return success;
}

EXPORT int cublasLtMatmulDescDestroy(void *made) {
    LOCKED;
    if (int code = entered("cublasLtMatmulDescDestroy")) return code;
    delete static_cast<Description *>(made);
    return success;
}

EXPORT int cublasLtMatmulDescSetAttribute(void *made, int attribute, const void *value, size_t bytes) {
    LOCKED;
    if (int code = entered("cublasLtMatmulDescSetAttribute")) return code;
    Description *d = static_cast<Description *>(made);
    switch (attribute) {
        case 3: return take(d->transA, value, bytes, "TRANSA");
        case 4: return take(d->transB, value, bytes, "TRANSB");
        case 7: return take(d->epilogue, value, bytes, "EPILOGUE");
        case 8: return take(d->biasPointer, value, bytes, "BIAS_POINTER");
        default: return refuse(invalidValue, "an attribute of a product that the fake does not know");
    }
}

EXPORT int cublasLtMatrixLayoutCreate(void **made, int type, uint64_t rows, uint64_t columns, int64_t pitch) {
    LOCKED;
    if (int code = entered("cublasLtMatrixLayoutCreate")) return code;
    *made = new Layout{type, rows, columns, pitch};
    return success;
}

EXPORT int cublasLtMatrixLayoutDestroy(void *made) {
    LOCKED;
    if (int code = entered("cublasLtMatrixLayoutDestroy")) return code;
    delete static_cast<Layout *>(made);
    return success;
}

EXPORT int cublasLtMatrixLayoutSetAttribute(void *made, int attribute, const void *value, size_t bytes) {
    LOCKED;
    if (int code = entered("cublasLtMatrixLayoutSetAttribute")) return code;
    Layout *l = static_cast<Layout *>(made);
    switch (attribute) {
        case 5: return take(l->batch, value, bytes, "BATCH_COUNT");
        case 6: return take(l->stride, value, bytes, "STRIDED_BATCH_OFFSET");
        default: return refuse(invalidValue, "an attribute of a layout that the fake does not know");
    }
}

EXPORT int cublasLtMatmulPreferenceCreate(void **made) {
    LOCKED;
    if (int code = entered("cublasLtMatmulPreferenceCreate")) return code;
    *made = new Preference;
    return success;
}

EXPORT int cublasLtMatmulPreferenceDestroy(void *made) {
    LOCKED;
    if (int code = entered("cublasLtMatmulPreferenceDestroy")) return code;
    delete static_cast<Preference *>(made);
    return success;
}

EXPORT int cublasLtMatmulPreferenceSetAttribute(void *made, int attribute, const void *value, size_t bytes) {
    LOCKED;
    if (int code = entered("cublasLtMatmulPreferenceSetAttribute")) return code;
    Preference *p = static_cast<Preference *>(made);
    switch (attribute) {
        case 1: return take(p->workspace, value, bytes, "MAX_WORKSPACE_BYTES");
        case 3: return take(p->reductions, value, bytes, "REDUCTION_SCHEME_MASK");
        case 5: case 6: case 7: case 8: return take(p->alignment[attribute - 5], value, bytes, "MIN_ALIGNMENT");
        default: return refuse(invalidValue, "a preference that the fake does not know");
    }
}

EXPORT int cublasLtMatmulAlgoGetHeuristic(void *handle, void *description, void *layoutA, void *layoutB, void *layoutC,
                                          void *layoutD, void *preference, int wanted, Result *results, int *found) {
    LOCKED;
    *found = 0;
    if (int code = entered("cublasLtMatmulAlgoGetHeuristic")) return code;
    if (!handle || !description || !preference || wanted < 1) return refuse(invalidValue, "asked without a description");
    const Description &d = *static_cast<Description *>(description);
    const Layout &a = *static_cast<Layout *>(layoutA), &b = *static_cast<Layout *>(layoutB);
    const Layout &c = *static_cast<Layout *>(layoutC), &to = *static_cast<Layout *>(layoutD);
    const Preference &p = *static_cast<Preference *>(preference);
    if (int code = check(d, a, b, c, to)) return code;
    if (p.workspace == UINT64_MAX) return refuse(notSupported, "no limit for the workspace");
    if (p.reductions != 0) return refuse(notSupported, "split-K is not excluded");
    Result &r = results[0];
    r = Result{};
    r.algorithm = {magic, p.workspace / 2, {}, {int32_t(a.pitch), int32_t(b.pitch), int32_t(c.pitch), int32_t(to.pitch)}, d.compute, a.type, {}};
    std::memcpy(r.algorithm.alignment, p.alignment, sizeof p.alignment);
    r.workspace = p.workspace / 2;
    *found = 1;
    return success;
}

EXPORT int cublasLtMatmul(void *handle, void *description, const float *alpha, uint64_t a, void *layoutA, uint64_t b,
                          void *layoutB, const float *beta, uint64_t c, void *layoutC, uint64_t to, void *layoutD,
                          const Algorithm *algorithm, uint64_t workspace, size_t workspaceBytes, void *stream) {
    LOCKED;
    if (int code = entered("cublasLtMatmul")) return code;
    if (!handle || !description) return refuse(notInitialized, "a product without a handle");
    Product p = {*static_cast<Description *>(description), *static_cast<Layout *>(layoutA), *static_cast<Layout *>(layoutB),
                 *static_cast<Layout *>(layoutC), *static_cast<Layout *>(layoutD), *alpha, *beta,
                 nullptr, nullptr, nullptr, nullptr, nullptr};
    if (int code = check(p.d, p.a, p.b, p.c, p.to)) return code;
    if (!algorithm || algorithm->magic != magic) return refuse(invalidValue, "a product without an algorithm: it would be chosen anew each time");
    const int32_t pitches[4] = {int32_t(p.a.pitch), int32_t(p.b.pitch), int32_t(p.c.pitch), int32_t(p.to.pitch)};
    if (std::memcmp(pitches, algorithm->pitches, sizeof pitches) || algorithm->compute != p.d.compute || algorithm->type != p.a.type)
        return refuse(invalidValue, "an algorithm of another product");
    const uint64_t addresses[4] = {a, b, c, to};
    for (int i = 0; i < 4; ++i) {
        if (addresses[i] % algorithm->alignment[i]) return refuse(invalidValue, "an operand that is not aligned as was said");
        if (i < 2 && p.a.type == brain16 && addresses[i] % 16) return refuse(notSupported, "a bfloat16 operand that does not begin at 16 bytes");
        if (addresses[i] % 4) return refuse(invalidValue, "an operand that does not begin at 4 bytes");
    }
    if (workspaceBytes < algorithm->workspace || (algorithm->workspace && !reach(workspace, workspaceBytes)))
        return refuse(invalidValue, "a workspace that is not there");
    if (workspace % 256) return refuse(invalidValue, "a workspace that does not begin at 256 bytes");
    p.atA = reach(a, extent(p.a));
    p.atB = reach(b, extent(p.b));
    p.atC = reach(c, extent(p.c));
    p.atTo = reach(to, extent(p.to));
    if (!p.atA || !p.atB || !p.atC || !p.atTo) return refuse(executionFailed, "an operand beyond its memory");
    if (c == to && p.c.pitch != p.to.pitch) return refuse(invalidValue, "C and D are one place with two pitches");
    if (p.d.epilogue == bias) {
        p.bias = reach(p.d.biasPointer, p.to.rows * 4);
        if (!p.bias) return refuse(executionFailed, "a bias beyond its memory");
    }
    return enqueue(stream, [p] { return compute(p); }) ? static_cast<int>(executionFailed) : static_cast<int>(success);
}
