// Stands in for the device's compiler: the .cu files included after this header are plain C++17, each kernel registered by
// its name, each thread of a block a fiber of Tests/DeviceFakes/emulation.cpp. Included by Tests/DeviceFakes/kernels_*.cpp.
#pragma once

#include <cstdint>
#include <cstring>
#include <type_traits>
#include <utility>

// Rounding is as written: a * b + c is never fused behind the source's back.
#pragma clang fp contract(off)
#if defined(__FAST_MATH__)
#error "kernels are compared bit for bit: not with fast math"
#endif

#define CUDA_ON_HOST 1

// Vector types ----------------------------------------------------------------------------------------------------

struct alignas(8) float2 { float x, y; };
struct alignas(16) float4 { float x, y, z, w; };
struct alignas(8) int2 { int x, y; };
struct alignas(16) int4 { int x, y, z, w; };
struct alignas(8) uint2 { unsigned x, y; };
struct alignas(16) uint4 { unsigned x, y, z, w; };
struct alignas(16) double2 { double x, y; };
struct alignas(8) ushort4 { unsigned short x, y, z, w; };
struct uint3 { unsigned x, y, z; };

static inline __attribute__((unused)) float2 make_float2(float x, float y) { return {x, y}; }
static inline __attribute__((unused)) float4 make_float4(float x, float y, float z, float w) { return {x, y, z, w}; }
static inline __attribute__((unused)) int2 make_int2(int x, int y) { return {x, y}; }
static inline __attribute__((unused)) int4 make_int4(int x, int y, int z, int w) { return {x, y, z, w}; }
static inline __attribute__((unused)) uint2 make_uint2(unsigned x, unsigned y) { return {x, y}; }
static inline __attribute__((unused)) uint4 make_uint4(unsigned x, unsigned y, unsigned z, unsigned w) { return {x, y, z, w}; }
static inline __attribute__((unused)) double2 make_double2(double x, double y) { return {x, y}; }
static inline __attribute__((unused)) ushort4 make_ushort4(unsigned short x, unsigned short y, unsigned short z, unsigned short w) {
    return {x, y, z, w};
}

// What the scheduler keeps for kernels ----------------------------------------------------------------------------

namespace emulation {

struct Place { uint3 thread, block, blockShape, grid; };
extern Place place;                    // of the fiber that runs
extern unsigned char *dynamic_shared;  // ends at a page that nobody may touch

enum class WarpOperation : int { wait, read, up, down, exchange, ballot };
void barrier();
/// Waits for the lanes of `mask`; returns what the operation gives to this lane.
uint64_t warp(WarpOperation operation, unsigned mask, uint64_t value, int argument, int width);

struct Entry {
    const char *name;
    void (*function)();
    void (*call)(void (*)(), const uint64_t *);
    const char *types;  // a letter an argument: p pointer, i int, u unsigned, f float
    Entry *next;
};
void add(Entry *entry);

template <class T> constexpr char letter() {
    static_assert(
        std::is_pointer_v<T> || std::is_same_v<T, int> || std::is_same_v<T, unsigned> || std::is_same_v<T, float>,
        "a kernel's arguments are pointers, int, unsigned and float");
    return std::is_pointer_v<T> ? 'p' : std::is_same_v<T, int> ? 'i' : std::is_same_v<T, unsigned> ? 'u' : 'f';
}
template <class T> T argument(const uint64_t *slot) {
    T value;
    std::memcpy(&value, slot, sizeof value);
    return value;
}
template <class... A> struct Letters { static constexpr char text[] = {letter<A>()..., '\0'}; };

template <class... A, size_t... I> void call(void (*function)(), const uint64_t *slots, std::index_sequence<I...>) {
    reinterpret_cast<void (*)(A...)>(function)(argument<A>(slots + I)...);
}

struct Registration {
    Entry entry;
    template <class... A> Registration(const char *name, void (*function)(A...)) {
        entry = {name, reinterpret_cast<void (*)()>(function),
                 [](void (*f)(), const uint64_t *slots) { call<A...>(f, slots, std::index_sequence_for<A...>{}); },
                 Letters<A...>::text, nullptr};
        add(&entry);
    }
};

template <class T> uint64_t packed(T value) {
    static_assert(sizeof(T) <= 8, "a lane hands over 8 bytes at most");
    uint64_t bits = 0;
    std::memcpy(&bits, &value, sizeof value);
    return bits;
}
template <class T> T unpacked(uint64_t bits) {
    T value;
    std::memcpy(&value, &bits, sizeof value);
    return value;
}

}  // namespace emulation

