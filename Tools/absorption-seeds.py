#!/usr/bin/env python3
"""Compares absorption over our seeds with SAEBench's over its own: means and the 95 % interval of their difference (Welch).

    orthosae evaluate SAE … --evals absorption --seeds 5 --out RESULTS
    python3 Tools/absorption-seeds.py RESULTS/absorption/<release>_custom_sae_eval_results.json \\
        Tests/Goldens/saebench/absorption/<sae>/absorption_seeds.json       # scipy

Ends with 1 where a difference is not smaller than its interval.
"""
import json
import statistics
import sys

from scipy.stats import t

ours = json.load(open(sys.argv[1]))["eval_result_unstructured"]["orthosae"]["seeds"]
theirs = json.load(open(sys.argv[2]))
failed = False
for name, mine, other in [
    ("fraction", "mean_absorption_fraction_score", "mean_absorption_fraction"),
    ("full", "mean_full_absorption_score", "full_absorption"),
]:
    a, b = [s["mean"][mine] for s in ours], [s[other] for s in theirs]
    va, vb = statistics.variance(a) / len(a), statistics.variance(b) / len(b)
    freedom = (va + vb) ** 2 / (va**2 / (len(a) - 1) + vb**2 / (len(b) - 1))
    half = t.ppf(0.975, freedom) * (va + vb) ** 0.5
    difference = statistics.mean(a) - statistics.mean(b)
    within = abs(difference) < half
    failed |= not within
    print(
        f"{name}: ours {statistics.mean(a):.4f} ± {statistics.stdev(a):.4f} ({len(a)} seeds), "
        f"SAEBench {statistics.mean(b):.4f} ± {statistics.stdev(b):.4f} ({len(b)}), "
        f"difference {difference:+.4f}, interval ±{half:.4f}: {'within' if within else 'OUTSIDE'}")
sys.exit(failed)
