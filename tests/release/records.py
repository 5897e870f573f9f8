#!/usr/bin/env python3
"""records.py WARD [CASE…]: the steps that make and change a release's record: start, add, remove, sync, edit, date, postpone,
incident, break-embargo. In a group's real repository, with HackerOne and GitHub on this machine."""
import json
import os
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from group_world import ID, SUMMARY, TITLE, World, run_cases  # noqa: E402
from runs import steward_list  # noqa: E402

LONG = os.environ.get("WARD_TEST_LONG") == "1"  # all kill points, all kinds of answers
LINES = ("--line", "22=22.23.0", "--line", "24=24.17.0")
HIDDEN = "A title that turns \u202eround what is read behind it"
DRAFT = "Names of headers are compared by a table that another request may change"


def state_of(world):
    """What a second run must not touch: the group's branch, and what services wrote."""
    return world.sh("git rev-parse main", "group.git"), [len(service.writes) for service in (world.github, world.hackerone, world.cve)]


def nothing_more(world, *words):
    before = state_of(world)
    world.ward(*words, status=10)
    assert before == state_of(world), words


def refused(world, status, *words, says=""):
    before = state_of(world)
    world.ward(*words, status=status)
    assert before == state_of(world), words
    assert says in world.errors, world.errors


def ids(world, **more):
    return [one["id"] for one in world.read(**more)["reports"]]


def start(world, *words):
    world.ward("start", "--date", ID, "--time", "12:00", *LINES, *words)


def reports_of_all_pages_are_taken_up(program):
    with World(program) as world:
        world.reports_at_hackerone(range(3000, 3005))
        world.reports_at_hackerone([4000], state="new")
        world.secrets.append("that only its finder knows")
        world.secrets.append(HIDDEN)
        world.hackerone.reports["3003"]["title"] = HIDDEN
        world.hackerone.page_size = 2
        world.ward("start", "--date", ID, *LINES, "--dry-run")
        assert not world.sh("git log --format=%s -- releases", "group.git")
        start(world)
        assert sorted(ids(world)) == ["3000", "3001", "3002", "3004"], ids(world)
        assert "report 3003 is left out" in world.errors and "title" in world.errors, world.errors
        # Those are in a release now: the next one of the month gets the others, and names of its own.
        world.hackerone.reports["3003"]["title"] = "A title as any other that only its finder knows"
        start(world)
        assert ids(world, release=ID + "-2") == ["3003"], ids(world, release=ID + "-2")
        assert world.read(release=ID + "-2")["slug"] == "june-2026-security-releases-2"
        refused(world, 13, "add", "3000", "--release", ID + "-2", says=f"is in release {ID}")
        refused(world, 13, "start", "--date", "2026-05-01", *LINES, says="is over")
        refused(world, 13, "start", "--date", "2026-07-07", *LINES, "--report", "9999", says="9999 is not waiting")
        refused(world, 2, "start", *LINES, says="2026-06-02, 2026-06-09, 2026-06-16, 2026-06-23")


def sources_that_fail_begin_nothing(program):
    for what in ("500", "garbage:" + SUMMARY):
        with World(program) as world:
            world.reports_at_hackerone()
            world.hackerone.faults += [{"at": 1, "what": what, "method": "read"} for _ in range(9)]
            world.ward("start", "--date", ID, *LINES, status=3)
            assert not world.sh("git log --format=%s -- releases", "group.git"), what
            world.hackerone.faults.clear()
            start(world)
            assert len(ids(world)) == 2


def advisories_of_github_are_reports_too(program):
    with World(program) as world:
        world.secrets += [DRAFT, "another request may change"]
        for number, state in (("2222", "triage"), ("3333", "draft"), ("4444", "published")):
            world.github.advisories.append(
                {"ghsa_id": f"GHSA-2c4f-6j7m-{number}", "cve_id": None, "state": state, "severity": "high", "cvss": {"vector_string": None, "score": None}, "cwe_ids": ["CWE-178"],
                 "summary": DRAFT, "description": DRAFT + ".", "vulnerabilities": [], "credits": [{"login": "quiet_finder9", "type": "reporter"}], "collaborating_users": [],
                 "collaborating_teams": [], "html_url": f"https://github.com/nodejs/node/security/advisories/GHSA-2c4f-6j7m-{number}",
                 "repository": {"full_name": "nodejs/node"}, "author": {"login": "quiet_finder9"}, "created_at": "2026-05-01T00:00:00Z", "updated_at": "2026-05-01T00:00:00Z",
                 "published_at": None})
        start(world, "--from", "github", "--report", "GHSA-2c4f-6j7m-2222")
        assert ids(world) == ["GHSA-2c4f-6j7m-2222"], (world.errors, world.read())
        assert world.read()["reports"][0]["source"] == "github", world.read()
        world.ward("add", "GHSA-2c4f-6j7m-3333")
        nothing_more(world, "add", "GHSA-2c4f-6j7m-3333")
        nothing_more(world, "sync")
        world.github.advisories[1]["cve_id"] = "CVE-2026-30001"
        shown = world.ward("sync")
        assert "report GHSA-2c4f-6j7m-3333: cves" in shown, shown
        nothing_more(world, "sync")
        assert not world.github.writes


