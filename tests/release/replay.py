#!/usr/bin/env python3
"""replay.py WARD [CASE…]: past releases made again from their records, beside what was published: own texts are equal, each difference
has a ruling, what people looked at is known, and nothing that is embargoed is compared."""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from group_world import ID, OTHER_SUMMARY, OTHER_TITLE, SUMMARY, TITLE, World, run_cases  # noqa: E402

SLUG = "june-2026-security-releases"
POST = f"apps/site/pages/en/blog/vulnerability/{SLUG}.md"
CVE, OTHER = "CVE-2026-41414", "CVE-2026-41415"
LIST = "cves/2026/41xxx"


def published(world, **more):
    """A record that is disclosed, and its own texts where they are published: site, vulnerabilities, a list of CVE records."""
    world.allow(TITLE, SUMMARY, OTHER_TITLE, OTHER_SUMMARY, "quiet_finder9")
    world.put(world.record(state="disclosed", **more))
    (world.work / POST).parent.mkdir(parents=True, exist_ok=True)
    for kind, folder, options in (("blog-post", f"site/{POST.rsplit('/', 1)[0]}", ()), ("vuln-core", "vulnerabilities/vuln/core", ("--number", "7")),
                                  ("cve5", f"list/{LIST}", ())):
        world.ward("export", "--release", ID, "--format", kind, "-o", world.work / folder, *options)


def replay(world, *words, status):
    return world.ward("replay", *world.checkouts("site", "vulnerabilities"), "--cve-list", world.work / "list", "--releases", releases(world), *words, status=status)


def releases(world):
    """What was released, with the versions of this release."""
    table = world.work / "all.tsv"
    rows = {**world.released, "22.23.0": "2026-06-16", "24.17.0": "2026-06-16"}
    table.write_text("".join(f"{version}\t{day}\t-\t-\n" for version, day in rows.items()))
    return table


def edit(path, *changes):
    text = path.read_text()
    for old, new in changes:
        assert old in text, (path, old)
        text = text.replace(old, new)
    path.write_text(text)


def own_texts_are_equal(program):
    with World(program) as world:
        published(world)
        out = replay(world, status=0)
        assert out == f"{SLUG}: 0 differences, 0 known, 1 of 1 posts (2 of 2 headings of reports byte for byte), 2 of 2 entries, 2 of 2 CVE records\n", out
        # The same of files that are named one by one, without a group.
        record = world.work / "group/releases" / ID
        for named in (record, record / "release.json"):
            out = world.sh(f"{world.program} release replay {named} --post site/{POST} --vulndb vulnerabilities --cve-list list/{LIST} --releases {releases(world)}")
            assert out.startswith(f"{SLUG}: 0 differences"), out


def each_difference_has_a_ruling(program):
    with World(program) as world:
        published(world)
        edit(world.work / "site" / POST, (f"({CVE}) - (high)", f"({CVE}) - (Low)"), ("v24.17.0](/blog/release/v24.17.0/)", "v24.17.1](/blog/release/v24.17.0/)"),
             ("Out now: new versions of Node.js 24.x, 22.x.", "Out now: new versions of Node.js 22.x, 24.x."))
        edit(world.work / "vulnerabilities/vuln/core/7.json", (">=22.0.0 <22.23.0", "22.x"))
        (world.work / "vulnerabilities/vuln/core/8.json").unlink()
        record = world.work / "list" / LIST / f"{CVE}.json"
        edit(record, ('"version": "22.0.0"', '"version": "22.22.2"'), ('"lessThan": "22.23.0"', '"lessThanOrEqual": "22.22.2"'))
        report = json.loads(replay(world, "--json", status=15))
        assert (report["schema"], report["command"], report["gone"]) == ("ward-release/1", "release replay", []), report
        release = report["releases"][0]
        assert (release["entries"], release["records"]) == ({"of": 2, "there": 1}, {"of": 2, "there": 2}), release
        found = {(one["in"], one["field"], one.get("of", "")): (one.get("ours", ""), one.get("published", ""), one["ruling"]) for one in release["differences"]}
        wanted = {
            ("post", "rating", CVE): ("high", "low", "ours-right"),
            ("post", "lines", ""): ("24 22", "22 24", "policy"),
            ("post", "downloads", ""): ("22.23.0 24.17.0", "22.23.0 24.17.1", "open"),
            ("vuln-core", "vulnerable", "NSWG-COR-7"): None,
            ("vuln-core", "entry", OTHER): ("an entry", "", "open"),
            ("cve", "affected versions", f"{CVE} 22.x"): ("22.0.0-22.22.2", "22.22.2", "ours-right"),
        }
        for key, values in wanted.items():
            assert key in found and values in (None, found[key]), (key, found)
        errors = [one["published"] for one in release["differences"] if one["field"] == "error"]
        assert "24.17.1 was never released" in errors and "the link of 24.17.1 leads to 24.17.0" in errors, errors
        assert any("also takes 22.23.0" in error for error in errors), errors
        places = {one["place"] for one in release["differences"]}
        assert f"{LIST}/{CVE}.json" in places and any(place.startswith("vuln/core/7.json:") for place in places) and any(
            place.startswith(POST + ":") for place in places), places
        out = replay(world, status=15)
        assert " ours right: what was published is wrong\n" in out and "because    NSWG-COR-7 says high\n" in out, out


