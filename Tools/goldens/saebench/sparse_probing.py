#!/usr/bin/env python3
"""Makes Tests/Goldens/saebench/sparse_probing from SAEBench's own results and from the texts they were made on.

    python sparse_probing.py GOLDENS DATA [--cache FOLDER]

GOLDENS holds SAEBench's results (`<sae>/sparse_probing.json`, `<sae>/sparse_probing.json.<set>.plan.json`, `<sae>/sae`),
DATA the model (`gemma2-nano`) and the texts (`text/ag_news_test.csv`, `text/movie_reviews.jsonl`). The texts may not be
committed; what is committed of them is each text's pooled activations and latents, computed here by transformers and
SAELens. Needs torch, transformers, tokenizers, sae_lens, numpy and safetensors.

Written: `results.json` (accuracies of every SAE and set), `<set>.plan.json` (the model's half is the same for all SAEs;
the whole is COMMITTED's), `ag_news.safetensors` (pooled features), `MANIFEST.json`.
"""
import argparse
import csv
import hashlib
import json
import pathlib
import time

import numpy
import safetensors.numpy
import torch

OUT = pathlib.Path(__file__).parents[3] / "Tests/Goldens/saebench/sparse_probing"
SAES = ["jumprelu", "standard", "topk"]
COMMITTED = "standard"
SIZES = {"ag_news": (400, 100), "movie_reviews": (600, 150)}


def texts(data, name):
    """{class: texts} for training and for testing, in file order."""
    found = {}
    if name == "ag_news":
        with open(data / "text/ag_news_test.csv", newline="") as file:
            for row in csv.DictReader(file):
                found.setdefault(row["label"], []).append(row["text"])
    else:
        for line in open(data / "text/movie_reviews.jsonl"):
            row = json.loads(line)
            found.setdefault(row["label"], []).append(row["text"])
    train, test = SIZES[name]
    return {c: {"train": found[c][:train], "test": found[c][train:train + test]} for c in sorted(found)}


def features(goldens, data, name):
    """{"llm/train": [n, d], "<sae>/train": [n, F], …}, class after class."""
    from sae_lens import SAE
    from tokenizers import Tokenizer
    from transformers import AutoModelForCausalLM

    model = AutoModelForCausalLM.from_pretrained(
        data / "gemma2-nano", dtype=torch.float32, attn_implementation="eager").eval()
    tokenizer = Tokenizer.from_file(str(data / "gemma2-nano/tokenizer.json"))
    saes = {sae: SAE.load_from_disk(str(goldens / sae / "sae")) for sae in SAES}
    special = torch.tensor([0, 1, 2])
    pooled = {}
    with torch.no_grad():
        for split in ("train", "test"):
            everything = [text for group in texts(data, name).values() for text in group[split]]
            rows = {key: [] for key in ("llm", *SAES)}
            for at in range(0, len(everything), 32):
                ids = [tokenizer.encode(text).ids[:128] for text in everything[at:at + 32]]
                length = max(map(len, ids))
                tokens = torch.tensor([row + [0] * (length - len(row)) for row in ids])
                hidden = model(tokens, output_hidden_states=True).hidden_states[4]
                hidden = hidden * ~torch.isin(tokens, special)[..., None]
                present = hidden.sum(-1) != 0
                count = present.sum(1, keepdim=True)
                rows["llm"].append(hidden.sum(1) / count)
                for key, sae in saes.items():
                    rows[key].append((sae.encode(hidden) * present[..., None]).sum(1) / count)
            pooled.update({f"{key}/{split}": torch.cat(value).numpy() for key, value in rows.items()})
    return pooled


def sparse(matrix):
    """Which entries are not 0, as bits (the first column is a byte's lowest), and their values."""
    return numpy.packbits(matrix != 0, axis=1, bitorder="little"), matrix[matrix != 0].astype(numpy.float32)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("goldens", type=pathlib.Path)
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("--cache", type=pathlib.Path)
    options = parser.parse_args()
    OUT.mkdir(parents=True, exist_ok=True)
    begun = time.time()
    cache = options.cache and options.cache / "ag_news.npz"
    if cache and cache.exists():
        pooled = dict(numpy.load(cache))
    else:
        pooled = features(options.goldens, options.data, "ag_news")
        if cache:
            numpy.savez(cache, **pooled)
    tensors = {}
    for split in ("train", "test"):
        tensors[f"llm_{split}"] = pooled[f"llm/{split}"]
        tensors[f"sae_{split}_mask"], tensors[f"sae_{split}_values"] = sparse(pooled[f"{COMMITTED}/{split}"])
    safetensors.numpy.save_file(tensors, OUT / "ag_news.safetensors")
    for name in SIZES:
        plan = json.loads((options.goldens / COMMITTED / f"sparse_probing.json.{name}.plan.json").read_text())
        (OUT / f"{name}.plan.json").write_text(json.dumps(plan, separators=(",", ":")) + "\n")
    results = {sae: json.loads((options.goldens / sae / "sparse_probing.json").read_text()) for sae in SAES}
    (OUT / "results.json").write_text(json.dumps(results, indent=1) + "\n")
    hashes = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(OUT.iterdir()) if path.name != "MANIFEST.json"}
    (OUT / "MANIFEST.json").write_text(json.dumps({
        "generators": ["Tools/goldens/saebench/sparse_probing.py", "Tools/goldens/saebench/logistic.py"],
        "seed": 42,
        "versions": {"results and plans": "SAEBench 0.6.0, torch 2.15.0, scikit-learn 1.9.1",
                     "features": f"torch {torch.__version__}"},
        "sae": COMMITTED, "files": hashes}, indent=2) + "\n")
    print(f"{time.time() - begun:.0f} s", {path.name: path.stat().st_size for path in OUT.iterdir()})


main()
