// Kernels of the optimizer's step; what each means is said in lists/optimizer.h. Compiled once for each path.
