#!/usr/bin/env python3
"""vulndb.py WARD: `ward release vulndb` beside security-wg's own tools, on its own database and on thousands of entries that
were changed at random.

Theirs come from a clone of nodejs/security-wg with its packages installed (`npm ci`), in $WARD_SECURITY_WG or
build/peers/security-wg. The validator runs as it is; the index builders run with a stand-in for their question to the network.
Without a clone there is nothing to compare (exit 77)."""
import copy
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

root = pathlib.Path(__file__).resolve().parents[2]
ward = str(pathlib.Path(sys.argv[1]).resolve())
clone = pathlib.Path(os.environ.get("WARD_SECURITY_WG", root / "build/peers/security-wg"))
MUTATIONS = 3000

# Texts and values that sit at the edges of what a field takes.
VALUES = [None, True, 0, 7, 7.5, 1e20, "", "x", " ", "7", " 7.5 ", "1e400", "0x10", "+5", "5.", "--1", [], [""], ["x"], [None], {},
          {"name": "x"}, "CVE-2030-0001", ["CVE-2030-0001"], ["CVE-2030-0001A"], ["XCVE-2030-1"], ["CVE-2030-"], ["cve-2030-0001"],
          "low", "lowest", "unknown!", "!unknown", "critical", "critical!", "!critical", "a high one", "none", "2030-01-01",
          "2030-99-99", "2030-1-1", "2030-01-01T00:00:00Z", "http://x", "http://", "a:", "a:b", "mailto:x", "http://x y", "http://é",
          "http://[::1]/", "http://x:8a/", "x" * 150, "x" * 151, "😀" * 75, "😀" * 76, "a\nb", ["all"], ["linux", "win32"], ["Linux"],
          ["all", 1], {"name": "x", "username": None, "website": None}, {"name": "x", "username": "", "website": None},
          {"name": "x", "username": "x"}, {"name": "x", "username": None, "website": None, "more": 1}]

VALIDATOR = """
const path = require('node:path'), fs = require('node:fs');
const tool = require(path.join(process.argv[2], 'tools/vuln_valid/vulnValidate'));
console.error = () => {};
for (const kind of ['core', 'npm']) {
  const folder = path.join(process.argv[3], kind);
  for (const name of fs.readdirSync(folder)) {
    if (name === 'index.json') continue;
    try { tool.validateVuln(path.join(folder, name), tool[kind + 'Model']); } catch (_) { console.log(kind + '/' + name); }
  }
}
"""

BUILDER = """
const Module = require('node:module'), load = Module._load;
Module._load = (name, ...rest) => name === '@pkgjs/nv' ? async () => [] : load(name, ...rest);
require(process.argv[2]);
"""


def run(*command, **more):
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, **more)


def mutated(chance, entry, names):
    entry = copy.deepcopy(entry)
    for _ in range(chance.randint(1, 2)):
        kind = chance.randrange(10)
        key = chance.choice(sorted(entry) or ["cve"])
        if kind == 0: entry.pop(key, None)
        elif kind == 1: entry[chance.choice(names + ["more"])] = chance.choice(VALUES)
        else: entry[key] = chance.choice(VALUES)
    return entry


def write_mutations(folder):
    chance = random.Random(1)
    for kind in ("core", "npm"):
        entries = [json.loads(path.read_text()) for path in sorted((clone / "vuln" / kind).glob("*.json")) if path.name != "index.json"]
        names = sorted({name for entry in entries for name in entry})
        (folder / kind).mkdir(parents=True)
        for number in range(MUTATIONS):
            (folder / kind / f"{number}.json").write_text(json.dumps(mutated(chance, chance.choice(entries), names)))


def refused_by_ward(folder):
    report = json.loads(run(ward, "release", "vulndb", "validate", "-q", "--json", folder).stdout)
    return {finding["evidence"][0]["path"] for finding in report["findings"] if finding["rule"] in ("vulndb-form", "vulndb-unreadable")}


def compare_verdicts(folder, scratch):
    (scratch / "validator.js").write_text(VALIDATOR)
    theirs = set(run("node", scratch / "validator.js", clone, folder, check=True).stdout.split())
    ours = {path.removeprefix("vuln/") for path in refused_by_ward(folder) if not path.removeprefix("vuln/").startswith("deps/")}
    for path in sorted(theirs ^ ours)[:20]:
        print(f"{path}: {'only they refuse' if path in theirs else 'only ward refuses'} {(folder / path).read_text()[:600]}")
    print(f"verdicts: {len(list(folder.glob('*/*.json')))} files, {len(theirs)} refused by the peer, {len(theirs ^ ours)} differences")
    return len(theirs ^ ours)


def compare_indexes(scratch):
    copy_of = scratch / "security-wg"
    shutil.copytree(clone, copy_of, symlinks=True, ignore=shutil.ignore_patterns(".git", "meetings"))
    ours = scratch / "ours"
    shutil.copytree(clone / "vuln", ours / "vuln")
    run(ward, "release", "vulndb", "index", ours, check=True)
    (scratch / "builder.js").write_text(BUILDER)
    wrong = 0
    for kind in ("core", "deps", "npm"):
        run("node", scratch / "builder.js", copy_of / f"tools/create_index/create_{kind}_index.js", cwd=copy_of, check=True)
        built, made = ((base / f"vuln/{kind}/index.json").read_bytes() for base in (copy_of, ours))
        committed = (clone / f"vuln/{kind}/index.json").read_bytes()
        wrong += made != built
        print(f"{kind}/index.json: {len(made)} bytes, {'equal' if made == built else 'NOT EQUAL'} to what the builder writes, "
              f"{'equal' if made == committed else 'not equal'} to what is committed")
    return wrong


def main():
    if not (clone / "node_modules/joi").is_dir() or not shutil.which("node"):
        print("skipped: no clone of nodejs/security-wg with its packages (WARD_SECURITY_WG)")
        return 77
    with tempfile.TemporaryDirectory() as name:
        scratch = pathlib.Path(name)
        write_mutations(scratch / "mutations")
        wrong = compare_verdicts(clone / "vuln", scratch) + compare_verdicts(scratch / "mutations", scratch)
        wrong += compare_indexes(scratch)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
