"""Published SAE formats: what the program reads against what the toolkits compute, and what it writes as the toolkits load it.

    python Tools/peer_check_formats.py PROGRAM WORK [RUN ENCODED]...

Called by Tools/peer-check. The SAEs are those of Tools/goldens/exchange/saes, written and computed by the toolkits on this
machine with 1,000 activations each; RUN is a finished run of ours and ENCODED what `orthosae encode RUN` wrote of it.
Prints a table in Markdown: format x {read, refused, written}. Needs sae-lens, dictionary-learning, eai-sparsify.
"""
import contextlib, io, json, os, pathlib, re, subprocess, sys, warnings
os.environ["SPARSIFY_DISABLE_TRITON"] = "1"
os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.environ["HF_HUB_OFFLINE"] = "1"

import numpy as np
import torch
from safetensors.numpy import load_file, save_file

TOLERANCE = 1e-5  # of the largest value of what is compared
TARGETS = ["saelens", "dictionary_learning", "sparsify"]
NAMES = {"saelens": "SAELens 6", "saelens-training": "SAELens 6, checkpoints",
         "saelens-old": "SAELens 3 to 5", "dictionary_learning": "dictionary_learning", "sparsify": "sparsify", "gemma-scope": "Gemma Scope", "gemma-scope-2": "Gemma Scope 2", "llama-scope": "Llama Scope", "qwen-scope": "Qwen Scope",
         "dictionaries": "`.pt` dictionaries and others", "misloads": "silent misloads (§1.9)", "runs": "runs of ours"}


# ---- The program ----

def program(*arguments):
    """-> exit code, what it said."""
    done = subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True)
    return done.returncode, (done.stdout + done.stderr).strip()


