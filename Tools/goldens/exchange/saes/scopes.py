"""Gemma Scope 1 and 2, Llama Scope, Qwen Scope: files in their published layout, read by SAELens' own converters."""
import io, math, zipfile

import numpy as np
import torch
from safetensors.torch import save_file

import hub
import sae_lens.loading.pretrained_sae_loaders as loaders
from common import D, F, FEW, HALF, ROWS, SEED, X, Weights, settled, write_json
from reference import Form

FEWER = 16  # latents of the files that differ only in how they are packed


def jump(number, rows, subtract=False, scale=1.0, rule=None, d=D, decoder=None, **options):
    rule = {"activation": "jumprelu", "threshold": "vector", "subtract_b_dec": subtract, **(rule or {})}

    def make(seed):
        w = Weights(seed, **{"d": d, "subtract": subtract, "jump": True, "scale": scale, **options})
        if "skip" in rule:
            w.W_skip = (0.2 * np.random.default_rng(seed).normal(size=(D, D))).astype(np.float32)
        s = np.float64(scale)
        return w, Form(rule, W_enc=w.W_enc * s, b_enc=w.b_enc, W_dec=w.W_dec / s, b_dec=w.b_dec / s, threshold=w.threshold,
                       W_skip=w.W_skip if "skip" in rule else None)
    w, form, _ = settled(make, SEED * 1000 + number * 200)
    return w, form


# ---- Gemma Scope 1 ----

def npz(path, w, compressed=False, fortran=False, lower=False, version=None):
    path.parent.mkdir(parents=True, exist_ok=True)
    arrays = {"W_dec": w.W_dec, "W_enc": w.W_enc, "b_dec": w.b_dec, "b_enc": w.b_enc, "threshold": w.threshold}
    if lower:
        arrays = {n.replace("W_", "w_"): a for n, a in arrays.items()}
    if fortran:
        arrays = {n: np.asfortranarray(a) for n, a in arrays.items()}
    if version is None:
        (np.savez_compressed if compressed else np.savez)(path, **arrays)
        return
    # As numpy writes headers that are too long for version 1.
    with zipfile.ZipFile(path, "w") as z:
        for name, array in arrays.items():
            entry = io.BytesIO()
            np.lib.format.write_array(entry, array, version=version)
            z.writestr(zipfile.ZipInfo(f"{name}.npy"), entry.getvalue())


