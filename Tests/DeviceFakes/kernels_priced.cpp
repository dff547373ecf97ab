#include "../../Sources/Kernels/host/cuda_on_host.h"

#include "../../Sources/Kernels/priced.cu"

/// Of a helper alone, for the test of it.
KERNEL(check_asin, const float *x, float *out, int n) {
    for (long long i = global_thread(); i < n; i += global_threads()) out[i] = asin_of(x[i]);
}
