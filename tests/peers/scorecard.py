#!/usr/bin/env python3
"""ward scorecard beside OpenSSF Scorecard: scorecard.py WARD SCORECARD TREE...

The nine checks that need nothing but files, on each TREE (a folder): the scores, the reasons and the details, which are compared as
multisets because the peer's order within a workflow is random. Prints a line a difference and what both took; ends with 1 where
more than 2 of 100 checks differ. SCORECARD is the peer's program (v5.5.0). Exit 77 where it or every tree is missing.
"""
import collections
import json
import os
import pathlib
import re
import subprocess
import sys
import time

CHECKS = ["Binary-Artifacts", "Dangerous-Workflow", "Dependency-Update-Tool", "License", "Packaging", "Pinned-Dependencies", "SAST",
          "Security-Policy", "Token-Permissions"]
# Each parser says in its own words why it refuses a script; that it does, and where, has to be the same.
WORDING = re.compile(r"^(Info: Possibly incomplete results: error parsing shell code:).*(: [^:]+:\d+(?:-\d+)?)$", re.DOTALL)


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


def main():
    ward, peer = (str(pathlib.Path(program).resolve()) for program in sys.argv[1:3])
    trees = [pathlib.Path(tree) for tree in sys.argv[3:]]
    if not os.access(peer, os.X_OK) or not trees:
        print("scorecard.py: skipped: OpenSSF Scorecard or trees to look at are missing")
        sys.exit(77)
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
