"""Files that are easily read wrong without a word (exchange.md, section 1.9): refused, or the right numbers.

What the other parts hold already is named in MISLOADS below; this part makes what is left.
"""
import gzip, json, os, pickle

import numpy as np
import torch
from safetensors.torch import save_file
from dictionary_learning.dictionary import AutoEncoder
from dictionary_learning.trainers.standard import StandardTrainer
from dictionary_learning.trainers.top_k import TopKTrainer
from sae_lens import SAE, BatchTopKTrainingSAE, BatchTopKTrainingSAEConfig

from common import D, FEW, HALF, ROWS, SEED, X, Weights, dense, settled, taken, write_json
from hub import run
from learning import BUFFER, common, fill, names
from reference import Form
from saelens import LOADED, MADE, metadata, new

KIND = "misloads"

# Number in section 1.9 -> fixtures: (path of a variant, what reading it wrong gives). None: not a matter of a file.
MISLOADS = {
    1: [("dictionary_learning/AutoEncoderTopK", "relu"), ("dictionary_learning/BatchTopKSAE", "relu"),
        ("dictionary_learning/JumpReluAutoEncoder", "b_dec"), ("saelens-old/topk", "relu"), ("misloads/no-config", None)],
    2: [("llama-scope/residual", "theta-not-scaled"), ("misloads/llama-width", None)],
    3: None, 4: None, 5: None, 6: None,
    7: [("gemma-scope-2/affine", "skip"), ("misloads/affine-unsaid", None), ("misloads/affine-missing", None)],
    8: [("sparsify/topk", "b_dec"), ("sparsify/topk-expansion", "b_dec")],
    9: [("saelens/standard-average-norm", "s-left-out"), ("misloads/batchtopk-average-norm", None), ("misloads/batchtopk-training", None)],
    10: None,
    11: [("misloads/bfloat16-threshold", "theta-rounded")],
}


def wrong_l0(form, how, rows):
    """Latents a row when the same weights are read by the wrong rule."""
    rule, a = dict(form.rule), dict(form.a)
    if how == "relu":
        rule["activation"] = "relu"
    elif how == "b_dec":
        rule["subtract_b_dec"] = not rule["subtract_b_dec"]
    elif how == "skip":
        a.pop("W_skip")
    elif how == "theta-not-scaled":
        a["threshold"] = a["threshold"] / rule["folded_scale"]
    elif how == "s-left-out":
        s = rule["folded_scale"]
        a.update(W_enc=a["W_enc"] / s, W_dec=a["W_dec"] * s, b_dec=a["b_dec"] * s)
    elif how == "theta-rounded":
        a["threshold"] = torch.tensor(a["threshold"]).bfloat16().double().numpy()
    d = len(a["W_enc"])
    f, y, _ = Form(rule, **a)(X[:rows, :d])
    return f, y


def tiny(architecture="standard", **cfg):
    """A folder of version 6 that is refused whatever its numbers are: d 4, F 8."""
    return {"d_in": 4, "d_sae": 8, "dtype": "float32", "device": "cpu", "apply_b_dec_to_input": True, "normalize_activations": "none",
            "reshape_activations": "none", "metadata": {"sae_lens_version": "6.54.12", "sae_lens_training_version": "6.54.12",
            "model_name": "gpt2-small", "hook_name": "blocks.3.hook_resid_post"}, "architecture": architecture, **cfg}


def tensors(*extra, **put):
    w = Weights(SEED, d=4, latents=8)
    return {**{n: w.torch(n) for n in ["W_enc", "b_enc", "W_dec", "b_dec", *extra]}, **put}


def folder(book, name, cfg, state, file="sae_weights.safetensors"):
    path = book.folder(KIND, name) / "sae"
    write_json(path / "cfg.json", cfg)
    save_file(state, path / file)


