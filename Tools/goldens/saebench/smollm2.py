#!/usr/bin/env python3
"""SAEBench's core and absorption of two small SAEs on SmolLM2-135M: a byte-level tokenizer, a model that is not ours.

    Tools/real-models smollm2-135m --to MODELS
    PYTHONPATH=SITE python3 Tools/goldens/saebench/smollm2.py MODELS/smollm2-135m SAES [core|firings|absorption]
        # SITE: sae-bench 0.6.0, scikit-learn, tabulate; torch, transformers, transformer-lens 3.9, sae-lens. 25 min
        # on one core.

Writes Tests/Goldens/saebench/smollm2; the SAEs (`smollm2_saes.py write`) are made in SAES on the way. SAEBench's own
functions draw prompts, train both probes, fit the k-sparse ones, score words and compute the core figures. What is not
SAEBench's:

- 5,000 of the tokenizer's 47,078 words take part, a sample of them in the order of ids, so that one processor does;
- forwards of prompts end behind the layer (nothing after it is read);
- both SAEs' words are scored on the same prompts (the draws are seeded anew before each SAE);
- rows of tokens come from the embedded corpus, packed by SAELens' own function.

Prompts are kept as what they are made of: words, and for each prompt the ten examples' numbers. `check_smollm2.py`
writes them out in the form that `orthosae evaluate --artefacts` reads. firings.json tells how many firings of each
latent float32 cannot decide, as `firings.py` does for the embedded model.
"""
import hashlib
import importlib.metadata
import json
import os
import pathlib
import random
import subprocess
import sys
from functools import partial

os.environ.setdefault("OMP_NUM_THREADS", "1")
import numpy as np
import torch
from sae_bench.sae_bench_utils.general_utils import load_and_format_sae
from sae_lens import SAE

import smollm2_saes
from smollm2_lens import HOOK, LAYER, ROOT, load

OUT = ROOT / "Tests/Goldens/saebench/smollm2"
CORPUS = ROOT / "Sources/EmbeddedModel/Resources/gemma2-nano/corpus.jsonl.zst"
SEED, WORDS = 0, 5000
BATCH, RECONSTRUCTION, SPARSITY, CONTEXT = 16, 2, 4, 128
torch.set_num_threads(1)


# Core


def token_rows(tokenizer):
    """[rows, CONTEXT] as SAELens packs text for a model with BOS: first of each row, and between texts."""
    from sae_lens.tokenization_and_batching import concat_and_batch_sequences

    bos, rows = tokenizer.bos_token_id, (RECONSTRUCTION + SPARSITY) * BATCH
    reader = subprocess.Popen(["zstd", "-dc", CORPUS], stdout=subprocess.PIPE, text=True)
    texts = (torch.tensor(tokenizer(json.loads(line)["text"], add_special_tokens=False).input_ids)
             for line in reader.stdout)
    packed = concat_and_batch_sequences(
        texts, CONTEXT, begin_batch_token_id=bos, begin_sequence_token_id=None, sequence_separator_token_id=bos)
    found = [row for row, _ in zip(packed, range(rows))]
    reader.kill()
    reader.wait()
    return torch.stack(found)


class Store:
    """The rows, batch by batch, where SAEBench asks its activations store for them."""

    def __init__(self, tokens):
        self.tokens, self.at, self.context_size, self.store_batch_size_prompts = tokens, 0, CONTEXT, BATCH

    def get_batch_tokens(self, size):
        self.at += size
        return self.tokens[self.at - size : self.at]

    def reset_input_dataset(self):
        pass  # SAEBench's resets nothing that is read, either


def core(folder, saes):
    from sae_bench.evals.core.eval_config import CoreEvalConfig
    from sae_bench.evals.core.main import calculate_misc_metrics, run_evals

    model = load(folder)
    tokens = token_rows(model.tokenizer)
    out = OUT / "core"
    out.mkdir(parents=True, exist_ok=True)
    np.save(out / "tokens.npy", tokens.numpy().astype(np.int32))
    special = {model.tokenizer.pad_token_id, model.tokenizer.eos_token_id, model.tokenizer.bos_token_id}
    for name, sae in saes.items():
        for excluding in [False, True]:
            config = CoreEvalConfig(
                model_name="smollm2-135m", batch_size_prompts=BATCH, n_eval_reconstruction_batches=RECONSTRUCTION,
                n_eval_sparsity_variance_batches=SPARSITY, exclude_special_tokens_from_reconstruction=excluding,
                context_size=CONTEXT, compute_kl=True, compute_ce_loss=True, compute_l2_norms=True,
                compute_sparsity_metrics=True, compute_variance_metrics=True,
                compute_featurewise_density_statistics=True, compute_featurewise_weight_based_metrics=True)
            metrics, features = run_evals(sae, Store(tokens), model, config, ignore_tokens=special)
            result = {"metrics": metrics, "misc": calculate_misc_metrics(features)}
            if not excluding:
                # They do not depend on it.
                result["features"] = {key: [float(f"{v:.9g}") for v in values] for key, values in features.items()}
            path = out / f"{name}.core{'.exclude_special' if excluding else ''}.json"
            path.write_text(json.dumps(result, separators=(",", ":")) + "\n")
            print(name, "special tokens kept" if excluding else "reconstructed", json.dumps(metrics), flush=True)


