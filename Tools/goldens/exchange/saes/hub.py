"""SAELens' own loaders of published repositories, given a folder on this disk instead of the Hub."""
import contextlib, pathlib, warnings

import torch
import sae_lens.loading.pretrained_sae_loaders as loaders
import sae_lens.saes.sae as sae_module
from huggingface_hub.utils import EntryNotFoundError
from safetensors import safe_open
from sae_lens import SAE

from common import X, dense, taken


class Missing(EntryNotFoundError):
    def __init__(self, name):
        Exception.__init__(self, name)


@contextlib.contextmanager
def serving(folder, overrides, factor):
    folder = pathlib.Path(folder)

    def download(repo_id=None, filename=None, subfolder=None, **_):
        path = folder / (f"{subfolder}/{filename}" if subfolder else filename)
        if not path.exists():
            raise Missing(str(filename))
        return str(path)

    def shapes(_, filename):
        with safe_open(folder / filename, "pt") as f:
            return {n: f.get_slice(n).get_shape() for n in f.keys()}

    def put(module, name, value):
        before.append((module, name, getattr(module, name)))
        setattr(module, name, value)

    before = []
    put(loaders, "hf_hub_download", download)
    put(loaders, "get_safetensors_tensor_shapes", shapes)
    put(sae_module, "get_config_overrides", lambda *_: dict(overrides))
    put(sae_module, "get_norm_scaling_factor", lambda *_: factor)
    try:
        yield
    finally:
        for module, name, value in before:
            setattr(module, name, value)


def load(converter, repository, folder_name, folder, overrides=None, factor=None):
    """SAE.from_pretrained with one of SAELens' converters; the repository's files are those below folder."""
    with warnings.catch_warnings(), serving(folder, overrides or {}, factor):
        warnings.simplefilter("ignore")
        return SAE.from_pretrained(repository, folder_name, converter=loaders.NAMED_PRETRAINED_SAE_LOADERS[converter])


def run(sae, rows, d=None, heads=None):
    rows = taken(rows)
    x = torch.from_numpy(X[:rows, :d or sae.cfg.d_in].copy())
    with torch.no_grad():
        if heads:
            latents = sae.encode(x.reshape(rows, heads, -1))
            return dense(latents), sae.decode(latents).reshape(rows, -1).numpy()
        if hasattr(sae, "forward_with_activations"):
            y, latents = sae.forward_with_activations(x)
            return dense(latents), y.numpy()
        latents = sae.encode(x)
        return dense(latents), sae.decode(latents).numpy()
