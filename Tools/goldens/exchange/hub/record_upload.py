#!/usr/bin/env python3
"""Records what huggingface_hub sends when it uploads an SAE's folder, to servers on the loopback that answer as a Hub does.

    /work/venv/bin/python Tools/goldens/exchange/hub/record_upload.py

Writes Tests/Goldens/exchange/upload/{conversations,provenance}.json, which `UploadAgainstPythonTests` holds the upload here
to. Servers' addresses are written as HUB and STORAGE, bodies as JSON where they are JSON, as SHA-256 and size otherwise.
"""

import hashlib
import importlib.metadata
import json
import os
import pathlib
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

os.environ |= {"HF_HUB_DISABLE_XET": "1", "HF_HUB_DISABLE_PROGRESS_BARS": "1", "HF_HOME": tempfile.mkdtemp(), "NO_PROXY": "*"}
from huggingface_hub import HfApi  # noqa: E402

REPO = pathlib.Path(__file__).resolve().parents[4]
FILES = {
    "topk/sae/cfg.json": b'{"architecture": "topk", "k": 8}\n',
    "topk/sae/empty.txt": b"",
    "topk/sae/sae_weights.safetensors": bytes(i * 7 % 251 for i in range(300_000)),
    "topk/sae/sparsity.safetensors": bytes(i * 3 % 253 for i in range(1_000)),
    "README.md": b"---\nlibrary_name: saelens\n---\n# card\n",
}


def sha256(data):
    return hashlib.sha256(data).hexdigest()


class Hub:
    """One repository's state, and the two servers in front of it."""

    def __init__(self, chunk=None, present=()):
        self.chunk, self.stored, self.log, self.lock = chunk, set(present), [], threading.Lock()
        self.servers = [ThreadingHTTPServer(("127.0.0.1", 0), self.handler(name)) for name in ("HUB", "STORAGE")]
        self.hub, self.storage = (f"http://127.0.0.1:{s.server_address[1]}" for s in self.servers)
        for server in self.servers:
            threading.Thread(target=server.serve_forever, daemon=True).start()

    def handler(hub, name):
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def body(self):
                if self.headers.get("Transfer-Encoding") == "chunked":
                    data = b""
                    while size := int(self.rfile.readline(), 16):
                        data += self.rfile.read(size)
                        self.rfile.readline()
                    self.rfile.readline()
                    return data
                return self.rfile.read(int(self.headers.get("Content-Length") or 0))

            def handle_any(self):
                body = self.body()
                with hub.lock:
                    hub.record(name, self, body)
                    status, headers, answer = hub.answer(name, self, body)
                answer = b"" if answer is None else json.dumps(answer).encode()
                self.send_response(status)
                for key, value in headers.items():
                    self.send_header(key, value)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            do_GET = do_POST = do_PUT = do_HEAD = handle_any

        return Handler

    def plain(self, text):
        return text.replace(self.hub, "HUB").replace(self.storage, "STORAGE")

    def record(self, name, request, body):
        kept = {k.lower(): v for k, v in request.headers.items() if k.lower() in ("content-type", "authorization")}
        entry = {"server": name, "method": request.command, "target": request.path, "headers": kept}
        if request.command == "PUT":
            entry["body"] = {"sha256": sha256(body), "size": len(body)}
        elif "ndjson" in kept.get("content-type", ""):
            entry["body"] = [json.loads(line) for line in body.splitlines()]
        elif body:
            entry["body"] = json.loads(body)
        self.log.append(json.loads(self.plain(json.dumps(entry))))

    def answer(self, name, request, body):
        path, ok = request.path.split("?")[0], (200, {}, {})
        if name == "STORAGE":
            parts = path.split("/")
            if len(parts) == 3:
                return 200, {"ETag": f'"part-{parts[2]}"'}, None
            self.stored.add(parts[1])
            return 200, {}, None
        if path == "/api/repos/create":
            return 200, {}, {"url": "https://huggingface.co/org/saes", "name": "org/saes"}
        if path == "/api/validate-yaml":
            return 200, {}, {"errors": [], "warnings": []}
        if path.endswith("/preupload/main"):
            files = json.loads(body)["files"]
            return 200, {}, {"files": [{"path": f["path"], "shouldIgnore": False, "uploadMode": "lfs" if f["path"].endswith(".safetensors") else "regular"} for f in files]}
        if path.endswith("/objects/batch"):
            return 200, {}, {"transfer": "basic", "objects": [self.action(o) for o in json.loads(body)["objects"]]}
        if path.endswith("/commit/main"):
            answer = {"commitUrl": "https://huggingface.co/org/saes/commit/" + "d" * 40, "commitOid": "d" * 40}
            return 200, {}, answer | ({"pullRequestUrl": "https://huggingface.co/org/saes/discussions/1"} if "create_pr" in request.path else {})
        return ok if path in ("/verify", "/complete") else (404, {}, {})

    def action(self, o):
        if o["oid"] in self.stored:
            return o
        header, place = {"x-storage": "yes"}, f"{self.storage}/{o['oid']}?signature=x"
        if self.chunk:
            count = -(-o["size"] // self.chunk)
            header = {"chunk_size": str(self.chunk)} | {f"{n:05}": f"{self.storage}/{o['oid']}/{n}?signature=x" for n in range(1, count + 1)}
            place = f"{self.hub}/complete"
        return o | {"actions": {"upload": {"href": place, "header": header}, "verify": {"href": f"{self.hub}/verify", "header": {}}}}


def converse(folder, *, private=False, create_pr=False, **options):
    hub = Hub(**options)
    api = HfApi(endpoint=hub.hub, token="hf_token")
    api.create_repo("org/saes", private=private or None, exist_ok=True)
    api.upload_folder(
        repo_id="org/saes", folder_path=folder, commit_message="Upload the SAE topk/sae", commit_description="words", create_pr=create_pr)
    for server in hub.servers:
        server.shutdown()
    return hub.log


def main():
    weights = sha256(FILES["topk/sae/sae_weights.safetensors"])
    with tempfile.TemporaryDirectory() as folder:
        for name, data in FILES.items():
            path = pathlib.Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        conversations = {
            "basic": converse(folder),
            "private": converse(folder, private=True),
            "multipart": converse(folder, chunk=100_000),
            "present": converse(folder, present=[weights]),
            "pull request": converse(folder, create_pr=True),
        }
    target = REPO / "Tests/Goldens/exchange/upload"
    target.mkdir(parents=True, exist_ok=True)
    text = json.dumps(conversations, indent=1) + "\n"
    (target / "conversations.json").write_text(text)
    facts = {
        "made_by": "Tools/goldens/exchange/hub/record_upload.py",
        "huggingface_hub": importlib.metadata.version("huggingface_hub"),
        "files": {"conversations.json": sha256(text.encode())},
    }
    (target / "provenance.json").write_text(json.dumps(facts, indent=2) + "\n")
    for name, log in conversations.items():
        print(name, [f"{e['server']} {e['method']} {e['target']}" for e in log])


main()
