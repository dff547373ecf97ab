#!/usr/bin/env python3
"""Compacts SAELens' list of published SAEs into the table that orthosae carries.

    /work/venv/bin/python Tools/catalogue/make.py [--yaml FILE --version V] [--date YYYY-MM-DD]

Reads `pretrained_saes.yaml` of the installed sae_lens (or FILE) and writes, from the repository's root,

    Sources/Hub/Catalogue/SAELensList.swift         the table, and SAELens' MIT notice
    Tests/Goldens/exchange/catalogue/provenance.json  a digest of every entry, of which the suite computes its own
    Tests/Goldens/exchange/catalogue/part.yaml        a few releases as SAELens writes them

The table is text, tab-separated. Paths and Neuronpedia ids that follow from an SAE's id by a pattern of the release are
not written ({} is the id, {1} its first run of digits, {l0} its L0); an id is written without what it has in common with
the one before; releases with the same ids share one list. Sources/Hub/Catalogue/CatalogueTable.swift reads it. It is
a Swift string because an embedded resource of this size takes the compiler 40 s, and a string none.
"""

import argparse
import collections
import datetime
import hashlib
import importlib.metadata
import importlib.resources
import json
import pathlib
import re
import struct

import yaml

REPO = pathlib.Path(__file__).resolve().parents[2]
DIGITS = re.compile(r"\d+")

# Releases with every kind of field: settings, figures, a path that is a number, an SAE with a release inside.
PART = ["gpt2-small-mlp-tm", "gpt2-small-res_scefr-ajt", "mistral-7b-res-wg", "mntss-gemma-2-2b-2.5m-clt-as-per-layer", "qwen-scope-3-1.7b-base-w32k-l50", "temporal-sae-llama-3.1-8b"]

SWIFT = '''/// SAELens' list of published SAEs, compacted by Tools/catalogue/make.py: not for changing by hand. `CatalogueTable` reads it.
enum SAELensList {{
    static let notice: StaticString = """
{notice}
"""

    static let table: StaticString = #"""
{table}
"""#
}}
'''


def flat(overrides, prefix=""):
    """Nested settings as dotted keys and words, as YAML spells them, in the order of the keys."""
    found = {}
    for key, value in (overrides or {}).items():
        if isinstance(value, dict):
            found |= flat(value, f"{prefix}{key}.")
        else:
            found[prefix + key] = json.dumps(value) if isinstance(value, bool) else str(value)
    return dict(sorted(found.items()))


def number(value):
    """A figure as short as it reads back; empty where there is none."""
    if value is None:
        return ""
    value = float(value)
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)


def expand(template, sae):
    """What a pattern stands for; None where it needs what the id does not have."""
    runs = DIGITS.findall(sae["id"])

    def part(match):
        name = match.group(1)
        if name == "":
            return sae["id"]
        if name == "l0":
            return number(sae.get("l0"))
        return runs[int(name) - 1]

    try:
        return re.sub(r"\{(|l0|\d)\}", part, template)
    except IndexError:
        return None


def candidates(text, sae):
    """Patterns that give `text` for this SAE: the id in it, or its digits from left to right."""
    if sae["id"] in text:
        yield text.replace(sae["id"], "{}", 1)
    runs = DIGITS.findall(sae["id"])
    # From the left: each run of digits in the text may be a run of the id, its L0, or itself.
    choices = [[]]
    for run in DIGITS.finditer(text):
        names = [f"{{{i + 1}}}" for i, r in enumerate(runs) if r == run.group()][:9]
        if run.group() == number(sae.get("l0")):
            names.append("{l0}")
        choices = [done + [(run, name)] for done in choices for name in names + [run.group()]][:256]
    for choice in choices:
        pattern, at = "", 0
        for run, name in choice:
            pattern += text[at : run.start()] + name
            at = run.end()
        yield pattern + text[at:]


def pattern(saes, key):
    """The pattern that gives most of a release's values, of equals the shortest; empty where none gives two."""
    votes = collections.Counter()
    for sae in saes:
        if sae.get(key) is not None:
            votes.update(set(candidates(str(sae[key]), sae)))
    best = max(votes.items(), key=lambda item: (item[1], -len(item[0]), item[0]), default=("", 0))
    return best[0] if best[1] > 1 or best[0] == "{}" else ""


