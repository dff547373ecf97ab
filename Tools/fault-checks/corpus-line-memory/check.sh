#!/bin/bash
# A line of 248 MB whose text is eleven characters, plain and as 23 KB of zstd: a few hundred MB of memory, and an end.
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
command -v zstd >/dev/null || { echo "zstd is needed"; exit 2; }
python3 - bomb.jsonl <<'P'
import sys
with open(sys.argv[1], 'wb') as f:
    f.write(b'{"text":"hello world","x":[')
    for _ in range(124): f.write(b'0,' * 1000000)
    f.write(b'0]}\n')
P
zstd -q bomb.jsonl
for f in bomb.jsonl bomb.jsonl.zst; do
  timeout 240 /usr/bin/time -f %M -o peak "$ORTHOSAE" harvest --tokens 6000 --set data.context=32 --corpus $f --out x >/dev/null 2>e; rc=$?
  m=$(( $(tail -1 peak) / 1024 ))
  check "$f: ends with a sentence (rc $rc: $(tail -1 e | cut -c1-90))" "[ $rc -eq 65 ]"
  check "$f: peak $m MiB" "[ $m -lt 600 ]"
done
done_
