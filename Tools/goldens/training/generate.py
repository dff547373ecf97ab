#!/usr/bin/env python3
"""Writes Tests/Goldens/training/ten_steps.json: ten optimiser steps of each architecture and recipe, in float64.

    python3 Tools/goldens/training/generate.py        # PyTorch and the standard library; about a minute

The loss and its gradients are those of ../autoencoders/reference.py by autograd; what surrounds them is written here
from Guides/Training.md: curriculum, learning rate, dead-latent counters, removal of parallel parts, clip,
torch.optim.Adam, unit rows. The figures of each pair of architecture and recipe stand in `recipe` once more, so that
the program's own table is compared with them. Boundaries are brought forward so that every phase lies in ten steps.

Weights and batches are exact in float32. A seed is taken when the same loop in float32 ends within 2e-6 of each
matrix's largest entry: then no choice (a top-k, a threshold, a coefficient at theta) hangs on a rounding.
"""

import hashlib
import json
import pathlib
import platform
import sys

import torch

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "Tools" / "goldens" / "autoencoders"))
from reference import Reference  # noqa: E402

SEED = 11
STEPS, B, D, F, K = 10, 24, 8, 32, 4
OUT = ROOT / "Tests" / "Goldens" / "training"
ARCHITECTURES = ("orthogonal", "standard", "topk", "batchtopk", "jumprelu")
RIVALS = ("matryoshka", "ortsae")
OURS = ("priced",)
LATER = ("c2r",)
RECIPES = ("paper", "saelens", "dictionary_learning")
S1, S2, S3 = 2, 5, 8

# What every case sets besides its recipe: sizes, and phases, windows and dead-latent rules that fit ten steps.
COMMON = {
    "sae.latents": F, "sae.k": K, "data.batch": B, "data.tokens": STEPS * B,
    "curriculum.sparsity_start": S1, "curriculum.competition_start": S2, "curriculum.threshold_end": S3,
    "sae.threshold": 0.3, "sae.bandwidth": 0.4, "l0.target": float(K),
}


