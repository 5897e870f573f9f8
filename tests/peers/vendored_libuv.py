#!/usr/bin/env python3
"""vendored_libuv.py WARD: is libuv in Debian's source of node 18.20.4 (node_source.sh) what libuv 1.44.2 was, by the upstream
tarball of Debian's own libuv1? `ward update verify` has to find what node changed in it, and nothing else."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

RECIPE = r"""schema = 1
[dep.libuv]
path = "deps/uv"
source = { kind = "local", url = "upstream", tag = "libuv1_{v}.orig.tar.gz" }
current = { file = "include/uv/version.h", regexes = ['^#define UV_VERSION_MAJOR (\d+)', '^#define UV_VERSION_MINOR (\d+)', '^#define UV_VERSION_PATCH (\d+)'], format = "{1}.{2}.{3}" }
keep = ["/*.gyp", "/*.gypi"]
drop = ["/docs/**", "/test/**", "/.github/**"]
license = { name = "libuv", file = "LICENSE" }
purl = "pkg:github/libuv/libuv"
"""
# Of what node 18 carries on top of libuv 1.44.2: the fixes of host names that are too long, and two of Windows. The m4 file is in
# libuv's archive and was left out by node.
CHANGED = {"deps/uv/include/uv/win.h": "differs", "deps/uv/src/idna.c": "differs", "deps/uv/src/win/poll.c": "differs",
           "deps/uv/m4/libuv-check-versions.m4": "missing"}


def main():
    ward = os.path.abspath(sys.argv[1])
    tree = pathlib.Path(__file__).parents[2] / "build/peers/node-18.20.4"
    apt = tree.parent / "apt"
    if os.environ.get("WARD_TEST_PEERS") != "1" or not (tree / "deps/uv").is_dir() or not (apt / "lists").is_dir():
        return 77
    with tempfile.TemporaryDirectory() as name:
        project = pathlib.Path(name)
        (project / "upstream").mkdir()
        options = ["Dir::Etc::sourcelist=/dev/null", f"Dir::Etc::sourceparts={apt}", f"Dir::State={apt}", f"Dir::State::lists={apt}/lists",
                   f"Dir::State::status={apt}/status", f"Dir::Cache={apt}/cache", "APT::Sandbox::User="]
        words = [word for option in options for word in ("-o", option)]
        got = subprocess.run(["apt-get", *words, "-qq", "source", "--download-only", "--tar-only", "libuv1"], cwd=project / "upstream", capture_output=True)
        if got.returncode != 0 or not (project / "upstream/libuv1_1.44.2.orig.tar.gz").is_file():
            return 77
        shutil.copytree(tree / "deps/uv", project / "deps/uv")
        (project / "ward.update.toml").write_text(RECIPE)
        for command in (["git", "init", "-q"], ["git", "add", "-A"], ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-qm", "x"]):
            subprocess.run(command, cwd=project, check=True)
        told = subprocess.run([ward, "update", "verify", "--all"], cwd=project, capture_output=True, text=True)
    verdicts = {}
    for line in told.stdout.splitlines():
        words = line.split()
        if len(words) > 1 and words[1].startswith("deps/uv/"):
            verdicts[words[1]] = words[0]
    assert told.returncode == 1, (told.returncode, told.stderr)
    assert {path: word for path, word in verdicts.items() if word not in ("upstream", "kept")} == CHANGED, json.dumps(verdicts, indent=1)
    print(f"{sum(word == 'upstream' for word in verdicts.values())} files are upstream's, {len(CHANGED)} are not, as node changed them")
    return 0


sys.exit(main())
