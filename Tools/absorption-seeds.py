#!/usr/bin/env python3
"""Compares absorption over our seeds with SAEBench's over its own: means and the 95 % interval of their difference (Welch).

    orthosae evaluate SAE … --evals absorption --seeds 15 --out RESULTS
    python3 Tools/absorption-seeds.py RESULTS/absorption/<release>_custom_sae_eval_results.json \\
        Tests/Goldens/saebench/absorption/<sae>/absorption_seeds.json \\
        Tests/Goldens/saebench/absorption_seeds/<sae>.json       # scipy

The first golden has SAEBench's own three seeds, the second further ones; seeds of all files given count together. Ends
with 1 where a difference is not smaller than its interval.
"""
import json
import statistics
import sys

from scipy.stats import ttest_ind

ours = json.load(open(sys.argv[1]))["eval_result_unstructured"]["orthosae"]["seeds"]
theirs = [seed for file in sys.argv[2:] for seed in json.load(open(file))]
failed = False
for name, mine, other in [
    ("fraction", "mean_absorption_fraction_score", "mean_absorption_fraction"),
    ("full", "mean_full_absorption_score", "full_absorption"),
]:
    a, b = [s["mean"][mine] for s in ours], [s[other] for s in theirs]
    test = ttest_ind(a, b, equal_var=False)
    interval = test.confidence_interval(0.95)
    half = (interval.high - interval.low) / 2
    difference = statistics.mean(a) - statistics.mean(b)
    within = abs(difference) < half
    failed |= not within
    print(
        f"{name}: ours {statistics.mean(a):.4f} ± {statistics.stdev(a):.4f} ({len(a)} seeds), "
        f"SAEBench {statistics.mean(b):.4f} ± {statistics.stdev(b):.4f} ({len(b)}), "
        f"difference {difference:+.4f}, interval ±{half:.4f}, p = {test.pvalue:.2f}: {'within' if within else 'OUTSIDE'}")
sys.exit(failed)
