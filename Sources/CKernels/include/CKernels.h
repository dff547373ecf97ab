#ifndef CKERNELS_H
#define CKERNELS_H
#include <stddef.h>
#include <stdint.h>

/// Processors that the system lets this process run on; at least 1.
int ck_available_processors(void);

#endif
