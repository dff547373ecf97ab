#!/usr/bin/env python3
"""How far float32 by itself is from the goldens: transformers' own error at every hook point.

    spread.py [CASE …]      (after make.py; writes Tests/Goldens/families/spread.json; all cases without arguments)

A bound for float32 must come from float32, not from what our program happens to reach: where a random model multiplies
a rounding error (GPT-Neo's unscaled scores, the product of a gate and what it gates), any float32 forward is further
from float64 than where it does not. So the same folders are run by transformers in float32 in every way at hand that
only orders or rounds sums differently: eager and fused attention, rows together and alone, MKL with SSE and AVX2, and
with the library's plain vector code. Written: for each tensor the largest of these errors, each the largest absolute
difference over the golden's root mean square.
"""
import hashlib, json, os, platform, subprocess, sys
from pathlib import Path

ENVIRONMENTS = [
    {}, {"MKL_ENABLE_INSTRUCTIONS": "SSE4_2"}, {"MKL_ENABLE_INSTRUCTIONS": "AVX2", "ATEN_CPU_CAPABILITY": "default"},
]
HERE = Path(__file__).resolve()
OUT = HERE.parents[3] / "Tests/Goldens/families"


def measure(names):
    import make, torch
    from safetensors.torch import load_file
    from transformers import AutoModelForCausalLM

    worst = {}
    for name in names:
        golden, found = load_file(OUT / name / "golden.safetensors"), {}
        ids = golden["tokens"].long()
        for attention in ["eager", "sdpa"]:
            try:
                model = AutoModelForCausalLM.from_pretrained(
                    OUT / name, dtype=torch.float32, attn_implementation=attention).eval()
            except ValueError:  # a family that has not got it
                continue
            for together in [True, False]:
                parts = []
                for rows in [ids] if together else ids.split(1):
                    recorder = make.Recorder(model, make.CASES[name][0])
                    with torch.no_grad():
                        logits = model(input_ids=rows, use_cache=False).logits
                    recorder.close()
                    recorder.states["logits"] = logits
                    parts.append({k: v.reshape(rows.numel(), -1) for k, v in recorder.states.items()})
                for key in parts[0]:
                    difference = torch.cat([p[key] for p in parts]) - golden[key]
                    error = (difference.abs().max() / golden[key].pow(2).mean().sqrt()).item()
                    found[key] = max(found.get(key, 0), error)
        worst[name] = found
    return worst


def main():
    if sys.argv[1:2] == ["--measure"]:
        print(json.dumps(measure(sys.argv[2:])))
        return
    import make

    names, worst = sys.argv[1:] or list(make.CASES), {}
    for environment in ENVIRONMENTS:
        answer = subprocess.run(
            [sys.executable, HERE, "--measure", *names], env=os.environ | environment, check=True, capture_output=True)
        for name, found in json.loads(answer.stdout).items():
            kept = worst.setdefault(name, {})
            for key, error in found.items():
                kept[key] = max(kept.get(key, 0), error)
    for name, found in worst.items():
        key = max(found, key=found.get)
        print(f"{name}: {found[key]:.2e} at {key}")
    import torch, transformers
    record = {
        "script": "Tools/goldens/families/spread.py", "python": platform.python_version(), "torch": torch.__version__,
        "transformers": transformers.__version__,
        "manifest_sha256": hashlib.sha256((OUT / "MANIFEST.json").read_bytes()).hexdigest(),
        "worst": {n: {k: float(f"{e:.3g}") for k, e in sorted(f.items())} for n, f in worst.items()}}
    (OUT / "spread.json").write_text(json.dumps(record, indent=1) + "\n")


main()
