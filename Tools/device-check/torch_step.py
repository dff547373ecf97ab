"""Times the SAE step of PyTorch on a GPU, for the figures of `orthosae bench --device cuda` beside it.

Standard (relu, l1) and TopK, forward, backward, clip of all gradients to norm 1, fused Adam, decoder rows back to norm 1; products
in float32, TF32 or under bf16 autocast; eager and compiled. Same inputs in distribution as bench: standard normal ones, encoder
entries uniform in +-1/sqrt(d), biases under which the L0 asked for fires. One JSON object to standard output.
"""
import argparse
import json
import statistics
import sys
import time

import torch

SHAPES = {"paper": (2304, 16384, 2048), "large": (2304, 16384, 8192), "tiny": (32, 128, 16)}


class Step(torch.nn.Module):
    """One SAE and its loss; weights latent-major, as both products want them."""

    def __init__(self, shape, kind, l0, device):
        super().__init__()
        d, k, _ = shape
        self.kind, self.l0 = kind, l0
        generator = torch.Generator().manual_seed(1)
        encoder = (torch.rand(k, d, generator=generator) * 2 - 1) / d**0.5
        norms = encoder.norm(dim=1)
        bias = torch.zeros(k)
        if kind == "standard":
            bias = norms * torch.special.ndtri(torch.tensor(l0 / k, dtype=torch.float64)).float()
        self.encoder = torch.nn.Parameter(encoder.to(device))
        self.encoder_bias = torch.nn.Parameter(bias.to(device))
        self.decoder = torch.nn.Parameter((encoder / norms[:, None]).to(device))
        self.decoder_bias = torch.nn.Parameter(torch.zeros(d, device=device))

    def forward(self, x):
        z = torch.nn.functional.linear(x - self.decoder_bias, self.encoder, self.encoder_bias)
        if self.kind == "topk":
            values, indices = torch.topk(z, self.l0, dim=1, sorted=False)
            f = torch.zeros_like(z).scatter_(1, indices, torch.relu(values))
            penalty = 0.0
        elif self.kind == "topk-gather":
            # The sparse form: rows of the decoder that were chosen are gathered and summed.
            values, indices = torch.topk(z, self.l0, dim=1, sorted=False)
            out = torch.nn.functional.embedding_bag(
                indices, self.decoder, per_sample_weights=torch.relu(values).to(self.decoder.dtype), mode="sum")
            return (out + self.decoder_bias - x).float().pow(2).sum(1).mean()
        else:
            f = torch.relu(z)
            penalty = 0.04 * f.float().sum(1).mean()
        out = f @ self.decoder.to(f.dtype) + self.decoder_bias
        return (out - x).float().pow(2).sum(1).mean() + penalty


def measure(shape, kind, l0, precision, compiled, repeats, device):
    torch.backends.cuda.matmul.allow_tf32 = precision == "tf32"
    step = Step(shape, kind, l0, device)
    parameters = list(step.parameters())
    adam = torch.optim.Adam(parameters, lr=1e-12, betas=(0.0, 0.999), eps=1e-8, fused=device == "cuda")
    x = torch.randn(shape[2], shape[0], generator=torch.Generator().manual_seed(2)).to(device)
    loss = torch.compile(step) if compiled else step

    @torch.no_grad()
    def unit_rows():
        step.decoder.div_(step.decoder.norm(dim=1, keepdim=True))

    rows = torch.compile(unit_rows) if compiled else unit_rows

    def once():
        with torch.autocast(device, dtype=torch.bfloat16, enabled=precision == "bf16"):
            value = loss(x)
        value.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        adam.step()
        adam.zero_grad(set_to_none=True)
        rows()

    def wait():
        if device == "cuda":
            torch.cuda.synchronize()

    begun = time.perf_counter()
    for _ in range(5):
        once()
    wait()
    warm = time.perf_counter() - begun
    samples = []
    for _ in range(repeats):
        wait()
        start = time.perf_counter()
        for _ in range(10):
            once()
        wait()
        samples.append((time.perf_counter() - start) / 10)
    median = statistics.median(samples)
    return {
        "kind": kind, "l0": l0, "precision": precision, "compiled": compiled, "shape": shape, "seconds": median,
        "min": min(samples), "max": max(samples), "tokens_per_second": shape[2] / median, "warm_up_seconds": warm}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shape", default="paper", choices=sorted(SHAPES))
    parser.add_argument("--l0", default="40,100")
    parser.add_argument("--kinds", default="standard,topk,topk-gather")
    parser.add_argument("--precisions", default="bf16,tf32,float32")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=100, help="begins nothing more after so many")
    parser.add_argument("--device", default="cuda")
    options = parser.parse_args()
    begun, results, failed = time.perf_counter(), [], []
    for precision in options.precisions.split(","):
        for compiled in (False, True):
            for kind in options.kinds.split(","):
                for l0 in options.l0.split(","):
                    if time.perf_counter() - begun > options.seconds:
                        continue
                    case = (kind, int(l0), precision, compiled)
                    try:
                        results.append(measure(SHAPES[options.shape], *case, options.repeats, options.device))
                        print(json.dumps(results[-1]), file=sys.stderr, flush=True)
                    except Exception as error:  # noqa: BLE001: one case that does not run is no reason to lose the others
                        failed.append({"case": case, "error": f"{type(error).__name__}: {error}"[:300]})
                        print(json.dumps(failed[-1]), file=sys.stderr, flush=True)
    name = torch.cuda.get_device_name() if options.device == "cuda" else "cpu"
    print(json.dumps({"torch": torch.__version__, "device": name, "steps": results, "failed": failed}))


if __name__ == "__main__":
    main()
