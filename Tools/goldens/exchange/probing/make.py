"""SAEBench's probing sources as they lie on the Hub, small: Tests/Goldens/exchange/probing.

    PYTHONPATH=FOLDER_OF_SAE_BENCH /work/venv/bin/python Tools/goldens/exchange/probing/make.py

Writes Parquet files in the layouts of the Hub (each source in another of the places where a download may leave it), and
in results.json the texts that SAEBench 0.6.0's own functions choose from them for training and for testing. They ask
`datasets.load_dataset` for the Hub's data; here that is given these files.
"""

import hashlib
import importlib.metadata
import json
import shutil
from pathlib import Path

import datasets
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import sae_bench.sae_bench_utils.dataset_utils as bench

root = Path(__file__).resolve().parents[4]
out = root / "Tests/Goldens/exchange/probing"
shutil.rmtree(out, ignore_errors=True)
data = out / "data"
g = np.random.default_rng(14)
words = "the of and to in a is that for it on as with é über naïve 東京 read write tree house river stone light".split()
TRAIN, TEST = 8, 4  # texts of each class
files: dict[tuple[str, str | None, str], list[Path]] = {}


def text(count: int) -> str:
    return " ".join(words[i] for i in g.integers(0, len(words), count))


def write(repository: str, configuration: str | None, split: str, table: pa.Table, places: list[str]) -> None:
    rows = -(-table.num_rows // len(places))
    for i, place in enumerate(places):
        path = data / place
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(table.slice(i * rows, rows), path, row_group_size=50)
        files.setdefault((repository, configuration, split), []).append(path)


for split, rows in [("train", 700), ("test", 500), ("dev", 5)]:
    write("LabHC/bias_in_bios", None, split, pa.table({
        "hard_text": [text(5) for _ in range(rows)], "profession": pa.array([i % 28 for i in range(rows)], pa.int64()),
        "gender": pa.array(g.integers(0, 2, rows), pa.int64())}),
        [f"bias_in_bios/data/{split}-00000-of-00001-0ab65b32c47407e8.parquet"])
amazon = "datasets--canrager--amazon_reviews_mcauley_1and5/snapshots/" + 40 * "a" + "/data"
for split, rows in [("train", 160), ("test", 120)]:
    write("canrager/amazon_reviews_mcauley_1and5", None, split, pa.table({
        "rating": pa.array([[1.0, 5.0][i % 3 % 2] for i in range(rows)], pa.float64()), "title": ["t"] * rows,
        "text": [text(6) for _ in range(rows)], "category": pa.array([i % 7 for i in range(rows)], pa.int64())}),
        [f"{amazon}/{split}-{i:05d}-of-00002.parquet" for i in range(2)])
for split, rows in [("train", 60), ("test", 40)]:
    write("fancyzhx/ag_news", None, split, pa.table({
        "text": [text(6) for _ in range(rows)], "label": pa.array(g.integers(0, 4, rows), pa.int64())}),
        [f"fancyzhx/ag_news/default/{split}/0000.parquet"])
names = ["C", "Python", "HTML", "Java", "PHP", "Go", "C++"]
lengths = g.choice([300, 533, 534, 535, 540], 350)
write("codeparrot/github-code", None, "train", pa.table({
    "code": [text(200)[:n] for n in lengths], "repo_name": ["r"] * 350, "path": ["p"] * 350,
    "language": [names[i] for i in g.integers(0, 7, 350)], "license": ["mit"] * 350, "size": pa.array(lengths, pa.int32())}),
    [f"github-code/data/train-{i:05d}-of-01126.parquet" for i in range(2)])
for pair in ["en-fr", "fr-it", "de-en", "es-fr", "nl-pt"]:
    one, two = pair.split("-")
    write("Helsinki-NLP/europarl", pair, "train", pa.table({"translation": [
        {one: f"{one} {i} {text(4)}", two: f"{two} {i} {text(4)}"} for i in range(40)]}),
        [f"europarl/{pair}/train-00000-of-00001.parquet"])


def load_dataset(name, configuration=None, *, split=None, **_):
    def read(split):
        return datasets.Dataset(pa.concat_tables([pq.read_table(f) for f in files[name, configuration, split]]))

    if split:
        return read(split)
    return {s: read(s) for n, c, s in files if n == name and c == configuration}


bench.load_dataset = load_dataset
results = {}
for name, make, classes in [
    ("LabHC/bias_in_bios_class_set1", bench.get_bias_in_bios_or_amazon_product_dataset, ["0", "1", "2", "6", "9"]),
    ("LabHC/bias_in_bios_class_set2", bench.get_bias_in_bios_or_amazon_product_dataset, ["11", "13", "14", "18", "19"]),
    ("LabHC/bias_in_bios_class_set3", bench.get_bias_in_bios_or_amazon_product_dataset, ["20", "21", "22", "25", "26"]),
    ("canrager/amazon_reviews_mcauley_1and5", bench.get_bias_in_bios_or_amazon_product_dataset, ["1", "2", "3", "5", "6"]),
    ("canrager/amazon_reviews_mcauley_1and5_sentiment", bench.get_amazon_sentiment_dataset, ["1.0", "5.0"]),
    ("codeparrot/github-code", bench.get_github_code_dataset, names[:5]),
    ("fancyzhx/ag_news", bench.get_ag_news_dataset, ["0", "1", "2", "3"]),
    ("Helsinki-NLP/europarl", bench.get_europarl_dataset, ["en", "fr", "de", "es", "nl"]),
]:
    sizes = (2 * TRAIN, 2 * TEST, 42)
    takes_classes = make in (bench.get_github_code_dataset, bench.get_ag_news_dataset, bench.get_europarl_dataset)
    parts = make(name, classes, *sizes) if takes_classes else make(name, *sizes)
    results[name] = {part: [found[c] for c in classes] for part, found in zip(("train", "test"), parts)}
    for part, count in (("train", TRAIN), ("test", TEST)):
        assert all(len(t) == count for t in results[name][part]), name

(out / "results.json").write_text(json.dumps(results, ensure_ascii=False, separators=(",", ":")))
digests = {str(f.relative_to(out)): hashlib.sha256(f.read_bytes()).hexdigest() for f in sorted(out.glob("**/*")) if f.is_file()}
versions = {name: importlib.metadata.version(name) for name in ["sae-bench", "pyarrow", "datasets", "pandas", "numpy"]}
(out / "provenance.json").write_text(json.dumps(
    {"made_by": "Tools/goldens/exchange/probing/make.py", "seed": 14, "versions": versions, "sha256": digests}, indent=1) + "\n")
print(sum(f.stat().st_size for f in out.glob("**/*") if f.is_file()), "bytes")
