#ifndef FAKE_CONTROLS_H
#define FAKE_CONTROLS_H

#include <stdint.h>

/// What a test may set and ask of the fake NVIDIA libraries (driver.cpp, nvrtc.cpp, cublaslt.cpp).
///
/// The same by the environment, read once when the library is loaded, for a program of its own process:
///
///     ORTHOSAE_FAKE_DEVICES=1             how many devices there are
///     ORTHOSAE_FAKE_NAME=…                what a device is called
///     ORTHOSAE_FAKE_CAPABILITY=9.0        its compute capability
///     ORTHOSAE_FAKE_MEMORY=4294967296     its bytes
///     ORTHOSAE_FAKE_PINNED=134217728      bytes of pinned host memory that it gives
///     ORTHOSAE_FAKE_DRIVER_VERSION=13000  1000 · major + 10 · minor
///     ORTHOSAE_FAKE_INIT=0                what cuInit answers
///     ORTHOSAE_FAKE_NVRTC_VERSION=13.5    and ORTHOSAE_FAKE_ARCHS=75,80,90
///     ORTHOSAE_FAKE_LT_VERSION=130500
///     ORTHOSAE_FAKE_DEFER=1               work runs only when something waits for it
///     ORTHOSAE_FAKE_ORDER=0               threads run forwards, 1 backwards, 2 shuffled
///     ORTHOSAE_FAKE_RECORD=FOLDER         launches are kept there (recorder.cpp)
///     ORTHOSAE_FAKE_FAIL=cuLaunchKernel:12:719;kernel NAME:1:700
///     ORTHOSAE_FAKE_QUIET=1               refusals are not written to standard error
#ifdef __cplusplus
extern "C" {
#endif

void fake_set_devices(int count);
void fake_set_name(const char *name);
void fake_set_capability(int major, int minor);
void fake_set_memory(uint64_t bytes);
void fake_set_pinned(uint64_t bytes);
void fake_set_driver_version(int version);
void fake_set_init(int code);
void fake_set_nvrtc_version(int major, int minor);
void fake_set_archs(const char *commas);
void fake_set_lt_version(int version);
void fake_set_defer(int on);
void fake_set_quiet(int on);

/// The `nth` call from now on (1: the next) of the function with that symbol's name answers `code`. "kernel NAME": the
/// nth launch of that kernel fails when it runs, which is told by whatever waits for it. Codes from which a context does not
/// recover stay: every later call answers them.
void fake_fail(const char *function, int nth, int code);

/// How often the function with that symbol's name was called; "kernel NAME" for launches that ran.
long fake_calls(const char *function);
/// Bytes and blocks of device memory in use.
uint64_t fake_memory_in_use(void);
int fake_live_blocks(void);
/// Work that waits in the streams.
int fake_pending(void);
/// Why the last call was refused; empty if none was.
const char *fake_complaint(void);
/// Reads device memory past the queue: what is there at this moment. 0 if the range lies in a block.
int fake_peek(uint64_t address, void *to, uint64_t bytes);

#ifdef __cplusplus
}
#endif
#endif
