#!/bin/bash
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
long() { exec "$ORTHOSAE" train --latents 64 --tokens 40960 --set data.batch=512 --set data.held_out_rows=8 --set record.event_every=1 --set record.checkpoint_every=5 --threads 1 --corpus "$WORK/text.jsonl" "$@"; }
# stop a run, then resume it twice at once
long --out r >/dev/null 2>&1 & p=$!; until [ -d r/checkpoints/step-10 ]; do sleep 0.1; kill -0 $p || break; done; kill -TERM $p; wait $p
ln -s r link
"$ORTHOSAE" train --resume r --threads 1 >/dev/null 2>e1 & p=$!; until [ -e r/.orthosae-lock ]; do sleep 0.02; kill -0 $p || break; done
t=$(date +%s%N); "$ORTHOSAE" train --resume ./link --threads 1 >/dev/null 2>e2; b=$?; t=$((($(date +%s%N)-t)/1000000)); wait $p; a=$?
check "two resumes: the first ends well ($a), the second is refused ($b) after $t ms, by number and command" "[ $a -eq 0 ] && [ $b -ne 0 ] && grep -q 'process $p (orthosae train --resume r' e2"
check "every step's event once" "[ \$(grep -o '\"step\":[0-9]*' r/events.jsonl | sort | uniq -d | wc -l) -eq 0 ]"
check "no lock file or partial is left" "[ -z \"\$(find r -name '*.partial-*' -o -name '.orthosae*')\" ]"
# compare twice
cmp_() { exec "$ORTHOSAE" compare --threads 1 --latents 16 --tokens 12000 --set data.batch=256 --set data.held_out_rows=4 --set record.checkpoint_every=3 --set record.event_every=1 --corpus text.jsonl --architectures topk,standard --sparsities topk=8 standard=1 --evals none --describe none --out c; }
cmp_ >/dev/null 2>e1 & p=$!; until [ -d c/checkpoints ]; do sleep 0.05; kill -0 $p || break; done
(cmp_) >/dev/null 2>e2; b=$?; "$ORTHOSAE" compare --resume c >/dev/null 2>e3; d=$?; wait $p; a=$?
check "two comparisons: the first ends well ($a), the second is refused ($b, --resume $d)" "[ $a -eq 0 ] && [ $b -ne 0 ] && [ $d -ne 0 ] && grep -q 'process $p (' e2 && grep -q 'process $p (' e3"
# killed: the lock dies with it
long --out k >/dev/null 2>&1 & p=$!; until [ -d k/checkpoints/step-5 ]; do sleep 0.1; kill -0 $p || break; done; kill -9 $p; wait $p
"$ORTHOSAE" train --resume k --threads 1 >/dev/null 2>e; a=$?
check "a killed run's lock keeps nobody out ($a)" "[ $a -eq 0 ] && [ ! -e k/.orthosae-lock ]"
# competition twice in one run; evaluate twice with one cache
# (large enough to be still at it)
"$ORTHOSAE" train --latents 1024 --tokens 20000 --set data.batch=512 --threads 1 --out big >/dev/null 2>&1
"$ORTHOSAE" competition big --threads 1 >/dev/null 2>e1 & p=$!; until [ -e big/.orthosae-lock ]; do sleep 0.02; kill -0 $p || break; done
"$ORTHOSAE" train --resume big --threads 1 >/dev/null 2>e2; b=$?; wait $p; a=$?
check "competition has the run: resume is refused ($a, $b)" "[ $a -eq 0 ] && [ $b -ne 0 ] && grep -q competition e2"
ev() { exec "$ORTHOSAE" evaluate $1 --evals core --context 32 --batch-size 2 --reconstruction-batches 1 --threads 1 --out ev; }
ev k >/dev/null 2>e1 & p=$!; (ev r) >/dev/null 2>e2; b=$?; wait $p; a=$?
check "two evaluations into one folder: both are right or one is told ($a, $b)" "[ \$(ls ev/core | wc -l) -eq \$(( (a==0) + (b==0) )) ] && [ $((a*b)) -eq 0 ]"
done_
