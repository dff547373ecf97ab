#!/usr/bin/env python3
"""Writes Tests/Goldens/tokens: ids and decoded texts from the `tokenizers` library, rows from SAELens' packing.

    python Tools/goldens/tokens/make_goldens.py        (needs tokenizers, torch, sae-lens and the zstd command)
"""

import hashlib
import importlib.util
import json
import pathlib
import random
import subprocess
import sys
from importlib.metadata import version

import tokenizers
from tokenizers import Tokenizer

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import scheme_texts
import schemes
import test_tokenizers
import texts as text_maker

REPO = pathlib.Path(__file__).resolve().parents[3]
OUT = REPO / "Tests/Goldens/tokens"
NANO = REPO / "Sources/EmbeddedModel/Resources/gemma2-nano/tokenizer.json"
written = []


def save(name, data):
    path = OUT / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    written.append(name)


def jsonl_zst(name, records, ascii):
    lines = "".join(json.dumps(r, ensure_ascii=ascii, separators=(",", ":")) + "\n" for r in records)
    save(name, subprocess.run(["zstd", "-19", "-q", "-c"], input=lines.encode(), check=True, capture_output=True).stdout)


def encodings(tokenizer, texts):
    """One record a text: ids without specials, ids with them, and both decodings (null where equal to the one before)."""
    for text in texts:
        try:
            ids = tokenizer.encode(text, add_special_tokens=False).ids
        except BaseException as error:  # the library panics where a flag makes it cut backwards
            if "Panic" not in type(error).__name__:
                raise
            yield None
            continue
        with_special = tokenizer.encode(text, add_special_tokens=True).ids
        at = next((i for i in range(len(with_special) + 1) if with_special[i : i + len(ids)] == ids), None)
        decoded = tokenizer.decode(with_special, skip_special_tokens=False)
        skipped = tokenizer.decode(with_special, skip_special_tokens=True)
        yield {
            "ids": ids, "before": with_special[:at], "after": with_special[at + len(ids) :],
            "text": None if decoded == text else decoded, "skipped": None if skipped == decoded else skipped,
        }


def decodings(tokenizer, seed, count):
    """Random ids, runs of bytes among them, some outside the vocabulary."""
    rng = random.Random(seed)
    size = tokenizer.get_vocab_size()
    bytes_ = [i for i in (tokenizer.token_to_id(f"<0x{b:02X}>") for b in range(256)) if i is not None] or [0]
    for _ in range(count):
        ids = []
        for _ in range(rng.randrange(0, 25)):
            ids += [rng.choice(bytes_)] if rng.random() < 0.4 else [rng.randrange(size + 3)]
        yield {"ids": ids, "text": tokenizer.decode(ids, skip_special_tokens=False),
               "skipped": tokenizer.decode(ids, skip_special_tokens=True)}


def digest(record, text):
    """FNV-1a (64 bits) of what `encodings` found: ids without and with special tokens, both decodings."""
    decoded = text if record["text"] is None else record["text"]
    skipped = decoded if record["skipped"] is None else record["skipped"]
    with_special = record["before"] + record["ids"] + record["after"]
    flat = b"".join(i.to_bytes(4, "little") for i in record["ids"] + [0xFFFFFFFF] + with_special + [0xFFFFFFFF])
    value = 0xCBF29CE484222325
    for byte in flat + decoded.encode() + b"\xff" + skipped.encode():
        value = (value ^ byte) * 0x100000001B3 & (1 << 64) - 1
    return f"{value:016x}"


def cuts(tokenizer, text, byte_level):
    """FNV-1a (lower 32 bits) of the lengths in bytes of the words that the text is cut into before merging.

    A small vocabulary merges little, so that ids alone would not show every cut.
    """
    if tokenizer.normalizer is not None:
        text = tokenizer.normalizer.normalize_str(text)
    value = 0xCBF29CE484222325
    for word, _ in tokenizer.pre_tokenizer.pre_tokenize_str(text):
        length = len(word) if byte_level else len(word.encode())
        for byte in length.to_bytes(4, "little"):
            value = (value ^ byte) * 0x100000001B3 & (1 << 64) - 1
    return value & 0xFFFFFFFF


