#!/bin/bash
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
small --corpus text.jsonl --set record.event_every=1 --set record.competition_every=1 --out r >/dev/null 2>&1
"$ORTHOSAE" competition r >/dev/null 2>&1 || echo "FAULT  competition failed"
cp -r r whole; "$ORTHOSAE" report whole >/dev/null 2>&1
damage() { rm -rf d; cp -r r d; python3 - "$@" <<'P'
import json, sys
file, what, value = sys.argv[1:4]
if file == 'events.jsonl':
    lines = open('d/' + file).read().splitlines(); e = json.loads(lines[-1]); t = e
    keys = what.split('.')
    for k in keys[:-1]: t = t[int(k)] if isinstance(t, list) else t[k]
    t[int(keys[-1]) if isinstance(t, list) else keys[-1]] = '@@'
    lines[-1] = json.dumps(e).replace('"@@"', value); open('d/' + file, 'w').write('\n'.join(lines) + '\n')
elif file == 'latents.jsonl':
    lines = open('d/' + file).read().splitlines(); e = json.loads(lines[0]); e[what] = '@@'
    lines[0] = json.dumps(e).replace('"@@"', value); open('d/' + file, 'w').write('\n'.join(lines) + '\n')
else:
    j = json.load(open('d/' + file)); t = j
    keys = what.split('.')
    for k in keys[:-1]: t = t[int(k)] if isinstance(t, list) else t[k]
    t[int(keys[-1]) if isinstance(t, list) else keys[-1]] = '@@'
    open('d/' + file, 'w').write(json.dumps(j).replace('"@@"', value))
P
}
page() { timeout 120 "$ORTHOSAE" report d >out 2>err; rc=$?; check "report with $1 $2 = $3 (rc $rc)" "[ $rc -eq 0 ] && [ $(stat -c %s d/report.html 2>/dev/null || echo 0) -gt 10000 ] && [ $(stat -c %s d/report.html 2>/dev/null || echo 0) -lt $(( $(stat -c %s whole/report.html) * 3 )) ]"
  timeout 60 "$ORTHOSAE" inspect d >/dev/null 2>err; rc=$?; check "  inspect of it (rc $rc)" "[ $rc -lt 128 ] && [ $rc -ne 124 ]"; }
for v in 1e300 -1e300 1e-310 9223372036854775807 -1 null '"x"'; do
  for k in losses.reconstruction losses.total l0 explained_variance tokens_per_second seconds theta step tokens steps competition.pairs competition.mean_coefficient competition.histogram.0; do damage events.jsonl $k "$v"; page events.jsonl $k "$v"; done
  for k in graph.nodes.0.community graph.nodes.0.degree graph.nodes.0.id graph.edges.0.coefficient graph.edges.0.first graph.theta graph.pairs graph.tokens history.0.pairs history.0.step history.0.mean_cosine; do damage competition.json $k "$v"; page competition.json $k "$v"; done
  for k in id density max; do damage latents.jsonl $k "$v"; page latents.jsonl $k "$v"; done
done
damage events.jsonl losses.reconstruction 1e300; "$ORTHOSAE" report d >/dev/null 2>&1; check "the line is left out, and the page says so" "grep -q 'Left out: 1 line of its events' d/report.html"
damage competition.json graph.nodes.0.community 9223372036854775807; "$ORTHOSAE" report d >/dev/null 2>&1; check "the node is left out, and the page says so" "grep -q 'left out of competition.json: 1 part' d/report.html"
rm -rf d; cp -r r d; rm d/events.jsonl; mkfifo d/events.jsonl; timeout 60 "$ORTHOSAE" report d >/dev/null 2>err; rc=$?; check "a named pipe in place of events.jsonl (rc $rc)" "[ $rc -ne 124 ] && [ $rc -lt 128 ]"
timeout 60 "$ORTHOSAE" inspect d >/dev/null 2>err; rc=$?; check "  inspect of it (rc $rc)" "[ $rc -ne 124 ] && [ $rc -lt 128 ]"
done_
