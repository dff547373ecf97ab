#!/usr/bin/env python3
"""One SAE of 16,384 x 2,304 in each published layout, to time how fast it opens. About 302 MB each.

    python Tools/goldens/exchange/saes/large.py DIR [FORMAT...]      the formats are the keys of WRITERS; all if none is named
    python Tools/goldens/exchange/saes/large.py --size 64x24 DIR     another F x d
"""
import json, pathlib, sys

import numpy as np
import torch
from safetensors.torch import save_file


def weights(latents, d):
    g = torch.Generator().manual_seed(14)
    W_dec = torch.randn(latents, d, generator=g)
    W_dec /= W_dec.norm(dim=1, keepdim=True)
    return {"W_enc": W_dec.T.contiguous(), "W_dec": W_dec, "b_enc": torch.full((latents,), -0.1), "b_dec": torch.zeros(d),
            "threshold": torch.full((latents,), 1.5)}


def text(path, value):
    path.write_text(json.dumps(value))


def linear(w):
    return {"encoder.weight": w["W_dec"], "encoder.bias": w["b_enc"], "decoder.weight": w["W_enc"]}


def saelens(folder, w, latents, d):
    save_file(w, folder / "sae_weights.safetensors")
    text(folder / "cfg.json", {"d_in": d, "d_sae": latents, "dtype": "float32", "device": "cpu", "apply_b_dec_to_input": True,
         "normalize_activations": "none", "reshape_activations": "none", "architecture": "jumprelu",
         "metadata": {"sae_lens_version": "6.54.12", "model_name": "gemma-2-2b", "hook_name": "blocks.12.hook_resid_post"}})


def dictionary_learning(folder, w, latents, d):
    torch.save({**linear(w), "b_dec": w["b_dec"], "k": torch.tensor(80, dtype=torch.int), "threshold": torch.tensor(1.5)}, folder / "ae.pt")
    text(folder / "config.json", {"trainer": {"trainer_class": "BatchTopKTrainer", "dict_class": "BatchTopKSAE", "activation_dim": d,
         "dict_size": latents, "k": 80, "layer": 12, "lm_name": "google/gemma-2-2b", "submodule_name": "resid_post_layer_12"},
         "buffer": {"ctx_len": 1024}})


def strided(folder, w, latents, d):
    """As it is when the decoder was made as a transpose: strides (1, d)."""
    dictionary_learning(folder, {**w, "W_enc": w["W_dec"].clone().T}, latents, d)


def sparsify(folder, w, latents, d):
    save_file({"encoder.weight": w["W_dec"], "encoder.bias": w["b_enc"], "W_dec": w["W_dec"].clone(), "b_dec": w["b_dec"]},
              folder / "sae.safetensors")
    text(folder / "cfg.json", {"activation": "topk", "expansion_factor": 32, "normalize_decoder": True, "num_latents": latents, "k": 32,
         "multi_topk": False, "skip_connection": False, "transcode": False, "d_in": d})


def gemma_scope(folder, w, latents, d, save=np.savez):
    save(folder / "params.npz", **{n: t.numpy() for n, t in w.items()})


def gemma_scope_deflated(folder, w, latents, d):
    gemma_scope(folder, w, latents, d, np.savez_compressed)


def gemma_scope_2(folder, w, latents, d):
    save_file({n.lower(): t for n, t in w.items()}, folder / "params.safetensors")
    text(folder / "config.json", {"architecture": "jump_relu", "model_name": "gemma-v3-1b-pt", "hf_hook_point_in": "model.layers.12.output",
         "hf_hook_point_out": "model.layers.12.output", "width": latents, "l0": 80})


def llama_scope(folder, w, latents, d):
    (folder / "checkpoints").mkdir()
    save_file({n: t.contiguous() for n, t in {**linear(w), "decoder.bias": w["b_dec"]}.items()}, folder / "checkpoints" / "final.safetensors")
    text(folder / "hyperparams.json", {"hook_point_in": "blocks.12.hook_resid_post", "hook_point_out": "blocks.12.hook_resid_post",
         "d_model": d, "d_sae": latents, "dataset_average_activation_norm": {"in": 40.0, "out": 40.0}, "act_fn": "jumprelu",
         "norm_activation": "dataset-wise", "jump_relu_threshold": 1.5})


def qwen_scope(folder, w, latents, d):
    inside = folder / f"SAE-Res-Qwen3-1.7B-Base-W{latents // 1024}K-L0_50"
    inside.mkdir()
    torch.save({"W_enc": w["W_dec"], "W_dec": w["W_enc"], "b_enc": w["b_enc"], "b_dec": w["b_dec"]}, inside / "layer12.sae.pt")


WRITERS = {"saelens": saelens, "dictionary_learning": dictionary_learning, "dictionary_learning-strided": strided, "sparsify": sparsify,
           "gemma-scope": gemma_scope, "gemma-scope-deflated": gemma_scope_deflated, "gemma-scope-2": gemma_scope_2,
           "llama-scope": llama_scope, "qwen-scope": qwen_scope}

if __name__ == "__main__":
    arguments, size = sys.argv[1:], (16384, 2304)
    if arguments[0] == "--size":
        size = tuple(map(int, arguments[1].split("x")))
        arguments = arguments[2:]
    w = weights(*size)
    for name in arguments[1:] or WRITERS:
        folder = pathlib.Path(arguments[0]) / name
        folder.mkdir(parents=True)
        WRITERS[name](folder, w, *size)
