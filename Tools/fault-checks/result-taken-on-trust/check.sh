#!/bin/bash
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
small --preset demo --out run --corpus text.jsonl >/dev/null 2>&1
e() { "$ORTHOSAE" evaluate run --corpus text.jsonl --batch-size 4 --reconstruction-batches 1 --sparsity-batches 1 --threads 1 "$@" >out 2>err; rc=$?; }
e --out E; f=$(ls E/core/*.json); cp "$f" first; e --out E
check "a whole result is taken as it is (rc $rc)" "[ $rc -eq 0 ] && grep -q 'finished already' err"
python3 - "$f" <<'P'
import re,sys; p=sys.argv[1]; t=open(p).read(); n=re.sub(r'("kl_div_score": )[-0-9.e]+', r'\g<1>0.99', t); assert n!=t; open(p,'w').write(n)
P
e --out E
check "a figure changed by hand: computed again, and said (rc $rc: $(tail -n1 err | cut -c1-120))" "[ $rc -eq 0 ] && ! grep -q '0\.990' out && grep -q 'again' err"
check "and the file tells the figure again" "! grep -q '\"kl_div_score\": 0.99,' \"$f\""
chmod a-w E 2>/dev/null; [ "$(id -u)" = 0 ] || { e --out E/x; check "--out that cannot be written: before the work" "[ $rc -eq 74 ]"; }; chmod u+w E
e; check "without --out the results are where report looks (rc $rc)" "ls run/evaluations/core/*.json >/dev/null 2>&1"
"$ORTHOSAE" report run >out 2>err; check "report finds them" "! grep -q 'no evaluation' err"
rm -r run/evaluations; "$ORTHOSAE" report run >out 2>err; check "report says where it looked ($(grep -o 'looked.*' err | cut -c1-80))" "grep -q run/evaluations err"
c() { "$ORTHOSAE" compare --architectures topk --sparsities topk=4 --latents 16 --tokens 2048 --set data.batch=512 --corpus text.jsonl --evals core --batch-size 4 --reconstruction-batches 1 --sparsity-batches 1 --threads 1 --out cmp >out 2>err; rc=$?; }
c; cp -r cmp cmp0; python3 - <<'P'
import re,glob; p=glob.glob('cmp/*/competition.json')[0]; t=open(p).read(); i=re.search(r'"coefficient"\s*:\s*0?\.?\d', t) or re.search(r'\d\.\d', t); b=list(t); k=i.end()-1; b[k]='1' if b[k]!='1' else '2'; open(p,'w').write(''.join(b))
P
c; check "a changed competition.json is made again, and said (rc $rc: $(grep -i 'made again' err | cut -c1-90))" "[ $rc -eq 0 ] && grep -q 'made again' err && cmp -s cmp/*/latents.jsonl cmp0/*/latents.jsonl"
done_
