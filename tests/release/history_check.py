#!/usr/bin/env python3
"""The data about past security releases is in its form and agrees with itself: history_check.py [FOLDER]

README.md of the folder says what the files are. Nothing here compares with ward. What is held is that each file can be
used: JSON without doubled keys; ids, versions and dates well-formed and in order; every vulnerability of a post in the
facts and in the CVE ranges, with the same versions; and the versions that a CVE record is said to get wrong are those
that its rows do.

Prints counts; exit status 1 and one line each where something is wrong.
"""
import pathlib
import re
import sys

from history_form import (COMMIT, CVE, CWE, DAY, INSTANT, LINE, PULL, SHORT_COMMIT, VECTOR, VERSION, check, cve_number,
                          formed, line_of, load, number, ordered, problems)

FOLDER = pathlib.Path(__file__).resolve().parent / "history"
RELEASES = 14
SEVERITIES = ["critical", "high", "medium", "low"]
# Of release.json, as its writer puts them.
RECORD_KEYS = {"dependencies", "embargo", "eol_lines", "id", "lift_at", "lines", "notices", "places", "reports",
               "schema", "slug", "state", "timezone", "tlp"}
EXPECTED_KEYS = {"slug", "title", "date", "author", "source", "lines", "headings", "other_headings", "vulnerabilities",
                 "dependencies", "downloads", "pre_announcement", "revisions", "wrong_revisions", "notes"}


def check_expected(where, expected, slug):
    check(set(expected) == EXPECTED_KEYS, where, f"keys {set(expected) ^ EXPECTED_KEYS}")
    check(expected["slug"] == slug, where, "slug is not the folder's")
    formed(INSTANT, where, "instant", expected["date"], expected["source"]["committed_at"])
    formed(COMMIT, where, "commit", expected["source"]["commit"])
    check(expected["source"]["path"].endswith(f"/{slug}.md"), where, "path of another post")
    formed(VERSION, where, "version", *expected["downloads"])
    check({line_of(version) for version in expected["downloads"]} in (set(), set(expected["lines"])), where,
          "downloads are not one for each line")
    found = [entry["heading"] for entry in expected["vulnerabilities"]]
    check(found == expected["headings"], where, "headings are not those of the vulnerabilities")
    for entry in expected["vulnerabilities"]:
        heading = entry["heading"]
        formed(CVE, where, "CVE id", entry["cve"])
        check(heading.startswith("## " + entry["title"]), where, f"title is not in {heading!r}")
        check(entry["cve"] in heading, where, f"id is not in {heading!r}")
        check(f"({entry['severity']})" in heading.lower(), where, f"severity is not in {heading!r}")
        check(entry["severity"] in SEVERITIES, where, f"no severity {entry['severity']}")
        check(set(entry["affected"]) <= set(expected["lines"]), where, f"{entry['cve']}: a line without a release")
        check(set(entry["fixed"]) == set(entry["affected"]), where, f"{entry['cve']}: fixed is of other lines")
        for line, version in entry["fixed"].items():
            formed(VERSION, where, "version", version)
            check(line_of(version) == line, where, f"{version} is not of line {line}")
    announced = expected["pre_announcement"]
    for impact in [*announced["impact"], *announced.get("first", {}).get("impact", [])]:
        check(impact["line"] in expected["lines"], where, f"impact of line {impact['line']}")
    for entry in expected["dependencies"]:
        check(set(entry["lines"]) <= set(expected["lines"]), where, f"{entry['name']} of lines {entry['lines']}")
    revisions = expected["revisions"]
    ordered(revisions, where, "revisions", key=lambda revision: revision["at"])
    check(revisions[0]["what"] == "announced", where, "the first revision is no announcement")
    check([revision["what"] for revision in revisions].count("published") == 1, where, "not published once")
    for revision in [*revisions, *expected["wrong_revisions"]]:
        formed(COMMIT, where, "commit", revision["commit"])
        formed(INSTANT, where, "instant", revision["at"])
    for revision in revisions:
        check(re.match(r"(announced|postponed|published|corrected: .+)$", revision["what"]), where, revision["what"])
    ordered([revision["planned"] for revision in revisions if "planned" in revision], where, "planned days")


def check_lines(where, record, versions):
    names = [line["name"] for line in record["lines"]]
    ordered(names, where, "lines", key=int)
    ordered(record["eol_lines"], where, "eol_lines", key=int)
    check(not set(names) & set(record["eol_lines"]), where, "a line with and without support")
    for line in record["lines"]:
        base, fixed = line["base_version"], line["fixed_version"]
        known = versions[line["name"]]
        check(fixed in known and known.index(fixed) > 0 and known[known.index(fixed) - 1] == base, where,
              f"{base} is not the version before {fixed}")
        check(line["tag"] == "v" + fixed, where, f"tag of {fixed}")


