#!/usr/bin/env python3
"""GitHub's issues on this machine, as its REST API documents them: forge_server.py FOLDER

Serves the repository OWNER/REPO on 127.0.0.1, on a port that the kernel chooses and FOLDER/port then holds. What it knows:
FOLDER/seed.json, a list of issues, to begin with; FOLDER/state.json, rewritten after every write, what is there now.

FOLDER/writes.log has a line for every write that took effect, FOLDER/requests.log one for every request. FOLDER/faults, where
it exists, says what goes wrong: a line "METHOD WHAT" is used up by the first request of that method ("*": any). WHAT is
  drop-before, drop-after   the connection is lost before, or after, the request took effect
  500, 502, ...             that status, and nothing else happens;  after-502: the same, but it did take effect
  limited:SECONDS           429 with Retry-After;  primary:SECONDS: 403 with X-RateLimit-Reset;  secondary: 403 with its words
  slow:SECONDS              the answer comes later;  garbage: 200 with bytes that are no JSON;  lag: drop-after,
                            and the next two lists do not have the newest issue yet
Tokens: "workflow" writes as github-actions[bot] and may not ask who it is; "person" is a member; "stranger" may write nothing
but issues and comments; others are refused. Ends by itself after two minutes.
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
import urllib.parse

PEOPLE = {
    "workflow": ("github-actions[bot]", "Bot", "NONE"),
    "person": ("keeper", "User", "MEMBER"),
    "stranger": ("stranger", "User", "NONE"),
}
REPOSITORY = "/repos/OWNER/REPO/issues"


class Lost(Exception):
    pass


class Forge:
    """What the server knows. `on_write(number, stage)` is called before and after each write takes effect."""

    def __init__(self, folder, seed=()):
        self.folder = pathlib.Path(folder)
        self.issues, self.comments, self.writes, self.lagging = [], {}, 0, 0
        self.on_write = lambda number, stage: None
        self.lock = threading.RLock()
        for issue in seed:
            self.add(issue["title"], issue.get("body"), issue.get("labels", []), (issue.get("user", "github-actions[bot]"), "Bot" if issue.get("user", "[bot]").endswith("[bot]") else "User", issue.get("association", "NONE")),
                     issue.get("state", "open"), issue.get("pull_request", False))
        self.save()

    def add(self, title, body, labels, who, state="open", pull_request=False, assignees=()):
        issue = {"number": len(self.issues) + 1, "title": title, "body": body, "state": state, "state_reason": None, "locked": False,
                 "user": {"login": who[0], "type": who[1]}, "author_association": who[2], "labels": [{"name": label} for label in labels],
                 "assignees": [{"login": login} for login in assignees]}
        if pull_request:
            issue["pull_request"] = {"url": "x"}
        self.issues.append(issue)
        return issue

    def save(self):
        part = self.folder / "state.part"
        part.write_text(json.dumps({"issues": self.issues, "comments": self.comments}, indent=1))
        os.replace(part, self.folder / "state.json")

    def log(self, name, line):
        with open(self.folder / name, "a") as log:
            log.write(line + "\n")

    def fault(self, method):
        file = self.folder / "faults"
        if not file.is_file():
            return ""
        lines = file.read_text().splitlines()
        for at, line in enumerate(lines):
            if line.split()[0] in (method, "*"):
                file.write_text("\n".join(lines[:at] + lines[at + 1:]) + "\n" if len(lines) > 1 else "")
                return line.split()[1]
        return ""

    def write(self, method, path, body, who):
        with self.lock:
            self.writes += 1
            number = self.writes
            self.on_write(number, "before")
            status, answer = self.change(method, path, body, who)
            if status < 300:
                self.save()
                self.log("writes.log", f"{method} {path} {json.dumps(body, sort_keys=True)}")
            self.on_write(number, "after")
            return status, answer

    def change(self, method, path, body, who):
        match = re.fullmatch(REPOSITORY + r"(?:/(\d+)(/comments)?)?", path)
        if not match:
            return 404, {"message": "Not Found"}
        if match[1] and int(match[1]) > len(self.issues):
            return 404, {"message": "Not Found"}
        if method == "POST" and not match[1]:
            if not isinstance(body.get("title"), str) or not body["title"] or len(body.get("body") or "") > 65536:
                return 422, {"message": "Validation Failed"}
            return 201, self.add(body["title"], body.get("body"), body.get("labels", []), who, assignees=body.get("assignees", []))
        if method == "POST" and match[2]:
            comment = {"body": body["body"], "user": {"login": who[0], "type": who[1]}, "author_association": who[2]}
            self.comments.setdefault(match[1], []).append(comment)
            return 201, comment
        issue = self.issues[int(match[1]) - 1]
        if method == "PATCH" and who[2] == "NONE" and who[1] != "Bot":
            return 403, {"message": "Must have admin rights to Repository."}
        if method == "PATCH" and not match[2]:
            for field in ("title", "body", "state", "state_reason"):
                if field in body:
                    issue[field] = body[field]
            if "labels" in body:
                issue["labels"] = [{"name": label} for label in body["labels"]]
            return 200, issue
        return 404, {"message": "Not Found"}

    def read(self, path, query):
        if path == REPOSITORY:
            items = self.issues
            if self.lagging > 0:
                self.lagging -= 1
                items = items[:-1]
            if query.get("state", "open") != "all":
                items = [issue for issue in items if issue["state"] == query.get("state", "open")]
            return list(reversed(items)) if query.get("direction", "desc") == "desc" else items
        match = re.fullmatch(REPOSITORY + r"/(\d+)(/comments)?", path)
        if not match or int(match[1]) > len(self.issues):
            return None
        return self.comments.get(match[1], []) if match[2] else self.issues[int(match[1]) - 1]


class Handler(http.server.BaseHTTPRequestHandler):
    forge = None
    protocol_version = "HTTP/1.1"

    def answer(self, status, content, headers=()):
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", "0" if status == 304 else str(len(body)))
        self.end_headers()
        if status != 304:
            self.wfile.write(body)

    def handle_any(self):
        forge = self.forge
        length = int(self.headers.get("Content-Length") or 0)
        sent = self.rfile.read(length)
        fault = forge.fault(self.command)
        forge.log("requests.log", f"{self.command} {self.path}" + (f" [{fault}]" if fault else ""))
        word, _, argument = fault.partition(":")
        if word == "drop-before":
            raise Lost
        if word == "slow":
            time.sleep(float(argument))
        if word == "limited":
            return self.answer(429, {"message": "slow down"}, [("Retry-After", argument)])
        if word == "primary":
            return self.answer(403, {"message": "API rate limit exceeded"}, [("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", str(int(time.time()) + int(argument)))])
        if word == "secondary":
            return self.answer(403, {"message": "You have exceeded a secondary rate limit."}, [("Retry-After", "1")])
        if word == "garbage":
            return self.answer(200, b"<html>\xff")
        if word.isdigit():
            return self.answer(int(word), {"message": "fault"})
        status, content, headers = self.serve(sent)
        if word == "lag":
            forge.lagging = 2
        if word in ("drop-after", "lag"):
            raise Lost
        if word.startswith("after-"):
            return self.answer(int(word[6:]), {"message": "fault"})
        return self.answer(status, content, headers)

    def serve(self, sent):
        token = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
        if token and token not in PEOPLE:
            return 401, {"message": "Bad credentials"}, []
        url = urllib.parse.urlsplit(self.path)
        query = {key: values[0] for key, values in urllib.parse.parse_qs(url.query).items()}
        if self.command != "GET":
            if not token:
                return 401, {"message": "Requires authentication"}, []
            return *self.forge.write(self.command, url.path, json.loads(sent), PEOPLE[token]), []
        if url.path == "/user":
            if token == "workflow":
                return 403, {"message": "Resource not accessible by integration"}, []
            return 200, {"login": PEOPLE[token][0]}, []
        with self.forge.lock:
            found = self.forge.read(url.path, query)
            if found is None:
                return 404, {"message": "Not Found"}, []
            headers = []
            if isinstance(found, list):
                page, size = int(query.get("page", 1)), int(query.get("per_page", 30))
                if os.environ.get("FORGE_PAGE"):
                    size = int(os.environ["FORGE_PAGE"])
                if page * size < len(found):
                    again = urllib.parse.urlencode({**query, "page": page + 1})
                    headers.append(("Link", f'<http://{self.headers["Host"]}{url.path}?{again}>; rel="next", <http://{self.headers["Host"]}{url.path}?page=99>; rel="last"'))
                found = found[(page - 1) * size:page * size]
            tag = '"' + hashlib.sha256(json.dumps(found).encode()).hexdigest()[:20] + '"'
            headers.append(("ETag", tag))
            return 304 if self.headers.get("If-None-Match") == tag else 200, found, headers

    def do_GET(self):
        try:
            self.handle_any()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the client was killed
        except Lost:
            self.close_connection = True
            self.connection.shutdown(2)

    do_POST = do_PATCH = do_GET

    def log_message(self, *_):
        pass


def start(folder, seed=()):
    """A server in a thread: (forge, its URL)."""
    forge = Forge(folder, seed)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Handler,), {"forge": forge}))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return forge, f"http://127.0.0.1:{server.server_address[1]}"


if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[1])
    signal.alarm(120)
    seed = folder / "seed.json"
    _, url = start(folder, json.loads(seed.read_text()) if seed.is_file() else [])
    (folder / "port.part").write_text(url.rsplit(":", 1)[1])
    os.replace(folder / "port.part", folder / "port")
    signal.pause()
