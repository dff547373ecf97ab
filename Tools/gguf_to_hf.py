#!/usr/bin/env python3
"""Turns a GGUF language model into a Hugging Face model folder.

    python gguf_to_hf.py MODEL.gguf OUT_DIR

Writes config.json, model.safetensors (bfloat16), tokenizer.json,
tokenizer_config.json and generation_config.json. Needs numpy and gguf.

Architectures: llama (SmolLM2, Llama), gemma3 (text). Anything else stops with
an error rather than a guess. Quantised tensors are dequantised in float32 and
rounded to bfloat16 (nearest, ties to even). What the source quantisation lost
stays lost: the folder is a usable model, not the publisher's weights.
"""
import json
import pathlib
import sys

import gguf
import numpy as np

NORMAL, UNKNOWN, CONTROL, USER_DEFINED, UNUSED, BYTE = 1, 2, 3, 4, 5, 6

# GGUF name inside blk.N -> Hugging Face name inside model.layers.N
LAYER_NAMES = {
    "attn_norm": "input_layernorm",
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "attn_q_norm": "self_attn.q_norm",
    "attn_k_norm": "self_attn.k_norm",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
    "post_attention_norm": "post_attention_layernorm",
    "post_ffw_norm": "post_feedforward_layernorm",
}
TOP_NAMES = {"token_embd": "model.embed_tokens", "output_norm": "model.norm", "output": "lm_head"}
# The MLP's input norm has a different name where the block also has norms after its branches.
FFN_NORM = {"llama": "post_attention_layernorm", "gemma3": "pre_feedforward_layernorm"}

# GGUF tokenizer.ggml.pre -> pre_tokenizer of tokenizer.json
BYTE_LEVEL = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}
LLAMA3_SPLIT = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}|"
                r" ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")
PRE_TOKENIZERS = {
    "gpt-2": BYTE_LEVEL,
    "smollm": {"type": "Sequence", "pretokenizers": [
        {"type": "Digits", "individual_digits": True}, BYTE_LEVEL]},
    "llama-bpe": {"type": "Sequence", "pretokenizers": [
        {"type": "Split", "pattern": {"Regex": LLAMA3_SPLIT}, "behavior": "Isolated", "invert": False},
        dict(BYTE_LEVEL, use_regex=False)]},
}


class Metadata:
    """The key-value section, with keys relative to the architecture under `arch`."""

    def __init__(self, reader):
        self.fields = reader.fields
        self.arch = self.get("general.architecture")

    def get(self, key, default=None):
        field = self.fields.get(key)
        return default if field is None else field.contents()

    def model(self, key, default=None):
        value = self.get(f"{self.arch}.{key}", default)
        if value is None:
            raise SystemExit(f"{self.arch}.{key} is missing from the GGUF metadata")
        return value


def short_float(value):
    """A float32 read as a double, back to the decimal it was written from (1e-05, not 9.99999974e-06)."""
    return float(np.format_float_scientific(np.float32(value), unique=True))


