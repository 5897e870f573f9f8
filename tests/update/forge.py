"""A forge on this machine: the part of GitHub's API that pull requests need, over a bare repository, with faults to order.

Every write is in `journal`, every request with its credentials in `requests`. A fault stands before the answer of the first request
that it fits: the forge may lose its answer after it has done what was asked, refuse, send half, lead elsewhere, or not answer at all.
"""
import base64
import http.server
import json
import os
import re
import subprocess
import threading
import time
import urllib.parse

ROOT = "/api/repos/o/r"


class Fault:
    def __init__(self, method, path, kind, times=1, **more):
        self.method, self.path, self.kind, self.left, self.more = method, re.compile(path), kind, times, more
        self.reached = threading.Event()

    def fits(self, method, path):
        return self.left > 0 and method == self.method and self.path.search(path) is not None


class Forge:
    def __init__(self, bare, environment, token):
        self.bare, self.environment, self.token = bare, environment, token
        self.pulls, self.journal, self.requests, self.faults = [], [], [], []
        self.page_size, self.hidden, self.filters = 100, 0, True
        self.lock = threading.Lock()
        self.open = threading.Event()  # what stalls goes on when the forge closes
        forge = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_one(self):
                length = int(self.headers.get("Content-Length") or 0)
                forge.serve(self, self.rfile.read(length))

            do_GET = do_POST = do_PATCH = handle_one

            def log_message(self, *arguments):
                pass

        class Server(http.server.ThreadingHTTPServer):
            def handle_error(self, request, client_address):
                pass  # a client that was killed

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def close(self):
        self.open.set()
        self.server.shutdown()
        self.server.server_close()

    def fault(self, *arguments, **more):
        self.faults.append(Fault(*arguments, **more))
        return self.faults[-1]

    def git(self, *words):
        return subprocess.run(["git", *words], cwd=self.bare, env=self.environment, capture_output=True, text=True).stdout.strip()

    def branches(self):
        return dict(line.split()[::-1] for line in self.git("for-each-ref", "--format=%(objectname) %(refname:short)").splitlines())

    def add_pull(self, head, base="main", repository="o/r", **more):
        pull = {"number": len(self.pulls) + 1, "state": "open", "title": "t", "body": "", "labels": [], "merged_at": None, "merge_commit_sha": None,
                "head": {"ref": head, "sha": "0" * 40, "repo": {"full_name": repository}}, "base": {"ref": base},
                "user": {"login": "keeper-bot", "type": "Bot"}, "author_association": "CONTRIBUTOR", **more}
        pull["html_url"] = f"{self.url}/web/o/r/pull/{pull['number']}"
        self.pulls.append(pull)
        return pull

    def serve(self, handler, body):
        address = urllib.parse.urlsplit(handler.path)
        self.requests.append((handler.command, handler.path, handler.headers.get("Authorization")))
        if address.path.startswith("/web/"):
            return self.serve_git(handler, address, body)
        fault = next((fault for fault in self.faults if fault.fits(handler.command, handler.path)), None)
        if fault is not None:
            fault.left -= 1
            return self.serve_fault(handler, address, body, fault)
        return self.send(handler, *self.answer(handler, address, body))

    def serve_fault(self, handler, address, body, fault):
        kind = fault.kind
        if kind == "stall-before":
            fault.reached.set()
            return self.hang(handler)
        if kind in ("refused", "limited", "wait"):
            status, headers = {"refused": (403, {}), "limited": (403, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(time.time()) + 86400)}),
                               "wait": (429, {"Retry-After": "1"})}[kind]
            return self.send(handler, status, {"message": "Resource not accessible by personal access token"}, headers)
        if kind == "redirect":
            return self.send(handler, 307, {}, {"Location": fault.more["to"] + handler.path})
        status, answer, headers = self.answer(handler, address, body)
        text = json.dumps(answer).encode()
        if kind == "status":
            return self.send(handler, fault.more["status"], answer, headers)
        if kind == "truncated":
            return self.send(handler, status, text[:len(text) // 2], headers)
        if kind == "stall-after":
            fault.reached.set()
            return self.hang(handler)
        assert kind in ("closed", "cut"), kind
        if kind == "cut":
            handler.send_response(status)
            handler.send_header("Content-Length", str(len(text)))
            handler.end_headers()
            handler.wfile.write(text[:len(text) // 2])
        return self.hang_up(handler)

    def hang(self, handler):
        self.open.wait(30)
        self.hang_up(handler)

    @staticmethod
    def hang_up(handler):
        handler.close_connection = True
        handler.connection.close()

    @staticmethod
    def send(handler, status, answer, headers=None):
        text = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        handler.send_response(status)
        for name, value in {"Content-Length": str(len(text)), **(headers or {})}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(text)

    def answer(self, handler, address, body):
        with self.lock:
            if handler.command == "GET":
                return self.read(address)
            if handler.headers.get("Authorization") != "Bearer " + self.token:
                return 401, {"message": "Bad credentials"}, {}
            return self.write(handler.command, address.path, json.loads(body))

    def read(self, address):
        if address.path == ROOT:
            return 200, {"default_branch": "main"}, {}
        if address.path != ROOT + "/pulls":
            pull = self.pull_at(address.path)
            return (200, pull, {}) if pull else (404, {"message": "Not Found"}, {})
        query = {key: values[0] for key, values in urllib.parse.parse_qs(address.query).items()}
        owner, _, branch = query["head"].partition(":")
        rows = [p for p in reversed(self.pulls) if not self.filters or (p["head"]["ref"] == branch and p["head"]["repo"]["full_name"].startswith(owner + "/"))]
        if self.hidden > 0:  # a list that lags behind
            self.hidden -= 1
            rows = []
        page = int(query.get("page", 1))
        end = page * self.page_size
        link = {"Link": f'<{self.url}{address.path}?{address.query.split("&page=")[0]}&page={page + 1}>; rel="next"'} if end < len(rows) else {}
        return 200, rows[end - self.page_size:end], link

    def write(self, method, path, asked):
        if method == "POST" and path == ROOT + "/pulls":
            open_ones = [p for p in self.pulls if p["state"] == "open" and p["head"]["ref"] == asked["head"] and p["base"]["ref"] == asked["base"]]
            if open_ones:
                return 422, {"message": "Validation Failed", "errors": [{"message": f"A pull request already exists for o:{asked['head']}."}]}, {}
            if asked["head"] not in self.branches():
                return 422, {"message": "Validation Failed", "errors": [{"resource": "PullRequest", "field": "head", "code": "invalid"}]}, {}
            self.journal.append((method, path, asked))
            return 201, self.add_pull(asked["head"], asked["base"], title=asked["title"], body=asked["body"]), {}
        pull = self.pull_at(path)
        if pull is None:
            return 404, {"message": "Not Found"}, {}
        self.journal.append((method, path, asked))
        if path.endswith("/labels"):
            pull["labels"] += [{"name": name} for name in asked["labels"] if {"name": name} not in pull["labels"]]
            return 200, pull["labels"], {}
        pull.update({key: asked[key] for key in ("title", "body", "state") if key in asked})
        return 200, pull, {}

    def pull_at(self, path):
        number = re.search(r"/(?:pulls|issues)/(\d+)", path)
        return next((pull for pull in self.pulls if number and pull["number"] == int(number.group(1))), None)

    def serve_git(self, handler, address, body):
        """Git's own protocol, by git's own program, for who brings the token."""
        if handler.headers.get("Authorization") != "Basic " + base64.b64encode(("x-access-token:" + self.token).encode()).decode():
            return self.send(handler, 401, b"", {"WWW-Authenticate": 'Basic realm="forge"'})
        fault = next((fault for fault in self.faults if fault.fits("GIT", handler.path)), None)
        if fault is not None:
            return self.send(handler, 302, b"", {"Location": fault.more["to"] + handler.path})
        environment = {"GIT_PROJECT_ROOT": str(self.bare.parent), **self.environment, "GIT_HTTP_EXPORT_ALL": "1", "REQUEST_METHOD": handler.command,
                       "PATH_INFO": address.path.removeprefix("/web/o"), "QUERY_STRING": address.query, "REMOTE_USER": "keeper",
                       "CONTENT_TYPE": handler.headers.get("Content-Type", ""), "CONTENT_LENGTH": str(len(body))}
        if handler.headers.get("Content-Encoding"):
            environment["HTTP_CONTENT_ENCODING"] = handler.headers["Content-Encoding"]
        if handler.headers.get("Git-Protocol"):
            environment["GIT_PROTOCOL"] = handler.headers["Git-Protocol"]
        program = os.path.join(subprocess.run(["git", "--exec-path"], capture_output=True, text=True).stdout.strip(), "git-http-backend")
        done = subprocess.run([program], input=body, env=environment, capture_output=True)
        head, _, rest = done.stdout.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n") if line)
        return self.send(handler, int(headers.pop("Status", "200").split()[0]), rest, headers)