def refused_folders(book):
    nan = tensors()
    nan["b_enc"][2] = float("nan")
    infinite = tensors()
    infinite["W_dec"][1, 1] = float("inf")
    for name, cfg, state, why, note in [
            ("topk-without-k", tiny("topk"), tensors(), ["'k'", "k ", "k,", "k="], "SAELens takes k = 100, more than there are latents"),
            ("k-above-latents", tiny("topk", k=9), tensors(), ["'k'", "k ", "k,", "k="], None),
            ("unknown-architecture", tiny("crosscoder"), tensors(), ["crosscoder"], None),
            ("whitening", tiny(normalize_activations="covariance_whitening"), tensors(), ["covariance_whitening"],
             "SAELens loads it and whitens nothing"),
            ("jumprelu-without-threshold", tiny("jumprelu"), tensors(), ["threshold"], None),
            ("standard-with-threshold", tiny(), tensors("threshold"), ["threshold"], "a JumpReLU under a wrong name: as relu it is denser"),
            ("width-not-as-said", tiny(d_sae=16), tensors(), ["16", "8", "d_sae"], None),
            ("transposed", tiny(), {**tensors(), "W_enc": tensors()["W_enc"].T.contiguous()}, ["W_enc"], None),
            ("nan", tiny(), nan, ["nan", "finite", "not a number", "b_enc"], "SAELens loads it"),
            ("infinite", tiny(), infinite, ["finite", "infinite", "W_dec"], "SAELens loads it"),
            ("transcoder-with-b-dec", tiny("transcoder", d_out=4), tensors(), ["apply_b_dec_to_input", "transcoder"], "SAELens raises"),
            ("temporal", tiny("temporal"), tensors(), ["temporal"], None)]:
        folder(book, name, cfg, state)
        book.refuse(KIND, name, "sae", why, note=note, made_by="by hand")
    path = book.folder(KIND, "pkl-gz")
    (path / "sparse_autoencoder_gpt2-small_blocks.3.hook_resid_pre_32.pkl.gz").write_bytes(gzip.compress(pickle.dumps({}, 2), mtime=0))
    book.refuse(KIND, "pkl-gz", "sparse_autoencoder_gpt2-small_blocks.3.hook_resid_pre_32.pkl.gz", ["pkl", "pickle", "SAELens"],
                made_by="by hand", note="what SAELens wrote before version 3")


def learning_files(book):
    topk = {"k": torch.tensor(2, dtype=torch.int), "threshold": torch.tensor(0.4)}
    w = Weights(SEED, d=4, latents=8)
    state = {"k": topk["k"], "threshold": topk["threshold"], **{n: torch.from_numpy(np.ascontiguousarray(v)) for n, v in names(w, "BatchTopKSAE").items()}}

    def put(name, state, config, why, note=None):
        path = book.folder(KIND, name) / "trainer_0"
        path.mkdir(parents=True)
        torch.save(state, path / "ae.pt")
        if config:
            write_json(path / "config.json", config, indent=4)
        book.refuse(KIND, name, "trainer_0" if config else "trainer_0/ae.pt", why, note=note, made_by="torch.save")

    config = {"trainer": {**TopKTrainer(**{**common(k=2), "activation_dim": 4, "dict_size": 8}).config}, "buffer": BUFFER}

    def changed(**keys):
        return {**config, "trainer": {**config["trainer"], **keys}}

    put("no-config", state, None, ["config.json", "dict_class"],
        "AutoEncoderTopK and BatchTopKSAE have the same tensors and different rules: which it is only config.json says")
    put("k-against-tensor", state, changed(k=3), ["'k'", "k ", "k,", "k="], "dictionary_learning raises")
    put("unknown-class", state, changed(dict_class="CrossCoder"), ["CrossCoder"], "dictionary_learning raises")
    put("width-against-config", state, changed(dict_size=16), ["dict_size", "16", "8"])
    put("wrong-class", state, changed(dict_class="AutoEncoder"), ["b_dec", "bias", "AutoEncoder"], "the tensors are not those of the class")
    put("before-torch-1.6", {}, config, ["1.6", "zip"])
    # How torch.save began a file before it wrote zips; what follows would hold addresses, so it is left out.
    (book.folder(KIND, "before-torch-1.6") / "trainer_0" / "ae.pt").write_bytes(b"".join(pickle.dumps(part, 2) for part in
        (0x1950a86a20f9469cfc6c, 1001, {"protocol_version": 1001, "little_endian": True, "type_sizes": {"short": 2, "int": 4, "long": 4}})))

    class Runs:
        def __reduce__(self):
            return os.system, ("true",)
    put("hostile", {"encoder.weight": Runs()}, config, ["system"], "a file that runs a command when it is unpickled")

    # Training files hold the state under a key; dictionary_learning itself cannot load this one.
    def make(seed):
        w = Weights(seed, latents=16, unit_rows=True)
        return w, Form({"activation": "relu", "subtract_b_dec": True}, W_enc=w.W_enc, b_enc=w.b_enc, W_dec=w.W_dec, b_dec=w.b_dec)
    w, form, _ = settled(make, SEED * 1000 + 150 * 200)
    ae = AutoEncoder(D, 16)
    fill(ae, names(w, "AutoEncoder"))
    path = book.folder(KIND, "nested") / "trainer_0"
    path.mkdir(parents=True)
    torch.save({"model": ae.state_dict(), "optimizer": {"state": {}, "param_groups": [{"lr": 1e-3, "betas": (0.9, 0.999)}]}, "step": 5},
               path / "ae.pt")
    trainer = {**StandardTrainer(**common()).config, "dict_size": 16}
    write_json(path / "config.json", {"trainer": trainer, "buffer": BUFFER}, indent=4)
    with torch.no_grad():
        latents = ae.encode(torch.from_numpy(X[:taken(FEW)]))
        book.add(KIND, "nested", "trainer_0", dense(latents), ae.decode(latents).numpy(), form, "torch.save", "dictionary_learning AutoEncoder",
                 note="the one map below whose keys are known")