def config(meta, tied, vocab_size):
    heads = meta.model("attention.head_count")
    hidden = meta.model("embedding_length")
    layers = meta.model("block_count")
    head_dim = meta.model("attention.key_length", hidden // heads)
    common = {
        "vocab_size": vocab_size,
        "hidden_size": hidden,
        "intermediate_size": meta.model("feed_forward_length"),
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "num_key_value_heads": meta.model("attention.head_count_kv", heads),
        "head_dim": head_dim,
        "max_position_embeddings": meta.model("context_length"),
        "rms_norm_eps": short_float(meta.model("attention.layer_norm_rms_epsilon")),
        "rope_theta": short_float(meta.model("rope.freq_base", 10000.0)),
        "rope_scaling": None,
        "attention_bias": False,
        "bos_token_id": meta.get("tokenizer.ggml.bos_token_id"),
        "eos_token_id": meta.get("tokenizer.ggml.eos_token_id"),
        "pad_token_id": meta.get("tokenizer.ggml.padding_token_id"),
        "tie_word_embeddings": tied,
        "torch_dtype": "bfloat16",
    }
    scaling = meta.get(f"{meta.arch}.rope.scaling.type")
    if scaling not in (None, "none"):
        raise SystemExit(f"rope scaling {scaling!r} is not handled")
    if meta.arch == "llama":
        return {"architectures": ["LlamaForCausalLM"], "model_type": "llama",
                "hidden_act": "silu", "mlp_bias": False, **common}
    # llama.cpp fixes what the GGUF does not store: five local layers, then one global;
    # local layers rotate with base 10000; scores are scaled by head_dim ** -0.5.
    pattern = 6
    return {"architectures": ["Gemma3ForCausalLM"], "model_type": "gemma3_text",
            "hidden_activation": "gelu_pytorch_tanh",
            "query_pre_attn_scalar": head_dim,
            "sliding_window": meta.model("attention.sliding_window"),
            "_sliding_window_pattern": pattern,
            "layer_types": ["full_attention" if (i + 1) % pattern == 0 else "sliding_attention"
                            for i in range(layers)],
            "rope_local_base_freq": 10000.0,
            "attn_logit_softcapping": None, "final_logit_softcapping": None, **common}


def hf_name(name, arch):
    base, kind = name.rsplit(".", 1)
    if base.startswith("blk."):
        _, layer, part = base.split(".", 2)
        inner = FFN_NORM[arch] if part == "ffn_norm" else LAYER_NAMES.get(part)
        if inner is None:
            raise SystemExit(f"no Hugging Face name for {name}")
        return f"model.layers.{layer}.{inner}.{kind}"
    if base not in TOP_NAMES:
        raise SystemExit(f"no Hugging Face name for {name}")
    return f"{TOP_NAMES[base]}.{kind}"


def unpermute(weight, heads):
    """Undoes llama.cpp's row order for `llama` q and k: (pair, half) back to (half, pair)."""
    rows = weight.shape[0] // heads
    return weight.reshape(heads, rows // 2, 2, -1).swapaxes(1, 2).reshape(weight.shape)


def tensors(reader, meta):
    heads = meta.model("attention.head_count")
    kv_heads = meta.model("attention.head_count_kv", heads)
    for tensor in reader.tensors:
        if tensor.name == "rope_freqs.weight":
            raise SystemExit("rope_freqs.weight (llama3 rope scaling) is not handled")
        shape = tuple(int(n) for n in reversed(tensor.shape))
        weight = gguf.dequantize(tensor.data, tensor.tensor_type).astype(np.float32).reshape(shape)
        if meta.arch == "llama" and ".attn_q." in tensor.name:
            weight = unpermute(weight, heads)
        if meta.arch == "llama" and ".attn_k." in tensor.name:
            weight = unpermute(weight, kv_heads)
        if meta.arch == "gemma3" and "norm" in tensor.name:
            weight = weight - 1  # GGUF stores the multiplier; Gemma's checkpoint stores multiplier - 1
        yield hf_name(tensor.name, meta.arch), weight


def bfloat16(values):
    bits = np.ascontiguousarray(values, dtype=np.float32).view(np.uint32)
    return ((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16).astype(np.uint16)


def write_safetensors(path, named):
    header, offset = {"__metadata__": {"format": "pt"}}, 0
    for name, array in named.items():
        header[name] = {"dtype": "BF16", "shape": list(array.shape),
                        "data_offsets": [offset, offset + array.nbytes]}
        offset += array.nbytes
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for array in named.values():
            file.write(array.tobytes())


def merges_from_scores(tokens, types, scores):
    """BPE merges of a SentencePiece model: every split of a token into two tokens.

    Best score first; for one score the longer left part first (the order in which transformers
    converts a SentencePiece model). User-defined tokens come before all others, so that a run of
    spaces or line breaks becomes the longest token there is for it.
    """
    vocab = {token: i for i, token in enumerate(tokens)}
    merges = []
    for token, kind, score in zip(tokens, types, scores):
        if kind not in (NORMAL, USER_DEFINED):
            continue
        score = 0.0 if kind == USER_DEFINED else score
        for n in range(len(token) - 1, 0, -1):
            left, right = token[:n], token[n:]
            if left in vocab and right in vocab:
                merges.append((-score, -n, n - len(token), left, right))
    merges.sort(key=lambda merge: merge[:3])
    return [list(merge[3:]) for merge in merges]


def pieces(meta):
    """The vocabulary. llama.cpp writes the spaces of SentencePiece's user-defined pieces as plain spaces."""
    tokens, types = meta.get("tokenizer.ggml.tokens"), meta.get("tokenizer.ggml.token_type")
    if meta.get("tokenizer.ggml.model") != "llama":
        return tokens
    return [t.replace(" ", "\u2581") if kind == USER_DEFINED else t for t, kind in zip(tokens, types)]


def tokenizer(meta):
    types = meta.get("tokenizer.ggml.token_type")
    kind = meta.get("tokenizer.ggml.model")
    tokens = pieces(meta)
    bos = meta.get("tokenizer.ggml.bos_token_id")
    added = [{"id": i, "content": token, "single_word": False, "lstrip": False, "rstrip": False,
              "normalized": False, "special": types[i] != USER_DEFINED}
             for i, token in enumerate(tokens) if types[i] in (UNKNOWN, CONTROL, USER_DEFINED)]
    model = {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": None,
             "end_of_word_suffix": None, "fuse_unk": False, "byte_fallback": False, "ignore_merges": False,
             "vocab": {token: i for i, token in enumerate(tokens)}}
    if kind == "gpt2":
        pre = meta.get("tokenizer.ggml.pre", "gpt-2")
        if pre not in PRE_TOKENIZERS:
            raise SystemExit(f"tokenizer.ggml.pre {pre!r} is not handled")
        normalizer, pre_tokenizer, decoder = None, PRE_TOKENIZERS[pre], dict(BYTE_LEVEL, add_prefix_space=True)
        model["merges"] = [merge.split(" ") for merge in meta.get("tokenizer.ggml.merges")]
        model["ignore_merges"] = pre == "llama-bpe"
    elif kind == "llama":
        if meta.get("tokenizer.ggml.add_space_prefix", True):
            raise SystemExit("a SentencePiece tokenizer with a space prefix is not handled")
        normalizer = {"type": "Replace", "pattern": {"String": " "}, "content": "\u2581"}
        pre_tokenizer = {"type": "Split", "pattern": {"String": " "},
                         "behavior": "MergedWithPrevious", "invert": False}
        decoder = {"type": "Sequence", "decoders": [
            {"type": "Replace", "pattern": {"String": "\u2581"}, "content": " "},
            {"type": "ByteFallback"}, {"type": "Fuse"}]}
        model.update(unk_token=tokens[meta.get("tokenizer.ggml.unknown_token_id")], fuse_unk=True,
                     byte_fallback=True,
                     merges=merges_from_scores(tokens, types, meta.get("tokenizer.ggml.scores")))
    else:
        raise SystemExit(f"tokenizer.ggml.model {kind!r} is not handled")
    post = None
    if meta.get("tokenizer.ggml.add_bos_token", kind == "llama"):
        piece = {"SpecialToken": {"id": tokens[bos], "type_id": 0}}
        post = {"type": "TemplateProcessing",
                "single": [piece, {"Sequence": {"id": "A", "type_id": 0}}],
                "pair": [piece, {"Sequence": {"id": "A", "type_id": 0}},
                         {"SpecialToken": {"id": tokens[bos], "type_id": 1}},
                         {"Sequence": {"id": "B", "type_id": 1}}],
                "special_tokens": {tokens[bos]: {"id": tokens[bos], "ids": [bos], "tokens": [tokens[bos]]}}}
    return {"version": "1.0", "truncation": None, "padding": None, "added_tokens": added,
            "normalizer": normalizer, "pre_tokenizer": pre_tokenizer, "post_processor": post,
            "decoder": decoder, "model": model}


def main(source, out):
    reader = gguf.GGUFReader(source)
    meta = Metadata(reader)
    if meta.arch not in FFN_NORM:
        raise SystemExit(f"architecture {meta.arch!r} is not handled")
    out = pathlib.Path(out)
    out.mkdir(parents=True, exist_ok=True)

    def write(name, value, **options):
        (out / name).write_text(json.dumps(value, ensure_ascii=False, **options) + "\n", encoding="utf-8")

    tokens = meta.get("tokenizer.ggml.tokens")
    named = {name: bfloat16(weight).reshape(weight.shape) for name, weight in tensors(reader, meta)}
    settings = config(meta, "lm_head.weight" not in named, named["model.embed_tokens.weight"].shape[0])
    write("config.json", settings, indent=2)
    write("generation_config.json", {k: settings[k] for k in ("bos_token_id", "eos_token_id", "pad_token_id")})
    write("tokenizer.json", tokenizer(meta))
    special = {f"{part}_token": tokens[meta.get(f"tokenizer.ggml.{key}_token_id")]
               for part, key in (("bos", "bos"), ("eos", "eos"), ("unk", "unknown"), ("pad", "padding"))
               if meta.get(f"tokenizer.ggml.{key}_token_id") is not None}
    adds_bos = meta.get("tokenizer.ggml.add_bos_token", meta.get("tokenizer.ggml.model") == "llama")
    extra = {"add_bos_token": adds_bos, "add_eos_token": False, "tokenizer_class": "PreTrainedTokenizerFast",
             "clean_up_tokenization_spaces": False, "model_max_length": settings["max_position_embeddings"]}
    if meta.get("tokenizer.ggml.add_eos_token"):
        raise SystemExit("a tokenizer that ends texts with a token is not handled")
    if meta.get("tokenizer.chat_template"):
        extra["chat_template"] = meta.get("tokenizer.chat_template")
    write("tokenizer_config.json", {**special, **extra}, indent=2)
    write_safetensors(out / "model.safetensors", named)
    print(f"{out}: {settings['architectures'][0]}, {len(named)} tensors, "
          f"{sum(a.size for a in named.values()):,} parameters")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    main(sys.argv[1], sys.argv[2])
