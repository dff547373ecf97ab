#!/usr/bin/env python3
"""Independent check of the toy world's figures: PyTorch trains the same run from the same start.

Nothing here is translated from the Swift code. The loss is written as the formulas of science.md say and differentiated
by autograd; the figures are computed in numpy; the world is made in numpy too (Tools/world-check). What the product gives
is the start alone: a run of one step at a rate that moves nothing.

    orthosae train --world toy --architecture batchtopk --tokens 512 --set optimizer.learning_rate=1e-30 --out START
    python3 Tools/world-check/check.py START --dump WORLD.safetensors
    python3 Tools/science/toy_check.py WORLD.safetensors START/sae [--rho 3] [--nesting 0] [--prefixes 10,20,40,80]

Prints a line of JSON for each seed (of the order of batches) and the mean and spread. The order of batches is drawn by
torch, so figures agree within the spread over seeds, not to the digit.
"""
import argparse
import json
import math
import sys
import time

import numpy as np
import torch
from safetensors.torch import load_file
from scipy.optimize import linear_sum_assignment


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("world")
    parser.add_argument("start")
    parser.add_argument("--rho", type=float, default=0.0, help="weight of priced competition; 0: none")
    parser.add_argument("--nesting", type=float, default=0.0, help="power of the share of i's firings at which j fires")
    parser.add_argument("--prefixes", default="", help="Matryoshka's ends, with commas; the whole is always the last")
    parser.add_argument("--steps", type=int, default=2000)
    parser.add_argument("--batch", type=int, default=512)
    parser.add_argument("--l0", type=float, default=4.5)
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--memory", type=float, default=0.98, help="of the firing rates")
    parser.add_argument("--seeds", type=int, default=3)
    return parser.parse_args()