def recipe(recipe, architecture):
    """The figures of a pair, as the toolkits have them, with warm-ups shortened to fit ten steps."""
    free = recipe == "saelens" and architecture != "orthogonal"
    family = architecture in ("topk", "batchtopk") + RIVALS + OURS + LATER
    c = dict(lr=1e-3, beta1=0.0, beta2=0.999, clip=1.0, remove_parallel=recipe != "paper" and not free, warmup=0,
             warmup_from_zero=False, decay=0, unit=not free, encoder_unit=False, start_norm=1.0, sparsity_warmup=0,
             dead_steps=0, dead_tokens=2 * B, schedule="phases" if architecture == "orthogonal" else "toolkit",
             weights=dict(sparsity=0.0, competition=0.0, temporal=0.0, orthogonality=0.0, auxiliary=0.0,
                          preActivation=0.0, rho=0.0, consistency=0.0))
    settings = {"dead.tokens": 2 * B}
    if recipe == "paper":
        # 7e-6 would move a weight by less than this comparison's tolerance can judge.
        settings["optimizer.learning_rate"] = 1e-3
    elif recipe == "saelens":
        c.update(lr=3e-4, beta1=0.9, dead_steps=2, dead_tokens=0, start_norm=0.1 if free else 1.0)
        settings = {"dead.steps": 2}
    else:
        c.update(
            lr={"orthogonal": 1e-3, "standard": 1e-3, "jumprelu": 7e-5}.get(architecture, 2e-4 / (F / 2**14) ** 0.5),
            beta1=0.0 if architecture == "jumprelu" else 0.9, clip=0.0 if architecture == "standard" else 1.0,
            warmup=4, warmup_from_zero=True, start_norm=0.1 if architecture == "standard" else 1.0,
            sparsity_warmup=5 if architecture in ("standard", "jumprelu") else 0)
        settings["optimizer.warmup"] = 4
        if c["sparsity_warmup"]:
            settings["curriculum.sparsity_warmup"] = 5
    model = dict(
        activation={"orthogonal": "relu", "standard": "relu", "matryoshka": "batchtopk", "ortsae": "batchtopk",
                    "priced": "batchtopk", "c2r": "batchtopk"}.get(architecture, architecture), k=K, bandwidth=0.4, target=float(K),
        thresholdWindow="upper" if recipe == "dictionary_learning" else "full",
        subtractDecoderBias=recipe == "saelens" or (recipe == "dictionary_learning" and architecture != "jumprelu"),
        decoderNorm="free" if free else "unit", rescaleByDecoderNorm=free and family,
        thresholdRule="saelens" if recipe == "saelens" else "dictionary_learning",
        auxiliaryForm="saelens" if recipe == "saelens" else "dictionary_learning", sparsity="l1")
    if architecture == "jumprelu":
        model["sparsity"] = "target" if recipe == "dictionary_learning" else "step"
        c["weights"]["sparsity"] = 1.0
    if architecture == "orthogonal":
        c["weights"].update(sparsity=0.04, competition=0.01, temporal=0.001)
    if architecture == "standard":
        c["weights"]["sparsity"] = {"paper": 0.04, "saelens": 1.0, "dictionary_learning": 0.1}[recipe]
    if family:
        c["weights"]["auxiliary"] = 1.0 if recipe == "saelens" else 1 / 32
    if architecture == "matryoshka":
        # F/32, F/16, F/8, F/4 and the rest.
        weighting = {"paper": "mean", "saelens": "sum", "dictionary_learning": "dictionary_learning"}[recipe]
        model.update(prefixes=[1, 3, 7, 15], prefixWeighting=weighting)
    if architecture == "priced":
        c["weights"]["rho"] = 3.0
        model["competitionCoefficient"] = "priced"
    if architecture == "c2r":
        c["weights"]["consistency"] = 5.0
    if architecture == "ortsae":
        c["weights"]["orthogonality"] = 0.25
    if architecture in ("ortsae", "c2r"):
        model.update(orthogonalityChunk=12, orthogonalityInterval=2)
        settings.update({"orthogonality.chunk": 12, "orthogonality.interval": 2})
    return c, model, settings


