#!/bin/bash
# Each number of each JSON record of a checkpoint in turn, the manifest anew: refused with 65 and one sentence, or without influence.
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
"$ORTHOSAE" train --latents 16 --tokens 4096 --set data.batch=512 --set data.held_out_rows=4 --set record.checkpoint_every=4 --keep 3 --threads 1 --corpus text.jsonl --out run >/dev/null 2>&1
rm -rf run/sae run/checkpoints/step-8
cp -r run whole; "$ORTHOSAE" train --resume whole --threads 1 >/dev/null 2>&1 && cp whole/sae/sae_weights.safetensors right
cat > try.py <<'P'
import copy, hashlib, json, os, shutil, subprocess, sys
program, per = sys.argv[1], int(sys.argv[2]); C = 'work/checkpoints/step-4'; bad = []; tried = 0
values = [-1, 0, 2**31, 2**63 - 1, 1e300]
def opened(x):
    if isinstance(x.get('stream'), str): x = dict(x, stream=json.loads(x['stream']))
    return x
def closed(x):
    if isinstance(x.get('stream'), dict): x = dict(x, stream=json.dumps(x['stream']))
    return x
def places(x, p=()):
    if isinstance(x, bool): return
    if isinstance(x, (int, float)): yield p
    elif isinstance(x, dict):
        for k in x: yield from places(x[k], p + (k,))
    elif isinstance(x, list):
        for i in range(min(len(x), 2)): yield from places(x[i], p + (i,))
for name in ['progress.json', 'source.json', 'step.json', 'inputs.json']:
    if not os.path.exists('run/checkpoints/step-4/' + name): continue
    doc = opened(json.load(open('run/checkpoints/step-4/' + name)))
    for p in places(doc):
        for v in values[:per]:
            x = copy.deepcopy(doc); y = x
            for k in p[:-1]: y = y[k]
            if y[p[-1]] == v: continue
            y[p[-1]] = v
            shutil.rmtree('work', ignore_errors=True); shutil.copytree('run', 'work')
            json.dump(closed(x), open(f'{C}/{name}', 'w'))
            m = json.load(open(C + '/manifest.json'))
            for f in m['files']:
                b = open(f'{C}/{f["name"]}', 'rb').read(); f['bytes'] = len(b); f['sha256'] = hashlib.sha256(b).hexdigest()
            json.dump(m, open(C + '/manifest.json', 'w')); tried += 1
            r = subprocess.run([program, 'train', '--resume', 'work', '--threads', '1'], capture_output=True, text=True)
            same = os.path.exists('work/sae/sae_weights.safetensors') and open('work/sae/sae_weights.safetensors', 'rb').read() == open('right', 'rb').read()
            if r.returncode == 65 and r.stderr.strip().count('\n') == 0 or r.returncode == 0 and same: continue
            bad.append(f'{name} {".".join(map(str, p))} = {v}: rc {r.returncode} {r.stderr.strip()[-120:]}')
print(tried, 'tried'); [print(b) for b in bad]; sys.exit(1 if bad else 0)
P
python3 try.py "$ORTHOSAE" ${VALUES:-5} >told; rc=$?
check "every number refused or without influence ($(head -n1 told)): $(sed -n 2,4p told | tr '\n' '|')" "[ $rc -eq 0 ] && [ $(head -n1 told | cut -d\  -f1) -gt 50 ]"
done_
