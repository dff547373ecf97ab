// Kernels of the language model's forward; what each means is said in lists/transformer.h. Compiled once for each path.
