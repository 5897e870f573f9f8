#!/usr/bin/env python3
"""ward scorecard beside OpenSSF Scorecard: scorecard.py WARD [TREE...]

The nine checks that need nothing but files, on each TREE (a folder): the scores, the reasons and the details, which are compared as
multisets because the peer's order within a workflow is random. Prints a line a difference and what both took; ends with 1 where
more than 2 of 100 checks differ. Without a TREE those of scorecard_trees.py are taken. The peer is build/peers/scorecard (scorecard.sh). Exit 77 without WARD_TEST_PEERS=1, or where it or every
tree is missing.
"""
import collections
import json
import os
import pathlib
import re
import subprocess
import sys
import time

from scorecard_trees import ROOT, trees_to_look_at

CHECKS = ["Binary-Artifacts", "Dangerous-Workflow", "Dependency-Update-Tool", "License", "Packaging", "Pinned-Dependencies", "SAST",
          "Security-Policy", "Token-Permissions"]
# Each parser says in its own words why it refuses a script; that it does, and where, has to be the same.
WORDING = re.compile(r"^(Info: Possibly incomplete results: error parsing shell code:).*(: [^:]+:\d+(?:-\d+)?)$", re.DOTALL)


def skip(reason):
    print(f"scorecard.py: skipped: {reason}")
    sys.exit(77)


def run(command, cwd):
    started = time.perf_counter()
    child = subprocess.Popen(command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    out, err = child.communicate(timeout=1800)
    return out, err, time.perf_counter() - started


def checks_of(text):
    found = {}
    for check in json.loads(text)["checks"]:
        details = collections.Counter(re.sub(WORDING, r"\1 … \2", detail) for detail in check["details"] or [])
        found[check["name"]] = (check["score"], check["reason"], details)
    return found


def answer_of_chance(peer, tree, name, theirs, ours):
    """Of a workflow with several jobs that publish the peer names one by chance: asked again until it is ward's, or often enough."""
    for _ in range(20):
        if theirs == ours or theirs[:2] != ours[:2]:
            break
        theirs = checks_of(run([peer, "--local", ".", "--format", "json", "--show-details", "--checks", name], tree)[0])[name]
    return theirs


def main():
    if os.environ.get("WARD_TEST_PEERS") != "1":
        skip("compares with another program (WARD_TEST_PEERS=1)")
    ward, peer = str(pathlib.Path(sys.argv[1]).resolve()), str(ROOT / "build/peers/scorecard")
    trees = [pathlib.Path(tree) for tree in sys.argv[2:]]
    if not os.access(peer, os.X_OK):
        skip("OpenSSF Scorecard is not there (tests/peers/scorecard.sh)")
    trees = trees or trees_to_look_at()
    if not trees:
        skip("no trees to look at")
    same_scores = same_details = total = 0
    peer_seconds = ward_seconds = 0.0
    for tree in trees:
        theirs, said, seconds = run([peer, "--local", ".", "--format", "json", "--show-details", "--checks", ",".join(CHECKS)], tree)
        peer_seconds += seconds
        ours, errors, own_seconds = run([ward, "scorecard", ".", "--compat", "scorecard-5", "--format", "scorecard", "--checks", ",".join(CHECKS)], tree)
        ward_seconds += own_seconds
        try:
            theirs, ours = checks_of(theirs), checks_of(ours)
        except (json.JSONDecodeError, KeyError) as error:
            print(f"{tree.name}: no JSON: {error}: {said[-300:]!r} {errors[-300:]!r}")
            total += len(CHECKS)
            continue
        print(f"{tree.name}: {seconds:.2f} s, ward {own_seconds:.2f} s")
        for name in CHECKS:
            total += 1
            if name == "Packaging":
                theirs[name] = answer_of_chance(peer, tree, name, theirs[name], ours[name])
            (score, reason, details), (own_score, own_reason, own_details) = theirs[name], ours[name]
            same_scores += score == own_score
            same_details += details == own_details and score == own_score
            same_reason = reason == own_reason or (score < 0 and "error" in reason and "error" in own_reason)
            if score != own_score or not same_reason:
                print(f"  {name}: {score} {reason!r}, ward {own_score} {own_reason!r}")
            for which, rest in (("peer", details - own_details), ("ward", own_details - details)):
                for detail, count in list(rest.items())[:6]:
                    print(f"  {name}: {which} alone, {count} times: {detail[:300]}")
    print(f"{len(trees)} trees, {total} checks: scores equal {same_scores}, scores and details equal {same_details}; "
          f"{peer_seconds:.1f} s and {ward_seconds:.1f} s ({peer_seconds / max(ward_seconds, 1e-9):.1f} times)")
    sys.exit(1 if same_scores * 100 < total * 98 or same_details * 100 < total * 98 else 0)


main()
