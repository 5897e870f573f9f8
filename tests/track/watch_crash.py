#!/usr/bin/env python3
"""The one issue of `scorecard monitor`, interrupted wherever it is written: watch_crash.py PROGRAM

However a run is interrupted, the run that follows must leave the tracker, database.json and the history exactly as one undisturbed
run does: one issue, what people wrote untouched; and one more run must write nothing.
"""
import copy
import json
import pathlib
import shutil
import sys
import tempfile

from world import FAULTS, NOTHING, cuts_of, forge_server
from world import World as Tracked

program = str(pathlib.Path(sys.argv[1]).resolve())
work = pathlib.Path(tempfile.mkdtemp(prefix="ward-watch-"))
START, END = "<!-- ward-scorecard-monitor:start -->", "<!-- ward-scorecard-monitor:end -->"
MEMORY = ("database.json", "history.ndjson")


def write_results(name, day, scores):
    (work / f"{name}.json").write_text(json.dumps([
        {"date": f"2025-12-{day:02}T00:00:00Z", "repo": {"name": f"github.com/o/{repository}", "commit": f"{day:02}" * 20},
         "scorecard": {"version": "v5.5.0", "commit": "x"}, "score": score, "metadata": None,
         "checks": [{"name": "SAST", "score": int(score), "reason": "r", "details": [f"Warn: w{score}: a.yml:1"], "documentation": {"url": "", "short": ""}}]}
        for repository, score in scores.items()]))
    return name


class World(Tracked):
    """With a memory of its own, which begins as that of another."""

    def __init__(self, seed, memory=None):
        super().__init__(work, seed)
        self.memory_folder = work / f"memory{self.count}"
        self.memory_folder.mkdir()
        self.remember(memory or {})

    def remember(self, memory):
        for name, content in memory.items():
            (self.memory_folder / name).write_bytes(content)

    def memory(self):
        return {name: (self.memory_folder / name).read_bytes() for name in MEMORY}

    def start(self, results, *options):
        return self.spawn([program, "scorecard", "monitor", "-q", "--results", str(work / f"{results}.json"), "--database", str(self.memory_folder / MEMORY[0]),
                           "--history", str(self.memory_folder / MEMORY[1]), "-o", "/dev/null", "--issue-body", str(self.memory_folder / "body"), *options])


class Tracking(World):
    def start(self, results, *options):
        return super().start(results, "--track", "github:OWNER/REPO", "--track-api", self.url, *(options or ["--apply"]))


def settled(world, results, expected, what):
    world.run(results)
    assert world.state() == expected["state"], f"{what}: {json.dumps(world.state(), indent=1)}"
    assert world.memory() == expected["memory"], f"{what}: the memory differs"
    before = world.forge.writes
    out = world.run(results)
    assert "nothing to do" in out and world.forge.writes == before and world.state() == expected["state"], f"{what}: the run after it is not quiet\n{out}"


def interrupt(what, seed, memory, results, method):
    """All that can happen to the one write of a run. Returns what an undisturbed one leaves."""
    calm = Tracking(seed, memory)
    calm.run(results)
    expected = {"state": calm.state(), "memory": calm.memory()}
    assert calm.forge.writes == 1, f"{what}: {calm.forge.writes} writes"
    body = (calm.memory_folder / "body").read_text()
    assert f"{START}\n{body}\n{END}" in calm.forge.issues[-1]["body"], f"{what}: the issue's text is not that of --issue-body"

    for stage in ("before", "after"):
        world = Tracking(seed, memory)
        world.kill_at(1, stage, results)
        assert world.memory() == memory, f"{what}: the memory was saved before the issue was written"
        settled(world, results, expected, f"{what}: killed {stage} the write")
    for fault in FAULTS + (("lag",) if method == "POST" else ()):
        world = Tracking(seed, memory)
        (world.folder / "faults").write_text(f"{method} {fault}\n")
        settled(world, results, expected, f"{what}: {fault}")

    # Killed between the write and the memory, with every journal: the tracker is asked.
    whole = calm.journal().read_bytes()
    for cut in (None, *cuts_of(whole)):
        world = Tracking(expected["state"], memory)
        world.run(results)
        world.remember(memory)
        if cut is not None:
            world.journal().parent.mkdir(parents=True, exist_ok=True)
            world.journal().write_bytes(whole[:cut])
        settled(world, results, expected, f"{what}: journal of {cut} bytes")
        assert world.forge.writes == 0, f"{what}: written again"

    # Only planned: neither the tracker nor the memory is written.
    world = Tracking(seed, memory)
    out = world.run(results, "--plan", str(work / "plan.json"))
    assert "Nothing was written" in out and world.forge.writes == 0 and world.memory() == memory, f"{what}: a plan wrote"
    world.run(results, "--apply", "--approved", str(work / "plan.json"))
    assert world.state() == expected["state"] and world.memory() == expected["memory"], f"{what}: the approved plan did something else"
    return expected


def main():
    first = write_results("first", 1, {"a": 5.0, "b": 7.0})
    second = write_results("second", 8, {"a": 6.0, "b": 7.0})
    third = write_results("third", 15, {"a": 6.0, "b": 3.0})
    begin = World(NOTHING)
    begin.run(first)

    people = World(NOTHING)
    people.forge.add("OpenSSF Scorecard", "of people, by the same title", ["mine"], forge_server.PEOPLE["person"])
    opened = interrupt("open", people.state(), begin.memory(), second, "POST")
    assert [issue["title"] for issue in opened["state"]["issues"]] == ["OpenSSF Scorecard"] * 2

    edited = copy.deepcopy(opened["state"])
    edited["issues"][1]["body"] = "Before.\r\n" + edited["issues"][1]["body"].replace("\n", "\r\n") + "After.\r\n"
    updated = interrupt("update", edited, opened["memory"], third, "PATCH")
    body = updated["state"]["issues"][1]["body"]
    assert body.startswith(f"Before.\r\n{START}") and body.endswith(f"{END}\r\nAfter.\r\n") and "7 → 3" in body and "5 → 6" not in body, body

    # Closed after a run that was killed: not opened again, and no twin of it.
    world = Tracking(people.state(), begin.memory())
    world.kill_at(1, "after", second)
    world.forge.issues[1]["state"] = "closed"
    world.run(second)
    assert world.forge.writes == 1 and world.memory() == opened["memory"], "opened again"
    # What changes after that is for another issue.
    world.run(third)
    assert [issue["state"] for issue in world.forge.issues] == ["open", "closed", "open"] and world.forge.writes == 2, world.state()
    print(f"{Tracked.count} trackers")


try:
    main()
finally:
    shutil.rmtree(work, ignore_errors=True)
