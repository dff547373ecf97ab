#!/usr/bin/env bash
# What is to be known of a GPU, in the order of its worth, in nine minutes: run where pack.sh's archive was unpacked.
#
#   bash run.sh [RESULTS.json]
#
# Each part has a time limit of its own; a part that fails or runs out of time is noted and the next one begins. What is there
# after any part is in the results' folder, so a machine that is taken away early loses the rest only. Needs bash and coreutils;
# python3 to join the results, torch for PyTorch's figures.
#   DEVICE_CHECK_LIMIT=540   seconds after which nothing is begun
#   DEVICE_CHECK_TINY=1      shapes for the fakes (dry-run.sh)
#   DEVICE_CHECK_ONLY='…'    only parts whose names match
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
results=$(realpath -m "${1:-device-check.json}")
out=${results%.json}.parts
mkdir -p "$out"
rm -f "$out"/*
limit=${DEVICE_CHECK_LIMIT:-540}
tiny=${DEVICE_CHECK_TINY:-}
# For our programs alone: PyTorch has a C++ library of its own.
libraries=$here/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
ours=(env "LD_LIBRARY_PATH=$libraries")
export ORTHOSAE_GOLDENS="$here/goldens" ORTHOSAE_TEST_GPU="${ORTHOSAE_TEST_GPU:-1}"
# Libraries of the PyTorch that is there (§9: wheels are looked for under $VIRTUAL_ENV).
if [ -z "${VIRTUAL_ENV:-}" ] && command -v python3 >/dev/null; then
    prefix=$(python3 -c 'import importlib.util as u, pathlib as p
s = u.find_spec("nvidia") or u.find_spec("torch")
print(p.Path(list(s.submodule_search_locations)[0]).parents[3] if s else "")' 2>/dev/null || true)
    [ -n "$prefix" ] && export VIRTUAL_ENV="$prefix"
fi

seconds() { date +%s.%N; }
begun=$(seconds)
since() { awk -v a="$1" -v b="$(seconds)" 'BEGIN { printf "%.1f", b - a }'; }

# part NAME LIMIT COMMAND…: standard output to NAME.out, errors to NAME.err, a line to parts.txt.
part() {
    local name=$1 most=$2 start status left
    shift 2
    if [ -n "${DEVICE_CHECK_ONLY:-}" ] && ! [[ $name =~ $DEVICE_CHECK_ONLY ]]; then return; fi
    left=$(awk -v l="$limit" -v s="$(since "$begun")" 'BEGIN { printf "%d", l - s }')
    if [ "$left" -lt 5 ]; then
        printf '%s not-begun 0\n' "$name" >>"$out/parts.txt"
        return
    fi
    [ -n "$tiny" ] && most=$((most * 10))
    [ "$most" -gt "$left" ] && most=$left
    start=$(seconds)
    timeout -k 5 "$most" "$@" >"$out/$name.out" 2>"$out/$name.err"
    status=$?
    printf '%s %s %s\n' "$name" "$status" "$(since "$start")" >>"$out/parts.txt"
    printf '%-24s %3s  %6s s of %s\n' "$name" "$status" "$(since "$start")" "$(since "$begun")"
    [ "$status" -eq 0 ] || tail -n 3 "$out/$name.err" | cut -c 1-300
}

orthosae=("${ours[@]}" "$here/bin/orthosae")
bench() { # bench NAME LIMIT OPTIONS…
    local name=$1 most=$2
    shift 2
    part "$name" "$most" "${orthosae[@]}" bench --device cuda --stages step --json "${probe[@]}" "$@"
}

if [ -n "$tiny" ]; then
    probe=(--product 32 --memory 1 --repeats 1)
    shape=(--shape 16,64,8) large=(--shape 16,64,16) some=4 many=4,8 all=2,4,8 wide=(--shape 16,128,8)
    tests='DeviceTenStepTests' engine='DeviceElementwise' torch=(--shape tiny --l0 4 --repeats 1 --device cpu --precisions float32)
    demo=(--layer 0 --latents 64 --tokens 256)
    for setting in data.batch=32 data.held_out_rows=2 data.buffer=128 record.checkpoint_every=2; do demo+=(--set $setting); done
else
    probe=(--repeats 20)
    shape=(--shape paper) large=(--shape 2304,16384,8192) some=100 many=40,100 all=32,64,128,256,512 wide=(--shape 2304,65536,2048)
    tests='DeviceTenStepTests|DeviceRunTests' engine='DeviceEngineTests' torch=(--shape paper)
    demo=(--tokens 200000 --set record.checkpoint_every=50)
fi

command -v nvidia-smi >/dev/null && part smi 10 nvidia-smi -q
part devices 60 "${orthosae[@]}" inspect --devices
part kernels 60 "${ours[@]}" "$here/bin/KernelCheck" "$here/launches" --json "$out/kernels.json"
if command -v compute-sanitizer >/dev/null; then
    # Each block of memory at its own size, so that a read beyond it is seen.
    for tool in memcheck racecheck; do
        part "$tool" 40 "${ours[@]}" ORTHOSAE_DEVICE_EXACT=1 compute-sanitizer --tool $tool --error-exitcode 3 "$here/bin/KernelCheck" "$here/launches"
    done
fi
part goldens 60 "${ours[@]}" "$here/bin/tests" --testing-library swift-testing --filter "$tests"
for precision in bf16 tf32 float32; do
    bench "step-$precision" 40 "${shape[@]}" --l0 "$many" --architecture standard topk --precision $precision
done
part torch 110 python3 "$here/torch_step.py" "${torch[@]}" --seconds 90
part engine 60 "${ours[@]}" "$here/bin/tests" --testing-library swift-testing --filter "$engine"
for precision in bf16 tf32; do
    bench "orthogonal-$precision" 30 "${shape[@]}" --l0 "$some" --architecture orthogonal --theta 0.3 --precision $precision
    bench "form-sparse-$precision" 30 "${shape[@]}" --l0 "$all" --form sparse --precision $precision
    bench "form-dense-$precision" 20 "${shape[@]}" --l0 "$some" --form dense --precision $precision
    bench "others-$precision" 30 "${shape[@]}" --l0 "$some" --architecture batchtopk jumprelu --precision $precision
    bench "large-batch-$precision" 30 "${large[@]}" --l0 "$many" --architecture standard topk --precision $precision
done

# The demo recipe: the same settings on the processor and at each precision; join.py compares the last events.
train() { # train NAME LIMIT OPTIONS…
    local name=$1 most=$2
    shift 2
    part "$name" "$most" "${orthosae[@]}" train --out "$out/$name.run" "${demo[@]}" --set record.keep=9 "$@"
}
train demo-tf32 30 --device cuda --set precision=tf32
train demo-bf16 30 --device cuda --set precision=bf16
# Resumed from its first checkpoint: the same bits.
part resumed 30 "${ours[@]}" bash -c '
    set -e
    from=$1 to=$2
    first=$(ls -d "$from"/checkpoints/*/ | sort -V | head -n 1)
    mkdir -p "$to/checkpoints"
    cp "$from/resolved.yaml" "$to/"
    cp -r "$first" "$to/checkpoints/"
    "$3" train --resume "$to"
    for file in "$from"/sae/*.safetensors; do cmp "$file" "$to/sae/$(basename "$file")"; done
    echo same bits from "$(basename "$first")" on' resumed "$out/demo-tf32.run" "$out/resumed.run" "$here/bin/orthosae"
train demo-float32 30 --device cuda --set precision=float32
train demo-cpu 60 --device cpu
bench "wide-bf16" 30 "${wide[@]}" --l0 "$some" --architecture standard topk --precision bf16
bench "orthogonal-inverse" 30 "${shape[@]}" --l0 "$some" --architecture orthogonal --firing inverse --precision bf16
bench "half-bf16" 30 "${shape[@]}" --l0 half --architecture orthogonal --precision bf16

printf 'whole %s %s\n' 0 "$(since "$begun")" >>"$out/parts.txt"
if command -v python3 >/dev/null; then python3 "$here/join.py" "$out" "$results"; else echo "no python3: results are in $out"; fi
