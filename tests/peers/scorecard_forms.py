#!/usr/bin/env python3
"""Forms of ward scorecard beside OpenSSF Scorecard's: scorecard_forms.py WARD [SCORECARD TREE...]

Without the program: build/peers/scorecard (scorecard.sh); without trees: up to three of scorecard_trees.py.

On each TREE (a folder), with the checks that need nothing but files: SARIF's runs, rules and results (ids, places, scores, snippets;
texts that help are each program's own) and the raw facts. Lists are compared as multisets where the peer's order within a file is
random; descriptions of tools are left out. Exit 77 without
WARD_TEST_PEERS=1, or where the program or every tree is missing.
"""
import collections
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.parse

from scorecard_trees import ROOT, trees_to_look_at

CHECKS = ["Binary-Artifacts", "Dangerous-Workflow", "Dependency-Update-Tool", "License", "Packaging", "Pinned-Dependencies", "SAST",
          "Security-Policy", "Token-Permissions"]
POLICY = "version: 1\npolicies:\n" + "".join(f"  {name}:\n    score: 10\n    mode: enforced\n" for name in CHECKS)


def run(command, cwd, **environment):
    return subprocess.run(command, cwd=cwd, env={**os.environ, **environment}, capture_output=True, timeout=1800).stdout


def results_of(text):
    """(run, rule) to its results; the score is the first number of the message."""
    found = collections.Counter()
    for each in json.loads(text)["runs"]:
        name = each["automationDetails"]["id"].split("/")[1]
        rules = [rule["id"] for rule in each["tool"]["driver"]["rules"]]
        found[name, "rules", json.dumps(rules)] += 1
        for rule in each["tool"]["driver"]["rules"]:
            found[name, rule["id"], json.dumps({k: sorted(v) if k == "tags" else v for k, v in rule["properties"].items()}, sort_keys=True)] += 1
        for result in each["results"]:
            place = result["locations"][0]["physicalLocation"]
            region = dict(place["region"])
            found[name, result["ruleId"], result["ruleIndex"], re.match(r"score is (-?\d+):", result["message"]["text"])[1],
                  urllib.parse.unquote(place["artifactLocation"]["uri"]), place["artifactLocation"]["uriBaseId"],
                  json.dumps(region, sort_keys=True)] += 1
    return found


def facts_of(text):
    found = collections.Counter()

    def plain(item):
        if isinstance(item, dict):
            return {key: plain(value) for key, value in sorted(item.items()) if key != "desc"}
        return [plain(each) for each in item] if isinstance(item, list) else item

    for name, value in json.loads(text)["results"].items():
        lists = {name: value} if isinstance(value, list) else {f"{name}.{key}": each for key, each in value.items()} if isinstance(value, dict) else {name: value}
        for key, each in lists.items():
            for item in each if isinstance(each, list) else [each]:
                found[key, json.dumps(plain(item), sort_keys=True)] += 1
    return found


def main():
    ward = str(pathlib.Path(sys.argv[1]).resolve())
    if os.environ.get("WARD_TEST_PEERS") != "1":
        print("scorecard_forms.py: skipped: compares with another program (WARD_TEST_PEERS=1)")
        sys.exit(77)
    peer = str(pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else ROOT / "build/peers/scorecard").resolve())
    trees = [pathlib.Path(tree) for tree in sys.argv[3:]] or trees_to_look_at()[:3]
    if not os.access(peer, os.X_OK) or not trees:
        print("scorecard_forms.py: skipped: OpenSSF Scorecard or trees to look at are missing")
        sys.exit(77)
    different = 0
    with tempfile.NamedTemporaryFile("w", suffix=".yml") as policy:
        policy.write(POLICY)
        policy.flush()
        for tree in trees:
            common = ["--checks", ",".join(CHECKS)]
            own = [ward, "scorecard", ".", "--compat", "scorecard-5", *common]
            for form, read, extra in (("sarif", results_of, ["--policy", policy.name]), ("raw", facts_of, [])):
                theirs = read(run([peer, "--local", ".", "--format", form, "--show-details", *common, *extra], tree, ENABLE_SARIF="1",
                                  SCORECARD_V6="1"))
                ours = read(run([*own, "--format", form, *extra], tree))
                print(f"{tree.name}: {form}: {sum(theirs.values())} things, {sum((theirs - ours).values())} the peer's alone, "
                      f"{sum((ours - theirs).values())} ward's alone")
                for which, rest in (("peer", theirs - ours), ("ward", ours - theirs)):
                    different += sum(rest.values())
                    for thing, count in list(rest.items())[:6]:
                        print(f"  {which} alone, {count} times: {' '.join(map(str, thing))[:300]}")
    sys.exit(1 if different else 0)


main()