@torch.no_grad()
def firings(folder, saes):
    """How many firings of each latent, in the slice that counts them, are nearer to the threshold than float32 errs."""
    from firings import margins

    states = {}
    for dtype in [torch.float32, torch.float64]:
        model = load(folder, layers=LAYER + 1, dtype=dtype)
        rows = torch.tensor(np.load(OUT / "core/tokens.npy")).long()[RECONSTRUCTION * BATCH :]
        states[dtype] = torch.cat([
            model.run_with_cache(part, prepend_bos=False, names_filter=[HOOK], stop_at_layer=LAYER + 1)[1][HOOK]
            for part in rows.split(BATCH)])
    special = torch.tensor(sorted(
        {model.tokenizer.pad_token_id, model.tokenizer.eos_token_id, model.tokenizer.bos_token_id}))
    counted = ~torch.isin(rows, special)
    result = {"tokens": int(counted.sum())}
    for name, sae in saes.items():
        x = states[torch.float32][counted]
        theirs = (x - sae.b_dec) @ sae.W_enc + sae.b_enc
        sae = sae.to(torch.float64)
        z = (states[torch.float64][counted] - sae.b_dec) @ sae.W_enc + sae.b_enc
        error = (theirs - z).abs().max().item()
        undecided = (margins(sae, z).abs() < error).sum(0)
        sae.to(torch.float32)
        result[name] = {"largest_error": error, "undecided": undecided.tolist()}
        print(f"{name}: largest error {error:.2e}, {int(undecided.sum())} firings within it", flush=True)
    (OUT / "core/firings.json").write_text(json.dumps(result, separators=(",", ":")) + "\n")


# Absorption


def words_of(tokenizer):
    """SAEBench's words in the order of ids (its own order is another in each process), and what else is to be known."""
    from sae_bench.evals.absorption import vocab

    entries = sorted(tokenizer.vocab.items(), key=lambda entry: entry[1])

    class Ordered:
        vocab = dict(entries)
        convert_tokens_to_string = staticmethod(tokenizer.convert_tokens_to_string)

    words = vocab.get_alpha_tokens(Ordered())
    lines = tokenizer(["\n" + word + " has the first letter:" for word in words], add_special_tokens=False).input_ids
    return words, {
        "vocabulary": len(entries), "words": len(words), "different_words": len(set(words)),
        "words_with_space": sum(word.startswith(" ") for word in words),
        "first_words": words[:8], "last_words": words[-8:],
        "tokens_of_a_line": sorted({len(line) for line in lines}),
        "words_changed_on_reading_back": sum(tokenizer.convert_tokens_to_string([word]) != word for word in words),
        "special_tokens": sorted({tokenizer.pad_token_id, tokenizer.eos_token_id, tokenizer.bos_token_id}),
        "sha256_of_words": hashlib.sha256("\n".join(words).encode()).hexdigest(),
    }


@torch.no_grad()
def activations(model, prompts):
    """Position −6 of what `model.to_tokens` gives."""
    parts = []
    for start in range(0, len(prompts), 64):
        tokens = model.to_tokens([p.base for p in prompts[start : start + 64]])
        assert tokens.shape[1] == 88 and (tokens[:, 0] == model.tokenizer.bos_token_id).all()
        cache = model.run_with_cache(tokens[:, :-5], prepend_bos=False, names_filter=[HOOK], stop_at_layer=LAYER + 1)[1]
        parts.append(cache[HOOK][:, -1].clone())
        if start % 640 == 0:
            print(f"{start} of {len(prompts)} prompts", flush=True)
    return torch.cat(parts)


def examples(prompt, numbers):
    """The numbers of a prompt's examples."""
    lines = prompt.split("\n")[1:-1]
    return [numbers[line.partition(" has the first letter:")[0]] for line in lines]


