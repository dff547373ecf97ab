"""SAELens folders: version 6 by its own classes and savers, and the flat ones of versions 3 to 5."""
import warnings

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from sae_lens import SAE
from sae_lens.saes.sae import SAEMetadata
from sae_lens.registry import get_sae_class

from common import D, F, FEW, HALF, L0, ROWS, SEED, X, Weights, settled, size, taken, write_json
from hub import run
from reference import Form

MADE, LOADED = "sae_lens SAE.save_model", "sae_lens SAE.load_from_disk"


def metadata(hook="blocks.3.hook_resid_post", **more):
    return SAEMetadata(model_name="gpt2-small", hook_name=hook, hook_head_index=None, context_size=128, prepend_bos=True,
                       dataset_path="monology/pile-uncopyrighted", model_from_pretrained_kwargs={}, neuronpedia_id=None, **more)


def new(architecture, weights, hook="blocks.3.hook_resid_post", **cfg):
    sae_class, cfg_class = get_sae_class(architecture)
    sae = sae_class(cfg_class(d_in=len(weights.W_enc), d_sae=len(weights.W_dec), metadata=metadata(hook), **cfg))
    with torch.no_grad():
        for name in sae.state_dict():
            sae.state_dict()[name].copy_(weights.torch(name))
    return sae


def v6(book, number, variant, architecture, rows=FEW, weights=None, rule=None, heads=None, hook="blocks.3.hook_resid_post",
       edit=None, hints=None, note=None, **cfg):
    subtract = cfg.get("apply_b_dec_to_input", True)
    transcoder = "transcoder" in architecture
    base = architecture.replace("_skip", "").replace("_transcoder", "").replace("transcoder", "standard")
    rule = {"activation": {"standard": "relu", "skip": "relu"}.get(base, base), "subtract_b_dec": subtract,
            "normalisation": cfg.get("normalize_activations", "none"), "transcoder": transcoder or None,
            "k": cfg.get("k"), "rescale_by_decoder_norm": cfg.get("rescale_acts_by_decoder_norm"), **(rule or {})}
    if base == "jumprelu":
        rule["threshold"] = "vector"

    def make(seed):
        w = Weights(seed, subtract=subtract, normalisation=rule["normalisation"], jump=base == "jumprelu",
                    **{"unit_rows": base == "matching_pursuit", "latents": size(rows),
                       "target": 14 if "topk" in base else L0, **(weights or {})})
        if edit:
            edit(w)
        skip = "skip" in architecture
        if skip:
            w.W_skip = (0.2 * np.random.default_rng(seed).normal(size=(w.W_dec.shape[1], len(w.W_enc)))).astype(np.float32)
        names = {"gated": ["W_enc", "W_dec", "b_dec", "b_gate", "b_mag", "r_mag"],
                 "matching_pursuit": ["W_dec", "b_dec"]}.get(base, ["W_enc", "W_dec", "b_enc", "b_dec"])
        names = names + ["threshold"] * (base == "jumprelu") + ["W_skip"] * skip
        return w, Form(rule, **{n: getattr(w, n) for n in names})

    w, form, _ = settled(make, SEED * 1000 + number * 200)
    sae = new(architecture, w, hook=hook, **cfg)
    folder = book.folder("saelens", variant) / "sae"
    sae.save_model(folder)
    latents, output = run(SAE.load_from_disk(folder), rows, heads=heads)
    book.add("saelens", variant, "sae", latents, output, form, MADE, LOADED, hints=hints, note=note, may_refuse=base == "matching_pursuit")
    return folder, w, form


def versions_6(book):
    v6(book, 1, "standard", "standard")
    v6(book, 2, "standard-b-dec-kept", "standard", apply_b_dec_to_input=False)
    v6(book, 3, "standard-layer-norm", "standard", normalize_activations="layer_norm")
    v6(book, 4, "standard-constant-norm", "standard", normalize_activations="constant_norm_rescale")
    v6(book, 5, "standard-hook-z", "standard", heads=2, hook="blocks.3.attn.hook_z", reshape_activations="hook_z",
       note="SAELens takes [n, 2, 12] here; the rows are the heads in order, as a flattened hook_z is")
    v6(book, 6, "topk", "topk", ROWS, k=5)
    v6(book, 7, "topk-rescaled", "topk", k=5, rescale_acts_by_decoder_norm=True)
    v6(book, 8, "topk-layer-norm", "topk", k=5, normalize_activations="layer_norm", apply_b_dec_to_input=False)
    v6(book, 9, "abstopk", "abstopk", k=5)
    v6(book, 10, "abstopk-rescaled", "abstopk", k=5, rescale_acts_by_decoder_norm=True)
    v6(book, 11, "jumprelu", "jumprelu", ROWS)
    v6(book, 12, "jumprelu-b-dec-kept", "jumprelu", apply_b_dec_to_input=False)

    def negative(w):
        w.threshold[1::8] = -0.3
    v6(book, 13, "jumprelu-negative-threshold", "jumprelu", edit=negative,
       note="relu comes first: below zero nothing passes, though it is above its threshold")
    v6(book, 14, "gated", "gated")
    v6(book, 15, "gated-b-dec-kept", "gated", apply_b_dec_to_input=False)
    mp = {"residual_threshold": 1.2, "max_iterations": None, "stop_on_duplicate_support": True}
    v6(book, 16, "matching-pursuit", "matching_pursuit", rule=mp, **mp)
    mp = {"residual_threshold": 0.0, "max_iterations": 4, "stop_on_duplicate_support": False}
    v6(book, 17, "matching-pursuit-4", "matching_pursuit", rule=mp, apply_b_dec_to_input=False,
       note="with apply_b_dec_to_input false SAELens leaves b_dec out of the output, too", **mp)
    small = {"latents": 32, "d_out": 16}
    for number, architecture in enumerate(["transcoder", "skip_transcoder", "jumprelu_transcoder", "jumprelu_skip_transcoder"]):
        v6(book, 20 + number, architecture.replace("_", "-"), architecture, weights=small, d_out=16, apply_b_dec_to_input=False)
    no_factor(book)


