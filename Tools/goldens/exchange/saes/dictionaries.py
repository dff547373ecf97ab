"""Single files: Goodfire, qresearch, ckkissane's attention SAEs, mwhanna's transcoders, a cross-layer transcoder."""
import numpy as np
import torch
from safetensors.torch import save_file

import hub
from common import D, FEW, SEED, X, Weights, settled, taken, write_json
from reference import Form

LATENTS = 16


def relu(number, subtract=False, rule=None, latents=LATENTS, **options):
    def make(seed):
        w = Weights(seed, subtract=subtract, latents=latents, **options)
        return w, Form({"activation": "relu", "subtract_b_dec": subtract, **(rule or {})}, W_enc=w.W_enc, b_enc=w.b_enc,
                       W_dec=w.W_dec, b_dec=w.b_dec)
    w, form, _ = settled(make, SEED * 1000 + number * 200)
    return w, form


def linear(w, encoder, decoder, dtype=torch.float32):
    """The state dict of a module with two nn.Linear, so weights are [out, in]."""
    module = torch.nn.ModuleDict({encoder: torch.nn.Linear(*w.W_enc.shape), decoder: torch.nn.Linear(*w.W_dec.shape)})
    with torch.no_grad():
        for name, value in {f"{encoder}.weight": w.W_enc.T, f"{encoder}.bias": w.b_enc, f"{decoder}.weight": w.W_dec.T,
                            f"{decoder}.bias": w.b_dec}.items():
            module.state_dict()[name].copy_(torch.from_numpy(value.copy()))
    return module.to(dtype).state_dict()


def one(book, variant, file, converter, repo, w, form, state, overrides, heads=None, hints=None, note=None, extra=None):
    top = book.folder("dictionaries", variant) / repo.split("/")[1]
    top.mkdir(parents=True, exist_ok=True)
    torch.save(state, top / file)
    for name, value in (extra or {}).items():
        write_json(top / name, value)
    latents, output = hub.run(hub.load(converter, repo, file, top, overrides), FEW, heads=heads)
    book.add("dictionaries", variant, f"{top.name}/{file}", latents, output, form, "torch.save of the published names",
             f"sae_lens {converter}", hints={"repo": repo, **(hints or {})}, note=note)


def openai(book):
    """OpenAI's of GPT-2, version 5: topk of rows brought to scale. By their model.py's rule; the package is not on PyPI."""
    rule = {"activation": "topk", "k": 5, "subtract_b_dec": True, "normalisation": "layer_norm"}

    def make(seed):
        w = Weights(seed, latents=LATENTS, normalisation="layer_norm", target=9)
        return w, Form(rule, W_enc=w.W_enc, b_enc=w.b_enc, W_dec=w.W_dec, b_dec=w.b_dec)
    w, form, _ = settled(make, SEED * 1000 + 145 * 200)
    top = book.folder("dictionaries", "openai") / "v5_32k"
    top.mkdir(parents=True)
    torch.save({"pre_bias": w.torch("b_dec"), "latent_bias": w.torch("b_enc"), "stats_last_nonzero": torch.zeros(LATENTS, dtype=torch.long),
                "encoder.weight": torch.from_numpy(w.W_enc.T.copy()), "decoder.weight": torch.from_numpy(w.W_dec.T.copy()),
                "activation": "TopK", "activation_state_dict": {"k": 5, "postact_fn": "ReLU"}}, top / "layer_3.pt")
    f, y, _ = form(X[:taken(FEW)])
    book.add("dictionaries", "openai", "v5_32k/layer_3.pt", f, y, form, "torch.save of the published names",
             "the rule of openai/sparse_autoencoder model.py; no toolkit", may_refuse=True)


