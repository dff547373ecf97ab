"""The ways in which model families make ids of text, each as a small tokenizer in the layout of the family's own file.

Vocabularies are trained by the library itself, with the family's own pre-tokenizer, so that its merges are of the kind
that the family has. Trained on prose and on text of many scripts.
"""

import collections
import json
import random

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

from test_tokenizers import SPACE, added

CONTRACTIONS = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)"
REST = r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
QWEN = CONTRACTIONS + r"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}" + REST
LLAMA3 = CONTRACTIONS + r"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}" + REST

BYTE_LEVEL = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}
BYTES_ONLY = {**BYTE_LEVEL, "use_regex": False}
# Every combination of flags, on tokens that come up in the texts.
FLAGS = [
    added(f"<f{n}>", lstrip=bool(n & 1), rstrip=bool(n & 2), single_word=bool(n & 4), normalized=bool(n & 8)) for n in range(16)]
WORD_FLAGS = [
    added(word, lstrip=bool(n & 1), rstrip=bool(n & 2), single_word=bool(n & 4), normalized=bool(n & 8), special=n == 13)
    for n, word in enumerate("alpha bravo char delta echo fox golf hotel india jul kilo lima mike nov oscar papa".split())]


def split(regex, behavior="Isolated", invert=False):
    return {"type": "Split", "pattern": {"Regex": regex}, "behavior": behavior, "invert": invert}


def sequence(kind, key, *parts):
    return {"type": kind, key: list(parts)}


