#!/bin/bash
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
(ulimit -f 300; "$ORTHOSAE" train --tokens 6000 --latents 128 --set data.batch=256 --set data.context=32 --set record.checkpoint_every=5 --threads 1 --out u) >/dev/null 2>e; rc=$?
check "train: 74 ($rc), the sentence, no litter" "[ $rc -eq 74 ] && grep -q 'ulimit -f' e && [ -z \"\$(find u -name '*.partial-*')\" ]"
(ulimit -f 300; "$ORTHOSAE" harvest --layer 1 --tokens 5000 --threads 1 --corpus text.jsonl --out h) >/dev/null 2>e; rc=$?
check "harvest: 74 ($rc), the sentence, nothing left" "[ $rc -eq 74 ] && grep -q 'ulimit -f' e && [ ! -e h ]"
(ulimit -f 300; "$ORTHOSAE" compare --threads 1 --latents 128 --tokens 6000 --set data.batch=256 --set data.context=32 --architectures topk --sparsities topk=8 --evals none --describe none --out c) >/dev/null 2>e; rc=$?
check "compare: 74 ($rc), the sentence, no litter" "[ $rc -eq 74 ] && grep -q 'ulimit -f' e && [ -z \"\$(find c -name '*.partial-*')\" ]"
small --corpus text.jsonl --out r >/dev/null 2>&1
(ulimit -f 8; "$ORTHOSAE" report r) >/dev/null 2>e; rc=$?
check "report: 74 ($rc), the sentence, no litter" "[ $rc -eq 74 ] && grep -q 'ulimit -f' e && [ -z \"\$(find r -name '*.partial-*')\" ]"
(ulimit -f 8; "$ORTHOSAE" competition r --threads 1) >/dev/null 2>e; rc=$?
check "competition: 74 ($rc), the sentence, no litter" "[ $rc -eq 74 ] && grep -q 'ulimit -f' e && [ -z \"\$(find r -name '*.partial-*')\" ]"
done_
