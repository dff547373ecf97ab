#!/bin/bash
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
cc -shared -fPIC -w -o shim.so "$SHIM_SOURCE" -ldl || exit 2
partials() { find "$@" -name '*.partial-*' | wc -l; }
# Dies at each of its renames, one after the other; the same again must leave nothing of it. $1: name, $2: folder to look in, $3…: first try and recovery (a function each)
t() { local n=$1 f=$2 left=0 tries=0
  for call in rename fsync; do for N in 1 2 3 4 6 9 12 16 20 26; do
    rm -rf w; mkdir w; cp -r base/. w/; cd w
    FAULT_CALL=$call FAULT_N=$N FAULT_DO=kill LD_PRELOAD=$WORK/shim.so $3 >/dev/null 2>&1; rc=$?; if [ $rc -ne 137 ]; then cd ..; continue; fi
    $4 >/dev/null 2>e || { echo "recovery of $n at $call $N:"; cat e; left=$((left+1)); }
    tries=$((tries+1)); left=$((left+$(partials $f))); cd ..
  done; done
  check "$n: killed $tries times, $left left over" "[ $left -eq 0 ] && [ $tries -gt 0 ]"; }
mkdir base; cd base
train1() { "$ORTHOSAE" train --latents 16 --tokens 2048 --set data.batch=512 --set data.held_out_rows=4 --set record.checkpoint_every=2 --threads 1 --corpus $WORK/text.jsonl --out r; }
again() { if ls r/checkpoints/step-?/manifest.json >/dev/null 2>&1; then "$ORTHOSAE" train --resume r --threads 1; else rm -rf r; train1; fi; }
t0=$WORK; cd $WORK; t train r train1 again
cd base; train1 >/dev/null 2>&1; cd ..
ev() { "$ORTHOSAE" evaluate r --evals core --context 32 --batch-size 2 --reconstruction-batches 1 --threads 1 --out ev; }
t evaluate ev ev ev
co() { "$ORTHOSAE" competition r --threads 1; }; t competition r co co
re() { "$ORTHOSAE" report r; }; t report r re re
# a live process's is left alone
cd base; sleep 60 & q=$!; echo x >r/report.html.partial-$q-1; mkdir r/sae.partial-$q-1; re >/dev/null 2>&1; "$ORTHOSAE" train --resume r --threads 1 >/dev/null 2>&1
check "what a live process is at stays" "[ $(partials r) -eq 2 ]"; kill $q; wait $q 2>/dev/null
re >/dev/null 2>&1; "$ORTHOSAE" train --resume r --threads 1 >/dev/null 2>&1
check "and goes when the process has gone" "[ $(partials r) -eq 0 ]"
done_
