"""dictionary_learning: ae.pt and config.json as its trainers write them, loaded by its own load_dictionary."""
import json, math

import numpy as np
import torch
from dictionary_learning.trainers.batch_top_k import BatchTopKTrainer
from dictionary_learning.trainers.gdm import GatedSAETrainer
from dictionary_learning.trainers.jumprelu import JumpReluTrainer
from dictionary_learning.trainers.matryoshka_batch_top_k import MatryoshkaBatchTopKTrainer
from dictionary_learning.trainers.standard import StandardTrainer, StandardTrainerAprilUpdate
from dictionary_learning.trainers.top_k import TopKTrainer
from dictionary_learning.dictionary import AutoEncoderNew
from dictionary_learning.utils import load_dictionary

from common import D, FEW, L0, ROWS, SEED, X, Weights, dense, settled, size, taken, write_json
from reference import Form

MADE, LOADED = "dictionary_learning's trainer, torch.save of its ae", "dictionary_learning.utils.load_dictionary"
def common(rows=FEW, **more):
    """What every trainer asks for."""
    return dict(steps=10000, activation_dim=D, dict_size=size(rows), layer=3, lm_name="google/gemma-2-2b", warmup_steps=10,
                seed=0, device="cpu", submodule_name="resid_post_layer_3", **more)


BUFFER = {"d_submodule": D, "io": "out", "n_ctxs": 244, "ctx_len": 1024, "refresh_batch_size": 4, "out_batch_size": 2048,
          "device": "cpu"}


def fill(ae, values):
    """In place, so that every tensor keeps the strides that the class gave it (decoder.weight is [d, F] by columns)."""
    with torch.no_grad():
        for name, tensor in ae.state_dict().items():
            tensor.copy_(torch.as_tensor(values[name]))


def names(w, kind):
    linear = {"encoder.weight": w.W_enc.T, "encoder.bias": w.b_enc, "decoder.weight": w.W_dec.T}
    plain = {"W_enc": w.W_enc, "b_enc": w.b_enc, "W_dec": w.W_dec, "b_dec": w.b_dec}
    return {"AutoEncoder": {**linear, "bias": w.b_dec}, "AutoEncoderNew": {**linear, "decoder.bias": w.b_dec},
            "GatedAutoEncoder": {"encoder.weight": w.W_enc.T, "decoder.weight": w.W_dec.T, "decoder_bias": w.b_dec,
                                 "r_mag": w.r_mag, "gate_bias": w.b_gate, "mag_bias": w.b_mag},
            "JumpReluAutoEncoder": {**plain, "threshold": w.threshold},
            "AutoEncoderTopK": {**linear, "b_dec": w.b_dec}, "BatchTopKSAE": {**linear, "b_dec": w.b_dec},
            "MatryoshkaBatchTopKSAE": plain}[kind]


