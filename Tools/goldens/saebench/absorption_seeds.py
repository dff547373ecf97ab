#!/usr/bin/env python3
"""SAEBench's absorption of the three golden SAEs over more seeds than the goldens' three: how far its figures are from
each other, against which ours are compared (Tools/absorption-seeds.py).

    PYTHONPATH=SITE python3 Tools/goldens/saebench/absorption_seeds.py FIRST END
        # SITE: sae-bench 0.6.0, scikit-learn; torch, transformers, transformer-lens 3.9, sae-lens. 80 s a seed.

SAEBench's own functions shuffle the words, draw the prompts, train the ground-truth probe and the L1 probe that ranks
latents; the logistic regressions are scikit-learn's. The forward stops behind the layer and at the word, one set of
scored prompts serves all SAEs, and the words' fractions are computed for a letter at a time; on the goldens' own words
that gives every fraction to 2e-5 and every verdict, which is checked before anything else. `second_probe`: the same
words and ranking with a second ground-truth probe.

The tokenizer gives its vocabulary in another order in each process, so a seed's figures come again only within one: the
committed ones are a sample, made in one process, and not to be had again to the digit.
"""
import hashlib
import importlib.metadata
import json
import os
import random
import sys

os.environ.setdefault("OMP_NUM_THREADS", "1")
import numpy as np
import torch
from sae_bench.evals.absorption import k_sparse_probing, probing, prompting, vocab
from sae_lens import SAE
from sklearn.linear_model import LogisticRegression
from transformers import AutoTokenizer

import nano_lens
from nano_lens import HOOK, NANO, ROOT

GOLDENS = ROOT / "Tests/Goldens/saebench"
OUT = GOLDENS / "absorption_seeds"
TEMPLATE = prompting.VERBOSE_FIRST_LETTER_TEMPLATE
FORMATTER = prompting.first_letter_formatter()
SAES = ["standard", "topk", "jumprelu"]
torch.set_num_threads(1)


def load_model():
    tokenizer = AutoTokenizer.from_pretrained(NANO, add_bos_token=True)
    return nano_lens.load(tokenizer=tokenizer, default_padding_side="right")


@torch.no_grad()
def activations(model, prompts):
    parts = []
    for start in range(0, len(prompts), 64):
        tokens = model.to_tokens([p.base for p in prompts[start : start + 64]])
        assert (tokens != 0).all()  # all of one length: nothing is padded
        cache = model.run_with_cache(tokens[:, :-5], prepend_bos=False, names_filter=[HOOK], stop_at_layer=4)[1]
        parts.append(cache[HOOK][:, -1].clone())
    return torch.cat(parts)


def one_hot(labels):
    return torch.nn.functional.one_hot(torch.as_tensor(labels).long(), 26)


def f1(true, called):
    both = true.sum() + called.sum()
    return 2 * (true & called).sum() / both if both else 0.0


def probe(x, labels):
    torch.set_grad_enabled(True)
    p = probing.train_multi_probe(
        x_train=x, y_train=one_hot(labels), num_probes=26, batch_size=64, num_epochs=50, lr=1e-2, weight_decay=1e-4,
        show_progress=False, device="cpu")
    return p.weights.detach().clone(), p.biases.detach().clone()


def split_latents(latents, labels, test, test_labels):
    """For each letter the accepted latents; what comes after the first failure is not fitted."""
    torch.set_grad_enabled(True)
    ranking = k_sparse_probing.train_sparse_multi_probe(
        latents, one_hot(labels), device="cpu", show_progress=False, probe_dim=latents.shape[1]
    ).weights.detach().topk(10).indices.numpy()
    latents, test, accepted = latents.numpy(), test.numpy(), []
    for letter in range(26):
        best, own = -100, []
        for k in range(1, 11):
            columns = ranking[letter, :k]
            fit = LogisticRegression(max_iter=500, class_weight="balanced").fit(
                latents[:, columns], (labels == letter).astype(np.int64))
            z = test[:, columns] @ fit.coef_[0].astype(np.float32) + np.float32(fit.intercept_[0])
            score = f1(test_labels == letter, z > 0)
            if score <= best + 0.03:
                break
            best, own = score, columns.tolist()
        accepted.append(own)
    return accepted


@torch.no_grad()
def words(sae, weights, x, labels, split):
    """Each word's fraction and verdict, as FeatureAbsorptionCalculator has them."""
    directions = weights / weights.norm(dim=-1, keepdim=True)
    cosines = torch.nn.functional.cosine_similarity(directions[:, None], sae.W_dec[None], dim=-1)
    a = sae.encode(x)
    fractions, verdicts = np.zeros(len(labels)), np.zeros(len(labels), bool)
    for i, letter in enumerate(labels):
        c, main = cosines[letter], torch.tensor(split[letter]).long()
        q, whole = a[i] * c, float(x[i] @ directions[letter])
        own = float(q[main].sum())
        mask = (c >= 0.1) & (q > 0)
        mask[main] = False
        others = q[mask]
        absorbed = float(others.topk(min(3, len(others))).values.sum())
        if own >= whole or absorbed / whole < 0.4:
            fractions[i] = 0
        elif own <= 0:
            fractions[i] = 1
        else:
            m = min(absorbed, whole - own)
            fractions[i] = min(1, max(0, m / (m + own)))
        j = int(q.argmax())
        verdicts[i] = (
            bool((a[i][main] < 1e-8).all()) and float(c[j]) >= 0.025 and whole >= 0 and float(q[j]) / whole >= 0.4)
    return fractions, verdicts


