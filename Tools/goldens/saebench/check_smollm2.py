#!/usr/bin/env python3
"""Compares `orthosae evaluate --evals core,absorption` on SmolLM2-135M with what SAEBench itself computed.

    python3 Tools/goldens/saebench/check_smollm2.py ORTHOSAE MODEL [--folder FOLDER] [--evals core] [--threads N]

numpy and safetensors. MODEL is the folder that `Tools/real-models smollm2-135m` makes. The figures are in
Tests/Goldens/saebench/smollm2 (smollm2.py): rows of tokens, words, prompts, the ground-truth probe and the ranking of
latents are SAEBench's; every activation, both SAEs' latents and all that follows are ours. The model is too large for
the package's tests, so this is none of them. FOLDER keeps what is made on the way; else it goes.

- core, with special tokens reconstructed and left alone: every figure to 1e-4 relative; each latent's own figures too,
  but a latent may fire so much more or less often as it has firings that float32 cannot decide (firings.json);
- absorption: every word's fraction to 1e-4, its verdict, its strongest latent; every letter's counts, split latents and
  mean; the k-sparse probes' F1 to 0.005; the two figures that are reported to 1e-4.
"""
import argparse
import csv
import hashlib
import json
import pathlib
import shutil
import subprocess
import tempfile

import numpy as np

import smollm2_saes

GOLDENS = pathlib.Path(__file__).resolve().parents[3] / "Tests/Goldens/saebench/smollm2"
QUESTION = " has the first letter:"
MODES = {"core": [], "core.exclude_special": ["--exclude-special-tokens"]}


def read(path):
    return json.loads((GOLDENS / path).read_text())


# The shared parts, in the form that --artefacts reads


def prompt(word, examples):
    lines = [f"{example}{QUESTION} {example.strip()[0].upper()}" for example in examples]
    return "\n" + "\n".join(lines + [word + QUESTION])


