#!/usr/bin/env python3
"""A registry on this machine: npm_registry.py FOLDER PORT_FILE

Serves what make_npm.py wrote on 127.0.0.1, on a port that the kernel chooses and PORT_FILE then holds: /NAME is the document,
with the addresses of its tarballs at this server, /NAME/-/FILE a tarball, /_changes the page FOLDER/changes.json behind the
position `since`. Every request is a line in PORT_FILE.log. Ends by itself after a minute.
"""
import http.server
import json
import os
import pathlib
import signal
import sys
import urllib.parse

folder, port_file = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
REGISTRY = "https://registry.example"


class Registry(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        address = urllib.parse.urlsplit(self.path)
        name = urllib.parse.unquote(address.path).lstrip("/")
        body = None
        if name == "_changes":
            body = self.changes(urllib.parse.parse_qs(address.query))
        elif "/-/" in name:
            file = folder / "tarballs" / name.rsplit("/", 1)[1]
            body = file.read_bytes() if file.is_file() else None
        else:
            file = folder / "packuments" / (name + ".json")
            if file.is_file():
                here = f"http://127.0.0.1:{self.server.server_address[1]}"
                body = file.read_text().replace(REGISTRY, here).encode()
        self.send_response(404 if body is None else 200)
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")

    @staticmethod
    def changes(query):
        page = json.loads((folder / "changes.json").read_text())
        since = int(query.get("since", ["0"])[0])
        rows = [row for row in page["results"] if row["seq"] > since][: int(query["limit"][0])]
        return json.dumps({"results": rows, "last_seq": rows[-1]["seq"] if rows else since}).encode()

    def log_request(self, code="-", size="-"):
        with open(f"{port_file}.log", "a") as log:
            log.write(f"{self.path} {code}\n")


signal.alarm(60)
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Registry)
temporary = port_file.with_suffix(".new")
temporary.write_text(str(server.server_address[1]))
os.replace(temporary, port_file)
server.serve_forever()
