#!/usr/bin/env python3
"""How fast transformers takes tokens to a layer in float32, for models that `orthosae bench --stages forward` runs too.

    python3 Tools/goldens/real-models/speed.py MODELS [--models smollm2-135m,gemma3-270m,gpt2] [--threads 2] [--json]
        # torch, transformers

The hidden state behind the layer and nothing after it: no further layers, no final norm, no head. GPT-2 small has random
weights (its shape is all that counts). Each batch, [rows, tokens], is run with eager and with sdpa attention, in turn,
and the faster one's median of the repeats stands. Run ours between two runs of this and take ratios within: what else
the machine does changes from minute to minute.
"""
import argparse
import json
import os
import pathlib
import statistics
import sys
import time

BATCHES = [(8, 128), (4, 512)]
MODELS = ["smollm2-135m", "gemma3-270m", "gpt2"]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path, help="what Tools/real-models --to filled")
    parser.add_argument("--models", default=",".join(MODELS))
    parser.add_argument("--layer", type=int, default=5, help="the layer after which the forward pass ends")
    parser.add_argument("--threads", type=int, default=0, help="0: every processor")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def load(name, folder, layer, attention):
    """The first layers of a model as what gives their last state."""
    import torch
    import transformers

    if name == "gpt2":
        torch.manual_seed(0)
        config = transformers.GPT2Config(n_layer=layer + 1, attn_implementation=attention)
        model = transformers.GPT2Model(config)
        model.ln_f = torch.nn.Identity()
    else:
        config = transformers.AutoConfig.from_pretrained(folder / name)
        config.num_hidden_layers = layer + 1
        if getattr(config, "layer_types", None):
            config.layer_types = config.layer_types[: layer + 1]
        model = transformers.AutoModel.from_pretrained(
            folder / name, config=config, dtype=torch.float32, attn_implementation=attention)
        model.norm = torch.nn.Identity()
    return model.eval()


def measure(name, options):
    import torch

    models = {attention: load(name, options.folder, options.layer, attention) for attention in ["eager", "sdpa"]}
    rows = []
    for shape in BATCHES:
        vocabulary = models["eager"].config.vocab_size
        ids = torch.randint(0, vocabulary, shape, generator=torch.Generator().manual_seed(3))
        times = {attention: [] for attention in models}
        with torch.inference_mode():
            for turn in range(options.repeats + 1):
                for attention, model in models.items():
                    start = time.perf_counter()
                    model(input_ids=ids, use_cache=False)
                    if turn:  # the first allocates
                        times[attention].append(time.perf_counter() - start)
        best = min(times, key=lambda attention: statistics.median(times[attention]))
        median = statistics.median(times[best])
        rows.append({
            "model": name, "layer": options.layer, "rows": shape[0], "tokens": shape[1], "attention": best,
            "seconds": median, "min": min(times[best]), "max": max(times[best]),
            "tokens_per_second": shape[0] * shape[1] / median,
            "other_attention_seconds": statistics.median(times["sdpa" if best == "eager" else "eager"]),
        })
        print(
            f"{name} [{shape[0]}, {shape[1]}] to layer {options.layer}: {rows[-1]['tokens_per_second']:,.0f} tokens/s "
            f"({best}; {median:.3f} s, {min(times[best]):.3f} to {max(times[best]):.3f})", file=sys.stderr, flush=True)
    return rows


def main():
    options = arguments()
    # Before torch is loaded, which reads it.
    os.environ["OMP_NUM_THREADS"] = str(options.threads or os.cpu_count())
    import torch
    import transformers

    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    torch.set_num_threads(options.threads or os.cpu_count())
    result = {"torch": torch.__version__, "transformers": transformers.__version__, "threads": torch.get_num_threads(),
              "repeats": options.repeats, "rows": []}
    for name in options.models.split(","):
        if name not in MODELS:
            raise SystemExit(f"speed: there is no model '{name}'; there are {', '.join(MODELS)}")
        result["rows"] += measure(name, options)
    if options.json:
        print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
