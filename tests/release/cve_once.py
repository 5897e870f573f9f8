#!/usr/bin/env python3
"""cve_once.py WARD [CASE…]: one CVE id for one vulnerability, whoever asked for it, in which release and how often a run was
stopped; and what is rejected or published says what it should. Numbers are those of the peer's known defects."""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from cve import OWN, disclosed, without_cves  # noqa: E402
from group_world import ID, TITLE, World, run_cases  # noqa: E402
from steps import nothing_more  # noqa: E402

NEXT = "2026-07-01"


def own(world, **more):
    """A release whose reports came from files."""
    return without_cves(world, state="ready", reports=[{**one, **OWN, "cves": []} for one in world.record()["reports"]], **more)


def next_release(world):
    """A second release at the same time, with one report."""
    other = own(world, id=NEXT, slug="july-2026-security-releases", lift_at="2026-07-01T12:00:00Z")
    other["reports"] = [{**other["reports"][0], "id": "2871299", "title": "Another one that has nothing to do with the first"}]
    return other


def cves(world, release=ID):
    return [one.get("cves") for one in world.read(release)["reports"]]


def asked(world):
    return [write for write in world.hackerone.writes if write["path"].endswith("cve_requests")]


def published(world, **more):
    for cve in ("CVE-2026-41414", "CVE-2026-41415"):
        world.cve.make("2026", {"next": int(cve[-5:]), "end": 99999}, "nodejs", "steward")
    world.put(disclosed(world, **more))
    world.go("cve", "publish")


# ---- 8: a request that was sent is not sent again
def defect_8_requests_are_sent_once(program):
    for what in ("drop-after", "after-502", "cut", "after-garbage:" + TITLE, "drop-before", "limited:0"):
        for at in (1, 2, 3):  # the request, the id at the report, the request for the second report
            with World(program) as world:
                world.reports_at_hackerone()
                world.put(without_cves(world, state="ready"))
                world.ward("cve", "request", status=11)
                world.hackerone.faults.append({"at": at, "what": what})
                world.ward("cve", "request", "--yes-plan", world.hash, status=None)
                world.ward("resume", status=None)
                if not all(cves(world)):
                    world.go("cve", "request")
                assert len(asked(world)) == 2, (what, at, asked(world))
                assert cves(world) == [["CVE-2026-10001"], ["CVE-2026-10002"]], (what, at)
                assert [one["cve_ids"] for one in world.hackerone.reports.values()] == cves(world), (what, at)
                nothing_more(world, "cve", "request")


# ---- 14: nothing is closed or disclosed while a record is not public
def defect_14_cleanup_waits_for_the_records(program):
    with World(program) as world:
        world.reports_at_hackerone()
        for cve in ("CVE-2026-41414", "CVE-2026-41415"):
            world.cve.make("2026", {"next": int(cve[-5:]), "end": 99999}, "nodejs", "steward")
        world.put({**disclosed(world), "state": "recorded"})
        before = len(world.hackerone.writes)
        world.ward("cleanup", status=None)
        assert "CVE-2026-41415" in world.errors, world.errors
        assert len(world.hackerone.writes) == before
        world.go("cve", "publish")
        world.go("cleanup")
        assert all(one["state"] == "resolved" for one in world.hackerone.reports.values())
        nothing_more(world, "cleanup", "--release", ID)


# ---- 18: the last id is asked for too, and an error is not "published"
def defect_18_every_id_is_asked_for(program):
    with World(program) as world:
        published(world)
        del world.cve.records["CVE-2026-41415"]
        assert world.ward("cve", "verify", status=15) == "CVE-2026-41415 is not published\n"
    with World(program) as world:
        published(world)
        for number in range(5):
            world.cve.faults.append({"at": 1, "method": "GET", "what": "500:" + TITLE})
        world.ward("cve", "verify", status=4)
        assert "not known" in world.errors, world.errors
    # One that nobody can read hides nothing of the others.
    with World(program) as world:
        published(world)
        world.cve.records["CVE-2026-41414"]["containers"]["cna"]["affected"][0]["versions"] = [{"version": "…", "status": "strange"}]
        world.cve.records["CVE-2026-41415"]["containers"]["cna"]["affected"][0]["versions"] = [{"version": "1.2.3", "status": "affected"}]
        assert "CVE-2026-41415: the published record says something else of" in world.ward("cve", "verify", status=15)


