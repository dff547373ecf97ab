#!/usr/bin/env python3
"""What transformers computes for the real models in float32: the cross-entropy of a paragraph, and every layer's state.

    python3 Tools/goldens/real-models/cross_entropy.py MODELS [NAME...]   # torch, transformers, safetensors; 10 s each

MODELS is the folder that `Tools/real-models all --to MODELS` fills. A cross-entropy that is not the known one to 5e-5
nats is an error. MODELS/NAME/reference.safetensors gets, all float32 but the ids: `tokens` (int32, with BOS where the
tokenizer sets one), `embed` (what block 0 reads), `layers.N.resid_post` (what block N writes, before any norm), `norm`
(the last state normed), `logits`. It is for looking at where a forward pass goes wrong, and is not committed.
"""
import os
import pathlib
import sys

os.environ.setdefault("OMP_NUM_THREADS", "1")
import torch
import transformers
from safetensors.torch import save_file

PARAGRAPH = (
    "The lighthouse keeper had lived on the island for most of his life, and he knew every rock along its shore. "
    "In the winter the storms came in from the west, and for days at a time no boat could reach him. He did not "
    "mind. He kept a small garden behind the house, read the newspapers that the supply ship brought once a month, "
    "and wrote long letters to his sister in the city. When people asked him whether he was lonely, he would laugh "
    "and say that a man who has work to do, a fire to sit beside and something to read can never really be alone. "
    "But on the first warm evening of spring, when the lights of the fishing boats appeared on the horizon, he "
    "always went down to the harbour to wait for them.\n")
# Nats a predicted token, and ids; an independent forward in numpy gave the same four digits.
KNOWN = {"smollm2-135m": (3.0523, 155), "gemma3-270m": (2.9138, 156)}
torch.set_num_threads(1)
torch.set_grad_enabled(False)


def reference(folder):
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    model = transformers.AutoModelForCausalLM.from_pretrained(
        folder, dtype=torch.float32, attn_implementation="eager").eval()
    ids = torch.tensor([tokenizer(PARAGRAPH).input_ids])
    tensors = {"tokens": ids[0].to(torch.int32)}

    def keep(name):
        def hook(module, inputs, output):
            tensors[name] = (output[0] if isinstance(output, tuple) else output)[0].clone()
        return hook

    def keep_input(module, inputs, keywords):
        tensors["embed"] = (inputs[0] if inputs else keywords["hidden_states"])[0].clone()

    model.model.layers[0].register_forward_pre_hook(keep_input, with_kwargs=True)
    for number, layer in enumerate(model.model.layers):
        layer.register_forward_hook(keep(f"layers.{number}.resid_post"))
    model.model.norm.register_forward_hook(keep("norm"))
    tensors["logits"] = model(ids).logits[0].float()
    loss = torch.nn.functional.cross_entropy(tensors["logits"][:-1].double(), ids[0, 1:]).item()
    return loss, tensors


def main():
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    transformers.logging.disable_progress_bar()
    wrong = 0
    for name in sys.argv[2:] or KNOWN:
        folder = pathlib.Path(sys.argv[1]) / name
        loss, tensors = reference(folder)
        known, count = KNOWN[name]
        fits = abs(loss - known) <= 5e-5 and len(tensors["tokens"]) == count
        wrong += not fits
        bits = loss * (count - 1) / 0.6931471805599453 / len(PARAGRAPH.encode())
        print(f"{name}: {loss:.6f} nats a token over {len(tensors['tokens'])} tokens ({bits:.3f} bits a byte); "
              f"known: {known} over {count}{'' if fits else ': DIFFERENT'}")
        save_file({key: value.contiguous() for key, value in tensors.items()}, folder / "reference.safetensors")
    raise SystemExit(wrong > 0)


main()
