// Kernels with mistakes, for the tests of the test: each must be found out.
#include "../../Sources/Kernels/host/cuda_on_host.h"

/// out[i] = in[i ^ 1] through shared memory, with no barrier between write and read: a race.
KERNEL(faulty_race, const float *in, float *out) {
    __shared__ float room[64];
    room[threadIdx.x] = in[threadIdx.x];
    out[threadIdx.x] = room[threadIdx.x ^ 1u];
}

/// The same with the barrier.
KERNEL(faulty_race_mended, const float *in, float *out) {
    __shared__ float room[64];
    room[threadIdx.x] = in[threadIdx.x];
    __syncthreads();
    out[threadIdx.x] = room[threadIdx.x ^ 1u];
}

/// Every second thread goes to a barrier, the others end.
KERNEL(faulty_barrier, float *out) {
    if (threadIdx.x & 1u) return;
    __syncthreads();
    out[threadIdx.x] = 1;
}

/// Lanes of one warp in different operations.
KERNEL(faulty_warp, float *out) {
    if (threadIdx.x & 1u)
        out[threadIdx.x] = __shfl_sync(WHOLE_WARP, 1.0f, 0);
    else
        out[threadIdx.x] = (float)__ballot_sync(WHOLE_WARP, 1);
}

/// Reads shared memory that nobody has written: NaN, static and dynamic.
KERNEL(faulty_unwritten, float *out) {
    __shared__ float room[64];
    DYNAMIC_SHARED(float, more);
    out[threadIdx.x] = room[threadIdx.x];
    out[blockDim.x + threadIdx.x] = more[threadIdx.x];
    __syncthreads();
    room[threadIdx.x] = more[threadIdx.x] = 1;
}

/// Blocks that depend on each other: block 0 must run first.
KERNEL(faulty_blocks, int *out) {
    if (threadIdx.x == 0) out[blockIdx.x] = blockIdx.x == 0 ? 1 : out[0] + (int)blockIdx.x;
}

/// Sums of a block twice over, through one room: a warp that is ahead writes its second before another has read the first.
/// Where all warps meet in the shuffle first nothing is to be seen of it.
KERNEL(faulty_one_room, const float *in, float *out) {
    __shared__ float room[2];
    float sum = in[threadIdx.x];
    for (int turn = 0; turn < 2; turn++) {
        if (lane() == 0) room[warp()] = sum;
        __syncthreads();
        sum = room[0] + room[1];
        sum = __shfl_sync(WHOLE_WARP, sum, 0) + 1.0f;
    }
    out[threadIdx.x] = sum;
}
