"""Python's huggingface_hub and our Hub room on one cache, against one server on the loopback.

    /work/venv/bin/python Tools/goldens/exchange/hub/check_cache.py PROGRAM

PROGRAM is hubcheck.swift beside this file, built against the room: `PROGRAM file|model|folder|list|data NAME [PATH]` prints paths. Checked,
with no traffic but to 127.0.0.1:

1. what we fetched, Python finds offline: snapshot_download(local_files_only), try_to_load_from_cache, hf_hub_download,
   scan_cache_dir without warnings, the list of files, .no_exist;
2. what Python fetched, we find offline, byte for byte;
3. both at once on one large file: both end whole, nothing is left over;
4. a process of ours that is killed in the middle is gone on with, by us;
5. a process of ours waits for Python's lock;
6. a proxy that the environment names is gone through, and a Hub over TLS is believed only with its certificate.
"""

import hashlib
import http.client
import http.server
import json
import os
import signal
import ssl
import subprocess
import sys
import tempfile
import threading
import time

PROGRAM = os.path.abspath(sys.argv[1])
COMMIT = "0123456789abcdef0123456789abcdef01234567"
TOKEN = "hf_secret"


def git_id(data):
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


def noise(count, seed):
    return b"".join(hashlib.sha256(b"%d %d" % (seed, i)).digest() for i in range(count // 32))


MODEL = {
    "config.json": (b'{"model_type": "toy"}', False),
    "tokenizer.json": (b"{}", False),
    "README.md": (b"# toy\n", False),
    "sae/layer 1/cfg.json": (b'{"d_sae": 4}', False),
    "sae/layer 1/sae_weights.safetensors": (noise(1 << 20, 1), True),
    "model.safetensors": (noise(48 << 20, 2), True),
    "empty.txt": (b"", False),
}
DATA = {
    "README.md": (b"# text\n", False),
    "data/train-00000-of-00002.parquet": (noise(1 << 16, 3), True),
    "data/train-00001-of-00002.parquet": (noise(1 << 16, 4), True),
    "data/test-00000-of-00001.parquet": (noise(1 << 16, 5), True),
}
REPOSITORIES = {("models", "org/toy"): MODEL, ("datasets", "org/text"): DATA}
requests, leaks = [], []
delay = 0.0


def entry(path, data, large):
    lfs = {"oid": hashlib.sha256(data).hexdigest(), "size": len(data), "pointerSize": 130}
    found = {"type": "file", "path": path, "size": len(data), "oid": git_id(data)}
    return found | ({"lfs": lfs} if large else {})


class Store(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def give(self, data, headers):
        start, end, status = 0, len(data) - 1, 200
        asked = self.headers.get("Range")
        if asked and data:
            first, last = asked.removeprefix("bytes=").split("-")
            start, end, status = int(first), min(int(last or end), end), 206
            if start >= len(data):
                self.send_response(416)
                self.send_header("Content-Range", f"bytes */{len(data)}")
                self.send_header("Content-Length", "0")
                return self.end_headers()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status == 206:
            self.send_header("Content-Range", f"bytes {start}-{end}/{len(data)}")
        self.send_header("Content-Length", str(end + 1 - start))
        self.end_headers()
        if self.command == "HEAD":
            return
        for at in range(start, end + 1, 1 << 20):
            if delay:
                time.sleep(delay)
            self.wfile.write(data[at : min(at + (1 << 20), end + 1)])

    def do_GET(self):
        requests.append((self.command, self.path))
        if self.headers.get("Authorization"):
            leaks.append(self.path)
        for files in REPOSITORIES.values():
            for data, large in files.values():
                if large and self.path.startswith("/" + hashlib.sha256(data).hexdigest()):
                    try:
                        return self.give(data, {})
                    except (BrokenPipeError, ConnectionResetError):
                        return None
        self.send_error(404)

    do_HEAD = do_GET


class Hub(Store):
    def do_GET(self):
        requests.append((self.command, self.path))
        from urllib.parse import unquote

        path, _, query = self.path.partition("?")
        for (kind, name), files in REPOSITORIES.items():
            api, page = f"/api/{kind}/{name}", f"/{name}" if kind == "models" else f"/{kind}/{name}"
            if path == f"{api}/revision/main" or path == f"{api}/revision/{COMMIT}":
                siblings = [
                    {"rfilename": p, "size": len(d), "blobId": git_id(d)}
                    | ({"lfs": {"sha256": hashlib.sha256(d).hexdigest(), "size": len(d), "pointerSize": 130}} if l else {})
                    for p, (d, l) in files.items()
                ]
                return self.answer({"id": name, "sha": COMMIT, "siblings": siblings, "private": False, "tags": []})
            if path == f"{api}/tree/{COMMIT}":
                return self.answer([entry(p, d, l) for p, (d, l) in files.items()])
            for revision in ("main", COMMIT):
                below = f"{page}/resolve/{revision}/"
                if not path.startswith(below):
                    continue
                wanted = unquote(path.removeprefix(below))
                if wanted not in files:
                    return self.answer({"error": "Entry not found"}, 404, {"X-Error-Code": "EntryNotFound", "X-Repo-Commit": COMMIT})
                data, large = files[wanted]
                if not large:
                    return self.give(data, {"ETag": f'"{git_id(data)}"', "X-Repo-Commit": COMMIT})
                digest = hashlib.sha256(data).hexdigest()
                return self.answer(
                    {}, 302,
                    {"Location": f"{STORE}/{digest}?sig=1", "X-Linked-Etag": f'"{digest}"', "X-Linked-Size": str(len(data)), "X-Repo-Commit": COMMIT},
                )
        self.answer({"error": "Repository not found"}, 404, {"X-Error-Code": "RepoNotFound"})

    do_HEAD = do_GET

    def answer(self, value, status=200, headers={}):
        body = json.dumps(value).encode()
        self.send_response(status)
        for name, text in headers.items():
            self.send_header(name, text)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


class Quiet(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        pass


def serve(handler, certificate=None):
    server = Quiet(("127.0.0.1", 0), handler)
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http{'s' if certificate else ''}://127.0.0.1:{server.server_address[1]}"


class Proxy(http.server.BaseHTTPRequestHandler):
    """Passes on plain requests to this machine alone."""

    protocol_version = "HTTP/1.1"
    passed = []

    def log_message(self, *_):
        pass

    def do_GET(self):
        host, _, path = self.path.removeprefix("http://").partition("/")
        assert host.startswith("127.0.0.1:"), self.path
        Proxy.passed.append(self.path)
        connection = http.client.HTTPConnection(host)
        kept = {k: v for k, v in self.headers.items() if k.lower() not in ("proxy-connection", "connection")}
        connection.request(self.command, "/" + path, headers=kept)
        answer = connection.getresponse()
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("date", "server"):
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.read())

    do_HEAD = do_GET


STORE, HUB = serve(Store), serve(Hub)


more = {}


def variables(cache, offline=False):
    kept = {k: v for k, v in os.environ.items() if not k.startswith("HF_") and "proxy" not in k.lower()}
    return kept | {
        "HF_ENDPOINT": HUB, "HF_HUB_CACHE": cache, "HF_TOKEN": TOKEN, "HF_HUB_DISABLE_XET": "1", "HF_HUB_OFFLINE": "1" if offline else "0",
        "HF_HOME": cache + "-home", "HF_HUB_DISABLE_TELEMETRY": "1", "HF_HUB_DISABLE_PROGRESS_BARS": "1", "HF_HUB_DISABLE_UPDATE_CHECK": "1",
    } | more


def ours(cache, *words, offline=False, fails=False, start=False):
    process = subprocess.Popen([PROGRAM, *words], env=variables(cache, offline), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if start:
        return process
    out, err = process.communicate(timeout=120)
    assert (process.returncode != 0) == fails, (words, process.returncode, out, err)
    return err if fails else out.split("\n")[:-1]


def python(cache, code, offline=False, start=False):
    process = subprocess.Popen([sys.executable, "-c", code], env=variables(cache, offline), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if start:
        return process
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, (code, out, err)
    return out.strip()


def same(folder, files, names):
    for name in names:
        with open(os.path.join(folder, name), "rb") as file:
            assert file.read() == files[name][0], name


def check(what, condition, detail=""):
    print(("ok    " if condition else "FAILED ") + what, detail if not condition else "")
    if not condition:
        sys.exit(1)


with tempfile.TemporaryDirectory() as top:
    # 1. Ours, read by Python.
    cache = os.path.join(top, "ours")
    (folder,) = ours(cache, "model", "org/toy")
    wanted = ["config.json", "tokenizer.json", "model.safetensors"]
    same(folder, MODEL, wanted)
    (sae,) = ours(cache, "folder", "hf:org/toy/sae/layer 1")
    same(sae, {os.path.basename(k): v for k, v in MODEL.items()}, ["cfg.json", "sae_weights.safetensors"])
    paths = ours(cache, "data", "datasets/org/text")
    check("our data set is the split's two files", [os.path.basename(p) for p in paths] == ["train-00000-of-00002.parquet", "train-00001-of-00002.parquet"])
    (empty,) = ours(cache, "file", "org/toy", "empty.txt")
    check("an empty file is one", os.path.getsize(empty) == 0)
    ours(cache, "file", "org/toy", "none.txt", fails=True)
    found = python(
        cache,
        """
import json
from huggingface_hub import snapshot_download, try_to_load_from_cache, scan_cache_dir, hf_hub_download, get_cached_repo_tree
from huggingface_hub.file_download import _CACHED_NO_EXIST
names = ["config.json", "tokenizer.json", "model.safetensors"]
print(json.dumps({
    "snapshot": snapshot_download("org/toy", local_files_only=True, allow_patterns=names),
    "sae": snapshot_download("org/toy", local_files_only=True, allow_patterns="sae/*"),
    "data": snapshot_download("org/text", repo_type="dataset", local_files_only=True, allow_patterns="data/train*"),
    "file": try_to_load_from_cache("org/toy", "sae/layer 1/cfg.json"),
    "absent": try_to_load_from_cache("org/toy", "none.txt") is _CACHED_NO_EXIST,
    "download": hf_hub_download("org/toy", "model.safetensors"),
    "warnings": [str(w) for w in scan_cache_dir().warnings],
    "repos": sorted(f"{r.repo_type} {r.repo_id} {r.nb_files} {sorted(r.refs)}" for r in scan_cache_dir().repos),
    "tree": sorted(f.path for f in get_cached_repo_tree("org/toy")),
}))""",
        offline=True,
    )
    found = json.loads(found)
    check("Python finds our snapshot offline", found["snapshot"] == folder and os.path.dirname(os.path.dirname(sae)) == found["sae"])
    check("and our data set, our file, our absence", found["data"] and found["file"] == os.path.join(sae, "cfg.json") and found["absent"])
    check("hf_hub_download offline gives our file", found["download"] == os.path.join(folder, "model.safetensors"))
    check("hf cache scan has no warnings", found["warnings"] == [], found["warnings"])
    check("and counts what we fetched", found["repos"] == ["dataset org/text 2 ['main']", "model org/toy 6 ['main']"], found["repos"])
    check("the list of files is Python's", found["tree"] == sorted(MODEL), found["tree"])
    before = len(requests)
    python(cache, "from huggingface_hub import hf_hub_download; hf_hub_download('org/toy', 'model.safetensors')")
    check("online Python fetches nothing anew", all(method == "HEAD" for method, _ in requests[before:]), requests[before:])

    # 2. Python's, read by us.
    cache = os.path.join(top, "pythons")
    python(
        cache,
        "from huggingface_hub import snapshot_download; snapshot_download('org/toy'); snapshot_download('org/text', repo_type='dataset')",
    )
    before = len(requests)
    (folder,) = ours(cache, "model", "org/toy", offline=True)
    same(folder, MODEL, wanted)
    (sae,) = ours(cache, "folder", "hf:org/toy/sae/layer 1", offline=True)
    listed = ours(cache, "list", "org/toy", offline=True)
    check("we list what Python fetched", listed == [f"{p} {len(d)}" for p, (d, _) in sorted(MODEL.items())], listed)
    check("we find Python's data set", len(ours(cache, "data", "datasets/org/text", offline=True)) == 2)
    missing = ours(cache, "file", "org/toy", "none.txt", offline=True, fails=True)
    check("what is not there is said offline", "no file or folder 'none.txt'" in missing, missing)
    check("offline nobody was asked", len(requests) == before)
    ours(cache, "model", f"org/toy@{COMMIT}")
    check("a commit that Python fetched asks nobody", len(requests) == before, requests[before:])
    ours(cache, "model", "org/toy")
    check("online we fetch nothing anew", [p for _, p in requests[before:] if "/api/" not in p] == [], requests[before:])

    # 3. Both at once.
    cache = os.path.join(top, "both")
    delay = 0.01
    code = "from huggingface_hub import hf_hub_download; print(hf_hub_download('org/toy', 'model.safetensors'))"
    running = [python(cache, code, start=True)] + [ours(cache, "file", "org/toy", "model.safetensors", start=True) for _ in range(3)]
    ends = [(p.communicate(timeout=120), p.returncode) for p in running]
    check("Python and three of ours at once end well", all(code == 0 for _, code in ends), ends)
    check("in one place", len({out.strip() for (out, _), _ in ends}) == 1, ends)
    (path,) = ours(cache, "file", "org/toy", "model.safetensors", offline=True)
    same(os.path.dirname(path), MODEL, ["model.safetensors"])
    blobs = os.listdir(os.path.join(cache, "models--org--toy", "blobs"))
    check("with nothing left over", len(blobs) == 1, blobs)

    # 4. Killed, and gone on with.
    cache = os.path.join(top, "killed")
    delay = 0.1
    process = ours(cache, "file", "org/toy", "model.safetensors", start=True)
    blobs = os.path.join(cache, "models--org--toy", "blobs")
    while not (os.path.isdir(blobs) and any(os.path.getsize(os.path.join(blobs, n)) > (9 << 20) for n in os.listdir(blobs))):
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    (left,) = os.listdir(blobs)
    size = os.path.getsize(os.path.join(blobs, left))
    check("a killed process leaves a beginning", left.endswith(".incomplete") and size < (48 << 20), left)
    with open(os.path.join(blobs, left), "rb") as file:
        check("without holes", file.read() == MODEL["model.safetensors"][0][:size])
    delay, before = 0, len(requests)
    (path,) = ours(cache, "file", "org/toy", "model.safetensors")
    same(os.path.dirname(path), MODEL, ["model.safetensors"])
    check("which is gone on with", os.listdir(blobs) == [left.split(".")[0]], os.listdir(blobs))

    # 5. Python's lock.
    cache = os.path.join(top, "locked")
    digest = hashlib.sha256(MODEL["model.safetensors"][0]).hexdigest()
    holder = python(
        cache,
        f"""
import os, time
from huggingface_hub.utils import WeakFileLock
path = {os.path.join(cache, '.locks', 'models--org--toy')!r}
os.makedirs(path, exist_ok=True)
with WeakFileLock(os.path.join(path, {digest!r} + '.lock')):
    print('locked', flush=True)
    time.sleep(1.5)
    print('free', flush=True)
""",
        start=True,
    )
    assert holder.stdout.readline() == "locked\n"
    process = ours(cache, "file", "org/toy", "model.safetensors", start=True)
    out, err = process.communicate(timeout=60)
    check("we wait for Python's lock, and say so", process.returncode == 0 and "another process" in err and holder.stdout.readline() == "free\n", err)

    # 6. Proxy and certificates.
    more["http_proxy"] = serve(Proxy)
    before = len(requests)
    (path,) = ours(os.path.join(top, "proxy"), "file", "org/toy", "model.safetensors")
    same(os.path.dirname(path), MODEL, ["model.safetensors"])
    check("the proxy is gone through", len(Proxy.passed) == len(requests) - before > 2, Proxy.passed)
    more.clear()
    certificate = os.path.join(top, "hub.pem")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", certificate + ".key", "-out", certificate,
         "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"],
        check=True, capture_output=True,
    )
    with open(certificate + ".both", "w") as both:
        both.write(open(certificate).read() + open(certificate + ".key").read())
    more["HF_ENDPOINT"] = serve(Hub, certificate + ".both")
    error = ours(os.path.join(top, "tls"), "file", "org/toy", "config.json", fails=True)
    check("a certificate that nobody vouches for is refused, at once", "CURL_CA_BUNDLE" in error and "again" not in error, error)
    more["CURL_CA_BUNDLE"] = certificate
    ours(os.path.join(top, "tls"), "file", "org/toy", "config.json")
    error = ours(os.path.join(top, "tls"), "file", "org/toy", "model.safetensors", fails=True)
    check("from TLS no redirect leads to a plain address", "where nothing is fetched" in error or "where nothing is sent" in error, error)
    check("no token went elsewhere", leaks == [], leaks)
    print(f"all well: {len(requests)} requests, all to 127.0.0.1")
