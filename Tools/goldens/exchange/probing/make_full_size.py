"""Made texts in the layout and of the size of SAEBench's probing sources, as their Parquet files lie on the Hub.

    /work/venv/bin/python Tools/goldens/exchange/probing/make_full_size.py FOLDER [--share 1.0] [--seed 14]

Nothing of it is committed. FOLDER becomes what `hf download … --local-dir` would leave: `bias_in_bios/data/…`,
`amazon_reviews_mcauley_1and5/data/…`, `ag_news/data/…`, `github-code/data/…`, `europarl/en-fr/…`; then

    orthosae evaluate RUN --evals sparse-probing --probing-data FOLDER

Rows, columns, types, files and row groups follow the Hub's (specs/exchange.md §3.2); texts are words drawn from a list, of
lengths that vary like the originals'. `--share` makes fewer rows. Of github-code's 1,126 files two are made: SAEBench's
stream ends inside the first.
"""

import argparse
import pathlib
import time

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

WORDS = np.array(
    """the of and to in a is that for it was on are as with his they at be this from have or by one had not but what all were
    when we there can an your which their said if do will each about how up out them then she many some so these would other
    into has more her two like him see time could no make than first been its who now people my made over did down only way
    find use may water long little very after words called just where most know get through back much go good new write our
    me man too any day same right look think also around another came come work three must because does part even place well
    such here take why help put different away again off went old number great tell men say small every found still between
    name should home big give air line set own under read last never us left end along while might next sound below saw
    something thought both few those always show large often together asked house world going want school important until
    form food keep children feet land side without boy once animal life enough took four head above kind began almost live
    page got earth need far hand high year mother light country father let night picture being study second soon story since
    white ever paper hard near sentence better best across during today however sure knew it's try told young sun thing whole
    hear example heard several change answer room sea against top turned learn point city play toward five himself usually
    money seen didn't car morning I'm body upon family later turn move face door cut done group true half red fish plants""".split())


class Texts:
    """Texts cut from one long run of drawn words: quick, and no two alike."""

    def __init__(self, generator: np.random.Generator, separator: str = " "):
        self.generator = generator
        self.pool = separator.join(WORDS[generator.integers(0, len(WORDS), 4_000_000)])

    def column(self, count: int, mean: int, spread: float = 0.6, least: int = 20, most: int = 1_000_000) -> list[str]:
        lengths = np.clip(self.generator.lognormal(np.log(mean), spread, count), least, most).astype(np.int64)
        starts = self.generator.integers(0, len(self.pool) - most if most < len(self.pool) // 2 else len(self.pool) // 2, count)
        return [self.pool[s:s + n] for s, n in zip(starts.tolist(), lengths.tolist())]


def write(folder: pathlib.Path, split: str, table: pa.Table, files: int = 1, suffix: str = "") -> None:
    folder.mkdir(parents=True, exist_ok=True)
    rows = -(-table.num_rows // files)
    for i in range(files):
        pq.write_table(
            table.slice(i * rows, rows), folder / f"{split}-{i:05d}-of-{files:05d}{suffix}.parquet", row_group_size=1000)


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("folder", type=pathlib.Path)
    options.add_argument("--share", type=float, default=1.0)
    options.add_argument("--seed", type=int, default=14)
    options = options.parse_args()
    g = np.random.default_rng(options.seed)
    texts = Texts(g)
    out = options.folder

    def count(rows: int) -> int:
        return max(1, int(rows * options.share))

    def done(name: str, since: float) -> None:
        size = sum(f.stat().st_size for f in (out / name).glob("**/*.parquet"))
        print(f"{name}: {size >> 20} MB, {time.time() - since:.0f} s", flush=True)

    since = time.time()
    # LabHC/bias_in_bios: professions are far from even, as there.
    weights = g.dirichlet(np.full(28, 1.5))
    for split, rows in [("train", 257_478), ("test", 99_069), ("dev", 39_642)]:
        n = count(rows)
        write(out / "bias_in_bios/data", split, pa.table({
            "hard_text": texts.column(n, 380, 0.4), "profession": pa.array(g.choice(28, n, p=0.5 * weights + 0.5 / 28), pa.int64()),
            "gender": pa.array(g.integers(0, 2, n), pa.int64())}), suffix="-0123456789abcdef")
    done("bias_in_bios", since)

    since = time.time()
    for split, rows in [("train", 200_000), ("test", 50_000)]:
        n = count(rows)
        write(out / "amazon_reviews_mcauley_1and5/data", split, pa.table({
            "rating": pa.array(g.choice([1.0, 5.0], n), pa.float64()), "title": texts.column(n, 30),
            "text": texts.column(n, 420, 0.9), "category": pa.array(g.integers(0, 7, n), pa.int64()),
            "verified_purchase": pa.array(g.integers(0, 2, n).astype(bool))}))
    done("amazon_reviews_mcauley_1and5", since)

    since = time.time()
    for split, rows in [("train", 120_000), ("test", 7_600)]:
        n = count(rows)
        write(out / "ag_news/data", split, pa.table({
            "text": texts.column(n, 230, 0.3), "label": pa.array(g.integers(0, 4, n), pa.int64())}))
    done("ag_news", since)

    since = time.time()
    code = Texts(g, "\n    ")
    languages = np.array(["JavaScript", "Java", "C", "PHP", "Python", "C++", "HTML", "C#", "TypeScript", "CSS", "Go", "Ruby"])
    shares = np.array([.18, .17, .13, .11, .07, .07, .09, .06, .04, .03, .03, .02])
    for i in range(2):
        n = count(102_000)
        write_to = out / "github-code/data"
        write_to.mkdir(parents=True, exist_ok=True)
        pq.write_table(pa.table({
            "code": code.column(n, 3_000, 1.2, most=900_000), "repo_name": texts.column(n, 20), "path": texts.column(n, 40),
            "language": g.choice(languages, n, p=shares / shares.sum()), "license": ["mit"] * n,
            "size": pa.array(g.integers(100, 900_000, n), pa.int32())}),
            write_to / f"train-{i:05d}-of-01126.parquet", row_group_size=1000)
    done("github-code", since)

    since = time.time()
    for pair in ["en-fr", "fr-it", "de-en", "es-fr", "nl-pt"]:
        n = count(1_900_000)
        fields = [pa.array(texts.column(n, 140, 0.7)) for _ in range(2)]
        translation = pa.StructArray.from_arrays(fields, pair.split("-"))
        write(out / "europarl" / pair, "train", pa.table({"translation": translation}))
    done("europarl", since)


if __name__ == "__main__":
    main()