def sync_tells_keys_and_sees_a_second_id(program):
    with World(program) as world:
        world.reports_at_hackerone()
        start(world)
        world.hackerone.reports["2871234"]["title"] = "Repeated trailer fields of chunked bodies read memory that was given back"
        world.secrets.append("Repeated trailer fields of chunked bodies")
        world.released["22.22.3"] = "2026-05-30"
        shown = world.ward("sync")
        assert "report 2871234: title" in shown and "line 22: base_version" in shown, shown
        nothing_more(world, "sync")
        world.hackerone.reports["2871234"]["cve_ids"] = ["CVE-2026-41414"]
        world.ward("sync")
        assert [one["cves"] for one in world.read()["reports"] if one["id"] == "2871234"] == [["CVE-2026-41414"]]
        # Somebody asked again and got another one (nodejs/security-wg#1483).
        world.hackerone.reports["2871234"]["cve_ids"] = ["CVE-2026-41499"]
        refused(world, 15, "sync", says="report 2871234 has another CVE id where it comes from")
        world.hackerone.reports["2871234"]["cve_ids"] = ["CVE-2026-41414"]
        del world.hackerone.reports["2871235"]
        refused(world, 13, "sync", says="report 2871235")
        world.hackerone.faults += [{"at": 1, "what": "500", "method": "read"} for _ in range(9)]
        refused(world, 3, "sync")


def dependencies_come_from_update_and_audit(program):
    with World(program) as world:
        start(world, "--from", "none")
        project = world.work / "project"
        (project / "package.json").write_text('{"name": "x", "version": "1.0.0", "dependencies": {"undici": "6.9.0"}}\n')
        (project / "package-lock.json").write_text(json.dumps({"name": "x", "version": "1.0.0", "lockfileVersion": 3, "requires": True, "packages": {
            "": {"name": "x", "version": "1.0.0", "dependencies": {"undici": "6.9.0"}}, "node_modules/undici": {"version": "6.9.0", "integrity": "sha512-AAAA"}}}))
        # The report as the program writes it.
        audit = subprocess.run([world.program, "audit", str(project), "--json"], env=world.environment(), capture_output=True, text=True, timeout=120)
        report = json.loads(audit.stdout)
        open_ones = {one["id"] for one in report["findings"] if one["status"] == "open" and one["fixed"] and "undici" in one["purl"]}
        assert open_ones, audit.stdout
        (world.work / "audit.json").write_text(audit.stdout)
        refused(world, 2, "add", "--dependencies", world.work / "audit.json", says="--line is needed")
        world.ward("add", "--dependencies", world.work / "audit.json", "--line", "22")
        [undici] = world.read()["dependencies"]
        assert (undici["name"], undici["line"], undici["from"]) == ("undici", "22", "6.9.0") and set(undici["fixes"]) == open_ones, undici
        # The version closes all of them.
        (project / "package-lock.json").write_text((project / "package-lock.json").read_text().replace("6.9.0", undici["to"]))
        (project / "package.json").write_text((project / "package.json").read_text().replace("6.9.0", undici["to"]))
        again = subprocess.run([world.program, "audit", str(project), "--json"], env=world.environment(), capture_output=True, text=True, timeout=120)
        assert not open_ones & {one["id"] for one in json.loads(again.stdout)["findings"] if one["status"] == "open"}, undici
        nothing_more(world, "add", "--dependencies", world.work / "audit.json", "--line", "22")

        update = {"schema": "ward-report/1", "command": "update check", "updates": [
            {"id": "undici", "current": "6.9.0", "chosen": "6.30.0", "closes": ["CVE-2026-90001"], "pull": ""},
            {"id": "undici@v24.x-staging", "current": "7.0.0", "chosen": "7.9.0", "closes": [], "pull": "https://github.com/nodejs/node/pull/9"},
            {"id": "undici@main", "current": "7.0.0", "chosen": "7.9.0", "closes": []}, {"id": "zlib@v20.x", "current": "1", "chosen": "2", "closes": []}]}
        (world.work / "update.json").write_text(json.dumps(update))
        world.ward("add", "--dependencies", world.work / "update.json", "--line", "22")
        assert "undici@main" in world.errors and "zlib on 20.x" in world.errors, world.errors
        assert [(one["line"], one["to"], one.get("fixes", [])) for one in world.read()["dependencies"]] == [("22", "6.30.0", ["CVE-2026-90001"]), ("24", "7.9.0", [])]
        nothing_more(world, "add", "--dependencies", world.work / "update.json", "--line", "22")


