"""What all the generators share: the activations, weights that give a sensible L0, and the book of variants."""
import hashlib, json, pathlib

import numpy as np
import torch
from safetensors.numpy import save_file

from reference import Form

SEED = 14
D, F = 24, 64          # width of the activations, number of latents
HALF = 32              # latents of a variant of few rows: every byte here is committed
ROWS, FEW = 1000, 100  # activations of a key variant, of any other
SHOWN = 24             # rows whose reconstruction is stored; of all the others the sum
L0 = 5.0               # what the biases are set for
MARGIN = 1e-5          # nearest that a pre-activation may come to where another latent would be chosen
TOLERANCE = 1e-5       # of the largest value: how far the toolkit may be from the rule

_directions = np.random.default_rng(SEED).normal(size=(F, D))
DIRECTIONS = _directions / np.linalg.norm(_directions, axis=1, keepdims=True)


def activations():
    """[1000, 24]: a few directions at a time about a mean, with noise; so an SAE along those directions explains much."""
    g = np.random.default_rng(SEED + 1)
    on = g.random((ROWS, F)) < 4.0 / F
    x = (on * g.uniform(1.0, 3.0, (ROWS, F))) @ DIRECTIONS + 0.3 * g.normal(size=(1, D)) + 0.1 * g.normal(size=(ROWS, D))
    return x.astype(np.float32)


X = activations()


def normalised(x, kind):
    x = x.astype(np.float64)
    if kind == "layer_norm":
        x = x - x.mean(1, keepdims=True)
        return x / (x.std(1, ddof=1, keepdims=True) + 1e-5)
    if kind == "constant_norm_rescale":
        return x * np.sqrt(x.shape[1]) / np.linalg.norm(x, axis=1, keepdims=True)
    return x


WHOLE = False  # for peer-check: all activations for every variant, and the whole reconstruction


def size(rows):
    return F if rows == ROWS else HALF


def taken(rows):
    return ROWS if WHOLE else rows


class Weights:
    """Float32 arrays in our own orientation: W_enc [d, F], W_dec [F, d_out], biases that are not zero."""

    def __init__(self, seed, d=D, d_out=None, latents=F, subtract=True, normalisation="none", unit_rows=False, jump=False,
                 columns=None, scale=1.0, bfloat16=False, target=L0):
        g = np.random.default_rng(seed)
        d_out = d if d_out is None else d_out
        if d == D and latents <= F:
            directions = DIRECTIONS[:latents]
        else:
            directions = g.normal(size=(latents, d))
            directions /= np.linalg.norm(directions, axis=1, keepdims=True)
        rows = directions + 0.1 * g.normal(size=(latents, d))
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        norms = np.ones(latents) if unit_rows else g.uniform(0.5, 1.6, latents)
        decoder = rows if d_out == d else g.normal(size=(latents, d_out)) / np.sqrt(d_out)
        self.W_enc = ((directions + 0.1 * g.normal(size=(latents, d))) / norms[:, None]).T
        self.W_dec = decoder * norms[:, None]
        self.b_dec = 0.2 * g.normal(size=d_out)
        x = normalised(X[:, :d], normalisation) * scale
        if subtract:
            x = x - self.b_dec
        z = x @ self.W_enc
        cut = np.quantile(z, 1 - target / latents, axis=0) + 0.05 * g.normal(size=latents)
        self.threshold = np.zeros(latents)
        if jump:
            # One for each latent, a few at zero; or the one number given for all.
            self.threshold = g.uniform(0.1, 0.8, latents)
            self.threshold[::9] = 0
        if not isinstance(jump, bool):
            self.threshold = np.full(latents, jump)
        self.b_enc = self.threshold - cut
        self.r_mag = 0.3 * g.normal(size=latents)
        self.b_gate = self.b_enc
        self.b_mag = 0.3 * g.normal(size=latents)
        for name, value in vars(self).items():
            value = np.ascontiguousarray(value.astype(np.float32))
            if bfloat16:
                value = torch.from_numpy(value).bfloat16().float().numpy()
            setattr(self, name, value)

    def torch(self, name):
        return torch.from_numpy(np.ascontiguousarray(getattr(self, name)))


def settled(make, first):
    """make(seed) -> (weights, form); the first seed whose choices no rounding can tip on any activation."""
    for seed in range(first, first + 200):
        weights, form = make(seed)
        _, _, margin = form(X[:, :form.a["W_dec"].shape[1] if "W_enc" not in form.a else form.a["W_enc"].shape[0]])
        if margin > MARGIN:
            return weights, form, seed
    raise SystemExit(f"no seed from {first} keeps its distance")


