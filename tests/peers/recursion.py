#!/usr/bin/env python3
"""recursion.py WARD [TREE [WARD-OPTIONS…]]: what looking inside vendored code adds, on a real tree: the same audit of what
the project contains directly and of everything, side by side, as Markdown. TREE is the Debian source that node_source.sh
fetches; without it, or without WARD_TEST_PEERS=1, there is nothing to compare (exit 77)."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

root = pathlib.Path(__file__).resolve().parents[2]
severities = ("critical", "high", "medium", "low", "unknown")


def audit(ward, tree, options):
    with tempfile.TemporaryDirectory() as home:
        run = subprocess.run([ward, "audit", "--json", "--fail-on", "none", *options, tree], stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, env={**os.environ, "WARD_HOME": home}, text=True)
    if run.returncode not in (0, 4):
        sys.exit(f"recursion.py: ward audit ended with {run.returncode}: {run.stderr}")
    return json.loads(run.stdout)


def main():
    ward = sys.argv[1]
    if len(sys.argv) > 2:
        tree = sys.argv[2]
    elif os.environ.get("WARD_TEST_PEERS") == "1" and (root / "build/peers/node-18.20.4").is_dir():
        tree = str(root / "build/peers/node-18.20.4")
    else:
        print("skipped: no tree to compare on (WARD_TEST_PEERS=1 and tests/peers/node_source.sh)")
        sys.exit(77)
    direct = audit(ward, tree, ["--depth", "1", *sys.argv[3:]])
    whole = audit(ward, tree, sys.argv[3:])

    subject = whole["subject"]
    print(f"| {subject['name']} {subject['version']} | directly | with recursion |\n| --- | --- | --- |")
    print(f"| components | {len(direct['components'])} | {len(whole['components'])} |")
    for severity in severities:
        print(f"| open, {severity} | {direct['summary']['open'][severity]} | {whole['summary']['open'][severity]} |")
    found = [{(f["id"], f["component"]): f for f in report["findings"] if f["judge"] == "audit"} for report in (direct, whole)]
    labels = {c["id"]: c for c in whole["components"]}
    rows = {}
    for key in sorted(set(found[1]) - set(found[0])):
        component = labels[key[1]]
        rows.setdefault((component["path"] if "path" in component else component["evidence"][0]["path"],
                         f"{component['name']}@{component['version']}"), []).append(key[0])
    print("\nOnly with recursion:\n\n| component | where | advisories |\n| --- | --- | --- |")
    for (path, label), ids in sorted(rows.items()):
        print(f"| {label} | {path} | {', '.join(ids)} |")

    lost = set(found[0]) - set(found[1])
    assert not lost, f"recursion lost findings: {lost}"
    assert len(whole["components"]) > len(direct["components"]) and found[0] and set(found[1]) > set(found[0])
    left_out = [s for s in direct["skipped"] if "--depth" in s["reason"]]
    assert len(left_out) == 1 and str(len(whole["components"]) - len(direct["components"])) in left_out[0]["reason"], left_out
    if len(sys.argv) == 2:  # the known tree: its second zlib is inside V8
        zlib = {key[0] for key in found[1] if labels[key[1]]["purl"].startswith("pkg:github/madler/zlib@1.2.11")}
        assert "CVE-2022-37434" in zlib and not any(key[0] == "CVE-2022-37434" for key in found[0]), zlib


main()
