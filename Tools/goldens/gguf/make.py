#!/usr/bin/env python3
"""Writes Tests/Goldens/gguf: what the gguf package makes of random blocks, and three small models as llama.cpp would
convert them.

    python make.py

blocks.safetensors: for each number format `NAME.blocks` (random bytes, U8 [n, bytes]) and `NAME.values` (what
gguf.dequantize makes of them, F32 [n, values]). Scales are drawn from ordinary ones, the largest, subnormal ones, zeros of
both signs, infinities and NaN.

llama.gguf, gemma3.gguf, gptneox.gguf: the weights of Tests/Goldens/families/*, written by gguf.GGUFWriter under the
conventions of llama.cpp's convert_hf_to_gguf.py: q and k of llama permuted, Gemma's gains plus one, NeoX's qkv regrouped,
Llama 3.1's scaling as a tensor. Needs gguf, numpy, safetensors.
"""
import hashlib
import json
import math
import pathlib
import platform

import gguf
import numpy as np
from safetensors.numpy import load_file, save_file

ROOT = pathlib.Path(__file__).resolve().parents[3]
OUT = ROOT / "Tests/Goldens/gguf"
FAMILIES = ROOT / "Tests/Goldens/families"
SEED = 11
# Name, and where in a block its float16 numbers lie.
TYPES = {"Q4_0": [0], "Q4_1": [0, 2], "Q5_0": [0], "Q5_1": [0, 2], "Q8_0": [0], "Q4_K": [0, 2], "Q5_K": [0, 2], "Q6_K": [208]}
EXTREMES = np.array([65504, -65504, 6.1e-5, 6.0e-5, 5.96e-8, -5.96e-8, 0.0, -0.0, np.inf, -np.inf, np.nan, 1.0], np.float16)


def blocks(random):
    tensors = {}
    for name, halves in TYPES.items():
        kind = gguf.GGMLQuantizationType[name]
        values, size = gguf.GGML_QUANT_SIZES[kind]
        count = 64 if values == 32 else 24
        raw = random.integers(0, 256, (count, size), np.uint8)
        for at in halves:
            scales = (random.standard_normal(count) * 10.0 ** random.uniform(-6, 1, count)).astype(np.float16)
            scales[: len(EXTREMES)] = random.permutation(EXTREMES)
            raw[:, at:at + 2] = scales.view(np.uint8).reshape(count, 2)
        with np.errstate(all="ignore"):
            tensors[f"{name}.values"] = np.ascontiguousarray(gguf.dequantize(raw, kind))
        tensors[f"{name}.blocks"] = raw
    save_file(tensors, OUT / "blocks.safetensors")


