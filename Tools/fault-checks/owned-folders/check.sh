#!/bin/bash
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
# What the command did not make stays, after a failure at the first step and after a signal before it
bad() { "$ORTHOSAE" train --latents 16 --tokens 2048 --set data.batch=512 --set data.held_out_rows=4 --set optimizer.learning_rate=1e38 --set optimizer.clip=0 --threads 1 --corpus "$WORK/text.jsonl" "$@"; }
mkdir -p p/empty; printf '{"text": "too short"}\n' >short.jsonl
"$ORTHOSAE" train --latents 16 --tokens 2048 --set data.batch=512 --set data.held_out_rows=0 --threads 1 --corpus short.jsonl --out p/empty >/dev/null 2>e; rc=$?
check "train, an empty folder, a failure at step 0 ($rc): it is there, and empty" "[ $rc -ne 0 ] && [ -d p/empty ] && [ -z \"\$(ls -A p/empty)\" ]"
"$ORTHOSAE" train --latents 16 --tokens 2048 --set data.batch=512 --set data.held_out_rows=0 --threads 1 --corpus short.jsonl --out n/e/w >/dev/null 2>e; rc=$?
check "train, a new folder in new folders ($rc): all gone" "[ $rc -ne 0 ] && [ ! -e n ]"
mkdir m; "$ORTHOSAE" train --latents 16 --tokens 2048 --set data.batch=512 --set data.held_out_rows=0 --threads 1 --corpus short.jsonl --out m/e/w >/dev/null 2>e; rc=$?
check "train, a new folder in one that was there ($rc): that one stays" "[ $rc -ne 0 ] && [ -d m ] && [ ! -e m/e ]"
mkdir -p h/empty; "$ORTHOSAE" harvest --layer 1 --tokens 2000 --set data.held_out_rows=0 --threads 1 --corpus short.jsonl --out h/empty >/dev/null 2>e; rc=$?
check "harvest, an empty folder, too little text ($rc): it is there, and empty" "[ $rc -ne 0 ] && [ -d h/empty ] && [ -z \"\$(ls -A h/empty)\" ]"
"$ORTHOSAE" harvest --layer 1 --tokens 2000 --set data.held_out_rows=0 --threads 1 --corpus short.jsonl --out h/n/w >/dev/null 2>e; rc=$?
check "harvest, new folders ($rc): gone, what was there stays" "[ $rc -ne 0 ] && [ -d h ] && [ ! -e h/n ]"
# a folder that is removed, moved or replaced under a run
for how in "rm -rf g" "mv g g2" "mv g g2; mkdir g"; do
  rm -rf g g2; "$ORTHOSAE" train --latents 64 --tokens 60000 --set data.batch=512 --set data.held_out_rows=8 --set record.event_every=1 --set record.checkpoint_every=20 --threads 1 --corpus text.jsonl --out g >/dev/null 2>e & p=$!
  until [ "$(cat g/events.jsonl 2>/dev/null | wc -l)" -ge 3 ]; do sleep 0.05; kill -0 $p || break; done; eval "$how"; wait $p; rc=$?
  check "$how in mid-run: 74 ($rc), named, not made anew" "[ $rc -eq 74 ] && tail -1 e | grep -q 'g: .*removed, moved or replaced' && [ ! -e g/checkpoints ] && [ ! -e g/sae ]"
done
done_
