#!/usr/bin/env python3
"""Copies what SAEBench 0.6.0 wrote about three small SAEs (Tests/Goldens/saebench/saes) to .../absorption.

    python3 Tools/goldens/saebench/absorption.py SAEBENCH_FIGURES      # standard library alone

SAEBENCH_FIGURES has `absorption_probe/` and a folder for each SAE. Two things are smaller than there: of the training
words' prompts only the first 300 are whole (the others keep the line that asks), and of `k_sparse_metrics.json` only
the figures stay. Everything else is copied byte for byte.
"""
import csv
import hashlib
import json
import pathlib
import shutil
import sys

SAES = ["standard", "topk", "jumprelu"]
WHOLE_PROMPTS = 300
GOLDENS = pathlib.Path(__file__).resolve().parents[3] / "Tests" / "Goldens" / "saebench"


def shorten_words(source, target):
    rows = list(csv.DictReader(open(source, newline="")))
    with open(target, "w", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        for number, row in enumerate(rows):
            if number >= WHOLE_PROMPTS:
                row["prompt"] = "\n" + row["prompt"].rpartition("\n")[2]
            writer.writerow(row)


def figures(source, target):
    kinds = ["f1", "precision", "recall", "auc"]
    letters = []
    for row in json.load(open(source)):
        letter = {"letter": row["letter"], "probe": {kind: row[f"{kind}_probe"] for kind in kinds}}
        letter["k_sparse"] = [{kind: row[f"{kind}_sparse_sae_{k}"] for kind in kinds} for k in range(1, 11)]
        letters.append(letter)
    json.dump(letters, open(target, "w"), separators=(",", ":"))


def manifest(folder, note):
    files = {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*")) if path.is_file() and path.name != "MANIFEST.json"
    }
    head = {
        "generator": "Tools/goldens/saebench/absorption.py", "source": note, "seed": 0,
        "versions": {
            "sae-bench": "0.6.0", "sae-lens": "6.54.12", "transformer-lens": "3.9.0", "torch": "2.15.0",
            "transformers": "5.23.0", "scikit-learn": "1.9.1",
        },
        "files": files,
    }
    (folder / "MANIFEST.json").write_text(json.dumps(head, indent=1) + "\n")


def main(source):
    out = GOLDENS / "absorption"
    probe = out / "absorption_probe"
    probe.mkdir(parents=True, exist_ok=True)
    given = source / "absorption_probe"
    for name in ["activations_train.npy", "activations_test.npy", "probe_weight.npy", "probe_bias.npy", "test_words.csv"]:
        shutil.copyfile(given / name, probe / name)
    shorten_words(given / "train_words.csv", probe / "train_words.csv")
    for sae in SAES:
        (out / sae).mkdir(exist_ok=True)
        for name in ["k_sparse_metadata.json", "absorption_words.json", "absorption_letters.json", "absorption_seeds.json"]:
            shutil.copyfile(source / sae / name, out / sae / name)
        figures(source / sae / "k_sparse_metrics.json", out / sae / "k_sparse_figures.json")
    manifest(out, "SAEBench run on gemma2-nano, float32, CPU, seed 0")


main(pathlib.Path(sys.argv[1]))
