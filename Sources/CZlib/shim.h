#include <zlib.h>

// inflateInit2 and deflateInit2 are macros, which Swift does not see.
static inline int zlib_inflate_begin(z_streamp stream, int windowBits) {
    return inflateInit2(stream, windowBits);
}

static inline int zlib_deflate_begin(z_streamp stream, int level, int windowBits) {
    return deflateInit2(stream, level, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY);
}
