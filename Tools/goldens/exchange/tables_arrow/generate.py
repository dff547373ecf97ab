#!/usr/bin/env python3
"""Writes Tests/Goldens/exchange/tables_arrow: Arrow files by pyarrow, folders by datasets, delimited text by Python's csv,
pandas, polars and pyarrow, gzip by Python. Beside each file NAME there is NAME.json with what it holds, as the toolkit that
wrote it reads it back.

    /work/venv/bin/python Tools/goldens/exchange/tables_arrow/generate.py
    … generate.py FOLDER COUNT     COUNT random tables alone, to FOLDER/exchange/tables_arrow (then ORTHOSAE_GOLDENS=FOLDER)

Expected values: null for none; {"hex": …} for bytes; "nan", "inf", "-inf" for numbers that JSON has not; whole numbers beyond
2^53 as strings.
"""
import csv, decimal, gzip, hashlib, io, json, math, os, pathlib, random, shutil, sys, zlib

os.environ["HF_HUB_OFFLINE"] = "1"
import datasets, numpy as np, pandas, polars, pyarrow as pa
import pyarrow.csv

SEED = 14
OUT = pathlib.Path(__file__).resolve().parents[4] / "Tests" / "Goldens" / "exchange" / "tables_arrow"
random.seed(SEED)
TEXTS = ["", "plain", "caf\u00e9 \U0001f600", "two\nlines", 'a "quoted" word', "tab\there", "x" * 300, None, "end"]


STRINGS = (pa.string(), pa.large_string(), pa.binary(), pa.large_binary(), pa.string_view(), pa.binary_view())


def plain(value):
    if isinstance(value, float):
        return value if math.isfinite(value) else ("nan" if math.isnan(value) else "inf" if value > 0 else "-inf")
    if isinstance(value, int) and abs(value) > 1 << 53:
        return str(value)
    if isinstance(value, bytes):
        return {"hex": value.hex()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, np.ndarray):
        return plain(value.reshape(-1).tolist())
    return value


def flat(value):
    """Lists of lists in row-major order."""
    if value is None or not value or not isinstance(value[0], list):
        return value
    return [x for inner in value for x in flat(inner)]


def columns(table, prefix=""):
    """Name, kind and values of every column, fields of structs included."""
    for field in table.schema:
        array = table[field.name].combine_chunks()
        yield from column(prefix + field.name, field.type, array.to_pylist(), array)


def shape(kind):
    sizes = []
    while pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind):
        sizes.append(kind.list_size if pa.types.is_fixed_size_list(kind) else None)
        kind = kind.value_type
    return sizes, kind


def column(name, kind, values, array=None):
    if pa.types.is_struct(kind) and kind.num_fields:
        for inner in kind:
            yield from column(f"{name}.{inner.name}", inner.type, [None if v is None else v[inner.name] for v in values])
        return
    sizes = None
    if isinstance(kind, pa.ExtensionType) or isinstance(kind, pa.BaseExtensionType):
        if array is not None:
            values = (array.storage if not isinstance(array, pa.ChunkedArray) else array.combine_chunks().storage).to_pylist()
        sizes = list(getattr(kind, "shape", [])) or None
        kind = kind.storage_type
    dims, inner = shape(kind)
    sizes = sizes or (dims if dims and None not in dims[1:] else None)
    number = pa.types.is_floating(inner)
    if not dims:
        what = ("text" if kind == pa.null() or kind in STRINGS else "truths" if pa.types.is_boolean(kind) else "integers" if pa.types.is_integer(kind)
                else "numbers" if number else "unreadable")
    else:
        what = ("unreadable" if not sizes or 0 in dims else "integerLists" if pa.types.is_integer(inner)
                else "numberLists" if number else "textLists" if inner in STRINGS and len(dims) == 1 else "unreadable")
    entry = {"name": name, "kind": what}
    if what != "unreadable":
        entry["values"] = plain([flat(v) if dims else v for v in values])
        if dims:
            entry["shape"] = sizes
    yield entry


