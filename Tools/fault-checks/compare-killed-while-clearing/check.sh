#!/bin/bash
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
cc -shared -fPIC -w -o shim.so "$SHIM_SOURCE" -ldl || exit 2
C="--threads 1 --latents 16 --tokens 2000 --set data.batch=256 --set data.context=32 --set record.checkpoint_every=3 --architectures orthogonal,topk --sparsities orthogonal=1 topk=8 --evals none --describe none"
FAULT_CALL=unlink FAULT_LOG=$WORK/log LD_PRELOAD=$WORK/shim.so "$ORTHOSAE" compare $C --out a >/dev/null 2>&1
total=$(wc -l <log); bad=0; n=0
# every unlink of the last third is one of the clearing or after it
for N in $(seq $((total*2/3)) $total); do
  rm -rf b; FAULT_CALL=unlink FAULT_N=$N FAULT_DO=kill LD_PRELOAD=$WORK/shim.so "$ORTHOSAE" compare $C --out b >/dev/null 2>&1; [ $? -eq 137 ] || continue
  n=$((n+1)); "$ORTHOSAE" compare --resume b >/dev/null 2>e; rc=$?
  if [ $rc -ne 0 ] || [ -e b/checkpoints ] || [ -n "$(find b -name '*.partial-*')" ]; then bad=$((bad+1)); echo "unlink $N: exit $rc"; tail -1 e; find b -name '*.partial-*'; fi
done
check "killed at each of $n unlinks: --resume ends with 0, no checkpoints and no litter are left ($bad bad)" "[ $bad -eq 0 ] && [ $n -gt 0 ]"
for s in orthogonal-l1_1-seed0 topk-k_8-seed0; do check "$s is that of an undisturbed comparison" "cmp a/$s/sae/sae_weights.safetensors b/$s/sae/sae_weights.safetensors"; done
done_
