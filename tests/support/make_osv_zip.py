#!/usr/bin/env python3
"""One ecosystem's zip as the public bucket has it: make_osv_zip.py FILE ECOSYSTEM ID=PACKAGE..."""
import json
import pathlib
import sys
import zipfile

path, ecosystem = pathlib.Path(sys.argv[1]), sys.argv[2]
path.parent.mkdir(parents=True, exist_ok=True)
with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
    for pair in sys.argv[3:]:
        name, package = pair.split("=", 1)
        record = {"id": name, "modified": "2025-12-01T00:00:00Z", "summary": f"a hole in {package}",
                  "affected": [{"package": {"ecosystem": ecosystem, "name": package},
                                "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}, {"fixed": "2.0.0"}]}]}]}
        archive.writestr(zipfile.ZipInfo(f"{name}.json", (2025, 12, 1, 0, 0, 0)), json.dumps(record))
