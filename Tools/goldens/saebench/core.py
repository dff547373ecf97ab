"""Copies into Tests/Goldens/saebench what the tests of the core evaluation need: figures that SAEBench 0.6.0 itself
computed for three small SAEs on the embedded model, and those SAEs, which the other evaluations' tests read too.

    python3 Tools/goldens/saebench/core.py FOLDER      # holds tokens.npy, <sae>/sae, <sae>/core*.json
"""

import hashlib
import json
import pathlib
import shutil
import sys

SAES = ["jumprelu", "standard", "topk"]
VERSIONS = {
    "saebench": "0.6.0", "sae-lens": "6.54.12", "transformer-lens": "3.9.0", "torch": "2.15.0",
    "transformers": "5.23.0", "dtype": "float32", "device": "cpu",
}


def copy(source: pathlib.Path, target: pathlib.Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    target.chmod(0o644)


def manifest(folder: pathlib.Path, schema: str) -> None:
    files = sorted(f for f in folder.rglob("*") if f.is_file() and f.name != "MANIFEST.json")
    (folder / "MANIFEST.json").write_text(json.dumps({
        "schema": schema, "generator": "Tools/goldens/saebench/core.py", "versions": VERSIONS,
        "files": {str(f.relative_to(folder)): hashlib.sha256(f.read_bytes()).hexdigest() for f in files},
    }, indent=1) + "\n")


def main() -> None:
    source = pathlib.Path(sys.argv[1])
    root = pathlib.Path(__file__).resolve().parents[3] / "Tests/Goldens/saebench"
    copy(source / "tokens.npy", root / "core/tokens.npy")
    for sae in SAES:
        for name in ["cfg.json", "sae_weights.safetensors"]:
            copy(source / sae / "sae" / name, root / "saes" / sae / name)
        for name in ["core.json", "core.exclude_special.json"]:
            copy(source / sae / name, root / "core" / f"{sae}.{name}")
    manifest(root / "core", "tokens.npy: int32 [160, 128], rows 0-63 for CE and KL (4 batches of 16), the rest for "
             "everything else (6 batches of 16); <sae>.core.json: special tokens reconstructed, "
             "<sae>.core.exclude_special.json: left alone; metrics in SAEBench's categories, misc, features by latent")
    manifest(root / "saes", "SAELens folders: 1,024 latents at blocks.3.hook_resid_post of gemma2-nano")


main()
