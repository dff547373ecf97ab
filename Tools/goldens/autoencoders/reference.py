"""A dense PyTorch model of the SAE step: every loss term of Guides/Step.md, with autograd for the gradients.

Import it; nothing runs on import. Use float64 tensors. Straight-through gradients are custom autograd functions with
the formulas of SAELens `saes/jumprelu_sae.py` (restated, not copied).

    model = Reference(config, parameters)      # config: see `defaults`; parameters: encoder [F, d], encoderBias [F],
                                               # decoder [F, d], decoderBias [d], threshold [F]
    terms = model.loss(x, weights, dead=None, previous_token=None)   # weights: see `default_weights`
    terms["total"].backward()                  # gradients in model.parameters[name].grad
    model.advance()                            # the batch just seen becomes the previous one; batchtopk's T moves

Everything an optimiser does (parallel removal, clip, Adam, renormalisation) belongs elsewhere; `before_step` is the
one projection that is part of the forward pass (a linear theta is never negative).
"""

import torch

from chunks import random_chunks

# The settings that change the loss, with RunConfig's defaults. Names follow RunConfig's fields.
defaults = dict(
    activation="relu",  # relu | topk | batchtopk | jumprelu
    k=4,
    bandwidth=0.001,
    thresholdParameter="linear",  # linear | logarithm
    thresholdWindow="full",  # full | upper
    subtractDecoderBias=False,
    decoderNorm="unit",  # unit | free: sparsity terms weighted by the decoder rows' norms
    rescaleByDecoderNorm=False,
    thresholdRule="dictionary_learning",  # dictionary_learning | saelens
    sparsity="l1",  # l1 | step | tanh | target | none: what weights["sparsity"] multiplies
    tanhScale=4.0,
    target=40.0,
    competitionCoefficient="cosine",  # cosine | containment | potential | one | priced
    competitionGradient="detached",  # detached | through
    nesting=0.0,  # priced: a pair counts by (share of the rarer one's firings at which the other fires)^nesting
    chance=0.0,  # priced: how much of the share that chance gives (the commoner one's rate) is taken off that first
    rateDecay=0.98,  # priced: what a latent's mean rate keeps from batch to batch
    temporalPairing="step",  # step | previous_token
    auxiliaryForm="dictionary_learning",  # dictionary_learning | saelens
    auxiliaryK=0,  # 0: d // 2
    prefixes=[],  # sizes of the prefixes that reconstruct by themselves as well, F left out
    prefixWeighting="sum",  # sum | mean | dictionary_learning: 1, 1/m, 1/m^2
    orthogonalityChunk=8192,
    orthogonalityInterval=5,
    orthogonalityUnit="plain",  # plain | price: gamma times what sparsity costs a token, detached
    seed=0,
)

default_weights = dict(
    reconstruction=1.0,
    sparsity=0.0,
    competition=0.0,
    competitionThreshold=0.3,
    rho=0.0,  # of coefficient priced, in place of competition
    temporal=0.0,
    orthogonality=0.0,
    consistency=0.0,  # C2R's lambda
    auxiliary=0.0,
    preActivation=0.0,
)


def in_window(z, theta, bandwidth):
    u = (z - theta) / bandwidth
    return ((u > -0.5) & (u < 0.5)).to(z.dtype)


class JumpReLU(torch.autograd.Function):
    """z where z > theta; d/dtheta = sum over tokens of -(theta / eps) K((z - theta) / eps) g."""

    @staticmethod
    def forward(ctx, z, theta, bandwidth):
        ctx.save_for_backward(z, theta)
        ctx.bandwidth = bandwidth
        return z * (z > theta)

    @staticmethod
    def backward(ctx, g):
        z, theta = ctx.saved_tensors
        window = in_window(z, theta, ctx.bandwidth)
        return (z > theta) * g, (-(theta / ctx.bandwidth) * window * g).sum(0), None


class Step(torch.autograd.Function):
    """1 where z > theta; d/dz = 0; d/dtheta = sum over tokens of -(1 / eps) K((z - theta) / eps) g.

    `upper` keeps only z > theta, which is what applying the step to already gated values gives."""

    @staticmethod
    def forward(ctx, z, theta, bandwidth, upper):
        ctx.save_for_backward(z, theta)
        ctx.bandwidth, ctx.upper = bandwidth, upper
        return (z > theta).to(z.dtype)

    @staticmethod
    def backward(ctx, g):
        z, theta = ctx.saved_tensors
        window = in_window(z, theta, ctx.bandwidth)
        if ctx.upper:
            window = window * (z > theta)
        return None, (-(1 / ctx.bandwidth) * window * g).sum(0), None, None


