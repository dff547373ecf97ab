"""Varied strings for the schemes: what their patterns, normalizers and added tokens turn on. One seed."""

import random

from texts import EMOJI, MARKS, OTHER, RIGHT_TO_LEFT, any_scalar, invalid_then_replaced

CONTRACTIONS = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d", "'S", "'T", "'RE", "'Ve", "'vE", "'M", "'LL", "'lL", "'D",
                "'\u017f", "'\u212a", "'\u017ft", "\u2019s", "''s", "'r", "'v", "'l", "'L", "'rx", "'l\u017f", "'", "s'", "'x"]
SCHEME_WORDS = ("I you we he don can it's They'RE WE'LL o'clock rock'n'roll \u017fentence \u212aelvin na\u00efve n\u0303o no\u0303 u\u0308ber "
                "alpha bravo char delta echo fox golf hotel india jul kilo lima mike nov oscar papa alphas x_kilo kilo9 mike\u0301").split()
DIGITS = ["0", "7", "12", "123", "1234", "12345", "123456", "1234567890", "3.14", "1,000", "2024-06-11", "x9y", "\u0663\u0664\u0665",
          "\u0967\u0968", "\u00bd", "\u2167", "\u2460\u2461", "\u00b2\u00b3", "\U0001d7d8\U0001d7d9", "\U00011de0\U00011de1", "\U00016ff4", "\u3007", "\u4e00\u4e8c", "1\u0301", "0x1F"]
TOKENS = ([f"<f{n}>" for n in range(16)] + ["<|endoftext|>", "<|padding|>", "<|im_start|>", "<|im_end|>", "<repo_name>",
          "<|begin_of_text|>", "<|reserved_special_token_7|>", "<|extra_id_0|>", "<think>", "</think>", "<unk>", "<s>", "</s>",
          "<|user|>", "<|end|>", "<0x41>", "<0xE2>", "\u2581", "\u2581\u2581the", "<f1", "f1>", "<|"])
BREAKS = ["\n", "\r\n", "\r", "\n\n", "\r\n\r\n", "\n\r", " \n", "\n ", " \r\n ", "\t\n", "\u2028", "\u0085", "\v", "\f", "\u00a0", "\u3000", "\u1680", "\u202f", "\u200b"]
SIGNS = list("!?.,;:#$%&()*+-/<=>@[]^_`{|}~\"\\") + ["...", "--", "!?!", "::", "\u2026", "\u20ac", "\u00a7", "$$\n", ").\r\n", "\u0301", "\u200d", "\ufe0f"]
# Letters, numbers and marks that one Unicode version has and the one before lacks.
NEW = ["\u088f", "\ua7ce", "\U00010940", "\U000323b0", "\U00016ea0", "\U000105d2\u0307", "\U000105c9", "\U00011935\U00011930", "\u08ca", "\u1acf",
       "\U00011382\U000113c9", "\u0378", "\ufdd0", "\U000e0001", "\U0003ffff", "\U0010fffd", "e\u1acf\u0323", "q\u0323\u08ca\u0307", "\U0001e6c0", "\U00011de5"]


def normalizing(rng):
    """A letter with marks in any order, Hangul in pieces, singletons."""
    kind = rng.randrange(4)
    if kind == 0:
        return rng.choice("aeouAEnsSZq\u00ea\u01a1") + "".join(chr(rng.randrange(0x300, 0x34F)) for _ in range(rng.randrange(1, 5)))
    if kind == 1:
        return chr(rng.randrange(0x1100, 0x1113)) + chr(rng.randrange(0x1161, 0x1176)) + rng.choice(["", chr(rng.randrange(0x11A7, 0x11C4))])
    if kind == 2:
        return rng.choice(["\u2126", "\u212b", "\u0958", "\u2f00\u2f800", "\uf900", "\U0002f800", "\u1f71", "\u0340", "\u037e", "\u0b47\u0b56\u0b3e", "\u09c7\u09be", "\u0dd9\u0dcf\u0dca", "\U0001d15e"])
    return rng.choice("\u05d1\u0915\u0e01\u0644") + "".join(rng.choice("\u05b0\u05bc\u05c1\u093c\u094d\u0e38\u0e48\u064b\u0651\u0670\u0323\u0301\u0345") for _ in range(rng.randrange(1, 5)))


def texts(lines, seed=20261127, count=3200):
    rng = random.Random(seed)
    result = ["", " ", "\n", "\u2581", "a", "'", "'s"] + CONTRACTIONS + SCHEME_WORDS + DIGITS + TOKENS + BREAKS + NEW + MARKS
    for n in range(1, 41):
        for run in (" " * n, "\t" * n, "\n" * n, "\r\n" * n):
            result += [run, f"a{run}b"]
        result += [f"{' ' * n}\nx", f"1{' ' * n}2", f"x{' ' * n}!", "7" * n, f"a {'9' * n}b", f"{' ' * n}{'   ' * (n % 3)}\t"]
    for token in TOKENS:
        result += [f"x{token}y", f"x {token} y", f" {token}{token} ", f"\u00e9{token}_", f"\n{token}\n\n", f"e{token}\u0301", f"\u3000\t{token}  .", f"\u2581{token}\u2581"]
    for contraction in CONTRACTIONS:
        result += [f"it{contraction}x", f" {contraction} ", f"I{contraction}!", f"9{contraction}s", f"\n{contraction}"]
    pools = [CONTRACTIONS, SCHEME_WORDS, DIGITS, TOKENS, BREAKS, SIGNS, NEW, MARKS, EMOJI, RIGHT_TO_LEFT, OTHER]
    while len(result) < count:
        kind = rng.randrange(9)
        line = rng.choice(lines)
        if kind == 0:
            start = rng.randrange(len(line))
            result.append(line[start : start + rng.randrange(5, 160)])
        elif kind == 1:
            line = line[: rng.randrange(20, 90)]
            for _ in range(rng.randrange(1, 6)):
                at = rng.randrange(len(line) + 1)
                line = line[:at] + rng.choice(rng.choice(pools)) + line[at:]
            result.append(line)
        elif kind == 2:
            result.append("".join(any_scalar(rng) for _ in range(rng.randrange(1, 25))))
        elif kind == 3:
            result.append("".join(rng.choice(["", " ", "a"]) + normalizing(rng) for _ in range(rng.randrange(1, 12))))
        elif kind == 4:
            mix = TOKENS + BREAKS + SCHEME_WORDS + [" ", "  ", "   "]
            result.append("".join(rng.choice(mix) for _ in range(rng.randrange(1, 14))))
        elif kind == 5:
            result.append("".join(rng.choice(" \n\t\r'a9\u0301!\u3000") * rng.randrange(1, 12) for _ in range(rng.randrange(1, 10))))
        elif kind == 6:
            result.append(invalid_then_replaced(rng))
        else:
            pool = [rng.choice(pools) for _ in range(4)]
            result.append(rng.choice(["", " "]).join(rng.choice(rng.choice(pool)) for _ in range(rng.randrange(1, 20))))
    return result


def long_texts(lines):
    """Some that are one word for a byte-level pattern, or thousands of them."""
    prose = " ".join(lines)
    return [prose[:40_000], prose.replace(" ", "")[:20_000], "a" * 20_000, " " * 20_000, "\n \t" * 8_000, "e\u0323\u0301" * 6_000, "9" * 20_000, "!" * 20_000]
