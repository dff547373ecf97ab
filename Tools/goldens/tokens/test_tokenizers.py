"""The test tokenizers: small ones with what the real Gemma file has and more.

gemma-like: hundreds of added tokens that are not special (runs of newlines, spaces and tabs, HTML tags,
<unusedN>), some with lstrip, rstrip, single_word and normalized; merges spelled "a b"; pieces that are
canonically equivalent without being equal; merges that cross words.
variants: small tokenizers, each turning one group of options the other way.
"""

import copy
import subprocess

from tokenizers import Tokenizer, models, pre_tokenizers, trainers

SPACE = "\u2581"


def corpus_lines(repo, count):
    import json

    raw = subprocess.run(
        ["zstdcat", f"{repo}/Sources/EmbeddedModel/Resources/gemma2-nano/corpus.jsonl.zst"],
        check=True, capture_output=True).stdout
    return [json.loads(line)["text"] for line in raw.splitlines()[:count]]


def trained_merges(lines, size, alphabet):
    """Merges learned within words, each word with its SPACE in front."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement=SPACE, prepend_scheme="never")
    trainer = trainers.BpeTrainer(
        vocab_size=size, initial_alphabet=alphabet, show_progress=False, special_tokens=[])
    tokenizer.train_from_iterator(lines, trainer)
    import json

    model = json.loads(tokenizer.to_str())["model"]
    pieces = sorted(model["vocab"], key=model["vocab"].get)
    return pieces, [tuple(m) for m in model["merges"]]


ALPHABET = sorted(
    {chr(c) for c in range(0x20, 0x7F)} - {" "}
    | {"\n", "\t", SPACE}
    | {chr(c) for c in range(0xA1, 0x180)} - {"\u00ad", "\u0149"}
    | {chr(c) for c in range(0x391, 0x3CA) if c != 0x3A2}
    | {chr(c) for c in range(0x410, 0x450)}
    | {chr(c) for c in range(0x5D0, 0x5EB)}
    | {chr(c) for c in range(0x621, 0x64B)}
    | {chr(c) for c in range(0x905, 0x930)}
    | {chr(c) for c in range(0x3041, 0x3094)}
    | {chr(c) for c in range(0x1100, 0x1113)}
    | set("\u0300\u0301\u0308\u0327\u093f\u094d\u200d\ufe0f\u212b\u1161\u11a8\uac00\uac01漢字語中文大小")
    | set("😀👨👩👧🏽❤🇩🇪")
)

EXTRA_MERGES = [
    # Decomposed forms beside composed ones: equal as Swift Strings, not as bytes.
    ("e", "\u0301"), ("a", "\u0308"), ("c", "\u0327"),
    ("\u1100", "\u1161"), ("\u1100\u1161", "\u11a8"),
    # Emoji sequences.
    ("👨", "\u200d"), ("👨\u200d", "👩"), ("🇩", "🇪"), ("❤", "\ufe0f"), ("😀", "😀"),
    # Merges across words, which make the cutting of texts into words harder.
    (SPACE + "of", SPACE + "the"), (SPACE + "in", SPACE + "a"), ("\n", "\n"), ("\n\n", "\n"),
    # A merge listed twice: the later rank counts.
    ("漢", "字"), ("ב", "ר"), ("ש", "ל"), ("\u0644", "\u0627"), ("क", "\u094d"), ("漢", "字"),
]


def added(content, **flags):
    token = dict(content=content, single_word=False, lstrip=False, rstrip=False, normalized=False, special=False)
    token.update(flags)
    return token


def gemma_like(lines):
    tokens = [added(t, special=True) for t in ("<pad>", "<eos>", "<bos>", "<unk>")]
    tokens += [added(t) for t in ("<mask>", "<2mass>", "[@BOS@]")]
    tokens += [added(f"<unused{n}>") for n in range(99)]
    tokens += [added(t, special=True) for t in ("<start_of_turn>", "<end_of_turn>")]
    tokens += [added("\n" * n) for n in range(1, 32)]
    tokens += [added(SPACE * n) for n in range(2, 32)]
    tokens += [added("\t" * n) for n in range(2, 12)]
    for tag in ("table caption thead tbody tfoot tr th td h1 h2 h3 h4 h5 h6 blockquote ul ol li b i strong em code "
                "pre p br hr a img span div").split():
        tokens += [added(f"<{tag}>"), added(f"</{tag}>")]
    tokens += [
        added("<left>", lstrip=True), added("<right>", rstrip=True), added("<both>", lstrip=True, rstrip=True),
        added("<LEFT>", lstrip=True, special=True), added("word", single_word=True),
        added("naïve", single_word=True, normalized=True), added("two words", normalized=True),
        added(" lead", normalized=True, lstrip=True), added("trail ", normalized=True, rstrip=True),
        added("Über", single_word=True, lstrip=True, rstrip=True), added("مرحبا", single_word=True),
        added("<a", normalized=True), added("<unused1>>"), added("e\u0301\u0301"), added("\u00e9\u00e9"),
        added("  ", normalized=True), added("#_#", single_word=True, normalized=True, rstrip=True),
        added("<odd one>", normalized=True, special=True),
    ]
    outside = [
        added("<outside>"), added("<outside special>", special=True), added("<outside normal>", normalized=True),
        added("OUT", single_word=True, lstrip=True),
    ]
    bytes_ = [f"<0x{b:02X}>" for b in range(256)]
    pieces, merges = trained_merges(lines, 2200, ALPHABET)
    assert set(ALPHABET) <= set(pieces)
    merges = merges + EXTRA_MERGES
    runs = [(SPACE * n, SPACE * n) for n in (1, 2, 4, 8)]
    merges = runs[:2] + merges + runs[2:]
    vocab = {}
    for name in [t["content"] for t in tokens] + bytes_ + pieces + [a + b for a, b in merges]:
        vocab.setdefault(name, len(vocab))
    merges = [m for m in merges if all(x in vocab for x in m)]
    for token in tokens:
        token["id"] = vocab[token["content"]]
    for index, token in enumerate(outside):
        token["id"] = len(vocab) + index
    return shell(vocab, [f"{a} {b}" for a, b in merges], tokens + outside)


def shell(vocab, merges, tokens):
    order = ("id", "content", "single_word", "lstrip", "rstrip", "normalized", "special")
    return {
        "version": "1.0", "truncation": None, "padding": None,
        "added_tokens": [{k: t[k] for k in order} for t in tokens],
        "normalizer": {"type": "Replace", "pattern": {"String": " "}, "content": SPACE},
        "pre_tokenizer": {"type": "Split", "pattern": {"String": " "}, "behavior": "MergedWithPrevious", "invert": False},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [{"SpecialToken": {"id": "<bos>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
            "pair": [{"SpecialToken": {"id": "<bos>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
                     {"SpecialToken": {"id": "<bos>", "type_id": 1}}, {"Sequence": {"id": "B", "type_id": 1}}],
            "special_tokens": {"<bos>": {"id": "<bos>", "ids": [vocab["<bos>"]], "tokens": ["<bos>"]}},
        },
        "decoder": {"type": "Sequence", "decoders": [
            {"type": "Replace", "pattern": {"String": SPACE}, "content": " "}, {"type": "ByteFallback"}, {"type": "Fuse"}]},
        "model": {
            "type": "BPE", "dropout": None, "unk_token": "<unk>", "continuing_subword_prefix": None,
            "end_of_word_suffix": None, "fuse_unk": True, "byte_fallback": True, "ignore_merges": False,
            "vocab": vocab, "merges": merges,
        },
    }


def small(lines):
    alphabet = sorted({chr(c) for c in range(0x21, 0x7B)} | {SPACE, "é", "\n"})
    pieces, merges = trained_merges(lines, 300, alphabet)
    names = ["<pad>", "<eos>", "<bos>", "<unk>"]
    bytes_ = [f"<0x{b:02X}>" for b in range(256)]
    vocab = {}
    for name in names + bytes_ + pieces:
        vocab.setdefault(name, len(vocab))
    tokens = [added(t, special=True) for t in names]
    for token in tokens:
        token["id"] = vocab[token["content"]]
    return shell(vocab, [list(m) for m in merges], tokens)


def without(tokenizer, dropped):
    """The same vocabulary without some pieces, numbered anew; their merges go too."""
    tokenizer = copy.deepcopy(tokenizer)
    vocab = {p: i for i, p in enumerate(p for p in tokenizer["model"]["vocab"] if p not in dropped)}
    tokenizer["model"]["vocab"] = vocab
    tokenizer["model"]["merges"] = [
        m for m in tokenizer["model"]["merges"] if m[0] in vocab and m[1] in vocab and m[0] + m[1] in vocab]
    for token in tokenizer["added_tokens"]:
        token["id"] = vocab[token["content"]]
    return tokenizer


def split(pattern, behavior, invert=False):
    return {"type": "Split", "pattern": {"String": pattern}, "behavior": behavior, "invert": invert}


def variants(lines):
    base = small(lines)
    all_bytes = {f"<0x{b:02X}>" for b in range(256)}
    result = {}

    t = without(base, all_bytes | {"q", "Q"})
    t["model"]["byte_fallback"] = False
    t["normalizer"] = {"type": "Sequence", "normalizers": [
        {"type": "Prepend", "prepend": SPACE}, {"type": "Replace", "pattern": {"String": " "}, "content": SPACE}]}
    t["decoder"]["decoders"].append({"type": "Strip", "content": " ", "start": 1, "stop": 0})
    t["pre_tokenizer"] = None
    result["fused-unknown"] = t

    # Only some bytes: characters without all theirs become unknown tokens, which bytes overtake.
    t = without(base, {f"<0x{b:02X}>" for b in range(0x90, 0xC4)} | {"z", "Z"})
    t["model"].update(fuse_unk=False, ignore_merges=True)
    t["normalizer"] = None
    t["pre_tokenizer"] = {"type": "Sequence", "pretokenizers": [
        split(" ", "MergedWithNext"), split("th", "Isolated")]}
    t["decoder"] = {"type": "Sequence", "decoders": [{"type": "ByteFallback"}, {"type": "Fuse"}]}
    result["some-bytes"] = t

    t = without(base, all_bytes | {"x", "y"})
    t["model"].update(byte_fallback=False, unk_token=None, fuse_unk=False)
    t["pre_tokenizer"] = split(SPACE, "Removed")
    t["post_processor"] = None
    t["decoder"] = None
    result["no-unknown"] = t

    t = copy.deepcopy(base)
    t["pre_tokenizer"] = split("e", "Contiguous", invert=True)
    t["post_processor"]["single"].append({"SpecialToken": {"id": "<eos>", "type_id": 0}})
    t["post_processor"]["special_tokens"]["<eos>"] = {
        "id": "<eos>", "ids": [t["model"]["vocab"]["<eos>"]], "tokens": ["<eos>"]}
    result["contiguous"] = t

    t = copy.deepcopy(base)
    t["pre_tokenizer"] = {"type": "Sequence", "pretokenizers": [
        split(SPACE, "MergedWithPrevious"), split("e", "MergedWithNext", invert=True), split("th", "Removed")]}
    t["normalizer"] = {"type": "Replace", "pattern": {"String": "aba"}, "content": "ab a"}
    t["normalizer"] = {"type": "Sequence", "normalizers": [
        t["normalizer"], {"type": "Replace", "pattern": {"String": " "}, "content": SPACE}]}
    result["inverted"] = t
    return result
