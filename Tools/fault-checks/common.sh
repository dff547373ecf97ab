# Sourced by every check: the program, the embedded model, a temporary folder, a small text, and how a check is told.
TOOL=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd); ROOT=$(cd "$TOOL/../.." && pwd)
ORTHOSAE=${ORTHOSAE:-$ROOT/.build/release/orthosae}
case $ORTHOSAE in */*) ORTHOSAE=$(cd "$(dirname "$ORTHOSAE")" && pwd)/$(basename "$ORTHOSAE");; esac
NANO=$ROOT/Sources/EmbeddedModel/Resources/gemma2-nano; SHIM_SOURCE=$TOOL/fault_shim.c
WORK=$(mktemp -d); trap 'rm -rf "$WORK"' EXIT; cd "$WORK"; FAULTS=0
python3 - <<'P'
import json, random
random.seed(5); w = 'the old man went down to the river and looked for his boat while rain fell on hills far away'.split()
open('text.jsonl', 'w').write(''.join(json.dumps({'text': ' '.join(random.choice(w) for _ in range(120)).capitalize() + '.'}) + '\n' for _ in range(600)))
P
small() { "$ORTHOSAE" train --latents 16 --tokens 2048 --set data.batch=512 --set data.held_out_rows=4 --threads 1 "$@"; }
check() { if eval "$2"; then echo "ok     $1"; else echo "FAULT  $1"; FAULTS=1; fi; }
done_() { exit $FAULTS; }
