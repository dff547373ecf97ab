#ifndef CKERNELS_H
#define CKERNELS_H
#include <stddef.h>
#include <stdint.h>

// The kernels: the only code of the project that knows an instruction set.
//
// A kernel's body is written once, over the vector types of lanes.h, and compiled once for each path (scalar, AVX2,
// AVX-512, NEON): paths/<isa>.c opens that instruction set for its functions and includes every file of bodies/.
// A path is a table of function pointers; a ComputeEngine takes one table when it is made and keeps it.
//
// To add a kernel:
//   1. Declare it in the list of its topic, lists/<topic>.h, with a comment that gives its dense meaning:
//          CK_KERNEL(void, axpy, (float a, const float *x, float *y, size_t n))
//   2. Write it in bodies/<topic>.h as   CK_BODY(void, axpy)(float a, const float *x, float *y, size_t n) { ... }
//      with the words of lanes.h (vf, load, store, madd, CK_STRIPS for a loop and its last part) and vector_math.h.
//   3. Call it from an Engine operation as `kernels.axpy(a, x, y, n)`.
//   4. Test it at sizes 0, 1, w-1, w, w+1 and a large odd one, on every path of `Kernels.available`, against a plain
//      twin in Swift.
// A new topic is a list named here and in paths/path.h (which makes the tables), and a body named in paths/path.h.
// The lists lie outside include/ because a module may not include its own headers inside a declaration.
//
// Rules: pointers need no alignment; n may be 0; nothing is read or written past n; a kernel keeps no state and takes
// no lock; the order of a sum depends on n alone (on one path). Between paths results differ by rounding.

/// Processors that the system lets this process run on; at least 1.
int ck_available_processors(void);

/// The paths. Values are stable; names as in ORTHOSAE_ISA.
enum ck_isa { ck_isa_scalar = 0, ck_isa_avx2 = 1, ck_isa_avx512 = 2, ck_isa_neon = 3 };
#define CK_ISA_COUNT 4

/// One path: its kernels, and how many floats its vectors hold.
struct __attribute__((swift_attr("@Sendable"))) ck_kernels {
    int isa;
    int lanes;
#define CK_KERNEL(result, name, parameters) result(*name) parameters;
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

/// The table of a path, or NULL where this build or this machine (processor, or a system that does not save its
/// registers) lacks it.
const struct ck_kernels *ck_kernels_for(int isa);

/// The fastest path of this machine.
int ck_best_isa(void);

#endif
