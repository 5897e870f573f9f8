#!/usr/bin/env python3
"""crash.py WARD [STEP…]: every step of a security release, killed before and after its commits are pushed, and before and after its
first write at the services (with WARD_TEST_LONG=1 its last one too); then resumed. Every remote object exists exactly once, and the record is what an undisturbed run leaves.
"""
import collections
import json
import os
import pathlib
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from group_world import ID, World  # noqa: E402
from steps import ship_lines, site  # noqa: E402

GIT = """#!/bin/sh
# git, but for the moment of a push: kills who asked for it.
for word; do [ "$word" = push ] && push=1; done
if [ -n "$push" ]; then
    count=$(($(cat "{folder}/pushes" 2>/dev/null || echo 0) + 1)); echo $count > "{folder}/pushes"
    [ "$(cat "{folder}/kill" 2>/dev/null)" = "before $count" ] && kill -9 $PPID
    {git} "$@"; status=$?
    [ "$(cat "{folder}/kill" 2>/dev/null)" = "after $count" ] && kill -9 $PPID
    exit $status
fi
exec {git} "$@"
"""


class CrashWorld(World):
    def __init__(self, program):
        super().__init__(program)
        self.reports_at_hackerone()
        self.wrapper = self.work / "bin"
        self.wrapper.mkdir()
        real = subprocess.run(["sh", "-c", "command -v git"], capture_output=True, text=True).stdout.strip()
        (self.wrapper / "git").write_text(GIT.format(folder=self.wrapper, git=real))
        os.chmod(self.wrapper / "git", 0o755)

    def environment(self, **more):
        clean = super().environment(**more)
        return {**clean, "PATH": f"{self.work / 'bin'}:{clean['PATH']}"} if (self.work / "bin/git").exists() else clean

    def kill_at_push(self, when, number):
        (self.wrapper / "pushes").write_text("0")
        (self.wrapper / "kill").write_text(f"{when} {number}")

    def no_more_kills(self):
        (self.wrapper / "kill").unlink(missing_ok=True)


def without_cves(world, **more):
    record = world.record(**more)
    for report in record["reports"]:
        report["cves"] = []
    return record


def of_cve_services(world):
    world.put(without_cves(world, state="ready"))
    for report in world.hackerone.reports.values():
        report["cve_ids"] = []


def announced(world, state="announced", **more):
    record = world.record(state=state, **more)
    record["places"] = {"announcement": "https://nodejs.org/en/blog/vulnerability/june-2026-security-releases",
                        "issues": {"build": "https://github.com/nodejs/build/issues/1", "docker": "https://github.com/nodejs/docker-node/issues/1"}}
    for repository in ("nodejs/build", "nodejs/docker-node"):
        world.github.add_issue(repository, "[NEXT-SECURITY-RELEASE] Heads up on upcoming Node.js security release 2026/06/16", "text", "steward")
    site(world)
    world.put(record)


def shipped(world, state="shipped"):
    record = world.record()
    lines = [{**line, "state": "shipped", "tag": "v" + line["fixed_version"]} for line in record["lines"]]
    world.now = "2026-06-16T13:00:00Z"
    announced(world, state, lines=lines)


def reserved_ids(world):
    shipped(world, "disclosed")
    for cve in ("CVE-2026-41414", "CVE-2026-41415"):
        world.cve.ids[cve] = {"cve_id": cve, "cve_year": "2026", "state": "RESERVED", "owning_cna": "nodejs", "reserved": "2026-06-01T00:00:00.000Z",
                              "requested_by": {"cna": "nodejs", "user": "steward"}, "time": {"created": "2026-06-01T00:00:00.000Z", "modified": "2026-06-01T00:00:00.000Z"}}


def recorded(world):
    shipped(world, "recorded")
    for cve in ("CVE-2026-41414", "CVE-2026-41415"):
        world.cve.records[cve] = {"dataType": "CVE_RECORD", "dataVersion": "5.1", "cveMetadata": {"cveId": cve, "state": "PUBLISHED"},
                                  "containers": {"cna": {"affected": [], "descriptions": [], "references": []}}}


def tagged(world):
    announced(world)
    ship_lines(world, cves=("CVE-2026-41414", "CVE-2026-41415"))
    world.now = "2026-06-16T13:00:00Z"


def extra_report(world):
    record = world.record()
    record["reports"] = record["reports"][:1]
    world.put(record)


LINES = ("--line", "22=22.23.0", "--line", "24=24.17.0")
# Name: how the world stands before, the words, and at which service it writes.
STEPS = {
    "start": (lambda world: None, ("start", "--date", ID, *LINES), None),
    "add": (extra_report, ("add", "2871235"), None),
    "remove": (lambda world: world.put(without_cves(world)), ("remove", "2871235"), None),
    "sync": (lambda world: world.put(without_cves(world, lines=[{"name": "22"}, {"name": "24"}])), ("sync",), None),
    "date": (lambda world: world.put(world.record()), ("date", "2026-06-30"), None),
    "ready": (lambda world: world.put(without_cves(world)), ("ready",), None),
    "cve request": (lambda world: world.put(without_cves(world, state="ready")), ("cve", "request"), "hackerone"),
    "cve reserve": (of_cve_services, ("cve", "reserve"), "cve"),
    "announce pre": (lambda world: (site(world), world.put(world.record(state="cve-assigned"))), ("announce", "pre", "site"), None),
    "notify": (lambda world: world.put(world.record(state="announced")), ("notify",), "github"),
    "postpone": (announced, ("postpone", "--to", "2026-06-30", "site"), "github"),
    "ship": (tagged, ("ship", "--line", "22", "project"), None),
    "announce post": (shipped, ("announce", "post", "site"), "github"),
    "record": (lambda world: shipped(world, "disclosed"), ("record", "vulnerabilities"), None),
    "cve publish": (reserved_ids, ("cve", "publish"), "cve"),
    "cleanup": (recorded, ("cleanup",), "hackerone"),
}


