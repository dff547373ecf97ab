#!/bin/sh
# Compiles the kernels for 64-bit arm and runs the NEON path beside the scalar one under an emulator.
# Needs clang (the Swift toolchain's will do) and, on Debian: gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
kernels="$here/../../Sources/CKernels"
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
for file in "$kernels"/dispatch.c "$kernels"/processors.c "$kernels"/paths/*.c "$here"/compare.c; do
    clang --target=aarch64-linux-gnu -isystem /usr/aarch64-linux-gnu/include -O2 -Wall -Wextra -Werror \
        -I "$kernels/include" -c "$file" -o "$out/$(basename "$file" .c).o"
done
aarch64-linux-gnu-gcc -static "$out"/*.o -lm -o "$out/compare"
qemu-aarch64 "$out/compare"
