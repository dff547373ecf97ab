"""Times the SAE step of PyTorch and of SAELens, or Hugging Face's forward pass, in turn with `orthosae bench`.

Called by Tools/peer-bench, which builds orthosae. Every round runs each side once; ratios are taken within a round and
their median is printed. Same shapes, same number of threads (torch.set_num_threads), same inputs in distribution:
standard normal ones, encoder entries uniform in ±1/√d, biases under which the L0 asked for fires.

Needs: pip install torch sae-lens transformers safetensors (what is not measured need not be there).
"""
import argparse
import json
import statistics
import subprocess
import sys
import time

SHAPES = {"paper": (2304, 16384, 2048), "demo": (256, 4096, 1024), "gpt2": (768, 24576, 2048)}


def arguments():
    parser = argparse.ArgumentParser(
        prog="Tools/peer-bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--orthosae", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--shape", default="paper", help="paper, demo, gpt2, or width,latents,batch")
    parser.add_argument("--l0", default="100", help="latents that fire on a token, or half")
    parser.add_argument("--peers", default="standard,saelens",
                        help="of standard, saelens, orthogonal (the competition term written densely); default: "
                             "standard,saelens")
    parser.add_argument("--theta", type=float, default=0.3, help="of the competition term")
    parser.add_argument("--adam", choices=["default", "fused"], default="default", help="torch.optim.Adam's form")
    parser.add_argument("--forward", metavar="MODELDIR", help="instead: the forward pass of this folder's model")
    parser.add_argument("--layer", type=int, default=12, help="the layer after which the forward pass ends")
    parser.add_argument("--tokens", type=int, default=2048, help="in the forward pass, in rows of 128")
    parser.add_argument("--threads", type=int, default=0, help="of both sides; 0: every processor")
    parser.add_argument("--repeats", type=int, default=5, help="rounds that count")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def shape_of(text):
    return SHAPES[text] if text in SHAPES else tuple(int(part) for part in text.split(","))


class Problem:
    """Weights and inputs of one shape and L0, as `orthosae bench` makes them."""

    def __init__(self, shape, l0):
        import torch
        self.d, self.k, self.batch = shape
        generator = torch.Generator().manual_seed(1)
        self.encoder = (torch.rand(self.k, self.d, generator=generator) * 2 - 1) / self.d**0.5
        norms = self.encoder.norm(dim=1)
        self.decoder = self.encoder / norms[:, None]
        share = 0.5 if l0 == "half" else int(l0) / self.k
        self.encoder_bias = norms * torch.special.ndtri(torch.tensor(share, dtype=torch.float64)).float()
        self.x = torch.randn(self.batch, self.d, generator=generator)


class PlainStep:
    """The step as one writes it in PyTorch: forward, backward, clip, Adam, rows of the decoder to norm 1.

    Weights lie as `nn.Linear` has them for the encoder, and latent-major for the decoder, so that no product needs a
    transposed copy.
    """

    def __init__(self, problem, adam, competition=0.0, theta=0.3):
        import torch
        self.torch, self.problem = torch, problem
        self.competition, self.theta = competition, theta
        parameter = lambda tensor: torch.nn.Parameter(tensor.clone())
        self.encoder, self.encoder_bias = parameter(problem.encoder), parameter(problem.encoder_bias)
        self.decoder, self.decoder_bias = parameter(problem.decoder), parameter(torch.zeros(problem.d))
        self.parameters = [self.encoder, self.encoder_bias, self.decoder, self.decoder_bias]
        self.optimizer = torch.optim.Adam(
            self.parameters, lr=1e-12, betas=(0.0, 0.999), eps=1e-8, fused=True if adam == "fused" else None)
        self.l0 = None
        self.pairs = None

    def term(self, latents):
        """λ Σ_{i≠j} c_ij 1[c_ij > θ] (w_i·w_j)², c detached, written with k x k matrices."""
        torch = self.torch
        with torch.no_grad():
            norms = latents.norm(dim=0)
            scaled = latents / norms.clamp_min(1e-30)
            coefficients = scaled.T @ scaled
            coefficients.fill_diagonal_(0)
            coefficients.masked_fill_(coefficients <= self.theta, 0)
            self.pairs = int((coefficients != 0).sum()) // 2
        dots = self.decoder @ self.decoder.T
        return self.competition * (coefficients * dots.square()).sum()

    def __call__(self):
        torch, x = self.torch, self.problem.x
        latents = torch.relu(torch.nn.functional.linear(x, self.encoder, self.encoder_bias))
        output = latents @ self.decoder + self.decoder_bias
        loss = (output - x).square().sum(-1).mean() + 0.04 * latents.sum(-1).mean()
        if self.competition:
            loss = loss + self.term(latents)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.parameters, 1.0)
        self.optimizer.step()
        self.optimizer.zero_grad()
        with torch.no_grad():
            self.decoder /= self.decoder.norm(dim=1, keepdim=True)
        if self.l0 is None:
            self.l0 = float((latents > 0).sum()) / len(x)