// The language ----------------------------------------------------------------------------------------------------

// A fused multiply-add is one instruction then, with the bits of the C library's call, which is thirty times slower.
// The scheduler refuses to launch on a processor without it.
#if defined(__x86_64__)
#define EMULATION_TARGET target("avx2,fma")
#else
#define EMULATION_TARGET
#endif

#define KERNEL(name, ...)                                                              \
    static void kernel_##name(__VA_ARGS__);                                            \
    static emulation::Registration registration_##name(#name, kernel_##name);          \
    __attribute__((EMULATION_TARGET)) static void kernel_##name(__VA_ARGS__)
#define DEVICE __attribute__((unused, EMULATION_TARGET)) static inline
#define CONSTANT static const
#define __launch_bounds__(...)
/// One section holds all of them, so that every block starts with NaN in them.
#if defined(__APPLE__)
#define EMULATED_SECTION section("__DATA,emulated_shared")
#else
#define EMULATED_SECTION section("emulated_shared")
#endif
#define __shared__ static __attribute__((EMULATED_SECTION))
#define __align__(n) __attribute__((aligned(n)))
#define DYNAMIC_SHARED(type, name) type *name = reinterpret_cast<type *>(emulation::dynamic_shared)

#define threadIdx (emulation::place.thread)
#define blockIdx (emulation::place.block)
#define blockDim (emulation::place.blockShape)
#define gridDim (emulation::place.grid)

static inline __attribute__((unused)) void __syncthreads() { emulation::barrier(); }
static inline __attribute__((unused)) void __syncwarp(unsigned mask = 0xFFFFFFFFu) {
    emulation::warp(emulation::WarpOperation::wait, mask, 0, 0, 32);
}
static inline __attribute__((unused)) unsigned __ballot_sync(unsigned mask, int predicate) {
    return (unsigned)emulation::warp(emulation::WarpOperation::ballot, mask, predicate != 0, 0, 32);
}
static inline __attribute__((unused)) int __any_sync(unsigned mask, int predicate) { return __ballot_sync(mask, predicate) != 0; }
static inline __attribute__((unused)) int __all_sync(unsigned mask, int predicate) { return __ballot_sync(mask, !predicate) == 0; }

template <class T> static inline T __shfl_sync(unsigned mask, T value, int from, int width = 32) {
    return emulation::unpacked<T>(emulation::warp(emulation::WarpOperation::read, mask, emulation::packed(value), from, width));
}
template <class T> static inline T __shfl_up_sync(unsigned mask, T value, unsigned by, int width = 32) {
    return emulation::unpacked<T>(emulation::warp(emulation::WarpOperation::up, mask, emulation::packed(value), (int)by, width));
}
template <class T> static inline T __shfl_down_sync(unsigned mask, T value, unsigned by, int width = 32) {
    return emulation::unpacked<T>(emulation::warp(emulation::WarpOperation::down, mask, emulation::packed(value), (int)by, width));
}
template <class T> static inline T __shfl_xor_sync(unsigned mask, T value, int with, int width = 32) {
    return emulation::unpacked<T>(emulation::warp(emulation::WarpOperation::exchange, mask, emulation::packed(value), with, width));
}

