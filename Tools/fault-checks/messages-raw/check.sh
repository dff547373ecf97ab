#!/bin/bash
# Text from files and arguments in messages: escaped, quoted, cut; one line.
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
clean() { python3 - "$1" <<'P'
import sys
t = open(sys.argv[1], 'rb').read().decode('utf-8', 'replace').rstrip('\n').split('\n')[-1]
sys.exit(0 if all(ord(c) >= 32 and c != '\u202e' for c in t) and 0 < len(t) < 900 else 1)
P
}
say() { n=$1; shift; timeout 60 "$@" >o 2>e; rc=$?; cat o e >all; check "$n (rc $rc: $(tail -1 e | tr -d '\000-\037' | cut -c1-100))" "[ $rc -ne 0 ] && [ $rc -lt 126 ] && clean e && ! grep -q \$'\x1b' all"; }
long=$(python3 -c "print('x'*9000)")
mkdir i; printf '{"weight_map": {"a": "\\u001b[31mX\\u0007"}}' > i/model.safetensors.index.json; echo '{"model_type": "gemma2"}' > i/config.json; say "a shard's name" "$ORTHOSAE" inspect i
for v in '"\u0000"' '["'$long'"]' '"'$long'"'; do rm -rf s; mkdir s; printf '{"architecture": "standard", "d_in": 8, "d_sae": 16, "normalize_activations": %s}' "$v" > s/cfg.json; say "cfg.json, normalize_activations ${v:0:12}" "$ORTHOSAE" inspect s; done
mkdir m; printf '{"model_type": "%s"}' $long > m/config.json; say "a config.json with a long string" "$ORTHOSAE" inspect m
say "--set with an escape" "$ORTHOSAE" train --set data.batch=$'\x1b[31m'
say "--set with 9,000 characters" "$ORTHOSAE" train --set data.batch=$long
say "an option of 9,000 characters" "$ORTHOSAE" train --$long
printf 'data.batch: \x01\n' > c.yaml; say "a control character in YAML" "$ORTHOSAE" train --config c.yaml
check "  in one line" "[ \$(wc -l < e) -eq 1 ]"
small --corpus text.jsonl --set record.checkpoint_every=2 --out r >/dev/null 2>&1
printf 'sets: {a: {file: "\\x1b[31m", text: t, label: l}}\nmine: {file: "\\x1b[31m", text: t, label: l}\n' > p.yaml; mkdir d
say "probing sets" "$ORTHOSAE" evaluate r --evals sparse-probing --probing-data d --probing-sets p.yaml --probing-only mine --out x
C=$(ls -d r/checkpoints/step-* | tail -1); python3 - $C <<'P'
import json, sys, hashlib, os
c = sys.argv[1]; f = c + '/source.json'; open(f, 'w').write('{"nonsense": "\\u001b[31m"}')
m = json.load(open(c + '/manifest.json'))
for e in m['files']:
    if e['name'] == 'source.json': b = open(f, 'rb').read(); e['bytes'] = len(b); e['sha256'] = hashlib.sha256(b).hexdigest()
json.dump(m, open(c + '/manifest.json', 'w'))
P
say "a damaged source.json" "$ORTHOSAE" train --resume r
check "  no private type's name" "! grep -qE '__|State in' e"
done_
