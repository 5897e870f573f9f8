#!/usr/bin/env python3
"""dep_checker.py WARD: ward's dep-checker formats beside what dep_checker itself prints for the same findings, byte for byte.

dep_checker's own main() and encoder run here, from a clone of nodejs/nodejs-dependency-vuln-assessments in $WARD_DEP_CHECKER
or build/peers/dep_checker; only its two questions to the network are answered by us, with ward's findings. The issue is its
.github/ISSUE_TEMPLATE.md, filled in. Without a clone there is nothing to compare (exit 77)."""
import contextlib
import importlib.util
import io
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import types

root = pathlib.Path(__file__).resolve().parents[2]
clone = pathlib.Path(os.environ.get("WARD_DEP_CHECKER", root / "build/peers/dep_checker"))

# One of each kind: a CVE and GHSA ids.
RECORDS = [
    ("CVE-2030-0001", "npm", "left"), ("GHSA-aaaa-bbbb-cccc", "npm", "left"), ("GHSA-dddd-eeee-ffff", "npm", "undici"),
]


def record(id, ecosystem, name):
    return json.dumps({"id": id, "modified": "2030-01-01T00:00:00Z", "summary": f"a flaw of {name}", "affected": [
        {"package": {"ecosystem": ecosystem, "name": name}, "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}]}]}]})


def make_tree(folder, packages):
    (folder / "package.json").write_text('{"name": "app", "version": "1.0.0"}')
    for name, version in packages:
        place = folder / "node_modules" / name
        place.mkdir(parents=True)
        (place / "package.json").write_text(json.dumps({"name": name, "version": version}))
    (folder / ".git").mkdir()
    (folder / ".git/HEAD").write_text("ref: refs/heads/main\n")


def load_dep_checker():
    """main.py with stand-ins for the libraries it asks the network with."""
    def module(name, **members):
        made = types.ModuleType(name)
        made.__dict__.update(members)
        sys.modules[name] = made
    module("gql", gql=lambda text: text, Client=None)
    module("gql.transport")
    module("gql.transport.aiohttp", AIOHTTPTransport=None)
    module("nvdlib", searchCVE=None)
    module("packaging")
    module("packaging.specifiers", SpecifierSet=None)
    sys.path.insert(0, str(clone / "dep_checker"))
    spec = importlib.util.spec_from_file_location("dep_checker_main", clone / "dep_checker/main.py")
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def run_dep_checker(checker, tree, found, *options):
    """What main() prints, without the two warnings about tokens that stand in front of it."""
    checker.query_nvd = lambda *_: [checker.Vulnerability(**one) for one in found]
    sys.argv = ["main.py", *options, str(tree), "main"]
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        status = checker.main()
    lines = out.getvalue().splitlines(keepends=True)
    assert all(line.startswith("Warning: ") for line in lines[:2]), lines[:2]
    return status, "".join(lines[2:])


def fill_template(one, run):
    text = (clone / ".github/ISSUE_TEMPLATE.md").read_text()
    values = {"VULN_ID": one["id"], "VULN_URL": one["url"], "VULN_DEP_NAME": one["dependency"],
              "VULN_DEP_VERSION": one["version"], "NODEJS_STREAM": "main", "ACTION_URL": run}
    return re.sub(r"\{\{ env\.(\w+) \}\}", lambda match: values[match[1]], text)


def compare(what, theirs, ours):
    assert theirs == ours, f"{what} differs\n--- dep_checker\n{theirs!r}\n--- ward\n{ours!r}"


def main():
    ward = pathlib.Path(sys.argv[1]).resolve()
    if not (clone / "dep_checker/main.py").is_file():
        print("skipped: no clone of nodejs-dependency-vuln-assessments (tests/peers/dep_checker.sh, or WARD_DEP_CHECKER)")
        sys.exit(77)
    checker = load_dep_checker()
    run_url = "https://github.com/example/app/actions/runs/17"
    with tempfile.TemporaryDirectory() as place:
        place = pathlib.Path(place)
        environment = {**os.environ, "WARD_HOME": str(place / "home"), "GITHUB_REPOSITORY": "example/app", "GITHUB_RUN_ID": "17"}

        def ward_says(format, tree):
            done = subprocess.run([ward, "audit", "--db", place / "one.db", "--format", format, tree], env=environment, capture_output=True)
            assert done.returncode in (0, 1), done.stderr.decode()
            return done.returncode, done.stdout.decode(), done.stderr.decode()

        (place / "records.ndjson").write_text("\n".join(record(*row) for row in RECORDS) + "\n")
        subprocess.run([ward, "db", "import", "--db", place / "one.db", place / "records.ndjson"], env=environment, check=True, capture_output=True)
        compared = 0
        for packages in ([("left", "1.2.3")], [("undici", "5.28.4"), ("left", "1.0.0-rc.1")], [("other", "1.0.0")]):
            tree = place / f"tree{compared}"
            tree.mkdir()
            make_tree(tree, packages)
            status, text, noise = ward_says("dep-checker-json", tree)
            found = json.loads(text)["vulnerabilities"]
            theirs = run_dep_checker(checker, tree, found, "--json-output")
            compare("JSON", theirs[1], text)
            assert theirs[0] == status == (1 if found else 0)
            # The workflow's own words: grep -o '{.*}' over everything that was printed.
            assert re.findall(r"\{.*\}", noise + text) == [text.rstrip("\n")]
            if found:
                compare("text", run_dep_checker(checker, tree, found)[1], ward_says("dep-checker-text", tree)[1])
                compare("issue", "\n".join(fill_template(one, run_url) for one in found), ward_says("dep-checker-issue", tree)[1])
            else:
                # The number is of their list there, of our assessments here.
                wanted = re.sub(r"\d+", "0", run_dep_checker(checker, tree, found)[1])
                compare("text", wanted, ward_says("dep-checker-text", tree)[1])
            compared += 1
    print(f"{compared} sets of findings are the same in each format")


main()
