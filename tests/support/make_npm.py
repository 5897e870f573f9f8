#!/usr/bin/env python3
"""Packages by hand: make_npm.py SPEC.json FOLDER

SPEC is one package or a list of them: {"name", "versions": [{"version", "time", "publisher", "workflow", "provenance", "commit",
"manifest": {...}, "registry": {...}, "files": {path: text}}]}. Writes FOLDER/tarballs/NAME-VERSION.tgz (as `npm pack` names
them) and FOLDER/packuments/NAME.json. `manifest` is what both say; `registry` is what the registry alone says. The same spec
gives the same bytes. Nothing in the files is ever run.
"""
import base64
import gzip
import hashlib
import io
import json
import pathlib
import sys
import tarfile

REGISTRY = "https://registry.example"


def tarball(files):
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for path, text in files:
            entry = tarfile.TarInfo("package/" + path)
            data = text.encode()
            entry.size, entry.mtime, entry.mode = len(data), 499162500, 0o644
            archive.addfile(entry, io.BytesIO(data))
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as out:
        out.write(raw.getvalue())
    return packed.getvalue()


def publish(package, folder):
    name, times, versions = package["name"], {}, {}
    for row in package["versions"]:
        manifest = {"name": name, "version": row["version"], **row.get("manifest", {})}
        files = [("package.json", json.dumps(manifest, indent=2) + "\n"), *row.get("files", {}).items()]
        packed = tarball(files)
        file = f"{name.lstrip('@').replace('/', '-')}-{row['version']}.tgz"
        (folder / "tarballs").mkdir(parents=True, exist_ok=True)
        (folder / "tarballs" / file).write_bytes(packed)
        dist = {"tarball": f"{REGISTRY}/{name}/-/{file}", "shasum": hashlib.sha1(packed).hexdigest(),
                "integrity": "sha512-" + base64.b64encode(hashlib.sha512(packed).digest()).decode(),
                "fileCount": len(files), "unpackedSize": sum(len(text.encode()) for _, text in files),
                "signatures": [{"keyid": "SHA256:none", "sig": "none"}]}
        if row.get("provenance"):
            dist["attestations"] = {"url": f"{REGISTRY}/-/npm/v1/attestations/{name}@{row['version']}",
                                    "provenance": {"predicateType": "https://slsa.dev/provenance/v1"}}
        said = {**manifest, **row.get("registry", {}), "dist": dist}
        if "publisher" in row:
            said["_npmUser"] = {"name": row["publisher"], "email": row["publisher"] + "@example.org"}
            if row.get("workflow"):
                said["_npmUser"]["trustedPublisher"] = {"id": "github"}
        if "commit" in row:
            said["gitHead"] = row["commit"]
        versions[row["version"]] = said
        if "time" in row:
            times[row["version"]] = row["time"]
    last = package["versions"][-1]["version"]
    document = {"_id": name, "name": name, "dist-tags": {"latest": package.get("latest", last)}, "readme": "words",
                "time": {"created": min(times.values(), default="2020-01-01T00:00:00.000Z"), **times}, "versions": versions}
    place = folder / "packuments" / (name + ".json")
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(json.dumps(document))


if __name__ == "__main__":
    spec = json.loads(pathlib.Path(sys.argv[1]).read_text())
    for one in spec if isinstance(spec, list) else [spec]:
        publish(one, pathlib.Path(sys.argv[2]))
