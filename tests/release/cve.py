#!/usr/bin/env python3
"""cve.py WARD [CASE…]: CVE ids and records of a security release: asked for once, published once, and read back."""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from group_world import ID, OTHER_TITLE, TITLE, World, report, run_cases  # noqa: E402
from steps import nothing_more  # noqa: E402

OWN = {"source": "file"}


def without_cves(world, **more):
    record = world.record(**more)
    for one in record["reports"]:
        one["cves"] = []
    return record


def disclosed(world, **more):
    record = world.record(state="disclosed", **more)
    record["lines"] = [{**line, "state": "shipped", "tag": "v" + line["fixed_version"]} for line in record["lines"]]
    record["places"] = {"announcement": "https://nodejs.org/en/blog/vulnerability/june-2026-security-releases"}
    world.now = "2026-06-16T13:00:00Z"
    world.allow(*world.secrets[:5])
    return record


def by_the_groups_own_account(program):
    with World(program) as world:
        world.reports_at_hackerone()
        world.put(without_cves(world, state="ready"))
        world.go("cve", "reserve")
        assert [one["cves"] for one in world.read()["reports"]] == [["CVE-2026-20001"], ["CVE-2026-20002"]]
        assert len(world.cve.writes) == 2 and world.read()["state"] == "cve-assigned"
        # The ids go to where the reports came from, as a plan of its own.
        world.go("cve", "reserve")
        assert world.hackerone.reports["2871234"]["cve_ids"] == ["CVE-2026-20001"]
        nothing_more(world, "cve", "reserve")
        # Nothing of it is published while it is embargoed.
        world.ward("cve", "publish", status=12)
        record = world.read()
        world.put(disclosed(world, reports=record["reports"]))
        world.go("cve", "publish")
        assert world.cve.ids["CVE-2026-20001"]["state"] == "PUBLISHED"
        published = world.cve.records["CVE-2026-20001"]["containers"]["cna"]
        rows = {row["version"]: row for product in published["affected"] for row in product["versions"]}
        assert rows["22.0.0"]["lessThan"] == "22.23.0" and rows["24.0.0"]["lessThan"] == "24.17.0", rows
        nothing_more(world, "cve", "publish")
        world.ward("cve", "verify")
        # The record is corrected: what is published is told, and brought up to date.
        record = world.read()
        record["reports"][0]["ranges"][0]["introduced"] = "22.20.0"
        world.put(record)
        world.ward("cve", "verify", status=15)
        assert "CVE-2026-20001: the published record says something else of" in world.printed[-2], world.printed[-2]
        world.ward("cve", "publish", status=10)
        assert "ward release cve update" in world.errors
        world.go("cve", "update")
        world.ward("cve", "verify")
        nothing_more(world, "cve", "update")


def a_record_that_somebody_else_changed_is_not_overwritten(program):
    with World(program) as world:
        record = disclosed(world)
        for cve in ("CVE-2026-41414", "CVE-2026-41415"):
            world.cve.make("2026", {"next": int(cve[-5:]), "end": 99999}, "nodejs", "steward")
        world.put(record)
        world.go("cve", "publish")
        record["reports"][0]["ranges"][0]["introduced"] = "22.20.0"
        world.put(record)
        world.ward("cve", "update", status=11)
        # Between the plan and its hash, somebody writes the record by hand.
        world.cve.records["CVE-2026-41414"]["containers"]["cna"]["descriptions"][0]["value"] = "by hand"
        plan = world.hash
        world.ward("cve", "update", "--yes-plan", plan, status=11)  # it is another plan now
        assert world.hash != plan


