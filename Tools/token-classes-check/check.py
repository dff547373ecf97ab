#!/usr/bin/env python3
"""Measures token classes anew in numpy, to hold `evaluate --evals token-classes` against.

    python3 Tools/token-classes-check/check.py --make MODEL TEXT.jsonl tokens.npy [ROWS]     # rows of 128 ids with BOS
    orthosae evaluate RUN --evals token-classes --model MODEL --token-matrix tokens.npy --out OUT
    python3 Tools/token-classes-check/check.py MODEL RUN/sae OUT/token_classes/…json tokens.npy

transformers' tokenizer and activations, the SAE's files read as they are, and the classes and formulas of
Guides/TokenClasses.md, written from that text; of the program's are used the lists of words and which rows of text test.
The probe is another (least squares with a ridge), so which tokens are scored differs a little: rate, variance and the
best latent must agree to 1e-3; recall, full, fraction, pure and audited to 0.03 for classes that both probes tell (F1 > 0.92).
Ends with 1 where they do not.
"""
import json
import re
import sys
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import load_file
from transformers import AutoModelForCausalLM, AutoTokenizer

CONTEXT = 128


def make(model, text, out, rows=469):
    tokenizer = AutoTokenizer.from_pretrained(model)
    bos, ids = tokenizer.bos_token_id, []
    for line in open(text):
        ids += tokenizer(json.loads(line)["text"], add_special_tokens=False)["input_ids"] + [bos]
        if len(ids) > rows * CONTEXT:
            break
    step = CONTEXT - 1
    matrix = np.array([[bos] + ids[i * step:(i + 1) * step] for i in range(rows)], dtype=np.int32)
    np.save(out, matrix)


if sys.argv[1] == "--make":
    make(*sys.argv[2:5], *map(int, sys.argv[5:6]))
    sys.exit(0)

