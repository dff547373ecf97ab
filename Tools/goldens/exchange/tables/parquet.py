"""Parquet goldens: the same tables written by pyarrow, polars and DuckDB over codecs, encodings, page versions and row
groups, with their values as JSON beside them. Run from the repository's root:

    /work/venv/bin/python Tools/goldens/exchange/tables/parquet.py
"""
import hashlib, json, random, shutil, sys
from pathlib import Path

import duckdb, polars, pyarrow as pa, pyarrow.parquet as pq

SEED = 14
OUT = Path("Tests/Goldens/exchange/tables/parquet")
random.seed(SEED)

WORDS = "the a of tree größer 東京 \U0001f333 naïve \n tab\t 'quoted' zero\0byte longer-word-that-repeats".split(" ")


def sentence(n):
    return " ".join(random.choice(WORDS) for _ in range(random.randrange(n)))


def some(make, nulls):
    return None if random.random() < nulls else make()


def kinds(n, nulls):
    """One column of every kind that is read; `nulls` of the values missing."""
    def integer(bits, signed):
        low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (0, (1 << min(bits, 63)) - 1)
        return lambda: random.choice([low, high, 0, 1, random.randint(low, high), random.randint(0, 100)])
    def column(make): return [some(make, nulls) for _ in range(n)]
    def listed(make): return lambda: [make() for _ in range(random.choice([0, 1, 2, 5]))]
    number = lambda: random.choice([0.0, -1.5, 1e300, -2.5e-300, random.random()])
    single = lambda: random.choice([0.0, -1.5, 3.25, 1e30])
    return pa.table({
        "text": pa.array(column(lambda: sentence(6)), pa.string()),
        "label": pa.array(column(lambda: random.choice(["good", "bad", ""])), pa.string()),
        "bytes": pa.array([None if t is None else t.encode() for t in column(lambda: sentence(3))], pa.binary()),
        "large": pa.array(column(lambda: sentence(4)), pa.large_string()),
        **{f"int{b}": pa.array(column(integer(b, True)), f"int{b}") for b in (8, 16, 32, 64)},
        **{f"uint{b}": pa.array(column(integer(b, False)), f"uint{b}") for b in (8, 16, 32, 64)},
        "float": pa.array(column(single), pa.float32()),
        "double": pa.array(column(number), pa.float64()),
        "truth": pa.array(column(lambda: random.random() < 0.5), pa.bool_()),
        "ids": pa.array(column(listed(integer(32, True))), pa.list_(pa.int32())),
        "long_ids": pa.array(column(listed(integer(64, True))), pa.list_(pa.int64())),
        "weights": pa.array(column(listed(number)), pa.list_(pa.float64())),
        "words": pa.array(column(listed(lambda: some(lambda: sentence(3), nulls))), pa.list_(pa.string())),
        "translation": pa.array(
            column(lambda: {"en": some(lambda: sentence(4), nulls), "fr": some(lambda: sentence(4), nulls), "score": some(single, nulls)}),
            pa.struct([("en", pa.string()), ("fr", pa.string()), ("score", pa.float64())])),
        "conversation": pa.array(
            column(listed(lambda: {"role": random.choice(["user", "assistant"]), "content": some(lambda: sentence(5), nulls)})),
            pa.list_(pa.struct([("role", pa.string()), ("content", pa.string())]))),
        "nothing": pa.array([None] * n, pa.null()),
    })


def required(table):
    """The same with columns that cannot be missing."""
    return table.cast(pa.schema([f.with_nullable(False) for f in table.schema]))


def many(n):
    """Enough rows for several delta blocks, dictionaries that overflow and lists across pages."""
    walk = [random.randint(-5, 5) for _ in range(n)]
    return pa.table({
        "text": pa.array([f"https://example.org/{i // 7}/{random.choice('abc')}" for i in range(n)]),
        "step": pa.array([sum(walk[:i]) for i in range(n)], pa.int64()),
        "wide": pa.array([random.randint(-(1 << 62), 1 << 62) for _ in range(n)], pa.int64()),
        "small": pa.array([random.randint(0, 3) for _ in range(n)], pa.int32()),
        "ids": pa.array([[i] * (i % 4) for i in range(n)], pa.list_(pa.int32())),
    })


def refused():
    """Columns that are listed, and not read."""
    import datetime, decimal
    return pa.table({
        "text": ["a", "b"],
        "day": pa.array([datetime.date(2026, 1, 1)] * 2),
        "time": pa.array([datetime.datetime(2026, 1, 1)] * 2, pa.timestamp("us")),
        "price": pa.array([decimal.Decimal("1.50")] * 2, pa.decimal128(9, 2)),
        "map": pa.array([[("a", 1)], []], pa.map_(pa.string(), pa.int64())),
        "nested": pa.array([[[1]], []], pa.list_(pa.list_(pa.int64()))),
        "fixed": pa.array([b"abc", b"def"], pa.binary(3)),
        "half": pa.array([1.0, 2.0], pa.float32()).cast(pa.float16()),
        "truths": pa.array([[True], []], pa.list_(pa.bool_())),
        "last": [1, 2],
    })


def plain(value):
    """For JSON: bytes as text, numbers that are whole as they are."""
    if isinstance(value, bytes): return value.decode()
    if isinstance(value, list): return [plain(v) for v in value]
    return value


def expected(table):
    """Columns by the names that users give them."""
    out = {}
    for name in table.schema.names:
        column = table[name].to_pylist()
        kind = table.schema.field(name).type
        if pa.types.is_struct(kind):
            for field in kind: out[f"{name}.{field.name}"] = [None if v is None else v[field.name] for v in column]
        elif pa.types.is_list(kind) and pa.types.is_struct(kind.value_type):
            for field in kind.value_type: out[f"{name}.{field.name}"] = [None if v is None else [e[field.name] for e in v] for v in column]
        else:
            out[name] = [plain(v) for v in column]
    return out


