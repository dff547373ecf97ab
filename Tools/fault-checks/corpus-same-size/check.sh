#!/bin/bash
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
cp text.jsonl a.jsonl
begin() { "$ORTHOSAE" train --latents 16 --tokens 20480 --set data.batch=512 --set data.held_out_rows=4 --set record.checkpoint_every=5 --threads 1 "$@" >/dev/null 2>&1 & p=$!; for i in $(seq 600); do [ -d "$OUTDIR/checkpoints/step-5" ] && break; kill -0 $p 2>/dev/null || break; sleep 0.05; done; kill -9 $p 2>/dev/null; wait $p 2>/dev/null; rm -rf "$OUTDIR/sae"; }
OUTDIR=r; begin --corpus a.jsonl --out r; cp -r r r0
resume() { "$ORTHOSAE" train --resume "$1" --threads 1 >/dev/null 2>err; rc=$?; }
cp a.jsonl keep.jsonl; python3 -c "
import json; t=[json.loads(l) for l in open('keep.jsonl')]
open('a.jsonl','w').write(''.join(json.dumps({'text': x['text'].translate(str.maketrans('e','a'))})+'\n' for x in t))"
touch -r keep.jsonl a.jsonl; resume r
check "another text of the same name, size and time: 65, the file named (rc $rc: $(tail -n1 err | cut -c1-120))" "[ $rc -eq 65 ] && grep -q a.jsonl err"
cp keep.jsonl a.jsonl; python3 -c "
b=bytearray(open('a.jsonl','rb').read()); i=b.index(b'river',len(b)//2); b[i]=ord('R'); open('a.jsonl','wb').write(b)"; touch -r keep.jsonl a.jsonl; resume r
check "one letter in the middle: 65 (rc $rc)" "[ $rc -eq 65 ] && grep -q a.jsonl err"
cp keep.jsonl a.jsonl; resume r; check "the same bytes written anew (another time): goes on (rc $rc: $(tail -n1 err | cut -c1-100))" "[ $rc -eq 0 ]"
rm -rf r; cp -r r0 r; ORTHOSAE_ISA=scalar resume r
check "another instruction set: said, or refused (rc $rc: $(grep -i 'instruction set' err | cut -c1-100))" "grep -qi 'instruction set' err"
cp -r "$NANO" m; OUTDIR=q; begin --preset demo --model m --corpus keep.jsonl --out q
python3 -c "
b=bytearray(open('m/model.safetensors','rb').read()); b[len(b)//2]^=64; open('m/model.safetensors','wb').write(b)"; touch -r "$NANO/model.safetensors" m/model.safetensors; resume q
check "other weights of the same size: 65, the file named (rc $rc: $(tail -n1 err | cut -c1-100))" "[ $rc -eq 65 ] && grep -q model.safetensors err"
"$ORTHOSAE" harvest --tokens 8000 --corpus keep.jsonl --set data.held_out_rows=4 --threads 1 --out sh >/dev/null 2>&1
OUTDIR=s; begin --activations sh --tokens 8000 --out s
f=$(ls sh/*.safetensors | grep -v held | head -n1); python3 - "$f" <<'P'
import sys; p=sys.argv[1]; b=bytearray(open(p,'rb').read()); b[len(b)//2]^=1; open(p,'wb').write(b)
P
if [ -d s/checkpoints ]; then resume s; check "other activations of the same size: 65 (rc $rc: $(tail -n1 err | cut -c1-100))" "[ $rc -eq 65 ]"; fi
done_