def cases():
    for r in RECIPES:
        for a in ARCHITECTURES:
            yield (f"{a} {r}", r, a) + recipe(r, a)
    # Beyond the pairs: what is reached by configuration alone.
    c, m, s = recipe("paper", "orthogonal")
    yield ("orthogonal without curriculum", "paper", "orthogonal", dict(c, schedule="none"), m,
           dict(s, **{"curriculum.schedule": "none"}))
    yield ("orthogonal with encoder rows of unit norm and decay", "paper", "orthogonal",
           dict(c, encoder_unit=True, decay=4), m, dict(s, **{"sae.encoder_unit_norm": "true", "optimizer.decay": 4}))
    strong = {"competition.weight": 0.5, "temporal.weight": 0.1}
    weights = dict(c["weights"], competition=0.5, temporal=0.1)
    yield "orthogonal with strong penalties", "paper", "orthogonal", dict(c, weights=weights), m, dict(s, **strong)
    for a in ("topk", "jumprelu"):
        c, m, s = recipe("paper", a)
        weights = dict(c["weights"], competition=0.5, temporal=0.1)
        yield (f"{a} with competition and phases", "paper", a, dict(c, weights=weights, schedule="phases"), m,
               dict(s, **strong, **{"curriculum.schedule": "absolute"}))
    c, m, s = recipe("saelens", "jumprelu")
    yield ("jumprelu with a logarithm, tanh and the pre-activation loss", "saelens", "jumprelu",
           dict(c, weights=dict(c["weights"], preActivation=0.02)),
           dict(m, thresholdParameter="logarithm", sparsity="tanh"),
           dict(s, **{"sae.threshold_parameter": "logarithm", "l0.form": "tanh",
                      "auxiliary.pre_activation_weight": 0.02}))
    for r in RECIPES:
        for a in RIVALS:
            yield (f"{a} {r}", r, a) + recipe(r, a)
    c, m, s = recipe("paper", "ortsae")
    yield ("ortsae with a strong term", "paper", "ortsae", dict(c, weights=dict(c["weights"], orthogonality=50.0)), m,
           dict(s, **{"orthogonality.weight": 50.0}))
    c, m, s = recipe("paper", "orthogonal")
    yield ("orthogonal with prefixes and chunks", "paper", "orthogonal",
           dict(c, weights=dict(c["weights"], orthogonality=20.0)),
           dict(m, prefixes=[5, 16], orthogonalityChunk=10, orthogonalityInterval=3),
           dict(s, **{"matryoshka.prefixes": "5,16", "orthogonality.weight": 20.0, "orthogonality.chunk": 10,
                      "orthogonality.interval": 3}))
    # A quarter of the latents is silent from the start: potential moves their decoder rows.
    c, m, s = recipe("paper", "orthogonal")
    weights = dict(c["weights"], competition=0.5, temporal=0.1)
    for kind, way in (("containment", "detached"), ("containment", "through"), ("potential", "detached")):
        yield (f"orthogonal, {kind}, {way}", "paper", "orthogonal", dict(c, weights=weights),
               dict(m, competitionCoefficient=kind, competitionGradient=way),
               dict(s, **strong, **{"competition.coefficient": kind, "competition.gradient": way}))
    # Moments of the first order, which move every row.
    c, m, s = recipe("saelens", "topk")
    yield ("topk saelens, potential and phases", "saelens", "topk",
           dict(c, weights=dict(c["weights"], competition=0.5), schedule="phases"),
           dict(m, competitionCoefficient="potential"),
           dict(s, **{"competition.weight": 0.5, "competition.coefficient": "potential",
                      "curriculum.schedule": "absolute"}))
    for r in RECIPES:
        for a in OURS:
            yield (f"{a} {r}", r, a) + recipe(r, a)
    # The other prices: a weight in force, which rises from 0 with the phases, and the three forms of L0.
    by_price = {"competition.coefficient": "priced"}
    for r, a, name, rho in (("saelens", "standard", "standard saelens", 3.0), ("paper", "orthogonal", "orthogonal", 2.0),
                            ("saelens", "topk", "topk saelens", 1.0), ("paper", "jumprelu", "jumprelu step", 2.0),
                            ("dictionary_learning", "jumprelu", "jumprelu target", 2.0)):
        c, m, s = recipe(r, a)
        weights = dict(c["weights"], rho=rho, competition=0.0)
        yield (f"{name}, priced", r, a, dict(c, weights=weights), dict(m, competitionCoefficient="priced"),
               dict(s, **by_price, **{"competition.rho": rho}))
    c, m, s = recipe("saelens", "jumprelu")
    yield ("jumprelu tanh, priced from step 3 and falling", "saelens", "jumprelu",
           dict(c, weights=dict(c["weights"], rho=2.0), priced_start=3, priced_decay=4),
           dict(m, sparsity="tanh", competitionCoefficient="priced", rateDecay=0.9),
           dict(s, **by_price, **{"l0.form": "tanh", "competition.rho": 2.0, "competition.rate_decay": 0.9,
                                  "curriculum.priced_start": 3, "curriculum.priced_decay": 4}))
    for r in RECIPES:
        for a in LATER:
            yield (f"{a} {r}", r, a) + recipe(r, a)
    c, m, s = recipe("saelens", "ortsae")
    yield ("ortsae saelens in the price's unit", "saelens", "ortsae",
           dict(c, weights=dict(c["weights"], orthogonality=2.0)), dict(m, orthogonalityUnit="price"),
           dict(s, **{"orthogonality.weight": 2.0, "orthogonality.unit": "price"}))


