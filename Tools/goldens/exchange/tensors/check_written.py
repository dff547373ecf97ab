#!/usr/bin/env python3
"""Whether torch reads what PickleWriter writes, to the bit, and where it lies.

    mkdir /tmp/written
    ORTHOSAE_KEEP_WRITTEN=/tmp/written swift test --filter PickleWritingTests
    python Tools/goldens/exchange/tensors/check_written.py /tmp/written [--keep]

The folder holds written.pt and the same tensors by our other writer, same.safetensors. With --keep, the file that has
passed becomes the golden that the suite compares its bytes with. Needs torch, safetensors.
"""
import collections, hashlib, json, pathlib, shutil, sys, zipfile

import torch
from safetensors.torch import load_file

GOLDENS = pathlib.Path(__file__).resolve().parents[4] / "Tests" / "Goldens" / "exchange" / "tensors"


def check(folder):
    file = folder / "written.pt"
    wanted = load_file(folder / "same.safetensors")
    for options in ({}, {"mmap": True}):
        state = torch.load(file, weights_only=True, **options)
        assert type(state) is collections.OrderedDict, type(state)
        assert list(state) == sorted(wanted, key=lambda name: name.encode()), list(state)
        for name, tensor in wanted.items():
            found = state[name]
            assert found.dtype == tensor.dtype and found.shape == tensor.shape, (name, found.dtype, found.shape)
            same = found.contiguous().reshape(-1).view(torch.uint8)
            assert torch.equal(same, tensor.contiguous().reshape(-1).view(torch.uint8)), name
        decoder = state["decoder.weight"]
        assert decoder.stride() == (1, decoder.shape[0]), decoder.stride()
    # A module takes it as its own, strictly.
    encoder = torch.nn.Linear(3, 5)
    encoder.load_state_dict({name.removeprefix("encoder."): t for name, t in state.items() if name.startswith("encoder.")})
    with zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        for info in archive.infolist():
            assert info.compress_type == zipfile.ZIP_STORED
            with open(file, "rb") as raw:
                raw.seek(info.header_offset + 26)
                name, extra = (int.from_bytes(raw.read(2), "little") for _ in range(2))
            assert (info.header_offset + 30 + name + extra) % 64 == 0, info.filename
    print(f"{file}: {len(wanted)} tensors read by torch {torch.__version__}, bit-equal")


if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[1])
    check(folder)
    if "--keep" in sys.argv:
        shutil.copy(folder / "written.pt", GOLDENS / "written.pt")
        provenance = json.loads((GOLDENS / "provenance.json").read_text())
        provenance["files"]["written.pt"] = hashlib.sha256((GOLDENS / "written.pt").read_bytes()).hexdigest()
        provenance["files"] = dict(sorted(provenance["files"].items()))
        (GOLDENS / "provenance.json").write_text(json.dumps(provenance, indent=2) + "\n")
