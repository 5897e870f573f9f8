"""Services of the outside on this machine, for tests from end to end: what all of them have in common.

A fake is a Service with routes. It keeps a journal of every write that took effect, and fails as it is told. Loopback only;
standard library only; it ends by itself.

    SCRIPT FOLDER [--seconds N]    serves FOLDER/seed.json; prints its port, which FOLDER/port holds as well
    start(Service(folder))         in a thread of a test: its URL

Control, without credentials, below /_control/:
    GET writes      what took effect: [{"number", "method", "path", "query", "body", "status"}]
    GET requests    all that came: ["METHOD PATH [FAULT]"]
    GET state       what the service knows
    POST faults     {"at": N, "method": METHOD, "what": WHAT}: the N-th request from now of that method fails; "write" is any
                    method that writes (the default), "read" is GET, "*" any
    POST set        a new value of members of the service ({"skew": 3600}); POST change: what the fake itself offers
    POST stop
WHAT is
    drop-before, drop-after       the connection is lost before, or after, the request took effect
    500, 403, ...                 that status, and nothing else;  after-502: the same, but it did take effect
    limited:SECONDS               429 with Retry-After;  limited: 429 without one
    garbage:TEXT                  200 with malformed JSON that has TEXT in it;  after-garbage:TEXT: it did take effect
    refused:TEXT                  422 whose every word is TEXT;  cut: an answer that ends too early, after the effect
    slow:SECONDS                  the answer comes later;  redirect:URL: 302 to there
and what a fake adds (Service.own_fault).
"""
import email.utils
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


class Lost(Exception):
    pass


class Refused(Exception):
    def __init__(self, status, body):
        super().__init__(status)
        self.status, self.body = status, body


class Request:
    def __init__(self, method, path, query, body, headers, match=None):
        self.method, self.path, self.query, self.body, self.headers, self.match = method, path, query, body, headers, match

    def one(self, name, default=None):
        return self.query.get(name, [default])[0]


class Answer:
    def __init__(self, status, body=None, headers=()):
        self.status, self.body, self.headers = status, body, list(headers)


class Service:
    """`routes` are (method, pattern of the whole path, name of a method). `members` are saved, seeded and shown."""
    routes = ()
    members = ()
    log_requests = True

    def __init__(self, folder=None, seed=None):
        self.folder = pathlib.Path(folder) if folder else None
        self.lock = threading.RLock()
        self.writes, self.requests, self.faults, self.skew, self.url = [], [], [], 0, ""
        self.on_write = lambda number, stage: None  # a test can kill the program here
        for name, value in (seed or {}).items():
            self.set(name, value)

    def set(self, name, value):
        if name not in (*self.members, "skew"):
            raise KeyError(name)
        setattr(self, name, value)

    def now(self):
        return time.time() + self.skew

    def instant(self, at=None):
        seconds = self.now() if at is None else at
        return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds)) + f".{int(seconds % 1 * 1000):03d}Z"

    def state(self):
        return {name: getattr(self, name) for name in self.members}

    # To be overridden: raises Refused where the caller may not, and where it sent what cannot be.
    def authorize(self, request):
        pass

    def unknown(self, request):
        return Answer(404, {"message": "Not Found"})

    def own_fault(self, word, argument, request):
        return None

    def change(self, what):
        raise KeyError("change")

    # Which fault this request meets.
    def fault(self, method):
        with self.lock:
            for fault in self.faults:
                wanted = fault.get("method", "write")
                if wanted not in ("*", method) and not (wanted == "write" and method != "GET") and not (wanted == "read" and method == "GET"):
                    continue
                fault["at"] = fault.get("at", 1) - 1
                if fault["at"] <= 0:
                    self.faults.remove(fault)
                    return fault["what"]
        return ""

    def serve(self, request):
        if request.method == "GET":
            with self.lock:
                return self.route(request)
        with self.lock:
            number = len(self.writes) + 1
            self.on_write(number, "before")
            answer = self.route(request)
            if answer.status < 300:
                self.writes.append({"number": number, "method": request.method, "path": request.path, "query": request.query,
                                    "body": request.body, "status": answer.status})
                self.save()
            self.on_write(number, "after")
            return answer

    def route(self, request):
        try:
            self.authorize(request)
            for method, pattern, name in self.routes:
                match = re.fullmatch(pattern, request.path)
                if match and method == request.method:
                    request.match = match
                    return getattr(self, name)(request)
            return self.unknown(request)
        except Refused as refused:
            return Answer(refused.status, refused.body)

    def save(self):
        if self.folder:
            part = self.folder / "state.part"
            part.write_text(json.dumps({**self.state(), "writes": self.writes}, indent=1))
            os.replace(part, self.folder / "state.json")

    def control(self, method, name, body):
        with self.lock:
            if method == "GET":
                return {"writes": self.writes, "requests": self.requests, "state": self.state()}[name]
            if name == "faults":
                self.faults.append(body)
            elif name == "set":
                for key, value in body.items():
                    self.set(key, value)
            elif name == "change":
                return self.change(body)
            return {}


