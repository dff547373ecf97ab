// The dialect that every kernel is written in. The engine puts this text in front of each .cu file and gives both to
// NVRTC; the host build comes here through host/cuda_on_host.h, which defines CUDA_ON_HOST and stands in for the device.
// So everything below the first part is one text for both, and rounds alike on both: no product is fused unless `fmaf` or
// `fma` is written, nothing is approximate, and every sum has one order.

#ifndef CUDA_ON_HOST

/// Begins a kernel: `KERNEL(name, const float *x, int n) { … }`. Arguments are pointers, int, unsigned and float only.
#define KERNEL(name, ...) extern "C" __global__ void BOUNDS name(__VA_ARGS__)
/// The threads of a block, and how many blocks a multiprocessor is to hold at least, for the kernels that follow a
/// definition of it in a file: `__launch_bounds__(128, 7)`. Where nothing is said the compiler keeps to so few registers
/// that of eight rows asked for at once two are on their way.
#define BOUNDS
/// Begins a helper of kernels.
#define DEVICE __device__ __forceinline__
/// A table of constants at file scope.
#define CONSTANT __constant__ const

/// The shared memory whose size the launch gives: `DYNAMIC_SHARED(float, row);` declares `float *row`.
extern __shared__ __align__(16) unsigned char dynamic_shared_bytes[];
#define DYNAMIC_SHARED(type, name) type *name = reinterpret_cast<type *>(dynamic_shared_bytes)

#endif

/// All lanes of a warp.
#define WHOLE_WARP 0xFFFFFFFFu

typedef unsigned short bf16;
typedef unsigned long long wide_bits;

#define POSITIVE_INFINITY __uint_as_float(0x7F800000u)
#define NEGATIVE_INFINITY __uint_as_float(0xFF800000u)

// Places ------------------------------------------------------------------------------------------------------------

DEVICE int lane() { return (int)(threadIdx.x & 31u); }
DEVICE int warp() { return (int)(threadIdx.x >> 5); }
DEVICE int warps() { return (int)((blockDim.x + 31u) >> 5); }

/// This thread's place among all threads of the grid's x direction, and how many there are: for grid-stride loops.
DEVICE long long global_thread() { return (long long)blockIdx.x * blockDim.x + threadIdx.x; }
DEVICE long long global_threads() { return (long long)gridDim.x * blockDim.x; }

/// Whether four floats can be read at once from here.
DEVICE bool is_aligned16(const void *p) { return (reinterpret_cast<wide_bits>(p) & 15u) == 0; }

/// rows · columns without overflow.
DEVICE long long elements(int rows, int columns) { return (long long)rows * columns; }

// bf16 --------------------------------------------------------------------------------------------------------------

/// bf16 is the upper half of a float32.
DEVICE float from_bf16(bf16 x) { return __uint_as_float((unsigned)x << 16); }

/// To the nearest bf16, ties to even; a NaN stays one (made quiet). The twin of CKernels' f32_to_bf16, bit for bit.
DEVICE bf16 to_bf16(float x) {
    const unsigned u = __float_as_uint(x);
    if ((u & 0x7FFFFFFFu) > 0x7F800000u) return (bf16)((u >> 16) | 0x40u);
    return (bf16)((u + 0x7FFFu + ((u >> 16) & 1u)) >> 16);
}

/// Two of them in a word, the first one in its low half.
DEVICE float low_bf16(unsigned pair) { return __uint_as_float(pair << 16); }
DEVICE float high_bf16(unsigned pair) { return __uint_as_float(pair & 0xFFFF0000u); }
DEVICE unsigned pair_of_bf16(float low, float high) { return (unsigned)to_bf16(low) | ((unsigned)to_bf16(high) << 16); }

// float32 as an integer of the same order -----------------------------------------------------------------------------

/// Greater floats have greater keys; -0 is below +0, NaNs lie beyond the infinities on their sign's side.
DEVICE unsigned ordered_key(float x) {
    const unsigned u = __float_as_uint(x);
    return u & 0x80000000u ? ~u : u | 0x80000000u;
}
DEVICE float from_ordered_key(unsigned key) {
    return __uint_as_float(key & 0x80000000u ? key & 0x7FFFFFFFu : ~key);
}