def permute(weight, heads):
    """LlamaModel.permute of llama.cpp's converter."""
    return weight.reshape(heads, 2, weight.shape[0] // heads // 2, *weight.shape[1:]).swapaxes(1, 2).reshape(weight.shape)


def regroup(weight, heads):
    """GPTNeoXModel.modify_tensors: [head][q|k|v] to [q|k|v][head]."""
    return weight.reshape(heads, 3, -1, *weight.shape[1:]).swapaxes(0, 1).reshape(weight.shape)


def llama3_divisors(rope, head_dim):
    """LlamaModel.generate_extra_tensors."""
    freqs = 1.0 / (rope["rope_theta"] ** (np.arange(0, head_dim, 2, dtype=np.float32) / head_dim))
    low = rope["original_max_position_embeddings"] / rope["low_freq_factor"]
    high = rope["original_max_position_embeddings"] / rope["high_freq_factor"]
    out = []
    for freq in freqs:
        length = 2 * math.pi / freq
        if length < high:
            out.append(1)
        elif length > low:
            out.append(rope["factor"])
        else:
            smooth = (rope["original_max_position_embeddings"] / length - rope["low_freq_factor"]) / (
                rope["high_freq_factor"] - rope["low_freq_factor"])
            out.append(1 / ((1 - smooth) / rope["factor"] + smooth))
    return np.array(out, dtype=np.float32)


NAMES = {
    "model.embed_tokens": "token_embd", "model.norm": "output_norm", "lm_head": "output", "gpt_neox.embed_in": "token_embd",
    "gpt_neox.final_layer_norm": "output_norm", "embed_out": "output", "input_layernorm": "attn_norm",
    "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k", "self_attn.v_proj": "attn_v", "self_attn.o_proj": "attn_output",
    "self_attn.q_norm": "attn_q_norm", "self_attn.k_norm": "attn_k_norm", "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down", "attention.query_key_value": "attn_qkv", "attention.dense": "attn_output",
    "mlp.dense_h_to_4h": "ffn_up", "mlp.dense_4h_to_h": "ffn_down", "pre_feedforward_layernorm": "ffn_norm",
    "post_feedforward_layernorm": "post_ffw_norm",
}


def name_of(tensor, arch):
    base, kind = tensor.rsplit(".", 1)
    parts = base.split(".")
    if "layers" not in parts:
        return f"{NAMES[base]}.{kind}"
    at = parts.index("layers")
    inner = ".".join(parts[at + 2:])
    names = NAMES | {"post_attention_layernorm": "post_attention_norm" if arch == "gemma3" else "ffn_norm"}
    return f"blk.{parts[at + 1]}.{names[inner]}.{kind}"


def model(folder, arch):
    config = json.loads((FAMILIES / folder / "config.json").read_text())
    heads, rope = config["num_attention_heads"], config["rope_parameters"]
    kv = config.get("num_key_value_heads", heads)
    head_dim = config.get("head_dim", config["hidden_size"] // heads)
    w = gguf.GGUFWriter(OUT / f"{arch}.gguf", arch)
    w.add_name(f"golden {folder}")
    w.add_context_length(config["max_position_embeddings"])
    w.add_embedding_length(config["hidden_size"])
    w.add_block_count(config["num_hidden_layers"])
    w.add_feed_forward_length(config["intermediate_size"])
    w.add_head_count(heads)
    if arch == "gptneox":
        w.add_layer_norm_eps(config["layer_norm_eps"])
        w.add_parallel_residual(config["use_parallel_residual"])
        w.add_rope_dimension_count(int(rope["partial_rotary_factor"] * head_dim))
    else:
        w.add_layer_norm_rms_eps(config["rms_norm_eps"])
        w.add_head_count_kv(kv)
        w.add_key_length(head_dim)
        w.add_value_length(head_dim)
    if arch == "gemma3":
        w.add_rope_freq_base(rope["full_attention"]["rope_theta"])
        w.add_rope_scaling_type(gguf.RopeScalingType.LINEAR)
        w.add_rope_scaling_factor(rope["full_attention"]["factor"])
        w.add_sliding_window(config["sliding_window"])
    elif arch == "llama":
        w.add_rope_freq_base(rope["rope_theta"])
        w.add_rope_dimension_count(head_dim)
        w.add_tensor("rope_freqs.weight", llama3_divisors(rope, head_dim))
    w.add_quantization_version(2)
    for tensor, weight in load_file(FAMILIES / folder / "model.safetensors").items():
        weight = weight.astype(np.float32)
        if arch == "llama" and ".q_proj." in tensor:
            weight = permute(weight, heads)
        if arch == "llama" and ".k_proj." in tensor:
            weight = permute(weight, kv)
        if arch == "gemma3" and tensor.endswith("norm.weight"):
            weight = weight + np.float32(1)
        if "query_key_value" in tensor:
            weight = regroup(weight, heads)
        w.add_tensor(name_of(tensor, arch), np.ascontiguousarray(weight))
    w.write_header_to_file()
    w.write_kv_data_to_file()
    w.write_tensors_to_file()
    w.close()


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    blocks(np.random.default_rng(SEED))
    for folder, arch in [("llama", "llama"), ("gemma3", "gemma3"), ("gpt_neox", "gptneox")]:
        model(folder, arch)
    files = sorted(p for p in OUT.iterdir() if p.name != "MANIFEST.json")
    from importlib.metadata import version
    manifest = {
        "script": "Tools/goldens/gguf/make.py", "seed": SEED, "python": platform.python_version(),
        "gguf": version("gguf"), "numpy": np.__version__,
        "sha256": {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in files},
    }
    (OUT / "MANIFEST.json").write_text(json.dumps(manifest, indent=2) + "\n")


if __name__ == "__main__":
    main()
