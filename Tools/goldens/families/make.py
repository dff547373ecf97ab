#!/usr/bin/env python3
"""Goldens of every family's forward, from `transformers` in float64 with eager attention on the CPU.

    make.py [CASE …]      (from anywhere; writes Tests/Goldens/families; all cases without arguments)

Each case is a small random model: built from its configuration with seed 0, then every parameter drawn anew, because
the library's own start leaves norms at 1 and biases at 0 and so hides errors. Its folder holds the model as
`save_pretrained` leaves it (the configuration that users meet), and `golden.safetensors` every hook point of every
layer and the logits, for 2 rows of 40 tokens, and the logits of the same rows cut to 23 and 40 (padded on the right).
States are taken by hooks on the modules. Names: `<site>.<layer>`, rows as in a batch, rounded to float32.
"""
import hashlib, json, os, platform, shutil, sys
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
import torch, transformers
from safetensors.torch import save_file
from transformers import AutoModelForCausalLM, AutoConfig

ROOT = Path(__file__).resolve().parents[3]
OUT = ROOT / "Tests/Goldens/families"
VOCAB, ROWS, LENGTH, CUT = 96, 2, 40, 23
torch.set_num_threads(1)

SMALL = dict(vocab_size=VOCAB, hidden_size=48, num_hidden_layers=3, num_attention_heads=6, num_key_value_heads=2,
             intermediate_size=80, max_position_embeddings=64)
LLAMA3 = dict(rope_type="llama3", rope_theta=5e5, factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0,
              original_max_position_embeddings=16)
CASES = {
    "gpt2": ("gpt2", dict(vocab_size=VOCAB, n_embd=48, n_layer=3, n_head=6, n_positions=64, n_inner=80,
                          scale_attn_by_inverse_layer_idx=True)),
    "gpt_neo": ("gpt_neo", dict(vocab_size=VOCAB, hidden_size=48, num_layers=4, num_heads=4, intermediate_size=80,
                                max_position_embeddings=64, attention_types=[[["global", "local"], 2]],
                                window_size=8)),
    "gpt_neox": ("gpt_neox", dict(vocab_size=VOCAB, hidden_size=64, num_hidden_layers=3, num_attention_heads=4,
                                  intermediate_size=80, max_position_embeddings=64)),
    "gpt_neox_sequential": ("gpt_neox", dict(
        vocab_size=VOCAB, hidden_size=64, num_hidden_layers=3, num_attention_heads=4, intermediate_size=80,
        max_position_embeddings=64, use_parallel_residual=False)),
    "llama": ("llama", SMALL | dict(head_dim=10, attention_bias=True, mlp_bias=True, rope_parameters=LLAMA3)),
    "llama_yarn": ("llama", SMALL | dict(head_dim=8, tie_word_embeddings=True, rope_parameters=dict(
        rope_type="yarn", rope_theta=1e4, factor=4.0, original_max_position_embeddings=16))),
    "mistral": ("mistral", SMALL | dict(head_dim=8, sliding_window=8)),
    "qwen2": ("qwen2", SMALL | dict(num_hidden_layers=4, use_sliding_window=True, sliding_window=8,
                                    max_window_layers=2, rope_parameters=dict(rope_type="default", rope_theta=1e6))),
    "qwen3": ("qwen3", SMALL | dict(head_dim=10)),
    "gemma": ("gemma", SMALL | dict(head_dim=10, num_key_value_heads=1)),
    "gemma3": ("gemma3_text", SMALL | dict(
        num_hidden_layers=7, head_dim=10, sliding_window=8, query_pre_attn_scalar=14, rope_parameters=dict(
            full_attention=dict(rope_type="linear", rope_theta=1e6, factor=8.0),
            sliding_attention=dict(rope_type="default", rope_theta=1e4)))),
    "olmo2": ("olmo2", SMALL),
    "phi": ("phi", dict(vocab_size=VOCAB, hidden_size=64, num_hidden_layers=3, num_attention_heads=4,
                        num_key_value_heads=2, intermediate_size=80, max_position_embeddings=64)),
    "phi3": ("phi3", SMALL | dict(head_dim=8, sliding_window=8, pad_token_id=0)),
}


def keep_float64():
    """transformers takes norms, softmaxes and GPT-Neo's scores to float32 whatever the model is: not here."""
    tensor_to, tensor_float, softmax = torch.Tensor.to, torch.Tensor.float, torch.nn.functional.softmax

    def to(self, *a, **k):
        if self.dtype == torch.float64 and (torch.float32 in a or k.get("dtype") == torch.float32):
            return self
        return tensor_to(self, *a, **k)

    def wide_softmax(x, *a, dtype=None, **k):
        return softmax(x, *a, dtype=None if x.dtype == torch.float64 else dtype, **k)

    torch.Tensor.to = to
    torch.Tensor.float = lambda self: self if self.dtype == torch.float64 else tensor_float(self)
    torch.nn.functional.softmax = wide_softmax


def redraw(model):
    generator = torch.Generator().manual_seed(0)
    offset = type(model).__name__.startswith("Gemma")
    for name, p in model.named_parameters():
        noise = torch.randn(p.shape, generator=generator, dtype=torch.float64)
        with torch.no_grad():
            if p.dim() > 1:
                transposed = type(model).__name__.startswith("GPT2") and ".h." in name
                p.copy_(noise * 1.5 / (p.shape[0] if transposed else p.shape[1]) ** 0.5)
            else:
                gain = name.endswith("weight") and not offset
                p.copy_(0.3 * noise + (1 if gain else 0))