DEVICE bool is_finite(float x) { return (__float_as_uint(x) & 0x7F800000u) != 0x7F800000u; }

// Sums in one order ---------------------------------------------------------------------------------------------------
// A warp's sum is a tree of halves: lane i and lane i ^ 16 add each other's, then ^ 8, 4, 2, 1. Addition commutes, so all
// lanes end with the same number.

DEVICE float warp_sum(float x) {
    for (int half = 16; half > 0; half >>= 1) x += __shfl_xor_sync(WHOLE_WARP, x, half);
    return x;
}
DEVICE double warp_sum(double x) {
    for (int half = 16; half > 0; half >>= 1) x += __shfl_xor_sync(WHOLE_WARP, x, half);
    return x;
}
DEVICE int warp_sum(int x) {
    for (int half = 16; half > 0; half >>= 1) x += __shfl_xor_sync(WHOLE_WARP, x, half);
    return x;
}

/// The larger; NaN in `x` is passed over, as the CPU's `v > largest ? v : largest` does.
DEVICE float larger(float x, float largest) { return x > largest ? x : largest; }

DEVICE float warp_max(float x) {
    for (int half = 16; half > 0; half >>= 1) x = larger(__shfl_down_sync(WHOLE_WARP, x, half), x);
    return __shfl_sync(WHOLE_WARP, x, 0);
}

// A block's sum: each warp's, then the warps' in order. `room` is shared memory for 32 numbers; every thread of the block
// must come here (blockDim.x a multiple of 32), all get the sum, and `room` may be used again at once.

DEVICE float block_sum(float x, float *room) {
    x = warp_sum(x);
    if (lane() == 0) room[warp()] = x;
    __syncthreads();
    float total = 0;
    for (int w = 0; w < warps(); w++) total += room[w];
    __syncthreads();
    return total;
}
DEVICE double block_sum(double x, double *room) {
    x = warp_sum(x);
    if (lane() == 0) room[warp()] = x;
    __syncthreads();
    double total = 0;
    for (int w = 0; w < warps(); w++) total += room[w];
    __syncthreads();
    return total;
}
DEVICE int block_sum(int x, int *room) {
    x = warp_sum(x);
    if (lane() == 0) room[warp()] = x;
    __syncthreads();
    int total = 0;
    for (int w = 0; w < warps(); w++) total += room[w];
    __syncthreads();
    return total;
}
DEVICE float block_max(float x, float *room) {
    x = warp_max(x);
    if (lane() == 0) room[warp()] = x;
    __syncthreads();
    float largest = NEGATIVE_INFINITY;
    for (int w = 0; w < warps(); w++) largest = larger(room[w], largest);
    __syncthreads();
    return largest;
}

// Functions: the polynomials of CKernels/bodies/vector_math.h, fused in the same places ---------------------------------

/// exp(x) within 2 ulp; overflow gives inf, underflow goes through the subnormals to 0, NaN stays.
DEVICE float exp_of(float x) {
    x = x > 89.0f ? 89.0f : x;
    x = x < -104.0f ? -104.0f : x;
    const float magic = 12582912.0f;
    const float shifted = fmaf(x, 1.44269504088896341f, magic);
    const float n = shifted - magic;
    float r = fmaf(n, -0.693359375f, x);
    r = fmaf(n, 2.12194440054690583e-4f, r);
    float p = 1.0f / 5040.0f;
    p = fmaf(p, r, 1.0f / 720.0f);
    p = fmaf(p, r, 1.0f / 120.0f);
    p = fmaf(p, r, 1.0f / 24.0f);
    p = fmaf(p, r, 1.0f / 6.0f);
    p = fmaf(p, r, 0.5f);
    const float e = fmaf(p * r, r, r) + 1.0f;
    // Unsigned from here on: a NaN's bits may go anywhere, but not through an overflow of signed numbers.
    const unsigned k = __float_as_uint(shifted) - 0x4B400000u;
    const unsigned first = (unsigned)((int)k >> 1), second = k - first;
    return e * __uint_as_float((first + 127u) << 23) * __uint_as_float((second + 127u) << 23);
}

