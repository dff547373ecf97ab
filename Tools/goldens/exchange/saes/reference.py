"""The one form that every format reads into (exchange.md, section 1.0), in float64 and written out plainly.

It has two uses. Each golden's rule is run here and must equal what the toolkit computed, so that index.json states
rules that are proven. And it tells how far the nearest value is from where a latent would be chosen differently, so
that only weights are kept whose goldens no rounding can tip.
"""
import numpy as np


class Form:
    """f = act((p(x) - a) W_enc + b_enc), y = p^-1(f W_dec + b_out) [+ x W_skip^T]. Arrays as float64."""

    def __init__(self, rule, **arrays):
        self.rule = dict(rule)
        self.a = {name: np.asarray(value, np.float64) for name, value in arrays.items() if value is not None}

    def __call__(self, x):
        """-> latents [n, F], reconstruction [n, d_out], margin (a number)."""
        r, a = self.rule, self.a
        x = np.asarray(x, np.float64)
        raw, norm = x, r.get("normalisation", "none")
        if norm == "layer_norm":
            mean = x.mean(1, keepdims=True)
            std = (x - mean).std(1, ddof=1, keepdims=True)
            x = (x - mean) / (std + 1e-5)
        elif norm == "constant_norm_rescale":
            scale = np.sqrt(x.shape[1]) / np.linalg.norm(x, axis=1, keepdims=True)
            x = x * scale
        if r["subtract_b_dec"]:
            x = x - a["b_dec"]
        if r["activation"] == "matching_pursuit":
            f, margin = self.pursue(x)
            y = f @ a["W_dec"] + (a["b_dec"] if r["subtract_b_dec"] else 0)
        else:
            f, margin = self.activate(x)
            g = f * a["finetuning_scaling_factor"] if "finetuning_scaling_factor" in a else f
            if r.get("rescale_by_decoder_norm"):
                g = g / np.linalg.norm(a["W_dec"], axis=1)
            y = g @ a["W_dec"] + a["b_dec"]
        if not r.get("transcoder"):
            if norm == "layer_norm":
                y = y * std + mean
            elif norm == "constant_norm_rescale":
                y = y / scale
        if "W_skip" in a:
            y = y + raw @ a["W_skip"].T
        return f, y, margin

    def activate(self, x):
        r, a = self.rule, self.a
        kind = r["activation"]
        z = x @ a["W_enc"]
        if kind == "gated":
            gate, magnitude = z + a["b_gate"], z * np.exp(a["r_mag"]) + a["b_mag"]
            f = (gate > 0) * np.maximum(magnitude, 0)
            near = np.where(gate > 0, magnitude, np.where(magnitude > 0, gate, np.inf))
            return f, np.abs(near).min()
        z = z + a["b_enc"]
        if r.get("rescale_by_decoder_norm"):
            z = z * np.linalg.norm(a["W_dec"], axis=1)
        if kind == "relu":
            return np.maximum(z, 0), np.abs(z).min()
        if kind == "jumprelu":
            edge = np.maximum(a["threshold"], 0)
            return np.maximum(z, 0) * (z > a["threshold"]), np.abs(z - edge).min()
        if kind == "abstopk":
            order = np.sort(np.abs(z), 1)[:, ::-1]
            k = r["k"]
            return z * (np.abs(z) >= order[:, k - 1:k]), (order[:, k - 1] - order[:, k]).min()
        z = np.maximum(z, 0)
        if kind == "topk":
            order = np.sort(z, 1)[:, ::-1]
            k = r["k"]
            gap = order[:, k - 1] - order[:, k]
            f = z * (z >= np.maximum(order[:, k - 1:k], 1e-300))
            return f, gap[order[:, k - 1] > 0].min()
        if kind == "groupmax":
            groups = z.reshape(len(z), r["k"], -1)
            order = np.sort(groups, 2)[:, :, ::-1]
            best = (groups >= np.maximum(order[:, :, :1], 1e-300)) * groups
            gap = (order[:, :, 0] - order[:, :, 1])[order[:, :, 0] > 0]
            return best.reshape(z.shape), gap.min()
        raise ValueError(kind)

    def pursue(self, x):
        """Matching pursuit: the best row, its product, the rest; again until the rest is small or nothing new comes."""
        r, D = self.rule, self.a["W_dec"]
        f, rest = np.zeros((len(x), len(D))), x.copy()
        before, done, margin = np.zeros(f.shape, bool), np.zeros(len(x), bool), np.inf
        for _ in range(r["max_iterations"] or x.shape[1]):
            products = np.maximum(rest @ D.T, 0)
            top = np.sort(products[~done], 1)
            if len(top):
                margin = min(margin, (top[:, -1] - top[:, -2])[top[:, -1] > 0].min(initial=np.inf))
            best = products.argmax(1)
            value = products[np.arange(len(x)), best] * ~done
            f[np.arange(len(x)), best] += value
            rest = rest - value[:, None] * D[best]
            support = f != 0
            if r["stop_on_duplicate_support"]:
                done |= (support == before).all(1)
                before = support
            if r["residual_threshold"] > 0:
                size = np.linalg.norm(rest, axis=1)
                margin = min(margin, np.abs(size - r["residual_threshold"])[~done].min(initial=np.inf))
                done |= size < r["residual_threshold"]
            if done.all():
                break
        return f, margin