model_path, sae_path, result_path, matrix_path = sys.argv[1:5]
result = json.load(open(result_path))
matrix = np.load(matrix_path)[:-(-result["eval_config"]["tokens"] // CONTEXT)]
tokenizer = AutoTokenizer.from_pretrained(model_path)
cfg = json.load(open(Path(sae_path) / "cfg.json"))
layer = int(re.search(r"blocks\.(\d+)\.hook_resid_post", cfg["metadata"]["hook_name"]).group(1))

# Activations.
model = AutoModelForCausalLM.from_pretrained(model_path, dtype=torch.float32)
parts = []
with torch.no_grad():
    for first in range(0, len(matrix), 16):
        out = model.model(torch.tensor(matrix[first:first + 16].astype(np.int64)), output_hidden_states=True)
        parts.append(out.hidden_states[layer + 1].numpy())
x = np.concatenate(parts)
x, ids = x.reshape(-1, x.shape[-1]), matrix.reshape(-1)
row, position = np.divmod(np.arange(len(ids)), CONTEXT)
special = {tokenizer.bos_token_id, tokenizer.eos_token_id, tokenizer.pad_token_id} - {None}
counts = ~np.isin(ids, list(special))
x, ids, row, position = x[counts], ids[counts], row[counts], position[counts]
norms = np.linalg.norm(x, axis=1)
keep = norms <= 4 * np.median(norms)
x, ids, row, position = x[keep], ids[keep], row[keep], position[keep]
own = result["eval_result_unstructured"]["orthosae"]
test = np.isin(row, own["test_rows_of_text"])
assert (test.sum(), (~test).sum()) == (own["test_tokens"], own["choosing_tokens"]), (test.sum(), (~test).sum())

# Classes.
source = (Path(__file__).parents[2] / "Sources/Evaluation/TokenClasses/Text/WordLists.swift").read_text()
lists = {
    name: set(" ".join(re.findall(r'"([^"]*)"', body)).split())
    for name, body in re.findall(r"static let (\w+)s = list\((.*?)\)\n", source, re.S)
}
lists = {{"auxiliarie": "auxiliary"}.get(k, k): v for k, v in lists.items()}


def classes(token, position):
    found = {"first 8 tokens"} if position < 8 else set()
    text = tokenizer.decode([token])
    if "\ufffd" in text or not text:
        return found
    word = text[1:] if text[0] == " " else text
    letters, spaced = word.isalpha(), text[0] == " "
    capital = bool(re.match("[A-Z]", word))
    capitals = len(word) > 1 and re.fullmatch("[A-Z]+", word)
    if spaced and word and not word[0].isspace(): found.add("leading space")
    if capital and not capitals: found.add("capital initial")
    if capitals: found.add("all capitals")
    if re.fullmatch("[0-9]+", word): found.add("digits")
    if word and all(not c.isalnum() and not c.isspace() and c.isprintable() for c in word): found.add("punctuation")
    if letters and not spaced: found.add("no leading space")
    for end in ["s", "ed", "ing", "ly", "er"]:
        if letters and word.endswith(end) and len(word) > len(end) + 2: found.add("-" + end)
    if letters and (spaced or word[0].isupper()):
        found |= {name for name, words in lists.items() if word.lower() in words}
    return found


sets = [classes(t, p) for t, p in zip(ids.tolist(), position.tolist())]

# The SAE, its rows brought to norm 1.
w = load_file(Path(sae_path) / "sae_weights.safetensors")
length = np.linalg.norm(w["W_dec"], axis=1)
decoder = w["W_dec"] / length[:, None]
shift = w["b_dec"] if cfg.get("apply_b_dec_to_input") else 0
pre = (x - shift) @ w["W_enc"] + w["b_enc"]
f = np.where(pre > w["threshold"], pre, 0) * length if "threshold" in w else np.maximum(pre, 0) * length
fires = f > 0

train = ~test
mean = x[train].mean(0, dtype=np.float64)
deviation = x[train].std(0, dtype=np.float64)
z = ((x - mean) / np.where(deviation > 0, deviation, 1)).astype(np.float64)
variance = (deviation ** 2).sum()
gram = z[train].T @ z[train] + 1.0 * np.eye(x.shape[1])
inverse = np.linalg.inv(gram)


def f1(called, label):
    return 2 * (called & label).sum() / max(1, called.sum() + label.sum())


def best_threshold(scores, label):
    order = np.argsort(-scores)
    hits = np.cumsum(label[order])
    values = 2 * hits / (np.arange(1, len(order) + 1) + label.sum())
    return scores[order[np.argmax(values)]] - 1e-12


worst = {"exact": 0.0, "scored": 0.0}
print(f"{'':18}" + "".join(f"{k:>18}" for k in ["rate", "variance", "probe F1", "latent F1", "recall", "full", "fraction", "pure", "audited"]))
for entry in result["eval_result_details"]:
    label = np.array([entry["class"] in s for s in sets])
    a, b = label & train, ~label & train
    delta = x[a].mean(0, dtype=np.float64) - x[b].mean(0, dtype=np.float64)
    rate = label[train].mean()
    share = rate * (1 - rate) * (delta ** 2).sum() / variance
    weights = inverse @ (z[train].T @ (label[train] - rate))
    scores = z @ weights
    called = scores >= best_threshold(scores[train], label[train])
    both = fires[a].sum(0)
    chosen = 2 * both / (fires[train].sum(0) + a.sum())
    main = int(np.argmax(chosen))
    purity = both / np.maximum(1, fires[train].sum(0))
    p = delta / np.linalg.norm(delta)
    cosine = decoder @ p
    scored = np.where(label & test & called)[0]
    recall = fires[scored, main].mean()
    full = fraction = pure = audited = 0.0
    lean = decoder @ decoder[main]
    for i in scored:
        P, q = float((x[i] - mean) @ p), f[i] * cosine
        others = np.where((cosine >= 0.1) & (q > 0) & (np.arange(len(q)) != main), q, 0)
        A, m = np.sort(others)[-3:].sum(), q[main]
        if m < P and A / P >= 0.4:
            missing = min(A, P - m)
            fraction += 1 if m <= 0 else missing / (missing + m)
        top = int(np.argmax(q))
        if f[i, main] < 1e-8 and P >= 0 and q[top] > 0 and cosine[top] >= 0.025 and q[top] / P >= 0.4:
            full += 1
            pure += purity[top] > 0.5
            audited += lean[top] > 0.3 and purity[top] > 0.5
    n = max(1, len(scored))
    pairs = [
        (label[test].mean(), entry["base_rate"]), (share, entry["variance_share"]),
        (f1(called[test], label[test]), entry["probe_f1"]), (f1(fires[test, main], label[test]), entry["best_latent_f1"]),
        (recall, entry["recall_of_scored"]), (full / n, entry["full_absorption"]),
        (fraction / n, entry["absorption_fraction"]), (pure / n, entry["pure_absorption"]),
        (audited / n, entry["audited_absorption"]),
    ]
    print(f"{entry['class']:18}" + "".join(f"{u:9.4f}{v or 0:9.4f}" for u, v in pairs))
    assert main == entry["latent"] or abs(chosen[main] - entry["best_latent_choosing_f1"]) < 1e-3, (main, entry["latent"])
    worst["exact"] = max([worst["exact"]] + [abs(u - v) for u, v in pairs[:2] + pairs[3:4]])
    if min(pairs[2]) < 0.92:
        continue
    worst["scored"] = max([worst["scored"]] + [abs(u - v) for u, v in pairs[4:] if v is not None])
print(f"largest difference of rate, variance, latent F1: {worst['exact']:.5f}; of what is scored: {worst['scored']:.4f}")
sys.exit(int(worst["exact"] > 1e-3 or worst["scored"] > 0.03))
