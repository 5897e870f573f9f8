#!/usr/bin/env python3
"""steps.py WARD [CASE…]: the steps of a security release from its start to its end, in a group's real repository, with HackerOne,
CVE Services and GitHub on this machine."""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from group_world import ID, OTHER_SUMMARY, OTHER_TITLE, SUMMARY, TITLE, World, report, run_cases  # noqa: E402

POST = "site/apps/site/pages/en/blog/vulnerability/june-2026-security-releases.md"
LINES = ("--line", "22=22.23.0", "--line", "24=24.17.0")


def site(world):
    """A checkout of the site, of the vulnerability database."""
    (world.work / "site/apps/site").mkdir(parents=True)
    (world.work / "site/apps/site/site.json").write_text(json.dumps({"title": "Node.js", "websiteBanners": {"index": {"text": "old", "link": "x"}}}, indent=2) + "\n")
    core = world.work / "vulnerabilities/vuln/core"
    core.mkdir(parents=True)
    (core / "7.json").write_text(json.dumps({"cve": ["CVE-2020-1000"], "vulnerable": ">=10.0.0 <10.1.0", "patched": "^10.1.0", "ref": "https://nodejs.org/x",
                                             "description": "An old one", "overview": "It is old.", "affectedEnvironments": ["all"], "severity": "low"}, indent=2) + "\n")


def nothing_more(world, *words):
    """A second time there is nothing to do, and nothing is written."""
    counts = [len(service.writes) for service in (world.github, world.hackerone, world.cve)]
    head = world.sh("git rev-parse main", "group.git")
    world.ward(*words, status=10)
    assert counts == [len(service.writes) for service in (world.github, world.hackerone, world.cve)], words
    assert head == world.sh("git rev-parse main", "group.git"), words


def a_whole_release(program):
    with World(program) as world:
        site(world)
        world.reports_at_hackerone()
        checkouts = world.checkouts("site", "vulnerabilities")
        world.ward("start", status=2)
        assert "2026-06-02, 2026-06-09" in world.errors, world.errors  # the next Tuesdays
        world.ward("start", "--date", ID, "--time", "12:00", *LINES)
        record = world.read()
        assert [one["id"] for one in record["reports"]] == ["2871234", "2871235"] and record["state"] == "open"
        assert "base_version" in record["lines"][0] and "20" in record["eol_lines"], record["lines"]
        world.ward("start", "--date", ID, "--release", ID, *LINES, status=13)
        nothing_more(world, "add", "2871234")
        nothing_more(world, "sync")

        # What no source knows is written by people, and comes as a file.
        for one in record["reports"]:
            one["ranges"] = [{"line": "22", "fixed": "22.23.0"}, {"line": "24", "fixed": "24.17.0"}]
            one["severity"], one["cvss"] = "high", ["CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H"]
        (world.work / "edited.json").write_text(json.dumps(record))
        world.ward("edit", "--file", world.work / "edited.json")
        nothing_more(world, "edit", "--file", world.work / "edited.json")
        world.ward("ready")
        nothing_more(world, "ready")

        world.go("cve", "request")
        record = world.read()
        assert [one["cves"] for one in record["reports"]] == [["CVE-2026-10001"], ["CVE-2026-10002"]], record["reports"]
        assert record["state"] == "cve-assigned"
        assert world.hackerone.reports["2871234"]["cve_ids"] == ["CVE-2026-10001"]
        nothing_more(world, "cve", "request")

        world.go("announce", "pre", *checkouts)
        post = (world.work / POST).read_text()
        assert "# Summary" in post and TITLE not in post and "June 16, 2026" in post
        assert "June 16, 2026" in json.loads((world.work / "site/apps/site/site.json").read_text())["websiteBanners"]["index"]["text"]
        assert world.read()["places"]["announcement"].endswith("june-2026-security-releases")
        nothing_more(world, "announce", "pre", *checkouts)

        world.go("notify")
        nothing_more(world, "notify")
        world.ward("date", "2026-06-23", status=13)
        assert "postpone" in world.errors

        world.now = "2026-06-10T00:00:00Z"
        world.go("postpone", "--to", "2026-06-23", "--reason", "The fix of one line needs more tests.", *checkouts)
        post = (world.work / POST).read_text()
        assert "## (Update 10-Jun-2026)" in post and "June 23, 2026" in post and "June 16" not in post, post
        titles = [issue["title"] for repository in ("nodejs/build", "nodejs/docker-node") for issue in world.github.issues[repository]]
        assert all("2026/06/23" in title for title in titles), titles
        assert world.read()["lift_at"] == "2026-06-23T12:00:00Z"
        nothing_more(world, "postpone", "--to", "2026-06-23", *checkouts)

        ship_lines(world)
        world.now = "2026-06-23T13:00:00Z"
        world.ward("announce", "post", *checkouts, status=13)
        for line in ("22", "24"):
            world.ward("ship", "--line", line, "--checkout", f"project={world.work / 'project'}", "--releaser", "marco")
            nothing_more(world, "ship", "--line", line, "--checkout", f"project={world.work / 'project'}")
        record = world.read()
        assert record["state"] == "shipped" and [one["tag"] for one in record["lines"]] == ["v22.23.0", "v24.17.0"]

        world.ward("cve", "verify", status=10)
        world.go("announce", "post", *checkouts)
        world.allow(*world.secrets[:5])  # it is public now
        post = (world.work / POST).read_text()
        assert post.index("Security releases available") < post.index(TITLE) < post.index("# Summary"), post
        assert "CVE-2026-10001" in post and "v22.23.0" in post
        assert all(issue["state"] == "closed" for repository in ("nodejs/build", "nodejs/docker-node") for issue in world.github.issues[repository])
        nothing_more(world, "announce", "post", *checkouts)

        world.ward("cve", "verify", status=15)
        assert "CVE-2026-10001 is not published" in world.printed[-2], world.printed[-2]
        world.ward("cleanup", status=13)
        world.go("record", *checkouts)
        entry = json.loads((world.work / "vulnerabilities/vuln/core/8.json").read_text())
        assert entry["cve"] == ["CVE-2026-10001"] and (world.work / "vulnerabilities/vuln/core/index.json").is_file(), entry
        world.now = "2026-06-24T09:00:00Z"
        nothing_more(world, "record", *checkouts)
        outputs = {str(path.relative_to(world.work / "group/releases" / ID / "outputs")) for path in (world.work / "group/releases" / ID / "outputs").rglob("*")}
        assert {"mail-pre.txt", "mail-post.txt", "cve5/CVE-2026-10001.json", "osv/CVE-2026-10001.json"} <= outputs and any(name.endswith(".sha512") for name in outputs), outputs

        world.ward("cleanup", status=13)
        assert "CVE-2026-10001 is not published yet" in world.errors
        # HackerOne's ids are not the group's own at CVE Services: somebody publishes them there.
        publish_elsewhere(world, ["CVE-2026-10001", "CVE-2026-10002"])
        world.ward("cve", "verify")
        # The peer reads one page (defect 13).
        world.github.page_size = 2
        others = [world.github.add_issue("nodejs-private/node-private", f"another fix {number}", "text", "steward", labels=["Security Release"])["number"] for number in range(5)]
        world.ward("cleanup", status=11)
        assert all(f"nodejs-private/node-private#{number} " in world.errors for number in others), world.errors
        world.go("cleanup")
        assert all(one["state"] == "resolved" for one in world.hackerone.reports.values())
        assert world.read()["state"] == "closed"
        nothing_more(world, "cleanup", "--release", ID)
        world.ward("log", "verify", "--release", ID)