def expect(path, table):
    path.write_text(json.dumps({"rows": table.num_rows, "columns": list(columns(table))}, indent=0, ensure_ascii=True))


def write(name, batches, stream=True, **options):
    path = OUT / name
    schema = batches[0].schema
    make = pa.ipc.new_stream if stream else pa.ipc.new_file
    with make(str(path), schema, options=pa.ipc.IpcWriteOptions(**options)) as writer:
        for batch in batches:
            writer.write_batch(batch)
    expect(OUT / (name + ".json"), pa.Table.from_batches(batches))


def types():
    n = len(TEXTS)
    f = [0.0, -0.0, 1.5, -2.25, math.inf, -math.inf, 6.1035156e-05, None, 65504.0]
    ints = lambda low, high: [0, 1, low, high, None, 7, high - 1, low + 1 if low else 2, 5]
    names = {}
    for bits in (8, 16, 32, 64):
        names[f"int{bits}"] = pa.array(ints(-(1 << bits - 1), (1 << bits - 1) - 1), getattr(pa, f"int{bits}")())
        high = (1 << bits) - 1 if bits < 64 else (1 << 63) - 1
        names[f"uint{bits}"] = pa.array(ints(0, high), getattr(pa, f"uint{bits}")())
    names["whole"] = pa.array(range(n), pa.int32())
    names["half"] = pa.array([None if x is None else np.float16(x) for x in f], pa.float16())
    names["single"] = pa.array(f, pa.float32())
    names["double"] = pa.array([math.nan if x is None else x for x in f], pa.float64())
    names["truth"] = pa.array([True, False, None, True, True, False, False, True, False])
    names["text"] = pa.array(TEXTS, pa.string())
    names["large"] = pa.array(TEXTS, pa.large_string())
    names["bytes"] = pa.array([None if t is None else t.encode("utf-16-le") for t in TEXTS], pa.binary())
    names["view"] = pa.array(TEXTS, pa.string_view())
    names["view2"] = pa.array([t and t.encode() + b"\xff" for t in TEXTS], pa.binary_view())
    names["nothing"] = pa.nulls(n)
    ids = [[1, 2, 3], [], None, [4], [5, 6], [7], [], [8, 9, 10, 11], [12]]
    names["ids"] = pa.array(ids, pa.list_(pa.int32()))
    names["ids16"] = pa.array(ids, pa.large_list(pa.uint16()))
    names["vector"] = pa.array([[i, i + 0.5] if i != 3 else None for i in range(n)], pa.list_(pa.float32(), 2))
    names["halves"] = pa.array([[np.float16(i)] * 2 for i in range(n)], pa.list_(pa.float16()))
    names["grid"] = pa.array([[[i, 1], [2, 3], [4, 5]] for i in range(n)], pa.list_(pa.list_(pa.int64(), 2), 3))
    names["open"] = pa.array([[[i, 1]] * (i % 3) for i in range(n)], pa.list_(pa.list_(pa.float64(), 2)))
    names["ragged"] = pa.array([[[1, 2], [3]]] * n, pa.list_(pa.list_(pa.int64())))
    names["words"] = pa.array([["a", None, "caf\u00e9"], [], None, ["b"], ["", ""], ["c"], [], ["d"], ["e" * 40]], pa.list_(pa.string()))
    names["views"] = pa.array([["a", None, "x" * 20]] * n, pa.list_(pa.string_view()))
    names["translation"] = pa.array([None if i == 2 else {"en": f"e{i}" if i != 4 else None, "fr": TEXTS[i], "n": {"m": i}} for i in range(n)],
                                    pa.struct([("en", pa.string()), ("fr", pa.string()), ("n", pa.struct([("m", pa.int16())]))]))
    names["empty struct"] = pa.array([{}] * n, pa.struct([]))
    names["category"] = pa.array(["a", "b", "a", None, "c", "a", "b", "b", "a"]).dictionary_encode()
    names["decimal"] = pa.array([decimal.Decimal(i) / 4 for i in range(n)], pa.decimal128(8, 2))
    names["when"] = pa.array(range(n), pa.timestamp("us"))
    names["day"] = pa.array(range(n), pa.date32())
    names["clock"] = pa.array(range(n), pa.time64("us"))
    names["span"] = pa.array(range(n), pa.duration("s"))
    names["fixed"] = pa.array([b"abcd"] * n, pa.binary(4))
    names["map"] = pa.array([[("k", i)] for i in range(n)], pa.map_(pa.string(), pa.int64()))
    names["messages"] = pa.array([[{"role": "user", "content": "hi"}]] * n)
    names["sparse"] = pa.UnionArray.from_sparse(pa.array([0] * n, pa.int8()), [pa.array(range(n)), pa.array(TEXTS)])
    names["dense"] = pa.UnionArray.from_dense(pa.array([0] * n, pa.int8()), pa.array(range(n), pa.int32()), [pa.array(range(n))])
    names["runs"] = pa.RunEndEncodedArray.from_arrays(pa.array([4, n], pa.int32()), pa.array(["x", "y"]))
    names["listview"] = pa.array([[1, 2]] * n, pa.list_view(pa.int64()))
    names["years"] = pa.array([pa.MonthDayNano([i, 0, 0]) for i in range(n)])
    names["no elements"] = pa.array([[]] * n, pa.list_(pa.int64(), 0))
    names["last"] = pa.array([f"row {i}" for i in range(n)])
    return pa.record_batch(list(names.values()), names=list(names))