class Handler(http.server.BaseHTTPRequestHandler):
    service = None
    protocol_version = "HTTP/1.1"

    def date_time_string(self, timestamp=None):
        return email.utils.formatdate(self.service.now(), usegmt=True)

    def give(self, answer, cut=False):
        body = b"" if answer.body is None else answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
        self.send_response(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body) + (7 if cut else 0)))
        self.end_headers()
        self.wfile.write(body)
        if cut:
            raise Lost

    def handle_any(self):
        service = self.service
        sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        url = urllib.parse.urlsplit(self.path)
        if url.path.startswith("/_control/"):
            return self.handle_control(url.path.removeprefix("/_control/"), sent)
        fault = service.fault(self.command)
        if service.log_requests:
            with service.lock:
                service.requests.append(f"{self.command} {self.path}" + (f" [{fault}]" if fault else ""))
        word, _, argument = fault.partition(":")
        try:
            body = json.loads(sent) if sent else None
        except ValueError:
            return self.give(Answer(400, {"message": "Problems parsing JSON"}))
        request = Request(self.command, url.path, urllib.parse.parse_qs(url.query, keep_blank_values=True), body, self.headers)
        before = self.fail_before(word, argument, request)
        if before:
            return self.give(before)
        answer = service.serve(request)
        if word == "drop-after":
            raise Lost
        if word.startswith("after-"):
            answer = self.malformed(argument) if word == "after-garbage" else Answer(int(word[6:]), {"message": argument})
        self.give(answer, cut=word == "cut")

    @staticmethod
    def malformed(text):
        return Answer(200, ('{"data": {"title": "' + text + '", ' + text).encode())

    def fail_before(self, word, argument, request):
        if word == "drop-before":
            raise Lost
        if word == "slow":
            time.sleep(float(argument))
        if word == "limited":
            return Answer(429, {"message": "slow down"}, [("Retry-After", argument)] if argument else [])
        if word == "garbage":
            return self.malformed(argument)
        if word == "redirect":
            return Answer(302, None, [("Location", argument)])
        if word == "refused":
            every = {"title": argument, "detail": argument, "field": argument, "code": argument, "message": argument, "keyword": argument,
                     "instancePath": "/" + argument, "param": argument, "source": {"pointer": "/" + argument, "parameter": argument},
                     "params": {"missingProperty": argument}}
            return Answer(422, {"message": argument, "error": argument, "errors": [every], "details": {"errors": [every]}, argument: argument})
        if word.isdigit():
            return Answer(int(word), {"message": argument or "fault"})
        return self.service.own_fault(word, argument, request)

    def handle_control(self, name, sent):
        if name == "stop":
            self.give(Answer(200, {}))
            threading.Thread(target=self.server.shutdown, daemon=True).start()
            return
        try:
            self.give(Answer(200, self.service.control(self.command, name, json.loads(sent) if sent else None)))
        except (KeyError, ValueError) as error:
            self.give(Answer(400, {"message": repr(error)}))

    def handle_one(self):
        try:
            self.handle_any()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the client was killed
        except Lost:
            self.close_connection = True
            self.connection.shutdown(2)

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = handle_one

    def log_message(self, *_):
        pass


def server_of(service):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Handler,), {"service": service}))
    server.daemon_threads = True
    service.url = f"http://127.0.0.1:{server.server_address[1]}"
    return server


def start(service):
    """Serves in a thread: the URL."""
    server = server_of(service)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    return service.url


def page_of(items, number, size):
    """The page's items, and whether more follow."""
    return items[(number - 1) * size:number * size], number * size < len(items)


def main(kind):
    folder = pathlib.Path(sys.argv[1])
    signal.alarm(int(sys.argv[3]) if sys.argv[2:3] == ["--seconds"] else 120)
    seed = folder / "seed.json"
    service = kind(folder, json.loads(seed.read_text()) if seed.is_file() else None)
    server = server_of(service)
    port = service.url.rsplit(":", 1)[1]
    (folder / "port.part").write_text(port)
    os.replace(folder / "port.part", folder / "port")
    print(port, flush=True)
    server.serve_forever(poll_interval=0.05)