class Book:
    """Writes expected.safetensors of each variant and index.json."""

    def __init__(self, root):
        self.root, self.variants, self.numbers, self.forms = root, [], {}, {}
        root.mkdir(parents=True, exist_ok=True)
        save_file({"activations": X}, root / "activations.safetensors")

    def folder(self, kind, variant):
        folder = self.root / kind / variant
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def add(self, kind, variant, path, latents, output, form, made_by, loaded_by, hints=None, note=None, may_refuse=False):
        """One variant that must read right. path: below its folder; latents [n, F], output [n, d_out] by the toolkit."""
        latents, output = np.asarray(latents, np.float32), np.asarray(output, np.float32)
        rows, d = len(latents), form.a["W_enc"].shape[0] if "W_enc" in form.a else form.a["W_dec"].shape[1]
        f, y, margin = form(X[:rows, :d])
        same = (f != 0) == (latents != 0)
        far = max(np.abs(f - latents).max() / np.abs(f).max(), np.abs(y - output).max() / np.abs(y).max())
        if not same.all() or far > TOLERANCE or margin < MARGIN:
            raise SystemExit(f"{kind}/{variant}: the rule is not what the toolkit does: {(~same).sum()} latents, {far:.1e}, margin {margin:.1e}")
        at, index = np.nonzero(latents)
        narrow = np.uint8 if latents.shape[1] <= 256 else np.uint16
        save_file({"counts": np.bincount(at, minlength=rows).astype(np.uint8), "indices": index.astype(narrow),
                   "values": latents[at, index], "reconstruction": np.ascontiguousarray(output[:len(output) if WHOLE else SHOWN]),
                   "row_sums": output.astype(np.float64).sum(1)},
                  self.folder(kind, variant) / "expected.safetensors")
        target = X[:rows, :d].astype(np.float64)
        explained = None
        if y.shape[1] == d and not form.rule.get("transcoder"):
            explained = round(1 - ((target - output) ** 2).sum() / ((target - target.mean(0)) ** 2).sum(), 6)
        rule = {"activation": None, "k": None, "subtract_b_dec": None, "threshold": "none", "normalisation": "none",
                "folded_scale": None, "rescale_by_decoder_norm": False, "transcoder": False, "skip": "W_skip" in form.a}
        rule.update({k: v for k, v in form.rule.items() if v is not None})
        self.variants.append({
            "format": kind, "variant": variant, "path": f"{kind}/{variant}/{path}", "read": "right",
            "expected": f"{kind}/{variant}/expected.safetensors", "rows": rows, "d_in": d, "d_out": int(y.shape[1]),
            "latents": latents.shape[1], "hints": hints or {}, "rule": rule,
            "l0": round(len(at) / rows, 4), "explained_variance": explained, "margin": float(f"{margin:.2e}"),
            "made_by": made_by, "loaded_by": loaded_by, **({"note": note} if note else {})})
        if may_refuse or form.rule.get("transcoder") or "W_skip" in form.a:
            self.variants[-1]["may_refuse"] = True
        self.numbers[kind, variant], self.forms[kind, variant] = (latents, output), form

    def again(self, like, kind, variant, path, latents, output, note):
        """Another file of the same numbers as the variant `like` of this format: no expected file of its own."""
        first = next(v for v in self.variants if (v["format"], v["variant"], v["read"]) == (kind, like, "right"))
        ours = self.numbers[kind, like]
        if not (np.array_equal(ours[0], latents) and np.array_equal(ours[1], output)):
            raise SystemExit(f"{kind}/{variant} is not {like}")
        self.variants.append({**first, "variant": variant, "path": f"{kind}/{variant}/{path}", "note": note})

    def refuse(self, kind, variant, path, why, hints=None, made_by="", note=None, **more):
        """One variant that must be refused; why: words of which the error must hold at least one."""
        self.variants.append({"format": kind, "variant": variant, "path": f"{kind}/{variant}/{path}", "read": "refused",
                              "why": why, "hints": hints or {}, "made_by": made_by, **({"note": note} if note else {}), **more})

    def close(self, versions):
        head = {"activations": "activations.safetensors", "shown_rows": ROWS if WHOLE else SHOWN, "tolerance": TOLERANCE}
        (self.root / "index.json").write_text(json.dumps(head)[:-1] + ', "variants": [\n' + ",\n".join(map(json.dumps, self.variants)) + "\n]}\n")
        files = {str(p.relative_to(self.root)): hashlib.sha256(p.read_bytes()).hexdigest()
                 for p in sorted(self.root.rglob("*")) if p.is_file() and p.name != "provenance.json"}
        (self.root / "provenance.json").write_text(json.dumps(
            {"generator": "Tools/goldens/exchange/saes/generate.py", "seed": SEED, "versions": versions, "files": files}, indent=1) + "\n")


def write_json(path, value, indent=None):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=indent))


def dense(latents):
    return latents.detach().to(torch.float32).numpy()