class SAELensStep:
    """SAETrainer.step of SAELens' standard architecture on the same numbers."""

    def __init__(self, problem):
        import torch
        from sae_lens import StandardTrainingSAE, StandardTrainingSAEConfig
        from sae_lens.config import LoggingConfig, SAETrainerConfig
        from sae_lens.training.sae_trainer import SAETrainer
        self.problem = problem
        sae = StandardTrainingSAE(
            StandardTrainingSAEConfig(d_in=problem.d, d_sae=problem.k, l1_coefficient=0.04, device="cpu"))
        with torch.no_grad():
            sae.W_enc.copy_(problem.encoder.T)
            sae.b_enc.copy_(problem.encoder_bias)
            sae.W_dec.copy_(problem.decoder)
        config = SAETrainerConfig(
            total_training_samples=1 << 30, train_batch_size_samples=problem.batch, lr=1e-12, lr_end=1e-12,
            device="cpu", logger=LoggingConfig(log_to_wandb=False))
        self.trainer = SAETrainer(config, sae, iter([]))
        self.l0 = None

    def __call__(self):
        out = self.trainer.step(self.problem.x)
        self.trainer.n_training_steps += 1
        if self.l0 is None:
            self.l0 = float((out.feature_acts > 0).sum()) / len(self.problem.x)