files = {}


def arrow(name, table, **options):
    pq.write_table(tables[table], OUT / name, **options)
    files[name] = table


tables = {
    "full": required(kinds(23, 0).drop_columns(["nothing"])),
    "gaps": kinds(41, 0.2),
    "rare": kinds(9, 0.9),
    "none": kinds(0, 0),
    "many": many(800),
}


def main():
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    for codec in ["none", "snappy", "gzip", "zstd"]:
        for version in ["1.0", "2.0"]:
            arrow(f"pa-{codec}-v{version[0]}.parquet", "gaps", compression=codec, data_page_version=version, write_page_checksum=codec == "zstd")
    small = dict(data_page_size=64, write_batch_size=4, row_group_size=17, write_statistics=False)
    for version in ["1.0", "2.0"]:
        v = version[0]
        arrow(f"pa-pages-v{v}.parquet", "gaps", data_page_version=version, write_page_checksum=True, **small)
        arrow(f"pa-plain-v{v}.parquet", "gaps", data_page_version=version, use_dictionary=False, **small)
        arrow(f"pa-required-v{v}.parquet", "full", data_page_version=version, **small)
        arrow(f"pa-rare-v{v}.parquet", "rare", data_page_version=version)
        arrow(f"pa-empty-v{v}.parquet", "none", data_page_version=version)
        for text in ["DELTA_BYTE_ARRAY", "DELTA_LENGTH_BYTE_ARRAY"]:
            encodings = {}
            for field in tables["gaps"].schema:
                for leaf in leaves(field):
                    kind = leaf[1]
                    if pa.types.is_integer(kind): encodings[leaf[0]] = "DELTA_BINARY_PACKED" if text == "DELTA_BYTE_ARRAY" else "BYTE_STREAM_SPLIT"
                    if pa.types.is_floating(kind): encodings[leaf[0]] = "BYTE_STREAM_SPLIT"
                    if pa.types.is_boolean(kind): encodings[leaf[0]] = "RLE"
                    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_binary(kind): encodings[leaf[0]] = text
            short = "prefix" if text == "DELTA_BYTE_ARRAY" else "length"
            arrow(f"pa-{short}-v{v}.parquet", "gaps", data_page_version=version, use_dictionary=False, column_encoding=encodings, compression="none")
        arrow(f"pa-many-v{v}.parquet", "many", data_page_version=version, data_page_size=700, dictionary_pagesize_limit=600, row_group_size=500, compression="zstd")
        arrow(f"pa-many-delta-v{v}.parquet", "many", data_page_version=version, use_dictionary=False, row_group_size=700, compression="zstd", column_encoding={"text": "DELTA_BYTE_ARRAY", "step": "DELTA_BINARY_PACKED", "wide": "DELTA_BINARY_PACKED", "small": "DELTA_BINARY_PACKED", "ids.list.element": "DELTA_BINARY_PACKED"})
    arrow("pa-old-lists.parquet", "gaps", use_compliant_nested_type=False)
    for table in ["gaps", "none", "many"]:
        for codec in ["uncompressed", "snappy", "gzip", "zstd"] if table == "gaps" else ["zstd"]:
            name = f"polars-{codec}-{table}.parquet"
            polars.from_arrow(tables[table]).write_parquet(OUT / name, compression=codec, row_group_size=16 if table == "gaps" else 700, data_page_size=300)
            files[name] = table
    connection = duckdb.connect()
    for table in ["gaps", "none", "many"]:
        kept = tables[table]
        connection.register("t", kept.drop_columns(["nothing"]) if "nothing" in kept.schema.names else kept)
        for codec in ["uncompressed", "snappy", "gzip", "zstd"] if table == "gaps" else ["zstd"]:
            for version in ["v1", "v2"]:
                name = f"duckdb-{codec}-{version}-{table}.parquet"
                connection.execute(f"copy (select * from t) to '{OUT / name}' (format parquet, codec '{codec}', parquet_version '{version}', row_group_size 2048)")
                files[name] = table
    pq.write_table(refused(), OUT / "refused.parquet")
    for codec in ["lz4", "brotli"]: pq.write_table(pa.table({"text": ["a"] * 50, "id": list(range(50))}), OUT / f"{codec}.parquet", compression={"text": codec, "id": "snappy"})
    # Text with matches near and far, for Snappy beside another decoder.
    ladder = ["ab" * i + "x" * (i % 70) + str(i) for i in range(140)]
    tables["ladder"] = pa.table({"text": ladder})
    arrow("pa-ladder.parquet", "ladder", compression="snappy", use_dictionary=False)

    for name, table in tables.items():
        (OUT / f"{name}.json").write_text(json.dumps({"rows": table.num_rows, "columns": expected(table)}, ensure_ascii=True, separators=(",", ":")))
    (OUT / "files.json").write_text(json.dumps(files, indent=0))
    provenance = {
        "made_by": "Tools/goldens/exchange/tables/parquet.py", "seed": SEED, "python": sys.version.split()[0],
        "versions": {"pyarrow": pa.__version__, "polars": polars.__version__, "duckdb": duckdb.__version__},
        "sha256": {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(OUT.iterdir())},
    }
    (OUT / "provenance.json").write_text(json.dumps(provenance, indent=1))


def leaves(field, prefix=""):
    """Paths as pyarrow's writer names them, with their types."""
    path, kind = prefix + field.name, field.type
    if pa.types.is_struct(kind):
        for inner in kind: yield from leaves(inner, path + ".")
    elif pa.types.is_list(kind):
        yield from leaves(kind.value_field.with_name("element"), path + ".list.")
    else:
        yield path, kind


main()
