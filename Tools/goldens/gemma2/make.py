#!/usr/bin/env python3
"""Goldens of the Gemma-2 forward, from `transformers` in float32 with eager attention on the CPU.

    make.py            (from anywhere; writes Tests/Goldens/gemma2)

(a) the embedded model (its weights stay where they are), (b) a small random one with odd shapes, written in shards of
mixed number formats beside its goldens. States are taken by hooks on the modules, because the last entry of
`hidden_states` is already normalised. Names: `<case>.<hook>.<layer>`, rows as in a batch.
"""
import hashlib, json, os, platform
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
import numpy as np
import tokenizers, torch, transformers
from safetensors.torch import save_file
from transformers import Gemma2Config, Gemma2ForCausalLM

SEED = 20260
ROOT = Path(__file__).resolve().parents[3]
OUT = ROOT / "Tests/Goldens/gemma2"
NANO = ROOT / "Sources/EmbeddedModel/Resources/gemma2-nano"
torch.set_num_threads(1)


def record(model, ids, mask=None):
    """Every layer's states and the logits: {"resid_pre": [L x [B, T, d]], ..., "logits": [B, T, V]}."""
    states = {k: [] for k in ("resid_pre", "resid_mid", "resid_post", "attn_out", "mlp_out")}
    handles = []
    for block in model.model.layers:
        handles += [
            block.register_forward_pre_hook(
                lambda m, a, k: states["resid_pre"].append((a[0] if a else k["hidden_states"]).clone()),
                with_kwargs=True),
            block.post_attention_layernorm.register_forward_hook(lambda m, a, o: states["attn_out"].append(o.clone())),
            block.pre_feedforward_layernorm.register_forward_pre_hook(
                lambda m, a: states["resid_mid"].append(a[0].clone())),
            block.post_feedforward_layernorm.register_forward_hook(lambda m, a, o: states["mlp_out"].append(o.clone())),
            block.register_forward_hook(
                lambda m, a, o: states["resid_post"].append((o[0] if isinstance(o, tuple) else o).clone())),
        ]
    with torch.no_grad():
        states["logits"] = model(input_ids=ids, attention_mask=mask, use_cache=False).logits
    for h in handles:
        h.remove()
    return states


def ablated(model, ids, site, layer):
    """The logits where the activations at a hook point are zero: all of what a sublayer adds; of the residual stream
    (whose norm is zero if all of it is) the even columns."""
    block, handles, kept = model.model.layers[layer], [], {}
    even = (torch.arange(model.config.hidden_size) % 2 == 0)
    clear = lambda t: torch.where(even, torch.zeros_like(t), t)
    if site == "attn_out":
        handles.append(block.post_attention_layernorm.register_forward_hook(lambda m, a, o: torch.zeros_like(o)))
    elif site == "mlp_out":
        handles.append(block.post_feedforward_layernorm.register_forward_hook(lambda m, a, o: torch.zeros_like(o)))
    elif site == "resid_post":
        handles.append(block.register_forward_hook(lambda m, a, o: clear(o)))
    elif site == "resid_pre":
        handles.append(block.register_forward_pre_hook(lambda m, a: (clear(a[0]), *a[1:])))
    else:  # resid_mid = residual + attn_out: where attn_out is -residual, that is exactly zero
        handles.append(block.register_forward_pre_hook(lambda m, a: kept.update(x=a[0])))
        handles.append(
            block.post_attention_layernorm.register_forward_hook(lambda m, a, o: torch.where(even, -kept["x"], o)))
    with torch.no_grad():
        logits = model(input_ids=ids, use_cache=False).logits
    for h in handles:
        h.remove()
    return logits


def load(path):
    model = Gemma2ForCausalLM.from_pretrained(path, dtype=torch.float32, attn_implementation="eager").eval()
    assert model.config._attn_implementation == "eager" and next(model.parameters()).dtype == torch.float32
    return model


def nano():
    model = load(NANO)
    tokenizer = tokenizers.Tokenizer.from_file(str(NANO / "tokenizer.json"))
    text = (
        "The old house stood at the end of the lane, and nobody had lived in it since the winter when the river rose. "
        "She had been told, as a child, that a light was sometimes seen in the upper window; but she did not believe it, "
        "and her brother, who believed everything, was afraid to go near it after dark. “It is only the moon,” she "
        "said, “and the glass.” He shook his head. house has the first letter: H\nriver has the first letter: R\n"
        "One evening in the month of October, when the rain had ceased, they walked together down the road to the gate, "
        "which was broken, and looked up at the black trees without a word."
    )
    tokens = [2] + tokenizer.encode(text, add_special_tokens=False).ids
    assert len(tokens) >= 128 and 3 not in tokens
    tokens = tokens[:128]
    out = {"tokens": torch.tensor(tokens, dtype=torch.int32)}
    for n in (1, 2):
        s = record(model, torch.tensor([tokens[:n]]))
        out |= {f"len{n}.resid_post.{i}": h[0] for i, h in enumerate(s["resid_post"])}
        out |= {f"len{n}.resid_pre.0": s["resid_pre"][0][0], f"len{n}.logits": s["logits"][0]}
    s = record(model, torch.tensor([tokens]))
    out["len128.resid_pre.0"] = s["resid_pre"][0][0]
    out |= {f"len128.resid_post.{i}": h[0] for i, h in enumerate(s["resid_post"])}
    for layer in (2, 3):  # one with the window, one without
        out |= {f"len128.{k}.{layer}": s[k][layer][0] for k in ("resid_mid", "attn_out", "mlp_out")}
    # 128 x 6,144 logits would be 3 MB: 16 positions x 384 columns, and two figures of every whole row.
    random = np.random.default_rng(SEED)
    positions = np.sort(random.choice(128, 16, replace=False)).astype(np.int32)
    columns = np.sort(random.choice(6144, 384, replace=False)).astype(np.int32)
    logits = s["logits"][0]
    out |= {
        "len128.logits.positions": torch.from_numpy(positions), "len128.logits.columns": torch.from_numpy(columns),
        "len128.logits.sample": logits[positions.tolist()][:, columns.tolist()].contiguous(),
        "len128.logits.mean": logits.double().mean(-1).float(),
        "len128.logits.logsumexp": logits.double().logsumexp(-1).float(),
    }
    # A padded batch: 128, 37 and 2 tokens; the row of 37 is kept.
    ids, mask = torch.zeros(3, 128, dtype=torch.long), torch.zeros(3, 128, dtype=torch.long)
    for row, n in enumerate((128, 37, 2)):
        ids[row, :n], mask[row, :n] = torch.tensor(tokens[:n]), 1
    s = record(model, ids, mask)
    out["padded37.resid_post.5"] = s["resid_post"][5][1, :37]
    return {k: v.contiguous() for k, v in out.items()}


