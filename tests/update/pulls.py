#!/usr/bin/env python3
"""Updates that are pushed and proposed at a forge, and all that goes wrong on the way: pulls.py PROGRAM

The forge and the remote are this machine's (forge.py). Whatever happens in between, there is one branch and one pull request in the
end, nothing is written twice, and what people did to either is theirs. Cases are independent and mostly wait, so they run together.
"""
import base64
import concurrent.futures
import pathlib
import shutil
import subprocess
import sys
import time
import traceback

import pull_world
from pull_world import BRANCH, TOKEN, kill

program = str(pathlib.Path(sys.argv[1]).resolve())
CASES = []


def fresh(**more):
    return pull_world.fresh(program, **more)


def case(name, *arguments):
    """The function is a case of the test; its world is closed behind it."""
    def take(function):
        def run():
            world = fresh()
            try:
                function(world, *arguments)
            finally:
                world.close()
        CASES.append((name, run))
        return function
    return take


def writes(world):
    return [(method, path.removeprefix("/api/repos/o/r")) for method, path, _ in world.forge.journal]


def check_one(world, version="1.1.0"):
    """One branch of that version and one open pull request for it."""
    assert set(world.forge.branches()) == {"main", BRANCH}, world.forge.branches()
    assert f'"{version}"' in world.forge.git("show", f"{BRANCH}:deps/pkg/package.json")
    assert len(world.forge.pulls) == 1, world.forge.pulls
    pull = world.forge.pulls[0]
    assert pull["state"] == "open" and pull["title"] == f"deps: update pkg to {version}" and f"to {version}." in pull["body"], pull
    return pull


def check_still(world):
    """Another run writes nothing."""
    journal, tip = list(world.forge.journal), world.tip()
    row = world.propose(SOURCE_DATE_EPOCH="1798761600")
    assert row["state"] == "PROPOSED" and world.forge.journal == journal and world.tip() == tip, (row, world.forge.journal, world.tip(), tip)
    return row


@case("proposed, again with nothing to do, and brought up to date")
def whole(world):
    row = world.propose()
    pull = check_one(world)
    assert row["state"] == "PROPOSED" and row["branch"] == BRANCH and row["pull"] == pull["html_url"], row
    assert row["commits"] == [world.tip()]
    assert pull["head"]["ref"] == BRANCH and pull["base"]["ref"] == "main"
    assert [label["name"] for label in pull["labels"]] == ["dependencies", "commit-queue"]
    body = pull["body"]
    assert body.startswith("<!-- ward-update: begin -->\n<!-- ward-update: pkg 1.1.0 -->\nFor pkg.\n") and body.endswith("<!-- ward-update: end -->\n"), body
    assert "npm-integrity" in body and world.git("status", "--porcelain") == "" and world.git("branch", "--show-current") == "main"
    assert writes(world) == [("POST", "/pulls"), ("POST", "/issues/1/labels")]
    check_still(world)
    # What people write around ward's part stays; so does a title only until the next version.
    pull["body"] = "Please look at the licence.\n\n" + pull["body"] + "\nReviewed by me.\n"
    check_still(world)
    first = world.tip()
    world.publish("1.2.0")
    row = world.propose(SOURCE_DATE_EPOCH="1798761600")
    assert row["state"] == "PROPOSED" and row["pull"] == pull["html_url"], row
    check_one(world, "1.2.0")
    assert pull["body"].startswith("Please look at the licence.\n") and pull["body"].endswith("Reviewed by me.\n")
    assert writes(world)[2:] == [("PATCH", "/pulls/1")] and world.tip() != first
    assert world.forge.git("rev-parse", BRANCH + "~1") == world.git("rev-parse", "main"), "it stands on what was there before"
    check_still(world)