/// tanh(x) within 3 ulp; NaN stays.
DEVICE float tanh_of(float x) {
    const unsigned sign = __float_as_uint(x) & 0x80000000u;
    const float size = __uint_as_float(__float_as_uint(x) & 0x7FFFFFFFu);
    const float square = x * x;
    float p = -5.70498872745e-3f;
    p = fmaf(p, square, 2.06390887954e-2f);
    p = fmaf(p, square, -5.37397155531e-2f);
    p = fmaf(p, square, 1.33314422036e-1f);
    p = fmaf(p, square, -3.33332819422e-1f);
    const float small = fmaf(p * square, x, x);
    const float large = 1.0f - 2.0f / (exp_of(size + size) + 1.0f);
    return size < 0.625f ? small : __uint_as_float(__float_as_uint(large) | sign);
}

/// The tanh form of GELU as x / (1 + exp(-2u)).
DEVICE float gelu_tanh_of(float x) {
    const float inner = fmaf(x * x * 0.044715f, x, x);
    return x / (1.0f + exp_of(inner * -1.5957691216057308f));
}

/// x / (1 + exp(-x)).
DEVICE float silu_of(float x) { return x / (1.0f + exp_of(0.0f - x)); }

/// The error function's form of GELU: x - x Q or x Q, Q the normal distribution's upper tail.
DEVICE float gelu_of(float x) {
    const float t = 1.0f / fmaf(__uint_as_float(__float_as_uint(x) & 0x7FFFFFFFu), 0.3f, 1.0f);
    float r = -0.020019467920064926f;
    r = fmaf(r, t, 0.10888876765966415f);
    r = fmaf(r, t, -0.21908432245254517f);
    r = fmaf(r, t, 0.17824861407279968f);
    r = fmaf(r, t, -0.06664755195379257f);
    r = fmaf(r, t, 0.08815310150384903f);
    r = fmaf(r, t, 0.08175290375947952f);
    r = fmaf(r, t, 0.10930123180150986f);
    r = fmaf(r, t, 0.11973568052053452f);
    r = fmaf(r, t, 0.1196703165769577f);
    r = fmaf(r, t, 7.066846592351794e-07f);
    const float tail = x * r * exp_of(x * x * -0.5f);
    return x < 0.0f ? tail : x - tail;
}

/// The natural logarithm in float64, within 2 ulp (tested): x = m 2^e with m in [sqrt 1/2, sqrt 2), and
/// log m = 2 atanh(s), s = (m - 1) / (m + 1), as its series; s² <= 0.0295, so eleven terms reach 1e-17.
/// 0 gives -inf, a negative number NaN; inf and NaN stay.
DEVICE double log_of(double x) {
    wide_bits u = (wide_bits)__double_as_longlong(x);
    if (u == 0x7FF0000000000000ull || (u & 0x7FFFFFFFFFFFFFFFull) > 0x7FF0000000000000ull) return x;
    if ((u & 0x7FFFFFFFFFFFFFFFull) == 0) return __longlong_as_double((long long)0xFFF0000000000000ull);
    if (u >> 63) return __longlong_as_double((long long)0x7FF8000000000000ull);
    int e = 0;
    if ((u >> 52) == 0) {  // A subnormal: 2^54 makes it normal.
        u = (wide_bits)__double_as_longlong(x * 18014398509481984.0);
        e = -54;
    }
    // sqrt 1/2 has these bits: what is below it goes to the binade before.
    const wide_bits half_root = 0x3FE6A09E667F3BCDull;
    const long long shift = (long long)(u - half_root) >> 52;
    e += (int)shift;
    const double m = __longlong_as_double((long long)(u - ((wide_bits)shift << 52)));
    const double f = m - 1.0, s = f / (m + 1.0), z = s * s;
    double p = 1.0 / 23.0;
    p = fma(p, z, 1.0 / 21.0);
    p = fma(p, z, 1.0 / 19.0);
    p = fma(p, z, 1.0 / 17.0);
    p = fma(p, z, 1.0 / 15.0);
    p = fma(p, z, 1.0 / 13.0);
    p = fma(p, z, 1.0 / 11.0);
    p = fma(p, z, 1.0 / 9.0);
    p = fma(p, z, 1.0 / 7.0);
    p = fma(p, z, 1.0 / 5.0);
    p = fma(p, z, 1.0 / 3.0);
    // 2s = f - s f exactly in the reals, so f carries the leading digits without a rounding of s.
    const double tail = fma(s, 2.0 * (z * p), -(s * f));
    // ln 2 in two parts; e times the first is exact.
    const double high = 0x1.62e42fefa3800p-1, low = 0x1.ef35793c76730p-45;
    return fma((double)e, high, f + fma((double)e, low, tail));
}

