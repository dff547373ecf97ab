"""Checkpoints of SAELens' training classes: what save_model writes in training, before it is exported.

Those whose class exists for inference too are computed by SAE.load_from_disk; batchtopk and matryoshka_batchtopk by what
save_inference_model makes of them.
"""
import tempfile

import numpy as np
import torch
from sae_lens import SAE
from sae_lens.registry import get_sae_training_class

from common import D, FEW, SEED, Weights, settled
from hub import run
from reference import Form
from saelens import metadata

LATENTS, EDGE = 16, 0.4


def variant(book, number, name, architecture, rule, export=False, note=None, **cfg):
    rule = {"subtract_b_dec": True, **rule}

    def make(seed):
        w = Weights(seed, latents=LATENTS, jump=EDGE if export else architecture == "jumprelu", target=9 if "k" in rule else 4)
        if rule.get("rescale_by_decoder_norm"):
            n = np.linalg.norm(w.W_dec.astype(np.float64), axis=1)
            w.W_enc, w.b_enc = (w.W_enc / n).astype(np.float32), (w.b_enc / n).astype(np.float32)
        names = {"gated": ["W_enc", "W_dec", "b_dec", "b_gate", "b_mag", "r_mag"]}.get(architecture, ["W_enc", "W_dec", "b_enc", "b_dec"])
        return w, Form(rule, **{n: getattr(w, n) for n in names + ["threshold"] * (rule["activation"] == "jumprelu")})

    w, form, _ = settled(make, SEED * 1000 + number * 200)
    sae_class, cfg_class = get_sae_training_class(architecture)
    sae = sae_class(cfg_class(d_in=D, d_sae=LATENTS, metadata=metadata(), **cfg))
    with torch.no_grad():
        for n, t in sae.state_dict().items():
            if n == "topk_threshold":
                t.fill_(float(np.float32(EDGE)))
            else:
                t.copy_(w.torch(n))
    folder = book.folder("saelens-training", name) / "sae"
    sae.save_model(folder)
    if export:
        with tempfile.TemporaryDirectory() as exported:
            sae.save_inference_model(exported)
            latents, output = run(SAE.load_from_disk(exported), FEW)
    else:
        latents, output = run(SAE.load_from_disk(folder), FEW)
    book.add("saelens-training", name, "sae", latents, output, form, f"sae_lens {sae_class.__name__}.save_model",
             "sae_lens save_inference_model, load_from_disk" if export else "sae_lens SAE.load_from_disk", note=note)


def write(book):
    variant(book, 160, "standard", "standard", {"activation": "relu"}, l1_coefficient=2.5)
    variant(book, 161, "gated", "gated", {"activation": "gated"})
    variant(book, 162, "jumprelu", "jumprelu", {"activation": "jumprelu", "threshold": "vector"}, jumprelu_init_threshold=0.1)
    variant(book, 163, "topk", "topk", {"activation": "topk", "k": 5, "rescale_by_decoder_norm": True}, k=5)
    variant(book, 164, "abstopk", "abstopk", {"activation": "abstopk", "k": 5, "rescale_by_decoder_norm": True}, k=5)
    scores = "topk_threshold is compared with z times the norm of the decoder's row"
    jump = {"activation": "jumprelu", "threshold": "scalar"}
    variant(book, 165, "batchtopk", "batchtopk", {**jump, "rescale_by_decoder_norm": True}, export=True, k=5, note=scores)
    variant(book, 166, "batchtopk-unscaled", "batchtopk", jump, export=True, k=5, rescale_acts_by_decoder_norm=False)
    variant(book, 167, "matryoshka", "matryoshka_batchtopk", {**jump, "rescale_by_decoder_norm": True}, export=True, k=5,
            matryoshka_widths=[4, 8, LATENTS], note=scores)