class Run:
    """BatchTopK with AuxK, Adam, unit decoder rows; optionally nested prefixes and priced competition."""

    def __init__(self, weights, args, seed):
        self.args = args
        self.random = torch.Generator().manual_seed(seed)
        self.encoder = weights["W_enc"].T.contiguous().clone().requires_grad_()  # [F, d]
        self.decoder = weights["W_dec"].clone().requires_grad_()  # [F, d]
        self.encoder_bias = torch.zeros(self.encoder.shape[0], requires_grad=True)
        self.decoder_bias = weights["b_dec"].clone().requires_grad_()
        self.parameters = [self.encoder, self.decoder, self.encoder_bias, self.decoder_bias]
        self.adam = torch.optim.Adam(self.parameters, lr=args.rate, betas=(0.9, 0.999), eps=1e-8)
        latents = self.encoder.shape[0]
        self.ends = [int(end) for end in args.prefixes.split(",") if end] + [latents]
        self.silent = torch.zeros(latents, dtype=torch.long)
        self.rates, self.price = None, None

    def learning_rate(self, step):
        steps = self.args.steps
        return self.args.rate * min(1, (step + 1) / 50) * min(1, (steps - step) / (steps / 5))

    def preactivations(self, x):
        return (x - self.decoder_bias) @ self.encoder.T + self.encoder_bias

    def step(self, x, number):
        args, tokens = self.args, x.shape[0]
        z = self.preactivations(x)
        kept = max(1, round(args.l0 * tokens))
        values = torch.relu(z).flatten()
        cut = torch.topk(values.detach(), kept).values[-1]
        f = torch.where((z >= cut) & (z > 0), z, torch.zeros(()))
        fires = (f > 0).float()
        loss = 0
        for end in self.ends:
            error = x - f[:, :end] @ self.decoder[:end] - self.decoder_bias
            loss = loss + error.square().sum(1).mean() / len(self.ends)
        loss = loss + self.auxiliary(z, error.detach(), fires)
        rate = fires.mean(0)
        self.rates = rate if self.rates is None else args.memory * self.rates + (1 - args.memory) * rate
        self.price = float(cut) if self.price is None else 0.99 * self.price + 0.01 * float(cut)
        if args.rho > 0:
            loss = loss + self.priced(f.detach(), fires, tokens)
        self.adam.zero_grad()
        loss.backward()
        for group in self.adam.param_groups:
            group["lr"] = self.learning_rate(number)
        self.adam.step()
        with torch.no_grad():
            self.decoder /= self.decoder.norm(dim=1, keepdim=True)
        self.silent = torch.where(rate > 0, 0, self.silent + 1)

    def priced(self, f, fires, tokens):
        """rho mu Σ a_ij [w_i·w_j]₊² over r_i < r_j, a_ij = mean over tokens of f_i where j fires; w_i alone moves."""
        mass = f.T @ fires / tokens
        mass = mass * (self.rates[:, None] < self.rates[None, :])
        if self.args.nesting:
            share = (fires.T @ fires) / fires.sum(0).clamp_min(1)[:, None]
            mass = mass * share.pow(self.args.nesting)
        cosines = torch.relu(self.decoder @ self.decoder.detach().T)
        return self.args.rho * self.price * (mass * cosines.square()).sum()

    def auxiliary(self, z, error, fires):
        """AuxK of dictionary_learning: latents silent for more than 40 steps explain what is left."""
        dead = (self.silent > 40) & (fires.sum(0) == 0)
        count = min(int(dead.sum()), z.shape[1], error.shape[1] // 2)
        if count == 0:
            return 0
        scores = torch.where(dead, z, torch.full((), -math.inf))
        best = torch.topk(scores, count, dim=1)
        chosen = torch.zeros_like(z).scatter(1, best.indices, torch.relu(best.values))
        spread = (error - error.mean(0)).square().sum(1).mean()
        return (error - chosen @ self.decoder).square().sum(1).mean() / spread / 32


def figures(run, world, l0):
    """The headline figures of science.md 3, on the held-out tokens."""
    x, truth = world["held_out"], world["truth"].numpy()
    directions, parents = world["directions"].numpy(), world["parents"].numpy().astype(int)
    with torch.no_grad():
        z = torch.relu(run.preactivations(x))
        cut = torch.topk(z.flatten(), round(l0 * len(x))).values[-1]
        f = torch.where(z >= max(float(cut), 1e-12), z, torch.zeros(()))
        rebuilt = f @ run.decoder + run.decoder_bias
        explained = 1 - float((x - rebuilt).square().sum() / (x - x.mean(0)).square().sum())
    f, decoder = f.numpy(), run.decoder.detach().numpy()
    fires, active = f > 0, truth > 0
    cosine = decoder @ directions.T
    common = fires.astype(np.float32).T @ active.astype(np.float32)
    f1 = 2 * common / np.maximum(fires.sum(0)[:, None] + active.sum(0)[None], 1)
    rows, columns = linear_sum_assignment(-cosine)
    absorbed, holes, leans = [], [], []
    for parent in sorted(set(parents[parents >= 0])):
        children = np.nonzero(parents == parent)[0]
        main = np.zeros(len(decoder), bool)
        main[cosine[:, parent].argmax()] = True
        main |= cosine[:, parent] > 0.85
        tokens = active[:, parent] & active[:, children].any(1)
        silent = ~fires[:, main].any(1)
        carried = f * cosine[:, parent]
        carried[:, main | (cosine[:, parent] < 0.1)] = 0
        holes.append(silent[tokens].mean())
        absorbed.append((silent & (carried.max(1) >= 0.4 * truth[:, parent]))[tokens].mean())
        for child in children:
            scores = np.where(main, -1, f1[:, child])
            leans.append(cosine[scores.argmax(), parent] - directions[child] @ directions[parent])
    return {
        "l0": float(fires.sum(1).mean()), "explained_variance": explained, "absorption": float(np.mean(absorbed)),
        "hole": float(np.mean(holes)), "mixing": float(np.mean(leans)), "f1": float(f1.max(0).mean()),
        "mcc": float(cosine[rows, columns].mean()),
    }


def main():
    args = arguments()
    torch.set_num_threads(1)
    world, start = load_file(args.world), load_file(args.start.rstrip("/") + "/sae_weights.safetensors")
    found = []
    for seed in range(args.seeds):
        began, run = time.process_time(), Run(start, args, seed)
        tokens = world["tokens"]
        for number in range(args.steps):
            run.step(tokens[torch.randint(len(tokens), (args.batch,), generator=run.random)], number)
        result = figures(run, world, args.l0)
        print(json.dumps({"seed": seed, **result, "seconds": round(time.process_time() - began, 1)}), flush=True)
        found.append(result)
    if len(found) > 1:
        for key in found[0]:
            values = np.array([one[key] for one in found])
            print(f"{key:20} {values.mean():.3f} ± {values.std(ddof=1):.3f}")


if __name__ == "__main__":
    sys.exit(main())