// Reading by fours ----------------------------------------------------------------------------------------------------

/// Elements i, i + 1, i + 2, i + 3 of n; `past` stands for those that are not there. One read where `aligned` (all of p's
/// rows begin at 16 bytes and i is a multiple of 4).
DEVICE float4 four(const float *p, long long i, long long n, bool aligned, float past) {
    if (i + 4 <= n) {
        if (aligned) return *reinterpret_cast<const float4 *>(p + i);
        return make_float4(p[i], p[i + 1], p[i + 2], p[i + 3]);
    }
    return make_float4(i < n ? p[i] : past, i + 1 < n ? p[i + 1] : past, i + 2 < n ? p[i + 2] : past, past);
}

/// Writes as many of them as there are.
DEVICE void put_four(float *p, long long i, long long n, bool aligned, float4 v) {
    if (i + 4 <= n) {
        if (aligned) {
            *reinterpret_cast<float4 *>(p + i) = v;
        } else {
            p[i] = v.x;
            p[i + 1] = v.y;
            p[i + 2] = v.z;
            p[i + 3] = v.w;
        }
        return;
    }
    if (i < n) p[i] = v.x;
    if (i + 1 < n) p[i + 1] = v.y;
    if (i + 2 < n) p[i + 2] = v.z;
}

/// Whether every row of `columns` floats from p on begins at 16 bytes.
DEVICE bool rows_aligned(const float *p, int columns) { return (columns & 3) == 0 && is_aligned16(p); }

/// A float64 argument, which a kernel gets as two words.
DEVICE double double_of(unsigned low, unsigned high) {
    return __longlong_as_double((long long)(((wide_bits)high << 32) | low));
}

// Rows in strips --------------------------------------------------------------------------------------------------------
// Kernels that gather rows give each thread four neighbouring columns of a strip: 128 threads, 512 columns. Whole groups of
// 16 bytes where 4 divides the width; the plain path for other widths has the same columns to the same threads, so the same
// bits.

#define STRIP 512
#define STRIP_THREADS 128

/// Four columns at an aligned place.
DEVICE float4 whole_columns(const float *p) { return *(const float4 *)p; }
DEVICE float4 whole_columns(const bf16 *p) {
    const uint2 four = *(const uint2 *)p;
    return make_float4(low_bf16(four.x), high_bf16(four.x), low_bf16(four.y), high_bf16(four.y));
}

/// Four neighbouring columns of a row of d from `at` on; 0 beyond d. The row lies at a multiple of d from an aligned base.
DEVICE float4 columns_of(const float *row, int at, int d) {
    float4 v = make_float4(0.0f, 0.0f, 0.0f, 0.0f);
    if ((d & 3) == 0) return at < d ? whole_columns(row + at) : v;
    if (at < d) v.x = row[at];
    if (at + 1 < d) v.y = row[at + 1];
    if (at + 2 < d) v.z = row[at + 2];
    if (at + 3 < d) v.w = row[at + 3];
    return v;
}

/// The same of a row in bfloat16.
DEVICE float4 columns_of(const bf16 *row, int at, int d) {
    float4 v = make_float4(0.0f, 0.0f, 0.0f, 0.0f);
    if ((d & 3) == 0) return at < d ? whole_columns(row + at) : v;
    if (at < d) v.x = from_bf16(row[at]);
    if (at + 1 < d) v.y = from_bf16(row[at + 1]);
    if (at + 2 < d) v.z = from_bf16(row[at + 2]);
    if (at + 3 < d) v.w = from_bf16(row[at + 3]);
    return v;
}

/// Writes them; nothing beyond d.
DEVICE void store_columns(float *row, int at, int d, float4 v) {
    if ((d & 3) == 0) {
        if (at < d) *(float4 *)(row + at) = v;
        return;
    }
    if (at < d) row[at] = v.x;
    if (at + 1 < d) row[at + 1] = v.y;
    if (at + 2 < d) row[at + 2] = v.z;
    if (at + 3 < d) row[at + 3] = v.w;
}