def check(model, saes):
    """The shortened scoring on the goldens' words."""
    weights = torch.tensor(np.load(GOLDENS / "absorption/absorption_probe/probe_weight.npy"))
    for name, sae in saes.items():
        golden = json.loads((GOLDENS / "absorption" / name / "absorption_words.json").read_text())
        labels = [vocab.LETTERS.index(w["letter"]) for w in golden]
        split = [next((w["split_feats"] for w, l in zip(golden, labels) if l == letter), []) for letter in range(26)]
        prompts = [prompting.SpellingPrompt(w["prompt"], "", w["token"]) for w in golden]
        fractions, verdicts = words(sae, weights, activations(model, prompts), labels, split)
        error = np.abs(fractions - [w["absorption_fraction"] for w in golden]).max()
        print(f"{name}: worst fraction of the goldens' words off by {error:.1e}")
        assert error < 2e-5 and list(verdicts) == [w["is_full_absorption"] for w in golden]


def run(model, saes, seed):
    random.seed(seed), np.random.seed(seed), torch.manual_seed(seed)
    pool = vocab.get_alpha_tokens(model.tokenizer)
    train, test = probing.create_dataset_probe_training(
        vocab=pool, formatter=FORMATTER, num_prompts_per_token=1, base_template=TEMPLATE)
    labels, test_labels = (np.array([c for _, c in side]) for side in (train, test))
    x, held_out = (activations(model, [p for p, _ in side]) for side in (train, test))
    scored = activations(model, [
        prompting.create_icl_prompt(
            p.word, examples=pool, base_template=TEMPLATE, answer_formatter=FORMATTER, max_icl_examples=10,
            prepend_separator_to_first_example=True)
        for p, _ in test
    ])
    probes = {"": probe(x, labels), "second_probe": probe(x, labels)}
    result = {}
    for name, sae in saes.items():
        with torch.no_grad():
            latents, test_latents = sae.encode(x), sae.encode(held_out)
        split = split_latents(latents, labels, test_latents, test_labels)
        for which, (weights, bias) in probes.items():
            called = (held_out @ weights.T + bias > 0).numpy()
            kept = np.nonzero(called[np.arange(len(test)), test_labels])[0]
            fractions, verdicts = words(sae, weights, scored[kept], test_labels[kept], split)
            own = [
                (fractions[test_labels[kept] == l].mean(), verdicts[test_labels[kept] == l].mean())
                for l in range(26)
                if (test_labels[kept] == l).any() and f1(test_labels == l, called[:, l]) > 0.6
            ]
            mean = np.mean(own, axis=0)
            entry = {
                "letters": len(own), "mean_absorption_fraction": float(mean[0]), "full_absorption": float(mean[1]),
                "words": len(kept), "seed": seed,
            }
            if which:
                result[name][which] = entry
            else:
                result[name] = entry
    return result


def main(first, end):
    model = load_model()
    saes = {name: SAE.load_from_disk(str(GOLDENS / "saes" / name), device="cpu") for name in SAES}
    check(model, saes)
    OUT.mkdir(exist_ok=True)
    kept = {name: OUT / f"{name}.json" for name in SAES}
    seeds = {name: json.loads(path.read_text()) if path.exists() else [] for name, path in kept.items()}
    for seed in range(first, end):
        result = run(model, saes, seed)
        print(seed, {name: round(entry["mean_absorption_fraction"], 4) for name, entry in result.items()}, flush=True)
        for name in SAES:
            seeds[name] = sorted(
                [s for s in seeds[name] if s["seed"] != seed] + [result[name]], key=lambda s: s["seed"])
            kept[name].write_text(json.dumps(seeds[name], indent=1) + "\n")
    manifest()


def manifest():
    packages = ["torch", "transformers", "transformer-lens", "sae-lens", "scikit-learn"]
    versions = {"sae-bench": "0.6.0"} | {p: importlib.metadata.version(p) for p in packages}
    (OUT / "MANIFEST.json").write_text(json.dumps({
        "generator": "Tools/goldens/saebench/absorption_seeds.py", "seed": "in each entry", "versions": versions,
        "files": {f"{n}.json": hashlib.sha256((OUT / f"{n}.json").read_bytes()).hexdigest() for n in SAES},
    }, indent=1) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
