#!/usr/bin/env python3
"""make_names_package.py FOLDER PACKAGE VERSION FILE: a package of a registry made of files: FOLDER/PACKAGE/latest and its tarball, which
has FILE with what stands on standard input."""
import base64
import gzip
import hashlib
import io
import json
import pathlib
import sys
import tarfile

folder, package, version, file = sys.argv[1:5]
archive = io.BytesIO()
with tarfile.open(fileobj=archive, mode="w", format=tarfile.USTAR_FORMAT) as tar:
    for name, text in (("package/package.json", b"{}"), (f"package/{file}", sys.stdin.buffer.read())):
        entry = tarfile.TarInfo(name)
        entry.size = len(text)
        tar.addfile(entry, io.BytesIO(text))
tarball = gzip.compress(archive.getvalue(), mtime=0)
place = pathlib.Path(folder) / package
(place / "-").mkdir(parents=True, exist_ok=True)
(place / "-" / f"{package}-{version}.tgz").write_bytes(tarball)
integrity = "sha512-" + base64.b64encode(hashlib.sha512(tarball).digest()).decode()
(place / "latest").write_text(json.dumps({"name": package, "version": version, "dist": {"integrity": integrity}}))
