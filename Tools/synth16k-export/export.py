#!/usr/bin/env python3
"""Writes SynthSAEBench-16k's own parameters for `orthosae train --world synth16k --set world.parameters=FILE`.

    python3 Tools/synth16k-export/export.py synth16k.safetensors              # torch, sae-lens, safetensors
    python3 Tools/synth16k-export/export.py synth16k.safetensors --model DIR  # a saved SyntheticModel (HF: …-16k-v2)
    python3 Tools/synth16k-export/export.py small.safetensors --features 512 --width 64 --roots 8 --steps 0

Without --model the world is made by sae_lens' generator from the benchmark's settings, seed 42. Its 100 steps of
orthogonalisation are 10^14 operations: minutes on a GPU, an hour on a CPU; --steps 0 leaves directions as drawn, which
raises the mean of the largest |cos| from 0.15 to 0.165. Means and deviations of magnitudes are stored nowhere: they come
from torch's generator, here.
"""
import argparse
import json
from pathlib import Path

import torch
from safetensors.torch import save_file
from sae_lens.synthetic import (
    HierarchyConfig, LowRankCorrelationConfig, OrthogonalizationConfig, SyntheticModel, SyntheticModelConfig,
    ZipfianFiringProbabilityConfig,
)
from sae_lens.synthetic.firing_magnitudes import FoldedNormalMagnitudeConfig, LinearMagnitudeConfig

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("out")
parser.add_argument("--model")
parser.add_argument("--features", type=int, default=16384)
parser.add_argument("--width", type=int, default=768)
parser.add_argument("--roots", type=int, default=128)
parser.add_argument("--steps", type=int, default=100)
parser.add_argument("--seed", type=int, default=42)
parser.add_argument("--sample", type=int, default=0, help="also print true L0 and rates over so many tokens")
args = parser.parse_args()

if args.model:
    model = SyntheticModel.load_from_disk(args.model)
else:
    model = SyntheticModel(SyntheticModelConfig(
        num_features=args.features, hidden_dim=args.width, seed=args.seed, bias=.5,
        firing_probability=ZipfianFiringProbabilityConfig(exponent=.5, max_prob=.4, min_prob=5e-4),
        hierarchy=HierarchyConfig(
            total_root_nodes=args.roots, branching_factor=4, max_depth=3, mutually_exclusive_portion=1.0,
            compensate_probabilities=True, scale_children_by_parent=True),
        orthogonalization=OrthogonalizationConfig(num_steps=args.steps, lr=3e-4) if args.steps else None,
        correlation=LowRankCorrelationConfig(rank=25, correlation_scale=.1),
        mean_firing_magnitudes=LinearMagnitudeConfig(start=5.0, end=4.0),
        std_firing_magnitudes=FoldedNormalMagnitudeConfig(mean=.5, std=.5)))
generator, n = model.activation_generator, model.cfg.num_features
parents = torch.full((n,), -1.0)


def walk(node):
    for child in node.children:
        parents[child.feature_index] = node.feature_index
        walk(child)


for root in model.hierarchy.roots if model.hierarchy else []:
    walk(root)
factor, diag = (model.correlation_matrix.correlation_factor, model.correlation_matrix.correlation_diag) if (
    model.correlation_matrix is not None) else (torch.zeros(n, 1), torch.ones(n))
save_file({
    "feature_vectors": model.feature_dict.feature_vectors.detach().contiguous().float(),
    "bias": model.feature_dict.bias.detach().contiguous().float(),
    "firing_probabilities": generator.firing_probabilities.contiguous().float(),
    "target_probabilities": model.cfg.firing_probability.generate(n, seed=model.cfg.seed).float().contiguous(),
    "correlation_factor": factor.contiguous().float(), "correlation_diag": diag.contiguous().float(),
    "mean_magnitudes": generator.mean_firing_magnitudes.contiguous().float(),
    "std_magnitudes": generator.std_firing_magnitudes.contiguous().float(), "parents": parents,
}, args.out, metadata={"made_by": "Tools/synth16k-export", "config": json.dumps(model.cfg.to_dict())})
print(f"{args.out}: {n} features, {int((parents >= 0).sum())} children, {Path(args.out).stat().st_size / 1e6:.0f} MB")
if args.sample:
    torch.manual_seed(0)
    fires = torch.zeros(n)
    squares, sums = 0.0, torch.zeros(model.cfg.hidden_dim)
    for _ in range(args.sample // 512):
        a = generator.sample(512)
        fires += (a > 0).sum(0)
        x = model.feature_dict(a).detach()
        squares += x.pow(2).sum().item()
        sums += x.sum(0)
    count = args.sample // 512 * 512
    print(f"true L0 {fires.sum() / count:.3f}, variance {squares / count - (sums / count).pow(2).sum():.2f}")
    for part in (slice(0, args.roots), slice(args.roots, args.roots * 5), slice(args.roots * 5, args.roots * 21), slice(args.roots * 21, args.roots * 85), slice(args.roots * 85, n)):
        print(f"  features {part.start}..{part.stop - 1}: {fires[part].sum() / count:.4f} fire")
