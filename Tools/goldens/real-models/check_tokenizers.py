#!/usr/bin/env python3
"""Whether the tokenizer.json of a real model is the tokenizer that its GGUF file describes.

    python3 Tools/goldens/real-models/check_tokenizers.py MODELS [NAME...]   # gguf, transformers, zstd; 1 min

Vocabulary and merges must be the file's own, id for id. A SentencePiece model has scores in place of merges: there the
ids of many texts must be those that SentencePiece's rule gives, written down here without any merges: join the
neighbours whose union is the best-scored piece, leftmost first, until none is left, and spell the rest in bytes. For
both, the ids must also be those of transformers' own reading of the GGUF file.
"""
import json
import pathlib
import re
import subprocess
import sys

import gguf
import transformers
from tokenizers import Tokenizer

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tokens"))
import texts as varied

ROOT = pathlib.Path(__file__).resolve().parents[3]
CORPUS = ROOT / "Sources/EmbeddedModel/Resources/gemma2-nano/corpus.jsonl.zst"
NORMAL, USER_DEFINED, BYTE = 1, 4, 6
NAMES = ["smollm2-135m", "gemma3-270m"]


class SentencePiece:
    """Ids by the scores of the GGUF file. User-defined pieces are taken out of the text first, the longest first."""

    def __init__(self, tokens, types, scores):
        self.id = {token: i for i, token in enumerate(tokens) if types[i] in (NORMAL, USER_DEFINED)}
        # A user-defined piece is better than any other; the file gives it an arbitrary score.
        self.score = {t: 1e9 if types[i] == USER_DEFINED else scores[i] for t, i in self.id.items()}
        self.byte = {int(tokens[i][3:5], 16): i for i in range(len(tokens)) if types[i] == BYTE}
        own = sorted((t for i, t in enumerate(tokens) if types[i] == USER_DEFINED), key=len, reverse=True)
        self.own = re.compile("(" + "|".join(map(re.escape, own)) + ")")

    def encode(self, text):
        ids = []
        for number, part in enumerate(self.own.split(text)):
            ids += [self.id[part]] if number % 2 else self.merged(part.replace(" ", "\u2581"))
        return ids

    def merged(self, text):
        pieces = list(text)
        while True:
            best, at = None, None
            for i in range(len(pieces) - 1):
                score = self.score.get(pieces[i] + pieces[i + 1])
                if score is not None and (best is None or score > best):
                    best, at = score, i
            if at is None:
                break
            pieces[at : at + 2] = [pieces[at] + pieces[at + 1]]
        return [i for p in pieces for i in ([self.id[p]] if p in self.id else [self.byte[b] for b in p.encode()])]


def read(path):
    fields = gguf.GGUFReader(path).fields

    def get(key):
        field = fields.get(f"tokenizer.ggml.{key}")
        return None if field is None else field.contents()

    return {key: get(key) for key in ["model", "tokens", "token_type", "scores", "merges", "add_bos_token"]}


def sample():
    lines = subprocess.run(["zstd", "-dc", CORPUS], stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines()
    lines = [json.loads(line)["text"] for line in lines[:40]]
    sentences = [part for line in lines for part in line.split("\n") if part][:400]
    # A text that holds SentencePiece's own sign for a space is one thing to it and another to transformers.
    return [t for t in sentences + varied.texts(sentences, count=1500) if "\u2581" not in t and len(t) < 2000]


def check(folder):
    path, = folder.glob("*.gguf")
    given, written = read(path), json.loads((folder / "tokenizer.json").read_text())
    tokenizer, wrong = Tokenizer.from_file(str(folder / "tokenizer.json")), []
    vocabulary = sorted(written["model"]["vocab"], key=written["model"]["vocab"].get)
    theirs = given["tokens"]
    if given["model"] == "llama":
        theirs = [t.replace(" ", "\u2581") if kind == USER_DEFINED else t
                  for t, kind in zip(theirs, given["token_type"])]
    if vocabulary != theirs:
        wrong.append("the vocabulary")
    if given["merges"] and [" ".join(m) for m in written["model"]["merges"]] != given["merges"]:
        wrong.append("the merges")
    own = tokenizer.encode("x").ids
    if (len(own) > 1) != bool(given["add_bos_token"]):
        wrong.append("whether a text begins with BOS")
    texts = sample()
    ours = [e.ids for e in tokenizer.encode_batch(texts, add_special_tokens=False)]
    checked = f"{len(vocabulary)} tokens, {len(given['merges'] or [])} merges"
    if given["model"] == "llama":
        piece = SentencePiece(given["tokens"], given["token_type"], given["scores"])
        plain = [(t, ids) for t, ids in zip(texts, ours) if not re.search(r"<\w+>|\[@", t)]
        different = [t for t, ids in plain if piece.encode(t) != ids]
        checked += f", {len(plain)} texts by scores"
        wrong += [f"{len(different)} texts by scores, first {different[0]!r}"] if different else []
    other = transformers.AutoTokenizer.from_pretrained(folder, gguf_file=path.name)
    different = [t for t, ids in zip(texts, ours) if other(t, add_special_tokens=False).input_ids != ids]
    wrong += [f"{len(different)} texts by transformers' reading, first {different[0]!r}"] if different else []
    print(f"{folder.name}: {checked}, {len(texts)} texts by transformers' reading of the GGUF: "
          + ("; ".join(wrong) + ": DIFFERENT" if wrong else "the same"))
    return bool(wrong)


def main():
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    transformers.logging.set_verbosity_error()
    raise SystemExit(any([check(pathlib.Path(sys.argv[1]) / name) for name in sys.argv[2:] or NAMES]))


main()
