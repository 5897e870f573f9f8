#!/usr/bin/env python3
"""Holds ward to the public history of the Node.js dependency tracker: check.py [TABLE]

For each row of tracker.tsv: a tree with only the file that tells the component's version is audited, and the verdict
must be the row's. The database is made in the current folder from the starter set and chrome.ndjson, three CVE records
of V8 reduced to their facts. So that no verdict is empty, the component must be in the inventory, and the advisory in
the database (or, for `no-record`, not in it). A row with an assessment is audited again with that assessment, which
must close the finding and change no other. docs/audit-history.md must show the row.

`ward` is the one on the path. Prints counts; exit status 1 and one line each where something differs.
"""
import collections
import csv
import functools
import json
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
DATABASE = "history.db"
SOURCES = [ROOT / "data/starter/advisories.ndjson", HERE / "chrome.ndjson"]
WORDS = {"affected": "affected", "not-affected": "not affected", "decide": "to be decided", "no-record": "no record"}
ENGINE = "v8-untrusted-script"


def ward(*words):
    return subprocess.run(["ward", *words], capture_output=True, text=True, check=False)


def rows_of(path):
    lines = [line for line in path.read_text().splitlines() if line and not line.startswith("#")]
    for row in csv.DictReader(lines, delimiter="\t"):
        yield {key: value or "" for key, value in row.items()}


def package(name, version):
    return json.dumps({"name": name, "version": version}, indent=2) + "\n"


def macros(prefix, names, version):
    return "".join(f"#define {prefix}{name} {part}\n" for name, part in zip(names, version.split(".")))


def openssl(version):
    numbers, _, build = version.partition("+")
    values = [*numbers.split("."), "", build]
    names = ["MAJOR", "MINOR", "PATCH", "PRE_RELEASE_TAG", "BUILD_METADATA"]
    return "".join(f"{name}={value}\n" for name, value in zip(names, values))


def files_of(place, name, version):
    """The files by which a component is recognised, in the form that its project gives them."""
    if place.startswith("npm "):
        return {"deps/npm/package.json": package("npm", place.removeprefix("npm ")),
                f"deps/npm/node_modules/{name}/package.json": package(name, version)}
    file, text = {
        "deps/uv": ("include/uv/version.h", macros("UV_VERSION_", ["MAJOR", "MINOR", "PATCH"], version)),
        "deps/openssl": ("openssl/VERSION.dat", openssl(version)),
        "deps/zlib": ("zlib.h", f'#define ZLIB_VERSION "{version}"\n'),
        "deps/v8": ("include/v8-version.h", macros(
            "V8_", ["MAJOR_VERSION", "MINOR_VERSION", "BUILD_NUMBER", "PATCH_LEVEL"], version)),
        "deps/undici": ("src/package.json", package(name, version)),
        "deps/minimatch": ("package.json", package(name, version)),
    }[place]
    return {f"{place}/{file}": text}


@functools.cache
def audit(place, name, version, assessments=""):
    """The report about the tree that has this component."""
    with tempfile.TemporaryDirectory(dir=".") as folder:
        files = files_of(place, name, version)
        if assessments:
            files["assessments.toml"] = assessments
        for file, text in files.items():
            path = pathlib.Path(folder, file)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        done = ward("audit", "--db", DATABASE, "--json", "--explain", "--fail-on", "none", folder)
    if done.returncode != 0:
        raise RuntimeError(f"ward audit ends with {done.returncode}: {done.stderr.strip()}")
    return json.loads(done.stdout)


@functools.cache
def is_known(advisory):
    return ward("db", "get", "--db", DATABASE, advisory).returncode == 0


def component_of(report, row):
    """The id of the row's component in a report, or None."""
    return next((item["id"] for item in report["components"]
                 if item["name"] == row["component"] and item["version"] == row["version"]), None)


def findings_of(report, row):
    """The findings about the row's advisory and component, and all others."""
    def is_ours(finding):
        ids = [finding["id"], *finding["aliases"]]
        if finding["id"] == ENGINE:
            ids += [match["record"] for match in finding["matches"]]
        return finding["component"] == component_of(report, row) and row["advisory"] in ids
    return ([item for item in report["findings"] if is_ours(item)],
            [item for item in report["findings"] if not is_ours(item)])


def assessment(row, finding):
    status, _, justification = row["assessed"].partition(":")
    lines = ["schema = 1", "[[assessment]]", f'id = "{finding["id"]}"', f'status = "{status}"']
    if justification:
        lines.append(f'justification = "{justification}"')
    return "\n".join([*lines, f'reason = "as published in #{row["issue"]}"', "expires = 2099-01-01"]) + "\n"


def problems_of(row):
    """Everything in which ward's answers differ from the row."""
    if is_known(row["advisory"]) == (row["verdict"] == "no-record"):
        yield "whether the database has the advisory is not what the row says"
        return
    tree = (row["place"], row["component"], row["version"])
    report = audit(*tree)
    if component_of(report, row) is None:
        yield "the inventory lacks the component"
        return
    ours, others = findings_of(report, row)
    verdict = "not-affected" if not ours else "decide" if ours[0]["id"] == ENGINE else "affected"
    if verdict != row["verdict"] and not (verdict == "not-affected" and row["verdict"] == "no-record"):
        yield f"ward says {WORDS[verdict]}"
        return
    if any(item["status"] != "open" for item in ours):
        yield "the finding is not open"
    if not row["assessed"]:
        return
    closed, left = findings_of(audit(*tree, assessment(row, ours[0])), row)
    if [item["status"] for item in closed] != ["assessed"]:
        yield "the assessment does not close the finding"
    if [(item["key"], item["status"]) for item in left] != [(item["key"], item["status"]) for item in others]:
        yield "the assessment changes other findings"


def shown(row, document):
    """Does one line of the document's table state the row?"""
    wanted = [f"/issues/{row['issue']})", f"| {row['component']} {row['version']} |", row["advisory"],
              f"| **{WORDS[row['verdict']]}**"]
    return any(line.startswith("| [#") and all(text in line for text in wanted) for line in document.splitlines())


def main():
    made = ward("db", "import", "--db", DATABASE, *map(str, SOURCES))
    if made.returncode != 0:
        sys.exit(f"check.py: no database: {made.stderr.strip()}")
    document = (ROOT / "docs/audit-history.md").read_text()
    counts, problems = collections.Counter(), []
    for row in rows_of(pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "tracker.tsv"):
        counts[row["verdict"]] += 1
        counts["assessed"] += bool(row["assessed"])
        found = list(problems_of(row))
        if not shown(row, document):
            found.append("docs/audit-history.md does not show it so")
        problems += [f"#{row['issue']} {row['component']} {row['version']} {row['advisory']}: {text}" for text in found]
    print(", ".join(f"{WORDS.get(key, key)}: {counts[key]}" for key in [*WORDS, "assessed"]))
    print(*problems, sep="\n", end="\n" if problems else "")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