def hidden():
    """Nulls with something under them, as a writer may leave it: lists, strings and numbers."""
    rows = pa.array([10, 20, 30, 40, 50, 60], pa.int32())
    valid = pa.py_buffer(bytes([0b101]))
    offsets = pa.py_buffer(np.array([0, 2, 5, 6], np.int32).tobytes())
    lists = pa.Array.from_buffers(pa.list_(pa.int32()), 3, [valid, offsets], null_count=1, children=[rows])
    texts = pa.Array.from_buffers(pa.string(), 3, [valid, offsets, pa.py_buffer(b"abcdef")], null_count=1)
    big = pa.Array.from_buffers(pa.uint64(), 3, [valid, pa.py_buffer(np.array([1, 2**64 - 1, 3], np.uint64).tobytes())], null_count=1)
    # Elements that only the null row has are null themselves.
    some = pa.array([1, 2, None, None, None, 6], pa.int64())
    nulls = pa.Array.from_buffers(pa.list_(pa.int64()), 3, [valid, offsets], null_count=1, children=[some])
    fixed = pa.Array.from_buffers(pa.list_(pa.int32(), 2), 3, [valid], null_count=1, children=[rows])
    return pa.record_batch([lists, texts, big, nulls, fixed], names=["lists", "texts", "big", "nulls", "fixed"])


def by_polars():
    """Its files have no schema's message in front: only the footer tells what is where. It writes text as views."""
    frame = polars.DataFrame({"text": TEXTS[:6] + [None], "input_ids": [[1, 2], [3], [], [4, 5, 6], None, [7], [8]], "n": range(7)},
                             schema={"text": polars.String, "input_ids": polars.List(polars.Int32), "n": polars.Int64})
    for name, compression in (("polars", "uncompressed"), ("polars-zstd", "zstd")):
        frame.write_ipc(OUT / f"{name}.arrow", compression=compression, record_batch_size=3)
        with pa.memory_map(str(OUT / f"{name}.arrow")) as source:
            expect(OUT / f"{name}.arrow.json", pa.ipc.open_file(source).read_all())