def others(book):
    # Llama Scope 32x: the configuration must say the width that the tensors have.
    path = book.folder(KIND, "llama-width") / "Llama3_1-8B-Base-LXR-32x" / "Llama3_1-8B-Base-L3R-32x"
    (path / "checkpoints").mkdir(parents=True)
    w = Weights(SEED, d=4, latents=8)
    save_file({"encoder.weight": torch.from_numpy(w.W_enc.T.copy()), "encoder.bias": w.torch("b_enc"),
               "decoder.weight": torch.from_numpy(w.W_dec.T.copy()), "decoder.bias": w.torch("b_dec")}, path / "checkpoints" / "final.safetensors")
    write_json(path / "hyperparams.json", {"hook_point_in": "blocks.3.hook_resid_post", "hook_point_out": "blocks.3.hook_resid_post",
               "d_model": 4, "d_sae": 32, "dataset_average_activation_norm": {"in": 2.0, "out": 2.0}, "jump_relu_threshold": 0.5, "act_fn": "jumprelu"})
    book.refuse(KIND, "llama-width", "Llama3_1-8B-Base-LXR-32x/Llama3_1-8B-Base-L3R-32x", ["d_sae", "32", "8"], made_by="by hand")

    points = {"architecture": "jump_relu", "model_name": "gemma-v3-1b-pt", "hf_hook_point_in": "model.layers.3.pre_feedforward_layernorm.output",
              "hf_hook_point_out": "model.layers.3.post_feedforward_layernorm.output", "width": 8, "l0": 5}
    scope = {"w_enc": w.torch("W_enc"), "w_dec": w.torch("W_dec"), "b_enc": w.torch("b_enc"), "b_dec": w.torch("b_dec"), "threshold": w.torch("threshold")}
    for name, flag, skip in [("affine-unsaid", False, True), ("affine-missing", True, False)]:
        path = book.folder(KIND, name) / "gemma-scope-2-1b-pt" / "transcoder" / "layer_3_width_8_l0_small"
        path.mkdir(parents=True)
        save_file({**scope, **({"affine_skip_connection": torch.ones(4, 4)} if skip else {})}, path / "params.safetensors")
        write_json(path / "config.json", {**points, "affine_connection": flag})
        book.refuse(KIND, name, "gemma-scope-2-1b-pt/transcoder/layer_3_width_8_l0_small", ["affine", "transcoder"],
                    hints={"repo": "google/gemma-scope-2-1b-pt", "folder": "transcoder/layer_3_width_8_l0_small"}, made_by="by hand")

    # A training checkpoint of BatchTopK: which latents pass is a matter of the batch, or of topk_threshold, not of a relu.
    sae = BatchTopKTrainingSAE(BatchTopKTrainingSAEConfig(d_in=4, d_sae=8, k=2, metadata=metadata()))
    sae.save_model(book.folder(KIND, "batchtopk-training") / "sae")
    book.refuse(KIND, "batchtopk-training", "sae", ["threshold", "batchtopk"], made_by="sae_lens BatchTopKTrainingSAE.save_model",
                note="topk_threshold is 0: never trained")


