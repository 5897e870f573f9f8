#!/usr/bin/env python3
"""runs.py WARD [CASE…]: plans of a security release, from what is shown to what is done: named by their hash, signed by stewards,
killed and resumed, taken over on another machine, given up."""
import hashlib
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from group_world import ID, World, run_cases  # noqa: E402


def announced(world):
    world.put(world.record(state="announced"))


def issues(world):
    return [write for write in world.github.writes if write["path"].endswith("/issues")]


def a_plan_is_shown_and_then_named(program):
    with World(program) as world:
        announced(world)
        head = world.sh("git rev-parse main", "group.git")
        shown = world.ward("notify", status=11)
        assert "open a heads-up issue in nodejs/build" in shown and f"plan {world.hash}" in shown, shown
        assert "--yes-plan" in world.errors
        world.ward("notify", "--dry-run")
        world.ward("notify", "--yes-plan", "0" * 64, status=11)
        world.ward("notify", "--yes-plan", world.hash[:6], status=11)  # too short to be a name
        assert not world.github.writes and world.sh("git rev-parse main", "group.git") == head
        done = world.ward("notify", "--yes-plan", world.hash[:12])
        assert done.count("done ") == 2, done
        assert len(issues(world)) == 2
        assert set(world.read()["places"]["issues"]) == {"build", "docker"}
        world.ward("notify", status=10)
        assert len(world.github.writes) == 2
        world.ward("log", "verify")
        assert "plan named on the command line" in (world.work / "group/releases" / ID / "log.jsonl").read_text()


def a_plan_in_json_has_what_it_would_send(program):
    with World(program) as world:
        announced(world)
        plan = json.loads(world.ward("notify", "--json", "--dry-run"))
        assert plan["schema"] == "ward-release-plan/1" and len(plan["effects"]) == 2 and plan["approvals"]["holds"] is False
        assert "Heads up" in plan["effects"][0]["content"]["title"]
        # What is printed as JSON is for the group: it has the whole record.
        world.allow(*world.secrets)


def steward_list(world, need="", people=("ada", "bo")):
    keys = ""
    for name in people:
        world.sh(f"test -f {name}.key || ssh-keygen -q -t ed25519 -N '' -C {name} -f {name}.key")
        public = (world.work / f"{name}.key.pub").read_text().strip()
        keys += f'[[people]]\nname = "{name}"\n[[people.keys]]\nkey = "{public}"\n'
    text = f"schema = 1\nserial = 1\nmade = 2026-05-01T00:00:00Z\n[need]\ndefault = 1\n{need}\n{keys}"
    (world.work / "group/stewards.toml").write_text(text)
    world.sh("git add -A && git commit -qm stewards && git push -q origin main", "group")
    return ["--stewards-digest", hashlib.sha256(text.encode()).hexdigest()]


def stewards_approve_by_signatures(program):
    with World(program) as world:
        announced(world)
        trust = steward_list(world, "announce = 2")
        world.folder = world.second_steward()
        world.folder = "group"
        # Without a word why it is to be believed, a list is nothing.
        world.ward("notify", status=2)
        assert "--stewards-digest" in world.errors
        world.ward("notify", *trust, status=11)
        assert "0 of 2 approvals" in world.errors, world.errors
        plan = world.hash
        # The hash alone does not do it.
        world.ward("notify", *trust, "--yes-plan", plan, status=11)
        assert plan[:12] in world.ward("plan")
        assert "open a heads-up issue in nodejs/build" in world.ward("plan", plan[:12])
        world.ward("approve", plan[:12], *trust, "--steward", "ada", "--signing-key", world.work / "ada.key")
        world.ward("apply", plan[:12], *trust, status=11)
        assert "1 of 2 approvals" in world.errors
        # With another's key one is not the other.
        world.ward("approve", plan[:12], *trust, "--steward", "bo", "--signing-key", world.work / "ada.key", status=2)
        world.folder = "bo"
        world.sh("git pull -q origin main", "bo")
        assert plan in world.ward("approve", plan[:12], *trust, "--steward", "bo", "--signing-key", world.work / "bo.key")
        assert not world.github.writes
        # bo carries it out, from his own clone.
        world.ward("apply", plan[:12], *trust, "--steward", "bo")
        assert len(issues(world)) == 2
        world.ward("plan", status=10)
        log = (world.work / "bo/releases" / ID / "log.jsonl").read_text()
        assert "approved by" in log and "ada" in log and "bo" in log, log
        world.ward("log", "verify")


