#!/usr/bin/env bash
# run.sh on the fakes, with shapes for an emulation: every part's command is proved before a GPU is at hand. Its times say
# nothing.
#
#   dry-run.sh [ARCHIVE.txz] [RESULTS.json]      default: .build/device-check.txz, as pack.sh leaves it
set -euo pipefail
archive=$(realpath "${1:-$(dirname "$0")/../../.build/device-check.txz}")
results=$(realpath -m "${2:-${archive%.txz}.dry.json}")
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
tar -C "$place" -xJf "$archive"
fakes=$place/device-check/lib/libDeviceFakes.so
export ORTHOSAE_CUDA_DRIVER=$fakes ORTHOSAE_CUDA_NVRTC=$fakes ORTHOSAE_CUDA_CUBLASLT=$fakes ORTHOSAE_FAKE_QUIET=1
export XDG_CACHE_HOME=$place/cache DEVICE_CHECK_TINY=1 DEVICE_CHECK_LIMIT=${DEVICE_CHECK_LIMIT:-1800}
export ORTHOSAE_TEST_GPU=1 ORTHOSAE_DEVICE_FAKES=$fakes
bash "$place/device-check/run.sh" "$results"
# Without torch its part cannot be: all others must.
wrong=$(awk '$2 != 0 && $1 != "torch" { print $1 }' "${results%.json}.parts/parts.txt")
[ -z "$wrong" ] || { printf 'not right: %s\n' $wrong >&2; exit 1; }
