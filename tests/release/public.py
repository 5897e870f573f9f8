#!/usr/bin/env python3
"""public.py WARD [CASE…]: what becomes public of a security release: never too early, nothing but what was meant, and all of it in
the end; past releases driven through the steps that publish."""
import http.server
import json
import pathlib
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import group_world  # noqa: E402
from group_world import ID, SUMMARY, TITLE, World, run_cases  # noqa: E402
from github import PEOPLE  # noqa: E402
from steps import POST, nothing_more, publish_elsewhere, site  # noqa: E402

HISTORY = pathlib.Path(__file__).parent / "history"


class Pages:
    """A site on this machine: {path: text}."""

    def __init__(self):
        self.pages, pages = {}, self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                text = pages.pages.get(self.path)
                self.send_response(200 if text is not None else 404)
                body = (text or "not here").encode()
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()


def shipped(world, **more):
    record = world.record(state="shipped", **more)
    record["lines"] = [{**line, "state": "shipped", "tag": "v" + line["fixed_version"]} for line in record["lines"]]
    record["places"] = {"announcement": "https://nodejs.org/en/blog/vulnerability/june-2026-security-releases", **more.get("places", {})}
    return record


def a_title_in_a_teams_name_is_found(program):
    """What is embargoed goes to no public place, whoever put it there."""
    with World(program) as world:
        file = world.work / "group/ward.release.toml"
        file.write_text(file.read_text().replace("@nodejs/build", "@nodejs/build: crafted trailer fields crash the parser of chunked bodies in servers"))
        world.put(world.record(state="announced"))
        world.ward("notify", status=12)
        assert "issue.open nodejs/build: 'body' has words of a report's title (title 1)" in world.errors, world.errors
        world.ward("notify", "--yes-plan", "0" * 64, status=12)
        assert not world.github.writes
        # Of the group's own repository it may be said.
        file.write_text(file.read_text().replace('"nodejs/build"', '"nodejs-private/node-private"').replace("crafted", "crafted"))
        world.put(world.record(state="announced"))
        world.ward("notify", "--dry-run")
        world.allow("crafted trailer")


def drafts_are_searched(program):
    """Without a checkout the post goes to the group's folder, from where people hand it out; the mail always does."""
    with World(program) as world:
        file = world.work / "group/ward.release.toml"
        file.write_text(file.read_text().replace('name = "Node.js"', f'name = "{TITLE}"', 1))
        world.put(world.record(state="cve-assigned"))
        world.ward("announce", "pre", status=12)
        for draft in ("june-2026-security-releases.md", "mail-pre.txt"):
            assert f"draft outputs/{draft}: has words of a report's title (title 1)" in world.errors, (draft, world.errors)
        assert not (world.work / f"group/releases/{ID}/outputs").exists()


def one_release_tells_nothing_of_the_next(program):
    """Two releases under way: what one of them publishes is searched for what the other one is about."""
    with World(program) as world:
        site(world)
        first, second = shipped(world), world.record(id="2026-07-14", slug="july-2026-security-releases", lift_at="2026-07-14T12:00:00Z")
        first["reports"], second["reports"] = first["reports"][:1], second["reports"][1:]
        right = first["reports"][0]["summary"]
        first["reports"][0]["summary"] = right + " See CVE-2026-41415 for permission checks."
        world.now = "2026-06-16T13:00:00Z"
        world.put(first)
        world.put(second)
        world.ward("announce", "post", "--release", ID, *world.checkouts("site"), status=12)
        assert "file.write site" in world.errors and "of release 2026-07-14" in world.errors, world.errors
        assert not (world.work / POST).exists()
        # Both are of the same reporter, who is thanked for the first.
        first["reports"][0]["summary"] = right
        world.put(first)
        world.allow(TITLE, SUMMARY, "quiet_finder9")
        world.go("announce", "post", "--release", ID, *world.checkouts("site"))
        world.go("record", "--release", ID, *world.checkouts("vulnerabilities"))


