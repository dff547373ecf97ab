#!/usr/bin/env python3
"""Uploads an SAE by a command to a Hub on the loopback, and has SAELens load it from there.

    /work/venv/bin/python Tools/goldens/exchange/hub/check_upload.py FOLDER ID COMMAND...

FOLDER is the SAE's folder, ID what it is called in the repository, and COMMAND uploads it to the repository org/saes at
HF_ENDPOINT: orthosae upload FOLDER org/saes --id ID. Every tensor that SAELens loads is compared with the folder's.
"""

import base64
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

COMMITS = [c * 40 for c in "ab"]


class Hub(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    exists, head, files, stored, lock = False, 0, {}, {}, threading.Lock()

    def log_message(self, *_):
        pass

    def reply(self, status, body=b"", **headers):
        if not isinstance(body, bytes):
            body = json.dumps(body).encode()
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def handle_any(self):
        data = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        with Hub.lock:
            self.answer(self.path.split("?")[0], data)

    do_GET = do_POST = do_PUT = do_HEAD = handle_any

    def answer(self, path, data):
        here = f"http://{self.headers['Host']}"
        if path == "/api/repos/create":
            status, Hub.exists = (409 if Hub.exists else 200), True
            return self.reply(status, {"url": f"{here}/org/saes"})
        if path == "/api/models/org/saes" or path.startswith("/api/models/org/saes/revision/"):
            siblings = [{"rfilename": p, "blobId": hashlib.sha1(f"blob {len(b)}\0".encode() + b).hexdigest(), "size": len(b)} for p, b in Hub.files.items()]
            return self.reply(200, {"id": "org/saes", "sha": COMMITS[Hub.head], "private": False, "siblings": siblings, "tags": [], "downloads": 0, "likes": 0})
        if path.endswith("/preupload/main"):
            files = json.loads(data)["files"]
            return self.reply(200, {"files": [{"path": f["path"], "shouldIgnore": False, "uploadMode": "lfs" if f["path"].endswith("safetensors") else "regular"} for f in files]})
        if path.endswith("/objects/batch"):
            return self.reply(200, {"objects": [o | {"actions": {"upload": {"href": f"{here}/store/{o['oid']}"}}} for o in json.loads(data)["objects"]]})
        if path.startswith("/store/"):
            assert hashlib.sha256(data).hexdigest() == path[7:]
            Hub.stored[path[7:]] = data
            return self.reply(200)
        if path.endswith("/commit/main"):
            for line in map(json.loads, data.splitlines()):
                value = line["value"]
                if line["key"] == "file":
                    Hub.files[value["path"]] = base64.b64decode(value["content"])
                elif line["key"] == "lfsFile":
                    Hub.files[value["path"]] = Hub.stored[value["oid"]]
            Hub.head = 1
            return self.reply(200, {"commitOid": COMMITS[1], "commitUrl": f"{here}/org/saes/commit/{COMMITS[1]}"})
        if "/resolve/" in path:
            name = path.split("/resolve/")[1].split("/", 1)[1]
            if name in Hub.files:
                etag = hashlib.sha256(Hub.files[name]).hexdigest()
                return self.reply(200, Hub.files[name], ETag=f'"{etag}"', X_Repo_Commit=COMMITS[Hub.head])
            return self.reply(404, X_Error_Code="EntryNotFound", X_Error_Message="Entry not found")
        self.reply(404, X_Error_Code="RepoNotFound", X_Error_Message="Repository not found")


def main():
    folder, name, *command = sys.argv[1:]
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    os.environ |= {
        "HF_ENDPOINT": f"http://127.0.0.1:{server.server_address[1]}", "HF_TOKEN": "hf_test", "HF_HOME": tempfile.mkdtemp(), "HF_HUB_DISABLE_XET": "1", "NO_PROXY": "*", "no_proxy": "*"}
    subprocess.run(command, check=True)
    print("the repository has", {path: len(data) for path, data in sorted(Hub.files.items())})

    from safetensors.torch import load_file
    from sae_lens import SAE

    sae = SAE.from_pretrained("org/saes", name)
    tensors = load_file(pathlib.Path(folder, "sae_weights.safetensors"))
    state = sae.state_dict()
    assert set(tensors) == set(state), (set(tensors), set(state))
    for key, tensor in tensors.items():
        assert (tensor == state[key]).all(), key
    print(f"SAELens loads {name}: {sae.cfg.architecture()}, {len(state)} tensors, all equal")


main()
