#!/usr/bin/env python3
"""Makes a tree that attacks whoever scans it: make_tree.py FOLDER [--depth N] [--big BYTES]

It holds one honest thing to find (npm package `hostile-find` 1.0.0, installed), which everything else tries to hide, to run
something (a file PWNED beside the tree would appear), or to exhaust the scanner."""
import argparse
import os
import pathlib
import subprocess

arguments = argparse.ArgumentParser()
arguments.add_argument("folder")
arguments.add_argument("--depth", type=int, default=100_000)
arguments.add_argument("--big", type=int, default=1 << 30)
options = arguments.parse_args()

root = pathlib.Path(options.folder).absolute()
root.mkdir(parents=True)
pwned = f"touch {root.parent}/PWNED"


def write(path, text):
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


# What must be found in spite of everything.
write("package.json", '{"name": "app", "version": "1.0.0", "dependencies": {"hostile-find": "1.0.0"}}')
write("node_modules/hostile-find/package.json", '{\n  "name": "hostile-find",\n  "version": "1.0.0"\n}\n')

# Other tools' ignore files, here and in the package's own folder.
for place in ("", "node_modules/", "node_modules/hostile-find/"):
    write(place + "osv-scanner.toml", '[[IgnoredVulns]]\nid = "GHSA-hostile"\n[[PackageOverrides]]\nignore = true\n')
    write(place + ".trivyignore", "GHSA-hostile\nCVE-2024-0001\n")
    write(place + ".grype.yaml", "ignore:\n  - vulnerability: CVE-2024-0001\n")
    write(place + ".snyk", "ignore:\n  '*':\n    - '*':\n        reason: none\n")
    write(place + ".gitignore", "*\n")
# Our own words, but not in the scan root.
write("node_modules/hostile-find/assessments.toml",
      'schema = 1\n[[assessment]]\nid = "CVE-2024-0001"\nstatus = "not_affected"\njustification = "component_not_present"\n'
      'reason = "trust me"\nexpires = 2099-01-01\n')
write("node_modules/hostile-find/ward.toml", '[scan]\nexclude = ["**"]\n')

# Things that run when git or npm look at them.
git = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "PATH": os.environ["PATH"]}
subprocess.run(["git", "init", "-q", str(root)], check=True, env=git)
with open(root / ".git/config", "a") as config:
    config.write(f"[core]\n\tfsmonitor = \"{pwned}; false\"\n\thooksPath = hooks\n\tpager = \"{pwned}\"\n"
                 f"[diff]\n\texternal = \"{pwned}; true\"\n[filter \"x\"]\n\tclean = \"{pwned}; cat\"\n\tsmudge = \"{pwned}; cat\"\n"
                 f"[alias]\n\tstatus = \"!{pwned}\"\n")
write(".gitattributes", "* filter=x diff=x\n")
write(".npmrc", f"script-shell={pwned}\nnode-options=--require=./evil.js\n")
for hook in ("preinstall", "prepare"):
    write(f"hooks/{hook}", f"#!/bin/sh\n{pwned}\n").chmod(0o755)

# Links out of the tree and in circles.
os.symlink("/etc", root / "etc")
os.symlink("..", root / "up")
os.symlink("loop-b", root / "loop-a")
os.symlink("loop-a", root / "loop-b")
os.symlink(".", root / "node_modules/self")
(root / "deps/linked").mkdir(parents=True)
os.symlink("/etc/passwd", root / "deps/linked/zlib.h")

# Files that never end, are not files, or are too large.
os.mkfifo(root / "package-lock.json")
os.mkfifo(root / "ward-fifo")
write("deps/zlib/zlib.h", "")
os.truncate(root / "deps/zlib/zlib.h", options.big)
write("node_modules/huge/package.json", "{")
os.truncate(root / "node_modules/huge/package.json", options.big)

# Names that speak to terminals, CI logs, web pages and spreadsheets.
names = [b"::error::pwned", b"::add-mask::x\n::error::y", b"\x1b[31mred\x1b]52;c;cHduZWQ=\x07", b"<script>alert(1)</script>".replace(b"/", b"_"),
         b"=cmd|' _C calc'!A0", "\u202egnp.exe\u2066".encode(), b"\xff\xfe not utf-8", b"-rf", b"--help", b"$(touch PWNED)", b"`id`", b"%s%n", b"a\rb"]
for name in names:
    folder = os.path.join(os.fsencode(str(root)), b"node_modules", name)
    os.makedirs(folder)
    with open(os.path.join(folder, b"package.json"), "wb") as file:
        file.write(b'{"name": "named-\\u001b[31m<b>::error::\\u202e", "version": "1.0.0\\n::error::v"}')

# Structures that overflow a stack or explode.
write("node_modules/deep/package.json", b"[" * 1_000_000)
write("node_modules/twice/package.json", '{"name": "twice", "version": "1.0.0", "name": "other", "version": "2.0.0"}')
write("node_modules/surrogate/package.json", '{"name": "\\ud800", "version": "1.0.0"}')
write("tools/x/package-lock.json", '{"lockfileVersion": 3, "packages": ' + '{"node_modules/a": ' * 5000 + "1" + "}" * 5000 + "}")
write("tools/y/package-lock.json", '{"lockfileVersion": 1, "dependencies": {"__proto__": {"version": "1.0.0", "requires": {"__proto__": "1"}}}}')
write(".github/workflows/bomb.yml", "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(8)))
write(".gitmodules", '[submodule "x"]\n\tpath = "sub\r"\n\turl = -u./payload\n')

# A path of folders longer than any path may be.
here = os.open(root, os.O_RDONLY)
os.mkdir("nested", dir_fd=here)
for _ in range(options.depth):
    below = os.open("nested", os.O_RDONLY, dir_fd=here)
    os.close(here)
    here = below
    os.mkdir("nested", dir_fd=here)
os.close(here)
