// One element at a time: runs anywhere, and is what the vector paths are compared with.
#include "CKernels.h"
#define CK_PATH scalar
#define CK_LANES 1
#define CK_ISA ck_isa_scalar
#include "path.h"
