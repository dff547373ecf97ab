#!/usr/bin/env bash
# Builds everything in release mode with the rooms' arrows enforced, runs the whole suite, and fails when a test was
# skipped or none was run: a suite that quietly does less must not pass.
set -euo pipefail
cd "$(dirname "$0")/.."

arrows=(--explicit-target-dependency-import-check error)
swift build -c release --build-tests "${arrows[@]}"
# Kernels meet the real compiler where it can be had.
ORTHOSAE_TEST_NVRTC=$(Tools/device-check/fetch-nvrtc.sh)
export ORTHOSAE_TEST_NVRTC
log=$(mktemp)
trap 'rm -f "$log"' EXIT
swift test -c release --skip-build "${arrows[@]}" 2>&1 | tee "$log"

# The arrow, since tests may speak of skipping in their names.
skipped=$(grep -c '^➜ .* skipped' "$log" || true)
ran=$(sed -n 's/.*Test run with \([0-9]*\) tests\{0,1\} .*passed.*/\1/p' "$log" | tail -n 1)
printf 'tests run: %s, skipped: %s\n' "${ran:-0}" "$skipped"
[ "${ran:-0}" -gt 0 ] && [ "$skipped" -eq 0 ]
