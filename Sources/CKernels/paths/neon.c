// Every 64-bit arm processor has these vectors, so nothing is opened and nothing is asked.
#include "CKernels.h"
#if defined(__aarch64__)
#define CK_PATH neon
#define CK_LANES 4
#define CK_ISA ck_isa_neon
#include "path.h"
#endif