def check_facts(where, facts, slug, versions):
    record = facts["release"]
    check(set(record) == RECORD_KEYS, where, f"keys {set(record) ^ RECORD_KEYS}")
    check(facts["slug"] == record["slug"] == slug, where, "slug is not the folder's")
    formed(DAY, where, "day", record["id"], *[step["date"] for step in facts["planned"]])
    formed(INSTANT, where, "instant", record["lift_at"], *facts["shipped"].values(),
           *[step["at"] for step in facts["planned"]], *[notice["at"] for notice in record["notices"]])
    ordered(facts["planned"], where, "planned", key=lambda step: (step["at"], step["date"]))
    check_lines(where, record, versions)
    fixed = {line["name"]: line["fixed_version"] for line in record["lines"]}
    check(set(facts["shipped"]) == set(fixed), where, "shipped is of other lines")
    ordered(record["dependencies"], where, "dependencies", key=lambda entry: (entry["name"], int(entry["line"])))
    check({entry["line"] for entry in record["dependencies"]} <= set(fixed), where, "a dependency of another line")
    ordered(record["reports"], where, "reports",
            key=lambda report: (SEVERITIES.index(report["severity"]), report["cves"][0]))
    formed(PULL, where, "pull request", *[entry["pull"] for entry in record["dependencies"] if "pull" in entry])
    words = (record["embargo"], record["state"], record["timezone"], record["tlp"])
    check(words == ("coordinated", "disclosed", "UTC", "TLP:CLEAR"), where, f"words {words}")
    check({line["state"] for line in record["lines"]} == {"shipped"}, where, "a line that is not shipped")
    check(record["places"]["announcement"].endswith("/" + slug), where, "another announcement")
    ids = [report["id"] for report in record["reports"]]
    check(len(set(ids)) == len(ids), where, "a report twice")
    for report in record["reports"]:
        formed(CVE, where, "CVE id", *report["cves"])
        formed(CWE, where, "CWE id", *report.get("cwes", []))
        source = ("hackerone", f"https://hackerone.com/reports/{report['id']}")
        check((report["source"], report.get("link")) == source or
              (report["source"], report["id"]) == ("file", report["cves"][0]), where, f"source of {report['id']}")
        kinds = [credit["kind"] for credit in report["credits"]]
        check(set(kinds) <= {"reporter", "remediation developer"}, where, f"credits of {report['id']}")
        formed(PULL, where, "pull request", *[entry["pull"] for entry in report["ranges"] if "pull" in entry])
        formed(VECTOR, where, "CVSS vector", *report.get("cvss", []))
        ordered(report["ranges"], where, f"ranges of {report['id']}", key=lambda entry: int(entry["line"]))
        for entry in report["ranges"]:
            known = versions[entry["line"]]
            check(entry["fixed"] in known, where, f"{entry['fixed']} was never released")
            check(entry.get("introduced", known[0]) in known, where, f"{entry.get('introduced')} was never released")
        landed = facts["landed"][report["cves"][0]]
        formed(SHORT_COMMIT, where, "commit", *[commit for _, commit, _ in landed])
        check({line for line, _, _ in landed} == {entry["line"] for entry in report["ranges"]}, where,
              f"{report['id']}: commits of other lines than its ranges")


def shown(credit):
    names = [credit[key] for key in ("name", "handle") if key in credit]
    return names[0] if len(names) == 1 else f"{names[0]} ({names[1]})"


def check_together(where, expected, facts, cves):
    reports = {report["cves"][0]: report for report in facts["release"]["reports"]}
    check({line["name"] for line in facts["release"]["lines"]} == set(expected["lines"]), where, "lines differ")
    shipped = {line["fixed_version"] for line in facts["release"]["lines"]}
    check(set(expected["downloads"]) in (set(), shipped), where, "downloads are not what was shipped")
    names = {entry["name"] for entry in facts["release"]["dependencies"]}
    check({entry["name"] for entry in expected["dependencies"]} <= names, where, "a dependency without facts")
    planned = [revision["planned"] for revision in expected["revisions"] if "planned" in revision]
    check([step["date"] for step in facts["planned"]][:len(planned)] == planned, where, "other planned days")
    postponed = [revision["notice"] for revision in expected["revisions"] if "notice" in revision]
    notices = [notice["title"] for notice in reversed(facts["release"]["notices"])]
    check(len(notices) == len(postponed) and all(map(str.endswith, postponed, notices)), where, "other notices")
    for entry in expected["vulnerabilities"]:
        report = reports.get(entry["cve"])
        check(report is not None, where, f"{entry['cve']} has no facts")
        if report is None:
            continue
        check(report["title"] == entry["title"].replace("\\", ""), where, f"{entry['cve']}: another title")
        check(report["severity"] == entry["severity"], where, f"{entry['cve']}: another severity")
        for key, kind in (("reporters", "reporter"), ("fixers", "remediation developer")):
            thanked = [shown(credit) for credit in report["credits"] if credit["kind"] == kind]
            check(thanked == entry[key], where, f"{entry['cve']}: other {key}")
        fixed = {each["line"]: each["fixed"] for each in report["ranges"]}
        check(fixed == entry["fixed"], where, f"{entry['cve']}: other fixed versions")
    for cve, report in reports.items():
        ranges = cves.get(cve)
        check(ranges is not None and expected["slug"] in ranges["releases"], where, f"{cve} has no CVE ranges")
        if ranges is None:
            continue
        own = [{"below": each["fixed"], "from": each.get("introduced", each["line"] + ".0.0")}
               for each in report["ranges"]]
        again = ranges["releases"].index(expected["slug"]) > 0
        check(ranges["right_again" if again else "right"] == own, where, f"{cve}: ranges are not those of the facts")