def files_and_removal(program):
    with World(program) as world:
        world.reports_at_hackerone()
        start(world, "--from", "none")
        (world.work / "report.json").write_text(json.dumps(world.record()["reports"][0]))
        world.ward("add", "--file", world.work / "report.json")
        nothing_more(world, "add", "--file", world.work / "report.json")
        world.ward("add", "2871235")
        refused(world, 13, "remove", "2871234", says="report 2871234 has a CVE id")
        refused(world, 12, "remove", "2871235", "--reason", "see CVE-2026-41414", says="--reason")
        world.ward("remove", "2871234", "2871235", "--keep-cve", "--reason", "upstream needs until July")
        assert "has to be in another release" in world.errors and ids(world) == []
        nothing_more(world, "remove", "2871234", "2871235", "--keep-cve")
        assert "upstream needs until July" in (world.work / "group/releases" / ID / "log.jsonl").read_text()
        assert "withheld until lift" in world.ward("log", "show") and "upstream needs" not in world.ward("log", "show")
        world.ward("log", "verify")
        # What left is still looked for.
        group = world.work / "group"
        world.sh("git init -q -b main elsewhere && cd elsewhere && git config user.name D && git config user.email d@example.org && "
                 f"echo 'Fixes what is told as {TITLE}' > a.md && git add -A && git commit -qm a")
        found = world.ward("leak-check", world.work / "elsewhere", status=12)
        assert f"{ID}/held" in found and TITLE not in found, found
        world.ward("remove", "2871234", "--not-secret")
        world.ward("leak-check", world.work / "elsewhere")


def edits_are_held_to_what_steps_answer_for(program):
    with World(program) as world:
        world.put(world.record())
        file = world.work / "edited.json"

        def edit(status, says="", **more):
            file.write_text(json.dumps({**world.read(), **more}))
            (refused(world, status, "edit", "--file", file, says=says) if status else world.ward("edit", "--file", file))

        edit(13, "break-embargo", embargo="none")
        edit(13, "is over", lift_at="2026-05-01T00:00:00Z")
        edit(13, "ward release incident", incident="zero-day")
        edit(13, "ward release remove", reports=[])
        edit(13, "ward release ship", lines=[{**line, "state": "shipped"} for line in world.read()["lines"]])
        edit(3, "severity", reports=[{**world.read()["reports"][0], "severity": TITLE}])
        edit(0, timezone="+02:00")
        nothing_more(world, "edit", "--file", file)


def announced(world):
    """As the steps made it, with post, banner and issues."""
    (world.work / "site/apps/site").mkdir(parents=True)
    (world.work / "site/apps/site/site.json").write_text('{"websiteBanners": {"index": {"text": "old", "link": "x"}}}\n')
    world.put(world.record(state="cve-assigned"))
    world.go("announce", "pre", *world.checkouts("site"))
    world.go("notify")


def moved_once(world, day, comments=1):
    for repository in ("nodejs/build", "nodejs/docker-node"):
        [issue] = world.github.issues[repository]
        assert issue["title"].endswith(day), issue["title"]
        said = [write for write in world.github.writes if write["path"] == f"/repos/{repository}/issues/{issue['number']}/comments"]
        assert len(said) == comments and day in said[-1]["body"]["body"], said
        assert len([write for write in world.github.writes if write["method"] == "PATCH" and f"/{repository}/" in write["path"]]) == comments
    post = (world.work / "site/apps/site/pages/en/blog/vulnerability/june-2026-security-releases.md").read_text()
    assert post.count("## (Update") == comments, post
    return post


def a_postponement_that_is_killed_is_done_once(program):
    points = [(number, stage) for number in (1, 2, 3, 4) for stage in ("before", "after")] if LONG else [(1, "after"), (2, "before"), (4, "after")]
    for number, stage in points:
        with World(program) as world:
            announced(world)
            words = ("postpone", "--to", "2026-06-23", "--reason", "One fix needs more tests.", *world.checkouts("site"))
            world.ward(*words, status=11)
            assert world.killed_at(world.github, number, stage, *words, "--yes-plan", world.hash)
            world.ward("resume", *world.checkouts("site"))
            assert "One fix needs more tests." in moved_once(world, "2026/06/23")
            assert world.read()["state"] == "postponed" and world.read()["lift_at"] == "2026-06-23T12:00:00Z"
            nothing_more(world, *words)
            world.ward("resume", status=10)
            world.ward("log", "verify")


