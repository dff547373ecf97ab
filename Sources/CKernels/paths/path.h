// Everything that a path compiles. The file that includes this has defined CK_PATH, CK_LANES and CK_ISA, included the
// intrinsics it needs, and opened its instruction set for the functions that follow.
#include "../lanes.h"
#include "../bodies/vector_math.h"
#include "../bodies/elementwise.h"
#include "../bodies/reductions.h"
#include "../bodies/formats.h"
#include "../bodies/blocks.h"
#include "../bodies/rows.h"
#include "../bodies/choose.h"
#include "../bodies/optimizer.h"
#include "../bodies/competition.h"
#include "../bodies/panels.h"
#include "../bodies/sparse.h"
#include "../bodies/step.h"
#include "../bodies/transformer.h"

const struct ck_kernels CK_JOIN(ck_table, CK_PATH) = {
    .isa = CK_ISA,
    .lanes = CK_LANES,
#define CK_KERNEL(result, name, parameters) .name = CK_NAME(name),
#include "../lists/blocks.h"
#include "../lists/competition.h"
#include "../lists/core.h"
#include "../lists/optimizer.h"
#include "../lists/panels.h"
#include "../lists/sparse.h"
#include "../lists/step.h"
#include "../lists/transformer.h"
#undef CK_KERNEL
};
