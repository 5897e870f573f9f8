#!/usr/bin/env python3
"""A repository on a forge, served on this machine: forge_shapes.py FOLDER SHAPES [SHAPES…]

Answers as SHAPES/routes.txt says (tests/support/forge_shapes/github or gitlab; of several, the last one that has the route),
on 127.0.0.1 and a port that the kernel chooses and FOLDER/port then holds. A path may begin with /api/v3 or /api/v4. What it
has no route for is 404. A line of routes.txt is REQUEST FILE [STATUS [HEADER: VALUE]]; {host} in the value is this server's.
A route that ends in "!token" is for those who come with a token: so a registry is served, which refuses the others.
FOLDER/requests.log has a line for every request: its route, its status, and whether a token came with it.

FOLDER/faults, where it exists, says what goes wrong: a line "ROUTE WHAT" is used up by the first request of that route
("GET /repos/acme/rocket", "GRAPHQL commits"; "*": any), WHAT being a status ("502"), "limited:SECONDS" (429 with
Retry-After), "primary:SECONDS" (403 with X-RateLimit-Reset) or "garbage". Ends by itself after ten minutes.
"""
import hashlib
import http.server
import json
import os
import pathlib
import re
import signal
import sys
import threading
import time


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    lock = threading.Lock()
    folder = None
    routes = {}

    def route(self):
        if self.command == "GET":
            return "GET " + re.sub(r"^/api/v[34](?=/)", "", self.path)
        length = int(self.headers.get("Content-Length") or 0)
        match = re.match(r"query (\w+)", json.loads(self.rfile.read(length)).get("query", ""))
        return "GRAPHQL " + (match[1] if match else "?")

    def fault(self, route):
        file = self.folder / "faults"
        if not file.is_file():
            return ""
        lines = file.read_text().splitlines()
        for at, line in enumerate(lines):
            asked, _, what = line.rpartition(" ")
            if asked in (route, "*"):
                file.write_text("".join(rest + "\n" for rest in lines[:at] + lines[at + 1:]))
                return what
        return ""

    def answer(self, route):
        word, _, seconds = self.fault(route).partition(":")
        if word == "limited":
            return 429, b"{}", [("Retry-After", seconds)]
        if word == "primary":
            return 403, b"{}", [("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", str(int(time.time()) + int(seconds)))]
        if word == "garbage":
            return 200, b"<html>", []
        if word:
            return int(word), b'{"message": "fault"}', []
        if self.headers.get("Authorization") and route + "!token" in self.routes:
            route += "!token"
        if route not in self.routes:
            return 404, b'{"message": "Not Found"}', []
        status, file, headers = self.routes[route]
        body = file.read_bytes()
        headers = [(name, value.replace("{host}", self.headers["Host"])) for name, value in headers]
        tag = '"' + hashlib.sha256(body).hexdigest()[:20] + '"'
        if self.command == "GET" and self.headers.get("If-None-Match") == tag:
            return 304, b"", [("ETag", tag)]
        return status, body, [("ETag", tag), *headers]

    def do_GET(self):
        with self.lock:
            route = self.route()
            status, body, headers = self.answer(route)
            with open(self.folder / "requests.log", "a") as log:
                log.write(f"{route} {status} {'token' if self.headers.get('Authorization') else '-'}\n")
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        if all(name != "Content-Type" for name, _ in headers):
            self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, *_):
        pass


def read_routes(shapes):
    routes = {}
    for line in (shapes / "routes.txt").read_text().splitlines():
        words = line.split(None, 4)
        if words and words[0] in ("GET", "GRAPHQL"):
            name, _, value = words[4].partition(": ") if len(words) > 4 else ("", "", "")
            routes[" ".join(words[:2])] = (int(words[3]) if len(words) > 3 else 200, shapes / words[2], [(name, value)] if name else [])
    return routes


if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[1])
    signal.alarm(600)
    routes = {}
    for shapes in sys.argv[2:]:
        routes.update(read_routes(pathlib.Path(shapes)))
    bound = type("Bound", (Handler,), {"folder": folder, "routes": routes})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), bound)
    server.daemon_threads = True
    (folder / "port.part").write_text(str(server.server_address[1]))
    os.replace(folder / "port.part", folder / "port")
    server.serve_forever()