def absorption(folder, saes):
    import pandas as pd
    from sae_bench.evals.absorption import (
        feature_absorption, feature_absorption_calculator, k_sparse_probing, probing, prompting, vocab)

    model = load(folder, layers=LAYER + 1)
    model.run_with_cache = partial(model.run_with_cache, stop_at_layer=LAYER + 1)
    out = OUT / "absorption"
    out.mkdir(parents=True, exist_ok=True)
    every, facts = words_of(model.tokenizer)
    (out / "vocabulary.json").write_text(json.dumps(facts, indent=1) + "\n")
    pool = random.Random(SEED).sample(every, WORDS)
    random.seed(SEED), np.random.seed(SEED), torch.manual_seed(SEED)
    train, test = probing.create_dataset_probe_training(
        vocab=pool, formatter=prompting.first_letter_formatter(), num_prompts_per_token=1,
        base_template=prompting.VERBOSE_FIRST_LETTER_TEMPLATE)
    x, held_out = (activations(model, [p for p, _ in side]) for side in (train, test))
    torch.set_grad_enabled(True)
    frames = [pd.DataFrame({"answer_class": [c for _, c in side]}) for side in (train, test)]
    probe, _ = probing.train_linear_probe_for_task(
        *frames, device=torch.device("cpu"), train_activations=x.numpy(), test_activations=held_out.numpy(),
        batch_size=64)
    np.save(out / "probe_weight.npy", probe.weights.detach().numpy())
    np.save(out / "probe_bias.npy", probe.biases.detach().numpy())

    labels = [[(p.word, c) for p, c in side] for side in (train, test)]
    order = [p.word for side in (train, test) for p, _ in side]
    numbers = {word: number for number, word in enumerate(order)}
    arrays = {
        "train": np.array([examples(p.base, numbers) for p, _ in train], np.int16),
        "test": np.array([examples(p.base, numbers) for p, _ in test], np.int16),
    }
    for name, sae in saes.items():
        place = out / name
        place.mkdir(exist_ok=True)
        torch.set_grad_enabled(True)
        torch.manual_seed(SEED)
        sparse = k_sparse_probing.train_k_sparse_probes(
            sae, labels[0], x, ks=list(range(1, 11)), precalc_sae_acts=True)
        raw = k_sparse_probing.eval_probe_and_sae_k_sparse_raw_scores(sae, probe, sparse, labels[1], held_out)
        metadata = k_sparse_probing.sae_k_sparse_metadata(sae, probe, sparse, sae_name=name, layer=LAYER)
        metrics = k_sparse_probing.build_metrics_df(raw, metadata, max_k_value=10)
        k_sparse_probing.add_feature_splits_to_metrics_df(metrics, max_k_value=10)
        # As get_stats_and_likely_false_negative_tokens, which reads both tables from files.
        stats = {}
        for letter in vocab.LETTERS:
            hits = raw[(raw["answer_letter"] == letter) & (raw[f"score_probe_{letter}"] > 0)]
            if len(hits):
                stats[letter] = feature_absorption.StatsAndLikelyFalseNegativeResults(
                    probe_true_positives=len(hits), split_feats_true_positives=0,
                    split_feats=metrics[metrics["letter"] == letter]["split_feats"].iloc[0],
                    potential_false_negatives=hits["token"].tolist())
        calculator = feature_absorption_calculator.FeatureAbsorptionCalculator(
            model=model, icl_word_list=pool, max_icl_examples=10,
            base_template=prompting.VERBOSE_FIRST_LETTER_TEMPLATE, answer_formatter=prompting.first_letter_formatter(),
            word_token_pos=prompting.VERBOSE_FIRST_LETTER_TOKEN_POS,
            full_absorption_probe_cos_sim_threshold=feature_absorption.FULL_ABSORPTION_PROBE_COS_THRESHOLD,
            absorption_fraction_probe_cos_sim_threshold=feature_absorption.ABSORPTION_FRACTION_PROBE_COS_THRESHOLD,
            probe_projection_proportion_threshold=feature_absorption.ABSORPTION_PROBE_PROJECTION_PROPORTION_THRESHOLD,
            absorption_fraction_max_absorbing_latents=feature_absorption.ABSORPTION_FRACTION_MAX_ABSORBING_LATENTS,
            batch_size=32)
        random.seed(SEED)
        scored = feature_absorption.calculate_projection_and_cos_sims(
            calculator, sae, probe, layer=LAYER, likely_negs=stats)
        arrays["scored"] = np.array([examples(prompt, numbers) for prompt in scored["prompt"]], np.int16)
        arrays["scored_words"] = np.array([numbers[word] for word in scored["token"]], np.int16)
        write_absorption(place, metadata, metrics, scored)
    np.savez_compressed(out / "prompts.npz", **arrays)
    (out / "words.json").write_text(json.dumps(order, separators=(",", ":")) + "\n")