def a_second_steward_finds_what_the_first_wrote(program):
    with World(program) as world:
        site(world)
        PEOPLE["bo-token"] = ("bo", "User", "MEMBER")
        world.github.closed.clear()
        world.put(world.record(state="announced"))
        world.ward("notify", status=11)
        assert world.killed_at(world.github, 1, "after", "notify", "--yes-plan", world.hash)
        world.ward("resume", "--take-over", environment={"GITHUB_TOKEN": "bo-token"}, status=None)
        for repository in ("nodejs/build", "nodejs/docker-node"):
            assert len(world.github.issues[repository]) == 1, (repository, world.errors)
        world.allow(*world.secrets[:5])
        world.now = "2026-06-16T13:00:00Z"
        world.reports_at_hackerone()
        world.put(shipped(world, places={"announcement": "https://nodejs.org/x", "issues": world.read()["places"]["issues"]}))
        world.go("announce", "post", *world.checkouts("site"))
        world.go("record", *world.checkouts("vulnerabilities"))
        publish_elsewhere(world, ["CVE-2026-41414", "CVE-2026-41415"])
        shown = world.ward("cleanup", status=11, environment={"GITHUB_TOKEN": "bo-token"})
        assert "resolve report 2871234" in shown and "comment on" not in shown, shown
        # A stranger's comment with the same marker is nobody's of the group.
        comment = world.github.issues["nodejs/build"][0]["comments"][0]
        comment["user"], comment["author_association"] = {"login": "stranger", "type": "User"}, "NONE"
        assert "comment on nodejs/build#1" in world.ward("cleanup", status=11)


def a_group_without_a_private_repository(program):
    with World(program) as world:
        site(world)
        file = world.work / "group/ward.release.toml"
        file.write_text(file.read_text().replace('private_repository = "nodejs-private/node-private"', 'private_repository = ""'))
        world.allow(*world.secrets[:5])
        world.now = "2026-06-16T13:00:00Z"
        world.reports_at_hackerone()
        world.put(shipped(world))
        world.go("announce", "post", *world.checkouts("site"))
        world.go("record", *world.checkouts("vulnerabilities"))
        publish_elsewhere(world, ["CVE-2026-41414", "CVE-2026-41415"])
        world.go("cleanup")
        assert not any("node-private" in request for request in world.github.requests)


def entries_of_others_stay(program):
    """An entry that tells of two CVE ids is not written over by one report, nor twice."""
    with World(program) as world:
        site(world)
        world.allow(*world.secrets[:5])
        world.now = "2026-06-16T13:00:00Z"
        file = world.work / "vulnerabilities/vuln/core/7.json"
        entry = {**json.loads(file.read_text()), "cve": ["CVE-2026-41414", "CVE-2026-41415"]}
        file.write_text(json.dumps(entry, indent=2) + "\n")
        world.put({**shipped(world), "state": "disclosed"})
        world.ward("record", *world.checkouts("vulnerabilities"), status=13)
        assert "vuln/core/7.json" in world.errors and "split it first" in world.errors, world.errors
        assert json.loads(file.read_text()) == entry


def a_day_that_passed_is_told(program):
    with World(program) as world:
        record = world.record(state="announced")
        world.put(record)
        world.ward("verify", status=10)
        world.now = "2026-06-16T12:00:00Z"
        assert "it was to be out at 2026-06-16T12:00:00Z and is announced" in world.ward("verify", "-q", status=15)
        # Nothing announced, nothing due; and of one without a day it cannot be said.
        world.put({**record, "state": "open"})
        world.ward("verify", status=10)
        undated = shipped(world)
        del undated["lift_at"]
        world.put(undated)
        world.ward("announce", "post", status=12)
        assert "it is embargoed, and has no date" in world.errors, world.errors


def a_reason_for_the_public_is_looked_at(program):
    with World(program) as world:
        site(world)
        world.put(world.record(state="announced", places={"announcement": "https://nodejs.org/x", "issues": {}}))
        world.ward("postpone", "--to", "2026-06-30", "--reason", "The fix for quiet_finder9 is late", *world.checkouts("site"), status=12)
        assert "file.write site" in world.errors and "reporter" in world.errors, world.errors
        # It stood in the arguments because the test put it there.
        world.printed = []
        assert not (world.work / POST).exists()


def nothing_before_its_time(program):
    with World(program) as world:
        site(world)
        world.put(shipped(world))
        world.ward("announce", "post", *world.checkouts("site"), status=12)
        world.ward("record", *world.checkouts("vulnerabilities"), status=12)
        world.ward("cve", "publish", status=12)
        world.ward("verify", status=10)
        assert not world.github.writes and not world.cve.writes and not world.hackerone.writes
        # One that is made in the open may.
        world.put({**shipped(world), "embargo": "none"})
        world.allow(*world.secrets[:5])
        world.go("announce", "post", *world.checkouts("site"))
        assert TITLE in (world.work / POST).read_text()


