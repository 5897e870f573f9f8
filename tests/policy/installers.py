#!/usr/bin/env python3
"""Trees of other installers beside their tarballs: installers.py WARD FOLDER-OF-INSTALLERS NODE

A registry on loopback serves the packages of tests/build out of npm's cache. Each installer that FOLDER has (pnpm 10,
isolated and hoisted, pnpm 12, Yarn 1) installs webpack and its command from it, into a folder and with a home of its own,
and `ward policy verify --against-registry` compares the tree: as it was installed all is proven, and each of a flipped
byte, an added file, a package behind the wrong name, and a changed start script is found, alone and by its name.
Exit 77 where no installer, no node or no tarball is there; what of them is missing is named.
"""
import http.server
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import threading

from registry import BUILD, cached, expect, failures, npm_cache, skip

WARD, INSTALLERS, NODE = sys.argv[1], pathlib.Path(sys.argv[2]).resolve() / "node_modules", pathlib.Path(sys.argv[3]).absolute()
WANTED = ["webpack", "webpack-cli", "terser"]


def locked_tarballs():
    """(name, version) -> (integrity, file) of what tests/build installs."""
    cache = npm_cache()
    out = {}
    for place, package in json.loads((BUILD / "package-lock.json").read_text())["packages"].items():
        if not place.startswith("node_modules/") or package.get("optional"):
            continue
        name = package.get("name", place.rsplit("node_modules/", 1)[1])
        file = cached(cache, package["integrity"])
        if not file.is_file():
            skip(f"the tarball of {name}@{package['version']} is not in npm's cache")
        out[name, package["version"]] = (package["integrity"], file)
    return out


def manifest_of(file):
    with tarfile.open(file) as archive:
        for member in archive:
            if member.name.count("/") == 1 and member.name.endswith("/package.json"):
                return json.load(archive.extractfile(member))
    sys.exit(f"{file}: no package.json")