def a_record_that_two_have_to_agree_on(program):
    """Steps that change the record alone are put forward too where the group's list says so; what a file said stands in the plan."""
    with World(program) as world:
        world.put(world.record(state="open"))
        trust = steward_list(world, "edit = 2\nready = 2")
        edited = world.record(state="open")
        edited["reports"][0]["impact"] = "Servers that read bodies of strangers."
        (world.work / "edited.json").write_text(json.dumps(edited))
        for step in (("edit", "--file", world.work / "edited.json"), ("ready",)):
            world.ward(*step, *trust, status=11)
            plan = world.hash
            world.ward(*step, *trust, "--yes-plan", plan, status=11)
            (world.work / "edited.json").unlink(missing_ok=True)
            world.ward("approve", plan, *trust, "--steward", "ada", "--signing-key", world.work / "ada.key")
            world.ward("apply", plan, *trust, status=11)
            assert world.read()["state"] == "open" and "1 of 2 approvals" in world.errors, world.errors
            world.ward("approve", plan, *trust, "--steward", "bo", "--signing-key", world.work / "bo.key")
            world.ward("apply", plan, *trust)
            if step[0] == "edit":
                assert world.read()["reports"][0]["impact"] == edited["reports"][0]["impact"]
                # A plan that was made on the record before is none any more.
                world.ward("apply", plan, *trust, status=3)
        assert world.read()["state"] == "ready"
        assert not world.github.writes and not world.hackerone.writes and not world.cve.writes
        world.ward("log", "verify")


def an_approval_is_of_one_plan(program):
    with World(program) as world:
        announced(world)
        trust = steward_list(world)
        world.ward("notify", *trust, status=11)
        plan = world.hash
        world.ward("approve", plan, *trust, "--steward", "ada", "--signing-key", world.work / "ada.key")
        # The date moves: it would be another plan, and the old one is not carried out.
        world.put(world.record(state="announced", lift_at="2026-06-23T12:00:00Z"))
        world.ward("apply", plan, *trust, status=13)
        assert "another plan" in world.errors, world.errors
        world.ward("notify", *trust, status=11)
        assert world.hash != plan and not world.github.writes
        # And one that expired does not count.
        world.ward("approve", world.hash, *trust, "--steward", "ada", "--signing-key", world.work / "ada.key", "--days", "1")
        world.now = "2026-06-03T00:00:00Z"
        world.ward("apply", world.hash, *trust, status=11)
        assert "expired" in world.errors, world.errors
        world.ward("abort", world.hash[:12])
        world.ward("plan", status=10)


def a_plan_that_was_changed_is_none(program):
    with World(program) as world:
        announced(world)
        trust = steward_list(world)
        world.ward("notify", *trust, status=11)
        file = world.work / "group/releases" / ID / "plans" / world.hash / "plan.json"
        file.write_text(file.read_text().replace("nodejs/build", "nodejs/bui1d"))
        world.ward("plan", world.hash, status=13)
        world.ward("apply", world.hash, *trust, status=13)
        assert not world.github.writes


