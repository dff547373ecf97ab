#!/usr/bin/env python3
"""What the `tokenizers` library takes each of Unicode's 1,112,064 characters for, asked of the library itself.

Writes Sources/Tokens/Tokenizer/Patterns/UnicodeTables.swift and, for the tests, Tests/Goldens/tokens/unicode.json:
ranges of `\\p{L}`, `\\p{N}` and `\\s` in its regular expressions, of the numbers that `Digits` cuts at, of the word
characters beside a `single_word` token and of the white space that `lstrip` and `rstrip` take; and NFC of every
character between others, as a hash for each block of 4,096.

    python Tools/goldens/tokens/make_unicode.py
"""

import json
import pathlib
import unicodedata

import tokenizers
from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers

REPO = pathlib.Path(__file__).resolve().parents[3]
SCALARS = [c for c in range(0x110000) if not 0xD800 <= c < 0xE000]
BLOCKS = [SCALARS[i : i + 20000] for i in range(0, len(SCALARS), 20000)]


def ranges(scalars):
    result = []
    for c in sorted(scalars):
        if result and result[-1][1] == c - 1:
            result[-1][1] = c
        else:
            result.append([c, c])
    return result


def matches(regex):
    matcher = pre_tokenizers.Split(Regex(regex), "removed", invert=True)
    return [b[at] for b in BLOCKS for _, (at, _) in matcher.pre_tokenize_str("".join(map(chr, b)))]


def digits():
    """Cut off by themselves from the letters before and after."""
    cutter = pre_tokenizers.Digits(individual_digits=True)
    return [
        b[(start - 1) // 2] for b in BLOCKS
        for piece, (start, end) in cutter.pre_tokenize_str("a" + "a".join(map(chr, b))) if end - start == 1 and piece != "a"]


def beside_token():
    """Word characters, which keep a single_word token from matching; white space, which a stripping one takes."""
    def tokenizer(**flags):
        t = Tokenizer(models.BPE({"a": 0}, []))
        t.add_tokens([AddedToken("QXQ", normalized=False, **flags)])
        return t, t.token_to_id("QXQ")

    single, token = tokenizer(single_word=True)
    stripping, _ = tokenizer(lstrip=True, rstrip=True)
    words, spaces = [], []
    for b in BLOCKS:
        for text, at in ((",".join("QXQ" + chr(c) for c in b), 0), (",".join(chr(c) + "QXQ" for c in b), 1)):
            found = single.encode(text)
            alone = {(s - at) // 5 for (s, _), i in zip(found.offsets, found.ids) if i == token}
            words.append([c for i, c in enumerate(b) if i not in alone])
            found = stripping.encode(text)
            spaces.append([b[s // 5] for (s, e), i in zip(found.offsets, found.ids) if i == token and e - s == 4])
    for found in (words, spaces):
        assert found[::2] == found[1::2], "before and after a token are the same"
    return sum(words[::2], []), sum(spaces[::2], [])


def composing():
    """Characters that NFC may change, move, or join to what stands before them: all others begin a new stretch."""
    nfc = normalizers.NFC().normalize_str
    # U+0345 has the highest combining class there is; whatever has another one moves before it.
    result = {c for c in SCALARS if nfc(chr(c)) != chr(c) or nfc("q\u0345" + chr(c)) != "q\u0345" + chr(c)} | {0x345}
    for c in SCALARS:
        parts = unicodedata.normalize("NFD", chr(c))
        # The last character of a decomposition that the library composes.
        if len(parts) > 1 and nfc(parts) != parts:
            result.update(map(ord, parts[1:]))
    return result


def joined(seconds):
    """Characters that NFC joins to some character of the composing kind behind them, or moves it into."""
    nfc = normalizers.NFC().normalize_str
    result = set()
    for second in seconds:
        alone = nfc("\n" + chr(second))[1:]
        found = nfc("\n".join(chr(c) + chr(second) for c in SCALARS if c != 10)).split("\n")
        result.update(c for c, pair in zip((c for c in SCALARS if c != 10), found) if pair != chr(c) + alone)
    return result


def nfc_hashes():
    """FNV-1a (64 bits) of NFC of `e ´ X ͅ ̣` for each X of a block."""
    nfc = normalizers.NFC().normalize_str
    result = []
    for start in range(0, 0x110000, 4096):
        text = "".join("e\u0301" + chr(c) + "\u0345\u0323" for c in range(start, start + 4096) if not 0xD800 <= c < 0xE000)
        digest = 0xCBF29CE484222325
        for byte in nfc(text).encode():
            digest = (digest ^ byte) * 0x100000001B3 & (1 << 64) - 1
        result.append(f"{digest:016x}")
    return result


def swift(tables):
    lines = [
        "// Written by Tools/goldens/tokens/make_unicode.py; do not edit.", "",
        f"/// What the `tokenizers` library {tokenizers.__version__} takes characters for: first and last of each range in turn.",
        "///",
        "/// Its regular expressions follow Unicode 16, `Digits` Unicode 17, NFC Unicode 9; Swift's own tables follow the",
        "/// system's Unicode, so that a text with newer characters would be cut otherwise.",
        "enum UnicodeTables {"]
    for name, (comment, scalars) in tables.items():
        lines += [f"    /// {comment}", f"    static let {name}: [UInt32] = ["]
        line = "       "
        for number in sum(ranges(scalars), []):
            item = f" 0x{number:X},"
            if len(line) + len(item) > 120:
                lines.append(line)
                line = "       "
            line += item
        lines += [line, "    ]"]
        if name != list(tables)[-1]:
            lines.append("")
    return "\n".join(lines + ["}"]) + "\n"


letters, numbers, spaces = matches(r"\p{L}"), matches(r"\p{N}"), matches(r"\s")
words, strips = beside_token()
assert spaces == strips
cut_numbers = digits()
assert set(numbers) <= set(cut_numbers) and set(letters) <= set(words)
moved = composing()
# One mark of each kind: those that some character is composed with.
seconds = {ord(unicodedata.normalize("NFD", chr(c))[-1]) for c in SCALARS if len(unicodedata.normalize("NFD", chr(c))) > 1}
starters = joined(seconds & moved) - moved
(REPO / "Sources/Tokens/Tokenizer/Patterns/UnicodeTables.swift").write_text(swift({
    "letters": (r"`\p{L}`.", letters),
    "numbers": (r"`\p{N}`.", numbers),
    "spaces": (r"`\s`: Unicode's White_Space.", spaces),
    "otherDigits": (r"What `Digits` cuts at besides `\p{N}`.", set(cut_numbers) - set(numbers)),
    "otherWords": (r"What `\w` has besides `\p{L}`.", set(words) - set(letters)),
    "composing": ("What NFC may change, move, or join to what stands before it.", moved),
    "joined": ("What NFC may join to something of `composing` behind it.", starters),
}))
(REPO / "Tests/Goldens/tokens/unicode.json").write_text(json.dumps({
    "letters": ranges(letters), "numbers": ranges(numbers), "spaces": ranges(spaces), "digits": ranges(cut_numbers),
    "words": ranges(words), "nfc": nfc_hashes()}, separators=(",", ":")) + "\n")
print({"letters": len(letters), "numbers": len(numbers), "spaces": len(spaces), "digits": len(cut_numbers),
       "words": len(words), "composing": len(moved), "joined": len(starters)})
