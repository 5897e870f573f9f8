#!/usr/bin/env python3
"""Hostile tarballs, inert: make_hostile_npm.py FOLDER writes escape.tgz, twice.tgz, bomb.tgz, deep.tgz and tail.tgz there."""
import gzip
import io
import pathlib
import sys
import tarfile

folder = pathlib.Path(sys.argv[1])


def make(name, entries):
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for path, data in entries:
            entry = tarfile.TarInfo(path)
            if data is None:
                entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/passwd"
                archive.addfile(entry)
            else:
                entry.size = len(data)
                archive.addfile(entry, io.BytesIO(data))
    (folder / name).write_bytes(gzip.compress(raw.getvalue(), mtime=0))


manifest = b'{"name": "hostile", "version": "1.0.0", "repository": "https://forge.example/o/r"}'
other = b'{"name": "other", "version": "1.0.0", "scripts": {"install": "node x"}}'
make("escape.tgz", [("package/package.json", manifest), ("package/README.md", b""), ("package/../../../../escaped", b"x"), ("package/s", None)])
make("twice.tgz", [("package/package.json", manifest), ("package/README.md", b""), ("x/package.json", other)])
make("bomb.tgz", [("package/zeros", bytes(200 << 20))])
make("deep.tgz", [("package/package.json", b"[" * 1000000)])
make("tail.tgz", [("package/package.json", manifest), ("package/README.md", b"")])
# A zero byte, where npm stops, and a second archive, which it does not read.
(folder / "tail.tgz").write_bytes((folder / "tail.tgz").read_bytes() + b"\0" + (folder / "twice.tgz").read_bytes())