def an_id_that_is_there_is_never_asked_for_again(program):
    """May 2025: one more CVE id for a vulnerability that had one."""
    with World(program) as world:
        world.reports_at_hackerone()
        world.hackerone.reports["2871234"]["cve_ids"] = ["CVE-2026-9999"]
        world.put(without_cves(world, state="ready"))
        world.ward("cve", "reserve", status=13)
        assert "report 2871234 has a CVE id at HackerOne already" in world.errors
        assert not world.cve.writes
        world.go("cve", "request")
        assert [one["cves"] for one in world.read()["reports"]] == [["CVE-2026-9999"], ["CVE-2026-10001"]]
        assert len([write for write in world.hackerone.writes if write["path"].endswith("cve_requests")]) == 1
    # Asked for by somebody else, and not written at the report.
    with World(program) as world:
        world.reports_at_hackerone()
        world.hackerone.cve_requests.append({"id": "1", "program": "11", "report_id": "2871234", "cve_identifier": "CVE-2026-8888", "state": "approved", "versions": []})
        world.put(without_cves(world, state="ready"))
        world.go("cve", "request")
        assert world.read()["reports"][0]["cves"] == ["CVE-2026-8888"]
        assert world.hackerone.reports["2871234"]["cve_ids"] == ["CVE-2026-8888"]


def ids_that_come_later(program):
    with World(program) as world:
        world.reports_at_hackerone()
        world.hackerone.assign_later = True
        world.put(without_cves(world, state="ready"))
        world.ward("cve", "request", status=11)
        world.ward("cve", "request", "--yes-plan", world.hash, status=4)
        asked = [write for write in world.hackerone.writes if write["path"].endswith("cve_requests")]
        assert len(asked) == 2 and world.read()["state"] == "ready"
        # While they are not assigned, nothing is asked for again.
        world.ward("cve", "request", status=15)
        assert "not assigned yet" in world.errors
        for made in world.hackerone.cve_requests:
            world.hackerone.assign(made)
        world.go("cve", "request")
        assert len([write for write in world.hackerone.writes if write["path"].endswith("cve_requests")]) == 2
        assert [one["cves"] for one in world.read()["reports"]] == [["CVE-2026-10001"], ["CVE-2026-10002"]]


def versions_that_were_understood_otherwise(program):
    with World(program) as world:
        world.reports_at_hackerone()
        world.put(without_cves(world, state="ready"))
        world.go("cve", "request")
        record = world.read()
        for one in record["reports"]:
            one["cves"] = []
        for one in world.hackerone.reports.values():
            one["cve_ids"] = []
        world.hackerone.cve_requests[0]["versions"][0]["version"] = "1.2.3"
        world.put({**record, "state": "ready"})
        for _ in range(2):  # told again, not only the first time
            world.ward("cve", "request", status=15)
            assert "understood other versions" in world.errors, world.errors


def answers_that_are_lost(program):
    for what in ("drop-after", "after-502", "cut", "after-garbage:" + TITLE, "limited:0", "drop-before"):
        with World(program) as world:
            world.put(without_cves(world, state="ready", reports=[{**one, **OWN, "cves": []} for one in world.record()["reports"]]))
            world.ward("cve", "reserve", status=11)
            plan = world.hash
            world.cve.faults.append({"at": 1, "what": what})
            world.ward("cve", "reserve", "--yes-plan", plan, status=0)
            assert len(world.cve.ids) == 2 and len(world.cve.writes) == 2, (what, world.cve.ids)
            nothing_more(world, "cve", "reserve")


def a_token_that_expired(program):
    for what in ("401:" + TITLE, "refused:" + TITLE, "garbage:" + TITLE, "500:" + OTHER_TITLE):
        with World(program) as world:
            world.put(without_cves(world, state="ready", reports=[{**one, **OWN, "cves": []} for one in world.record()["reports"]]))
            world.ward("cve", "reserve", status=11)
            plan = world.hash
            for at in (1, 1, 1, 1, 1):
                world.cve.faults.append({"at": at, "method": "*", "what": what})
            world.ward("cve", "reserve", "--yes-plan", plan, status=None)
            world.cve.faults.clear()
            world.ward("resume", status=None)
            if not world.read()["reports"][0].get("cves"):
                world.go("cve", "reserve")
            assert len(world.cve.ids) == 2, (what, world.cve.ids)


