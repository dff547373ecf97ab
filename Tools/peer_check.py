"""Loads finished SAEs with SAELens and compares encode and decode with ours on 1,000 activations.

Called by Tools/peer-check, which makes the runs. Arguments: pairs of a run folder and the file that
`orthosae encode RUN --activations SHARDS --out FILE` wrote for it. Needs: pip install sae-lens safetensors numpy.
"""
import sys
import numpy as np
import torch
from safetensors.numpy import load_file
from sae_lens import SAE, __version__

# Our float32 products and torch's round differently: 1e-5 of the largest value of what is compared.
TOLERANCE = 1e-5


def ours(file):
    t = load_file(file)
    n, latents = len(t["row_offsets"]) - 1, int(t["latent_count"][0])
    dense = np.zeros((n, latents), np.float32)
    rows = np.repeat(np.arange(n), np.diff(t["row_offsets"]))
    dense[rows, t["latent_indices"]] = t["latent_values"]
    return t["activations"], dense, t["reconstruction"]


def main():
    torch.set_num_threads(1)
    failed = False
    print(f"sae-lens {__version__}")
    print(f"{'architecture':<14}{'written as':<12}{'rows':>6}{'L0':>8}{'encode':>11}{'decode':>11}{'not the same latents':>22}")
    for run, file in zip(sys.argv[1::2], sys.argv[2::2]):
        x, latents, reconstruction = ours(file)
        sae = SAE.load_from_disk(f"{run}/sae")
        with torch.no_grad():
            theirs = sae.encode(torch.from_numpy(x))
            decoded = sae.decode(torch.from_numpy(latents)).numpy()
        theirs = theirs.numpy()
        # Where rounding puts a value on the other side of a threshold, one side has zero. Counted apart.
        differs = (theirs != 0) != (latents != 0)
        encode = np.abs(np.where(differs, 0, theirs - latents)).max() / max(np.abs(theirs).max(), 1e-30)
        decode = np.abs(decoded - reconstruction).max() / np.abs(decoded).max()
        share = differs.sum() / max(1, (latents != 0).sum())
        trained = sae.cfg.metadata.training_architecture
        ok = len(x) >= 1000 and encode <= TOLERANCE and decode <= TOLERANCE and share <= TOLERANCE * 10
        failed |= not ok
        print(f"{trained:<14}{sae.cfg.architecture():<12}{len(x):>6}{(latents != 0).sum(1).mean():>8.1f}"
              f"{encode:>11.1e}{decode:>11.1e}{differs.sum():>14} of {(latents != 0).sum()}{'' if ok else '  FAILED'}")
    sys.exit(failed)


main()
