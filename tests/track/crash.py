#!/usr/bin/env python3
"""The tracker killed at every effect, cut off at every effect, and with every journal: crash.py PROGRAM

One plan holds every kind of effect: two issues opened, two adopted, one updated, one closed and one reopened (each with a
comment). However it is interrupted, the runs that follow must leave the tracker exactly as one undisturbed run does: every issue
and every comment once, what is people's untouched; and one more run must do nothing.
"""
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

from world import World as Tracked
from world import FAULTS, NOTHING, by_title, cuts_of, environment, forge_server

program = str(pathlib.Path(sys.argv[1]).resolve())
work = pathlib.Path(tempfile.mkdtemp(prefix="ward-track-"))
PACKAGES = ["gone", "changed", "returned", "new-a", "new-b", "adopted"]
ADOPTED = "A new vulnerability for adopted 1.0.0 was found:\r\nVulnerability ID: CVE-2024-0006\r\n\r\nFailed run: none\r\n"


def make_tree(name, packages):
    folder = work / name
    for package, version in packages.items():
        (folder / "node_modules" / package).mkdir(parents=True)
        (folder / "node_modules" / package / "package.json").write_text(json.dumps({"name": package, "version": version}))
    (folder / "package.json").write_text(json.dumps({"name": "app", "version": "1.0.0", "dependencies": packages}))
    return folder


def make_database():
    records = [{"id": f"GHSA-{package}", "modified": "2025-12-01T00:00:00Z", "aliases": [f"CVE-2024-000{number}"], "summary": f"{package} is weak",
                "affected": [{"package": {"ecosystem": "npm", "name": package}, "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}, {"fixed": "2.0.0"}]}]}]}
               for number, package in enumerate(PACKAGES, 1)]
    (work / "records.json").write_text(json.dumps(records))
    subprocess.run([program, "db", "import", "--db", str(work / "a.db"), str(work / "records.json")], check=True, stdout=subprocess.DEVNULL, env=environment(work, "x"))


class World(Tracked):
    def start(self, tree):
        return self.spawn([program, "audit", "-q", "--db", str(work / "a.db"), "--fail-on", "none", "--track", "github:OWNER/REPO", "--track-api", self.url,
                           "--branch", "main", "--apply", str(tree)])


def settled(world, tree, expected, what):
    """After what happened, one run brings everything to its end, and the next does nothing."""
    world.run(tree)
    assert by_title(world.state()) == expected, f"{what}: {json.dumps(world.state(), indent=1)}"
    before = world.forge.writes
    out = world.run(tree)
    assert "nothing to do" in out and world.forge.writes == before, f"{what}: the run after it is not quiet\n{out}"


def main():
    make_database()
    first = make_tree("first", {"gone": "1.0.0", "changed": "1.0.0", "returned": "1.0.0"})
    second = make_tree("second", {"gone": "1.0.0", "changed": "1.0.0", "returned": "2.0.0"})
    tree = make_tree("third", {"gone": "2.0.0", "changed": "1.1.0", "returned": "1.0.0", "new-a": "1.0.0", "new-b": "1.0.0", "adopted": "1.0.0"})

    seeding = World(work, NOTHING)
    seeding.run(first)
    seeding.run(second)
    for branch in ("main", "v22.x"):
        seeding.forge.add(f"CVE-2024-0006 (Adopted) found on {branch}", ADOPTED, [branch], forge_server.PEOPLE["workflow"])
    edited = next(issue for issue in seeding.forge.issues if "(changed)" in issue["title"])
    edited["body"] = "Kept by people, before.\r\n" + edited["body"] + "\r\nAnd after: see #1.\r\n"
    seed = seeding.state()
    assert [issue["state"] for issue in seed["issues"]] == ["open", "open", "closed", "open", "open"], seed

    calm = World(work, seed)
    calm.run(tree)
    expected = by_title(calm.state())
    writes = calm.forge.writes
    assert writes == 9, f"{writes} effects"
    methods = [line.split()[0] for line in (calm.folder / "writes.log").read_text().splitlines()]
    settled(calm, tree, expected, "undisturbed")
    for branch in ("main", "v22.x"):
        body, state, labels, comments = expected[f"CVE-2024-0006 (Adopted) found on {branch}"]
        assert body.startswith(ADOPTED) and body[len(ADOPTED):].strip().startswith("<!-- ward:track/1 ") and body[len(ADOPTED):].strip().count("\n") == 0, body
        assert (state, labels, comments) == ("open", [branch], []), "adopted issues are touched"
    changed = expected["CVE-2024-0002 (changed)"][0]
    assert changed.startswith("Kept by people, before.\r\n") and changed.rstrip().endswith("And after: see #1.") and "| 1.1.0 |" in changed, changed
    assert [expected[f"CVE-2024-000{n} ({name})"][1] for n, name in ((1, "gone"), (3, "returned"))] == ["closed", "open"]

    # Killed before and after each write takes effect. The answer never comes.
    for number in range(1, writes + 1):
        for stage in ("before", "after"):
            world = World(work, seed)
            world.kill_at(number, stage, tree)
            settled(world, tree, expected, f"killed {stage} write {number}")

    # The connection lost, or a gateway that fails, before and after each write: one run copes.
    for number in range(1, writes + 1):
        for fault in FAULTS:
            world = World(work, seed)
            *earlier, last = methods[:number]
            harmless = [f"{last} slow:0" for method in earlier if method == last]
            (world.folder / "faults").write_text("\n".join([*harmless, f"{last} {fault}"]) + "\n")
            settled(world, tree, expected, f"{fault} at write {number}")

    # A list that lags behind the write whose answer was lost.
    world = World(work, seed)
    (world.folder / "faults").write_text("POST slow:0\nPOST lag\n")
    settled(world, tree, expected, "lagging list")

    # The journal cut anywhere: nothing is done twice, because the tracker is asked.
    whole = calm.journal().read_bytes()
    done = calm.state()
    for cut in cuts_of(whole):
        world = World(work, done)
        world.run(tree)
        world.journal().write_bytes(whole[:cut])
        settled(world, tree, expected, f"journal of {cut} bytes")
        assert world.forge.writes == 0, "a torn journal made a write"

    # A line that was changed is damage: nothing is done.
    world = World(work, seed)
    world.run(first)
    before = world.forge.writes
    damaged = bytearray(world.journal().read_bytes())
    damaged[40] ^= 1
    world.journal().write_bytes(damaged)
    world.run(tree, status=3)
    assert world.forge.writes == before

    # Two runs at once: one of them works, the other says so.
    world = World(work, seed)
    (world.folder / "faults").write_text("POST slow:8\n")
    one = world.start(tree)
    requests = world.folder / "requests.log"
    while not requests.is_file() or "slow" not in requests.read_text():
        time.sleep(0.05)
    two = world.start(tree)
    statuses = {process.wait(): process.communicate()[1] for process in (one, two)}
    assert set(statuses) == {0, 3} and "another run is carrying out a plan" in statuses[3], statuses
    settled(world, tree, expected, "two at once")
    print(f"{writes} effects, {World.count} trackers")


try:
    main()
finally:
    shutil.rmtree(work, ignore_errors=True)
