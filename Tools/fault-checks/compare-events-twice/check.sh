#!/bin/bash
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
C() { exec "$ORTHOSAE" compare --threads 1 --latents 64 --tokens 20000 --set data.batch=256 --set data.context=32 --set record.event_every=1 --set record.checkpoint_every=0 --architectures topk,standard --sparsities topk=8 standard=1 --evals none --describe none --out c; }
C >/dev/null 2>&1 & p=$!; until [ "$(cat c/*/events.jsonl 2>/dev/null | wc -l)" -ge 6 ]; do sleep 0.05; kill -0 $p || break; done; kill -9 $p; wait $p
echo elsewhere >precious; 
"$ORTHOSAE" compare --resume c >/dev/null 2>e; rc=$?
for f in c/*/events.jsonl; do check "$f: each step once, in order (rc $rc)" "[ $rc -eq 0 ] && [ \"\$(grep -o '\"step\":[0-9]*' $f | cut -d: -f2)\" = \"\$(seq 0 77)\" ]"; done
done_
