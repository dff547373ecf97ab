#!/bin/bash
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
small --corpus text.jsonl --set record.checkpoint_every=2 --keep 5 --out run >/dev/null 2>&1
resume() { "$ORTHOSAE" train --resume "$1" --threads 1 >/dev/null 2>err; rc=$?; }
cp -r run a; cp a/events.jsonl before; resume a
check "a finished run resumed: its events stay as they are (rc $rc)" "[ $rc -eq 0 ] && cmp -s before a/events.jsonl"
sed -i '1s/^./X/' a/events.jsonl; cp a/events.jsonl before; resume a
check "line 1 damaged: nothing is erased, and it is said (rc $rc: $(grep -o 'events.jsonl:1.*' err | cut -c1-80))" "cmp -s before a/events.jsonl && grep -q 'events.jsonl:1' err && { [ $rc -eq 0 ] || [ $rc -eq 65 ]; }"
cp -r run b; rm b/events.jsonl; resume b
check "no events.jsonl: said (rc $rc: $(grep events.jsonl err | cut -c1-100))" "grep -q events.jsonl err"
cp -r run c; cp c/events.jsonl elsewhere; rm c/events.jsonl; ln -s ../elsewhere c/events.jsonl; cp elsewhere before; resume c
check "a link is not followed to be cut (rc $rc: $(tail -n1 err | cut -c1-100))" "cmp -s before elsewhere && { [ $rc -eq 65 ] || [ $rc -eq 0 ]; }"
cp -r run d; rm -r d/checkpoints/step-4; head -c -20 d/events.jsonl > x; mv x d/events.jsonl; resume d
check "cut off, and resumed from step 2: whole again (rc $rc)" "[ $rc -eq 0 ] && [ \$(wc -l < d/events.jsonl) -eq \$(wc -l < run/events.jsonl) ]"
cp -r run e; rm e/events.jsonl; mkfifo e/events.jsonl; timeout 20 "$ORTHOSAE" train --resume e --threads 1 >/dev/null 2>err; rc=$?
check "a named pipe in its place: refused, no hang (rc $rc)" "[ $rc -eq 65 ] || [ $rc -eq 74 ]"
done_