// Fibers change only at waits, so an atomic operation is a plain one. Integers only: there is no float form to call.
#define EMULATED_ATOMIC(type)                                                                                             \
    static inline __attribute__((unused)) type atomicAdd(type *at, type x) { type old = *at; *at = old + x; return old; }         \
    static inline __attribute__((unused)) type atomicMin(type *at, type x) { type old = *at; *at = x < old ? x : old; return old; } \
    static inline __attribute__((unused)) type atomicMax(type *at, type x) { type old = *at; *at = x > old ? x : old; return old; } \
    static inline __attribute__((unused)) type atomicOr(type *at, type x) { type old = *at; *at = old | x; return old; }          \
    static inline __attribute__((unused)) type atomicAnd(type *at, type x) { type old = *at; *at = old & x; return old; }         \
    static inline __attribute__((unused)) type atomicExch(type *at, type x) { type old = *at; *at = x; return old; }              \
    static inline __attribute__((unused)) type atomicCAS(type *at, type expected, type x) {                                       \
        type old = *at;                                                                                                   \
        if (old == expected) *at = x;                                                                                     \
        return old;                                                                                                       \
    }
EMULATED_ATOMIC(int)
EMULATED_ATOMIC(unsigned)
EMULATED_ATOMIC(unsigned long long)
#undef EMULATED_ATOMIC

static inline __attribute__((unused)) void __threadfence() {}
static inline __attribute__((unused)) void __threadfence_block() {}

static inline __attribute__((unused)) int __popc(unsigned x) { return __builtin_popcount(x); }
static inline __attribute__((unused)) int __popcll(unsigned long long x) { return __builtin_popcountll(x); }
static inline __attribute__((unused)) int __ffs(int x) { return __builtin_ffs(x); }
static inline __attribute__((unused)) int __ffsll(long long x) { return __builtin_ffsll(x); }
static inline __attribute__((unused)) int __clz(int x) { return x == 0 ? 32 : __builtin_clz((unsigned)x); }
static inline __attribute__((unused)) int __clzll(long long x) { return x == 0 ? 64 : __builtin_clzll((unsigned long long)x); }
static inline __attribute__((unused)) unsigned __brev(unsigned x) { return __builtin_bitreverse32(x); }
static inline __attribute__((unused)) unsigned __umulhi(unsigned a, unsigned b) {
    return (unsigned)(((unsigned long long)a * b) >> 32);
}

static inline __attribute__((unused)) unsigned __float_as_uint(float x) { return emulation::unpacked<unsigned>(emulation::packed(x)); }
static inline __attribute__((unused)) int __float_as_int(float x) { return emulation::unpacked<int>(emulation::packed(x)); }
static inline __attribute__((unused)) float __uint_as_float(unsigned x) { return emulation::unpacked<float>(emulation::packed(x)); }
static inline __attribute__((unused)) float __int_as_float(int x) { return emulation::unpacked<float>(emulation::packed(x)); }
static inline __attribute__((unused)) long long __double_as_longlong(double x) { return emulation::unpacked<long long>(emulation::packed(x)); }
static inline __attribute__((unused)) double __longlong_as_double(long long x) { return emulation::unpacked<double>(emulation::packed(x)); }

// Correctly rounded on both sides. (The C library's own declarations are not included, so nothing else of it can be called.)
static inline __attribute__((unused)) float fmaf(float a, float b, float c) { return __builtin_fmaf(a, b, c); }
static inline __attribute__((unused)) double fma(double a, double b, double c) { return __builtin_fma(a, b, c); }
static inline __attribute__((unused)) float sqrtf(float x) { return __builtin_sqrtf(x); }
static inline __attribute__((unused)) double sqrt(double x) { return __builtin_sqrt(x); }
static inline __attribute__((unused)) float fabsf(float x) { return __builtin_fabsf(x); }
static inline __attribute__((unused)) double fabs(double x) { return __builtin_fabs(x); }

// The integer forms; floats are compared by `?:`, whose meaning for NaN is written.
#define EMULATED_MIN_MAX(type)                                                                                   \
    static inline __attribute__((unused)) type min(type a, type b) { return b < a ? b : a; }                     \
    static inline __attribute__((unused)) type max(type a, type b) { return a < b ? b : a; }
EMULATED_MIN_MAX(int)
EMULATED_MIN_MAX(unsigned)
EMULATED_MIN_MAX(long long)
EMULATED_MIN_MAX(unsigned long long)
#undef EMULATED_MIN_MAX

template <class T> static inline T __ldg(const T *p) { return *p; }

#include "../device.cuh"
