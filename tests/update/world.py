"""A registry of npm on this machine, a project that vendors from it, and a home for ward: new for every case."""
import base64
import gzip
import hashlib
import http.server
import io
import json
import os
import pathlib
import shutil
import subprocess
import tarfile
import tempfile
import threading
import urllib.parse


def tarball(files, folder="package", packing=lambda raw: gzip.compress(raw, mtime=0)):
    """The bytes of a .tgz: {path: text or (text, mode)}; the same files are the same bytes."""
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for path, content in sorted(files.items()):
            text, mode = content if isinstance(content, tuple) else (content, 0o644)
            data = text if isinstance(text, bytes) else text.encode()
            info = tarfile.TarInfo(f"{folder}/{path}" if folder else path)
            info.size, info.mode, info.mtime = len(data), mode, 499162500
            tar.addfile(info, io.BytesIO(data))
    return packing(raw.getvalue())


class Upstream:
    """Serves what is put into `files` ({path: bytes or (status, bytes)}), and packuments of `packages`."""

    def __init__(self):
        self.files, self.packages, self.requests = {}, {}, []
        upstream = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                path = urllib.parse.unquote(urllib.parse.urlsplit(self.path).path)
                upstream.requests.append(self.path)
                status, body = upstream.answer(path)
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *arguments):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, path):
        if path in self.files:
            content = self.files[path]
            return content if isinstance(content, tuple) else (200, content)
        name = path.lstrip("/")
        if name in self.packages:
            return 200, json.dumps(self.packages[name]).encode()
        return 404, b"<!DOCTYPE html><html><body>not here</body></html>"

    def publish(self, name, version, files, tag="latest", **changes):
        """A version on the registry; `changes` go into its `dist`, to make it lie."""
        manifest = {"name": name, "version": version, "license": "MIT", "repository": f"github:o/{name}"}
        files = {"package.json": json.dumps(manifest, indent=2) + "\n", **files}
        packed = tarball(files)
        base = name.rsplit("/", 1)[-1]
        path = f"/{name}/-/{base}-{version}.tgz"
        self.files[path] = packed
        dist = {"tarball": self.url + path, "shasum": hashlib.sha1(packed).hexdigest(),
                "integrity": "sha512-" + base64.b64encode(hashlib.sha512(packed).digest()).decode()}
        document = self.packages.setdefault(name, {"name": name, "dist-tags": {}, "versions": {}, "time": {}})
        document["versions"][version] = {**manifest, "dist": {**dist, **changes}}
        document["dist-tags"][tag] = version
        document["time"][version] = "2025-01-01T00:00:00.000Z"
        return files


class World:
    count = 0

    def __init__(self, program):
        World.count += 1
        self.program = program
        self.work = pathlib.Path(tempfile.mkdtemp(prefix="ward-update-"))
        self.project = self.work / "project"
        self.project.mkdir()
        self.upstream = Upstream()
        self.git("init", "-q", "-b", "main")

    def close(self):
        self.upstream.server.shutdown()
        self.upstream.server.server_close()
        shutil.rmtree(self.work, ignore_errors=True)

    def environment(self, **more):
        # Tools of a case stand before the machine's.
        return {"PATH": f"{self.work}/bin:{os.environ['PATH']}", "HOME": str(self.work), "WARD_HOME": str(self.work / "home"), "SOURCE_DATE_EPOCH": "1767225600",
                "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_AUTHOR_NAME": "Keeper", "GIT_AUTHOR_EMAIL": "keeper@example.org",
                "GIT_COMMITTER_NAME": "Keeper", "GIT_COMMITTER_EMAIL": "keeper@example.org",
                "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", ""), "UBSAN_OPTIONS": os.environ.get("UBSAN_OPTIONS", ""), **more}

    def git(self, *words, folder=None):
        done = subprocess.run(["git", *words], cwd=folder or self.project, env=self.environment(), capture_output=True, text=True)
        assert done.returncode == 0, (words, done.stderr)
        return done.stdout.strip()

    def commit(self, message="base"):
        self.git("add", "-A", "-f")
        self.git("commit", "-q", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD")

    def write(self, path, text):
        whole = self.project / path
        whole.parent.mkdir(parents=True, exist_ok=True)
        whole.write_bytes(text if isinstance(text, bytes) else text.encode())

    def vendor(self, folder, files):
        for path, content in files.items():
            text, mode = content if isinstance(content, tuple) else (content, 0o644)
            self.write(f"{folder}/{path}", text)
            (self.project / folder / path).chmod(mode)

    def tree(self, folder=""):
        """{path: bytes} of a folder of the project, without git's own."""
        top = self.project / folder
        # The port of a registry on this machine is another one in every world.
        here = self.upstream.url.encode() if self.upstream.url.startswith("http://127.0.0.1:") else b"\0no address\0"
        return {str(p.relative_to(top)): p.read_bytes().replace(here, b"UPSTREAM") for p in sorted(top.rglob("*"))
                if p.is_file() and ".git" not in p.relative_to(self.project).parts and ".ward-update" not in p.parts}

    def command(self, *words):
        return [self.program, "update", words[0], "--in", str(self.project), "--registry", self.upstream.url, "--github-api", self.upstream.url + "/api",
                "--github-web", self.upstream.url + "/web", *words[1:]]

    def run(self, *words, status=0, **more):
        done = subprocess.run(self.command(*words), env=self.environment(**more), capture_output=True, text=True, timeout=300)
        assert done.returncode == status, f"{words}: exit status {done.returncode}, not {status}\n{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr

    def rows(self, *words, status=0, **more):
        """The dependencies of a report."""
        done = subprocess.run(self.command(*words, "--json"), env=self.environment(**more), capture_output=True, text=True, timeout=300)
        assert done.returncode == status, f"{words}: exit status {done.returncode}, not {status}\n{done.stdout}\n{done.stderr}"
        return json.loads(done.stdout)["updates"]

    def row(self, *words, status=0, **more):
        """The one dependency of a report."""
        return self.rows(*words, status=status, **more)[0]
