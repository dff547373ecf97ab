"""Parquet files of about 200 MB of text for the speed of reading them: make.py FOLDER TEXTS.jsonl...

Each line of the inputs is {"text": ...}; the texts are cut into documents of 3,000 characters and repeated, each time
from other characters on, so that no compressor sees the same document twice.
"""
import json, sys
from pathlib import Path

import duckdb, numpy, polars, pyarrow as pa, pyarrow.parquet as pq

out = Path(sys.argv[1])
out.mkdir(parents=True, exist_ok=True)
pieces = []
for path in sys.argv[2:]:
    for line in open(path):
        text = json.loads(line).get("text") or ""
        pieces += [text[i:i + 3000] for i in range(0, len(text), 3000)]
documents, size = [], 0
while size < 200e6:
    text = pieces[len(documents) % len(pieces)]
    turn = 7 * (len(documents) // len(pieces))
    documents.append(text[turn:] + text[:turn])
    size += len(documents[-1].encode())
table = pa.table({"text": documents, "id": list(range(len(documents)))})
for codec in ["zstd", "snappy", "gzip", "none"]:
    pq.write_table(table, out / f"{codec}.parquet", compression=codec, row_group_size=20000)
polars.from_arrow(table).write_parquet(out / "polars.parquet", compression="zstd", row_group_size=20000)
connection = duckdb.connect()
connection.register("texts", table)
for version in ["V1", "V2"]:
    connection.execute(f"copy (select * from texts) to '{out / f'duckdb{version}.parquet'}' (format parquet, codec 'zstd', parquet_version '{version}', row_group_size 20480)")
random = numpy.random.default_rng(0)
ids = pa.ListArray.from_arrays(numpy.arange(0, 20000 * 1024 + 1, 1024).astype("int32"), random.integers(0, 50000, 20000 * 1024).astype("int32"))
pq.write_table(pa.table({"input_ids": ids}), out / "ids.parquet")