def severity_and_references_are_compared(program):
    with World(program) as world:
        published(world)
        container = world.cve.records["CVE-2026-41414"]["containers"]["cna"]
        container["metrics"][0]["cvssV3_1"]["vectorString"] = "CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:N/I:N/A:L"
        container["references"] = [{"url": "https://example.org/"}]
        told = world.ward("cve", "verify", status=15).splitlines()
        assert len(told) == 2 and "CVE-2026-41414: the published record has another severity" in told[0], told
        assert told[1].startswith("CVE-2026-41414: the published record does not refer to https://nodejs.org/"), told
        # Without credentials, by what everybody sees.
        told = world.ward("cve", "verify", status=15, environment={"CVE_API_KEY": "", "CVE_API_USER": "", "CVE_API_ORG": ""})
        assert len(told.splitlines()) == 2, told


# ---- one id, one vulnerability
def an_id_of_another_report_is_not_taken(program):
    with World(program) as world:
        world.reports_at_hackerone()
        for one in world.hackerone.reports.values():
            one["cve_ids"] = ["CVE-2026-9999"]
        world.put(without_cves(world, state="ready"))
        world.ward("cve", "request", status=15)
        assert "report 2871235: HackerOne has a CVE id for it that is of report 2871234" in world.errors, world.errors
        world.ward("status")
        assert cves(world) == [[], []] and not world.hackerone.writes


def an_id_of_another_release_is_not_taken(program):
    with World(program) as world:
        world.reports_at_hackerone()
        world.hackerone.reports["2871234"]["cve_ids"] = ["CVE-2026-41500"]
        old = world.record(id="2026-01-13", slug="january-2026-security-releases", state="closed", lift_at="2026-01-13T12:00:00Z")
        old["reports"] = [{**old["reports"][0], "id": "111", "cves": ["CVE-2026-41500"]}]
        world.put(old)
        world.put(without_cves(world, state="ready"))
        world.ward("cve", "request", status=15)
        assert "is of release 2026-01-13" in world.errors and not world.hackerone.writes, world.errors


def an_id_of_the_database_is_not_taken(program):
    with World(program) as world:
        world.reports_at_hackerone()
        world.hackerone.reports["2871234"]["cve_ids"] = ["CVE-2026-41500"]
        core = world.work / "vulnerabilities/vuln/core"
        core.mkdir(parents=True)
        (core / "171.json").write_text(json.dumps({"cve": ["CVE-2026-41500"], "vulnerable": "20.x", "patched": "^20.1.0"}))
        world.put(without_cves(world, state="ready"))
        world.ward("cve", "request", *world.checkouts("vulnerabilities"), status=15)
        assert "is of vuln/core/171.json" in world.errors and not world.hackerone.writes, world.errors
        record = without_cves(world, state="ready")
        record["reports"][0]["cves"] = ["CVE-2026-41500"]
        world.put(record)
        for step in (("cve", "request"), ("cve", "reserve"), ("announce", "pre")):
            world.ward(*step, *world.checkouts("vulnerabilities"), status=13)
            assert "report 2871234 has a CVE id of vuln/core/171.json" in world.errors, world.errors


def a_second_request_is_told(program):
    with World(program) as world:
        world.reports_at_hackerone()
        for number in (1, 2):
            world.hackerone.cve_requests.append({"id": str(number), "program": "11", "report_id": "2871234", "cve_identifier": f"CVE-2026-888{number}",
                                                 "state": "approved", "versions": []})
        world.put(without_cves(world, state="ready"))
        for _ in range(2):
            world.ward("cve", "request", status=15)
            assert "several CVE ids were asked for" in world.errors and not world.hackerone.writes, world.errors
        # One of them was taken back.
        world.hackerone.cve_requests[1]["state"] = "cancelled"
        world.ward("cve", "request", status=11)


def what_hackerone_will_give_is_not_reserved(program):
    """May 2025, by two ways to an id: asked for at HackerOne, and reserved by the group's own account."""
    for identifier in ("CVE-2026-8888", None):
        with World(program) as world:
            world.reports_at_hackerone()
            world.hackerone.cve_requests.append({"id": "1", "program": "11", "report_id": "2871234", "cve_identifier": identifier, "state": "approved", "versions": []})
            world.put(without_cves(world, state="ready"))
            world.ward("cve", "reserve", status=13)
            assert "a CVE id was asked for at HackerOne for report 2871234 already" in world.errors and not world.cve.ids, world.errors
    # Who cannot be asked is not passed over.
    with World(program) as world:
        world.reports_at_hackerone()
        world.put(without_cves(world, state="ready"))
        world.ward("cve", "reserve", status=None, environment={"HACKERONE_TOKEN": "", "HACKERONE_USERNAME": ""})
        assert "HACKERONE_TOKEN" in world.errors and not world.cve.ids, world.errors