class Reference:
    names = ("encoder", "encoderBias", "decoder", "decoderBias", "threshold")

    def __init__(self, config, parameters):
        unknown = set(config) - set(defaults)
        if unknown:
            raise ValueError(f"unknown settings: {sorted(unknown)}")
        self.config = {**defaults, **config}
        self.parameters = {n: parameters[n].detach().clone().requires_grad_(True) for n in self.names}
        self.steps = 0
        # batchtopk's inference threshold: SAELens starts at 0, dictionary_learning at -1 (unset).
        self.batch_threshold = 0.0 if self.config["thresholdRule"] == "saelens" else -1.0
        self.previous = None
        self.last = None
        # priced: mean rates of firing and the mean of what the price has to be measured by, before this batch.
        self.rates, self.price, self.next_price = None, None, None

    def before_step(self):
        """SAELens' projection: a linear theta is clamped to at least 0 before the forward pass."""
        if self.config["activation"] == "jumprelu" and self.config["thresholdParameter"] == "linear":
            with torch.no_grad():
                self.parameters["threshold"].clamp_(min=0.0)

    def theta(self):
        raw = self.parameters["threshold"]
        return raw.exp() if self.config["thresholdParameter"] == "logarithm" else raw

    def encode(self, x):
        """Pre-activations z, selection scores h, latents f as the toolkit defines them, decode coefficients a."""
        c, p = self.config, self.parameters
        centred = x - p["decoderBias"] if c["subtractDecoderBias"] else x
        z = centred @ p["encoder"].T + p["encoderBias"]
        norms = p["decoder"].norm(dim=1)
        h = z * norms if c["rescaleByDecoderNorm"] else z
        if c["activation"] == "relu":
            f = torch.relu(h)
        elif c["activation"] == "jumprelu":
            f = JumpReLU.apply(z, self.theta(), c["bandwidth"])
        else:
            rectified = torch.relu(h)
            if c["activation"] == "topk":
                chosen = rectified.topk(c["k"], dim=1)
                f = torch.zeros_like(h).scatter(1, chosen.indices, chosen.values)
            else:
                flat = rectified.flatten()
                chosen = flat.topk(int(c["k"] * x.shape[0]))
                f = torch.zeros_like(flat).scatter(0, chosen.indices, chosen.values).reshape(h.shape)
        a = f / norms if c["rescaleByDecoderNorm"] else f
        return z, h, f, a

    def loss(self, x, weights, dead=None, previous_token=None):
        """Terms by name, each already weighted; `raw` is the unweighted reconstruction. x [B, d]; dead [F] bool;
        previous_token [B] int (-1: none)."""
        self.before_step()
        c, p = self.config, self.parameters
        w = {**default_weights, **weights}
        B, d = x.shape
        z, h, f, a = self.encode(x)
        norms = p["decoder"].norm(dim=1)
        out = a @ p["decoder"] + p["decoderBias"]
        raw = (x - out).pow(2).sum(1).mean()
        zero = raw.new_zeros(())
        # Matryoshka: every prefix of the same code reconstructs too, each with the bias.
        levels = [raw]
        for size in c["prefixes"]:
            inner = a[:, :size] @ p["decoder"][:size] + p["decoderBias"]
            levels.append((x - inner).pow(2).sum(1).mean())
        share = {"sum": 1.0, "mean": 1 / len(levels), "dictionary_learning": 1 / len(levels) ** 2}[c["prefixWeighting"]]
        terms = dict(raw=raw, reconstruction=w["reconstruction"] * share * sum(levels), sparsity=zero,
                     competition=zero, temporal=zero, orthogonality=zero, consistency=zero, auxiliary=zero,
                     preActivation=zero)

        # With free decoder norms every sparsity term counts f times the norm; rescaled latents hold it already.
        free = c["decoderNorm"] == "free"
        scale = norms if free else torch.ones_like(norms)
        counted = f if free and c["rescaleByDecoderNorm"] else a * scale
        if w["sparsity"] != 0 and c["sparsity"] != "none":
            if c["sparsity"] == "l1":
                value = counted.sum(1).mean()
            elif c["sparsity"] == "tanh":
                value = torch.tanh(c["tanhScale"] * counted).sum(1).mean()
            else:
                if c["activation"] == "jumprelu":
                    fires = Step.apply(z, self.theta(), c["bandwidth"], c["thresholdWindow"] == "upper")
                else:
                    fires = (f > 0).to(f.dtype)
                l0 = fires.sum(1).mean()
                value = l0 if c["sparsity"] == "step" else (l0 / c["target"] - 1) ** 2
            terms["sparsity"] = w["sparsity"] * value

        self.is_consistent = False
        self.charged, self.nearest_gap, self.competing = False, 1.0, torch.zeros(len(norms), dtype=torch.bool)
        if w["competition"] != 0 and c["competitionCoefficient"] == "one":
            terms["competition"] = w["competition"] * self.nearest(norms, by_size=True)
        elif c["competitionCoefficient"] == "priced":
            terms["competition"] = self.priced(a.detach(), scale.detach(), w)
        elif w["competition"] != 0:
            source = a if c["competitionGradient"] == "through" else a.detach()
            values = self.coefficients(source, x)
            passes = (values > w["competitionThreshold"]) & ~torch.eye(len(norms), dtype=torch.bool)
            dots = p["decoder"] @ p["decoder"].T
            terms["competition"] = w["competition"] * (values * passes * dots.pow(2)).sum()
            self.pairs = int(passes.sum()) // 2
            self.competing = passes.any(1)

        if c["temporalPairing"] == "step":
            before = self.previous
        else:
            before = None
            if previous_token is not None:
                index = torch.as_tensor(previous_token, dtype=torch.long)
                # A row without a previous token is compared with itself: nothing.
                index = torch.where(index < 0, torch.arange(B), index)
                before = a.detach()[index]
                before = torch.where((torch.as_tensor(previous_token) < 0)[:, None], a.detach(), before)
        if w["temporal"] != 0 and before is not None:
            terms["temporal"] = w["temporal"] * (a - before).pow(2).sum(1).mean()

        if w["orthogonality"] != 0:
            unit = self.costs(a.detach(), scale.detach(), w).sum(1).mean() if c["orthogonalityUnit"] == "price" else 1.0
            terms["orthogonality"] = w["orthogonality"] * unit * self.nearest(norms) / len(norms)
        if w["consistency"] != 0:
            terms["consistency"] = w["consistency"] * self.consistency(a * scale, norms) / len(norms)

        if w["auxiliary"] != 0 and dead is not None:
            mask = torch.as_tensor(dead, dtype=torch.bool)
            if c["auxiliaryForm"] == "dictionary_learning":
                # Its counters are brought up to date before the loss: who fires now is not dead.
                mask = mask & ~(f > 0).any(0)
            count = int(mask.sum())
            if count > 0:
                wanted = c["auxiliaryK"] or d // 2
                k = min(wanted, count)
                residual = (x - out).detach()
                scores = torch.relu(h) if c["auxiliaryForm"] == "dictionary_learning" else h
                top = torch.where(mask[None], scores, torch.full_like(scores, -torch.inf)).topk(k, dim=1)
                chosen = torch.zeros_like(h).scatter(1, top.indices, top.values)
                guess = (chosen / norms if c["rescaleByDecoderNorm"] else chosen) @ p["decoder"]
                error = (residual - guess).pow(2).sum(1).mean()
                if c["auxiliaryForm"] == "saelens":
                    value = min(count / wanted, 1.0) * error
                else:
                    spread = (residual - residual.mean(0)).pow(2).sum(1).mean()
                    value = torch.nan_to_num(error / spread, 0.0)
                terms["auxiliary"] = w["auxiliary"] * value

        if w["preActivation"] != 0 and dead is not None and c["activation"] == "jumprelu":
            mask = torch.as_tensor(dead, dtype=x.dtype)
            short = torch.relu(self.theta() - z) * mask * scale
            terms["preActivation"] = w["preActivation"] * short.sum(1).mean()

        terms["total"] = sum(terms[n] for n in
                             ("reconstruction", "sparsity", "competition", "temporal", "orthogonality", "consistency",
                              "auxiliary", "preActivation"))
        self.last = dict(a=a.detach(), f=f.detach(), z=z.detach(), h=h.detach(), x=x)
        return terms

    def coefficients(self, f, x):
        """c of every pair of latents from their activations f over the batch; 0 where either is silent."""
        def cosines(left, right):
            squares = [side.pow(2).sum(0) for side in (left, right)]
            rows, columns = (torch.where(s > 0, s, torch.ones_like(s)).sqrt() for s in squares)
            return (left.T @ right) / (rows[:, None] * columns[None, :])

        kind = self.config["competitionCoefficient"]
        if kind == "cosine":
            return cosines(f, f)
        if kind == "containment":
            square = f.pow(2).sum(0)
            smaller = torch.minimum(square[:, None], square[None, :])
            return (f.T @ f / torch.where(smaller > 0, smaller, torch.ones_like(smaller))).clamp(max=1)
        p = self.parameters
        directed = cosines(f, torch.relu((x - p["decoderBias"]) @ p["decoder"].T).detach())
        return torch.maximum(directed, directed.T)

    def priced(self, a, scale, w):
        """rho / B sum over tokens and pairs that fire together, r_i < r_j, of m_i [cos(w_i, w_j)]_+^2: m, r and w_j are
        constants. m is what the firing of i costs in sparsity."""
        c, w_i = self.config, self.parameters["decoder"]
        w_j, B = w_i.detach(), a.shape[0]
        fires, m = a > 0, self.costs(a, scale, w)
        share = fires.to(a.dtype).mean(0)
        rates = share if self.rates is None else c["rateDecay"] * self.rates + (1 - c["rateDecay"]) * share
        together = m.T @ fires.to(a.dtype) / B  # [i, j]: what i pays on the tokens where j fires too
        if c["nesting"]:
            both = fires.to(a.dtype)
            nested, by_chance = (both.T @ both) / both.sum(0).clamp_min(1)[:, None], c["chance"] * both.mean(0)[None, :]
            nested = torch.where(by_chance < 1, (nested - by_chance).clamp_min(0) / (1 - by_chance), 0 * nested)
            together = together * nested.pow(c["nesting"])
        rarer = rates[:, None] < rates[None, :]
        dots = w_i @ w_j.T
        if c["decoderNorm"] == "free":
            dots = dots / w_i.norm(dim=1)[:, None] / w_j.norm(dim=1)[None, :]
        self.seen = dict(rates=rates, dots=(dots.detach()[rarer & (together > 0)]).abs())
        return w["rho"] * (together * rarer * torch.relu(dots).pow(2)).sum()

    def costs(self, a, scale, w):
        """What each firing costs in sparsity, [B, F]; the mean of what the price is measured by moves with it."""
        c, B = self.config, a.shape[0]
        fires, counted = a > 0, a * scale
        kept = torch.where(fires, counted, torch.full_like(counted, torch.inf))
        measured = None
        if c["activation"] == "topk":
            full = fires.sum(1) >= c["k"]
            measured = torch.where(full, kept.min(1).values, torch.zeros(B, dtype=a.dtype)).mean()
        elif c["activation"] == "batchtopk":
            measured = kept.min() if fires.sum() >= c["k"] * B else kept.new_zeros(())
        elif c["sparsity"] == "target":
            l0 = fires.sum(1).to(a.dtype).mean()
            measured = 2 * w["sparsity"] * (l0 / c["target"] - 1) / c["target"]
        if measured is not None and self.price is not None:
            measured = 0.99 * self.price + 0.01 * measured
        mean = 0.0 if measured is None else max(0.0, float(measured))
        m = torch.zeros_like(a)
        if c["activation"] in ("topk", "batchtopk"):
            m = m + mean * counted
        if c["sparsity"] == "l1":
            m = m + w["sparsity"] * counted
        elif c["sparsity"] == "step":
            m = m + w["sparsity"]
        elif c["sparsity"] == "target":
            m = m + mean
        elif c["sparsity"] == "tanh":
            m = m + w["sparsity"] * torch.tanh(c["tanhScale"] * counted)
        self.next_price = measured
        return m * fires

    def consistency(self, f, norms):
        """C2R: in each random chunk every latent's largest cosine with another, squared where it is above 0, times both
        latents' norms over the batch, times the steps from one with the term to the next; 0 in the steps between."""
        c, unit = self.config, self.parameters["decoder"] / norms[:, None]
        total = unit.new_zeros(())
        if self.steps % c["orthogonalityInterval"]:
            return total
        fired = (f > 0).any(0)
        # sqrt has no derivative at 0: silent latents' norms are constants.
        square = f.pow(2).sum(0)
        size = torch.where(fired, torch.where(fired, square, torch.ones_like(square)).sqrt(), torch.zeros_like(square))
        for chunk in random_chunks(len(unit), min(c["orthogonalityChunk"], len(unit)), c["seed"], self.steps):
            index = torch.as_tensor(chunk)
            own = unit[index]
            cosine = own @ own.T - 3 * torch.eye(len(chunk), dtype=own.dtype)
            best = cosine.max(1)
            both = size[index] + size[index][best.indices]
            total = total + (both * torch.relu(best.values).pow(2)).sum()
            counts = (both > 0) & (best.values > 0)
            self.competing[index[counts]] = True
            self.competing[index[best.indices[counts]]] = True
            top = cosine.detach().topk(2, dim=1).values
            self.nearest_gap = min(self.nearest_gap, float((top[:, 0] - top[:, 1]).min()), float(top[:, 0].abs().min()))
        self.is_consistent = True
        return c["orthogonalityInterval"] * total

    def nearest(self, norms, by_size=False):
        """OrtSAE: in each random chunk every latent's largest cosine with another, squared; the sum over latents, and 0
        in the steps between."""
        c, unit = self.config, self.parameters["decoder"] / norms[:, None]
        total = unit.new_zeros(())
        if self.steps % c["orthogonalityInterval"]:
            return total
        self.charged = True
        for chunk in random_chunks(len(unit), min(c["orthogonalityChunk"], len(unit)), c["seed"], self.steps):
            own = unit[chunk]
            cosine = own @ own.T
            cosine = (cosine.abs() if by_size else cosine) - 2 * torch.eye(len(chunk), dtype=own.dtype)
            total = total + cosine.max(1).values.pow(2).sum()
            top = cosine.detach().topk(2, dim=1).values
            self.nearest_gap = min(self.nearest_gap, float((top[:, 0] - top[:, 1]).min()))
        return total

    def advance(self):
        """After a step: the batch becomes the previous one and batchtopk's threshold follows."""
        self.previous = self.last["a"]
        if self.config["competitionCoefficient"] == "priced":
            self.rates = self.seen["rates"]
        self.price = self.next_price
        if self.config["activation"] == "batchtopk":
            kept = self.last["f"][self.last["f"] > 0]
            if self.config["thresholdRule"] == "saelens":
                if kept.numel():
                    self.batch_threshold = 0.99 * self.batch_threshold + 0.01 * float(kept.min())
            elif self.steps > 1000:
                smallest = float(kept.min()) if kept.numel() else 0.0
                if self.batch_threshold < 0:
                    self.batch_threshold = smallest
                else:
                    self.batch_threshold = 0.999 * self.batch_threshold + 0.001 * smallest
        self.steps += 1

    def touched(self, weights, dead=None):
        """Latents with any gradient entry in the last batch: fired, chosen by AuxK, inside theta's window, or in the
        dead latents' pre-activation loss, or in a competing pair; all, where OrtSAE's term counts."""
        c, last = self.config, self.last
        w = {**default_weights, **weights}
        result = (last["f"] > 0).any(0) | self.competing
        if self.charged:
            result = torch.ones_like(result)
        if c["activation"] == "jumprelu":
            result = result | in_window(last["z"], self.theta().detach(), c["bandwidth"]).bool().any(0)
        if dead is not None:
            mask = torch.as_tensor(dead, dtype=torch.bool)
            if w["preActivation"] != 0 and c["activation"] == "jumprelu":
                result = result | (mask & (last["z"] < self.theta().detach()).any(0))
            if w["auxiliary"] != 0:
                fired = (last["f"] > 0).any(0)
                form = c["auxiliaryForm"]
                mask = mask & ~fired if form == "dictionary_learning" else mask
                count = int(mask.sum())
                if count:
                    k = min(c["auxiliaryK"] or self.parameters["decoder"].shape[1] // 2, count)
                    scores = torch.relu(last["h"]) if form == "dictionary_learning" else last["h"]
                    top = torch.where(mask[None], scores, torch.full_like(scores, -torch.inf)).topk(k, dim=1)
                    hit = torch.zeros_like(scores, dtype=torch.bool).scatter(1, top.indices, True) & mask[None]
                    if form == "dictionary_learning":
                        hit = hit & (scores > 0)
                    result = result | hit.any(0)
        return result
