#!/usr/bin/env python3
"""Writes Tests/Goldens/exchange/tensors: torch's files and numpy's, and the numbers in them, for our readers.

    python Tools/goldens/exchange/tensors/generate.py

Needs torch, numpy, safetensors, dictionary_learning. Nothing hostile here is ever loaded, only saved.
old.pt names its storages by their addresses, so its bytes differ each time; all other files' are the same. written.pt is
ours (check_written.py).
"""
import hashlib, importlib.metadata, io, json, os, pathlib, zipfile

import numpy as np
import torch
from safetensors.torch import save_file
from dictionary_learning.trainers.matryoshka_batch_top_k import MatryoshkaBatchTopKSAE
from dictionary_learning.trainers.top_k import AutoEncoderTopK

SEED = 14
FOLDER = pathlib.Path(__file__).resolve().parents[4] / "Tests" / "Goldens" / "exchange" / "tensors"
expected = {}


def save(name, value, **options):
    torch.save(value, FOLDER / f"{name}.pt", **options)


def keep(name, tensors):
    """The same numbers as float32, row by row, for the test to compare with."""
    for key, tensor in tensors.items():
        expected[f"{name}/{key}"] = tensor.detach().to(torch.float32).contiguous().clone()


class Runs:
    """An object whose pickle calls a function when it is loaded."""

    def __init__(self, function, *arguments):
        self.call = (function, arguments)

    def __reduce__(self):
        return self.call


def put(archive, name, data):
    """Without the time of day: the same bytes every time."""
    archive.writestr(zipfile.ZipInfo(name), data, compress_type=archive.compression)