@case("for a workflow, and from a fresh clone each time")
def workflow(world):
    done = subprocess.run(world.command("apply", "--pr", "github:o/r", "--format", "github-env"), env=world.environment(), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["UPDATED=pkg", "COMMIT_MSG=deps: update pkg to 1.1.0", "NEW_VERSION=1.1.0"], done.stdout
    check_one(world)
    world.clone()
    journal, tip = list(world.forge.journal), world.tip()
    row = world.propose(SOURCE_DATE_EPOCH="1798761600", WARD_HOME=str(world.work / "home2"))
    assert row["state"] == "PROPOSED" and world.forge.journal == journal and world.tip() == tip, (row, tip, world.tip())
    world.publish("1.2.0")
    world.propose(WARD_HOME=str(world.work / "home2"))
    check_one(world, "1.2.0")


def recovers(name, *fault, **more):
    @case("recovers: " + name)
    def run(world):
        world.forge.fault(*fault, **more)
        row = world.propose()
        assert row["state"] == "PROPOSED", row
        pull = check_one(world)
        assert len(pull["labels"]) == 2 and row["pull"] == pull["html_url"], row
        assert writes(world).count(("POST", "/pulls")) == 1
        check_still(world)


def fails(name, words, *fault, **more):
    """The run says why; the next one ends it."""
    @case("says why: " + name)
    def run(world):
        planted = world.forge.fault(*fault, **more)
        row = world.propose(status=3)
        assert row["state"] == "FAILED" and words in row["reason"], (words, row)
        planted.left = 0
        assert world.propose()["state"] == "PROPOSED"
        pull = check_one(world)
        assert len(pull["labels"]) == 2
        check_still(world)


PULLS, LIST, LABELS = "/pulls$", r"/pulls\?", "/labels$"
recovers("500 after it was opened", "POST", PULLS, "status", status=500)
recovers("502 after it was opened", "POST", PULLS, "status", status=502)
recovers("the connection closed after it was opened", "POST", PULLS, "closed")
recovers("an answer that is cut", "POST", PULLS, "cut")
recovers("an answer that is half a document", "POST", PULLS, "truncated")
recovers("an answer that is a part", "POST", PULLS, "status", status=206)
recovers("asked to wait before it was opened", "POST", PULLS, "wait")
recovers("502 after it was labelled", "POST", LABELS, "status", status=502)
recovers("a list that fails once", "GET", LIST, "status", status=502)
fails("a list that is a part", "206", "GET", LIST, "status", status=206, times=99)
fails("a list that is half a document", "", "GET", LIST, "truncated", times=99)
fails("a token that may not open", "403: Resource not accessible", "POST", PULLS, "refused")
fails("a limit that lasts a day", "asks to come back in", "POST", PULLS, "limited")
fails("a limit of reading that lasts a day", "asks to come back in", "GET", LIST, "limited")


@case("a token that may not label: it is a pull request still")
def unlabelled(world):
    world.forge.fault("POST", LABELS, "refused")
    row = world.propose()
    assert row["state"] == "PROPOSED" and any("without its labels" in note and "403" in note for note in row["notes"]), row
    assert check_one(world)["labels"] == []
    world.propose()
    assert len(check_one(world)["labels"]) == 2


@case("no token, or a wrong one")
def without_token(world):
    assert "GITHUB_TOKEN" in world.run("apply", "--pr", "github:o/r", status=2, GITHUB_TOKEN="")
    row = world.propose(status=3, GITHUB_TOKEN="ghp_other")
    assert "401: Bad credentials" in row["reason"] and world.forge.pulls == [], row
    world.propose()
    check_one(world)


@case("a list that lags behind: the forge says that there is one already")
def lagging(world):
    world.forge.fault("POST", PULLS, "closed")
    # The first look is before anything is there; the looks behind the lost answer see nothing either.
    world.forge.hidden = 4
    row = world.propose()
    assert row["state"] == "PROPOSED" and row["pull"] == check_one(world)["html_url"], row
    assert writes(world).count(("POST", "/pulls")) == 1


@case("the pull request is on the second page, behind those of others")
def pages(world):
    world.propose()
    for _ in range(5):
        world.forge.add_pull(BRANCH, repository="stranger/r", state="open")
    world.forge.page_size, world.forge.filters = 2, False
    journal = list(world.forge.journal)
    assert world.propose()["state"] == "PROPOSED" and world.forge.journal == journal
    world.publish("1.2.0")
    world.propose()
    assert world.forge.journal[len(journal):] and {path for _, path, _ in world.forge.journal[len(journal):]} == {"/api/repos/o/r/pulls/1"}
    assert all(pull["title"] == "t" for pull in world.forge.pulls[1:]), "a stranger's pull request was changed"


def pushes(world, *words):
    """Somebody's work on the branch, from a clone of theirs."""
    theirs = world.work / "theirs"
    if not theirs.exists():
        world.git("clone", "-q", str(world.bare), str(theirs), folder=world.work)
    world.git("fetch", "-q", "origin", folder=theirs)
    world.git("checkout", "-q", "-B", BRANCH, "origin/" + BRANCH, folder=theirs)
    (theirs / "deps/pkg/lib/index.js").write_text("theirs\n")
    world.git("commit", "-q", "-a", *words, folder=theirs)
    world.git("push", "-q", "--force", "origin", BRANCH, folder=theirs)


@case("commits of people on the branch are theirs, on top or in place of ward's")
def not_ours(world):
    world.propose()
    journal, first = list(world.forge.journal), world.tip()
    for words in (("-m", "by hand"), ("--amend", "--no-edit")):
        world.forge.git("update-ref", "refs/heads/" + BRANCH, first)
        pushes(world, *words)
        world.publish("1.2.0")
        tip = world.tip()
        assert tip != first
        row = world.propose(status=3)
        assert "has commits that are not ward's" in row["reason"] and world.tip() == tip and world.forge.journal == journal, row
    # Nor from a clone that has never seen them.
    world.clone()
    row = world.propose(status=3, WARD_HOME=str(world.work / "home2"))
    assert "has commits that are not ward's" in row["reason"] and world.tip() == tip, row


@case("a rule of the remote refuses the push: no pull request is opened")
def refused_push(world):
    hook = world.bare / "hooks/pre-receive"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    row = world.propose(status=3)
    assert "pre-receive hook declined" in row["reason"] and world.forge.pulls == [], row
    hook.unlink()
    world.propose()
    check_one(world)


@case("the branch is gone: made again while its pull request is open")
def branch_gone(world):
    world.propose()
    tip = world.tip()
    world.forge.git("update-ref", "-d", "refs/heads/" + BRANCH)
    assert world.propose()["state"] == "PROPOSED" and world.tip() == tip
    check_one(world)


@case("closed by a person: held until there is another version, or it is named")
def closed(world):
    world.propose()
    world.forge.pulls[0]["state"] = "closed"
    world.forge.git("update-ref", "-d", "refs/heads/" + BRANCH)
    journal = list(world.forge.journal)
    row = world.propose()
    assert row["state"] == "HELD" and "was closed without being merged" in row["reason"] and world.forge.pulls[0]["html_url"] in row["reason"], row
    assert world.forge.journal == journal and world.tip() is None, "something was written"
    world.propose("pkg", "--to", "1.1.0")
    assert [pull["state"] for pull in world.forge.pulls] == ["closed", "open"] and world.tip()
    world.forge.pulls[1]["state"] = "closed"
    assert world.propose()["state"] == "HELD"
    world.publish("1.2.0")
    assert world.propose()["state"] == "PROPOSED"
    assert [(pull["state"], pull["title"][-5:]) for pull in world.forge.pulls] == [("closed", "1.1.0"), ("closed", "1.1.0"), ("open", "1.2.0")]


@case("merged, and this checkout does not have it; then it has, and it was taken back")
def merged(world):
    world.propose()
    pull = world.forge.pulls[0]
    pull.update(state="closed", merged_at="2026-01-01T00:00:00Z", merge_commit_sha=world.tip())
    world.forge.git("update-ref", "refs/heads/main", world.tip())
    world.forge.git("update-ref", "-d", "refs/heads/" + BRANCH)
    row = world.propose()
    assert row["state"] == "HELD" and "was merged" in row["reason"] and world.tip() is None, row
    world.git("pull", "-q", "--ff-only", "origin", "main")
    world.git("update-ref", "-d", "refs/remotes/origin/main")
    assert world.propose()["state"] == "CURRENT"
    world.git("revert", "--no-edit", "HEAD")
    assert world.propose()["state"] == "PROPOSED" and len(world.forge.pulls) == 2


@case("a work tree that has the branch checked out is not moved under")
def checked_out(world):
    world.propose()
    world.git("worktree", "add", "-q", str(world.work / "side"), BRANCH)
    assert world.propose()["state"] == "PROPOSED", "nothing has to move"
    world.publish("1.2.0")
    row = world.propose(status=3)
    assert "is checked out in" in row["reason"], row


def undisturbed():
    world = fresh()
    world.propose()
    state = world.end_state()
    world.close()
    return state


def ends_like(world, wanted, what):
    end = subprocess.run(world.command("resume"), env=world.environment(), capture_output=True, text=True, timeout=120)
    if end.returncode != 0:
        # Nothing had begun, or all was done.
        assert "no run was interrupted" in end.stderr, (what, end.stdout, end.stderr)
        world.propose()
    state = world.end_state()
    differ = [row for row in zip(state.splitlines(), wanted.splitlines()) if row[0] != row[1]]
    assert state == wanted, f"{what}: not what an undisturbed run leaves: {differ[:2]}"
    assert writes(world).count(("POST", "/pulls")) == 1, (what, writes(world))
    check_still(world)


def killed_at_request(name, method, path, kind, skip=0):
    @case("killed " + name)
    def run(world):
        if skip:
            world.forge.fault(method, path, "status", times=skip, status=200)
        fault = world.forge.fault(method, path, kind)
        process = world.start_proposing()
        assert fault.reached.wait(60), "the request was not made: " + kill(process)
        kill(process)
        ends_like(world, WANTED.result(), name)


killed_at_request("before anything is asked", "GET", "/repos/o/r$", "stall-before")
killed_at_request("between the commit and the pull request", "GET", LIST, "stall-before", skip=1)
killed_at_request("before it is opened", "POST", PULLS, "stall-before")
killed_at_request("after it is opened", "POST", PULLS, "stall-after")
killed_at_request("before it is labelled", "POST", LABELS, "stall-before")
killed_at_request("after it is labelled", "POST", LABELS, "stall-after")


def killed_in_push(hook):
    @case(f"killed in the push, at {hook}")
    def run(world):
        script, reached = world.bare / "hooks" / hook, world.work / "reached"
        script.write_text(f"#!/bin/sh\ntouch '{reached}'\nexec sleep 2\n")
        script.chmod(0o755)
        process = world.start_proposing()
        until = time.monotonic() + 60
        while not reached.exists() and time.monotonic() < until:
            time.sleep(0.02)
        kill(process)
        assert reached.exists()
        script.unlink()
        time.sleep(2.5)  # the remote's half may live longer
        ends_like(world, WANTED.result(), hook)


killed_in_push("pre-receive")
killed_in_push("post-receive")


def killed_at_calls(call, first, step):
    """Wherever its journal, store and files reach the disk: at every so manyth call, until there is none of that number."""
    for number in range(first, 100, step):
        world = fresh()
        tracer = ("strace", "-f", "-q", "-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={call}:signal=SIGKILL:when={number}")
        process = world.start_proposing(tracer)
        out = process.communicate(timeout=120)[0]
        try:
            if process.returncode == 0:
                assert number > first, "no such call"
                return
            assert process.returncode in (-9, 137), out
            ends_like(world, WANTED.result(), f"{call} {number}")
        finally:
            world.close()
    raise AssertionError(f"more calls of {call}")


if shutil.which("strace") and subprocess.run(["strace", "-q", "-o", "/dev/null", "true"], capture_output=True).returncode == 0:
    for row in (("fdatasync", 3, 16), ("fdatasync", 11, 16), ("fsync", 5, 14), ("rename", 3, 12)):
        CASES.append((f"killed at {row[0]} {row[1]} and on", lambda row=row: killed_at_calls(*row)))
else:
    print("  strace cannot trace here: kills at system calls are left out")


@case("aborted after the pull request was opened, and with it open in the journal")
def aborted(world):
    fault = world.forge.fault("POST", PULLS, "stall-after")
    process = world.start_proposing()
    assert fault.reached.wait(60)
    kill(process)
    assert "left" in world.run("abort", status=3), "the commit stays, and that is told"
    world.propose()
    check_one(world)


@case("a second run is told who is first, in every work tree")
def locked(world):
    shared = world.work / "shared.git"
    world.git("clone", "-q", "--bare", str(world.project), str(shared))
    world.git("remote", "set-url", "origin", str(world.bare), folder=shared)
    for name in ("a", "b"):
        world.git("worktree", "add", "-q", "--detach", str(world.work / name), "main", folder=shared)
    world.git("worktree", "add", "-q", "--detach", str(world.work / "c"), "main")
    for first, second in (("project", "project"), ("project", "c"), ("a", "b")):
        world.project = world.work / first
        fault = world.forge.fault("GET", "/repos/o/r$", "stall-before")
        process = world.start_proposing()
        assert fault.reached.wait(60), kill(process)
        world.project = world.work / second
        for verb in ("apply", "resume", "abort", "undo"):
            out = world.run(verb, status=3)
            assert f"is locked by another run: process {process.pid}, ward update apply in {world.work / first}" in out, (first, second, verb, out)
        kill(process)
        assert world.propose()["state"] == "PROPOSED", (first, second)
    check_one(world)


@case("the token goes nowhere but to the forge")
def secret(world):
    basic = base64.b64encode(("x-access-token:" + TOKEN).encode()).decode()
    world.git("remote", "set-url", "origin", world.forge.url + "/web/o/remote.git")
    # As a checkout action leaves it: two such headers are one too many.
    world.git("config", f"http.{world.forge.url}/web/.extraheader", "Authorization: Basic b3RoZXI=")
    trace = world.work / "trace"
    tracer = ("strace", "-f", "-q", "-o", str(trace), "-s", "100000", "-e", "trace=execve") if shutil.which("strace") else ()
    process = world.start_proposing(tracer)
    out = process.communicate(timeout=120)[0]
    assert process.returncode == 0, out
    check_one(world)
    assert TOKEN not in out and basic not in out
    assert not tracer or "push" in trace.read_text(), "the trace shows no push"
    assert {credentials for _, path, credentials in world.forge.requests if path.startswith("/web/") and credentials} == {"Basic " + basic}
    report = world.run("apply", "--pr", "github:o/r", "--json", "-v", "-v", "--explain")
    assert TOKEN not in report and basic not in report
    assert world.files_with(TOKEN, basic) == []


@case("another server is not given the token, and its answers count for nothing")
def led_away(world):
    other = fresh()
    try:
        for fault in (("GET", LIST), ("POST", PULLS)):
            planted = world.forge.fault(*fault, "redirect", times=99, to=other.forge.url)
            row = world.propose(status=3)
            assert row["state"] == "FAILED" and world.forge.pulls == [] and other.forge.pulls == [], row
            planted.left = 0
        world.git("remote", "set-url", "origin", world.forge.url + "/web/o/remote.git")
        planted = world.forge.fault("GIT", "/web/", "redirect", times=99, to=other.forge.url)
        world.propose(status=3)
        assert all(credentials is None for _, _, credentials in other.forge.requests), other.forge.requests
        assert not any(path.startswith("/web/") for _, path, _ in other.forge.requests), "git followed"
    finally:
        other.close()


def main():
    names = sys.argv[2:]
    chosen = [(name, run) for name, run in CASES if not names or any(word in name for word in names)]
    failed = []

    def one(row):
        name, run = row
        began = time.monotonic()
        try:
            run()
        except Exception:  # every case is told
            failed.append(name)
            return f"FAILED {name}\n{traceback.format_exc()}"
        return f"  {name} ({time.monotonic() - began:.1f} s)"

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        for told in pool.map(one, chosen):
            print(told, flush=True)
    assert not failed, failed
    print(f"{len(chosen)} cases")


POOL = concurrent.futures.ThreadPoolExecutor(1)
WANTED = POOL.submit(undisturbed)
main()
