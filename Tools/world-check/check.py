#!/usr/bin/env python3
"""Makes a toy world anew in numpy and measures a run's SAE on it, to hold `evaluate --evals ground-truth` against.

    orthosae train --world toy --architecture batchtopk --out RUN && orthosae evaluate RUN --evals ground-truth
    python3 Tools/world-check/check.py RUN          # numpy, scipy, safetensors, yaml
    python3 Tools/world-check/check.py RUN --write Tests/Goldens/worlds/figures.json
    python3 Tools/world-check/check.py RUN --dump WORLD.safetensors     # the run's world, for Tools/science/toy_check.py

Nothing of the program's is used but its written streams of random numbers (Philox 4x32-10; Guides/Worlds.md says which
stream has what). The world is drawn token by token from them, the metrics are those of science.md 3 and 5, written from
that text. Ends with 1 where a figure differs by more than 1e-3 (a firing at the edge of the threshold may fall either way).
"""
import json
import math
import sys
from pathlib import Path

import numpy as np
import yaml
from safetensors.numpy import load_file, save_file
from scipy.optimize import linear_sum_assignment

run = Path(sys.argv[1])
config = yaml.safe_load((run / "resolved.yaml").read_text())
settings = config["world"]
toy = dict(d=64, n=160, P=8, pp=(.08, .25), pi=(.01, .06))
large = dict(d=128, n=480, P=24, pp=(.03, .25), pi=(.002, .04))
w = {"toy": toy, "toy-large": large}[settings["name"]]
d, n, P = w["d"], w["n"], w["P"]
shares = settings["shares"] or [.25, .18, .12, .08, .06, .04, .03, .02]
C = len(shares)
first = P * (1 + C)
seed = settings["seed"]


def philox(seed, stream, position):
    """The two 64-bit words of each block."""
    position = np.asarray(position, np.uint64)
    m = np.uint64(0xFFFFFFFF)
    x0, x1 = position & m, position >> np.uint64(32)
    x2 = np.full_like(x0, stream & 0xFFFFFFFF)
    x3 = np.full_like(x0, stream >> 32)
    k0, k1 = seed & 0xFFFFFFFF, seed >> 32
    for _ in range(10):
        p0, p1 = x0 * np.uint64(0xD2511F53), x2 * np.uint64(0xCD9E8D57)
        x0, x1, x2, x3 = (p1 >> np.uint64(32)) ^ x1 ^ np.uint64(k0), p1 & m, (p0 >> np.uint64(32)) ^ x3 ^ np.uint64(k1), p0 & m
        k0, k1 = (k0 + 0x9E3779B9) & 0xFFFFFFFF, (k1 + 0xBB67AE85) & 0xFFFFFFFF
    return (x1 << np.uint64(32)) | x0, (x3 << np.uint64(32)) | x2


def words(seed, stream, blocks):
    """32-bit words, four of a block: the low half of each 64-bit word first."""
    a, b = philox(seed, stream, blocks)
    m = np.uint64(0xFFFFFFFF)
    return np.stack([a & m, a >> np.uint64(32), b & m, b >> np.uint64(32)], -1).astype(np.float64)