def gemma_scope(book):
    kind, repo = "gemma-scope", "google/gemma-scope-2b-pt-res"
    name = repo.split("/")[1]
    made = "numpy savez of the published names"

    def load(variant, folder, converter="gemma_2", repo=repo, **overrides):
        return hub.load(converter, repo, folder, book.folder(kind, variant) / repo.split("/")[1], overrides)

    w, form = jump(100, ROWS)
    folder = "layer_3/width_64/average_l0_5"
    npz(book.folder(kind, "stored") / name / folder / "params.npz", w)
    latents, output = hub.run(load("stored", folder, d_in=D, d_sae=F), ROWS)
    book.add(kind, "stored", f"{name}/{folder}", latents, output, form, made, "sae_lens gemma_2", hints={"repo": repo, "folder": folder})

    folder = "layer_3/width_16/average_l0_5"
    w, form = jump(101, FEW, latents=FEWER)
    for variant, options in {"small": {}, "deflated": {"compressed": True}, "fortran": {"fortran": True},
                             "lower-case": {"lower": True}, "npy-2": {"version": (2, 0)}}.items():
        npz(book.folder(kind, variant) / name / folder / "params.npz", w, **options)
        latents, output = hub.run(load(variant, folder, d_in=D, d_sae=FEWER), FEW)
        if variant == "small":
            book.add(kind, variant, f"{name}/{folder}", latents, output, form, made, "sae_lens gemma_2", hints={"repo": repo, "folder": folder})
        else:
            book.again("small", kind, variant, f"{name}/{folder}", latents, output, f"the same arrays, {variant}")

    # The embedding's: trained on rows times sqrt(d).
    folder, d = "embedding/width_4k/average_l0_5", math.sqrt(D)

    def embedding(seed):
        w = Weights(seed, subtract=False, jump=True, latents=FEWER)
        return w, Form({"activation": "jumprelu", "threshold": "vector", "subtract_b_dec": False}, W_enc=w.W_enc, b_enc=w.b_enc,
                       W_dec=w.W_dec, b_dec=w.b_dec, threshold=w.threshold)
    w, form, _ = settled(embedding, SEED * 1000 + 102 * 200)
    w.W_enc, w.W_dec = w.W_enc * np.float32(d), w.W_dec / np.float32(d)
    npz(book.folder(kind, "embedding") / name / folder / "params.npz", w)
    latents, output = hub.run(load("embedding", folder, d_in=D, d_sae=FEWER), FEW)
    book.add(kind, "embedding", f"{name}/{folder}", latents, output, form, made, "sae_lens gemma_2",
             hints={"repo": repo, "folder": folder}, note="only the folder's name says it: W_enc / sqrt(d), W_dec * sqrt(d)")

    att, folder = "google/gemma-scope-2b-pt-att", "layer_3/width_16/average_l0_5"
    w, form = jump(103, FEW, latents=FEWER)
    npz(book.folder(kind, "attention") / att.split("/")[1] / folder / "params.npz", w)
    latents, output = hub.run(load("attention", folder, repo=att, d_in=D, d_sae=FEWER), FEW, heads=2)
    book.add(kind, "attention", f"{att.split('/')[1]}/{folder}", latents, output, form, made, "sae_lens gemma_2",
             hints={"repo": att, "folder": folder}, note="blocks.3.attn.hook_z, heads in order; d is the tensor's")

    trans = "google/gemma-scope-2b-pt-transcoders"
    # SAELens wants a number of thousands in the name of these.
    folder = "layer_3/width_1k/average_l0_5"
    w, form = jump(104, FEW, latents=FEWER, rule={"transcoder": True})
    npz(book.folder(kind, "transcoder") / trans.split("/")[1] / folder / "params.npz", w)
    sae = load("transcoder", folder, "gemma_2_transcoder", trans, d_in=D, d_out=D, d_sae=FEWER)
    latents, output = hub.run(sae, FEW)
    book.add(kind, "transcoder", f"{trans.split('/')[1]}/{folder}", latents, output, form, made, "sae_lens gemma_2_transcoder",
             hints={"repo": trans, "folder": folder}, note="nothing in params.npz says so: only the repository's name")


# ---- Gemma Scope 2 ----