def versions_that_all_became_something_else(program):
    """January 2025: each range became "<=" of one version, and nothing of what was asked for was left to compare."""
    with World(program) as world:
        world.reports_at_hackerone()
        world.hackerone.assign_later = True
        world.put(without_cves(world, state="ready"))
        world.ward("cve", "request", status=11)
        world.ward("cve", "request", "--yes-plan", world.hash, status=4)
        for made in world.hackerone.cve_requests:
            world.hackerone.assign(made)
            made["versions"] = [{"vendor": "nodejs", "product": "node", "func": "<=", "version": "22.22.2", "versionType": "semver", "affected": True}]
        for _ in range(2):
            world.ward("cve", "request", status=15)
            assert "understood other versions" in world.errors, world.errors
        assert len(asked(world)) == 2


# ---- two releases at once
def an_interrupted_run_takes_no_id_of_another_release(program):
    with World(program) as world:
        world.put(own(world))
        world.put(next_release(world))
        world.ward("cve", "reserve", "--release", ID, status=11)
        world.cve.faults.append({"at": 1, "method": "POST", "what": "401:x"})
        world.ward("cve", "reserve", "--release", ID, "--yes-plan", world.hash, status=4)
        world.go("cve", "reserve", "--release", NEXT)
        assert cves(world, NEXT) == [["CVE-2026-20001"]]
        world.ward("resume", "--release", ID)
        assert cves(world) == [["CVE-2026-20002"], ["CVE-2026-20003"]] and len(world.cve.ids) == 3
    # Given up instead: what another release reserved is not this one's outcome.
    with World(program) as world:
        world.put(own(world))
        world.put(next_release(world))
        world.ward("cve", "reserve", "--release", ID, status=11)
        world.cve.faults.append({"at": 1, "method": "POST", "what": "401:x"})
        world.ward("cve", "reserve", "--release", ID, "--yes-plan", world.hash, status=4)
        world.go("cve", "reserve", "--release", NEXT)
        world.ward("abort", "--release", ID, status=None)
        assert cves(world) == [[], []] or cves(world) == [None, None], cves(world)


def numbers_grow_a_digit_between_two_runs(program):
    """As texts, 10000 comes before 9999."""
    with World(program) as world:
        world.cve.ranges["2026"]["next"] = 9999
        world.put(own(world))
        world.ward("cve", "reserve", status=11)
        world.cve.faults.append({"at": 2, "method": "POST", "what": "401:x"})
        world.ward("cve", "reserve", "--yes-plan", world.hash, status=4)
        assert cves(world)[0] == ["CVE-2026-9999"]
        world.ward("resume")
        assert cves(world) == [["CVE-2026-9999"], ["CVE-2026-10000"]] and len(world.cve.ids) == 2


# ---- rejecting
def a_reason_is_public(program):
    with World(program) as world:
        world.put(own(world))
        world.go("cve", "reserve")
        world.ward("cve", "reject", "CVE-2026-20001", "--reason", "Withdrawn: crafted trailer fields crash the parser of chunked bodies", status=12)
        assert not world.cve.records and cves(world)[0] == ["CVE-2026-20001"]


def a_rejected_id_does_not_come_back(program):
    with World(program) as world:
        world.reports_at_hackerone()
        world.put(without_cves(world, state="ready"))
        world.go("cve", "reserve")
        world.go("cve", "reserve")
        world.go("cve", "reject", "CVE-2026-20001", "--reason", "Not a vulnerability")
        assert world.hackerone.reports["2871234"]["cve_ids"] == [] and world.hackerone.reports["2871235"]["cve_ids"] == ["CVE-2026-20002"]
        nothing_more(world, "cve", "reject", "CVE-2026-20001", "--reason", "Not a vulnerability")
        world.go("cve", "reserve")
        assert cves(world)[0] == ["CVE-2026-20003"] and world.cve.ids["CVE-2026-20001"]["state"] == "REJECTED"


def a_published_record_of_others_is_not_rejected(program):
    with World(program) as world:
        published(world)
        world.put(own(world, id=NEXT, slug="july-2026-security-releases", lift_at="2026-07-01T12:00:00Z"))
        world.cve.make("2026", {"next": 30000, "end": 99999}, "nodejs", "steward")
        world.cve.ids["CVE-2026-30000"]["state"] = "PUBLISHED"
        world.ward("cve", "reject", "CVE-2026-30000", "--release", NEXT, "--reason", "A mistake", status=13)
        assert "CVE-2026-30000 is published, and not of this release" in world.errors, world.errors


CASES = [value for name, value in list(globals().items()) if callable(value) and getattr(value, "__module__", "") == __name__
         and value.__code__.co_varnames[:1] == ("program",)]

if __name__ == "__main__":
    sys.exit(run_cases(CASES, sys.argv[1], sys.argv[2:]))