def shards(folder, x):
    """Activations [n, d] as a folder of shards, as `orthosae harvest` leaves it."""
    folder.mkdir(parents=True)
    rows = np.arange(len(x))
    save_file({"context": (rows // 100).astype(np.int64), "activations": np.ascontiguousarray(x), "position": (rows % 100).astype(np.int32)},
              folder / "shard-00000.safetensors")
    settings = {"center_writing_weights": False, "context": 128, "corpus": ["embedded"], "drop_bos": True, "epochs": 1,
                "fold_value_biases": False, "held_out_rows": 0, "hook": "blocks.3.hook_resid_post", "mask_share": 0, "model": "embedded",
                "model_fingerprint": "0", "on_bad_line": "error", "packing": "packed", "prepend_bos": True}
    shard = {"bytes": (folder / "shard-00000.safetensors").stat().st_size, "name": "shard-00000.safetensors", "rows": len(x)}
    (folder / "harvest.json").write_text(json.dumps({"dtype": "F32", "format": 1, "settings": settings, "shards": [shard],
                                                     "tokens": len(x), "width": x.shape[1]}))
    return folder


def encoded(file):
    """-> activations, latents [n, F], reconstruction: a file that `orthosae encode` wrote."""
    t = load_file(file)
    dense = np.zeros((len(t["row_offsets"]) - 1, int(t["latent_count"][0])), np.float32)
    dense[np.repeat(np.arange(len(dense)), np.diff(t["row_offsets"])), t["latent_indices"]] = t["latent_values"]
    return t["activations"], dense, t["reconstruction"]


# ---- The toolkits ----

def by_saelens(folder, x):
    from sae_lens import SAE
    sae = SAE.load_from_disk(folder)
    # Rows come with the heads in order already.
    sae.turn_off_forward_pass_hook_z_reshaping()
    f = sae.encode(x)
    return f, sae.decode(f)


def by_dictionary_learning(folder, x):
    from dictionary_learning.utils import load_dictionary
    ae, _ = load_dictionary(str(next(folder.rglob("ae.pt")).parent), "cpu")
    f = ae.encode(x)
    return f, ae.decode(f)


def by_sparsify(folder, x):
    from sparsify import SparseCoder
    coder = SparseCoder.load_from_disk(next(folder.rglob("sae.safetensors")).parent)
    values, indices, _ = coder.encode(x)
    return torch.zeros(len(x), coder.num_latents).scatter_(1, indices, values), coder(x).sae_out


def loaded(target, folder, x):
    with torch.no_grad(), warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        f, y = {"saelens": by_saelens, "dictionary_learning": by_dictionary_learning, "sparsify": by_sparsify}[target](
            folder, torch.from_numpy(np.ascontiguousarray(x)))
    return f.float().numpy(), y.float().numpy()


# ---- Comparing ----

class Difference:
    """Between two computations on the same rows; `trouble` is None when they are one."""

    def __init__(self, latents, output, other_latents, other_output):
        self.latents = self.output = 0.0
        self.scaled, self.trouble = False, None
        if latents.shape != other_latents.shape or output.shape != other_output.shape:
            self.trouble = f"shapes {other_latents.shape}, {other_output.shape} for {latents.shape}, {output.shape}"
            return
        # Rounding may put a value on the other side of a threshold where nothing keeps it away; in runs of ours nothing does.
        differs = (latents != 0) != (other_latents != 0)
        kept = np.where(differs, 0, latents), np.where(differs, 0, other_latents)
        self.latents = np.abs(kept[0] - kept[1]).max() / max(np.abs(latents).max(), 1e-30)
        if self.latents > TOLERANCE:
            # The same latents in another unit (a decoder with rows of norm 1): one factor for each, over all rows.
            factor = np.abs(kept[1]).sum(0, dtype=np.float64) / np.maximum(np.abs(kept[0]).sum(0, dtype=np.float64), 1e-30)
            again = np.abs(kept[0] * factor - kept[1]).max() / max(np.abs(kept[1]).max(), 1e-30)
            if again <= TOLERANCE:
                self.latents, self.scaled = again, True
        self.output = np.abs(output - other_output)[~differs.any(1)].max(initial=0) / max(np.abs(output).max(), 1e-30)
        if differs.sum() > 1e-4 * max(1, (latents != 0).sum()):
            self.trouble = f"{differs.sum()} of {(latents != 0).sum()} latents are others"
        elif max(self.latents, self.output) > TOLERANCE:
            self.trouble = f"latents differ by {self.latents:.1e}, reconstructions by {self.output:.1e}"


class Row:
    """A line of the table."""

    def __init__(self):
        self.read = self.readable = self.refused = self.refusable = self.declined = 0
        self.latents = self.output = 0.0
        self.written = {target: [0, 0, 0.0, 0] for target in TARGETS}  # equal, refused, largest difference, in another unit
        self.scaled = 0

    def take(self, d):
        self.read += 1
        self.scaled += d.scaled
        self.latents, self.output = max(self.latents, d.latents), max(self.output, d.output)

    def cells(self, converts):
        def others(refused, scaled):
            return (f", {scaled} rescaled" if scaled else "") + (f"; {refused} refused" if refused else "")
        written = [(f"{e} equal, {d:.0e}" if e else "—") + others(r, s) if converts else "no `convert` yet"
                   for e, r, d, s in self.written.values()]
        read = f"{self.read} of {self.readable}" + others(self.declined, self.scaled) if self.readable else "—"
        return [read, f"{self.latents:.0e}" if self.read else "—", f"{self.output:.0e}" if self.read else "—",
                f"{self.refused} of {self.refusable}" if self.refusable else "—", *written]


def names_one(said, v, root):
    """Whether a refusal names what it must, the fixture's own path apart, whose words say the same."""
    said = said.replace(str(root / v["format"] / v["variant"]), "")
    return any(re.search(rf"(?<![A-Za-z_]){re.escape(word)}", said, re.IGNORECASE) for word in v["why"])


def expected(root, v):
    t = load_file(root / v["expected"])
    dense = np.zeros((v["rows"], v["latents"]), np.float32)
    dense[np.repeat(np.arange(v["rows"]), t["counts"]), t["indices"]] = t["values"]
    return dense, t["reconstruction"]


def convert(row, name, source, options, x, latents, output, work, troubles):
    for target in TARGETS:
        folder = work / "written" / target / name
        folder.parent.mkdir(parents=True, exist_ok=True)
        code, said = program("convert", source, folder, "--to", target, *options)
        if code == 65:
            row.written[target][1] += 1
            continue
        if code:
            troubles.append(f"{name} to {target}: exit {code}: {said[-300:]}")
            continue
        try:
            d = Difference(latents, output, *loaded(target, folder, x))
        except Exception as error:
            troubles.append(f"{name} to {target}: the toolkit cannot load it: {type(error).__name__}: {str(error)[:300]}")
            continue
        if d.trouble:
            troubles.append(f"{name} to {target}: {d.trouble}")
            continue
        row.written[target][0] += 1
        row.written[target][2] = max(row.written[target][2], d.latents, d.output)
        row.written[target][3] += d.scaled


def main():
    torch.set_num_threads(1)
    work = pathlib.Path(sys.argv[2])
    root, troubles, rows = work / "saes", [], {}
    generator = pathlib.Path(__file__).resolve().parent / "goldens" / "exchange" / "saes" / "generate.py"
    subprocess.run([sys.executable, str(generator), "--whole", str(root)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    index, all_x = json.loads((root / "index.json").read_text()), load_file(root / "activations.safetensors")["activations"]
    converts = program("convert", "--help")[0] == 0
    takes_scale = "--input-scale" in program("encode", "--help")[1]
    widths = {d: shards(work / f"shards-{d}", all_x[:, :d]) for d in {v.get("d_in", all_x.shape[1]) for v in index["variants"]}}

    for number, v in enumerate(index["variants"]):
        row = rows.setdefault(v["format"], Row())
        name, file = f"{v['format']}/{v['variant']}", work / f"encoded-{number}.safetensors"
        options = []
        if "norm_scaling_factor" in v["hints"] and v["read"] == "right":
            if not takes_scale:
                # The factor comes from a catalogue, and there is no option to say it by hand.
                continue
            options = ["--input-scale", v["hints"]["norm_scaling_factor"]]
        width = v.get("d_in", all_x.shape[1])
        code, said = program("encode", root / v["path"], "--activations", widths[width], "--out", file, *options)
        if v["read"] == "refused":
            row.refusable += 1
            if code not in (65, 66) or not names_one(said, v, root):
                troubles.append(f"{name} is to be refused by one of {v['why']}: exit {code}: {said[-300:]}")
            else:
                row.refused += 1
            continue
        if v.get("may_refuse") and code == 65:
            row.declined += 1
            continue
        row.readable += 1
        if code:
            troubles.append(f"{name}: exit {code}: {said[-300:]}")
            continue
        x, latents, output = encoded(file)
        theirs = expected(root, v)
        d = Difference(*theirs, latents, output)
        if d.trouble:
            troubles.append(f"{name}: {d.trouble}")
            continue
        row.take(d)
        if converts:
            convert(row, name, root / v["path"], options, x, *theirs, work, troubles)

    for run, file in zip(sys.argv[3::2], sys.argv[4::2]):
        row = rows.setdefault("runs", Row())
        if converts:
            convert(row, pathlib.Path(run).name, run, [], *encoded(file), work, troubles)

    print("| format | read, equal | latents | reconstruction | misreadable, refused | written for SAELens | for dictionary_learning | for sparsify |")
    print("|---|---|---|---|---|---|---|---|")
    for kind, row in rows.items():
        print(f"| {NAMES[kind]} | {' | '.join(row.cells(converts))} |")
    print(f"\n1,000 activations each; differences are of the largest value, {TOLERANCE:.0e} at most. 'rescaled': of the equal ones, "
          "those whose latents come in the unit of a decoder row of norm 1 on one side. 'refused': by a sentence; the program or the "
          "target has no form for it.")
    totals = {target: sum(row.written[target][0] for row in rows.values()) for target in TARGETS}
    if converts:
        troubles += [f"nothing could be written for {target}" for target, count in totals.items() if count == 0]
    else:
        troubles.append("there is no 'convert' command: nothing written was checked")
    print("".join(f"\nFAILED {trouble}" for trouble in troubles))
    sys.exit(bool(troubles))


if __name__ == "__main__":
    PROGRAM = sys.argv[1]
    main()
