#!/usr/bin/env python3
"""Two small SAEs on SmolLM2-135M for the goldens: relu + L1 ("standard") and TopK, 1,024 latents, behind block 5.

    python3 Tools/goldens/saebench/smollm2_saes.py train MODEL BOOKS.jsonl.zst   # torch, transformers, zstd; 15 min
    python3 Tools/goldens/saebench/smollm2_saes.py write FOLDER                  # numpy, safetensors; at once

`train` makes Tests/Goldens/saebench/smollm2/saes.npz, `write` makes SAELens folders of it, FOLDER/standard and
FOLDER/topk, each 4.7 MB of float32 and too large to commit. What torch trains depends on the processor's kernels to the
last bit. So the committed file holds whole numbers: each encoder and decoder row is rounded to a grid of its own, an
eighth of its standard deviation wide, and written as int8 and one float32 scale. A weight is the product of the two,
one rounding in IEEE arithmetic, the same bits everywhere.
"""
import hashlib
import json
import os
import pathlib
import subprocess
import sys

os.environ.setdefault("OMP_NUM_THREADS", "1")
import numpy as np
from safetensors.numpy import save_file

ROOT = pathlib.Path(__file__).resolve().parents[3]
GRID = ROOT / "Tests/Goldens/saebench/smollm2/saes.npz"
LAYER, WIDTH, LATENTS, K, L1 = 5, 576, 1024, 32, 1.2
SEED, ROWS, CONTEXT, BATCH, EPOCHS, RATE = 0, 2000, 128, 1024, 4, 1e-3
NAMES = ["standard", "topk"]


# From the committed grid


def weights(name):
    """W_enc [d, F], b_enc, W_dec [F, d], b_dec, float32."""
    grid = np.load(GRID)

    def rows(which):
        return grid[f"{name}.{which}"].astype(np.float32) * grid[f"{name}.{which}.scale"][:, None]

    return {
        "W_enc": np.ascontiguousarray(rows("encoder").T), "b_enc": grid[f"{name}.b_enc"], "W_dec": rows("decoder"),
        "b_dec": grid[f"{name}.b_dec"],
    }


def write(folder):
    """SAELens folders, and the SHA-256 of each one's weights."""
    digests = {}
    for name in NAMES:
        out = folder / name
        out.mkdir(parents=True, exist_ok=True)
        config = {
            "architecture": name, "d_in": WIDTH, "d_sae": LATENTS, "dtype": "float32", "device": "cpu",
            "apply_b_dec_to_input": True, "normalize_activations": "none", "reshape_activations": "none",
            "metadata": {
                "sae_lens_version": "6.54.12", "model_name": "smollm2-135m",
                "hook_name": f"blocks.{LAYER}.hook_resid_post", "hook_head_index": None, "context_size": CONTEXT,
                "prepend_bos": True, "dataset_path": "external",
            },
        }
        if name == "topk":
            config |= {"k": K, "rescale_acts_by_decoder_norm": False}
        (out / "cfg.json").write_text(json.dumps(config, indent=1) + "\n")
        save_file(weights(name), out / "sae_weights.safetensors")
        (out / "sae_weights.safetensors").chmod(0o644)
        digests[name] = hashlib.sha256((out / "sae_weights.safetensors").read_bytes()).hexdigest()
    return digests


# Training


def activations(model_folder, books):
    """[n, d]: the state behind the block at every position but BOS, of rows as SAELens packs them."""
    import torch
    from transformers import AutoTokenizer, LlamaModel, AutoConfig

    config = AutoConfig.from_pretrained(model_folder)
    config.num_hidden_layers = LAYER + 1
    model = LlamaModel.from_pretrained(model_folder, config=config, dtype=torch.float32).eval()
    model.norm = torch.nn.Identity()
    tokenizer = AutoTokenizer.from_pretrained(model_folder)
    bos, ids = tokenizer.bos_token_id, []
    reader = subprocess.Popen(["zstd", "-dc", books], stdout=subprocess.PIPE, text=True)
    # A piece from the middle of each book, so that many authors are in a few hundred thousand tokens.
    for line in reader.stdout:
        text = json.loads(line)["text"]
        middle = len(text) // 2
        ids += [bos] + tokenizer(text[middle : middle + 40_000], add_special_tokens=False).input_ids
    reader.wait()
    ids = [i for i in ids if i != bos]
    inner = CONTEXT - 1
    starts = np.linspace(0, len(ids) - inner, ROWS).astype(int)
    rows = torch.tensor([[bos] + ids[start : start + inner] for start in starts])
    parts = []
    with torch.no_grad():
        for start in range(0, ROWS, 16):
            state = model(rows[start : start + 16]).last_hidden_state
            parts.append(state[:, 1:].reshape(-1, WIDTH).clone())
            if start % 160 == 0:
                print(f"{start} of {ROWS} rows", flush=True)
    x = torch.cat(parts)
    norms = x.norm(dim=1)
    # A few positions hold massive activations, a hundred times the others: no SAE is trained on those.
    kept = norms < 4 * norms.median()
    print(f"{len(x)} positions, {int((~kept).sum())} of them left out; median norm {norms.median():.2f}", flush=True)
    return x[kept]


