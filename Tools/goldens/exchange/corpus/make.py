"""Corpora in the formats that people have: Tests/Goldens/exchange/corpus.

    /work/venv/bin/python Tools/goldens/exchange/corpus/make.py

The documents of Tests/Goldens/tokens/packing/documents.jsonl in every format that holds them, so that each must give the
same rows; a table with rows that cannot be read; and rows of ids with what SAELens' ActivationsStore makes of them.
"""

import gzip
import hashlib
import importlib.metadata
import io
import json
import shutil
from pathlib import Path

import datasets
import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import torch

root = Path(__file__).resolve().parents[4]
out = root / "Tests/Goldens/exchange/corpus"
shutil.rmtree(out, ignore_errors=True)
out.mkdir(parents=True)

lines = (root / "Tests/Goldens/tokens/packing/documents.jsonl").read_bytes().splitlines(keepends=True)
texts = [json.loads(line)["text"] for line in lines]

# Two gzip members, cut inside of a line; as C4 names its files; plain text in two members.
body = b"".join(lines)


def members(data: bytes, cut: int) -> bytes:
    return gzip.compress(data[:cut], mtime=0) + gzip.compress(data[cut:], mtime=0)


(out / "documents.jsonl.gz").write_bytes(members(body, 5000))
(out / "c4-train.00000-of-00001.json.gz").write_bytes(gzip.compress(body, mtime=0))
(out / "one.txt.gz").write_bytes(members("\n".join(texts).encode(), 3001))

table = pa.table({"id": pa.array(range(len(texts)), pa.int64()), "text": texts, "length": [len(t) for t in texts]})
pq.write_table(table, out / "documents.parquet", row_group_size=7)
pq.write_table(
    table.rename_columns(["id", "content", "length"]), out / "content.parquet", row_group_size=20, compression="zstd",
    data_page_version="2.0")
sink = io.BytesIO()
pa.csv.write_csv(table, sink)
(out / "documents.csv").write_bytes(sink.getvalue())
(out / "documents.csv.gz").write_bytes(gzip.compress(sink.getvalue(), mtime=0))
datasets.Dataset(table).save_to_disk(out / "saved", num_shards=3)
datasets.DatasetDict({"test": datasets.Dataset(table.slice(0, 5)), "train": datasets.Dataset(table)}).save_to_disk(out / "splits")
for file in out.glob("**/*.json"):
    # The fingerprint and the places of caches differ from run to run.
    if file.name == "state.json":
        state = json.loads(file.read_text())
        state["_fingerprint"] = "0"
        file.write_text(json.dumps(state))

# Rows that cannot be read: null, and bytes that are no UTF-8.
raw = [b"one", None, b"two", b"\xff\xfe", b"three", None]
binary = pa.array(raw, pa.binary())
bad = pa.Array.from_buffers(pa.string(), len(raw), binary.buffers(), binary.null_count)
pq.write_table(pa.table({"text": bad}), out / "bad.parquet", row_group_size=4)
pq.write_table(
    pa.table({"conversation": [[{"role": "user", "content": "hello"}]] * 3, "model": ["a"] * 3}), out / "chats.parquet")
pq.write_table(pa.table({"score": [1.5, 2.5], "label": [0, 1]}), out / "numbers.parquet")

# Rows of ids as `pretokenize` writes them, with and without BOS, and what SAELens reads.
generator = np.random.default_rng(14)
ids = generator.integers(3, 200, (45, 24), dtype=np.int32)
ids[:, 0] = 2
(out / "ids").mkdir()
pq.write_table(pa.table({"input_ids": ids.tolist()}, pa.schema([("input_ids", pa.list_(pa.int32()))])),
               out / "ids/train-00000-of-00001.parquet", row_group_size=10)
(out / "ids/sae_lens.json").write_text(json.dumps(
    {"sae_lens_version": "6.54.12", "tokenizer_name": "made/nano", "context_size": 24, "begin_batch_token": "bos",
     "begin_sequence_token": None, "sequence_separator_token": "bos", "shuffled": True, "seed": None}, indent=2))
# NeelNanda's column, a fixed-size list in an Arrow stream, without BOS, and text beside it that is not read.
bare = generator.integers(3, 200, (20, 17), dtype=np.int64)
fixed = pa.FixedSizeListArray.from_arrays(pa.array(bare.reshape(-1)), 17)
with pa.OSFile(str(out / "tokens.arrow"), "wb") as file:
    stream = pa.table({"text": ["never read"] * 20, "tokens": fixed})
    with pa.ipc.new_stream(file, stream.schema) as writer:
        writer.write_table(stream, max_chunksize=6)
ragged = [list(range(3, 3 + n)) for n in (16, 20, 5, 0, 16)]
pq.write_table(pa.table({"tokens": pa.array(ragged, pa.list_(pa.int64()))}), out / "ragged.parquet")
(out / "ids.jsonl").write_text("".join(json.dumps({"text": "x", "tokens": row}) + "\n" for row in bare.tolist()))


def saelens(dataset: datasets.Dataset, context: int) -> list[list[int]]:
    """The rows of SAELens' own store, made without a model."""
    from sae_lens.training.activations_store import ActivationsStore

    store = ActivationsStore(
        model=None, dataset=dataset, streaming=False, hook_name="h", hook_head_index=None, context_size=context, d_in=4,
        n_batches_in_buffer=2, total_training_tokens=10, store_batch_size_prompts=2, train_batch_size_tokens=4,
        prepend_bos=True, normalize_activations="none", device=torch.device("cpu"), dtype="float32")
    return [row.tolist() for row in store.iterable_sequences]


golden = []
for name, dataset in [
    ("ids/train-00000-of-00001.parquet", datasets.Dataset(pq.read_table(out / "ids/train-00000-of-00001.parquet"))),
    ("tokens.arrow", datasets.Dataset(pa.ipc.open_stream(str(out / "tokens.arrow")).read_all())),
]:
    for context in (12, len(dataset[0][[c for c in dataset.column_names if c != "text"][0]])):
        golden.append({"file": name, "context": context, "rows": saelens(dataset, context)})
(out / "rows.json").write_text(json.dumps(golden, separators=(",", ":")))

files = {str(f.relative_to(out)): hashlib.sha256(f.read_bytes()).hexdigest() for f in sorted(out.glob("**/*")) if f.is_file()}
versions = {name: importlib.metadata.version(name) for name in ["pyarrow", "datasets", "sae-lens", "numpy"]}
(out / "provenance.json").write_text(json.dumps(
    {"made_by": "Tools/goldens/exchange/corpus/make.py", "seed": 14, "versions": versions, "sha256": files}, indent=1) + "\n")
print(sum(f.stat().st_size for f in out.glob("**/*") if f.is_file()), "bytes")
