#!/usr/bin/env python3
"""Compares `orthosae evaluate --evals sparse-probing` with SAEBench's own results, from the texts on.

    python check_sparse_probing.py ORTHOSAE GOLDENS DATA [--no-plan]

GOLDENS and DATA are as for sparse_probing.py. The texts may not be committed, so this is not one of the package's tests;
those do the same from pooled features of one set. Every accuracy (3 SAEs, 2 sets, 144 in all) must be within 0.002 of
SAEBench's; with --no-plan the texts are drawn from seed 42 instead of being taken from its sample plans.
"""
import argparse
import json
import pathlib
import subprocess
import tempfile

SETS = ["ag_news", "movie_reviews"]
DESCRIPTIONS = pathlib.Path(__file__).parents[3] / "Tests/Goldens/saebench/sparse_probing/datasets.yaml"


def compare(ours, theirs, worst):
    wrong = 0
    for name in SETS:
        for figure, classes in theirs[name]["per_class"].items():
            for label, accuracy in classes.items():
                found = ours["eval_result_unstructured"][f"{name}_results"][figure][label]
                worst = max(worst, abs(found - accuracy))
                if abs(found - accuracy) > 0.002:
                    wrong += 1
                    print(f"  {name} {figure} {label}: {found}, SAEBench {accuracy}")
    return wrong, worst


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("orthosae", type=pathlib.Path)
    parser.add_argument("goldens", type=pathlib.Path)
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("--no-plan", action="store_true")
    options = parser.parse_args()
    wrong, worst = 0, 0.0
    for folder in sorted(path.parent for path in options.goldens.glob("*/sparse_probing.json")):
        plans = [] if options.no_plan else [
            part for name in SETS
            for part in ("--plan", f"{name}={folder / f'sparse_probing.json.{name}.plan.json'}")]
        with tempfile.TemporaryDirectory() as out:
            subprocess.run(
                [options.orthosae, "evaluate", folder / "sae", "--evals", "sparse-probing",
                 "--model", options.data / "gemma2-nano", "--probing-data", options.data / "text",
                 "--probing-sets", DESCRIPTIONS, "--probing-only", ",".join(SETS), *plans, "--out", out], check=True)
            ours = json.loads(next(pathlib.Path(out).glob("sparse_probing/*_eval_results.json")).read_text())
        print(folder.name, [
            {key: value for key, value in entry.items() if key == "dataset" or key.endswith("seconds")}
            for entry in ours["eval_result_unstructured"]["orthosae"]["entries"]])
        found, worst = compare(ours, json.loads((folder / "sparse_probing.json").read_text()), worst)
        wrong += found
    print(f"{wrong} accuracies differ by more than 0.002; the largest difference is {worst:.2g}")
    raise SystemExit(wrong > 0)


main()