def wrong_ranges_are_not_published(program):
    """The formats have to say the same of every released version: a fixed version that is none stops everything."""
    with World(program) as world:
        site(world)
        world.allow(*world.secrets[:5])
        world.now = "2026-06-16T13:00:00Z"
        record = shipped(world)
        record["reports"][0]["ranges"][0]["fixed"] = "22.24.0"  # what ships is 22.23.0
        world.put(record)
        world.ward("announce", "post", *world.checkouts("site"), status=13)
        assert "22.x is said to be fixed in 22.24.0, which this release is not" in world.errors, world.errors


def advisories_of_the_repository(program):
    with World(program) as world:
        site(world)
        world.allow(*world.secrets[:5])
        world.now = "2026-06-16T13:00:00Z"
        record = {**shipped(world), "state": "disclosed"}
        ghsa = "GHSA-2222-3333-0001"
        world.github.advisories.append({"ghsa_id": ghsa, "cve_id": None, "state": "draft", "severity": "high", "cvss": {"vector_string": None, "score": None}, "cwe_ids": [], "vulnerabilities": [],
                                        "credits": [], "collaborating_users": [], "collaborating_teams": [], "cve_requested": False, "html_url": "https://github.com/nodejs/node/security/advisories/" + ghsa,
                                        "repository": {"full_name": "nodejs/node"}, "author": {"login": "steward"}, "summary": "draft", "description": "draft",
                                        "created_at": "2026-04-01T00:00:00Z", "updated_at": "2026-04-01T00:00:00Z", "published_at": None})
        record["reports"][0]["advisory"] = ghsa
        world.put(record)
        for what in ("", "drop-after"):
            shown = world.ward("record", *world.checkouts("vulnerabilities"), status=11)
            assert f"publish {ghsa}  (no way back)" in shown, shown
            plan = world.hash
            if what:
                world.github.faults.append({"at": 1, "what": what})
            else:
                continue
            world.ward("record", *world.checkouts("vulnerabilities"), "--yes-plan", plan)
        assert len(world.github.writes) == 1
        advisory = world.github.advisories[0]
        assert advisory["state"] == "published" and advisory["cve_id"] == "CVE-2026-41414" and advisory["summary"] == TITLE
        nothing_more(world, "record", *world.checkouts("vulnerabilities"))


def everything_is_public_in_the_end(program):
    with World(program) as world:
        pages = Pages()
        site(world)
        file = world.work / "group/ward.release.toml"
        text = file.read_text().replace("schema = 1\n", f'schema = 1\npost_url = "{pages.url}/blog/{{slug}}"\ndownload_url = "{pages.url}/release/v{{version}}"\n')
        file.write_text(text)
        world.allow(*world.secrets[:5])
        world.now = "2026-06-16T13:00:00Z"
        for repository in ("nodejs/build", "nodejs/docker-node"):
            world.github.add_issue(repository, "[NEXT-SECURITY-RELEASE] Heads up on upcoming Node.js security release 2026/06/16", "text", "steward")
        record = shipped(world)
        # Without a place of its own the announcement is where the project has its posts.
        record["places"] = {"issues": {"build": "https://github.com/nodejs/build/issues/1", "docker": "https://github.com/nodejs/docker-node/issues/1"}}
        world.put(record)
        world.go("announce", "post", *world.checkouts("site"))
        no_key = {"CVE_API_KEY": None, "GITHUB_TOKEN": None}
        out = world.ward("verify", *world.checkouts("vulnerabilities"), status=15, environment=no_key)
        for line in ("CVE-2026-41414 is not published", "CVE-2026-41415 is not published", "the post is not there (404)", "/release/v22.23.0 is not there (404)", "the vulnerability database has no entry of CVE-2026-41414"):
            assert line in out, (line, out)
        # The site is built; it is the post of the checkout, but for one CVE that got lost, and a version that is another one's beginning.
        post = (world.work / POST).read_text()
        pages.pages["/blog/june-2026-security-releases"] = post.replace("CVE-2026-41415", "CVE-2026-414150").replace("24.17.0", "24.17.01")
        pages.pages["/release/v22.23.0"] = pages.pages["/release/v24.17.0"] = "Node.js"
        world.go("record", *world.checkouts("vulnerabilities"))
        publish_elsewhere(world, ["CVE-2026-41414", "CVE-2026-41415"])
        # The last of them too: nodejs-cve-checker stops before it.
        last = world.cve.records["CVE-2026-41415"]
        last["containers"]["cna"]["affected"][0]["versions"] = [{"version": "22.22.2", "lessThanOrEqual": "22.22.2", "status": "affected", "versionType": "semver"}]
        out = world.ward("verify", *world.checkouts("vulnerabilities"), status=15, environment=no_key)
        assert "CVE-2026-41415: the published record says something else of" in out and "the post does not tell of CVE-2026-41415" in out, out
        assert "the post does not tell of 24.17.0" in out and "22.23.0" not in out, out
        assert "CVE-2026-41414" not in out
        pages.pages["/blog/june-2026-security-releases"] = post
        publish_elsewhere(world, ["CVE-2026-41415"])
        assert world.ward("verify", *world.checkouts("vulnerabilities"), environment=no_key).strip() == ""
        # What cannot be asked is no answer.
        pages.server.shutdown()
        pages.server.server_close()
        world.ward("verify", *world.checkouts("vulnerabilities"), status=4, environment=no_key)


