#!/bin/bash
# Nine levels of YAML aliases: refused at once wherever YAML is read.
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
python3 - > sets.yaml <<'P'
print("a0: &a0 [x,x,x,x,x,x,x,x,x,x]")
for i in range(1, 9): print(f"a{i}: &a{i} [" + ",".join([f"*a{i-1}"] * 10) + "]")
print("mine:\n  file: mine.csv\n  text: text\n  label: label")
P
small --corpus text.jsonl --out r >/dev/null 2>&1; mkdir d; printf 'text,label\na,1\n' > d/mine.csv
timeout 20 "$ORTHOSAE" evaluate r --evals sparse-probing --probing-data d --probing-sets sets.yaml --probing-only mine --out x >/dev/null 2>e; rc=$?
check "probing sets (rc $rc: $(tail -1 e | cut -c1-100))" "[ $rc -eq 64 ]"
timeout 20 "$ORTHOSAE" train --config sets.yaml >/dev/null 2>e; rc=$?
check "a configuration (rc $rc: $(tail -1 e | cut -c1-100))" "[ $rc -eq 64 ]"
cp r/resolved.yaml keep; cat sets.yaml >> r/resolved.yaml
for c in "train --resume r" "competition r" "report r"; do timeout 60 "$ORTHOSAE" $c >/dev/null 2>e; rc=$?; check "resolved.yaml, $c: ends (rc $rc: $(tail -1 e | cut -c1-80))" "[ $rc -lt 124 ]"; done
done_