def write_absorption(place, metadata, metrics, scored):
    """What check_smollm2.py compares, and prints the two figures that SAEBench reports."""
    from sae_bench.evals.absorption.main import _aggregate_results_df

    def text(value):
        return json.dumps(value, separators=(",", ":"), default=lambda v: v.tolist()) + "\n"

    largest = metadata[metadata["k"] == 10]
    (place / "k_sparse_metadata.json").write_text(text(
        [{"letter": row["letter"], "k": 10, "feats": row["feats"]} for _, row in largest.iterrows()]))
    kinds = ["f1", "precision", "recall", "auc"]
    (place / "k_sparse_figures.json").write_text(text([
        {"letter": row["letter"], "probe": {kind: row[f"{kind}_probe"] for kind in kinds},
         "k_sparse": [{kind: row[f"{kind}_sparse_sae_{k}"] for kind in kinds} for k in range(1, 11)]}
        for _, row in metrics.iterrows()]))
    keys = [
        "letter", "token", "top_projection_feat", "top_probe_projection", "absorption_fraction", "is_full_absorption"]
    (place / "absorption_words.json").write_text(
        text([{key: row[key] for key in keys} for _, row in scored.iterrows()]).replace('},{', '},\n{'))
    f1 = dict(zip(metrics["letter"], metrics["f1_probe"]))
    letters = [
        {"letter": row["letter"], "num_probe_true_positives": int(row["num_probe_true_positives"]),
         "split_feats": row["split_feats"], "mean_absorption_fraction": row["mean_absorption_fraction"],
         "num_full_absorption": int(row["num_full_absorption"]), "f1_probe": f1[row["letter"]]}
        for _, row in _aggregate_results_df(scored).iterrows()]
    counted = [row for row in letters if row["f1_probe"] > 0.6]
    result = {
        "letters": len(counted),
        "mean_absorption_fraction": float(np.mean([row["mean_absorption_fraction"] for row in counted])),
        "full_absorption": float(np.mean(
            [row["num_full_absorption"] / row["num_probe_true_positives"] for row in counted])),
        "words": len(scored), "seed": SEED,
    }
    (place / "absorption_letters.json").write_text(text(letters).replace('},{', '},\n{'))
    (place / "absorption.json").write_text(json.dumps(result, indent=1) + "\n")
    print(place.name, result, flush=True)


def manifest(folder, digests):
    def sha256(path):
        return hashlib.sha256(path.read_bytes()).hexdigest()

    packages = ["sae-lens", "transformer-lens", "torch", "transformers", "tokenizers", "scikit-learn", "numpy"]
    (OUT / "MANIFEST.json").write_text(json.dumps({
        "generator": "Tools/goldens/saebench/smollm2.py", "seed": SEED, "dtype": "float32", "device": "cpu",
        "versions": {"sae-bench": "0.6.0"} | {p: importlib.metadata.version(p) for p in packages},
        "model": {name: sha256(folder / name) for name in ["config.json", "model.safetensors", "tokenizer.json"]},
        "saes": digests,
        "scripts": {name: sha256(ROOT / "Tools/goldens/saebench" / name)
                    for name in ["smollm2.py", "smollm2_saes.py", "smollm2_lens.py"]},
        "core": {"batch": BATCH, "reconstruction_batches": RECONSTRUCTION, "sparsity_batches": SPARSITY},
        "files": {str(path.relative_to(OUT)): sha256(path) for path in sorted(OUT.rglob("*"))
                  if path.is_file() and path.name != "MANIFEST.json"},
    }, indent=1) + "\n")


def main():
    if len(sys.argv) not in (3, 4):
        raise SystemExit(__doc__)
    folder, place = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    digests = smollm2_saes.write(place)
    saes = {}
    for name in smollm2_saes.NAMES:
        # As SAEBench takes SAE objects: it looks at their decoder norms, folds nothing, and completes their settings.
        _, saes[name], _ = load_and_format_sae(name, SAE.load_from_disk(str(place / name), device="cpu"), "cpu")
    for name, step in {"absorption": absorption, "core": core, "firings": firings}.items():
        if sys.argv[3:] in ([], [name]):
            step(folder, saes)
    manifest(folder, digests)


if __name__ == "__main__":
    main()