def pickles():
    generator = torch.Generator().manual_seed(SEED)
    x = torch.randn(24, generator=generator) * 40
    x[:6] = torch.tensor([0.0, -0.0, 65504.0, 6e-8, 1e-7, -1.5])
    types = {"f64": x.double() / 3, "f32": x, "f16": x.half(), "bf16": x.bfloat16(), "i64": x.long() * 1_000_000_007,
             "i32": x.int() * 70_000, "i16": x.short() * 300, "i8": x.to(torch.int8), "u8": x.abs().to(torch.uint8),
             "bool": x > 0}
    save("types", types), keep("types", types)
    storage = x.reshape(2, 3, 4)
    wide = torch.randn(70, 130, generator=generator)
    views = {"contiguous": wide, "transposed": wide.t(), "half_transposed": wide.half().t(), "rows": wide[3:9], "columns": wide[:, 5:8],
             "part_transposed": wide[2:5, 1:66].t(), "permuted": storage.permute(2, 0, 1), "stepped": x[1::3],
             "expanded": torch.tensor([[1.5], [-2.5]]).expand(2, 5), "number": torch.tensor(2.5), "empty": torch.zeros(0, 3),
             "one": torch.ones(1, 1, 1), "tail": x[23:]}
    save("views", views), keep("views", views)
    torch.manual_seed(SEED)
    matryoshka = MatryoshkaBatchTopKSAE(6, 16, 3, [4, 12]).state_dict()
    topk = AutoEncoderTopK(6, 16, 3).state_dict()
    # Made as a transpose: [d, F] with strides (1, d), as SAEs on the hub have it.
    topk["decoder.weight"] = topk["decoder.weight"].t().contiguous().t()
    save("matryoshka", matryoshka), keep("matryoshka", matryoshka)
    save("topk", topk), keep("topk", topk)
    module = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.Linear(2, 1))
    save("module", module.state_dict()), keep("module", module.state_dict())
    parameter = torch.nn.Parameter(torch.randn(3, 2, generator=generator))
    save("parameter", {"p": parameter}), keep("parameter", {"p": parameter})
    save("tensor", x), keep("tensor", {"": x})
    inner = {"encoder.weight": torch.arange(6.0).reshape(2, 3), "encoder.bias": torch.ones(2)}
    save("checkpoint", {"epoch": 3, "optimizer": {"state": {0: {"step": torch.tensor(4.0), "exp_avg": torch.zeros(2)}},
                                                  "param_groups": [{"lr": 1e-3, "betas": (0.9, 0.999), "params": [0, 1]}]},
                        "model": inner, "name": "h\u00e9", "flags": [True, False, None], "big": 2**70, "negative": -2**40,
                        "four": (1, 256, 65536, -1), "seven": 2**63 - 1})
    keep("checkpoint", inner)
    torch.serialization.set_crc32_options(False)
    save("no-crc", {"a": torch.arange(5.0)})
    torch.serialization.set_crc32_options(True)
    # Refused.
    save("old", {"a": torch.arange(5.0)}, _use_new_zipfile_serialization=False)
    save("uint16", {"a": torch.zeros(5, dtype=torch.uint16)})
    save("float8", {"a": torch.zeros(4).to(torch.float8_e4m3fn)})
    save("protocol4", {"a": torch.arange(5.0)}, pickle_protocol=4)
    save("whole-module", module)
    save("hostile-system", {"a": torch.ones(2), "b": Runs(os.system, "touch /tmp/orthosae-was-run")})
    save("hostile-eval", Runs(eval, "print('run')"))
    save("hostile-getattr", Runs(getattr, "a", "upper"))
    save("hostile-numpy", {"a": np.float64(1.5)})
    data = io.BytesIO()
    torch.save({"a": torch.arange(5.0)}, data)
    with zipfile.ZipFile(data) as old, zipfile.ZipFile(FOLDER / "big-endian.pt", "w") as new:
        for info in old.infolist():
            body = b"big" if info.filename.endswith("byteorder") else old.read(info)
            put(new, info.filename, body)
    with zipfile.ZipFile(data) as old, zipfile.ZipFile(FOLDER / "deflated.pt", "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            put(new, info.filename, old.read(info))
    with zipfile.ZipFile(data) as old, zipfile.ZipFile(FOLDER / "no-byteorder.pt", "w") as new:
        for info in old.infolist():
            if info.filename.rsplit("/", 1)[1] in ("data.pkl", "version", "0"):
                put(new, info.filename, old.read(info))
    keep("no-byteorder", {"a": torch.arange(5.0)}), keep("no-crc", {"a": torch.arange(5.0)})


def arrays():
    generator = np.random.default_rng(SEED)
    w = generator.standard_normal((5, 7)).astype("<f4")
    all_arrays = {"W_enc": w, "W_dec": np.asfortranarray(w.T), "b_enc": w[0], "threshold": np.float32(0.5),
                  "half": w.astype("<f2"), "double": np.asfortranarray(w.astype("<f8")), "three": np.asfortranarray(w.reshape(5, 1, 7)),
                  "count": np.arange(3), "none": np.zeros((0, 4), "<f4"),
                  # Zeros deflate to a thousandth of their size.
                  "zeros": np.zeros((64, 64), "<f4")}
    np.savez(FOLDER / "stored.npz", **all_arrays)
    np.savez_compressed(FOLDER / "deflated.npz", **all_arrays)
    for key, array in all_arrays.items():
        expected[f"npz/{key}"] = torch.from_numpy(np.ascontiguousarray(np.asarray(array, dtype="<f4")).copy()).reshape(np.shape(array))
    np.savez(FOLDER / "refused.npz", objects=np.array([{"a": 1}], dtype=object), big=w.astype(">f4"), names=np.array(["a"]),
             records=np.zeros(2, dtype=[("a", "<f4")]), complex=np.zeros(2, "<c8"))
    with zipfile.ZipFile(FOLDER / "versions.npz", "w") as archive:
        for version in (1, 2, 3):
            data = io.BytesIO()
            np.lib.format.write_array(data, w, version=(version, 0))
            put(archive, f"v{version}.npy", data.getvalue())
        put(archive, "notes.txt", "no array")
    for method, name in ((zipfile.ZIP_BZIP2, "bzip2"), (zipfile.ZIP_LZMA, "lzma")):
        with zipfile.ZipFile(FOLDER / f"{name}.npz", "w", method) as archive:
            put(archive, "a.npy", data.getvalue())


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    pickles()
    arrays()
    save_file(expected, FOLDER / "expected.safetensors")
    files = sorted(p for p in FOLDER.iterdir() if p.name != "provenance.json")
    provenance = {
        "generator": "Tools/goldens/exchange/tensors/generate.py", "seed": SEED,
        "versions": {name: importlib.metadata.version(name) for name in ("torch", "numpy", "safetensors", "dictionary_learning")},
        "files": {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in files},
    }
    (FOLDER / "provenance.json").write_text(json.dumps(provenance, indent=2) + "\n")