def what_people_looked_at_is_known(program):
    with World(program) as world:
        published(world)
        edit(world.work / "site" / POST, (f"({CVE}) - (high)", f"({CVE}) - (High)"))
        row = {"release": SLUG, "field": "rating's case in headings", "of": CVE, "ours": "(high)", "published": "(High)", "reason": "It was copied."}
        known = world.work / "known.json"

        def listed(*rows):
            known.write_text(json.dumps({"schema": 1, "differences": rows}, indent=1))

        replay(world, status=15)
        listed(row)
        out = replay(world, "--known", known, status=0)
        assert "1 difference, 1 known" in out and "because    It was copied." in out, out
        # One that is no more has to leave the list; one of another release stays.
        gone = {"release": SLUG, "in": "cve", "field": "title", "of": CVE, "ours": "a", "published": "b", "reason": "x"}
        listed(row, gone, {**gone, "release": "may-2025-security-releases"})
        out = replay(world, "--known", known, status=15)
        assert out.count("is there no more") == 1 and f"{SLUG}, title ({CVE})" in out, out
        # That the record is to be changed is no state to stay in.
        listed({**row, "ruling": "theirs-right"})
        replay(world, "--known", known, status=15)
        listed({**row, "reason": ""})
        before = known.read_bytes()
        replay(world, "--known", known, status=3)
        assert "known.json" in world.errors and "has no 'reason'" in world.errors, world.errors
        assert known.read_bytes() == before


def nothing_embargoed_is_compared(program):
    with World(program) as world:
        world.put(world.record(state="announced"))
        world.sh("mkdir -p list vulnerabilities/vuln/core")
        replay(world, status=10)
        replay(world, "--release", ID, status=10)
        assert "embargoed" in world.errors, world.errors
        record = world.work / "group/releases" / ID
        world.ward("replay", record, "--post", record / "release.json", status=10)


def what_is_missing_is_told(program):
    with World(program) as world:
        published(world)
        world.ward("replay", status=2)
        assert "nothing to compare with" in world.errors, world.errors
        record = world.work / "group/releases" / ID / "release.json"
        world.ward("replay", record, record, "--post", world.work / "site" / POST, status=2)
        assert "is of one release" in world.errors, world.errors
        world.ward("replay", record, "--post", world.work / "nowhere.md", status=3)
        assert "nowhere.md" in world.errors, world.errors
        (world.work / "site" / POST).unlink()
        out = replay(world, status=15)
        assert "0 of 1 posts" in out and "ours       a post" in out, out
        (world.work / "list" / LIST / f"{OTHER}.json").unlink()
        out = replay(world, status=15)
        assert "1 of 2 CVE records" in out and f"record of {OTHER}" in out, out


def verify_compares_entries_too(program):
    with World(program) as world:
        published(world)
        # As for cron, without a network: what could not be asked is told beside it.
        out = world.ward("verify", *world.checkouts("vulnerabilities"), "--release", ID, "--offline", status=4)
        assert out == "", out
        edit(world.work / "vulnerabilities/vuln/core/7.json", ('"severity": "high"', '"severity": "low"'), (">=22.0.0 <22.23.0", ">=22.22.2 <22.23.0"))
        out = world.ward("verify", *world.checkouts("vulnerabilities"), "--release", ID, "--offline", status=15)
        assert "vuln/core/7.json" in out and "has other severity (low, and not high)" in out and "has other affected versions (22.22.2, and not 22.0.0-22.22.2)" in out, out
        # A range that cannot be read is not passed over.
        edit(world.work / "vulnerabilities/vuln/core/7.json", (">=22.22.2 <22.23.0", "twenty-two"))
        out = world.ward("verify", *world.checkouts("vulnerabilities"), "--release", ID, "--offline", status=15)
        assert "vuln/core/7.json: has a range of versions that no program reads" in out, out


def texts_of_strangers(program):
    with World(program) as world:
        published(world)
        post = world.work / "site" / POST
        own = post.read_text()
        # What cannot be read is no difference, and makes the answer incomplete.
        for text, reason in (("not a post\n", "is no post about a security release"), ("# a\n" * 3_000, "has more than 2000 headings"),
                             (own + "a" * 70_000, "is longer than 65536 bytes")):
            post.write_text(text)
            replay(world, status=4)
            assert f"{POST}" in world.errors and reason in world.errors, world.errors
        post.write_bytes(b"a" * (1 << 20) + b"a")
        replay(world, status=3)
        post.write_text(own)
        record = world.work / "list" / LIST / f"{CVE}.json"
        for text in ("{", "[" * 100_000, json.dumps({"cveMetadata": {"cveId": OTHER}}), '{"cveMetadata": {"cveId": "%s"}}' % CVE):
            record.write_text(text)
            replay(world, status=4)
            assert f"{LIST}/{CVE}.json" in world.errors, world.errors
        # A link in a list leads nowhere.
        record.unlink()
        record.symlink_to(world.work / "group/ward.release.toml")
        replay(world, status=4)
        assert CVE in world.errors, world.errors
        record.unlink()
        # Escapes of terminals, and what turns text around, are shown.
        edit(post, (f"({CVE}) - (high)", f"\x1b[31m\u202e ({CVE}) - (high)"))
        out = replay(world, status=15)
        assert "\x1b" not in out and "\u202e" not in out and "\\x1b[31m\\u202e" in out, out
        (world.work / "vulnerabilities/vuln/core/9.json").write_text("{")
        out = replay(world, status=15)
        assert "vuln/core/9.json" in world.errors, world.errors


CASES = [own_texts_are_equal, each_difference_has_a_ruling, what_people_looked_at_is_known, nothing_embargoed_is_compared, what_is_missing_is_told,
         verify_compares_entries_too, texts_of_strangers]

if __name__ == "__main__":
    sys.exit(run_cases(CASES, sys.argv[1], sys.argv[2:]))
