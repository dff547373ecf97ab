#!/usr/bin/env python3
"""SAEBench's training of the ground-truth first-letter probe, written down so that it can be repeated step by step.

    PYTHONPATH=SITE python3 Tools/goldens/saebench/probe.py
        # SITE: sae-bench 0.6.0; torch, numpy, pandas, safetensors, tqdm. 10 s

`probing.train_linear_probe_for_task` itself, with the batch size its caller gives it (64), on the goldens' own training
words: all 3917 activations, classes of 5 to 369, the last of 62 batches 13 rows. Only watched: the loader is given
a sampler that notes each order it draws, the probe notes where it starts, and each epoch's beginning notes what the
probe and the rate have come to. `replay.safetensors`: start, orders, rates, and the probe after 1, 2, 10 and 50 epochs.

Then once more in float64 from the same start in the same order: how far float32's rounding alone takes PyTorch from the
exact result, which is the measure of what two float32 programs may differ by (`rounding` in the manifest: relative
Frobenius distance, and the largest difference of a number). The float64 probe after 50 epochs is the file's `exact`.
"""
import csv
import hashlib
import importlib.metadata
import json
import os
import pathlib
import sys
import types

os.environ.setdefault("OMP_NUM_THREADS", "1")
import numpy as np
import pandas as pd
import torch
from safetensors.numpy import save_file
from torch.utils.data import RandomSampler

# SAEBench's file names these beside the training and uses none of them in it.
STAND_INS = {
    "sklearn": [], "sklearn.metrics": ["accuracy_score", "f1_score", "precision_score", "recall_score"],
    "transformer_lens": ["HookedTransformer"], "transformers": [],
    "transformers.tokenization_utils_fast": ["PreTrainedTokenizerFast"],
}
for module, names in STAND_INS.items():
    sys.modules[module] = types.ModuleType(module)
    for name in names:
        setattr(sys.modules[module], name, object)
from sae_bench.evals.absorption import probing

for module in STAND_INS:
    del sys.modules[module]

ROOT = pathlib.Path(__file__).resolve().parents[3]
WORDS = ROOT / "Tests/Goldens/saebench/absorption/absorption_probe"
OUT = ROOT / "Tests/Goldens/saebench/probe"
SEED = 7
KEPT = [1, 2, 10, 50]
torch.set_num_threads(1)


def train(dtype, start=None, orders=None):
    """The probe's start, each epoch's order and rate, and the probe after each epoch."""
    seen = {"start": None, "orders": [], "rates": [], "after": []}
    made = {}

    def state():
        return {name: p.detach().clone().numpy() for name, p in made["probe"].named_parameters()}

    class Probe(probing.LinearProbe):
        def __init__(self, *args, **options):
            super().__init__(*args, **options)
            made["probe"] = self

        def to(self, *args, **options):
            probe = super().to(*args, **options)
            if start is not None:
                self.load_state_dict({name: torch.tensor(value, dtype=dtype) for name, value in start.items()})
            seen["start"] = state()
            return probe

    class Order(RandomSampler):
        def __iter__(self):
            if seen["orders"]:
                seen["after"].append(state())
            given = orders[len(seen["orders"])].tolist() if orders is not None else list(super().__iter__())
            seen["orders"].append(given)
            # The rate with which the epoch's updates are then made.
            seen["rates"].append(made["optimizer"].param_groups[0]["lr"])
            return iter(given)

    class Adam(torch.optim.Adam):
        def __init__(self, *args, **options):
            super().__init__(*args, **options)
            made["optimizer"] = self

    def loader(dataset, batch_size, shuffle):
        assert shuffle
        return torch.utils.data.DataLoader(dataset, batch_size=batch_size, sampler=Order(dataset))

    originals = probing.LinearProbe, probing.DataLoader, probing.optim.Adam
    probing.LinearProbe, probing.DataLoader, probing.optim.Adam = Probe, loader, Adam
    try:
        torch.manual_seed(SEED)
        x = np.load(WORDS / "activations_train.npy")
        labels = [int(row["answer_class"]) for row in csv.DictReader(open(WORDS / "train_words.csv", newline=""))]
        frame = pd.DataFrame({"answer_class": labels})
        if dtype == torch.float32:
            probing.train_linear_probe_for_task(
                frame, frame, device=torch.device("cpu"), train_activations=x, test_activations=x, batch_size=64)
        else:
            # The task's function makes everything float32; this is what it calls.
            probing.train_multi_probe(
                torch.tensor(x, dtype=dtype), torch.nn.functional.one_hot(torch.tensor(labels), 26), num_probes=26,
                batch_size=64, num_epochs=50, lr=1e-2, weight_decay=1e-4, show_progress=False,
                device=torch.device("cpu"))
    finally:
        probing.LinearProbe, probing.DataLoader, probing.optim.Adam = originals
    seen["after"].append(state())
    assert len(seen["orders"]) == 50 and all(sorted(o) == list(range(len(x))) for o in seen["orders"])
    return seen


def main():
    replay = train(torch.float32)
    orders = np.array(replay["orders"])
    exact = train(torch.float64, replay["start"], orders)
    assert exact["rates"] == replay["rates"]
    tensors = {"order": orders.astype(np.int16), "learning_rate": np.array(replay["rates"])}
    rounding = {}
    for epochs in [0] + KEPT:
        after = replay["after"][epochs - 1] if epochs else replay["start"]
        for name in ["weight", "bias"]:
            own = after[f"fc.{name}"]
            tensors[f"{name}.{epochs}"] = own
            if epochs:
                other = exact["after"][epochs - 1][f"fc.{name}"]
                rounding[f"{name}.{epochs}"] = {
                    "relative": float(np.linalg.norm(own - other) / np.linalg.norm(other)),
                    "largest": float(np.abs(own - other).max()), "largest_number": float(np.abs(other).max()),
                }
    for name in ["weight", "bias"]:
        tensors[f"{name}.50.exact"] = exact["after"][49][f"fc.{name}"].astype(np.float32)
    OUT.mkdir(exist_ok=True)
    save_file(tensors, OUT / "replay.safetensors")
    (OUT / "replay.safetensors").chmod(0o644)
    packages = ["torch", "numpy", "safetensors"]
    (OUT / "MANIFEST.json").write_text(json.dumps({
        "generator": "Tools/goldens/saebench/probe.py", "seed": SEED,
        "versions": {"sae-bench": "0.6.0"} | {p: importlib.metadata.version(p) for p in packages},
        "rounding": rounding,
        "files": {"replay.safetensors": hashlib.sha256((OUT / "replay.safetensors").read_bytes()).hexdigest()},
    }, indent=1) + "\n")
    print(json.dumps(rounding, indent=1))


if __name__ == "__main__":
    main()
