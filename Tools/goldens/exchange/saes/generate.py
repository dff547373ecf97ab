#!/usr/bin/env python3
"""Writes Tests/Goldens/exchange/saes: SAEs in the published formats and what the toolkits themselves compute with them.

    python Tools/goldens/exchange/saes/generate.py            write the folder anew
    python Tools/goldens/exchange/saes/generate.py --check    make it again elsewhere and compare
    python Tools/goldens/exchange/saes/generate.py --whole DIR    the same SAEs, every one with all 1,000 activations

Needs sae-lens, dictionary-learning, eai-sparsify, torch, safetensors, numpy; see README.md beside this file.
"""
import json, os, pathlib, shutil, sys, tempfile
os.environ["SPARSIFY_DISABLE_TRITON"] = "1"
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import importlib, importlib.metadata, platform

import torch

import common

FOLDER = pathlib.Path(__file__).resolve().parents[4] / "Tests" / "Goldens" / "exchange" / "saes"
PARTS = ["saelens", "checkpoints", "learning", "sparse", "scopes", "dictionaries", "misloads"]


def write(root):
    torch.set_num_threads(1)
    book = common.Book(root)
    for part in PARTS:
        if (pathlib.Path(__file__).parent / f"{part}.py").exists():
            importlib.import_module(part).write(book)
    versions = {name: importlib.metadata.version(name) for name in
                ["sae-lens", "dictionary-learning", "eai-sparsify", "torch", "numpy", "safetensors"]}
    book.close({"python": platform.python_version(), **versions})
    return book


if __name__ == "__main__":
    if "--whole" in sys.argv:
        common.WHOLE = True
        write(pathlib.Path(sys.argv[sys.argv.index("--whole") + 1]))
        sys.exit()
    with tempfile.TemporaryDirectory() as temporary:
        root = pathlib.Path(temporary) / "saes"
        book = write(root)
        size = sum(p.stat().st_size for p in root.rglob("*") if p.is_file())
        print(f"{len(book.variants)} variants, {size / 1e6:.2f} MB")
        if "--check" in sys.argv:
            theirs, ours = (json.loads((f / "provenance.json").read_text())["files"] for f in (root, FOLDER))
            differing = [n for n in sorted(set(theirs) | set(ours)) if theirs.get(n) != ours.get(n)]
            print("\n".join(differing) or "the same")
            sys.exit(bool(differing))
        shutil.rmtree(FOLDER, ignore_errors=True)
        shutil.copytree(root, FOLDER)