def normals(seed, stream, count, start=0):
    """Box and Muller: cosine and sine of each pair of words."""
    v = words(seed, stream, start + np.arange((count + 3) // 4))
    r = np.sqrt(-2 * np.log((v[:, 0::2] + 1) / 2**32))
    t = 2 * math.pi * v[:, 1::2] / 2**32
    return np.stack([r * np.cos(t), r * np.sin(t)], -1).reshape(-1)[:count].astype(np.float32)


def stream(purpose, part=0):
    return 0x776F726C64 << 24 | purpose << 8 | part


DIRECTIONS, BIAS, RATES, _, FIRING, MAGNITUDES, NOISE, _ = range(1, 9)
U = normals(seed, stream(DIRECTIONS), n * d).reshape(n, d).astype(np.float64)
U /= np.linalg.norm(U, axis=1, keepdims=True)
parent_of = {P + p * C + c: p for p in range(P) for c in range(C)}
if settings["tilt"]:
    for c, p in parent_of.items():
        U[c] += settings["tilt"] * U[p]
        U[c] /= np.linalg.norm(U[c])
for q in range(settings["synonyms"]):
    a, b = first + 2 * q, first + 2 * q + 1
    v = U[b] - (U[b] @ U[a]) * U[a]
    U[b] = .7 * U[a] + math.sqrt(.51) * v / np.linalg.norm(v)
bias = normals(seed, stream(BIAS), d).astype(np.float64)
bias *= .5 / np.linalg.norm(bias)

# The rates of the independent features, shuffled as Fisher and Yates do from the end.
rates = [w["pi"][0] * (w["pi"][1] / w["pi"][0]) ** (i / (n - first - 1)) for i in range(n - first)]
draws = iter(np.stack(philox(seed, stream(RATES), np.arange(4 * n)), -1).reshape(-1).tolist())


def below(bound):
    """Swift's next(upperBound:): the high half of a product, low halves below 2^64 mod bound drawn again."""
    while True:
        product = next(draws) * bound
        if product % 2**64 >= 2**64 % bound:
            return product >> 64


for i in range(len(rates) - 1, 0, -1):
    j = below(i + 1)
    rates[i], rates[j] = rates[j], rates[i]


def sample(part, N):
    per = 2 * P + n - first
    blocks = (per + 3) // 4
    v = words(seed, stream(FIRING, part), np.arange(N * blocks)).reshape(N, blocks * 4)[:, :per] / 2**32
    A = np.zeros((N, n), np.float32)
    A[:, :P] = v[:, 0:2 * P:2] < np.linspace(*w["pp"], P)
    which = np.searchsorted(np.cumsum(shares), v[:, 1:2 * P:2], side="right")
    for p in range(P):
        for c in range(C):
            A[:, P + p * C + c] = (A[:, p] > 0) & (which[:, p] == c)
    A[:, first:] = v[:, 2 * P:] < np.array(rates)
    at = np.arange(N * n, dtype=np.uint64)
    a, _ = philox(seed, stream(MAGNITUDES, part), at)
    low, high = (a & np.uint64(0xFFFFFFFF)).astype(np.float64), (a >> np.uint64(32)).astype(np.float64)
    z = (np.sqrt(-2 * np.log((low + 1) / 2**32)) * np.cos(2 * math.pi * high / 2**32)).reshape(N, n)
    m = np.maximum(1 + .25 * z, .1)
    m[:, P:first] *= settings["child_magnitude"]
    A = (A * m).astype(np.float32)
    X = A @ U + bias + .02 * normals(seed, stream(NOISE, part), N * d).reshape(N, d)
    return A, X.astype(np.float32)


A, X = sample(2, settings["held_out"])
U = U.astype(np.float32)
if "--dump" in sys.argv:
    parents = np.full(n, -1, np.int64)
    for child, parent in parent_of.items():
        parents[child] = parent
    save_file(
        dict(tokens=sample(1, settings["tokens"])[1], held_out=X, truth=A, directions=U, parents=parents),
        sys.argv[sys.argv.index("--dump") + 1])
    sys.exit(0)
sae, cfg = load_file(run / "sae" / "sae_weights.safetensors"), json.loads((run / "sae" / "cfg.json").read_text())
We, Wd, be, bd = sae["W_enc"], sae["W_dec"], sae["b_enc"], sae["b_dec"]
z = (X - (bd if cfg.get("apply_b_dec_to_input", True) else 0)) @ We + be
activation = config["sae"]["activation"]
if activation == "batchtopk":
    count = round(config["sae"]["k"] * len(X))
    cut = np.partition(np.maximum(z, 0).ravel(), -count)[-count]
    f = z * (z >= max(cut, 1e-12))
elif activation == "jumprelu":
    f = z * (z > sae["threshold"])
elif activation == "topk":
    k = int(config["sae"]["k"])
    f = np.maximum(z, 0) * (z >= np.partition(z, -k, 1)[:, -k][:, None])
else:
    f = np.maximum(z, 0)
xh, on, T = f @ Wd + bd, f > 0, A > 0
W = Wd / np.linalg.norm(Wd, axis=1, keepdims=True)
cos = W @ U.T
both = on.astype(np.float32).T @ T.astype(np.float32)
F1 = 2 * both / np.maximum(on.sum(0)[:, None] + T.sum(0)[None], 1)
best = F1.max(0)
o = {}
o["sparsity"] = dict(l0=on.sum(1).mean(), alive_fraction=on.any(0).mean())
o["reconstruction_quality"] = dict(
    explained_variance=1 - ((X - xh) ** 2).sum(1).mean() / X.astype(np.float64).var(0).sum(), mse=((X - xh) ** 2).sum(1).mean(),
    shrinkage=(np.linalg.norm(xh, axis=1) / np.linalg.norm(X, axis=1)).mean())
r, q = linear_sum_assignment(-cos)
kids = sorted(parent_of)
o["feature_recovery"] = dict(f1=best.mean(), f1_parents=best[:P].mean(), f1_children=best[kids].mean(), f1_others=best[first:].mean(), mcc=cos[r, q].mean())
lists = {key: [] for key in ["absorption", "hole", "lone_miss", "mixing", "saebench_fraction", "saebench_full", "main_latents"]}
lean, pure, total = [], [], 0
for p in range(P):
    S = sorted({int(cos[:, p].argmax())} | set(np.nonzero(cos[:, p] > .85)[0].tolist()))
    children = [P + p * C + c for c in range(C)]
    fires, child = T[:, p], T[:, children].any(1)
    silent = ~on[:, S].any(1)
    part = f * cos[:, p]
    others = part.copy()
    others[:, S] = 0
    others[:, cos[:, p] < .1] = 0
    absorbed = silent & (others.max(1) >= .4 * A[:, p])
    lists["absorption"].append(absorbed[fires & child].mean())
    lists["hole"].append(silent[fires & child].mean())
    lists["lone_miss"].append(silent[fires & ~child].mean())
    lists["main_latents"].append(len(S))
    for kid in children:
        scores = F1[:, kid].copy()
        scores[S] = -1
        lists["mixing"].append(cos[scores.argmax(), p] - U[kid] @ U[p])
    ix = np.nonzero(fires)[0]
    whole, main = X[ix] @ U[p], part[ix][:, S].sum(1)
    most = np.sort(np.maximum(others[ix], 0), 1)[:, -3:].sum(1)
    m = np.minimum(most, whole - main)
    with np.errstate(all="ignore"):
        share = np.where((main >= whole) | (most / whole < .4) | (whole <= 0), 0, np.where(main <= 0, 1, np.clip(m / (m + main), 0, 1)))
    lists["saebench_fraction"].append(share.mean())
    j = part[ix].argmax(1)
    lists["saebench_full"].append((silent[ix] & (cos[j, p] >= .025) & (whole > 0) & (part[ix].max(1) / whole >= .4)).mean())
    j = int(F1[:, p].argmax())
    total += len(ix)
    i = part[ix].argmax(1)
    for t in np.nonzero(~on[ix, j] & (part[ix].max(1) >= .4 * whole) & (whole > 0))[0]:
        lean.append(W[i[t]] @ W[j])
        pure.append((on[:, i[t]] & fires).sum() / on[:, i[t]].sum())
lean, pure = np.array(lean), np.array(pure)
o["absorption"] = {key: np.mean(v) for key, v in lists.items()} | dict(
    audited=((lean > .3) & (pure > .5)).sum() / total, audit_counted_share=len(lean) / total,
    audit_median_cosine=np.median(lean), audit_median_purity=np.median(pure))
near = np.abs(cos).argmax(1)
tp, fired, there = both[np.arange(len(near)), near], on.sum(0), T.sum(0)[near]
with np.errstate(all="ignore"):
    precision, recall = np.nan_to_num(tp / fired), np.nan_to_num(tp / there)
    f1 = np.nan_to_num(2 * precision * recall / (precision + recall))
r, q = linear_sum_assignment(-np.abs(cos))
o["synth_sae_bench"] = dict(
    precision=precision.mean(), recall=recall.mean(), f1=f1.mean(), accuracy=((len(X) - fired - there + 2 * tp) / len(X)).mean(),
    mcc=np.abs(cos)[r, q].mean(), uniqueness=len(set(near.tolist())) / len(near))
o = {a: {b: float(c) for b, c in v.items()} for a, v in o.items()}
if "--write" in sys.argv:
    Path(sys.argv[sys.argv.index("--write") + 1]).write_text(json.dumps(o, indent=1) + "\n")
files = list((run / "evaluations" / "ground_truth").glob("*.json"))
failed = not files
theirs = json.loads(files[0].read_text())["eval_result_metrics"] if files else {}
for category, figures in o.items():
    for name, value in figures.items():
        there = theirs.get(category, {}).get(name)
        ok = there is not None and abs(there - value) <= 1e-3
        failed |= not ok
        print(f"{category}.{name}".ljust(44), f"{value:.6f}", "-" if there is None else f"{there:.6f}", "" if ok else "DIFFERS")
sys.exit(failed)
