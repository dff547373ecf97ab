#!/bin/bash
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
small --corpus text.jsonl --out r >/dev/null 2>&1
early() { local n=$1; shift; "$@" >o 2>e; rc=$?; check "$n: 74 ($rc), one line, no work before" "[ $rc -eq 74 ] && [ \$(grep -vc '^note:' e) -eq 1 ] && [ ! -s o ]"; }
E="evaluate r --evals core --context 32 --batch-size 2 --reconstruction-batches 1 --threads 1"
early "evaluate --out /proc/x" "$ORTHOSAE" $E --out /proc/x
echo >file; early "evaluate --out file" "$ORTHOSAE" $E --out file
mkdir ev; echo >ev/core; early "evaluate, a file where the results go" "$ORTHOSAE" $E --out ev
early "competition --out /proc/x" "$ORTHOSAE" competition r --threads 1 --out /proc/x
mkdir -p co/latents.jsonl; early "competition, a folder where the file goes" "$ORTHOSAE" competition r --threads 1 --out co
early "report --out /proc/x.html" "$ORTHOSAE" report r --out /proc/x.html
early "report --out r (a folder)" "$ORTHOSAE" report r --out r
early "report --out gone/x.html" "$ORTHOSAE" report r --out gone/x.html
"$ORTHOSAE" harvest --layer 3 --tokens 2000 --set data.held_out_rows=0 --threads 1 --corpus text.jsonl --out s >/dev/null 2>&1
early "encode --out gone/x" "$ORTHOSAE" encode r --activations s --out gone/x.safetensors
early "compare --out /proc/x" "$ORTHOSAE" compare --latents 16 --tokens 2000 --set data.batch=256 --corpus text.jsonl --architectures topk --sparsities topk=8 --evals none --out /proc/x
check "nothing is left" "[ \"\$(ls -A)\" = \"\$(printf 'co\ne\nev\nfile\no\nr\ns\ntext.jsonl')\" ] && [ -z \"\$(find . -name '*.partial-*' -o -name '.orthosae*')\" ]"
done_
