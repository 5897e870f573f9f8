#!/usr/bin/env python3
"""node_records.py WARD [MODULE-FOLDER]: `ward audit node@VERSION` against npm's is-my-node-vulnerable, on the same records.

Both are given the project's own index (WARD_TEST_DATA/nodejs/vuln-core-index.json) and the same release schedule. Every version that the index calls patched, the one before it and the first of each line
is asked, for no platform and for three. The module is npm's, put into build/peers by tests/peers/node_binaries.sh. Without
WARD_TEST_PEERS=1, the data or the module there is nothing to compare (exit 77)."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

root = pathlib.Path(__file__).resolve().parents[2]
platforms = ("", "linux", "win32", "darwin")
# Entries where the two may differ, and why. There is none today.
explained = {}


def skip(why):
    print(f"skipped: {why}")
    sys.exit(77)


def versions_of(index):
    versions = set()
    for entry in index.values():
        for major, minor, patch in re.findall(r"(\d+)\.(\d+)\.(\d+)", f"{entry['patched']} {entry['vulnerable']}"):
            major, minor, patch = int(major), int(minor), int(patch)
            versions.update({(major, minor, patch), (major, 0, 0)})
            if patch:
                versions.add((major, minor, patch - 1))
            elif minor:
                versions.add((major, minor - 1, 0))
    return [".".join(map(str, version)) for version in sorted(versions)]


def main():
    ward = sys.argv[1]
    data = os.environ.get("WARD_TEST_DATA")
    module = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else root / "build/peers/node_modules/is-my-node-vulnerable"
    if len(sys.argv) < 3 and os.environ.get("WARD_TEST_PEERS") != "1":
        skip("compares with other programs (WARD_TEST_PEERS=1)")
    if not data or not (pathlib.Path(data) / "nodejs/vuln-core-index.json").is_file():
        skip("no WARD_TEST_DATA with nodejs/vuln-core-index.json")
    if not module.is_dir():
        skip("no is-my-node-vulnerable in build/peers (tests/peers/node_binaries.sh)")
    index_file = pathlib.Path(data) / "nodejs/vuln-core-index.json"
    index = json.loads(index_file.read_text())
    schedule = root / "data/lifecycle/node.json"
    versions = versions_of(index)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        env = {**os.environ, "WARD_HOME": str(folder / "home")}
        (folder / "vuln/core").mkdir(parents=True)
        shutil.copy(index_file, folder / "vuln/core/index.json")
        subprocess.run([ward, "db", "import", "--db", folder / "db", folder / "vuln"], check=True, env=env, capture_output=True)
        said = {}
        for platform in platforms:
            command = [ward, "audit", "--db", folder / "db", "--json", "--fail-on", "none", "--schedule", schedule]
            command += ["--platform", platform] if platform else []
            run = subprocess.run(command + [f"node@{version}" for version in versions], env=env, capture_output=True, text=True)
            if run.returncode not in (0, 4):
                sys.exit(f"node_records.py: ward ended with {run.returncode}: {run.stderr}")
            report = json.loads(run.stdout)
            for version in versions:
                said[version, platform] = (set(), False)
            for finding in report["findings"]:
                version = finding["paths"][0][-1].removeprefix("node@")
                keys, ended = said[version, platform]
                keys |= {re.sub(r"NODEJS-CORE-(\d+).*", r"\1", record) for record in finding["records"]}
                said[version, platform] = (keys, ended or finding["rule"] == "end-of-life")
    asked = "".join(f"{version} {platform}".strip() + "\n" for version in versions for platform in platforms)
    answers = subprocess.run(["node", root / "tests/oracles/is_my_node_vulnerable.js", module, index_file, schedule], input=asked,
                             check=True, capture_output=True, text=True).stdout.splitlines()
    wrong, errors, same, known = [], set(), 0, 0
    for answer in map(json.loads, answers):
        keys, ended = said[answer["version"], answer["platform"]]
        where = f"node@{answer['version']} {answer['platform']}".strip()
        theirs = set(answer["keys"])
        if keys != theirs and (keys ^ theirs) <= set(explained):
            known += 1
        elif keys != theirs:
            wrong.append(f"{where}: only ward: {sorted(keys - set(answer['keys']))}, only the module: {sorted(set(answer['keys']) - keys)}")
        elif isinstance(answer["vulnerable"], str):
            errors.add(answer["version"])  # of no line in the schedule: the module gives up, ward says so and answers
        elif answer["vulnerable"] != (ended or bool(keys)):
            wrong.append(f"{where}: the module says {answer['vulnerable']}, ward {'ended' if ended else sorted(keys)}")
        else:
            same += 1
    print(f"{len(answers)} questions about {len(versions)} versions: {same} answers are the same, "
          f"{known} differ as explained; the module gives up on "
          f"{len(errors)} versions without a line: {', '.join(sorted(errors)) or 'none'}")
    for key, reason in explained.items():
        print(f"explained: {key}: {reason}")
    for text in wrong:
        print(f"WRONG {text}")
    assert not wrong and same > 0, f"{len(wrong)} differences"


main()