class Recorder:
    """Every hook point of every layer, by hooks on the modules of the family."""

    def __init__(self, model, type_):
        self.states, self.handles, self.type = {}, [], type_
        base = model.base_model
        embed = getattr(base, "embed_tokens", None) or getattr(base, "wte", None) or base.embed_in
        blocks = getattr(base, "layers", None) or base.h
        self.on_output(embed, "embed.0")  # Gemma's scales by itself
        for i, b in enumerate(blocks):
            self.block(i, b)

    def keep(self, name, value):
        self.states[name] = value.detach().clone()

    def on_output(self, module, name):
        self.handles.append(module.register_forward_hook(
            lambda m, a, o: self.keep(name, o[0] if isinstance(o, tuple) else o)))

    def on_input(self, module, name):
        self.handles.append(module.register_forward_pre_hook(
            lambda m, a, k: self.keep(name, a[0] if a else next(iter(k.values()))), with_kwargs=True))

    def block(self, i, b):
        attention = getattr(b, "self_attn", None) or getattr(b, "attn", None) or b.attention
        out = (getattr(attention, "o_proj", None) or getattr(attention, "c_proj", None)
               or getattr(attention, "dense", None) or attention.attention.out_proj)
        mlp = b.mlp
        down = (getattr(mlp, "down_proj", None) or getattr(mlp, "c_proj", None) or getattr(mlp, "fc2", None)
                or mlp.dense_4h_to_h)
        sandwich = hasattr(b, "pre_feedforward_layernorm")
        post_only = self.type == "olmo2"
        parallel = self.type == "phi" or (self.type == "gpt_neox" and b.use_parallel_residual)
        self.handles.append(b.register_forward_pre_hook(
            lambda m, a, k: self.keep(f"resid_pre.{i}", a[0] if a else k["hidden_states"]), with_kwargs=True))
        self.on_output(b, f"resid_post.{i}")
        self.on_input(out, f"z.{i}")
        self.on_input(down, f"mlp_post.{i}")
        self.on_input(mlp, f"mlp_in.{i}")
        self.on_output(mlp, f"mlp_raw.{i}")
        if sandwich or post_only:
            self.on_output(b.post_attention_layernorm, f"attn_out.{i}")
            self.on_output(b.post_feedforward_layernorm, f"mlp_out.{i}")
        else:
            self.on_output(attention, f"attn_out.{i}")
            self.on_output(mlp, f"mlp_out.{i}")
        if not parallel:
            second = (b.pre_feedforward_layernorm if sandwich else None if post_only
                      else getattr(b, "post_attention_layernorm", None) or b.ln_2)
            self.on_input(mlp if post_only else second, f"resid_mid.{i}")
        if not post_only and self.type != "phi":
            second = (b.pre_feedforward_layernorm if sandwich
                      else getattr(b, "post_attention_layernorm", None) or b.ln_2)
            self.handles.append(second.register_forward_pre_hook(
                lambda m, a: self.keep(f"normalized.{i}", self.standardize(m, a[0]))))

    @staticmethod
    def standardize(norm, x):
        eps = getattr(norm, "eps", None) or norm.variance_epsilon
        if isinstance(norm, torch.nn.LayerNorm):
            x = x - x.mean(-1, keepdim=True)
        return x / (x.pow(2).mean(-1, keepdim=True) + eps).sqrt()

    def close(self):
        for h in self.handles:
            h.remove()


def make(name):
    type_, settings = CASES[name]
    torch.manual_seed(0)
    config = AutoConfig.for_model(type_, **settings)
    model = AutoModelForCausalLM.from_config(config, attn_implementation="eager").double().eval()
    redraw(model)
    folder = OUT / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    # float32 on disk; the golden is of just those numbers, in float64.
    with torch.no_grad():
        for p in model.parameters():
            p.copy_(p.type(torch.float32))
    state = {k: v.type(torch.float32) for k, v in model.state_dict().items()}
    model.config.dtype = torch.float32
    model.save_pretrained(folder, state_dict=state)
    (folder / "generation_config.json").unlink(missing_ok=True)
    ids = torch.randint(0, VOCAB, (ROWS, LENGTH), generator=torch.Generator().manual_seed(1))
    recorder = Recorder(model, type_)
    with torch.no_grad():
        logits = model(input_ids=ids, use_cache=False).logits
        recorder.close()
        # No mask: with windows transformers 5.24 gives NaN for rows that see nothing, and a token sees only those before.
        ids_padded = ids.clone()
        ids_padded[0, CUT:] = 0
        padded = model(input_ids=ids_padded, use_cache=False).logits
    states = {k: v.reshape(ROWS * LENGTH, -1).type(torch.float32).contiguous() for k, v in recorder.states.items()}
    states["logits"] = logits.reshape(ROWS * LENGTH, VOCAB).type(torch.float32).contiguous()
    states["padded.logits"] = torch.cat([padded[0, :CUT], padded[1]]).type(torch.float32).contiguous()
    states["tokens"] = ids.int().contiguous()
    save_file(states, folder / "golden.safetensors")
    print(f"{name}: {len(states)} tensors, logits rms {logits.pow(2).mean().sqrt():.3f}")


def main():
    keep_float64()
    for name in sys.argv[1:] or CASES:
        make(name)
    digests = {str(f.relative_to(OUT)): hashlib.sha256(f.read_bytes()).hexdigest()
               for f in sorted(OUT.rglob("*")) if f.is_file() and f.name not in ("MANIFEST.json", "spread.json", "processed.json", "processed.safetensors")}
    (OUT / "MANIFEST.json").write_text(json.dumps({
        "script": "Tools/goldens/families/make.py", "seed": 0, "python": platform.python_version(),
        "torch": torch.__version__, "transformers": transformers.__version__, "sha256": digests}, indent=2) + "\n")


if __name__ == "__main__":
    main()