def variant(book, number, kind, trainer, rule, rows=FEW, name=None, note=None, buffers=None, unit=True, fold=False, may_refuse=False, tied=False):
    rule = {"subtract_b_dec": True, **rule}

    def make(seed):
        w = Weights(seed, latents=size(rows), subtract=rule["subtract_b_dec"], unit_rows=unit, jump=kind == "JumpReluAutoEncoder",
                    target=14 if rule["activation"] == "topk" else L0)
        if rule.get("threshold") == "scalar":
            # As training leaves it: one threshold for all, above zero, and biases about it.
            w.b_enc = w.b_enc + np.float32(0.4)
            w.threshold = np.full(size(rows), 0.4, np.float32)
        if tied:
            w.W_enc = w.W_dec.T
        arrays = {"W_enc": w.W_enc, "b_enc": w.b_enc, "W_dec": w.W_dec, "b_dec": w.b_dec}
        if kind == "GatedAutoEncoder":
            arrays = {"W_enc": w.W_enc, "W_dec": w.W_dec, "b_dec": w.b_dec, "b_gate": w.b_gate, "b_mag": w.b_mag, "r_mag": w.r_mag}
        if rule["activation"] == "jumprelu":
            arrays["threshold"] = w.threshold
        if fold:
            n = np.linalg.norm(w.W_dec.astype(np.float64), axis=1)
            arrays.update(W_enc=w.W_enc * n, b_enc=w.b_enc * n, W_dec=w.W_dec / n[:, None])
        return w, Form(rule, **arrays)

    w, form, _ = settled(make, SEED * 1000 + number * 200)
    torch.manual_seed(0)
    made = trainer()
    ae, config = made if isinstance(made, tuple) else (made.ae, made.config)
    stored = ae.state_dict()
    extra = {n: stored[n] for n in ("k", "group_sizes") if n in stored}
    if "threshold" in stored and kind != "JumpReluAutoEncoder":
        extra["threshold"] = torch.tensor(0.4)
    fill(ae, {**extra, **names(w, kind), **(buffers or {})})
    if tied:
        ae.decoder.weight = torch.nn.Parameter(ae.encoder.weight.data.T)
    name = name or kind
    folder = book.folder("dictionary_learning", name) / "trainer_0"
    write_json(folder / "config.json", {"trainer": config, "buffer": BUFFER}, indent=4)
    torch.save({k: v.cpu() for k, v in ae.state_dict().items()}, folder / "ae.pt")
    loaded, _ = load_dictionary(str(folder), "cpu")
    with torch.no_grad():
        latents = loaded.encode(torch.from_numpy(X[:taken(rows)]))
        output = loaded.decode(latents)
    book.add("dictionary_learning", name, "trainer_0", dense(latents), output.numpy(), form, MADE, LOADED, note=note, may_refuse=may_refuse)
    return folder


def new_config():
    """No trainer of 0.1.0 makes an AutoEncoderNew; this is the April-update trainer's configuration with its name."""
    return AutoEncoderNew(D, size(FEW)), {**StandardTrainerAprilUpdate(**common()).config, "dict_class": "AutoEncoderNew"}


def write(book):
    variant(book, 60, "AutoEncoder", lambda: StandardTrainer(**common()), {"activation": "relu"})
    variant(book, 61, "AutoEncoder", lambda: StandardTrainerAprilUpdate(**common()), {"activation": "relu"}, unit=False, fold=True,
            name="AutoEncoder-free-norms", note="load_dictionary makes the decoder's rows unit and multiplies W_enc and b_enc "
            "by what they were: latents are scaled, the reconstruction is not")
    variant(book, 69, "AutoEncoder", lambda: StandardTrainer(**common()), {"activation": "relu"}, name="AutoEncoder-tied", tied=True,
            note="encoder.weight and decoder.weight are two views of one storage, which the file has once")
    variant(book, 62, "AutoEncoderNew", new_config, {"activation": "relu", "subtract_b_dec": False}, unit=False,
            note="no normalisation of the decoder here, unlike AutoEncoder")
    variant(book, 63, "GatedAutoEncoder", lambda: GatedSAETrainer(**common()), {"activation": "gated"})
    variant(book, 64, "JumpReluAutoEncoder", lambda: JumpReluTrainer(**common()),
            {"activation": "jumprelu", "subtract_b_dec": False, "threshold": "vector"})
    variant(book, 65, "AutoEncoderTopK", lambda: TopKTrainer(**common(k=5)), {"activation": "topk", "k": 5},
            note="the threshold in the file (0.4) is not used; about 14 latents a row are above zero")
    scalar = {"activation": "jumprelu", "threshold": "scalar"}
    variant(book, 66, "BatchTopKSAE", lambda: BatchTopKTrainer(**common(ROWS, k=5)), scalar, ROWS)
    variant(book, 67, "MatryoshkaBatchTopKSAE", lambda: MatryoshkaBatchTopKTrainer(**common(k=5), group_fractions=[0.25, 0.25, 0.5]), scalar)
    variant(book, 68, "BatchTopKSAE", lambda: BatchTopKTrainer(**common(k=5)), {"activation": "relu"}, name="BatchTopKSAE-threshold-unset",
            buffers={"threshold": torch.tensor(-1.0)}, may_refuse=True,
            note="a threshold of -1 was never set, so dictionary_learning computes a plain relu: read so with a warning, or refuse")
