"""Varied strings for comparing tokenizers, from one seed."""

import random

WORDS = "the of and in to a was his that with naïve word two words lead trail Über zebra quick axes ababa the".split()
MARKS = ["e\u0301", "é", "a\u0308\u0323", "a\u0323\u0308", "\u212b", "Å", "A\u030a", "c\u0327", "ç", "n\u0303",
         "\u1100\u1161\u11a8", "\uac01", "\u0344", "\u0308\u0301", "\ufb01", "e\u0301\u0301", "\u0958", "\u0915\u093c", "Z\u0351\u036b\u0343"]
EMOJI = ["😀", "👨\u200d👩\u200d👧", "👩🏽\u200d🚀", "❤\ufe0f", "🇩🇪", "🇺🇳", "🏴\U000e0067\U000e0062\U000e007f", "1\ufe0f\u20e3", "🤷🏿\u200d♀\ufe0f"]
RIGHT_TO_LEFT = ["שלום עולם", "ברוך", "مرحبا بالعالم", "السلام عليكم", "\u202babc\u202c", "مرحبا", "لا إله", "עברית and English"]
OTHER = ["漢字語", "中文 大小", "こんにちは", "한국어", "क्षत्रिय", "Ωμέγα", "Привет мир", "𝔘𝔫𝔦", "ﷺ", "\u0e20\u0e32\u0e29\u0e32", "\U0001F9FF", "\u2028\u2029", "\u00a0\u3000\u2009"]
SPECIALS = ["<bos>", "<eos>", "<pad>", "<unk>", "<mask>", "<2mass>", "[@BOS@]", "<unused0>", "<unused12>", "<unused1>>",
            "<start_of_turn>", "<end_of_turn>", "<table>", "</td>", "<h1>", "<left>", "<right>", "<both>", "<LEFT>",
            " lead", "trail ", "two words", "#_#", "<outside>", "<outside special>", "<outside normal>", "OUT", "<a", "<odd one>",
            "<0x41>", "<0xE2>", "<un", "<bos", "bos>", "\u2581\u2581", "\u2581", "<0x+F>"]
WHITE = [" ", "  ", "   ", " " * 7, " " * 40, "\n", "\n\n", "\n" * 5, "\n" * 40, "\t", "\t\t\t", "\r\n", " \n ", "\u00a0", "\u3000", "\u2581 ", "\v\f", "\u0085"]
CONTROL = ["\x00", "\x01", "\x07", "\x1b[0m", "\x7f", "\u0080", "\u009f", "\u200b", "\ufeff", "\ufffe", "\ufffd", "\U0010ffff", "\u061c"]


def invalid_then_replaced(rng):
    return bytes(rng.choice([rng.randrange(256), 0x41, 0xE2, 0x96, 0xF0, 0xC3]) for _ in range(rng.randrange(1, 40))).decode("utf-8", "replace")


def any_scalar(rng):
    while True:
        c = rng.randrange(0x110000) if rng.random() < 0.3 else rng.randrange(0x3000)
        if not 0xD800 <= c < 0xE000:
            return chr(c)


def texts(lines, seed=20240611, count=3500):
    rng = random.Random(seed)
    result = ["", " ", "  ", "\n", "\u2581", "a", "<bos>", "<bos><bos>", "<bos> <eos>", "\x00", "word", " word ", "sword words", "word,word word_ word\u0301"]
    result += MARKS + EMOJI + RIGHT_TO_LEFT + OTHER + SPECIALS + WHITE + CONTROL
    tags = "table caption thead tbody tfoot tr th td h1 h2 h3 h4 h5 h6 blockquote ul ol li b i strong em code pre p br hr a img span div".split()
    every = [f"<unused{n}>" for n in range(99)] + [f"<{t}>" for t in tags] + [f"</{t}>" for t in tags]
    every += [c * n for c in ("\n", "\u2581", "\t", " ") for n in range(1, 36)]
    result += [f"x{token} y" for token in every]
    pools = [WORDS, MARKS, EMOJI, RIGHT_TO_LEFT, OTHER, SPECIALS, WHITE, CONTROL]
    while len(result) < count:
        kind = rng.randrange(8)
        if kind == 0:  # plain prose
            line = rng.choice(lines)
            start = rng.randrange(len(line))
            result.append(line[start : start + rng.randrange(5, 400)])
        elif kind == 1:  # prose with things put in
            line = rng.choice(lines)[: rng.randrange(20, 160)]
            for _ in range(rng.randrange(1, 5)):
                at = rng.randrange(len(line) + 1)
                line = line[:at] + rng.choice(rng.choice(pools)) + line[at:]
            result.append(line)
        elif kind == 2:
            result.append(invalid_then_replaced(rng))
        elif kind == 3:
            result.append("".join(any_scalar(rng) for _ in range(rng.randrange(1, 30))))
        elif kind == 4:  # specials, words and white space side by side
            mix = SPECIALS + WHITE + WORDS
            result.append("".join(rng.choice(mix) for _ in range(rng.randrange(1, 14))))
        elif kind == 5:  # runs of one character
            result.append("".join(rng.choice(" \n\tae\u2581é😀<>\u0301") * rng.randrange(1, 70) for _ in range(rng.randrange(1, 5))))
        else:
            pool = [rng.choice(pools) for _ in range(3)]
            result.append(rng.choice(["", " "]).join(rng.choice(rng.choice(pool)) for _ in range(rng.randrange(1, 20))))
    return result


def long_texts(lines, seed=7):
    """Lines of 100 kB and more: prose, no spaces at all, one letter, spaces only, newlines only, bytes only, specials."""
    rng = random.Random(seed)
    prose = " ".join(lines)
    return [
        prose[:100_000],
        prose.replace(" ", "")[:100_000],
        "a" * 100_000,
        " " * 100_000,
        "\n" * 100_000,
        "".join(rng.choice("ab") for _ in range(100_000)),
        "\U00012000" * 25_000,
        "e\u0301😀" * 14_000,
        "".join(rng.choice(SPECIALS + WORDS) for _ in range(20_000)),
        "\u2581the" * 17_000 + " of the" * 4_000,
    ]