def train(name, x):
    import torch

    torch.manual_seed(SEED)
    generator = torch.Generator().manual_seed(SEED)
    scale = WIDTH**0.5 / x.norm(dim=1).mean()
    x = x * scale
    mean = x[torch.randperm(len(x), generator=generator)[:20_000]].mean(0)
    decoder = torch.nn.functional.normalize(torch.randn(LATENTS, WIDTH, generator=generator), dim=1)
    parameters = {
        "decoder": decoder, "encoder": decoder.clone(), "b_enc": torch.zeros(LATENTS), "b_dec": mean.clone()}
    for parameter in parameters.values():
        parameter.requires_grad_()
    optimizer = torch.optim.Adam(parameters.values(), lr=RATE)
    steps, step = EPOCHS * (len(x) // BATCH), 0
    for _ in range(EPOCHS):
        order = torch.randperm(len(x), generator=generator)
        for start in range(0, len(x) - BATCH + 1, BATCH):
            batch = x[order[start : start + BATCH]]
            z = (batch - parameters["b_dec"]) @ parameters["encoder"].T + parameters["b_enc"]
            a = torch.relu(z)
            if name == "topk":
                best = a.topk(K, -1)
                a = torch.zeros_like(a).scatter(-1, best.indices, best.values)
            residual = a @ parameters["decoder"] + parameters["b_dec"] - batch
            loss = residual.square().sum(-1).mean()
            if name == "standard":
                loss = loss + min(1, step / (0.2 * steps)) * L1 * a.sum(-1).mean()
            optimizer.zero_grad()
            loss.backward()
            # Steps along the row are taken back anyway; without them Adam's averages are of what is kept.
            g, d = parameters["decoder"].grad, parameters["decoder"].data
            g -= (g * d).sum(1, keepdim=True) * d
            for group in optimizer.param_groups:
                group["lr"] = RATE * min(1, 5 * (1 - step / steps))
            optimizer.step()
            with torch.no_grad():
                d /= d.norm(dim=1, keepdim=True)
            step += 1
            if step % 100 == 0:
                explained = 1 - residual.square().sum() / (batch - mean).square().sum()
                print(f"{name} {step}/{steps}: explained {explained:.3f}, L0 {(a > 0).sum(-1).float().mean():.1f}",
                      flush=True)
    # Weights are the same for activations as the model gives them; the biases, and with them the latents, are smaller.
    for bias in ["b_enc", "b_dec"]:
        parameters[bias].data /= scale
    return {key: value.detach().numpy() for key, value in parameters.items()}


def quantised(name, parameters):
    grid = {f"{name}.{bias}": parameters[bias].astype(np.float32) for bias in ["b_enc", "b_dec"]}
    for which in ["encoder", "decoder"]:
        rows = parameters[which].astype(np.float64)
        whole = np.clip(np.rint(8 * rows / rows.std(1, keepdims=True)), -127, 127)
        length = np.ones(LATENTS) if which == "decoder" else np.linalg.norm(rows, axis=1)
        grid[f"{name}.{which}"] = whole.astype(np.int8)
        grid[f"{name}.{which}.scale"] = (length / np.linalg.norm(whole, axis=1)).astype(np.float32)
    return grid


def check(x):
    """What the rounding to the grid did."""
    import torch

    x = x[:: len(x) // 20_000]
    for name in NAMES:
        w = {key: torch.from_numpy(value) for key, value in weights(name).items()}
        with torch.no_grad():
            a = torch.relu((x - w["b_dec"]) @ w["W_enc"] + w["b_enc"])
            if name == "topk":
                best = a.topk(K, -1)
                a = torch.zeros_like(a).scatter(-1, best.indices, best.values)
            explained = 1 - (a @ w["W_dec"] + w["b_dec"] - x).square().sum() / (x - x.mean(0)).square().sum()
        print(f"{name}, from the grid: explained {explained:.3f}, L0 {(a > 0).sum(-1).float().mean():.1f}, "
              f"{int(((a > 0).sum(0) == 0).sum())} silent latents")


def main():
    if sys.argv[1:2] == ["write"] and len(sys.argv) == 3:
        for name, digest in write(pathlib.Path(sys.argv[2])).items():
            print(f"{digest}  {name}/sae_weights.safetensors")
    elif sys.argv[1:2] == ["train"] and len(sys.argv) == 4:
        import torch

        torch.set_num_threads(1)
        kept = os.environ.get("ACTIVATIONS")
        x = torch.from_numpy(np.load(kept)) if kept and os.path.exists(kept) else activations(*sys.argv[2:])
        if kept and not os.path.exists(kept):
            np.save(kept, x.numpy())
        grid = {}
        for name in NAMES:
            grid |= quantised(name, train(name, x))
        GRID.parent.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(GRID, **grid)
        check(x)
    else:
        raise SystemExit(__doc__)


if __name__ == "__main__":
    main()