def average_norm(book):
    """BatchTopK trained on scaled rows and exported: the threshold goes with the fold, in 6.54 (SAELens #763)."""
    s, edge = 0.7, 0.4

    def make(seed):
        w = Weights(seed, scale=s, latents=HALF, jump=edge)
        n = np.linalg.norm(w.W_dec.astype(np.float64), axis=1)
        # As trained, a latent's value times its decoder's norm is compared; here so that the exported one is about 5.
        w.W_enc = (w.W_enc / n).astype(np.float32)
        w.b_enc = (w.b_enc / n).astype(np.float32)
        sae = BatchTopKTrainingSAE(BatchTopKTrainingSAEConfig(d_in=D, d_sae=HALF, k=5, normalize_activations="expected_average_only_in",
                                                              rescale_acts_by_decoder_norm=True, metadata=metadata()))
        with torch.no_grad():
            for name in ["W_enc", "b_enc", "W_dec", "b_dec"]:
                sae.state_dict()[name].copy_(w.torch(name))
            sae.topk_threshold.fill_(edge)
            sae.fold_activation_norm_scaling_factor(s)
            state = {k: v.clone() for k, v in sae.state_dict().items()}
            sae.process_state_dict_for_saving_inference(state)
        form = Form({"activation": "jumprelu", "threshold": "vector", "subtract_b_dec": True},
                    **{k: v.numpy() for k, v in state.items()})
        return sae, form
    sae, form, _ = settled(make, SEED * 1000 + 151 * 200)
    path = book.folder(KIND, "batchtopk-average-norm") / "sae"
    sae.save_inference_model(path)
    # Its keys come in the order of a set.
    write_json(path / "cfg.json", json.loads((path / "cfg.json").read_text(), object_pairs_hook=lambda pairs: dict(sorted(pairs))))
    latents, output = run(SAE.load_from_disk(path), FEW)
    wrong, _, _ = Form(form.rule, **{**form.a, "threshold": form.a["threshold"] * s})(X[:taken(FEW)])
    book.add(KIND, "batchtopk-average-norm", "sae", latents, output, form, "sae_lens BatchTopKTrainingSAE.save_inference_model", LOADED,
             note=f"before SAELens #763 the threshold was written unscaled: the same weights, L0 {np.count_nonzero(wrong) / len(wrong):.2f}; no file says so")


def rounded(book):
    """Weights in bfloat16, the threshold in float32 as SAELens keeps it: 1.1 must not become 1.1016."""
    edge = 1.1

    def make(seed):
        w = Weights(seed, latents=HALF, jump=edge, bfloat16=True)
        w.threshold = np.full(HALF, edge, np.float32)
        form = Form({"activation": "jumprelu", "threshold": "vector", "subtract_b_dec": True}, W_enc=w.W_enc, b_enc=w.b_enc,
                    W_dec=w.W_dec, b_dec=w.b_dec, threshold=w.threshold)
        # Only a seed at which the rounded threshold chooses other latents is of use.
        if np.array_equal(form(X[:FEW])[0] != 0, wrong_l0(form, "theta-rounded", FEW)[0] != 0):
            form.activate = lambda x: (np.zeros((len(x), HALF)), 0.0)
        return w, form
    w, form, _ = settled(make, SEED * 1000 + 152 * 200)
    sae = new("jumprelu", w, dtype="float32")
    sae.cfg.dtype = "bfloat16"
    path = book.folder(KIND, "bfloat16-threshold") / "sae"
    path.mkdir(parents=True)
    save_file({n: t if n == "threshold" else t.bfloat16() for n, t in sae.state_dict().items()}, path / "sae_weights.safetensors")
    write_json(path / "cfg.json", sae.cfg.to_dict())
    latents, output = run(SAE.load_from_disk(path, dtype="float32"), FEW)
    book.add(KIND, "bfloat16-threshold", "sae", latents, output, form, MADE + ", weights then cast to bfloat16",
             LOADED + " with dtype float32")


def write(book):
    refused_folders(book)
    learning_files(book)
    others(book)
    average_norm(book)
    rounded(book)
    item(book)


def item(book):
    """Marks the fixtures of each line of section 1.9, with what the wrong rule would give on the same weights."""
    for number, fixtures in MISLOADS.items():
        for name, how in fixtures or []:
            for v in book.variants:
                if v["path"].startswith(name + "/"):
                    v["misload"] = number
                    if how and v["read"] == "right":
                        f, y = wrong_l0(book.forms[tuple(name.split("/"))], how, v["rows"])
                        v["misread"] = {"how": how, "l0": round(np.count_nonzero(f) / len(f), 4)}
