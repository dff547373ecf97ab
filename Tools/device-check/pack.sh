#!/usr/bin/env bash
# Packs what run.sh needs on a machine with a GPU and nothing else of ours: programs, tests, their shared libraries, golden
# files, and launches of every kernel with the bits that the emulation gave.
#
#   pack.sh [ARCHIVE.txz]        default: .build/device-check.txz
#
#   DEVICE_CHECK_BUILT=FOLDER      programs that are built already; otherwise they are built here, in release mode
#   DEVICE_CHECK_LAUNCHES=FOLDER   launches that were recorded already; otherwise the device's tests are run to record them
set -euo pipefail
cd "$(dirname "$0")/../.."
archive=$(realpath -m "${1:-.build/device-check.txz}")

built=${DEVICE_CHECK_BUILT:-}
if [ -z "$built" ]; then
    swift build -c release --build-tests
    built=$(swift build -c release --show-bin-path)
fi
tests=$(find -L "$built" -maxdepth 1 -name '*.xctest' -print -quit)

launches=${DEVICE_CHECK_LAUNCHES:-}
if [ -z "$launches" ]; then
    launches=.build/device-check/launches
    rm -rf "$launches"
    mkdir -p "$launches"
    for filter in DeviceEngineTests 'DeviceTenStepTests|DeviceRunTests'; do
        ORTHOSAE_FAKE_RECORD=$(realpath "$launches") "$tests" --testing-library swift-testing --filter "$filter" >"$launches.log" 2>&1 \
            || { tail -n 20 "$launches.log" >&2; echo "pack.sh: the tests that record launches fail" >&2; exit 1; }
    done
    # Tests take the sparse form at few latents only: both forms of every architecture.
    fakes=$built/libDeviceFakes.so
    for precision in tf32 bf16; do
        for form in sparse dense; do
            ORTHOSAE_FAKE_RECORD=$(realpath "$launches") ORTHOSAE_FAKE_QUIET=1 ORTHOSAE_CUDA_DRIVER=$fakes ORTHOSAE_CUDA_NVRTC=$fakes \
                ORTHOSAE_CUDA_CUBLASLT=$fakes "$built/orthosae" bench --device cuda --precision $precision --form $form \
                --shape 16,128,32 --l0 4 --stages step --product 16 --memory 1 --repeats 1 --theta 0.1 \
                --architecture standard topk batchtopk jumprelu orthogonal >>"$launches.log" 2>&1
        done
    done
fi
printf 'launches: %s of %s kernels\n' "$(find "$launches" -name '*.launch' | wc -l)" \
    "$(find "$launches" -name '*.launch' -printf '%f\n' | sed 's/\..*//' | sort -u | wc -l)"

stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
top=$stage/device-check
mkdir -p "$top/bin" "$top/lib" "$top/goldens" "$top/launches"
for program in orthosae KernelCheck; do strip -o "$top/bin/$program" "$built/$program"; done
strip -o "$top/bin/tests" "$tests"
strip --strip-unneeded -o "$top/lib/libDeviceFakes.so" "$built/libDeviceFakes.so"
# The embedded model lies beside the programs.
find -L "$built" -maxdepth 1 -name '*.resources' ! -name '*Tests.resources' -exec cp -rL {} "$top/bin/" \;
# All but the C library's own, which are the machine's.
ldd "$built/orthosae" "$built/KernelCheck" "$tests" | awk '$2 == "=>" && $3 ~ /^\// { print $3 }' | sort -u \
    | grep -vE '/(libc|libm|libdl|libpthread|librt|libresolv|ld-linux[^/]*)\.so' | while read -r library; do
        name=$(basename "$library")
        [ -e "$top/lib/$name" ] || cp -L "$library" "$top/lib/$name"
    done
strip --strip-unneeded "$top"/lib/*.so* 2>/dev/null || true
cp -r Tests/Goldens/training Tests/Goldens/autoencoders "$top/goldens/"
cp "$launches"/*.launch "$top/launches/"
cp Tools/device-check/{run.sh,join.py,torch_step.py,README.md} "$top/"
git describe --always --dirty >"$top/version" 2>/dev/null || true
mkdir -p "$(dirname "$archive")"
tar -C "$stage" -c device-check | xz -T0 -6 >"$archive"
printf '%s: %s MB, %s MB unpacked\n' "$archive" "$(($(stat -c %s "$archive") / 1000000))" "$(du -sm "$stage" | cut -f 1)"