def no_factor(book):
    """expected_average_only_in: right with the catalogue's factor, refused without."""
    s = 0.7

    def make(seed):
        w = Weights(seed, scale=s, latents=HALF)
        return w, Form({"activation": "relu", "subtract_b_dec": True, "folded_scale": s}, W_enc=w.W_enc * s, b_enc=w.b_enc,
                       W_dec=w.W_dec / np.float32(s), b_dec=w.b_dec / np.float32(s))
    w, form, _ = settled(make, SEED * 1000 + 30 * 200)
    sae = new("standard", w, normalize_activations="expected_average_only_in")
    folder = book.folder("saelens", "standard-average-norm") / "sae"
    sae.save_model(folder)
    again = SAE.load_from_disk(folder)
    again.fold_activation_norm_scaling_factor(s)
    latents, output = run(again, FEW)
    book.add("saelens", "standard-average-norm", "sae", latents, output, form, MADE,
             LOADED + ", fold_activation_norm_scaling_factor", hints={"norm_scaling_factor": s})
    book.refuse("saelens", "standard-average-norm", "sae", ["norm_scaling_factor", "expected_average_only_in"],
                note="the same files without the factor (SAELens goes on unscaled)")


# ---- Versions 3 to 5 ----

def flat(**more):
    """The keys of a version 5 folder; the versions before had fewer."""
    return {"architecture": "standard", "d_in": D, "d_sae": F, "activation_fn_str": "relu", "apply_b_dec_to_input": True,
            "finetuning_scaling_factor": False, "context_size": 128, "model_name": "gpt2-small",
            "hook_name": "blocks.3.hook_resid_post", "hook_layer": 3, "hook_head_index": None, "prepend_bos": True,
            "dataset_path": "Skylion007/openwebtext", "dataset_trust_remote_code": True, "normalize_activations": "none",
            "dtype": "torch.float32", "device": "cpu", "sae_lens_training_version": "3.20.0", "activation_fn_kwargs": {},
            "neuronpedia_id": None, "model_from_pretrained_kwargs": {}, "seqpos_slice": [None], **more}


def old(book, number, variant, cfg, rows=FEW, rule=None, tensors=None, drop=(), formula=False, note=None, may_refuse=False, **w_options):
    rule = {"activation": "relu", "subtract_b_dec": True, **(rule or {})}

    def make(seed):
        w = Weights(seed, **{"subtract": rule["subtract_b_dec"], "jump": rule["activation"] == "jumprelu",
                             "normalisation": rule.get("normalisation", "none"), "latents": size(rows),
                             "target": 14 if rule["activation"] == "topk" else L0, **w_options})
        more = {name: value(w) for name, value in (tensors or {}).items()}
        form = Form(rule, W_enc=w.W_enc, b_enc=w.b_enc, W_dec=w.W_dec, b_dec=w.b_dec,
                    threshold=w.threshold if rule["activation"] == "jumprelu" else None,
                    finetuning_scaling_factor=next(iter(more.values())) if formula else None)
        return (w, more), form
    (w, more), form, _ = settled(make, SEED * 1000 + number * 200)
    folder = book.folder("saelens-old", variant) / "sae"
    write_json(folder / "cfg.json", {k: v for k, v in flat(**{"d_sae": size(rows), **cfg}).items() if k not in drop})
    names = ["W_enc", "b_enc", "W_dec", "b_dec"] + ["threshold"] * (rule["activation"] == "jumprelu")
    save_file({**{n: w.torch(n) for n in names}, **{n: torch.from_numpy(v) for n, v in more.items()}},
              folder / "sae_weights.safetensors")
    if formula:
        f, y, _ = form(X[:taken(rows)])
        latents, output = f.astype(np.float32), y.astype(np.float32)
    else:
        latents, output = run(SAE.load_from_disk(folder), rows)
    book.add("saelens-old", variant, "sae", latents, output, form, "the keys and tensors that SAELens 3 to 5 wrote",
             "the rule of SAELens 3 to 5 (version 6 cannot load it)" if formula else LOADED, note=note, may_refuse=may_refuse)
    return folder