def serve(tarballs):
    """A registry of these tarballs; its URL, and how to end it."""
    documents, files = {}, {}

    class Registry(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            path = self.path.split("?")[0].lstrip("/").replace("%2f", "/").replace("%2F", "/")
            body = files[path].read_bytes() if path in files else json.dumps(documents.get(path, {"error": "not found"})).encode()
            self.send_response(200 if path in files or path in documents else 404)
            self.send_header("Content-Type", "application/octet-stream" if path in files else "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Registry)
    server.daemon_threads = True
    url = f"http://127.0.0.1:{server.server_address[1]}"
    for (name, version), (integrity, file) in tarballs.items():
        path = f"{name}/-/{name.rsplit('/', 1)[-1]}-{version}.tgz"
        files[path] = file
        document = documents.setdefault(name, {"name": name, "versions": {}, "dist-tags": {}, "time": {}})
        document["versions"][version] = manifest_of(file) | {"dist": {"tarball": f"{url}/{path}", "integrity": integrity}}
        document["dist-tags"]["latest"] = version
        document["time"][version] = "2024-01-01T00:00:00.000Z"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return url, server


def install(command, project, home, url, tarballs):
    versions = {name: version for name, version in tarballs}
    project.mkdir(parents=True)
    home.mkdir(parents=True)
    (project / "package.json").write_text(
        json.dumps({"name": "tree", "version": "1.0.0", "private": True, "dependencies": {name: versions[name] for name in WANTED}}))
    (project / ".npmrc").write_text(f"registry={url}/\n")
    (project / ".yarnrc").write_text(f'registry "{url}"\n')
    environment = {"PATH": f"{NODE.parent}:/usr/bin:/bin", "HOME": str(home), "XDG_CACHE_HOME": str(home / "cache"),
                   "XDG_DATA_HOME": str(home / "data"), "XDG_STATE_HOME": str(home / "state"), "CI": "1",
                   "npm_config_registry": url, "NO_UPDATE_NOTIFIER": "1", "COREPACK_ENABLE_STRICT": "0"}
    run = subprocess.run([str(word) for word in command], cwd=project, env=environment, capture_output=True, text=True, timeout=600)
    if run.returncode != 0:
        sys.exit(f"installers.py: {command}: {run.returncode}\n{run.stdout[-3000:]}\n{run.stderr[-3000:]}")


def verify(project, tarballs):
    run = subprocess.run([WARD, "policy", "verify", "--against-registry", "--json", "--tarballs", str(tarballs), str(project)],
                         capture_output=True, text=True, timeout=600)
    if run.returncode not in (0, 1, 4) or not run.stdout:
        sys.exit(f"installers.py: ward ended with {run.returncode}: {run.stderr}")
    report = json.loads(run.stdout)
    found = {(finding["rule"], finding["evidence"][0]["path"]) for finding in report["findings"]}
    return run.returncode, found | {("skipped", part["path"]) for part in report["skipped"]}


def real(project, path):
    """Of a package's file: where it stands."""
    return str((project / path).resolve().relative_to(project.resolve()))


def attacked(what, project, tarballs, change, wanted):
    undo = change()
    status, found = verify(project, tarballs)
    expect(f"{what}: found", found, wanted)
    expect(f"{what}: exit status", status, 1)
    undo()


def rewrite(file, change):
    """A file of its own, as installers link files to their stores."""
    before, mode = file.read_bytes(), file.stat().st_mode

    def put(data):
        file.unlink()
        file.write_bytes(data)
        file.chmod(mode)

    put(change(before))
    return lambda: put(before)


def flip(data):
    return data[:20] + bytes([data[20] ^ 1]) + data[21:]


def compare(name, project, tarballs, has_scripts):
    status, found = verify(project, tarballs)
    expect(f"{name}: all is proven", found, set())
    expect(f"{name}: exit status", status, 0)
    library = real(project, "node_modules/webpack/lib/webpack.js")
    attacked(f"{name}: one flipped byte", project, tarballs, lambda: rewrite(project / library, flip), {("changed-file", library)})
    added = real(project, "node_modules/webpack/lib") + "/evil.js"

    def add():
        (project / added).write_text("//")
        return (project / added).unlink

    attacked(f"{name}: one added file", project, tarballs, add, {("extra-file", added)})
    command = "node_modules/.bin/webpack"
    if has_scripts:
        start = project / command
        attacked(f"{name}: a start script with one line more", project, tarballs,
                 lambda: rewrite(start, lambda data: data.replace(b"\nelse\n", b"\n: evil\nelse\n", 1)), {("unproven-file", command)})
        if (project / "node_modules/webpack").is_symlink():  # in a hoisted tree other commands are links
            attacked(f"{name}: a start script of another command", project, tarballs,
                     lambda: rewrite(start, lambda _: (project / "node_modules/.bin/terser").read_bytes()), {("extra-file", command)})
            link = project / "node_modules/webpack"

            def exchange():
                target = os.readlink(link)
                link.unlink()
                link.symlink_to(os.readlink(project / "node_modules/terser"))

                def undo():
                    link.unlink()
                    link.symlink_to(target)

                return undo

            link_path = "node_modules/webpack"
            undo = exchange()
            status, found = verify(project, tarballs)
            expect(f"{name}: another package behind the name: found", ("extra-file", link_path) in found, True)
            expect(f"{name}: another package behind the name: exit status", status, 1)
            undo()
    else:
        link = project / command

        def lead_elsewhere():
            target = os.readlink(link)
            link.unlink()
            link.symlink_to("../terser/bin/terser")

            def undo():
                link.unlink()
                link.symlink_to(target)

            return undo

        attacked(f"{name}: a command that leads elsewhere", project, tarballs, lead_elsewhere, {("extra-file", command)})


def main():
    if not NODE.exists():
        skip("node is not there (npm ci in tests/nodes)")
    pnpm_10 = INSTALLERS / "pnpm-10/bin/pnpm.cjs"
    pnpm_12 = INSTALLERS / "pnpm-12/pnpm"
    yarn_1 = INSTALLERS / "yarn-1/bin/yarn.js"
    pnpm_options = ["install", "--ignore-scripts", "--no-frozen-lockfile"]
    cases = [("pnpm 10", pnpm_10, [NODE, pnpm_10, *pnpm_options], True),
             ("pnpm 10, hoisted", pnpm_10, [NODE, pnpm_10, *pnpm_options, "--config.node-linker=hoisted"], True),
             ("pnpm 12", pnpm_12, [pnpm_12, *pnpm_options], True),
             ("yarn 1", yarn_1, [NODE, yarn_1, "install", "--ignore-scripts", "--non-interactive"], False)]
    there = [case for case in cases if case[1].exists()]
    if not there:
        skip("no installer is there (npm ci in tests/installers)")
    for name, file, _, _ in cases:
        if not file.exists():
            print(f"not there: {name}")
    tarballs = locked_tarballs()
    with tempfile.TemporaryDirectory(prefix="ward-installers-") as scratch:
        scratch = pathlib.Path(scratch)
        folder = scratch / "tarballs"
        folder.mkdir()
        for (name, version), (_, file) in tarballs.items():
            shutil.copy(file, folder / f"{name.replace('@', '').replace('/', '-')}-{version}.tgz")
        url, server = serve(tarballs)
        try:
            for number, (name, _, command, has_scripts) in enumerate(there):
                project = scratch / str(number) / "project"
                install(command, project, scratch / str(number) / "home", url, tarballs)
                compare(name, project, folder, has_scripts)
        finally:
            server.shutdown()
    if failures:
        sys.exit(f"installers.py: {len(failures)} failed")


main()