def past_releases(program):
    """Three past releases by their facts: what the steps write into the checkouts is what the outputs make."""
    for slug in ("january-2025-security-releases", "july-2025-security-releases", "march-2026-security-releases"):
        with World(program) as world:
            site(world)
            world.allow(*world.secrets)
            facts = json.loads((HISTORY / slug / "facts.json").read_text())
            record = facts["release"]
            lift = record["lift_at"]
            record = {"schema": 1, "slug": slug, "state": "open", **record}
            for report in record["reports"]:
                # What no post says and a record wants.
                for key, value in (("summary", "What the report is about, in words that nobody has published."), ("cwes", ["CWE-20"]), ("severity_reason", "as published"),
                                   ("cvss", ["CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H"])):
                    report[key] = report.get(key) or value
            before = {**record, "state": "cve-assigned", "places": {}, "lines": [{**line, "state": "open"} for line in record["lines"]]}
            world.now = lift[:4] + "-" + "%02d" % max(1, int(lift[5:7]) - 1) + "-01T00:00:00Z" if lift[5:7] != "01" else str(int(lift[:4]) - 1) + "-12-01T00:00:00Z"
            world.put(before)
            words = ("--release", record["id"], *world.checkouts("site", "vulnerabilities"))
            world.go("announce", "pre", *words)
            path = world.work / f"site/apps/site/pages/en/blog/vulnerability/{slug}.md"
            announced = path.read_text()
            assert all(cve not in announced for report in record["reports"] for cve in report["cves"])
            world.now = lift[:10] + "T23:59:59Z"
            now = world.read(record["id"])
            now["state"] = "shipped"
            now["lines"] = [{**line, "state": "shipped"} for line in now["lines"]]
            world.put(now)
            world.go("announce", "post", *words)
            post = path.read_text()
            summary = announced[announced.index("# Summary"):]
            assert post.endswith(summary), "what was announced stays"
            out = world.work / "out"
            world.ward("export", "--release", record["id"], "--format", "blog-post", "-o", out)
            made = (out / f"{slug}.md").read_text()
            # The post in the checkout keeps what was announced; the rest is the output's.
            assert post.split("# Summary")[0].split("---\n")[2] == made.split("# Summary")[0].split("---\n")[2], slug
            world.go("record", *words)
            entries = sorted((world.work / "vulnerabilities/vuln/core").glob("*.json"))
            assert len(entries) == len(record["reports"]) + 2, entries  # the old one, and the index
            nothing_more(world, "record", *words)


CASES = [a_title_in_a_teams_name_is_found, drafts_are_searched, one_release_tells_nothing_of_the_next, a_second_steward_finds_what_the_first_wrote,
         a_group_without_a_private_repository, entries_of_others_stay, a_day_that_passed_is_told, a_reason_for_the_public_is_looked_at, nothing_before_its_time, wrong_ranges_are_not_published, advisories_of_the_repository,
         everything_is_public_in_the_end, past_releases]

if __name__ == "__main__":
    sys.exit(run_cases(CASES, sys.argv[1], sys.argv[2:]))
