#!/usr/bin/env bash
# Prints the path of a libnvrtc.so, so that kernels are compiled for real where there is no GPU: what ORTHOSAE_TEST_NVRTC names, else
# what an earlier call unpacked, else the wheel of the Python package index (58 MB). Where that is not to be had, one line on
# standard error, nothing on standard output, and success: the tests say themselves what was not run.
set -euo pipefail

# Registers differ by version: Tests/CUDATests/kernel-registers.txt is of this one.
version=13.5.37
folder=${ORTHOSAE_NVRTC_FOLDER:-${XDG_CACHE_HOME:-$HOME/.cache}/orthosae/nvrtc-$version}

found() { find "$folder" -name 'libnvrtc.so.1[0-9]' -print -quit 2>/dev/null || true; }

if [ -n "${ORTHOSAE_TEST_NVRTC:-}" ]; then
    printf '%s\n' "$ORTHOSAE_TEST_NVRTC"
    exit
fi
if [ -z "$(found)" ]; then
    aside=$(mktemp -d "${TMPDIR:-/tmp}/nvrtc.XXXXXX")
    trap 'rm -rf "$aside"' EXIT
    if ! command -v python3 >/dev/null \
        || ! timeout 180 python3 -m pip download --quiet --no-deps --only-binary :all: --disable-pip-version-check --dest "$aside" \
            "nvidia-cuda-nvrtc==$version" >"$aside/log" 2>&1; then
        printf 'no NVRTC: the wheel nvidia-cuda-nvrtc %s cannot be had here\n' "$version" >&2
        exit
    fi
    python3 -m zipfile -e "$aside"/*.whl "$aside/unpacked"
    mkdir -p "$(dirname "$folder")"
    # Whole or not at all, whoever else does the same.
    mv -T "$aside/unpacked" "$folder" 2>/dev/null || [ -n "$(found)" ]
fi
found