def ship_lines(world, cves=("CVE-2026-10001", "CVE-2026-10002")):
    """The project's checkout with the tags of both lines, as the releasers made them."""
    world.sh("ssh-keygen -q -t ed25519 -N '' -f tag.key && git init -q -b main project && cd project && git config user.name marco && "
             "git config user.email marco@example.org && git config gpg.format ssh && git config user.signingkey ../tag.key")
    for base, fixed, branch in (("v22.22.2", "v22.23.0", "v22.x"), ("v24.16.0", "v24.17.0", "v24.x")):
        world.sh(f"git checkout -q --orphan {branch} && echo {base} > version && git add -A && git commit -qm {base} && git tag -s -m {base} {base}", "project")
        for number, cve in enumerate(cves):
            world.sh(f"echo {branch} {number} > fix{number} && git add -A && git commit -qm 'lib: check a limit' -m 'CVE-ID: {cve}'", "project")
        world.sh(f"git commit -q --allow-empty -m '{fixed}' && git tag -s -m {fixed} {fixed}", "project")


def publish_elsewhere(world, cves):
    for cve in cves:
        container = json.loads((world.work / "group/releases" / ID / "outputs/cve5" / f"{cve}.json").read_text())["containers"]["cna"]
        world.cve.ids[cve] = {"cve_id": cve, "state": "PUBLISHED", "owning_cna": "nodejs", "requested_by": {"cna": "nodejs", "user": "steward"}, "time": {}}
        world.cve.records[cve] = {"dataType": "CVE_RECORD", "dataVersion": "5.1", "cveMetadata": {"cveId": cve, "state": "PUBLISHED"}, "containers": {"cna": container}}


CASES = [a_whole_release]

if __name__ == "__main__":
    sys.exit(run_cases(CASES, sys.argv[1], sys.argv[2:]))
