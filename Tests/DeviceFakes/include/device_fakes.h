// What stands in for a GPU in tests: kernels run as fibers on the CPU (emulation_*), and the fakes of the driver, NVRTC and
// cuBLASLt have their controls here (fake_*).
#pragma once
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Runs a kernel by its name, every block to its end; answers when all is done. One launch runs at a time; callers on other
/// threads wait.
///
/// - slots: one slot of 8 bytes for each argument, the value in its first bytes.
/// - returns: 0, or an `emulation_failure`; `emulation_message` then has the sentence. Results are then worthless.
int emulation_launch(
    const char *kernel, uint32_t grid_x, uint32_t grid_y, uint32_t grid_z, uint32_t threads, uint32_t shared_bytes,
    const uint64_t *slots);

enum emulation_failure {
    emulation_unknown_kernel = 1,
    emulation_bad_shape = 2,
    /// A barrier, or a warp's operation, that not all of its threads reach.
    emulation_stuck = 3,
    /// Lanes of a warp meet in different operations, or read a lane that gives nothing.
    emulation_bad_warp = 4,
    /// x86-64 without AVX2 and FMA.
    emulation_bad_processor = 5,
};

/// The sentence of this thread's last failed launch. Lives until the thread's next launch.
const char *emulation_message(void);

/// Whether a kernel of this name is registered.
int emulation_has(const char *kernel);
/// How many arguments it takes; -1 when there is no such kernel.
int emulation_argument_count(const char *kernel);
/// A letter for each argument: p pointer, i int, u unsigned, f float. Null when there is no such kernel.
const char *emulation_argument_types(const char *kernel);
/// How many are registered, and the name of one.
int emulation_kernel_count(void);
const char *emulation_kernel_name(int at);

/// In what order threads run between two waits, and blocks one after the other. Results must not depend on it.
/// `emulation_warp_by_warp`: a warp runs as far as the block's next barrier before another begins, which goes first is drawn.
enum emulation_order { emulation_forwards = 0, emulation_backwards = 1, emulation_shuffled = 2, emulation_warp_by_warp = 3 };
/// For the launches from this thread on; new threads start with `emulation_forwards`.
void emulation_set_order(int order);

#ifdef __cplusplus
}
#endif