def listed(saes, path, neuronpedia):
    """The lines of a list of SAEs."""
    lines, before = [], ""
    for sae in saes:
        shared = 0
        while shared < min(len(before), len(sae["id"]), 77) and before[shared] == sae["id"][shared]:
            shared += 1
        before = sae["id"]
        columns = [chr(48 + shared) + sae["id"][shared:]]
        columns += [number(sae.get(key)) for key in ("l0", "norm_scaling_factor", "variance_explained")]
        columns.append("" if expand(path, sae) == str(sae["path"]) else str(sae["path"]))
        wanted = sae.get("neuronpedia")
        columns.append("" if (expand(neuronpedia, sae) or None) == wanted else wanted or "-")
        lines.append("\t".join(columns).rstrip("\t") + "\n")
    return "".join(lines)


def bits(value):
    return "" if value is None else struct.pack(">d", float(value)).hex()


def digest(releases):
    """SHA-256 over every field of every entry, a line each; figures as the bits of a double."""
    total = hashlib.sha256()
    for name, release in releases.items():
        overrides = ",".join(f"{k}={v}" for k, v in flat(release.get("config_overrides")).items())
        for sae in release["saes"]:
            fields = [name, release["repo_id"], release["model"], release.get("conversion_func") or "", overrides]
            fields += [sae["id"], str(sae["path"])]
            fields += [bits(sae.get(key)) for key in ("l0", "norm_scaling_factor", "variance_explained")]
            fields.append(sae.get("neuronpedia") or "")
            total.update(("\t".join(fields) + "\n").encode())
    return total.hexdigest()


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--yaml")
    options.add_argument("--version", default=importlib.metadata.version("sae-lens"))
    options.add_argument("--date", default=datetime.date.today().isoformat())
    options.add_argument("--digest-only", action="store_true", help="print the digest and write nothing")
    options = options.parse_args()
    source = pathlib.Path(options.yaml) if options.yaml else importlib.resources.files("sae_lens") / "pretrained_saes.yaml"
    text = source.read_bytes()
    releases = yaml.load(text, Loader=yaml.CSafeLoader)
    if options.digest_only:
        return print(digest(releases))

    heads, lists = [], {}
    for name, release in releases.items():
        saes = release["saes"]
        assert len({sae["id"] for sae in saes}) == len(saes), f"{name}: an id is there twice"
        assert not any(c in json.dumps(release) for c in ("\\t", "\\n", "{1}", "{}{")), name
        path, neuronpedia = pattern(saes, "path"), pattern(saes, "neuronpedia")
        body = listed(saes, path, neuronpedia)
        index = list(lists).index(body) if body in lists else len(lists)
        lists[body] = len(saes)
        overrides = ",".join(f"{k}={v}" for k, v in flat(release.get("config_overrides")).items())
        head = [name, release["repo_id"], release["model"], release.get("conversion_func") or "", str(index), path, neuronpedia, overrides]
        heads.append("\t".join(head).rstrip("\t") + "\n")
    count = sum(len(release["saes"]) for release in releases.values())
    table = "orthosae catalogue 1\n"
    table += "\t".join(["sae-lens", options.version, hashlib.sha256(text).hexdigest(), options.date]) + "\n"
    table += f"{len(heads)}\t{count}\t{len(lists)}\n" + "".join(heads)
    for body, saes in lists.items():
        table += f"{saes}\t{len(body.encode())}\n{body}"
    assert '"""' not in table and max(map(len, table.splitlines())) < 1000
    notice = [f for f in importlib.metadata.files("sae-lens") if f.name == "LICENSE"][0].read_text()
    (REPO / "Sources/Hub/Catalogue/SAELensList.swift").write_text(SWIFT.format(table=table, notice=notice.strip()))

    folder = REPO / "Tests/Goldens/exchange/catalogue"
    folder.mkdir(parents=True, exist_ok=True)
    # As it stands in the file, not as another writer would put it.
    blocks = re.split(r"(?m)^(?=[^\s#-])", text.decode())
    part = "".join(b for name in PART for b in blocks if b.startswith(f"{name}:\n"))
    (folder / "part.yaml").write_text(part)
    facts = {
        "made_by": "Tools/catalogue/make.py",
        "sae_lens": options.version,
        "yaml_sha256": hashlib.sha256(text).hexdigest(),
        "releases": len(heads),
        "saes": count,
        "digest": digest(releases),
        "part": {"releases": len(PART), "digest": digest({name: releases[name] for name in PART})},
        "files": {"part.yaml": hashlib.sha256(part.encode()).hexdigest()},
    }
    (folder / "provenance.json").write_text(json.dumps(facts, indent=2) + "\n")
    print(f"{len(heads)} releases, {count} SAEs, {len(lists)} lists, {len(table.encode())} bytes; digest {facts['digest']}")


main()