def versions_3_to_5(book):
    old(book, 40, "standard", {})
    # Version 2 and early 3: the hook's old names, and none of the keys that came later.
    old(book, 41, "hook-point", {"hook_point": "blocks.3.hook_resid_pre", "hook_point_layer": 3, "hook_point_head_index": None},
        drop=("hook_name", "hook_layer", "hook_head_index", "architecture", "activation_fn_str", "activation_fn_kwargs",
              "apply_b_dec_to_input", "finetuning_scaling_factor", "normalize_activations", "sae_lens_training_version",
              "prepend_bos", "neuronpedia_id", "model_from_pretrained_kwargs", "seqpos_slice"),
        note="every rule by default: relu, b_dec subtracted, nothing normalised")
    old(book, 42, "topk", {"activation_fn_str": "topk", "activation_fn_kwargs": {"k": 5}}, rule={"activation": "topk", "k": 5})
    old(book, 43, "topk-activation-fn", {"activation_fn": "topk", "activation_fn_kwargs": {"k": 5}, "sae_lens_training_version": "5.5.1"},
        rule={"activation": "topk", "k": 5}, drop=("activation_fn_str",))
    old(book, 48, "topk-architecture", {"architecture": "topk", "activation_fn_str": "topk", "activation_fn_kwargs": {"k": 5},
        "sae_lens_training_version": "5.5.1"}, rule={"activation": "topk", "k": 5})
    old(book, 44, "jumprelu", {"architecture": "jumprelu", "apply_b_dec_to_input": False}, rule={
        "activation": "jumprelu", "subtract_b_dec": False, "threshold": "vector"})
    old(book, 45, "layer-norm", {"normalize_activations": "layer_norm", "sae_lens_training_version": "5.5.1"},
        rule={"normalisation": "layer_norm"})
    old(book, 46, "ones", {}, tensors={"scaling_factor": lambda w: np.ones(HALF, np.float32)}, note="scaling_factor all ones: nothing to do")
    scale = np.random.default_rng(5).uniform(0.7, 1.4, HALF).astype(np.float32)
    old(book, 47, "finetuned", {"finetuning_scaling_factor": True}, tensors={"scaling_factor": lambda w: scale}, formula=True,
        note="latents as they are; only what is decoded is multiplied")
    old(book, 49, "finetuned-own-name", {"finetuning_scaling_factor": True, "sae_lens_training_version": "5.5.1"},
        tensors={"finetuning_scaling_factor": lambda w: scale}, formula=True, may_refuse=True,
        note="the name under which 3.20 and 5.5.1 save it and then cannot load it themselves")
    # Scaled, and the configuration says that nothing is.
    source, target = book.folder("saelens-old", "finetuned") / "sae", book.folder("saelens-old", "finetuned-unsaid") / "sae"
    write_json(target / "cfg.json", flat(d_sae=HALF, finetuning_scaling_factor=False))
    save_file(load_file(source / "sae_weights.safetensors"), target / "sae_weights.safetensors")
    book.refuse("saelens-old", "finetuned-unsaid", "sae", ["scaling_factor", "finetuning_scaling_factor"],
                note="SAELens refuses it, too")
    for name, value in {"topk-without-k": {"activation_fn_str": "topk", "activation_fn_kwargs": {}},
                        "tanh-relu": {"activation_fn_str": "tanh-relu", "activation_fn_kwargs": {}}}.items():
        target = book.folder("saelens-old", name) / "sae"
        write_json(target / "cfg.json", flat(d_in=4, d_sae=8, **value))
        save_file(small_standard(), target / "sae_weights.safetensors")
        book.refuse("saelens-old", name, "sae", ["activation_fn", "'k'"], note="SAELens 6 reads it as relu without a word")
    target = book.folder("saelens-old", "average-norm") / "sae"
    write_json(target / "cfg.json", flat(d_in=4, d_sae=8, normalize_activations=True))
    save_file(small_standard(), target / "sae_weights.safetensors")
    book.refuse("saelens-old", "average-norm", "sae", ["norm_scaling_factor", "expected_average_only_in", "normalize_activations"],
                note="normalize_activations true is expected_average_only_in, and there is no factor")


def small_standard():
    """Weights of a folder that is refused whatever they are."""
    w = Weights(SEED, d=4, latents=8)
    return {n: w.torch(n) for n in ["W_enc", "b_enc", "W_dec", "b_dec"]}


def temporal(book):
    folder = book.folder("saelens", "temporal") / "sae"
    write_json(folder / "cfg.json", {"d_in": 4, "d_sae": 8, "dtype": "float32", "device": "cpu", "architecture": "temporal",
               "apply_b_dec_to_input": True, "normalize_activations": "none", "metadata": {"sae_lens_version": "6.54.12"}})
    save_file({"W_enc": torch.zeros(4, 8), "W_dec": torch.zeros(8, 4), "b_dec": torch.zeros(4)}, folder / "sae_weights.safetensors")
    book.refuse("saelens", "temporal", "sae", ["temporal"], made_by="by hand, only to be refused by name")


def write(book):
    warnings.simplefilter("ignore")
    versions_6(book)
    temporal(book)
    versions_3_to_5(book)