def arrow():
    by_polars()
    batch = types()
    # Slices: batches with other beginnings, one without rows.
    write("types.arrow", [batch.slice(0, 5), batch.slice(5, 0), batch.slice(5)])
    write("types-file.arrow", [batch.slice(0, 5), batch.slice(5)], stream=False)
    simple = batch.select(["text", "ids", "whole", "sparse", "truth", "translation"])
    write("v4.arrow", [simple.slice(1)], metadata_version=pa.ipc.MetadataVersion.V4)
    write("lz4.arrow", [batch.select(["text", "ids"])], compression="lz4")
    write("zstd.arrow", [batch.select(["text", "ids"])], compression="zstd")
    write("hidden.arrow", [hidden()])
    write("empty.arrow", [batch.select(["text", "ids"]).slice(0, 0)])
    many = pa.table({"text": [f"row {i} " + "z" * (i % 50) for i in range(300)], "number": range(300)})
    write("batches.arrow", many.to_batches(max_chunksize=7))
    write("null-inside.arrow", [pa.record_batch([pa.array([[1, None]]), pa.array([[1.0, None]])], names=["ids", "numbers"])])
    write("null-rows.arrow", [pa.record_batch([pa.array([[5, 6], [7, None], [8, 9]], pa.list_(pa.int32()))], names=["input_ids"])])
    for name in ["null-inside", "null-rows"]:
        (OUT / f"{name}.arrow.json").unlink()
    write("wide.arrow", [pa.record_batch([pa.array([1, 2**63], pa.uint64())], names=["big"])])
    (OUT / "wide.arrow.json").unlink()


LEAVES = ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "float32", "float64", "bool_", "string",
          "large_string", "binary", "large_binary", "string_view", "null", "date32"]


def random_type(rng, depth):
    kind = rng.random()
    if depth == 0 or kind < 0.45:
        return getattr(pa, rng.choice(LEAVES))()
    if kind < 0.6:
        return pa.list_(random_type(rng, depth - 1))
    if kind < 0.7:
        return pa.large_list(random_type(rng, depth - 1))
    if kind < 0.85:
        return pa.list_(random_type(rng, depth - 1), rng.randint(1, 3))
    return pa.struct([(f"f{i}", random_type(rng, depth - 1)) for i in range(rng.randint(1, 3))])


def random_value(rng, kind, inside=False):
    """Inside lists of numbers there are no nulls: those are refused."""
    if kind == pa.null() or (not inside and rng.random() < 0.2):
        return None
    if pa.types.is_integer(kind):
        bits = kind.bit_width - (1 if pa.types.is_signed_integer(kind) or kind.bit_width == 64 else 0)
        value = rng.getrandbits(rng.randint(1, bits))
        return -value if pa.types.is_signed_integer(kind) and rng.random() < 0.5 else value
    if pa.types.is_floating(kind):
        return np.float16(rng.gauss(0, 100)) if kind == pa.float16() else float(np.float32(rng.gauss(0, 1e3)))
    if pa.types.is_boolean(kind):
        return rng.random() < 0.5
    if pa.types.is_date(kind):
        return rng.randint(0, 20000)
    if pa.types.is_struct(kind):
        return {f.name: random_value(rng, f.type, inside) for f in kind}
    if isinstance(kind, (pa.ListType, pa.LargeListType, pa.FixedSizeListType)):
        count = kind.list_size if isinstance(kind, pa.FixedSizeListType) else rng.choice([0, 1, 2, 5])
        return [random_value(rng, kind.value_type, True) for _ in range(count)]
    text = "".join(rng.choice("ab \n\u00e9\u4e2d\U0001f600") for _ in range(rng.choice([0, 1, 3, 12, 13, 40])))
    return text.encode() if "binary" in str(kind) else text


