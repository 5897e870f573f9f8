#!/usr/bin/env python3
"""evaluations.py DRIVER: Branch-Protection and Signed-Releases beside OpenSSF Scorecard's own probes and evaluation, on the same
$WARD_TEST_FACTS bundles of facts (5,000), made by chance: scores, reasons, failures, and details as multisets.

Where branches differ in what can be read of them the peer's answer is a matter of chance (it measures all by the first branch that
comes out of a map): ours has to be one of its answers. Beyond the scale the peer fails, and ours is 10. Both are counted."""
import json
import os
import random
import sys

import go_peer

SETTINGS = ["allows_deletions", "allows_force_pushes", "enforced_for_admins", "requires_linear_history", "requires_last_push_approval",
            "requires_up_to_date", "requires_pull_request", "dismisses_stale_reviews", "requires_code_owners"]
ALLOWED = {"allows_deletions", "allows_force_pushes"}
ENDINGS = [".asc", ".minisig", ".sig", ".sign", ".sigstore", ".sigstore.json", ".intoto.jsonl", ".tar.gz", ".zip", ".SIG", ".sig.txt", "intoto.jsonl", ".json", ""]
PATHS = ["CODEOWNERS", ".github/CODEOWNERS", "docs/CODEOWNERS", "codeowners", "CODEOWNERS.md", "testdata/CODEOWNERS", "src/test/CODEOWNERS", "a/CODEOWNERS/b", "README.md"]
NAMES = ["main", "master", "develop", "v1.x", "release/2", "späte", "a b"]
chance = random.Random(1)


def protection(strict, readable):
    """Settings that are as wished with the chance `strict`, and not to be read unless `readable` names them."""
    rules = {}
    for setting in SETTINGS:
        if setting in readable:
            good = chance.random() < strict
            rules[setting] = good != (setting in ALLOWED)
    if "required_approvals" in readable:
        rules["required_approvals"] = chance.choice([2, 3, 6]) if chance.random() < strict else chance.choice([0, 1])
    if "status_checks" in readable:
        rules["status_checks"] = ["build", "test"][:chance.randint(1, 2)] if chance.random() < strict else []
    return rules


def branches(names):
    strict = chance.choice([0, 0.3, 0.7, 0.9, 0.97, 1, 1])
    everything = SETTINGS + ["required_approvals", "status_checks"]
    same = chance.random() < 0.8  # is as much to be read of each branch?
    hidden = chance.choice([0, 0, 0.2, 0.5, 1])
    readable = [word for word in everything if chance.random() >= hidden]
    out = []
    for name in names:
        if not same: readable = [word for word in everything if chance.random() >= hidden]
        branch = {"name": name}
        if chance.random() < 0.95: branch["protected"] = chance.random() < max(strict, 0.5)
        if chance.random() < 0.95: branch["protection"] = protection(strict, readable)
        out.append(branch)
    if len(out) > 1 and chance.random() < 0.05:  # all is as wished, and of one branch an administrator's part is not to be read
        for branch in out: branch |= {"protected": True, "protection": protection(1, everything)}
        for setting in chance.sample(SETTINGS, 3): out[0]["protection"].pop(setting, None)
    return out


def release(number, names):
    made = {"tag": chance.choice([f"v{number}", f"v{number}", "v1", "p@1.0", "" if chance.random() < 0.05 else "x"]),
            "target": chance.choice([*names, "main", "master", "gone", "a" * 40, "A" * 40, "b" * 39])}
    if chance.random() < 0.01: made["target"] = ""
    if chance.random() < 0.9: made["url"] = f"https://forge.example/r/{number}"
    if chance.random() < 0.9:
        made["assets"] = [{"name": f"a{asset}" + chance.choice(ENDINGS), "url": f"https://forge.example/a/{number}/{asset}"} for asset in range(chance.choice([0, 1, 1, 2, 3, 8]))]
    return made


def case():
    names = chance.sample(NAMES, chance.choice([0, 1, 1, 1, 2, 2, 3, 4]))
    default = chance.choice(names) if names and chance.random() < 0.95 else chance.choice(["", "main"])
    bundle = {"schema": "ward-scorecard-facts/1", "forge": "github", "host": "github.com", "name": "o/r", "collected": "2026-01-01T00:00:00Z",
              "default_branch": default, "branches": branches(names), "releases": [release(number, names or ["main"]) for number in range(chance.choice([0, 1, 2, 3, 5, 6, 9]))], "gaps": []}
    paths = sorted(chance.sample(PATHS, chance.choice([0, 1, 1, 2])))
    return (" ".join(paths) + "\n" + json.dumps(bundle, ensure_ascii=False)).encode()


def main():
    peer = go_peer.build("evaluations")
    cases = [case() for _ in range(int(os.environ.get("WARD_TEST_FACTS", "5000")))]
    wrong, varying, beyond, scores = 0, 0, 0, {}
    for frame, ours, theirs in zip(cases, go_peer.ask(sys.argv[1], cases), go_peer.ask(peer, cases)):
        ours, theirs = json.loads(ours), json.loads(theirs)
        for check, own in ours.items():
            answers = theirs[check]
            scores.setdefault(check, set()).add("failed" if own["failed"] else own["score"])
            if len(answers) > 1: varying += 1
            if own in answers: continue
            if own["score"] == 10 and any(answer["failed"] for answer in answers) and check == "Branch-Protection":
                beyond += 1
                continue
            wrong += 1
            if wrong <= 10: print(f"{check}: {json.dumps(own)}\n  peer: {json.dumps(answers)[:2000]}\n  {frame.decode()[:3000]}")
    print(f"evaluations: {len(cases)} bundles, {wrong} differences; {varying} answers of the peer vary, {beyond} are beyond its scale")
    for check, seen in sorted(scores.items()): print(f"  {check}: {', '.join(map(str, sorted(seen, key=str)))}")
    # A comparison that never saw most of the scale has not compared it.
    return 1 if wrong or any(len(seen) < 8 for seen in scores.values()) else 0


sys.exit(main())