def template(bos, token_id):
    return {
        "type": "TemplateProcessing",
        "single": [{"SpecialToken": {"id": bos, "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
        "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
        "special_tokens": {bos: {"id": bos, "ids": [token_id], "tokens": [bos]}}}


def byte_level(lines, size, pre_tokenizer, normalizer=None, *, first=(), ids="end", spelled="pairs"):
    """Vocabulary and merges over the alphabet of bytes; `first` are special tokens that come before it."""
    tokenizer = Tokenizer(models.BPE())
    shell = json.loads(tokenizer.to_str())
    shell.update(pre_tokenizer=pre_tokenizer, normalizer=normalizer)
    tokenizer = Tokenizer.from_str(json.dumps(shell))
    tokenizer.train_from_iterator(lines, trainers.BpeTrainer(
        vocab_size=size, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False, special_tokens=list(first)))
    model = json.loads(tokenizer.to_str())["model"]
    merges = [" ".join(m) for m in model["merges"]] if spelled == "strings" else model["merges"]
    return model["vocab"], merges


def file(vocab, merges, tokens, *, normalizer=None, pre_tokenizer=None, post=None, decoder=None, **model):
    """A `tokenizer.json`; tokens that the vocabulary lacks are numbered after it, as the library does."""
    following = len(vocab)
    order = ("id", "content", "single_word", "lstrip", "rstrip", "normalized", "special")
    listed = []
    for token in tokens:
        token = dict(token)
        if token["content"] in vocab:
            token["id"] = vocab[token["content"]]
        else:
            token["id"] = following
            following += 1
        listed.append({k: token[k] for k in order})
    listed.sort(key=lambda t: t["id"])
    return {
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": listed, "normalizer": normalizer,
        "pre_tokenizer": pre_tokenizer, "post_processor": post, "decoder": decoder,
        "model": {
            "type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": None,
            "end_of_word_suffix": None, "fuse_unk": False, "byte_fallback": False, "ignore_merges": False, **model,
            "vocab": vocab, "merges": merges}}


def sentence_piece(lines, size, extra=()):
    """Vocabulary of characters, as Llama 2's: special tokens, bytes, then pieces."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement=SPACE, prepend_scheme="always")
    # The trainer's own choice among characters that are equally frequent is another one each time.
    counts = collections.Counter(SPACE.join(lines).replace(" ", SPACE))
    alphabet = sorted(counts, key=lambda c: (-counts[c], c))[:500]
    tokenizer.train_from_iterator(lines, trainers.BpeTrainer(
        vocab_size=size, initial_alphabet=alphabet, limit_alphabet=500, show_progress=False, special_tokens=[]))
    model = json.loads(tokenizer.to_str())["model"]
    vocab = {}
    for name in ["<unk>", "<s>", "</s>", *extra] + [f"<0x{b:02X}>" for b in range(256)]:
        vocab[name] = len(vocab)
    for name in sorted(model["vocab"], key=model["vocab"].get):
        vocab.setdefault(name, len(vocab))
    # Runs of spaces, which Llama 2 and Gemma have as pieces.
    runs = [[SPACE * n, SPACE * n] for n in (1, 2, 4, 8)]
    for left, right in runs:
        vocab.setdefault(left + right, len(vocab))
    return vocab, runs[:2] + model["merges"] + runs[2:]


def schemes(lines, many_scripts):
    corpus = lines + many_scripts
    end = [added("<|endoftext|>", special=True)]
    result = {}

    vocab, merges = byte_level(corpus, 2200, BYTE_LEVEL, spelled="strings")
    blank = {"continuing_subword_prefix": "", "end_of_word_suffix": ""}
    result["gpt2"] = file(vocab, merges, end, pre_tokenizer=BYTE_LEVEL, post=BYTE_LEVEL, decoder=BYTE_LEVEL, **blank)
    runs = [added(" " * n, normalized=True) for n in range(31, 1, -1)] + [added("\t" * n, normalized=True) for n in range(9, 1, -1)]
    result["phi"] = file(vocab, merges, end + runs, pre_tokenizer=BYTE_LEVEL, post=BYTE_LEVEL, decoder=BYTE_LEVEL, **blank)

    first = ["<|endoftext|>", "<|padding|>"]
    vocab, merges = byte_level(corpus, 2200, BYTE_LEVEL, {"type": "NFC"}, first=first, spelled="strings")
    runs = [added(" " * n, normalized=True) for n in range(24, 1, -1)]
    result["pythia"] = file(
        vocab, merges, [added(t, special=True) for t in first] + runs, normalizer={"type": "NFC"}, pre_tokenizer=BYTE_LEVEL,
        post=BYTE_LEVEL, decoder=BYTE_LEVEL)

    steps = sequence("Sequence", "pretokenizers", {"type": "Digits", "individual_digits": True}, BYTE_LEVEL)
    first = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<repo_name>"]
    vocab, merges = byte_level(corpus, 2200, steps, first=first)
    result["smollm"] = file(
        vocab, merges, [added(t, special=True) for t in first], pre_tokenizer=steps, decoder={**BYTE_LEVEL, "add_prefix_space": True})
    runs_of_digits = sequence("Sequence", "pretokenizers", {"type": "Digits", "individual_digits": False}, BYTE_LEVEL)
    result["digit-runs"] = file(
        vocab, merges, [added(t, special=True) for t in first] + FLAGS, pre_tokenizer=runs_of_digits, decoder=BYTE_LEVEL)

    steps = sequence("Sequence", "pretokenizers", split(LLAMA3), BYTES_ONLY)
    vocab, merges = byte_level(corpus, 2200, steps)
    # Words that are pieces although the merges do not lead to them.
    rng = random.Random(4)
    for word in rng.sample(sorted({w for l in lines[:400] for w in l.split() if 4 < len(w) < 12 and w.isascii()}), 150):
        vocab.setdefault("Ġ" + word, len(vocab))
    tokens = [added("<|begin_of_text|>", special=True), added("<|end_of_text|>", special=True)]
    tokens += [added(f"<|reserved_special_token_{n}|>", special=True) for n in range(40)]
    post = sequence("Sequence", "processors", {**BYTE_LEVEL, "trim_offsets": False}, template("<|begin_of_text|>", len(vocab)))
    result["llama3"] = file(
        vocab, merges, tokens, pre_tokenizer=steps, post=post, decoder=BYTE_LEVEL, ignore_merges=True)

    removed = sequence("Sequence", "pretokenizers", split(LLAMA3, "Removed", True), BYTES_ONLY)
    tokens = [added("<|extra_id_0|>"), added("<|endoftext|>", special=True), added("<|im_start|>", special=True)]
    result["olmo2"] = file(vocab, merges, tokens + WORD_FLAGS, pre_tokenizer=removed, decoder=BYTE_LEVEL)

    steps = sequence("Sequence", "pretokenizers", split(QWEN), BYTES_ONLY)
    vocab, merges = byte_level(corpus, 2200, steps, {"type": "NFC"}, spelled="strings")
    tokens = [added(t, special=True) for t in ("<|endoftext|>", "<|im_start|>", "<|im_end|>")] + [added("<think>"), added("</think>")]
    tokens += FLAGS + WORD_FLAGS + [added("n\u0303o", normalized=True), added("u\u0308", normalized=False)]
    result["qwen"] = file(
        vocab, merges, tokens, normalizer={"type": "NFC"}, pre_tokenizer=steps, post={**BYTES_ONLY, "trim_offsets": False},
        decoder=BYTES_ONLY)

    vocab, merges = sentence_piece(corpus, 2200)
    specials = [added(t, special=True) for t in ("<unk>", "<s>", "</s>")]
    fallback = {"unk_token": "<unk>", "fuse_unk": True, "byte_fallback": True}
    back = [{"type": "Replace", "pattern": {"String": SPACE}, "content": " "}, {"type": "ByteFallback"}, {"type": "Fuse"}]
    old = sequence(
        "Sequence", "normalizers", {"type": "Prepend", "prepend": SPACE}, {"type": "Replace", "pattern": {"String": " "}, "content": SPACE})
    strip = {"type": "Strip", "content": " ", "start": 1, "stop": 0}
    result["llama2"] = file(
        vocab, merges, specials, normalizer=old, post=template("<s>", 1), decoder=sequence("Sequence", "decoders", *back, strip), **fallback)
    phi3 = [added("</s>", special=False, rstrip=True)] + [added(f"<|{t}|>", rstrip=True, special=True) for t in ("user", "end", "system")]
    result["phi3"] = file(
        vocab, merges, specials[:2] + phi3 + FLAGS, normalizer=old, post=template("<s>", 1),
        decoder=sequence("Sequence", "decoders", *back, strip), **fallback)
    for scheme, splits in (("first", False), ("always", True), ("never", True)):
        space = {"type": "Metaspace", "replacement": SPACE, "prepend_scheme": scheme, "split": splits}
        decoder = sequence("Sequence", "decoders", *back, strip) if scheme == "first" else {**space}
        result[f"metaspace-{scheme}"] = file(
            vocab, merges, specials + (FLAGS if scheme != "never" else WORD_FLAGS), pre_tokenizer=space, post=template("<s>", 1),
            decoder=decoder, **fallback)
    return result


def many_scripts(seed, count):
    """Made-up words of many scripts, some of their letters decomposed, and digits of many kinds."""
    rng = random.Random(seed)
    blocks = [(0xC0, 0x24F), (0x370, 0x3FF), (0x400, 0x4FF), (0x531, 0x58F), (0x5D0, 0x5EA), (0x620, 0x669), (0x904, 0x96F),
              (0xE01, 0xE59), (0x10A0, 0x10FF), (0x1100, 0x11FF), (0x1E00, 0x1FFF), (0x3041, 0x30FF), (0x4E00, 0x4E60),
              (0xAC00, 0xAC80), (0x1F600, 0x1F64F), (0x2150, 0x218B), (0x300, 0x33F)]
    result = []
    for _ in range(count):
        low, high = rng.choice(blocks)
        some = [chr(rng.randrange(low, high + 1)) for _ in range(12)]
        result.append(" ".join("".join(rng.choice(some) for _ in range(rng.randrange(1, 7))) for _ in range(12)))
    return result
