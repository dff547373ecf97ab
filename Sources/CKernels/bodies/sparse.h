// Kernels of the sparse latents; what each means is said in lists/sparse.h. Compiled once for each path.