def a_killed_run_is_resumed(program):
    for number, stage in ((1, "before"), (1, "after"), (2, "before"), (2, "after")):
        with World(program) as world:
            announced(world)
            world.ward("notify", status=11)
            assert world.killed_at(world.github, number, stage, "notify", "--yes-plan", world.hash)
            world.ward("notify", "--yes-plan", world.hash, status=14)
            assert "ward release resume" in world.errors
            assert "under way" in world.ward("status")
            world.ward("resume")
            assert len(issues(world)) == 2, (number, stage, world.github.writes)
            assert set(world.read()["places"]["issues"]) == {"build", "docker"}
            world.ward("resume", status=10)
            world.ward("notify", status=10)
            world.ward("log", "verify")


def another_steward_takes_over(program):
    with World(program) as world:
        announced(world)
        world.ward("notify", status=11)
        assert world.killed_at(world.github, 1, "after", "notify", "--yes-plan", world.hash)
        world.folder = world.second_steward()
        world.ward("notify", "--yes-plan", world.hash, status=14)
        world.ward("resume", status=14)
        assert "--take-over" in world.errors
        world.ward("resume", "--take-over")
        assert len(issues(world)) == 2
        # The first one comes back, and sees that it was done.
        world.folder = "group"
        world.ward("resume", status=13)
        assert "git pull" in world.errors
        world.sh("git checkout -q . && git clean -qfd && git pull -q origin main", "group")
        world.ward("resume", status=10)
        assert len(issues(world)) == 2


def a_run_is_given_up(program):
    with World(program) as world:
        announced(world)
        world.ward("notify", status=11)
        assert world.killed_at(world.github, 1, "after", "notify", "--yes-plan", world.hash)
        world.ward("abort")
        assert len(issues(world)) == 1
        assert set(world.read()["places"]["issues"]) == {"build"}  # what was done is remembered
        world.ward("abort", status=10)
        # The rest is another plan.
        world.go("notify")
        assert len(issues(world)) == 2


def answers_that_are_lost_or_late(program):
    for what in ("drop-after", "after-502", "cut", "after-garbage:TEXT"):
        with World(program) as world:
            announced(world)
            world.ward("notify", status=11)
            world.github.faults.append({"at": 1, "what": what})
            world.ward("notify", "--yes-plan", world.hash)
            assert len(issues(world)) == 2, what
            world.ward("notify", status=10)
    for what in ("403", "401"):
        with World(program) as world:
            announced(world)
            world.ward("notify", status=11)
            world.github.faults.append({"at": 1, "what": what})
            world.ward("notify", "--yes-plan", world.hash, status=4)
            world.ward("resume")
            assert len(issues(world)) == 2, what


def the_end_of_the_log_is_signed(program):
    with World(program) as world:
        world.put(world.record())
        trust = steward_list(world)
        world.ward("date", "2026-06-30", *trust)
        world.ward("log", "checkpoint", "--steward", "ada", "--signing-key", world.work / "ada.key")
        world.ward("log", "checkpoint", "--steward", "ada", "--signing-key", world.work / "ada.key", status=10)
        world.ward("log", "verify", *trust)
        world.ward("log", "verify")
        assert "1 checkpoints are not looked at" in world.errors
        # A log that was written anew from the start is whole, and not the one that was signed.
        (world.work / "group/releases" / ID / "log.jsonl").unlink()
        world.sh("git commit -qam 'no log' && git push -q origin main", "group")
        world.put(world.record())
        world.now = "2026-06-02T00:00:00Z"
        world.ward("date", "2026-06-30", *trust)
        world.ward("log", "verify")
        world.ward("log", "verify", *trust, status=15)
        assert "rewritten" in world.errors or "truncated" in world.errors, world.errors


CASES = [the_end_of_the_log_is_signed, a_plan_is_shown_and_then_named, a_plan_in_json_has_what_it_would_send, stewards_approve_by_signatures, a_record_that_two_have_to_agree_on, an_approval_is_of_one_plan,
         a_plan_that_was_changed_is_none, a_killed_run_is_resumed, another_steward_takes_over, a_run_is_given_up, answers_that_are_lost_or_late]

if __name__ == "__main__":
    sys.exit(run_cases(CASES, sys.argv[1], sys.argv[2:]))