def tables(count):
    """Random schemas and values, cut into batches at random places."""
    for seed in range(count):
        rng = random.Random(SEED * 1000 + seed)
        rows = rng.choice([1, 3, 17, 64])
        schema = [(f"c{i}", random_type(rng, 3)) for i in range(rng.randint(1, 5))]
        arrays = [pa.array([random_value(rng, kind) for _ in range(rows)], kind) for _, kind in schema]
        whole = pa.record_batch(arrays, names=[name for name, _ in schema])
        cuts = sorted({0, rows, *(rng.randint(0, rows) for _ in range(rng.randint(0, 3)))})
        write(f"random-{seed}.arrow", [whole.slice(a, b - a) for a, b in zip(cuts, cuts[1:])], stream=rng.random() < 0.5)


def saved():
    for folder in ("saved", "splits", "indices", "cache", "scratch"):
        shutil.rmtree(OUT / folder, ignore_errors=True)
    features = datasets.Features({"text": datasets.Value("string"), "input_ids": datasets.Sequence(datasets.Value("int32")),
                                  "hook": datasets.Array2D((2, 3), "float32")})
    rows = {"text": [f"text {i}" for i in range(7)], "input_ids": [list(range(i)) for i in range(7)],
            "hook": [np.arange(6, dtype=np.float32).reshape(2, 3) + i for i in range(7)]}
    data = datasets.Dataset.from_dict(rows, features=features)
    data.save_to_disk(str(OUT / "saved"), num_shards=3)
    expect(OUT / "saved.json", datasets.load_from_disk(str(OUT / "saved")).data.table)
    datasets.DatasetDict({"train": data.select_columns(["text"]), "test": data.select_columns(["text"])}).save_to_disk(str(OUT / "splits"))
    # Versions before 2.15 kept the indices beside the data.
    data.select_columns(["text"]).save_to_disk(str(OUT / "indices"))
    state = json.loads((OUT / "indices/state.json").read_text())
    state["_indices_files"] = [{"filename": "indices.arrow"}]
    (OUT / "indices/state.json").write_text(json.dumps(state))
    # A cache of two splits, by the name that a JSON builder's has.
    scratch = OUT / "scratch"
    scratch.mkdir()
    for split, low in (("train", 0), ("test", 100)):
        (scratch / f"{split}.jsonl").write_text("".join(json.dumps({"text": f"text {low + i}"}) + "\n" for i in range(4)))
    both = datasets.load_dataset("json", data_files={s: str(scratch / f"{s}.jsonl") for s in ("train", "test")}, cache_dir=str(scratch / "cache"))
    one = next((scratch / "cache").rglob("json-train*.arrow")).parent
    both["train"].filter(lambda row: row["text"] != "text 1")
    target = OUT / "cache" / "json" / "default-0" / "0.0.0" / "abc"
    target.mkdir(parents=True)
    for file in one.iterdir():
        if file.suffix in (".arrow", ".json"):
            # The name of what `filter` left is a hash of the function's code and place.
            shutil.copy(file, target / ("cache-0.arrow" if file.name.startswith("cache-") else file.name))
    assert any(f.name.startswith("cache-") for f in target.iterdir()), list(target.iterdir())
    shutil.rmtree(scratch)
    for file in list(OUT.rglob("state.json")):
        state = json.loads(file.read_text())
        state["_fingerprint"] = "0"
        file.write_text(json.dumps(state, indent=2, sort_keys=True))
    for file in list(OUT.rglob("dataset_info.json")):
        info = json.loads(file.read_text())
        for key in ("download_checksums",):
            info.pop(key, None)
        file.write_text(json.dumps(info, indent=2, sort_keys=True))


def records(name, delimiter, opened=None):
    """What Python's csv reads, blank lines left out."""
    data = (OUT / name).read_bytes()
    if name.endswith(".gz"):
        data = gzip.decompress(data)
    if name.endswith(".zst"):
        data = pa.decompress(data, len(data) * 100 + 1000, "zstd", asbytes=True) if opened is None else opened
    text = io.StringIO(data.decode("utf-8-sig"), newline="")
    rows = [r for r in csv.reader(text, delimiter=delimiter) if r]
    table = {name: [r[i] for r in rows[1:]] for i, name in enumerate(rows[0])}
    (OUT / (name + ".json")).write_text(json.dumps({"rows": len(rows) - 1, "columns": [
        {"name": n, "kind": "text", "values": v} for n, v in table.items()]}, ensure_ascii=True))