def clamp(x):
    return min(1.0, max(0.0, x))


def curriculum(c, t):
    phases = c["schedule"] == "phases"
    if phases:
        alpha = clamp((t - S1) / max(1, S2 - S1))
    elif c["schedule"] == "toolkit" and c["sparsity_warmup"]:
        alpha = min(t / c["sparsity_warmup"], 1.0)
    else:
        alpha = 1.0
    competing = not phases or t >= S2
    theta = 0.7 - 0.4 * clamp((t - (S2 if phases else 0)) / max(1, S3 - S2))
    w = c["weights"]
    rho = w["rho"] if t >= c.get("priced_start", 0) else 0.0
    if c.get("priced_decay"):
        rho *= clamp((STEPS - t) / c["priced_decay"])
    return dict(w, rho=rho, sparsity=alpha * w["sparsity"], competition=w["competition"] if competing else 0.0,
                temporal=w["temporal"] if competing else 0.0,
                orthogonality=w["orthogonality"] if competing else 0.0,
                consistency=w["consistency"] if competing else 0.0, competitionThreshold=theta)


def rate(c, t):
    factor = 1.0
    if t < c["warmup"]:
        factor = (t if c["warmup_from_zero"] else t + 1) / c["warmup"]
    if c["decay"] and t >= STEPS - c["decay"]:
        factor *= (STEPS - t) / c["decay"]
    return c["lr"] * factor


def train(c, model_config, start, batches, dtype):
    model = Reference(model_config, {n: v.to(dtype) for n, v in start.items()})
    p = model.parameters
    names = [n for n in Reference.names if n != "threshold" or model_config["activation"] == "jumprelu"]
    adam = torch.optim.Adam([p[n] for n in names], lr=c["lr"], betas=(c["beta1"], c["beta2"]), eps=1e-8)
    silent_steps, silent_tokens = torch.zeros(F), torch.zeros(F)
    norms, losses, dead_counts = [], [], []
    for t in range(STEPS):
        weights = curriculum(c, t)
        dead = torch.zeros(F, dtype=torch.bool)
        if c["dead_steps"]:
            dead |= silent_steps > c["dead_steps"]
        if c["dead_tokens"]:
            dead |= silent_tokens >= c["dead_tokens"]
        dead_counts.append(int(dead.sum()))
        for n in p:
            p[n].grad = None
        terms = model.loss(batches[t].to(dtype), weights, dead=dead)
        terms["total"].backward()
        with torch.no_grad():
            for n in names:
                if p[n].grad is None:
                    p[n].grad = torch.zeros_like(p[n])
            w, g = p["decoder"], p["decoder"].grad
            if c["remove_parallel"]:
                direction = w / w.norm(dim=1, keepdim=True)
                g -= (g * direction).sum(1, keepdim=True) * direction
            norm = torch.stack([p[n].grad.pow(2).sum() for n in names]).sum().sqrt()
            if c["clip"]:
                scale = min(1.0, c["clip"] / (float(norm) + 1e-6))
                for n in names:
                    p[n].grad *= scale
            for group in adam.param_groups:
                group["lr"] = rate(c, t)
            adam.step()
            if c["unit"]:
                w /= w.norm(dim=1, keepdim=True)
            if c["encoder_unit"]:
                p["encoder"] /= p["encoder"].norm(dim=1, keepdim=True)
        model.advance()
        fired = (model.last["f"] > 0).any(0)
        silent_steps = torch.where(fired, 0.0, silent_steps + 1)
        silent_tokens = torch.where(fired, 0.0, silent_tokens + B)
        norms.append(float(norm))
        losses.append(float(terms["total"].detach()))
    return {n: p[n].detach() for n in Reference.names}, norms, losses, dead_counts, model.batch_threshold


