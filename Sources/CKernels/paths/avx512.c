#include "CKernels.h"
#if defined(__x86_64__)
#include <immintrin.h>
#define CK_PATH avx512
#define CK_LANES 16
#define CK_ISA ck_isa_avx512
#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma,f16c,bmi,bmi2,popcnt"))), apply_to = function)
#include "path.h"
#pragma clang attribute pop
#endif