class ForwardPass:
    """Hugging Face's model in float32, with the layers up to one and nothing after it."""

    def __init__(self, folder, layer, tokens, attention):
        import torch
        import transformers
        transformers.logging.set_verbosity_error()
        transformers.logging.disable_progress_bar()
        config = transformers.AutoConfig.from_pretrained(folder)
        config.num_hidden_layers = layer + 1
        if getattr(config, "layer_types", None):
            config.layer_types = config.layer_types[: layer + 1]
        # The other layers' weights are left where they are.
        model = transformers.AutoModel.from_pretrained(
            folder, config=config, dtype=torch.float32, attn_implementation=attention)
        # The state after the last layer is what is wanted; the norm behind it is not.
        final = next(name for name in ("norm", "ln_f", "final_layer_norm", "final_layernorm") if hasattr(model, name))
        setattr(model, final, torch.nn.Identity())
        self.model = model.eval()
        self.torch = torch
        rows = max(1, tokens // 128)
        self.ids = torch.randint(
            0, config.vocab_size, (rows, min(128, tokens)), generator=torch.Generator().manual_seed(3))

    def __call__(self):
        with self.torch.inference_mode():
            return self.model(input_ids=self.ids, use_cache=False).last_hidden_state


def seconds(body):
    start = time.perf_counter()
    body()
    return time.perf_counter() - start


def ours(options, threads, *more):
    command = [options.orthosae, "bench", "--json", "--threads", str(threads), "--repeats", "1", *more]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(done.stderr.strip())
    return json.loads(done.stdout)


def our_step(options, threads, architecture):
    found = ours(options, threads, "--stages", "step", "--shape", options.shape, "--l0", options.l0,
                 "--architecture", architecture, "--theta", str(options.theta))["steps"][0]
    work = {one["name"]: one["seconds"]["median"] for one in found["work"]}
    return work["step"], work["product"], found


def measure_steps(options, threads):
    names = options.peers.split(",")
    problem = Problem(shape_of(options.shape), options.l0)
    peers = {}
    for name in names:
        if name == "saelens":
            peers[name] = SAELensStep(problem)
        else:
            peers[name] = PlainStep(problem, options.adam, 0.01 if name == "orthogonal" else 0.0, options.theta)
    counterparts = sorted({"orthogonal" if name == "orthogonal" else "standard" for name in names}, reverse=True)
    times = {name: [] for name in list(peers) + ["ours " + one for one in counterparts] + ["our product"]}
    about = {}
    for peer in peers.values():
        peer()  # The first step allocates.
    for turn in range(options.repeats):
        print(f"round {turn + 1} of {options.repeats}", file=sys.stderr)
        for name, peer in peers.items():
            times[name].append(seconds(peer))
        for one in counterparts:
            step, product, about[one] = our_step(options, threads, one)
            times["ours " + one].append(step)
            if one == counterparts[0]:
                times["our product"].append(product)
    pairs = {name: "ours orthogonal" if name == "orthogonal" else "ours standard" for name in peers}
    notes = {name: f"L0 {peer.l0:.1f}" + (f", {peer.pairs} pairs" if getattr(peer, "pairs", None) is not None else "")
             for name, peer in peers.items()}
    for one in counterparts:
        term = about[one].get("competition")
        notes["ours " + one] = f"L0 {about[one]['l0']:.1f}" + (f", {term['surviving_pairs']} pairs" if term else "")
    return times, pairs, notes


def measure_forward(options, threads):
    peers = {}
    for attention in ["eager", "sdpa"]:
        try:
            peers[attention] = ForwardPass(options.forward, options.layer, options.tokens, attention)
        except ValueError:  # a family that has not got it
            continue
        peers[attention]()
    times = {f"transformers {attention}": [] for attention in peers} | {"ours": []}
    shares = []
    for turn in range(options.repeats):
        print(f"round {turn + 1} of {options.repeats}", file=sys.stderr)
        for attention, peer in peers.items():
            times[f"transformers {attention}"].append(seconds(peer))
        found = ours(options, threads, "--stages", "forward", "--model", options.forward, "--layer",
                     str(options.layer), "--tokens", str(options.tokens))["models"][0]
        times["ours"].append(found["work"]["seconds"]["median"])
        shares.append(found["share_of_product_rate"])
    notes = {"ours": f"{100 * statistics.median(shares):.1f} % of the machine's product rate, "
                     f"{options.tokens / statistics.median(times['ours']):,.0f} tokens/s"}
    return times, {f"transformers {attention}": "ours" for attention in peers}, notes


def main():
    options = arguments()
    import torch
    threads = options.threads or torch.get_num_threads()
    torch.set_num_threads(threads)
    times, pairs, notes = (measure_forward if options.forward else measure_steps)(options, threads)
    result = {"torch": torch.__version__, "threads": threads, "shape": options.shape, "l0": options.l0,
              "adam": options.adam, "rows": []}
    for name, samples in times.items():
        row = {"name": name, "seconds": statistics.median(samples), "min": min(samples), "max": max(samples),
               "note": notes.get(name, "")}
        if name in pairs:
            row["against"] = pairs[name]
            row["times_ours"] = statistics.median(a / b for a, b in zip(samples, times[pairs[name]]))
        result["rows"].append(row)
    if options.json:
        print(json.dumps(result, indent=2))
        return
    what = f"forward to layer {options.layer}" if options.forward else f"shape {options.shape}, L0 {options.l0}"
    print(f"torch {torch.__version__}, {threads} threads, {options.repeats} rounds, {what}, Adam: {options.adam}")
    print(f"{'':<18}{'s':>10}{'min':>10}{'max':>10}{'x ours':>10}  ")
    for row in result["rows"]:
        ratio = f"{row['times_ours']:.2f}" if "times_ours" in row else ""
        print(f"{row['name']:<18}{row['seconds']:>10.3f}{row['min']:>10.3f}{row['max']:>10.3f}{ratio:>10}  {row['note']}")


main()