def write_artefacts(folder):
    """A folder for both SAEs; beside it one for each, with its ranking."""
    words, prompts = read("absorption/words.json"), np.load(GOLDENS / "absorption/prompts.npz")
    shared = folder / "shared"
    shared.mkdir(parents=True, exist_ok=True)
    first = 0
    for side in ["train", "test"]:
        with open(shared / f"{side}_words.csv", "w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["prompt", "token"])
            for number, row in enumerate(prompts[side], first):
                writer.writerow([prompt(words[number], [words[i] for i in row]), words[number]])
        first += len(prompts[side])
    for name in ["probe_weight.npy", "probe_bias.npy"]:
        shutil.copyfile(GOLDENS / "absorption" / name, shared / name)
    scored = [{"token": words[number], "prompt": prompt(words[number], [words[i] for i in row])}
              for number, row in zip(prompts["scored_words"], prompts["scored"])]
    (shared / "absorption_words.json").write_text(json.dumps(scored))
    for sae in smollm2_saes.NAMES:
        (folder / sae).mkdir(exist_ok=True)
        shutil.copyfile(
            GOLDENS / "absorption" / sae / "k_sparse_metadata.json", folder / sae / "k_sparse_metadata.json")
    return shared


# Comparing


class Comparison:
    """Counts what was compared, keeps the worst error of each kind, and says what is wrong."""

    def __init__(self):
        self.compared, self.wrong, self.worst = 0, 0, {}

    def number(self, kind, place, ours, theirs, limit, relative=False):
        if theirs is None or ours is None:
            return self.same(place, ours, theirs)
        error = abs(ours - theirs) / (abs(theirs) or 1 if relative else 1)
        self.compared += 1
        if error > self.worst.get(kind, (-1, ""))[0]:
            self.worst[kind] = (error, place)
        if not error <= limit:
            self.fail(f"{place}: {ours}, SAEBench {theirs}")

    def same(self, place, ours, theirs):
        self.compared += 1
        if ours != theirs:
            self.fail(f"{place}: {ours}, SAEBench {theirs}")

    def fail(self, line):
        self.wrong += 1
        if self.wrong <= 40:
            print("  " + line)


def compare_core(c, ours, name, mode):
    theirs = read(f"core/{name}.{mode}.json")
    for category, figures in (theirs["metrics"] | {"misc_metrics": theirs["misc"]}).items():
        for figure, value in figures.items():
            c.number("core", f"{name} {mode} {figure}", ours["eval_result_metrics"][category][figure], value, 1e-4,
                     relative=True)
    if "features" not in theirs:
        return
    firings = read("core/firings.json")
    undecided, tokens, details = firings[name]["undecided"], firings["tokens"], ours["eval_result_details"]
    different = 0
    for figure, values in theirs["features"].items():
        for latent, value in enumerate(values):
            place, own = f"{name} {figure} of latent {latent}", details[latent][figure]
            if figure == "feature_density":
                count, known = round(own * tokens), round(value * tokens)
                different += count != known
                c.number("firings", place, count, known, undecided[latent])
            elif figure == "consistent_activation_heuristic":
                if not undecided[latent] and value == value:
                    c.number("firings a row", place, own, value, 1e-6, relative=True)
            elif value == value:
                # A cosine may be as near to 0 as it likes.
                limit = 1e-4 * abs(value) + (1e-6 if "cosine" in figure else 1e-9)
                c.number("weights", place, own, value, limit)
    print(f"{name}: {different} of {len(details)} latents fire another number of times "
          f"({sum(count > 0 for count in undecided)} have a firing that float32 cannot decide)")


def compare_absorption(c, ours, name):
    theirs = {part: read(f"absorption/{name}/{part}.json")
              for part in ["absorption", "absorption_letters", "absorption_words", "k_sparse_figures"]}
    seed = ours["eval_result_unstructured"]["orthosae"]["seeds"][0]
    c.same(f"{name} words", len(seed["words"]), len(theirs["absorption_words"]))
    for own, word in zip(seed["words"], theirs["absorption_words"]):
        place = f"{name} '{word['token']}'"
        c.same(f"{place} word", own["word"], word["token"])
        c.number("fraction of a word", f"{place} fraction", own["fraction"], word["absorption_fraction"], 1e-4)
        c.same(f"{place} full absorption", own["full"], word["is_full_absorption"])
        if word["top_probe_projection"] > 0:
            c.same(f"{place} strongest latent", own["latent"], word["top_projection_feat"])
    letters = {letter["first_letter"]: letter for letter in seed["letters"]}
    for letter in theirs["absorption_letters"]:
        own, place = letters[letter["letter"]], f"{name} letter {letter['letter']}"
        c.same(f"{place} words", own["num_probe_true_positives"], letter["num_probe_true_positives"])
        c.same(f"{place} full absorption", own["num_full_absorption"], letter["num_full_absorption"])
        c.same(f"{place} split latents", own["split_features"], letter["split_feats"])
        c.number("fraction of a letter", f"{place} fraction", own["mean_absorption_fraction"],
                 letter["mean_absorption_fraction"], 1e-4)
        c.number("F1 of the probe", f"{place} F1", own["probe"]["f1"], letter["f1_probe"], 1e-9)
    for golden in theirs["k_sparse_figures"]:
        if golden["letter"] not in letters:
            continue
        for k, (own, probe) in enumerate(zip(letters[golden["letter"]]["k_sparse_probes"], golden["k_sparse"]), 1):
            c.number("F1 of a k-sparse probe", f"{name} letter {golden['letter']} k = {k} F1", own["f1"], probe["f1"],
                     0.005)
    c.same(f"{name} letters that count", seed["letters_counted"], theirs["absorption"]["letters"])
    mean = ours["eval_result_metrics"]["mean"]
    c.number("fraction of the SAE", f"{name} mean fraction", mean["mean_absorption_fraction_score"],
             theirs["absorption"]["mean_absorption_fraction"], 1e-4)
    c.number("full absorption of the SAE", f"{name} mean full absorption", mean["mean_full_absorption_score"],
             theirs["absorption"]["full_absorption"], 1e-4)
    print(f"{name}: absorption fraction {mean['mean_absorption_fraction_score']:.4f}, full "
          f"{mean['mean_full_absorption_score']:.4f} over {seed['letters_counted']} letters, "
          f"{len(seed['words'])} words")


# Running


def check_model(folder):
    """Whether this is the model that SAEBench's figures are of."""
    for name, known in read("MANIFEST.json")["model"].items():
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != known:
            raise SystemExit(f"check_smollm2: {folder / name} is not the file that the goldens were made with")


def evaluate(options, saes, out, arguments):
    """The result files by SAE's name."""
    subprocess.run(
        [options.orthosae, "evaluate", *saes, "--model", options.model, "--threads", str(options.threads), "--out", out,
         *arguments], check=True, stdout=subprocess.DEVNULL)
    kind = arguments[arguments.index("--evals") + 1]
    found = {}
    for sae in saes:
        place, = (out / kind).glob(f"{sae.name}_*_eval_results.json")
        found[sae.name] = json.loads(place.read_text())
    return found


def run(options, folder):
    known = read("MANIFEST.json")
    if smollm2_saes.write(folder / "saes") != known["saes"]:
        raise SystemExit("check_smollm2: the SAEs written from saes.npz are not those that the goldens were made with")
    saes = [folder / "saes" / name for name in smollm2_saes.NAMES]
    c = Comparison()
    sizes = known["core"]
    for mode, flags in MODES.items() if "core" in options.evals else []:
        found = evaluate(options, saes, folder / mode, [
            "--evals", "core", "--token-matrix", GOLDENS / "core/tokens.npy", "--batch-size", str(sizes["batch"]),
            "--reconstruction-batches", str(sizes["reconstruction_batches"]), "--sparsity-batches",
            str(sizes["sparsity_batches"]), *flags])
        for name, ours in found.items():
            compare_core(c, ours, name, mode)
    shared = write_artefacts(folder / "artefacts")
    for sae in saes if "absorption" in options.evals else []:
        # The same results folder: the model's activations are kept in its cache, and the second SAE finds them.
        ranking = folder / "artefacts" / sae.name
        found = evaluate(options, [sae], folder / "absorption", [
            "--evals", "absorption", "--artefacts", shared, ranking])
        compare_absorption(c, found[sae.name], sae.name)
    for kind, (error, place) in c.worst.items():
        print(f"worst error, {kind}: {error:.2g} ({place})")
    print(f"{c.compared} figures compared, {c.wrong} wrong")
    raise SystemExit(c.wrong > 0)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("orthosae", type=pathlib.Path)
    parser.add_argument("model", type=pathlib.Path)
    parser.add_argument("--folder", type=pathlib.Path)
    parser.add_argument("--evals", default="core,absorption")
    parser.add_argument("--threads", type=int, default=0)
    options = parser.parse_args()
    check_model(options.model)
    if options.folder:
        options.folder.mkdir(parents=True, exist_ok=True)
        run(options, options.folder)
    with tempfile.TemporaryDirectory() as folder:
        run(options, pathlib.Path(folder))


if __name__ == "__main__":
    main()
