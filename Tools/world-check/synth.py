#!/usr/bin/env python3
"""Holds an SAE of world `synth16k` against SynthSAEBench's own code: its generator, its evaluation.

    python3 Tools/synth16k-export/export.py small.safetensors --features 2048 --width 64 --roots 16 --steps 0
    orthosae train --world synth16k --set world.parameters=small.safetensors --architecture batchtopk --latents 512 \\
        --set sae.k=8 --out RUN
    orthosae evaluate RUN --evals ground-truth --own-threshold
    python3 Tools/world-check/synth.py RUN --features 2048 --width 64 --roots 16      # torch, sae-lens

Prints the reference's figures beside ours. Tokens differ, so they agree as far as chance lets them. With --train the
reference trains a BatchTopK SAE of the same size on as many samples, and its figures follow.
"""
import argparse
import json
from pathlib import Path

import torch
import yaml
from sae_lens import SAE
from sae_lens.synthetic import (
    HierarchyConfig, LowRankCorrelationConfig, SyntheticModel, SyntheticModelConfig, ZipfianFiringProbabilityConfig,
    eval_sae_on_synthetic_data,
)
from sae_lens.synthetic.firing_magnitudes import FoldedNormalMagnitudeConfig, LinearMagnitudeConfig

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("run")
parser.add_argument("--features", type=int, required=True)
parser.add_argument("--width", type=int, required=True)
parser.add_argument("--roots", type=int, required=True)
parser.add_argument("--seed", type=int, default=42)
parser.add_argument("--samples", type=int, default=50_000)
parser.add_argument("--train", action="store_true")
args = parser.parse_args()
model = SyntheticModel(SyntheticModelConfig(
    num_features=args.features, hidden_dim=args.width, seed=args.seed, bias=.5,
    firing_probability=ZipfianFiringProbabilityConfig(exponent=.5, max_prob=.4, min_prob=5e-4),
    hierarchy=HierarchyConfig(
        total_root_nodes=args.roots, branching_factor=4, max_depth=3, mutually_exclusive_portion=1.0,
        compensate_probabilities=True, scale_children_by_parent=True),
    correlation=LowRankCorrelationConfig(rank=25, correlation_scale=.1),
    mean_firing_magnitudes=LinearMagnitudeConfig(start=5.0, end=4.0),
    std_firing_magnitudes=FoldedNormalMagnitudeConfig(mean=.5, std=.5)))
torch.manual_seed(1)


def measure(sae):
    r = eval_sae_on_synthetic_data(sae, model.feature_dict, model.activation_generator, args.samples, batch_size=2000)
    c = r.classification
    return dict(
        true_l0=r.true_l0, l0=r.sae_l0, explained_variance=r.explained_variance, shrinkage=r.shrinkage, mcc=r.mcc,
        uniqueness=r.uniqueness, precision=c.precision, recall=c.recall, f1=c.f1_score, accuracy=c.accuracy)


with torch.no_grad():
    theirs = measure(SAE.load_from_disk(str(Path(args.run) / "sae"), device="cpu"))
ours = {}
for file in (Path(args.run) / "evaluations" / "ground_truth").glob("*.json"):
    m = json.loads(file.read_text())["eval_result_metrics"]
    ours = m["sparsity"] | m["reconstruction_quality"] | m["synth_sae_bench"]
trained = {}
if args.train:
    from sae_lens import BatchTopKTrainingSAE, BatchTopKTrainingSAEConfig
    from sae_lens.saes.sae import TrainStepInput

    config = yaml.safe_load((Path(args.run) / "resolved.yaml").read_text())
    B, steps, lr = config["data"]["batch"], config["data"]["tokens"] // config["data"]["batch"], config["optimizer"]["learning_rate"]
    sae = BatchTopKTrainingSAE(BatchTopKTrainingSAEConfig(d_in=args.width, d_sae=config["sae"]["latents"], k=config["sae"]["k"]))
    optimizer = torch.optim.Adam(sae.parameters(), lr=lr)
    silent = torch.zeros(config["sae"]["latents"])
    for t in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = lr * min(1, (t + 1) / 50, (steps - t) / max(1, config["optimizer"]["decay"]))
        with torch.no_grad():
            x = model.feature_dict(model.activation_generator.sample(B)).detach()
        out = sae.training_forward_pass(TrainStepInput(sae_in=x, coefficients={}, dead_neuron_mask=silent > 40, n_training_steps=t, is_logging_step=False))
        optimizer.zero_grad()
        out.loss.backward()
        torch.nn.utils.clip_grad_norm_(sae.parameters(), 1.0)
        optimizer.step()
        silent = torch.where((out.feature_acts > 0).any(0), 0.0, silent + 1)
    with torch.no_grad():
        trained = measure(sae)
for name, value in theirs.items():
    print(name.ljust(20), f"reference {value:.4f}", f"ours {ours[name]:.4f}" if name in ours else "", f"trained by the reference {trained[name]:.4f}" if trained else "")
