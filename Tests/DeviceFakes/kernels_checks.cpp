// Kernels that show single pieces of the dialect to tests; none of them is in the product.
#include "../../Sources/Kernels/host/cuda_on_host.h"

/// The logarithm in float64.
KERNEL(check_log, const double *x, double *out, int n) {
    for (long long i = global_thread(); i < n; i += global_threads()) out[i] = log_of(x[i]);
}

/// 0 gelu_tanh, 1 gelu, 2 silu, 3 exp, 4 tanh.
KERNEL(check_function, const float *x, float *out, int n, int which) {
    for (long long i = global_thread(); i < n; i += global_threads())
        out[i] = which == 0 ? gelu_tanh_of(x[i]) : which == 1 ? gelu_of(x[i]) : which == 2 ? silu_of(x[i]) : which == 3 ? exp_of(x[i])
                                                                                                                : tanh_of(x[i]);
}

/// Each of a warp's operations, a row of 32 results each.
KERNEL(check_warp, int *out) {
    const int own = (int)threadIdx.x * 10, width = 8;
    int *row = out + threadIdx.x;
    row[0] = __shfl_sync(WHOLE_WARP, own, 5);
    row[32] = __shfl_sync(WHOLE_WARP, own, (lane() + 3) & 31);
    row[64] = __shfl_up_sync(WHOLE_WARP, own, 3u);
    row[96] = __shfl_down_sync(WHOLE_WARP, own, 3u);
    row[128] = __shfl_xor_sync(WHOLE_WARP, own, 5);
    row[160] = __shfl_down_sync(WHOLE_WARP, own, 3u, width);
    row[192] = (int)__ballot_sync(WHOLE_WARP, lane() % 3 == 0);
    row[224] = __any_sync(WHOLE_WARP, lane() == 7) * 2 + __all_sync(WHOLE_WARP, lane() == 7);
    row[256] = __popc(0xF0u) + __ffs(8) * 10 + __clz(1) * 100 + __clz(0) * 10000;
    // Half of the warp by itself.
    if (lane() < 16) {
        row[288] = __shfl_sync(0xFFFFu, own, 15);
    } else {
        row[288] = __shfl_sync(0xFFFF0000u, own, 16);
    }
}

/// Lane 0 of a warp reads one that has ended.
KERNEL(faulty_lane, int *out) {
    if (threadIdx.x == 31) return;
    out[threadIdx.x] = __shfl_sync(WHOLE_WARP, 1, 31);
}
