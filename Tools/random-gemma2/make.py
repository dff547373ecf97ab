#!/usr/bin/env python3
"""Write a random-weight model folder of the true Gemma-2-2B shape: config.json, sharded bf16 safetensors and their
index, and (with --tokenizer) a tokenizer.json. Needs only numpy.

    make.py OUT [--layers 26] [--tokenizer FILE] [--seed 1] [--shard-mb 2000]

All 26 layers take 5.2 GB, each layer less saves 156 MB. The weights are scaled so that activations stay as tame as
a trained model's: a linear map of fan-in n has standard deviation 1/sqrt(n), scaled embeddings have RMS 1, and the
two norms that close a block multiply by about 0.3, so that the residual stream grows slowly.
"""
import argparse, json, os, shutil, struct, sys
import numpy as np

HIDDEN, FFN, HEADS, KEY_HEADS, HEAD, VOCABULARY = 2304, 9216, 8, 4, 256, 256_000


def tensors(layers):
    """(name, shape, standard deviation, mean) in file order."""
    yield "model.embed_tokens.weight", (VOCABULARY, HIDDEN), HIDDEN**-0.5, 0.0
    for i in range(layers):
        p = f"model.layers.{i}."
        yield p + "self_attn.q_proj.weight", (HEADS * HEAD, HIDDEN), HIDDEN**-0.5, 0.0
        yield p + "self_attn.k_proj.weight", (KEY_HEADS * HEAD, HIDDEN), HIDDEN**-0.5, 0.0
        yield p + "self_attn.v_proj.weight", (KEY_HEADS * HEAD, HIDDEN), HIDDEN**-0.5, 0.0
        yield p + "self_attn.o_proj.weight", (HIDDEN, HEADS * HEAD), (HEADS * HEAD) ** -0.5, 0.0
        yield p + "mlp.gate_proj.weight", (FFN, HIDDEN), HIDDEN**-0.5, 0.0
        yield p + "mlp.up_proj.weight", (FFN, HIDDEN), HIDDEN**-0.5, 0.0
        yield p + "mlp.down_proj.weight", (HIDDEN, FFN), FFN**-0.5, 0.0
        yield p + "input_layernorm.weight", (HIDDEN,), 0.1, 0.0
        yield p + "post_attention_layernorm.weight", (HIDDEN,), 0.05, -0.7
        yield p + "pre_feedforward_layernorm.weight", (HIDDEN,), 0.1, 0.0
        yield p + "post_feedforward_layernorm.weight", (HIDDEN,), 0.05, -0.7
    yield "model.norm.weight", (HIDDEN,), 0.1, 0.0


def bfloat16(x):
    """float32 -> the nearest bfloat16, ties to even, as uint16."""
    bits = x.view(np.uint32)
    return ((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16).astype("<u2")


def write_shard(path, entries, random):
    header, offset = {"__metadata__": {"format": "pt"}}, 0
    for name, shape, _, _ in entries:
        size = 2 * int(np.prod(shape))
        header[name] = {"dtype": "BF16", "shape": list(shape), "data_offsets": [offset, offset + size]}
        offset += size
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as f:
        f.write(struct.pack("<Q", len(text)) + text)
        for _, shape, deviation, mean in entries:
            count = int(np.prod(shape))
            for start in range(0, count, 1 << 22):
                n = min(1 << 22, count - start)
                values = random.standard_normal(n, dtype=np.float32) * np.float32(deviation) + np.float32(mean)
                f.write(bfloat16(values).tobytes())
    return offset


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out")
    parser.add_argument("--layers", type=int, default=26)
    parser.add_argument("--tokenizer", help="a tokenizer.json (ids below 256,000) to put beside the weights")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--shard-mb", type=int, default=2000)
    a = parser.parse_args()
    os.makedirs(a.out, exist_ok=True)
    config = {
        "architectures": ["Gemma2ForCausalLM"], "model_type": "gemma2", "attention_bias": False,
        "attention_dropout": 0.0, "attn_logit_softcapping": 50.0, "final_logit_softcapping": 30.0,
        "bos_token_id": 2, "eos_token_id": 1, "pad_token_id": 0, "head_dim": HEAD,
        "hidden_act": "gelu_pytorch_tanh", "hidden_activation": "gelu_pytorch_tanh", "hidden_size": HIDDEN,
        "initializer_range": 0.02, "intermediate_size": FFN, "max_position_embeddings": 8192,
        "num_attention_heads": HEADS, "num_hidden_layers": a.layers, "num_key_value_heads": KEY_HEADS,
        "query_pre_attn_scalar": 256, "rms_norm_eps": 1e-6, "rope_theta": 10000.0, "sliding_window": 4096,
        "torch_dtype": "bfloat16", "use_cache": True, "vocab_size": VOCABULARY,
    }
    with open(f"{a.out}/config.json", "w") as f:
        json.dump(config, f, indent=2)

    shards, size = [[]], 0
    for t in tensors(a.layers):
        n = 2 * int(np.prod(t[1]))
        if shards[-1] and size + n > a.shard_mb * 1_000_000:
            shards.append([])
            size = 0
        shards[-1].append(t)
        size += n
    random = np.random.Generator(np.random.SFC64(a.seed))
    index, total = {}, 0
    for i, entries in enumerate(shards):
        name = f"model-{i + 1:05d}-of-{len(shards):05d}.safetensors"
        total += write_shard(f"{a.out}/{name}", entries, random)
        index.update({t[0]: name for t in entries})
        print(f"{name}: {len(entries)} tensors", file=sys.stderr)
    with open(f"{a.out}/model.safetensors.index.json", "w") as f:
        json.dump({"metadata": {"total_size": total}, "weight_map": index}, f, indent=2)
    if a.tokenizer:
        shutil.copyfile(a.tokenizer, f"{a.out}/tokenizer.json")


if __name__ == "__main__":
    main()
