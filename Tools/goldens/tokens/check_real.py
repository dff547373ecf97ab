#!/usr/bin/env python3
"""Holds the program to the `tokenizers` library on a whole model's tokenizer: ids and decoded text, exact.

    python Tools/goldens/tokens/check_real.py ORTHOSAE MODEL_FOLDER [--gguf FILE] [TEXT.jsonl ...]

ORTHOSAE is the program; with --gguf it reads the vocabulary of that file and is held to the folder's tokenizer.json all
the same; texts are those of the goldens, every added token of the model within text, and pieces of the
files given. Exit code 1 when a text differs.
"""

import json
import pathlib
import random
import subprocess
import sys
import tempfile
import time

from tokenizers import Tokenizer

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import scheme_texts
import test_tokenizers
import texts as text_maker

REPO = pathlib.Path(__file__).resolve().parents[3]


def all_texts(tokenizer, files):
    rng = random.Random(9)
    lines = test_tokenizers.corpus_lines(REPO, 1500)
    found = scheme_texts.texts(lines) + scheme_texts.long_texts(lines) + text_maker.texts(lines, count=1500)
    added = [token.content for token in tokenizer.get_added_tokens_decoder().values()]
    for token in added:
        found.append(rng.choice([f"a{token}b", f" {token} {token}", f"{token[:-1]} {token}\n", f"\u00e9{token}{rng.choice(added)}"]))
    for file in files:
        with open(file) as source:
            for line in list(source)[:400]:
                found.append(json.loads(line)["text"][:2000])
    return found


def main():
    program, folder, *files = sys.argv[1:]
    model = folder
    if files[:1] == ["--gguf"]:
        model, files = files[1], files[2:]
    tokenizer = Tokenizer.from_file(f"{folder}/tokenizer.json")
    tokenizer.no_truncation()
    texts = all_texts(tokenizer, files)
    with tempfile.TemporaryDirectory() as place:
        file = pathlib.Path(place) / "texts.jsonl"
        file.write_text("".join(json.dumps({"text": t}) + "\n" for t in texts))
        start = time.monotonic()
        printed = subprocess.run([program, "tokenize", "--model", model, "--lines", file], check=True, capture_output=True).stdout
        seconds = time.monotonic() - start
    answers = [json.loads(line) for line in printed.splitlines()]
    assert len(answers) == len(texts), f"{len(answers)} answers to {len(texts)} texts"
    wrong = 0
    for text, answer in zip(texts, answers):
        ids = tokenizer.encode(text, add_special_tokens=False).ids
        decoded = tokenizer.decode(ids, skip_special_tokens=False)
        if answer["ids"] != ids or answer["decoded"] != decoded:
            wrong += 1
            if wrong <= 5:
                print(json.dumps({"text": text[:200], "library": ids[:60], "ours": answer["ids"][:60]}))
    print(f"{model}: {len(texts)} texts, {sum(len(a['ids']) for a in answers)} ids, {wrong} differ ({seconds:.1f} s)")
    sys.exit(wrong > 0)


main()
