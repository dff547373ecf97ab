#!/bin/bash
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
"$ORTHOSAE" train --latents 16 --tokens 20480 --set data.batch=512 --set data.held_out_rows=4 --set record.checkpoint_every=10 --keep 3 --threads 1 --corpus text.jsonl --out whole >/dev/null 2>&1
cp -r whole run
damage() { python3 - "$1" <<'P'
import sys; p = sys.argv[1]; b = bytearray(open(p, 'rb').read()); b[len(b)//2] ^= 1; open(p, 'wb').write(b)
P
}
damage run/checkpoints/step-40/weights.safetensors
"$ORTHOSAE" train --resume run --threads 1 >out 2>err; rc=$?
check "newest checkpoint damaged: named, with the command that works, or taken with a line (rc $rc: $(tail -n1 err | cut -c1-200))" "[ $rc -eq 65 ] && grep -q 'step-40' err && grep -q 'orthosae train --resume' err || [ $rc -eq 0 ] && grep -q step-40 err"
orthosae() { "$ORTHOSAE" "$@"; }
if [ $rc -eq 65 ]; then mkdir -p away; cd away; line=$(grep -o 'orthosae train --resume.*' ../err | head -n1); eval "$line" >/dev/null 2>../err2; rc=$?; cd ..; check "that command works, from another folder: $line (rc $rc: $(tail -n1 err2 | cut -c1-120))" "[ $rc -eq 0 ]"; fi
check "and ends in the same SAE" "cmp -s whole/sae/sae_weights.safetensors run/sae/sae_weights.safetensors"
check "and in the same events, but for times" "[ \$(wc -l < whole/events.jsonl) -eq \$(wc -l < run/events.jsonl) ]"
cp -r whole named; "$ORTHOSAE" train --resume named/checkpoints/step-20 --threads 1 >/dev/null 2>err; rc=$?
check "a checkpoint can be named (rc $rc: $(tail -n1 err | cut -c1-120))" "[ $rc -eq 0 ] && cmp -s whole/sae/sae_weights.safetensors named/sae/sae_weights.safetensors"
cp -r whole all; for s in 20 30 40; do damage all/checkpoints/step-$s/weights.safetensors; done
"$ORTHOSAE" train --resume all --threads 1 >/dev/null 2>err; rc=$?
check "none is whole: 65, and what to do (rc $rc: $(tail -n1 err | cut -c1-200))" "[ $rc -eq 65 ] && grep -q -- --config err"
done_
