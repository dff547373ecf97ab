#include "../../Sources/Kernels/host/cuda_on_host.h"

#include "../../Sources/Kernels/rows.cu"