def gemma_scope_2(book):
    kind, repo = "gemma-scope-2", "google/gemma-scope-2-1b-pt"

    def one(number, variant, folder, config, latents=HALF, rows=FEW, rule=None, note=None):
        w, form = jump(number, rows, latents=latents, rule=rule)
        top = book.folder(kind, variant) / repo.split("/")[1]
        (top / folder).mkdir(parents=True, exist_ok=True)
        tensors = {"w_enc": w.torch("W_enc"), "w_dec": w.torch("W_dec"), "b_enc": w.torch("b_enc"), "b_dec": w.torch("b_dec"),
                   "threshold": w.torch("threshold")}
        if rule and rule.get("skip"):
            tensors["affine_skip_connection"] = torch.from_numpy(w.W_skip.T.copy())
        save_file(tensors, top / folder / "params.safetensors")
        if config:
            write_json(top / folder / "config.json", config)
        sae = hub.load("gemma_3", repo, folder, top)
        out, output = hub.run(sae, rows)
        book.add(kind, variant, f"{top.name}/{folder}", out, output, form, "safetensors of the published names",
                 "sae_lens gemma_3", hints={"repo": repo, "folder": folder}, note=note)

    def config(point, out=None, **more):
        return {"architecture": "jump_relu", "model_name": "gemma-v3-1b-pt", "hf_hook_point_in": f"model.layers.3.{point}",
                "hf_hook_point_out": f"model.layers.3.{out or point}", "width": HALF, "l0": 5, **more}

    one(110, "resid-post", "resid_post/layer_3_width_32_l0_small", config("output"))
    one(111, "no-config", "mlp_out/layer_3_width_32_l0_small", None, note="the folder's name says what is missing")
    trans, points = "layer_3_width_32_l0_small", ("pre_feedforward_layernorm.output", "post_feedforward_layernorm.output")
    one(112, "transcoder", f"transcoder/{trans}", config(*points, affine_connection=False), rule={"transcoder": True})
    one(113, "affine", f"transcoder/{trans}_affine", config(*points, affine_connection=True), rule={"transcoder": True, "skip": True},
        note="affine_skip_connection is [d_in, d_out]: transpose for W_skip")
    one(114, "affine-no-config", f"transcoder_all/{trans}_affine", None, rule={"transcoder": True, "skip": True})
    # A cross-layer transcoder: w_dec [F, layers, d]. What one layer alone gives is no reconstruction.
    g = np.random.default_rng(SEED)
    folder = book.folder(kind, "clt") / repo.split("/")[1] / "clt" / "width_8_l0_small"
    folder.mkdir(parents=True)
    save_file({"w_enc": torch.from_numpy(g.normal(size=(4, 8)).astype(np.float32)),
               "w_dec": torch.from_numpy(g.normal(size=(8, 3, 4)).astype(np.float32)), "b_enc": torch.zeros(8),
               "b_dec": torch.zeros(4), "threshold": torch.ones(8)}, folder / "params_layer_3.safetensors")
    book.refuse(kind, "clt", f"{repo.split('/')[1]}/clt/width_8_l0_small/params_layer_3.safetensors",
                ["cross-layer", "clt", "layers", "w_dec"], hints={"repo": repo, "folder": "clt/width_8_l0_small/params_layer_3"},
                made_by="safetensors of the published names")


# ---- Llama Scope ----

def llama_scope(book):
    kind = "llama-scope"

    def tensors(w, **more):
        return {"encoder.weight": torch.from_numpy(w.W_enc.T.copy()), "encoder.bias": w.torch("b_enc"),
                "decoder.weight": torch.from_numpy(w.W_dec.T.copy()), "decoder.bias": w.torch("b_dec"), **more}

    average = 2.0
    s, stated = math.sqrt(D) / average, 0.5
    for number, variant, letter, point, rows, latents in [(120, "residual", "R", "blocks.3.hook_resid_post", FEW, HALF),
                                                          (121, "mlp", "M", "blocks.3.hook_mlp_out", FEW, HALF)]:
        w, form = jump(number, rows, scale=s, latents=latents, jump=stated * s, bfloat16=True,
                       rule={"threshold": "scalar", "folded_scale": s})
        # bfloat16 holds the weights, not the threshold: that comes from the configuration.
        form.a["threshold"] = np.full(latents, np.float32(stated * s), np.float64)
        name, repo = f"Llama3_1-8B-Base-L3{letter}-8x", f"fnlp/Llama3_1-8B-Base-LX{letter}-8x"
        top = book.folder(kind, variant) / repo.split("/")[1]
        (top / name / "checkpoints").mkdir(parents=True)
        save_file({n: t.bfloat16() for n, t in tensors(w).items()}, top / name / "checkpoints" / "final.safetensors")
        write_json(top / name / "hyperparams.json", {
            "hook_point_in": point, "hook_point_out": point, "use_decoder_bias": True, "apply_decoder_bias_to_pre_encoder": False,
            "expansion_factor": latents / D, "d_model": D, "d_sae": latents, "norm_activation": "dataset-wise",
            "dataset_average_activation_norm": {"in": average, "out": average}, "decoder_exactly_fixed_norm": False,
            "sparsity_include_decoder_norm": True, "use_glu_encoder": False, "act_fn": "jumprelu", "jump_relu_threshold": stated,
            "top_k": 50, "dtype": "torch.bfloat16"})
        latents_, output = hub.run(hub.load("llama_scope", repo, name, top, factor=s), rows)
        book.add(kind, variant, f"{top.name}/{name}", latents_, output, form, "safetensors of the published names, bfloat16",
                 "sae_lens llama_scope, norm_scaling_factor of its catalogue = sqrt(d) / dataset_average_activation_norm.in",
                 hints={"repo": repo, "folder": name}, note="theta = jump_relu_threshold * s for every latent")

    s, d_sae = 0.8, 2 * D
    w, form = jump(122, FEW, scale=s, latents=d_sae, rule={"folded_scale": s})
    w.threshold = np.maximum(w.threshold, np.float32(1e-3))
    log = torch.from_numpy(np.log(w.threshold))
    form.a["threshold"] = log.exp().numpy().astype(np.float64)
    repo, name = "fnlp/Llama-Scope-R1-Distill", "400M-Slimpajama-400M-OpenR1-Math-220k/L3R"
    top = book.folder(kind, "r1-distill") / repo.split("/")[1]
    (top / name).mkdir(parents=True)
    save_file(tensors(w, log_jumprelu_threshold=log), top / name / "sae_weights.safetensors")
    write_json(top / name / "config.json", {"sae_type": "sae", "hook_point_in": "blocks.3.hook_resid_post",
               "hook_point_out": "blocks.3.hook_resid_post", "d_model": D, "expansion_factor": 2, "act_fn": "jumprelu",
               "norm_activation": "dataset-wise", "use_decoder_bias": True})
    latents, output = hub.run(hub.load("llama_scope_r1_distill", repo, name, top, factor=s), FEW)
    book.add(kind, "r1-distill", f"{top.name}/{name}", latents, output, form, "safetensors of the published names",
             "sae_lens llama_scope_r1_distill, norm_scaling_factor of its catalogue",
             hints={"repo": repo, "folder": name, "norm_scaling_factor": s}, note="theta = exp(log_jumprelu_threshold), not scaled")
    book.refuse(kind, "r1-distill", f"{top.name}/{name}", ["norm_scaling_factor", "scal"], hints={"repo": repo, "folder": name},
                note="the same files without the catalogue's factor, which is nowhere in them")