def a_quota_that_is_used_up(program):
    with World(program) as world:
        world.cve.id_quota = 1
        world.put(without_cves(world, state="ready", reports=[{**one, **OWN, "cves": []} for one in world.record()["reports"]]))
        world.ward("cve", "reserve", status=13)
        assert "the quota leaves 1" in world.errors and not world.cve.writes


def ids_are_given_up(program):
    with World(program) as world:
        world.put(without_cves(world, state="ready", reports=[{**one, **OWN, "cves": []} for one in world.record()["reports"]]))
        world.go("cve", "reserve")
        world.ward("cve", "reject", "CVE-2026-20001", status=2)  # without a reason
        shown = world.ward("cve", "reject", "CVE-2026-20001", "--reason", "Not a vulnerability", status=11)
        assert "(no way back)" in shown
        world.go("cve", "reject", "CVE-2026-20001", "--reason", "Not a vulnerability")
        assert world.cve.ids["CVE-2026-20001"]["state"] == "REJECTED"
        assert not world.read()["reports"][0].get("cves")
        nothing_more(world, "cve", "reject", "CVE-2026-20001", "--reason", "Not a vulnerability")


def incomplete_reports_get_no_id(program):
    with World(program) as world:
        record = without_cves(world)
        record["reports"][0]["cvss"] = []
        record["reports"].append(report(2871236, "Something that nobody has rated yet at all", "Nobody knows.", severity="unknown"))
        world.put(record)
        world.ward("cve", "reserve", status=13)
        assert "report 2871234: no CVSS vector" in world.errors and "report 2871236: no severity" in world.errors, world.errors
        assert not world.cve.requests


def corrections_of_published_records(program):
    """January 2025: "version 20.18.1, lessThanOrEqual 20.18.1" reads as if every older version were fine."""
    with World(program) as world:
        world.put(disclosed(world, eol_lines=["18", "20"]))
        row = {"status": "affected", "versionType": "semver"}
        for cve, rows in (("CVE-2026-41414", [{**row, "version": "22.22.2", "lessThanOrEqual": "22.22.2"}, {**row, "version": "24.0.0", "lessThan": "24.17.0"}]),
                          ("CVE-2026-41415", [{**row, "version": f"{line}.0.0", "lessThan": below} for line, below in (("18", "19.0.0"), ("20", "21.0.0"), ("22", "22.23.0"), ("24", "24.17.0"))])):
            record = {"dataType": "CVE_RECORD", "dataVersion": "5.1", "cveMetadata": {"cveId": cve, "state": "PUBLISHED"},
                      "containers": {"cna": {"affected": [{"vendor": "nodejs", "product": "node", "defaultStatus": "unaffected", "versions": rows}],
                                             "descriptions": [{"lang": "en", "value": "text"}], "references": [{"url": "https://nodejs.org"}]}}}
            world.cve.records[cve] = record
            path = world.work / "list/cves/2026/41xxx" / f"{cve}.json"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(record))
        wanted = ("cve,line,published,correct,support\nCVE-2026-41414,18,none,all,ended\nCVE-2026-41414,20,none,all,ended\n"
                  "CVE-2026-41414,22,22.22.2,all,supported\n")
        assert world.ward("cve", "corrections", status=15) == wanted, world.printed[-2]
        assert world.ward("cve", "corrections", "--cve-list", world.work / "list", "--offline", status=15) == wanted


CASES = [corrections_of_published_records, by_the_groups_own_account, a_record_that_somebody_else_changed_is_not_overwritten, an_id_that_is_there_is_never_asked_for_again, ids_that_come_later,
         versions_that_were_understood_otherwise, answers_that_are_lost, a_token_that_expired, a_quota_that_is_used_up, ids_are_given_up, incomplete_reports_get_no_id]

if __name__ == "__main__":
    sys.exit(run_cases(CASES, sys.argv[1], sys.argv[2:]))
