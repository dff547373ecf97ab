#!/usr/bin/env python3
"""Writes Tests/Goldens/safetensors with the reference library, so that our reader and writer are held to it.

    python Tools/goldens/safetensors/generate.py            write the files and MANIFEST.json
    python Tools/goldens/safetensors/generate.py --check    make them again elsewhere and compare

Needs torch, safetensors, numpy.
"""
import hashlib, json, pathlib, sys, tempfile

import numpy as np
import safetensors
import torch
from safetensors.torch import save_file

SEED = 20
FOLDER = pathlib.Path(__file__).resolve().parents[3] / "Tests" / "Goldens" / "safetensors"


def values(*shape):
    """Numbers that every format rounds: normal ones over many magnitudes, exact ties, subnormals, infinities."""
    generator = torch.Generator().manual_seed(SEED)
    count = int(np.prod(shape))
    x = torch.randn(count, generator=generator) * 10.0 ** torch.randint(-9, 6, (count,), generator=generator)
    special = torch.tensor([0.0, -0.0, 1.0, -2.5, 65504.0, 65519.9, 65520.0, -7e4, 1e30, 3e38, 2.0**-24, 2.0**-25,
                            1.5 * 2.0**-24, 2.0**-14, 2.0**-14 - 2.0**-25, 1 + 2.0**-11, 1 + 3 * 2.0**-11,
                            1 + 2.0**-8, 1 + 3 * 2.0**-8, 1e-40, float("inf"), float("-inf")])
    x[: min(count, len(special))] = special[: min(count, len(special))]
    return x.reshape(shape)


def write(folder):
    folder.mkdir(parents=True, exist_ok=True)
    x = values(8, 16)
    # Every number type that has a torch counterpart; a single number, empty ones, names beyond ASCII.
    save_file({"x": x, "x16": x.half(), "xb": x.bfloat16(), "double": x.double(),
               "vector": x[0].clone(), "number": torch.tensor(42.5), "empty": torch.zeros(0),
               "none": torch.zeros(3, 0), "three": x.clone().reshape(2, 4, 16),
               "i64": torch.tensor([0, -1, 2**63 - 1, -2**63]), "i32": torch.tensor([[1, -2**31]], dtype=torch.int32),
               "i16": torch.tensor([-300], dtype=torch.int16), "i8": torch.tensor([-128], dtype=torch.int8),
               "u8": torch.arange(7, dtype=torch.uint8), "bool": torch.tensor([True, False])},
              folder / "types.safetensors", metadata={"format": "pt"})
    # Composed and decomposed e-acute are two names; an emoji sequence; characters that JSON escapes.
    save_file({"caf\u00e9": torch.tensor([1.0]), "cafe\u0301": torch.tensor([2.0]),
               "\U0001f469\u200d\U0001f680": torch.tensor([3.0]), 'q"b\\n\nt\tc\x01': torch.tensor([4.0])},
              folder / "names.safetensors")
    # What our writer must equal byte for byte: the tensors in the reference's own order (wider types first).
    save_file({"n": torch.tensor(7), "w": x, "h": x.half(), "b": x.bfloat16(), "u": torch.arange(5, dtype=torch.uint8),
               'q"\\\n\x01': torch.zeros(0, 2)},
              folder / "written.safetensors", metadata={"k": "v\u00e9\n"})
    # A folder of two shards as Hugging Face lays it out.
    shards = folder / "sharded"
    shards.mkdir(exist_ok=True)
    save_file({"a": torch.arange(6.0).reshape(2, 3)}, shards / "model-00001-of-00002.safetensors")
    save_file({"b": -torch.arange(4.0), "c": torch.ones(1)}, shards / "model-00002-of-00002.safetensors")
    (shards / "model.safetensors.index.json").write_text(json.dumps(
        {"metadata": {"total_size": 44, "nested": [1.5, None, {"deep": True}]},
         "weight_map": {"a": "model-00001-of-00002.safetensors", "b": "model-00002-of-00002.safetensors",
                        "c": "model-00002-of-00002.safetensors"}}, indent=2))
    # NumPy arrays in each version of its header.
    grid = np.arange(12, dtype="<f4").reshape(3, 4) / 8
    for version in (1, 2, 3):
        with open(folder / f"v{version}.npy", "wb") as f:
            np.lib.format.write_array(f, grid, version=(version, 0))
    np.save(folder / "f8.npy", grid.astype("<f8"))
    np.save(folder / "i4.npy", np.array([[1, -2, 2**31 - 1]], dtype="<i4"))
    np.save(folder / "i8.npy", np.array([1, -2, 2**63 - 1], dtype="<i8"))
    np.save(folder / "number.npy", np.float32(2.5))
    np.save(folder / "fortran.npy", np.asfortranarray(grid))
    np.save(folder / "big-endian.npy", grid.astype(">f4"))
    np.save(folder / "bool.npy", np.array([True]))
    files = sorted(p for p in folder.rglob("*") if p.is_file() and p.name not in ("MANIFEST.json", "README.md"))
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


if __name__ == "__main__":
    manifest = {
        "generator": "Tools/goldens/safetensors/generate.py", "seed": SEED,
        "versions": {"safetensors": safetensors.__version__, "torch": torch.__version__, "numpy": np.__version__},
    }
    if "--check" in sys.argv:
        with tempfile.TemporaryDirectory() as scratch:
            fresh = write(pathlib.Path(scratch))
        kept = json.loads((FOLDER / "MANIFEST.json").read_text())["files"]
        if fresh != kept:
            sys.exit(f"differs: {[n for n in fresh.keys() | kept.keys() if fresh.get(n) != kept.get(n)]}")
        print(f"{len(kept)} files are the same")
    else:
        manifest["files"] = write(FOLDER)
        (FOLDER / "MANIFEST.json").write_text(json.dumps(manifest, indent=2) + "\n")
        print(f"{len(manifest['files'])} files in {FOLDER}")