def write(book):
    size = {"d_in": D, "d_sae": LATENTS}
    w, form = relu(140)
    one(book, "goodfire-8b", "Llama-3.1-8B-Instruct-SAE-l19.pth", "goodfire", "Goodfire/Llama-3.1-8B-Instruct-SAE-l19", w, form,
        linear(w, "encoder_linear", "decoder_linear"), size)
    w, form = relu(141)
    one(book, "goodfire-70b", "Llama-3.3-70B-Instruct-SAE-l50.pt", "goodfire", "Goodfire/Llama-3.3-70B-Instruct-SAE-l50", w, form,
        dict(linear(w, "encoder_linear", "decoder_linear")), size)
    w, form = relu(142, bfloat16=True)
    one(book, "qresearch", "DeepSeek-R1-Distill-Llama-8B-SAE-l19.pt", "deepseek_r1", "qresearch/DeepSeek-R1-Distill-Llama-8B-SAE-l19",
        w, form, linear(w, "encoder", "decoder", torch.bfloat16), size, note="bfloat16 in the file, float32 in the arithmetic")
    w, form = relu(143, subtract=True)
    name = "gpt2-small_L3_Hcat_z_lr1.20e-03_l11.80e+00_ds16_bs4096_dc1.00e-06_rsanthropic_rie25000_nr4_v9"
    one(book, "ckkissane", f"{name}.pt", "connor_rob_hook_z", "ckkissane/attn-saes-gpt2-small-all-layers", w, form,
        {n: w.torch(n) for n in ["W_enc", "W_dec", "b_enc", "b_dec"]}, {}, heads=2,
        extra={f"{name}_cfg.json": {"seed": 49, "batch_size": 4096, "model_name": "gpt2-small", "act_name": "blocks.3.attn.hook_z",
               "act_size": D, "dict_size": LATENTS, "layer": 3, "enc_dtype": "fp32", "site": "z", "seq_len": 128, "l1_coeff": 1.8}},
        note="b_dec subtracted; blocks.3.attn.hook_z, heads in order")

    openai(book)

    repo = "mwhanna/qwen3-1.7b-transcoders"
    w, form = relu(144, rule={"transcoder": True})
    top = book.folder("dictionaries", "mwhanna") / repo.split("/")[1]
    top.mkdir(parents=True)
    save_file({"W_enc": torch.from_numpy(w.W_enc.T.copy()), **{n: w.torch(n) for n in ["W_dec", "b_enc", "b_dec"]}}, top / "layer_3.safetensors")
    (top / "config.yaml").write_text("model_name: Qwen/Qwen3-1.7B\nmodel_kind: transcoder_set\nfeature_input_hook: mlp.hook_in\n"
                                     "feature_output_hook: hook_mlp_out\n")
    (top / "wanb-config.yaml").write_text(f"batch_size:\n  value: 128\nd_feature:\n  value: {LATENTS}\nd_model:\n  value: {D}\n")
    latents, output = hub.run(hub.load("mwhanna_transcoder", repo, "layer_3.safetensors", top), FEW)
    book.add("dictionaries", "mwhanna", f"{top.name}/layer_3.safetensors", latents, output, form, "safetensors of the published names",
             "sae_lens mwhanna_transcoder", hints={"repo": repo}, note="W_enc is [F, d], W_dec [F, d]")

    top = book.folder("dictionaries", "mntss-clt") / "clt-gemma-2-2b-2.5M"
    top.mkdir(parents=True)
    save_file({"W_enc_1": torch.ones(8, 4), "b_enc_1": torch.zeros(8), "b_dec_1": torch.zeros(4)}, top / "W_enc_1.safetensors")
    save_file({"W_dec_1": torch.ones(8, 2, 4)}, top / "W_dec_1.safetensors")
    (top / "config.yaml").write_text("model_name: google/gemma-2-2b\nfeature_input_hook: hook_resid_mid\nfeature_output_hook: hook_mlp_out\n")
    book.refuse("dictionaries", "mntss-clt", f"{top.name}/W_enc_1.safetensors", ["cross-layer", "W_dec_1", "W_enc_1"],
                hints={"repo": "mntss/clt-gemma-2-2b-2.5M"}, made_by="safetensors of the published names",
                note="features only; a reconstruction needs every layer")