def rounded(t):
    return t.to(torch.float32).to(torch.float64)


def beginning(c, model_config, random):
    """Weights as the recipe starts them, but with biases, and with a quarter of the latents silent."""
    def normal(*shape):
        return torch.randn(*shape, generator=random, dtype=torch.float64)
    decoder = normal(F, D)
    decoder[F // 2:] = 0.6 * decoder[F // 2:] + 0.8 * decoder[: F // 2]  # so that pairs compete
    decoder = c["start_norm"] * decoder / decoder.norm(dim=1, keepdim=True)
    encoder = decoder + 0.3 * c["start_norm"] * normal(F, D)
    bias = 0.1 * normal(F)
    bias[::4] -= 12 * c["start_norm"]
    jump = model_config["activation"] == "jumprelu"
    theta = 0.3 + 0.1 * torch.rand(F, generator=random, dtype=torch.float64)
    theta = theta.log() if model_config.get("thresholdParameter") == "logarithm" else theta
    return {
        "encoder": rounded(encoder), "encoderBias": rounded(bias), "decoder": rounded(decoder),
        "decoderBias": rounded(0.2 * normal(D)), "threshold": rounded(theta if jump else torch.zeros(F)),
    }


def flat(t):
    return [float(f"{v:.12g}") for v in t.flatten().tolist()]


def make(name, r, a, c, model_config, settings, batches, seed):
    for attempt in range(50):
        random = torch.Generator().manual_seed(seed + attempt)
        start = beginning(c, model_config, random)
        end, norms, losses, dead, threshold = train(c, model_config, start, batches, torch.float64)
        rough = train(c, model_config, start, batches, torch.float32)[0]
        error = max(float((end[n] - rough[n].double()).abs().max() / max(1e-30, end[n].abs().max())) for n in end)
        moved = max(float((end[n] - start[n]).abs().max()) for n in end)
        if error <= 2e-6:
            break
    else:
        raise SystemExit(f"{name}: every seed hangs on a rounding")
    print(f"{name}: attempt {attempt}, float32 {error:.1e}, moved {moved:.1e}, norm {norms[0]:.2f}, dead {dead}")
    return {
        "name": name, "recipe": r, "architecture": a,
        "settings": {k: str(v) for k, v in sorted({**COMMON, **settings}.items())},
        "start": {n: flat(v) for n, v in start.items()}, "end": {n: flat(v) for n, v in end.items()},
        "gradientNorms": norms, "losses": losses, "batchThreshold": threshold,
    }


def main():
    torch.set_num_threads(1)
    random = torch.Generator().manual_seed(SEED)
    batches = [rounded(1.5 * torch.randn(B, D, generator=random, dtype=torch.float64) + 0.3) for _ in range(STEPS)]
    made = [make(*case, batches, SEED * 1000 + 100 * i) for i, case in enumerate(cases())]
    OUT.mkdir(parents=True, exist_ok=True)
    golden = {"batch": B, "width": D, "latents": F, "batches": [flat(b) for b in batches], "cases": made}
    text = json.dumps(golden, separators=(",", ":")) + "\n"
    (OUT / "ten_steps.json").write_text(text)
    script = pathlib.Path(__file__).resolve()
    reference = ROOT / "Tools" / "goldens" / "autoencoders" / "reference.py"
    chunks = reference.with_name("chunks.py")
    manifest = {
        "generator": str(script.relative_to(ROOT)), "seed": SEED,
        "versions": {"python": platform.python_version(), "torch": torch.__version__},
        "sources": {str(f.relative_to(ROOT)): hashlib.sha256(f.read_bytes()).hexdigest()
                    for f in (script, reference, chunks)},
        "files": {"ten_steps.json": hashlib.sha256(text.encode()).hexdigest()},
    }
    (OUT / "MANIFEST.json").write_text(json.dumps(manifest, indent=2) + "\n")


if __name__ == "__main__":
    main()
