// Which paths this machine can run.
#include "CKernels.h"

extern const struct ck_kernels ck_table_scalar;

#if defined(__x86_64__)
#include <cpuid.h>
extern const struct ck_kernels ck_table_avx2, ck_table_avx512;

/// The register sets that the system saves when it switches threads (XCR0). A processor may have an instruction set
/// whose registers the system does not save: using it would corrupt them.
static uint64_t saved_registers(void) {
    uint32_t low, high;
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return (uint64_t)high << 32 | low;
}

static int machine_has(int isa) {
    unsigned a, b, c, d;
    if (!__get_cpuid(1, &a, &b, &c, &d)) return 0;
    const unsigned base = bit_OSXSAVE | bit_AVX | bit_FMA | bit_F16C | bit_POPCNT;
    if ((c & base) != base) return 0;
    // Bits 1 and 2: the halves of the 256-bit registers; 5 to 7: masks and the 512-bit registers.
    const uint64_t saved = saved_registers();
    if ((saved & 0x06) != 0x06) return 0;
    if (!__get_cpuid_count(7, 0, &a, &b, &c, &d)) return 0;
    const unsigned avx2 = bit_AVX2 | bit_BMI | bit_BMI2;
    if ((b & avx2) != avx2) return 0;
    if (isa == ck_isa_avx2) return 1;
    const unsigned avx512 = bit_AVX512F | bit_AVX512BW | bit_AVX512DQ | bit_AVX512VL;
    return (saved & 0xE6) == 0xE6 && (b & avx512) == avx512;
}
#endif

#if defined(__aarch64__)
extern const struct ck_kernels ck_table_neon;
#endif

const struct ck_kernels *ck_kernels_for(int isa) {
    switch (isa) {
    case ck_isa_scalar: return &ck_table_scalar;
#if defined(__x86_64__)
    case ck_isa_avx2: return machine_has(isa) ? &ck_table_avx2 : 0;
    case ck_isa_avx512: return machine_has(isa) ? &ck_table_avx512 : 0;
#endif
#if defined(__aarch64__)
    case ck_isa_neon: return &ck_table_neon;
#endif
    default: return 0;
    }
}

int ck_best_isa(void) {
    static const int fastest_first[] = {ck_isa_avx512, ck_isa_avx2, ck_isa_neon};
    for (int i = 0; i < 3; i++)
        if (ck_kernels_for(fastest_first[i])) return fastest_first[i];
    return ck_isa_scalar;
}
