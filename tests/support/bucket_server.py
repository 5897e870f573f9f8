#!/usr/bin/env python3
"""A bucket of advisories on this machine: bucket_server.py FOLDER PORT_FILE

Serves FOLDER on 127.0.0.1, on a port that the kernel chooses and PORT_FILE then holds, with entity tags and the checksum
header of the public bucket. A file NAME.status beside NAME holds the status to answer with instead. Every request is a
line in PORT_FILE.log. Ends by itself after a minute, so that a test that dies leaves nothing behind.
"""
import base64
import hashlib
import http.server
import os
import pathlib
import signal
import sys
import urllib.parse

folder, port_file = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])


def crc32c(data):
    crc = 0xffffffff
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82f63b78 if crc & 1 else 0)
    return crc ^ 0xffffffff


class Bucket(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        name = urllib.parse.unquote(self.path).lstrip("/")
        file, forced = folder / name, folder / (name + ".status")
        body = file.read_bytes() if file.is_file() else b""
        tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        status = int(forced.read_text()) if forced.is_file() else 200 if file.is_file() else 404
        if status == 200 and self.headers.get("If-None-Match") == tag:
            status = 304
        self.send_response(status)
        if status == 200:
            self.send_header("ETag", tag)
            self.send_header("x-goog-hash", "crc32c=" + base64.b64encode(crc32c(body).to_bytes(4, "big")).decode())
            self.send_header("Content-Length", str(len(body)))
        elif status != 304:
            self.send_header("Content-Length", "0")
        self.end_headers()
        if status == 200:
            self.wfile.write(body)

    def log_request(self, code="-", size="-"):
        with open(f"{port_file}.log", "a") as log:
            log.write(f"{self.path} {int(code)}\n")


server = http.server.HTTPServer(("127.0.0.1", 0), Bucket)
signal.alarm(60)
part = port_file.with_suffix(".part")
part.write_text(str(server.server_address[1]))
os.replace(part, port_file)
server.serve_forever()
