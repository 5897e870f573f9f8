#!/usr/bin/env python3
"""vulndb_vex.py WARD PROGRAM: does a reader of VEX heed what `ward release vulndb vex` writes?

PROGRAM is vex_matching (go-vex, the library that grype and trivy match with) or vex_grype (grype's own filter, which takes long
to build), of tests/peers/go. A scanner's finding is a CVE of a node binary, which scanners know as pkg:generic/node@VERSION:
one about a fixed version, or about one of a dependency's that does not concern the project, has to be suppressed, one about an
affected version has to be kept. The same for every CVE and published version of Node.js, where $WARD_TEST_DATA has its
database; there security-wg's own document is asked too. Skipped (77) where the program cannot be built."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import go_peer

ward = str(pathlib.Path(sys.argv[1]).resolve())
RELEASES = "1.0.0\t-\n1.0.1\t-\n1.1.0\t-\n2.0.0\t-\n"
CORE = {"cve": ["CVE-2030-0001"], "vulnerable": "1.x <1.0.1 || 2.x", "patched": "^1.0.1", "affectedEnvironments": ["all"],
        "severity": "high"}
DEPS = {"cve": ["CVE-2030-0002"], "reason": "vulnerable_code_not_present"}
BOUNDED = {"cve": ["CVE-2030-0003"], "reason": "vulnerable_code_not_present", "versions": "<=1.1.0"}
EXPECTED = [
    ("CVE-2030-0001", "1.0.0", "kept"), ("CVE-2030-0001", "1.0.1", "suppressed"), ("CVE-2030-0001", "1.1.0", "suppressed"),
    ("CVE-2030-0001", "2.0.0", "kept"), ("CVE-2030-0001", "3.0.0", "kept"), ("CVE-2030-0009", "1.0.1", "kept"),
    ("CVE-2030-0002", "1.0.0", "suppressed"), ("CVE-2030-0002", "9.9.9", "suppressed"),
    ("CVE-2030-0003", "1.1.0", "suppressed"), ("CVE-2030-0003", "2.0.0", "kept"),
]


def put(folder, collection, number, entry):
    place = folder / "vuln" / collection
    place.mkdir(parents=True, exist_ok=True)
    (place / f"{number}.json").write_text(json.dumps(entry))


def document_of(folder, *options):
    subprocess.run([ward, "release", "vulndb", "vex", "-q", *options, "-o", folder / "vex.json", folder], check=True)
    return folder / "vex.json"


def answers(program, document, questions):
    frames = [json.dumps({"vulnerability": cve, "purl": purl}).encode() for cve, purl in questions]
    command = program.with_name(f"{program.name}.sh")
    command.write_text(f'#!/bin/sh\nexec "{program}" "{document}"\n')
    command.chmod(0o755)
    return [line.decode() for line in go_peer.ask(command, frames)]


def check(program, document, rows):
    found = answers(program, document, [(cve, purl) for cve, purl, _ in rows])
    wrong = [(row, said) for row, said in zip(rows, found) if row[2] != said]
    for row, said in wrong[:20]:
        print(f"{row[0]} of {row[1]}: expected {row[2]}, {said}")
    return len(wrong), found.count("suppressed")


def synthetic(program, folder):
    put(folder, "core", 1, CORE)
    put(folder, "deps", 1, DEPS)
    put(folder, "deps", 2, BOUNDED)
    (folder / "releases.tsv").write_text(RELEASES)
    document = document_of(folder, "--releases", folder / "releases.tsv")
    wrong = 0
    for purl in ("pkg:generic/node@{}", "pkg:generic/nodejs/node@{}"):
        wrong += check(program, document, [(cve, purl.format(version), said) for cve, version, said in EXPECTED])[0]
    print(f"synthetic: {2 * len(EXPECTED)} findings, {wrong} answered otherwise than expected")
    return wrong


def nodejs(program, folder, data):
    """Expected is what the document's own statements say of each id, read without any matching of names."""
    for collection in ("core", "deps"):
        for number, entry in json.loads((data / f"vuln-{collection}-index.json").read_text()).items():
            put(folder, collection, number, entry)
    document = document_of(folder)
    fixed, names, anywhere = set(), set(), set()
    for statement in json.loads(document.read_text())["statements"]:
        cve = statement["vulnerability"]["name"]
        for product in statement["products"]:
            version = product["identifiers"]["purl"].partition("@")[2]
            if not version: anywhere.add(cve)
            else: names.add((cve, version, statement["status"]))
            if statement["status"] == "fixed": fixed.add((cve, version))
    rows = [(cve, f"pkg:generic/node@{version}", "suppressed" if (cve, version) in fixed or cve in anywhere else "kept")
            for cve, version, _ in sorted(names)]
    rows += [(cve, "pkg:generic/node@22.22.2", "suppressed") for cve in sorted(anywhere)]
    wrong, suppressed = check(program, document, rows)
    peer = answers(program, data / "node.openvex.json", [(cve, purl) for cve, purl, _ in rows])
    print(f"Node.js: {len(rows)} findings, {suppressed} suppressed, {wrong} answered otherwise than stated; "
          f"with security-wg's own document {peer.count('suppressed')} suppressed")
    return wrong


def main():
    program = go_peer.build(sys.argv[2])
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        wrong = synthetic(program, pathlib.Path(one))
        data = os.environ.get("WARD_TEST_DATA")
        if data:
            wrong += nodejs(program, pathlib.Path(other), pathlib.Path(data) / "nodejs")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
