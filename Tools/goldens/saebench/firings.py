#!/usr/bin/env python3
"""Which latents of the core goldens' SAEs fire, in exact arithmetic so to say: the model and the encoders in float64.

    python3 Tools/goldens/saebench/firings.py      # torch, transformers, transformer-lens 3.9, sae-lens, safetensors

The goldens beside them were computed in float32, where a pre-activation within rounding of its threshold may fall on
either side. Here each SAE has, over the tokens of the second slice that are not special,

- `firings`, `rows`: how often each latent fires in float64, and in how many rows of the slice;
- `largest_error`: the largest distance between a pre-activation as SAEBench computes it (TransformerLens and SAELens in
  float32) and the float64 one, over all tokens and latents: what float32 may get wrong, whatever fires;
- `near`: the firings that float32 can therefore not decide: [row, position, latent, margin] with |margin| below that,
  margin = z − θ. For topk the margin is half the distance from the best latent that is left out, or from the last one
  that is taken: two pre-activations have to be wrong.
"""
import hashlib
import importlib.metadata
import json
import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
import numpy as np
import torch
from sae_lens import SAE

import nano_lens
from nano_lens import HOOK, ROOT

GOLDENS = ROOT / "Tests/Goldens/saebench"
SLICE = 64  # rows before it serve CE and KL
torch.set_num_threads(1)
torch.set_grad_enabled(False)


def activations(dtype, tokens):
    lens = nano_lens.load(dtype)
    parts = [
        lens.run_with_cache(rows, prepend_bos=False, names_filter=[HOOK], stop_at_layer=4)[1][HOOK]
        for rows in tokens.split(16)
    ]
    return torch.cat(parts)


def margins(sae, z):
    """z − θ, [rows, tokens, F]; a latent fires where it is above 0."""
    if sae.cfg.architecture() == "jumprelu":
        return z - sae.threshold
    if sae.cfg.architecture() == "standard":
        return z
    k = sae.cfg.k
    best = z.topk(k + 1, -1).values
    last, out = best[..., k - 1 : k], best[..., k:]
    assert (last > 1e-3).all()  # topk's ReLU decides nothing here
    return torch.where(z > out, z - out, z - last) / 2


def main():
    tokens = torch.tensor(np.load(GOLDENS / "core/tokens.npy")).long()[SLICE:]
    counted = (tokens > 2)[..., None]  # pad, eos and bos are 0, 1, 2
    exact, float32 = activations(torch.float64, tokens), activations(torch.float32, tokens)
    result = {"tokens": int(counted.sum())}
    for name in ["jumprelu", "standard", "topk"]:
        sae = SAE.load_from_disk(str(GOLDENS / "saes" / name), device="cpu")
        theirs = torch.cat([(x - sae.b_dec) @ sae.W_enc + sae.b_enc for x in float32.split(16)])
        sae = sae.to(torch.float64)
        z = (exact - sae.b_dec) @ sae.W_enc + sae.b_enc
        error = ((theirs - z).abs() * counted).max().item()
        margin = margins(sae, z)
        fires = (margin > 0) & counted
        places = ((margin.abs() < error) & counted).nonzero().tolist()
        result[name] = {
            "largest_error": error, "firings": fires.sum((0, 1)).tolist(), "rows": fires.any(1).sum(0).tolist(),
            "near": [[r + SLICE, p, l, float(f"{margin[r, p, l].item():.4g}")] for r, p, l in places],
        }
        print(name, f"largest error {error:.2e}, {len(places)} firings within it")
    out = GOLDENS / "firings"
    out.mkdir(exist_ok=True)
    text = json.dumps(result, separators=(",", ":")).replace('},"', '},\n"') + "\n"
    (out / "firings.json").write_text(text)
    versions = {p: importlib.metadata.version(p) for p in ["torch", "transformers", "transformer-lens", "sae-lens"]}
    (out / "MANIFEST.json").write_text(json.dumps({
        "generator": "Tools/goldens/saebench/firings.py", "seed": None, "versions": versions,
        "files": {"firings.json": hashlib.sha256(text.encode()).hexdigest()},
    }, indent=1) + "\n")


if __name__ == "__main__":
    main()