def words_of(world, words):
    """Checkouts are named by their words."""
    names = [word for word in words if word in ("site", "vulnerabilities", "project")]
    return [word for word in words if word not in names] + world.checkouts(*names)


def run(world, words):
    """The step, by its plan's hash where it wants that."""
    command = [str(word) for word in words_of(world, words)] + ([] if words[0] == "start" else ["--release", ID])
    done = subprocess.run(world.command(*command), cwd=world.work, env=world.environment(), capture_output=True, text=True, timeout=120)
    world.printed += [done.stdout, done.stderr]
    if done.returncode != 11:
        return done
    plan = next(line.split()[1] for line in done.stdout.splitlines() if line.startswith("plan "))
    done = subprocess.run(world.command(*command, "--yes-plan", plan), cwd=world.work, env=world.environment(), capture_output=True, text=True, timeout=120)
    world.printed += [done.stdout, done.stderr]
    return done


def to_the_end(world, words):
    """Until there is nothing to do: what a step could not plan before it had done something comes in a second plan."""
    first = run(world, words)
    for _ in range(3 if first.returncode == 0 and words[0] != "start" else 0):
        if run(world, words).returncode != 0:
            break
    return first


def left(world):
    """What a run leaves: the record, the writes at the services, the files of the checkouts."""
    writes = collections.Counter()
    for name in ("hackerone", "cve", "github"):
        writes.update(f"{name} {write['method']} {write['path']} {json.dumps(write['body'], sort_keys=True)}" for write in getattr(world, name).writes)
    files = {str(path.relative_to(world.work)): path.read_bytes() for folder in ("site", "vulnerabilities") for path in (world.work / folder).rglob("*") if path.is_file()}
    return world.read(), writes, files


def fresh(program, step):
    world = CrashWorld(program)
    if step in ("announce post", "record", "cve publish", "cleanup"):
        world.allow(*world.secrets[:5])  # it is public then
    STEPS[step][0](world)
    world.kill_at_push("never", 0)
    return world


def kills(step, pushes, writes):
    for number in range(1, pushes + 1):
        yield ("push", "before", number)
        yield ("push", "after", number)
    last = writes if os.environ.get("WARD_TEST_LONG") == "1" else 1
    for number in sorted({1, last}) if writes else ():
        yield ("write", "before", number)
        yield ("write", "after", number)


def one(program, step):
    world = fresh(program, step)
    done = run(world, STEPS[step][1])
    pushes = int((world.wrapper / "pushes").read_text())
    writes = len(getattr(world, STEPS[step][2]).writes) if STEPS[step][2] else 0
    to_the_end(world, STEPS[step][1])
    assert done.returncode == 0, (step, done.returncode, done.stdout, done.stderr)
    wanted = left(world)
    service = STEPS[step][2]
    assert bool(service) == bool(writes), (step, wanted[1])
    world.__exit__(None, None, None)
    count = 0
    for kind, when, number in kills(step, pushes, writes):
        world = fresh(program, step)
        what = f"{step}, killed {when} {kind} {number}"
        if kind == "push":
            world.kill_at_push(when, number)
            done = run(world, STEPS[step][1])
            assert done.returncode == -9, (what, done.returncode, done.stdout, done.stderr)
            world.no_more_kills()
        else:
            plan = subprocess.run(world.command(*map(str, words_of(world, STEPS[step][1]))), cwd=world.work, env=world.environment(), capture_output=True, text=True, timeout=120)
            digest = next(line.split()[1] for line in plan.stdout.splitlines() if line.startswith("plan "))
            assert world.killed_at(getattr(world, service), number, when, *words_of(world, STEPS[step][1]), "--yes-plan", digest), what
        count += 1
        # A run that was announced is ended; one that was not is made anew.
        resume = [str(word) for word in words_of(world, ("resume", *[word for word in STEPS[step][1] if word in ("site", "vulnerabilities", "project")]))]
        ended = subprocess.run(world.command(*resume, "--release", ID), cwd=world.work, env=world.environment(), capture_output=True, text=True, timeout=120)
        assert ended.returncode in (0, 10), (what, ended.returncode, ended.stdout, ended.stderr)
        again = to_the_end(world, STEPS[step][1])
        # `start` that is done makes a second release: it is told by its id.
        assert again.returncode in ((0, 10) if step != "start" else (0, 10, 13)), (what, again.returncode, again.stdout, again.stderr)
        now = left(world)
        assert now[0] == wanted[0], f"{what}: the record is another one: {[(a, wanted[0].get(a), b) for a, b in now[0].items() if wanted[0].get(a) != b]}"
        assert now[1] == wanted[1], f"{what}: {now[1] - wanted[1]} more, {wanted[1] - now[1]} missing"
        assert now[2] == wanted[2], f"{what}: other files"
        world.ward("log", "verify", "--release", ID)
        world.ward("resume", "--release", ID, status=10)
        world.sh("git diff --exit-code HEAD", "group")
        world.__exit__(None, None, None)
    return count


def main():
    program, wanted, failed, total = sys.argv[1], sys.argv[2:], 0, 0
    for step in STEPS:
        if wanted and step not in wanted:
            continue
        started = time.monotonic()
        try:
            count = one(program, step)
            total += count
            print(f"ok    {step}: killed {count} times ({time.monotonic() - started:.1f} s)", flush=True)
        except AssertionError as error:
            failed += 1
            print(f"FAIL  {step}: {str(error)[:1500]}", flush=True)
    print(f"killed {total} times, {failed} steps failed")
    return 1 if failed or total < 3 else 0


sys.exit(main())