# ---- Qwen Scope ----

def qwen_scope(book):
    d, latents, k = 4, 1024, 5
    rule = {"activation": "topk", "k": k, "subtract_b_dec": False}

    def make(seed):
        w = Weights(seed, d=d, latents=latents, subtract=False, target=250)
        return w, Form(rule, W_enc=w.W_enc, b_enc=w.b_enc, W_dec=w.W_dec, b_dec=w.b_dec)
    w, form, _ = settled(make, SEED * 1000 + 130 * 200)
    repo = f"Qwen/SAE-Res-Qwen3-1.7B-Base-W1K-L0_{k}"
    top = book.folder("qwen-scope", "residual") / repo.split("/")[1]
    top.mkdir(parents=True)
    torch.save({"W_enc": torch.from_numpy(w.W_enc.T.copy()), "W_dec": torch.from_numpy(w.W_dec.T.copy()), "b_enc": w.torch("b_enc"),
                "b_dec": w.torch("b_dec")}, top / "layer3.sae.pt")
    out, output = hub.run(hub.load("qwen_scope", repo, "layer3.sae.pt", top, {"d_in": d}), FEW)
    book.add("qwen-scope", "residual", f"{top.name}/layer3.sae.pt", out, output, form, "torch.save of the published names",
             "sae_lens qwen_scope", hints={"repo": repo, "k": k}, note="k and F only in the repository's name: here the folder's name, and a hint")
    (book.folder("qwen-scope", "no-name")).mkdir(exist_ok=True)
    w = Weights(SEED, d=4, latents=8)
    torch.save({"W_enc": torch.from_numpy(w.W_enc.T.copy()), "W_dec": torch.from_numpy(w.W_dec.T.copy()), "b_enc": w.torch("b_enc"),
                "b_dec": w.torch("b_dec")}, book.folder("qwen-scope", "no-name") / "layer3.sae.pt")
    book.refuse("qwen-scope", "no-name", "layer3.sae.pt", ["'k'", "k ", "k,", "k="], made_by="torch.save of the published names",
                note="no name says k: as relu it would be dense")


def write(book):
    gemma_scope(book)
    gemma_scope_2(book)
    llama_scope(book)
    qwen_scope(book)