def answers_about_a_postponement_that_are_lost(program):
    for what in ("drop-after", "after-502", "cut", "limited:1") if LONG else ("drop-after", "limited:1"):
        with World(program) as world:
            announced(world)
            words = ("postpone", "--to", "2026-06-23", *world.checkouts("site"))
            world.ward(*words, status=11)
            for at in (1, 3):
                world.github.faults.append({"at": at, "what": what})
            world.ward(*words, "--yes-plan", world.hash)
            moved_once(world, "2026/06/23")
            nothing_more(world, *words)
            # And back: the day that it had is told again.
            world.go("postpone", "--to", ID, *world.checkouts("site"))
            moved_once(world, "2026/06/16", comments=2)
            refused(world, 12, "postpone", "--to", "2026-06-30", "--reason", "because of CVE-2026-41414", *world.checkouts("site"), says="cve-id")


def an_incident_gets_a_day_and_a_list(program):
    with World(program) as world:
        announced(world)
        checkouts = world.checkouts("site")
        refused(world, 2, "incident", "fire", says="premature-disclosure, zero-day, dependency, embargo-violation")
        words = ("incident", "premature-disclosure", "--to", "2026-06-03", "--reason", "a talk had a slide of it", *checkouts)
        world.go(*words)
        assert "June 3, 2026" in moved_once(world, "2026/06/03")
        record = world.read()
        assert record["incident"] == "premature-disclosure" and record["lift_at"] == "2026-06-03T12:00:00Z"
        assert "incident: premature-disclosure" in world.ward("status")
        outputs = world.work / "group/releases" / ID / "outputs"
        texts = {path.name: path.read_text() for path in outputs.glob("incident-*")}
        assert set(texts) == {f"incident-premature-disclosure{end}" for end in (".md", "-mail.txt", "-notice.txt")}
        for name, text in texts.items():  # they are sent without encryption
            assert not any(secret in text for secret in (*world.secrets, "CVE-2026-41414", "2871234")), name
        (outputs / "incident-premature-disclosure.md").write_text("- [x] done\n")
        world.sh("git add -A && git commit -qm ticked && git push -q origin main", "group")
        nothing_more(world, *words)

        refused(world, 2, "break-embargo", says="--reason is needed")
        world.ward("leak-check", world.work / "group/releases", status=12)
        world.ward("break-embargo", "--reason", "the slide has everything", status=11)
        world.ward("break-embargo", "--reason", "the slide has everything", "--yes-plan", world.hash)
        assert world.read()["embargo"] == "none"
        nothing_more(world, "break-embargo", "--reason", "again")
        world.ward("leak-check", world.work / "group/releases", status=10)

        world.ward("incident", "over")
        assert "incident" not in world.read() and "## Timeline" in (outputs / "incident-premature-disclosure-post-mortem.md").read_text()
        assert "the slide has everything" in (outputs / "incident-premature-disclosure-post-mortem.md").read_text()
        nothing_more(world, "incident", "over")
        world.ward("log", "verify")


def an_embargo_is_broken_by_two(program):
    with World(program) as world:
        trust = steward_list(world, "break-embargo = 2")
        world.put(world.record())
        refused(world, 13, "break-embargo", "--reason", "it is in the news", *trust, says="incident mode")
        world.ward("incident", "embargo-violation", *trust)
        world.ward("break-embargo", "--reason", "it is in the news", *trust, status=11)
        plan = world.hash
        assert "no way back" in world.ward("plan", plan)
        world.ward("approve", plan, *trust, "--steward", "ada", "--signing-key", world.work / "ada.key")
        world.ward("apply", plan, *trust, status=11)
        assert world.read().get("embargo", "coordinated") == "coordinated"
        world.ward("approve", plan, *trust, "--steward", "bo", "--signing-key", world.work / "bo.key")
        world.ward("apply", plan, *trust)
        assert world.read()["embargo"] == "none"
        log = (world.work / "group/releases" / ID / "log.jsonl").read_text()
        assert "it is in the news" in log and "approved by" in log, log


CASES = [reports_of_all_pages_are_taken_up, sources_that_fail_begin_nothing, advisories_of_github_are_reports_too, sync_tells_keys_and_sees_a_second_id,
         dependencies_come_from_update_and_audit, files_and_removal, edits_are_held_to_what_steps_answer_for, a_postponement_that_is_killed_is_done_once,
         answers_about_a_postponement_that_are_lost, an_incident_gets_a_day_and_a_list, an_embargo_is_broken_by_two]

if __name__ == "__main__":
    sys.exit(run_cases(CASES, sys.argv[1], sys.argv[2:]))