def holds(row, version):
    lowest = row["version"] + (".0" if row["version"].count(".") == 1 else "")
    if "lessThan" in row:
        return number(lowest) <= number(version) < number(row["lessThan"])
    return number(lowest) <= number(version) <= number(row["lessThanOrEqual"])


def summary(versions):
    return versions[0] if len(versions) == 1 else f"{versions[0]} to {versions[-1]}, {len(versions)}"


def check_rows(where, entry, revision, versions):
    rows = [row for affected in revision["affected"] for row in affected["versions"]]
    if any("lessThan" not in row and "lessThanOrEqual" not in row for row in rows):
        return
    missed, extra = {}, {}
    for right in entry["right"]:
        line = line_of(right["from"])
        own = [row for row in rows if line_of(row["version"]) == line and row["status"] == "affected"]
        first, fixed = number(right["from"]), number(right["below"])
        wanted = [version for version in versions[line] if first <= number(version) < fixed]
        got = [version for version in versions[line] if any(holds(row, version) for row in own)]
        for found, here, there in ((missed, wanted, got), (extra, got, wanted)):
            if wrong := [version for version in here if version not in there]:
                found[line] = summary(wrong)
    check(revision.get("missed", {}) == missed, where, f"missed is {missed}")
    check(revision.get("extra", {}) == extra, where, f"extra is {extra}")


def check_ranges(where, document, versions):
    kinds, used = document["kinds"], set()
    classes = {kind["class"] for kind in kinds.values()}
    check(classes == {"ours-differs", "policy", "record-wrong"}, where, f"classes {classes}")
    formed(CVE, where, "CVE id", *document["cves"])
    ordered(list(document["cves"]), where, "ids", key=cve_number)
    for cve, entry in document["cves"].items():
        here = f"{where}: {cve}"
        ordered(entry["revisions"], here, "revisions", key=lambda revision: revision["updated"])
        check(entry["revisions"], here, "no revision")
        for revision in entry["revisions"]:
            formed(INSTANT, here, "instant", revision["updated"])
            formed(COMMIT, here, "commit", revision["commit"])
            names = [difference["kind"] for difference in revision["differences"]]
            check(names and set(names) <= set(kinds), here, f"differences {names}")
            used |= set(names)
            for affected in revision["affected"]:
                ordered(affected.get("whole_lines", []), here, "whole lines", key=int)
                check(affected.get("defaultStatus", "unaffected") == "unaffected", here, "another default")
            for difference in revision["differences"]:
                formed(LINE, here, "line", *difference.get("lines", []))
            check_rows(here, entry, revision, versions)
            wrong = any(kinds[name]["class"] == "record-wrong" for name in names)
            check(wrong or not revision.get("missed"), here, "misses versions, and is not called wrong")
    check(used == set(kinds), where, f"kinds that nothing has: {set(kinds) - used}")


def main(folder):
    versions = load(folder / "versions.json")["lines"]
    for line, known in versions.items():
        formed(VERSION, "versions.json", "version", *known)
        ordered(known, "versions.json", f"line {line}", key=number)
        check({line_of(version) for version in known} == {line}, "versions.json", f"line {line} has others")
    document = load(folder / "cve_ranges.json")
    check_ranges("cve_ranges.json", document, versions)
    slugs = sorted(path.name for path in folder.iterdir() if path.is_dir())
    check(len(slugs) == RELEASES, folder.name, f"{len(slugs)} releases")
    seen = set()
    for slug in slugs:
        expected, facts = load(folder / slug / "expected.json"), load(folder / slug / "facts.json")
        check_expected(f"{slug}/expected.json", expected, slug)
        check_facts(f"{slug}/facts.json", facts, slug, versions)
        check_together(slug, expected, facts, document["cves"])
        seen |= {report["cves"][0] for report in facts["release"]["reports"]}
    check(seen == set(document["cves"]), "cve_ranges.json", f"ids of no release: {set(document['cves']) ^ seen}")
    print(f"{len(slugs)} releases, {len(seen)} CVE ids, "
          f"{sum(len(entry['revisions']) for entry in document['cves'].values())} revisions of their records")


if __name__ == "__main__":
    try:
        main(pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
    except (AttributeError, KeyError, IndexError, TypeError, ValueError, OSError) as error:
        # What is so wrong that nothing behind it was looked at.
        problems.append(f"{type(error).__name__}: {error}")
    for problem in problems:
        print(problem)
    sys.exit(1 if problems else 0)