/// Four columns in bfloat16; nothing beyond d.
DEVICE void store_shadow(bf16 *row, int at, int d, float4 v) {
    if ((d & 3) == 0) {
        if (at < d) *(uint2 *)(row + at) = make_uint2(pair_of_bf16(v.x, v.y), pair_of_bf16(v.z, v.w));
        return;
    }
    if (at < d) row[at] = to_bf16(v.x);
    if (at + 1 < d) row[at + 1] = to_bf16(v.y);
    if (at + 2 < d) row[at + 2] = to_bf16(v.z);
    if (at + 3 < d) row[at + 3] = to_bf16(v.w);
}

DEVICE float4 zero_columns() { return make_float4(0.0f, 0.0f, 0.0f, 0.0f); }

/// sum + a v, each column fused.
DEVICE float4 add_scaled(float a, float4 v, float4 sum) {
    sum.x = fmaf(a, v.x, sum.x);
    sum.y = fmaf(a, v.y, sum.y);
    sum.z = fmaf(a, v.z, sum.z);
    sum.w = fmaf(a, v.w, sum.w);
    return sum;
}

/// sum + a · v, the columns in order, each fused.
DEVICE float add_dot(float4 a, float4 v, float sum) {
    sum = fmaf(a.x, v.x, sum);
    sum = fmaf(a.y, v.y, sum);
    sum = fmaf(a.z, v.z, sum);
    return fmaf(a.w, v.w, sum);
}

/// The same in float64.
DEVICE double add_dot64(float4 a, float4 v, double sum) {
    sum = fma((double)a.x, (double)v.x, sum);
    sum = fma((double)a.y, (double)v.y, sum);
    sum = fma((double)a.z, (double)v.z, sum);
    return fma((double)a.w, (double)v.w, sum);
}

/// sum + Σ values[e] w[indices[e]] for entries first ..< last in order, at columns `at` < d on; of whole groups eight rows
/// are asked for before the first is added.
template <class Row>
DEVICE float4 add_rows(
    float4 sum, const int *indices, const float *values, long long first, long long last, const Row *w, int at, int d) {
    long long e = first;
    if ((d & 3) == 0) {
        w += at;
        for (; e + 8 <= last; e += 8) {
            float4 rows[8];
#pragma unroll
            for (int k = 0; k < 8; k++) rows[k] = whole_columns(w + elements(indices[e + k], d));
#pragma unroll
            for (int k = 0; k < 8; k++) sum = add_scaled(values[e + k], rows[k], sum);
        }
        for (; e < last; e++) sum = add_scaled(values[e], whole_columns(w + elements(indices[e], d)), sum);
        return sum;
    }
    for (; e < last; e++) sum = add_scaled(values[e], columns_of(w + elements(indices[e], d), at, d), sum);
    return sum;
}

/// A warp's dot of two rows of d: lane l has columns 4 (l + 32 k) ... + 3, k rising; then the warp's sum.
template <class Left, class Right>
DEVICE float warp_dot(const Left *a, const Right *b, int d) {
    float sum = 0.0f;
#pragma unroll 4
    for (int at = 4 * lane(); at < d; at += 128) sum = add_dot(columns_of(a, at, d), columns_of(b, at, d), sum);
    return warp_sum(sum);
}

/// How much the threads before this one have together, of integers. `room`: shared memory for 33 numbers, afterwards
/// room[32] is the sum of all. Every thread of the block must come here; `room` may be used again after a barrier.
DEVICE long long block_before(long long x, long long *room) {
    long long upTo = x;
    for (int by = 1; by < 32; by *= 2) {
        const long long other = __shfl_up_sync(WHOLE_WARP, upTo, by);
        if (lane() >= by) upTo += other;
    }
    if (lane() == 31) room[warp()] = upTo;
    __syncthreads();
    long long before = 0, total = 0;
    for (int w = 0; w < warps(); w++) {
        if (w == warp()) before = total;
        total += room[w];
    }
    if (threadIdx.x == 0) room[32] = total;
    __syncthreads();
    return before + upTo - x;
}
