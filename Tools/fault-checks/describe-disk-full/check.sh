#!/bin/bash
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
cc -shared -fPIC -w -o shim.so "$SHIM_SOURCE" -ldl || exit 2
C() { "$ORTHOSAE" compare --threads 1 --latents 16 --tokens 2000 --set data.batch=256 --set data.context=32 --architectures topk,standard --sparsities topk=8 standard=1 --evals none --out $1; }
FAULT_CALL=write FAULT_LOG=$WORK/log LD_PRELOAD=$WORK/shim.so C a >/dev/null 2>&1
for f in latents.jsonl competition.json report.html; do
  N=$(grep -n "/$f.partial" log | head -1 | cut -d: -f1); rm -rf b
  FAULT_CALL=write FAULT_N=$N FAULT_DO=ENOSPC LD_PRELOAD=$WORK/shim.so C b >o 2>e; rc=$?
  check "$f cannot be written (write $N): 74 ($rc) and said; SAEs and table are there" "[ $rc -eq 74 ] && tail -1 e | grep -q 'No space left' && [ -f b/topk-k_8-seed0/sae/cfg.json ] && [ -f b/standard-l1_1-seed0/sae/cfg.json ] && grep -q 'Table 1' o"
  [ $f = report.html ] || check "  the page and the other SAE's latents are there" "[ -f b/report.html ] && [ \$(ls b/*/latents.jsonl | wc -l) -ge 1 ]"
  C b >/dev/null 2>e; rc=$?; check "  the same command again mends it ($rc)" "[ $rc -eq 0 ] && [ \$(ls b/*/latents.jsonl b/*/competition.json b/report.html | wc -l) -eq 5 ] && [ -z \"\$(find b -name '*.partial-*')\" ]"
done
done_
