"""sparsify: cfg.json and sae.safetensors by SparseCoder.save_to_disk, computed by SparseCoder.load_from_disk.

SAELens' own converter of these is not used: in 6.54.12 it transposes W_dec and takes num_latents 0 literally.
"""
import contextlib, io, json

import numpy as np
import torch
from safetensors.torch import save_file
with contextlib.redirect_stdout(io.StringIO()):
    from sparsify import SparseCoder, SparseCoderConfig

from common import D, F, FEW, HALF, ROWS, SEED, X, Weights, settled, taken, write_json
from reference import Form

MADE, LOADED = "sparsify SparseCoder.save_to_disk", "sparsify SparseCoder.load_from_disk"


def variant(book, number, name, cfg, rows=FEW, hookpoint="layers.3", note=None, edit=None):
    rule = {"activation": cfg.activation, "k": cfg.k, "subtract_b_dec": not cfg.transcode, "transcoder": cfg.transcode or None}
    latents = cfg.num_latents or D * cfg.expansion_factor

    def make(seed):
        w = Weights(seed, latents=latents, subtract=not cfg.transcode, unit_rows=not cfg.transcode, target=14)
        w.W_skip = (0.2 * np.random.default_rng(seed).normal(size=(D, D))).astype(np.float32) if cfg.skip_connection else None
        return w, Form(rule, W_enc=w.W_enc, b_enc=w.b_enc, W_dec=w.W_dec, b_dec=w.b_dec, W_skip=w.W_skip)

    w, form, _ = settled(make, SEED * 1000 + number * 200)
    torch.manual_seed(0)
    coder = SparseCoder(D, cfg)
    values = {"encoder.weight": w.W_enc.T.copy(), "encoder.bias": w.b_enc, "W_dec": w.W_dec, "b_dec": w.b_dec, "W_skip": w.W_skip}
    with torch.no_grad():
        for n, t in coder.state_dict().items():
            t.copy_(torch.from_numpy(values[n]))
    run = book.folder("sparsify", name) / "run"
    coder.save_to_disk(run / hookpoint)
    # The run's own configuration, of which only these keys matter to a reader.
    write_json(run / "config.json", {"sae": cfg.to_dict(), "batch_size": 32, "hookpoints": [hookpoint], "init_seeds": [0],
               "model": "HuggingFaceTB/SmolLM2-135M", "dataset": "EleutherAI/SmolLM2-135M-10B", "split": "train", "ctx_len": 2048})
    if edit:
        edit(run / hookpoint)
    loaded = SparseCoder.load_from_disk(run / hookpoint)
    with torch.no_grad():
        x = torch.from_numpy(X[:taken(rows)])
        acts, indices, _ = loaded.encode(x)
        dense = torch.zeros(len(x), latents).scatter_(1, indices, acts).numpy()
        output = loaded(x).sae_out.numpy()
    book.add("sparsify", name, f"run/{hookpoint}", dense, output, form, MADE, LOADED, note=note)


def older(folder):
    """Before activation and transcode were keys: {expansion_factor, normalize_decoder, num_latents, k, signed, d_in}."""
    cfg = json.loads((folder / "cfg.json").read_text())
    (folder / "cfg.json").write_text(json.dumps({k: cfg[k] for k in ("expansion_factor", "normalize_decoder", "num_latents", "k",
                                                                    "multi_topk", "d_in")} | {"signed": False}))


def write(book):
    variant(book, 80, "topk", SparseCoderConfig(num_latents=F, k=5), ROWS)
    variant(book, 81, "topk-expansion", SparseCoderConfig(expansion_factor=2, k=5), note="num_latents 0: F = expansion_factor * d_in")
    variant(book, 82, "groupmax", SparseCoderConfig(activation="groupmax", num_latents=HALF, k=8), hookpoint="h.3",
            note="F / k consecutive latents are a group; a group whose best is not above zero gives none")
    variant(book, 83, "transcode", SparseCoderConfig(num_latents=HALF, k=5, transcode=True), hookpoint="layers.3.mlp",
            note="b_dec not subtracted")
    variant(book, 84, "transcode-skip", SparseCoderConfig(expansion_factor=2, k=5, transcode=True, skip_connection=True),
            hookpoint="layers.3.mlp")
    variant(book, 85, "skip", SparseCoderConfig(expansion_factor=2, k=5, skip_connection=True),
            note="an autoencoder with a skip: the raw x goes through it")
    variant(book, 86, "older", SparseCoderConfig(num_latents=HALF, k=5), edit=older, note="the keys of early versions, signed false")
    signed(book)


def signed(book):
    """signed true kept the largest by magnitude, without relu: from memory, no sparsify on PyPI has it. 1.3.3 drops the key."""
    rule = {"activation": "abstopk", "k": 5, "subtract_b_dec": True}

    def make(seed):
        w = Weights(seed, latents=16, unit_rows=True)
        return w, Form(rule, W_enc=w.W_enc, b_enc=w.b_enc, W_dec=w.W_dec, b_dec=w.b_dec)
    w, form, _ = settled(make, SEED * 1000 + 87 * 200)
    target = book.folder("sparsify", "signed") / "run" / "layers.3"
    write_json(target / "cfg.json", {"expansion_factor": 32, "normalize_decoder": True, "num_latents": 16, "k": 5, "signed": True, "d_in": D})
    save_file({"encoder.weight": torch.from_numpy(w.W_enc.T.copy()), "encoder.bias": w.torch("b_enc"), "W_dec": w.torch("W_dec"),
               "b_dec": w.torch("b_dec")}, target / "sae.safetensors")
    f, y, _ = form(X[:taken(FEW)])
    book.add("sparsify", "signed", "run/layers.3", f, y, form, "the keys of early versions", "the rule, from memory; no toolkit", may_refuse=True)