def delimited():
    rows = [{"text": t or "", "label": str(i), "a,b": f"{i},\"{i}\"\n"} for i, t in enumerate(TEXTS)]
    rows[3]["text"] = "two\r\nlines"
    for name, end, delimiter in (("python.csv", "\r\n", ","), ("unix.csv", "\n", ","), ("python.tsv", "\r\n", "\t")):
        with open(OUT / name, "w", newline="", encoding="utf-8-sig" if name == "python.csv" else "utf-8") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator=end, delimiter=delimiter)
            writer.writeheader()
            writer.writerows(rows)
        records(name, delimiter)
    frame = pandas.DataFrame(rows)
    frame.to_csv(OUT / "pandas.csv", index=False)
    frame.to_csv(OUT / "pandas.tsv", index=False, sep="\t")
    # The index has a column without a name.
    frame.to_csv(OUT / "pandas-index.csv")
    polars.DataFrame(rows).write_csv(OUT / "polars.csv")
    pyarrow.csv.write_csv(pa.table({k: [r[k] for r in rows] for k in rows[0]}), OUT / "pyarrow.csv")
    (OUT / "blank.csv").write_bytes(b"text,n\n\na,1\n\r\nb,2\n\n\nc,3")
    for name in ("pandas.csv", "pandas.tsv", "pandas-index.csv", "polars.csv", "pyarrow.csv", "blank.csv"):
        records(name, "\t" if name.endswith("tsv") else ",")
    text = (OUT / "unix.csv").read_bytes()
    (OUT / "text.csv.gz").write_bytes(gzip.compress(text, mtime=0))
    # Members one behind the other, cut within a record, with every field that a header may have; zeros behind the last.
    extra = b"\x04\x00abcd"
    head = b"\x1f\x8b\x08\x1e" + bytes(4) + b"\x00\x03" + extra + b"name\0comment\0"
    head += (zlib.crc32(head) & 0xFFFF).to_bytes(2, "little")
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = deflate.compress(text[100:]) + deflate.flush()
    tail = (zlib.crc32(text[100:])).to_bytes(4, "little") + len(text[100:]).to_bytes(4, "little")
    (OUT / "members.csv.gz").write_bytes(gzip.compress(text[:100], mtime=0) + gzip.compress(b"", mtime=0) + head + body + tail + bytes(10))
    # 16 MiB of zeros in 16 KB: what one step gives is bounded whatever came in.
    (OUT / "zeros.gz").write_bytes(gzip.compress(bytes(1 << 24), mtime=0))
    (OUT / "text.tsv.zst").write_bytes(pa.compress((OUT / "python.tsv").read_bytes(), "zstd", asbytes=True))
    records("text.csv.gz", ",")
    records("members.csv.gz", ",")
    records("text.tsv.zst", "\t", (OUT / "python.tsv").read_bytes())


def main():
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    arrow()
    tables(8)
    saved()
    delimited()
    files = sorted(p for p in OUT.rglob("*") if p.is_file())
    (OUT / "provenance.json").write_text(json.dumps({
        "made by": "Tools/goldens/exchange/tables_arrow/generate.py", "seed": SEED,
        "versions": {"python": sys.version.split()[0], "pyarrow": pa.__version__, "datasets": datasets.__version__,
                     "pandas": pandas.__version__, "polars": polars.__version__, "numpy": np.__version__},
        "sha256": {str(p.relative_to(OUT)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}}, indent=1))
    print(sum(p.stat().st_size for p in files), "bytes in", len(files), "files")


if len(sys.argv) == 3:
    OUT = pathlib.Path(sys.argv[1]) / "exchange" / "tables_arrow"
    OUT.mkdir(parents=True, exist_ok=True)
    tables(int(sys.argv[2]))
else:
    main()