def odd_model(folder):
    """Five layers, hidden 48, 6 query heads of 10 on 2 key heads, window 8, untied head; three shards, all formats."""
    torch.manual_seed(SEED)
    config = Gemma2Config(
        vocab_size=97, hidden_size=48, intermediate_size=72, num_hidden_layers=5, num_attention_heads=6,
        num_key_value_heads=2, head_dim=10, max_position_embeddings=64, query_pre_attn_scalar=13, sliding_window=8,
        attn_logit_softcapping=5.0, final_logit_softcapping=7.0, tie_word_embeddings=False, rms_norm_eps=1e-5,
        rope_parameters={"rope_type": "default", "rope_theta": 500.0})
    model = Gemma2ForCausalLM(config)
    types = [torch.bfloat16, torch.float16, torch.float32]
    state = {}
    for i, (name, p) in enumerate(sorted(model.state_dict().items())):
        spread = 0.3 if p.ndim == 1 else 1.5 * p.shape[1] ** -0.5
        state[name] = (torch.randn(p.shape) * spread).to(types[i % 3] if p.ndim == 2 else types[i % 2])
    names = sorted(state)
    shards = [names[0::3], names[1::3], names[2::3]]
    index = {}
    for i, part in enumerate(shards):
        file = f"model-{i + 1:05d}-of-00003.safetensors"
        save_file({n: state[n].contiguous() for n in part}, folder / file, metadata={"format": "pt"})
        index |= {n: file for n in part}
    total = sum(t.numel() * t.element_size() for t in state.values())
    (folder / "model.safetensors.index.json").write_text(
        json.dumps({"metadata": {"total_size": total}, "weight_map": index}, indent=1))
    config.architectures = ["Gemma2ForCausalLM"]
    config.save_pretrained(folder)


def odd(folder):
    model = load(folder)
    random = np.random.default_rng(SEED)
    lengths = (19, 11, 2, 1)
    rows = [random.integers(0, 97, n) for n in lengths]
    out = {}
    for n, row in zip((19, 2, 1), (rows[0], rows[2], rows[3])):
        ids = torch.from_numpy(row)[None]
        s = record(model, ids)
        out[f"len{n}.tokens"] = ids[0].int()
        out |= {f"len{n}.{k}.{i}": h[0] for k, v in s.items() if k != "logits" for i, h in enumerate(v)}
        out[f"len{n}.logits"] = s["logits"][0]
    ids, mask = torch.zeros(4, 19, dtype=torch.long), torch.zeros(4, 19, dtype=torch.long)
    for i, row in enumerate(rows):
        ids[i, : len(row)], mask[i, : len(row)] = torch.from_numpy(row), 1
    s = record(model, ids, mask)
    out["padded.tokens"], out["padded.lengths"] = ids.int(), torch.tensor(lengths, dtype=torch.int32)
    for i, h in enumerate(s["resid_post"]):
        out[f"padded.resid_post.{i}"] = torch.cat([h[r, :n] for r, n in enumerate(lengths)])
    out["padded.logits"] = torch.cat([s["logits"][r, :n] for r, n in enumerate(lengths)])
    for site in ("resid_pre", "resid_mid", "resid_post", "attn_out", "mlp_out"):
        out[f"ablated.{site}.2"] = ablated(model, torch.from_numpy(rows[0])[None], site, 2)[0]
    return {k: v.contiguous() for k, v in out.items()}


def main():
    (OUT / "odd-model").mkdir(parents=True, exist_ok=True)
    save_file(nano(), OUT / "nano.safetensors")
    odd_model(OUT / "odd-model")
    save_file(odd(OUT / "odd-model"), OUT / "odd.safetensors")
    digest = lambda p: hashlib.sha256(p.read_bytes()).hexdigest()
    files = sorted(p for p in OUT.rglob("*") if p.is_file() and p.name != "MANIFEST.json")
    manifest = {
        "generator": "Tools/goldens/gemma2/make.py", "seed": SEED,
        "versions": {
            "python": platform.python_version(), "torch": torch.__version__, "transformers": transformers.__version__,
            "tokenizers": tokenizers.__version__, "numpy": np.__version__},
        "inputs": {"Sources/EmbeddedModel/Resources/gemma2-nano/model.safetensors": digest(NANO / "model.safetensors")},
        "files": {str(p.relative_to(OUT)): digest(p) for p in files},
    }
    (OUT / "MANIFEST.json").write_text(json.dumps(manifest, indent=1) + "\n")


if __name__ == "__main__":
    main()
