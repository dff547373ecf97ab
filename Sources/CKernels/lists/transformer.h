// Kernels of the language model's forward, as a list that CKernels.h and paths/path.h expand. Included several times: no guard.
// How to add one: CKernels.h.
