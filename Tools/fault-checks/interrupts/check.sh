#!/bin/bash
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
# Each long command, each signal, at several moments: ends with 128+n (or was done), and leaves no unfinished file
small --corpus text.jsonl --out r >/dev/null 2>&1
litter() { find . -name '*.partial-*' -o -name '.orthosae*' -o -name '.probe*' | wc -l; }
try() { local n=$1; shift; local bad=0 codes=""
  for s in INT TERM HUP; do for d in 0.05 0.4 0.9 1.6; do
    "$@" >/dev/null 2>err & p=$!; sleep $d; kill -$s $p 2>/dev/null; wait $p; rc=$?; codes="$codes $rc"
    case $s in INT) w=130;; TERM) w=143;; HUP) w=129;; esac
    if [ $rc -ne $w ] && [ $rc -ne 0 ]; then bad=$((bad+1)); echo "$n $s $d: $rc"; tail -1 err; fi
    if [ "$(litter)" -ne 0 ]; then bad=$((bad+1)); echo "$n $s $d: litter"; find . -name '*.partial-*' -o -name '.orthosae*'; find . \( -name '*.partial-*' -o -name '.orthosae*' \) -delete; fi
    rm -rf out
  done; done; check "$n:$codes" "[ $bad -eq 0 ]"; }
try train "$ORTHOSAE" train --latents 64 --tokens 60000 --set data.batch=512 --set data.held_out_rows=8 --threads 1 --corpus text.jsonl --out out
try "train, a long fill" "$ORTHOSAE" train --latents 16 --tokens 60000 --set data.batch=512 --set data.buffer=50000 --set data.held_out_rows=8 --threads 1 --corpus text.jsonl --out out
try harvest "$ORTHOSAE" harvest --layer 3 --tokens 60000 --threads 1 --corpus text.jsonl --out out
try compare "$ORTHOSAE" compare --threads 1 --latents 64 --tokens 20000 --set data.batch=256 --set data.held_out_rows=4 --corpus text.jsonl --architectures topk --sparsities topk=8 --evals none --out out
try evaluate "$ORTHOSAE" evaluate r --evals core,absorption --threads 1 --out out
try competition "$ORTHOSAE" competition r --rows 200 --threads 1 --out out
try report "$ORTHOSAE" report r --out out.html
try bench "$ORTHOSAE" bench --threads 1 --stages step
"$ORTHOSAE" harvest --layer 3 --tokens 20000 --threads 1 --corpus text.jsonl --out s >/dev/null 2>&1
try encode "$ORTHOSAE" encode r --activations s --threads 1 --out out
# nothing is left of a run that was stopped before its first step
"$ORTHOSAE" train --latents 16 --tokens 60000 --set data.batch=512 --set data.buffer=50000 --set data.held_out_rows=8 --threads 1 --corpus text.jsonl --out fill >/dev/null 2>err & p=$!
until [ -e fill/resolved.yaml ]; do sleep 0.02; kill -0 $p || break; done; kill -TERM $p; wait $p; rc=$?
check "a run that is stopped before its first step ($rc) leaves no folder" "[ $rc -eq 143 ] && [ ! -e fill ]"
done_