def write_schemes(lines):
    """A tokenizer for each family's scheme; for every text a digest, for some of them all that it was made of."""
    texts = scheme_texts.texts(lines) + scheme_texts.long_texts(lines)
    jsonl_zst("schemes/texts.jsonl.zst", [{"text": t} for t in texts], ascii=True)
    made = schemes.schemes(lines, schemes.many_scripts(8, 1500))
    for name, tokenizer in made.items():
        text = json.dumps(tokenizer, ensure_ascii=False, separators=(",", ":"))
        packed = subprocess.run(["zstd", "-19", "-q", "-c"], input=text.encode(), check=True, capture_output=True).stdout
        save(f"schemes/{name}.tokenizer.json.zst", packed)
        tokenizer = Tokenizer.from_str(text)
        records = list(encodings(tokenizer, texts))
        print(name, len(records), "panics:", sum(r is None for r in records))
        jsonl_zst(f"schemes/{name}.digests.jsonl.zst", [r and digest(r, t) for r, t in zip(records, texts)], ascii=True)
        if tokenizer.pre_tokenizer is not None:
            byte_level = not name.startswith("metaspace")
            jsonl_zst(f"schemes/{name}.cuts.jsonl.zst", [cuts(tokenizer, t, byte_level) for t in texts], ascii=True)
        jsonl_zst(f"schemes/{name}.encoded.jsonl.zst", records[:3200:12], ascii=False)
        jsonl_zst(f"schemes/{name}.decoded.jsonl.zst", decodings(tokenizer, 12, 200), ascii=True)


def packing(tokenizer, lines):
    """Documents and the rows that SAELens' concat_and_batch_sequences makes of them."""
    import torch

    source = importlib.util.find_spec("sae_lens").submodule_search_locations[0]
    spec = importlib.util.spec_from_file_location("batching", f"{source}/tokenization_and_batching.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    rng = random.Random(3)
    documents = ["", "<bos>", "a", "<bos>It begins with the mark.", "No.", ""]
    documents += [line[: rng.choice([3, 10, 40, 200, 3000])] for line in lines[:60]]
    documents += ["<bos> again <bos> inside <bos><bos>", "the end"]
    rng.shuffle(documents)
    records = [{"text": d, "meta": {"n": i}} for i, d in enumerate(documents)]
    save("packing/documents.jsonl", "".join(json.dumps(r) + "\n" for r in records).encode())
    jsonl_zst("packing/documents.jsonl.zst", records, ascii=False)
    bos = tokenizer.token_to_id("<bos>")
    cases = []
    for context in (2, 3, 7, 16, 128):
        ids = (torch.tensor(tokenizer.encode(d, add_special_tokens=False).ids, dtype=torch.long) for d in documents)
        rows = module.concat_and_batch_sequences(
            ids, context_size=context, begin_batch_token_id=bos, begin_sequence_token_id=None, sequence_separator_token_id=bos)
        flat = [row.tolist() for row in rows]
        digest = hashlib.sha256(b"".join(i.to_bytes(4, "little") for row in flat for i in row)).hexdigest()
        cases.append({"context": context, "rowCount": len(flat), "sha256": digest, "rows": flat if context >= 16 else flat[:200]})
    save("packing/rows.json", json.dumps(cases, separators=(",", ":")).encode())


def main():
    lines = test_tokenizers.corpus_lines(REPO, 3000)
    texts = text_maker.texts(lines)
    longs = text_maker.long_texts(lines)
    jsonl_zst("texts.jsonl.zst", [{"text": t} for t in texts + longs], ascii=True)

    gemma = test_tokenizers.gemma_like(lines)
    save("gemma-like/tokenizer.json", json.dumps(gemma, ensure_ascii=False, indent=1).encode())
    save("gemma-like/tokenizer_config.json", json.dumps(
        {"bos_token": {"content": "<bos>"}, "eos_token": "<eos>", "pad_token": None}).encode())
    named = {"nano": NANO, "gemma-like": OUT / "gemma-like/tokenizer.json"}
    for name, variant in test_tokenizers.variants(lines).items():
        save(f"variants/{name}.json", json.dumps(variant, ensure_ascii=True, separators=(",", ":")).encode())
        named[name] = OUT / f"variants/{name}.json"
    for name, path in named.items():
        tokenizer = Tokenizer.from_file(str(path))
        whole = name in ("nano", "gemma-like")
        records = list(encodings(tokenizer, texts + longs if whole else texts[:900]))
        print(name, len(records), "panics:", sum(r is None for r in records))
        jsonl_zst(f"{name}.encoded.jsonl.zst", records, ascii=False)
        jsonl_zst(f"{name}.decoded.jsonl.zst", decodings(tokenizer, 11, 500 if whole else 100), ascii=True)
    packing(Tokenizer.from_file(str(NANO)), lines)
    write_schemes(lines)

    manifest = {
        "script": "Tools/goldens/tokens/make_goldens.py",
        "seeds": {"texts": 20240611, "long texts": 7, "scheme texts": 20261127, "decoded": 11, "packing": 3},
        "versions": {"tokenizers": tokenizers.__version__, "sae-lens": version("sae-lens"), "torch": version("torch")},
        "files": {n: hashlib.sha256((OUT / n).read_bytes()).hexdigest() for n in sorted(written)},
    }
    (OUT / "MANIFEST.json").write_text(json.dumps(manifest, indent=2) + "\n")


main()
