#include "CKernels.h"
#if defined(__x86_64__)
#include <immintrin.h>
#define CK_PATH avx2
#define CK_AVX2
#define CK_LANES 8
#define CK_ISA ck_isa_avx2
#pragma clang attribute push(__attribute__((target("avx2,fma,f16c,bmi,bmi2,popcnt"))), apply_to = function)
#include "path.h"
#pragma clang attribute pop
#endif
