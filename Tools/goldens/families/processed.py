#!/usr/bin/env python3
"""Goldens of TransformerLens' processed models: center_writing_weights and fold_value_biases, in float64.

    processed.py      (after make.py; writes Tests/Goldens/families/processed.safetensors)

The folders gpt2, gpt_neox and qwen2 of make.py, loaded into HookedTransformer by hand (it knows no model by a folder),
as it is and once with each of the two flags: the hook points of layer 1. Printed: how far the flags move the
logits' differences, which they must not.
Names: `<case>.<flag>.<hook>`.
"""
import hashlib, json, platform
from pathlib import Path

import torch, transformer_lens, transformers
from safetensors.torch import load_file, save_file
from transformer_lens import HookedTransformer, HookedTransformerConfig
from transformer_lens.pretrained.weight_conversions import (
    convert_gpt2_weights, convert_neox_weights, convert_qwen2_weights)
from transformers import AutoModelForCausalLM

HERE = Path(__file__).resolve()
OUT = HERE.parents[3] / "Tests/Goldens/families"
LAYER = 1
HOOKS = ["hook_resid_pre", "attn.hook_z", "hook_attn_out", "hook_resid_mid", "hook_mlp_out", "hook_resid_post",
         "mlp.hook_post"]
FLAGS = {"plain": {}, "centred": dict(center_writing_weights=True), "folded": dict(fold_value_biases=True)}


def config(name, c):
    common = dict(d_vocab=c.vocab_size, n_ctx=64, dtype=torch.float64, default_prepend_bos=False)
    if name == "gpt2":
        return convert_gpt2_weights, HookedTransformerConfig(
            d_model=c.n_embd, d_head=c.n_embd // c.n_head, n_heads=c.n_head, d_mlp=c.n_inner, n_layers=c.n_layer,
            eps=c.layer_norm_epsilon, act_fn="gelu_new", normalization_type="LN", scale_attn_by_inverse_layer_idx=True,
            original_architecture="GPT2LMHeadModel", **common)
    if name == "gpt_neox":
        d = c.hidden_size // c.num_attention_heads
        return convert_neox_weights, HookedTransformerConfig(
            d_model=c.hidden_size, d_head=d, n_heads=c.num_attention_heads, d_mlp=c.intermediate_size,
            n_layers=c.num_hidden_layers, eps=c.layer_norm_eps, act_fn="gelu", normalization_type="LN",
            parallel_attn_mlp=True, positional_embedding_type="rotary", rotary_dim=d // 4, rotary_adjacent_pairs=False,
            original_architecture="GPTNeoXForCausalLM", **common)
    d = c.hidden_size // c.num_attention_heads
    window = [t == "sliding_attention" for t in c.layer_types]
    return convert_qwen2_weights, HookedTransformerConfig(
        d_model=c.hidden_size, d_head=d, n_heads=c.num_attention_heads, d_mlp=c.intermediate_size,
        n_layers=c.num_hidden_layers, eps=c.rms_norm_eps, act_fn="silu", normalization_type="RMS", gated_mlp=True,
        final_rms=True, n_key_value_heads=c.num_key_value_heads, positional_embedding_type="rotary", rotary_dim=d,
        rotary_base=1_000_000, rotary_adjacent_pairs=False, use_local_attn=True, window_size=c.sliding_window,
        attn_types=["local" if w else "global" for w in window], original_architecture="Qwen2ForCausalLM", **common)


def main():
    torch.set_default_dtype(torch.float64)
    tensors = {}
    for name in ["gpt2", "gpt_neox", "qwen2"]:
        hf = AutoModelForCausalLM.from_pretrained(OUT / name, dtype=torch.float64, attn_implementation="eager").eval()
        ids = load_file(OUT / name / "golden.safetensors")["tokens"].long()
        logits = {}
        for flag, options in FLAGS.items():
            convert, c = config(name, hf.config)
            model = HookedTransformer(c, move_to_device=False)
            off = dict(fold_ln=False, center_writing_weights=False, center_unembed=False, fold_value_biases=False,
                       refactor_factored_attn_matrices=False)
            model.load_and_process_state_dict(convert(hf, c), **(off | options))
            model = model.double().eval()
            with torch.no_grad():
                out, cache = model.run_with_cache(ids)
            logits[flag] = out - out.mean(-1, keepdim=True)
            for hook in HOOKS:
                key = f"blocks.{LAYER}.{hook}"
                if key in cache:
                    tensors[f"{name}.{flag}.{hook}"] = cache[key].reshape(ids.numel(), -1).float().contiguous()
            print(name, flag, "logits moved by", (logits[flag] - logits["plain"]).abs().max().item())
    save_file(tensors, OUT / "processed.safetensors")
    digest = hashlib.sha256((OUT / "processed.safetensors").read_bytes()).hexdigest()
    (OUT / "processed.json").write_text(json.dumps({
        "script": "Tools/goldens/families/processed.py", "python": platform.python_version(), "torch": torch.__version__,
        "transformers": transformers.__version__, "transformer_lens": transformer_lens.__version__
        if hasattr(transformer_lens, "__version__") else "3.9", "layer": LAYER, "sha256": digest}, indent=1) + "\n")


main()
