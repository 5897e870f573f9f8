#!/usr/bin/env python3
"""Ways past a manifest, each run for real: bypass.py --mode MODE… --node NODE… [--nodes FOLDER] [--ward WARD] [--case NAME]…

A case (bypass/*.js) is code that the manifest approves; it tries to run `target.js` (or its bytes, or `target.node`), which the
manifest does not list, or to reach a builtin that its map does not name. `other.js` is approved and may ask for everything. Whether it
worked is read on standard output alone (node shows the failing line of source on standard error): `TARGET RAN` or `BUILTIN RAN`.

Modes: `bite`: the way works at all: on node 18 and 20 under --experimental-policy as the case's header says, on later nodes with nothing
that stops it. `hook`: data/policy/hook.mjs alone. `exec`: `WARD policy exec --manifest FOLDER/policy.json -- NODE FOLDER/app.js`.

Headers of a case: row (of the table in docs/formats/policy-hook.md; 0 is a control), title, label (a CVE with its fixes, documented
limitation, by design, …), reference, map (dependencies of the case), policy (versions of node 18 and 20 on which it passes the policy,
or none), hook and exec (runs, stopped, refused: nothing starts, n-a), needs
(addon), setup (changed: a listed file with other bytes than its digest says), note.

Prints tab-separated: case, node, mode, result, expected, ok. Exit status 1 when a result is not the expected one, 2 for wrong usage, 77 when
there is nothing to run it with. --measure writes the header `policy` from what was seen (with all old nodes at hand).
"""
import argparse
import base64
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
WATCHDOG = 30  # seconds a run may take
KEYS = {"row", "title", "label", "reference", "map", "policy", "hook", "exec", "needs", "setup", "note"}
REQUIRED = {"row", "title", "label", "reference", "map", "policy", "hook", "exec"}
MARKERS = ("TARGET RAN", "BUILTIN RAN")
TARGET = "process.stdout.write('TARGET RAN\\n');\n"
POLICY_NODES = ("18.12.0", "20.3.0", "20.5.1", "20.20.2")


def read_case(path):
    fields = {"name": path.stem, "path": path}
    for line in path.read_text().splitlines():
        found = re.fullmatch(r"// ([a-z]+): (.+)", line)
        if not found:
            break
        if found[1] not in KEYS or found[1] in fields:
            raise SystemExit(f"{path}: unknown or repeated key {found[1]}")
        fields[found[1]] = found[2]
    if not REQUIRED <= fields.keys():
        raise SystemExit(f"{path}: the header lacks {sorted(REQUIRED - fields.keys())}")
    json.loads(fields["map"])
    return fields


def version_of(node):
    text = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=WATCHDOG, check=True, env={}).stdout
    return tuple(int(part) for part in text.strip().lstrip("v").split("."))


def sri(data):
    return "sha384-" + base64.b64encode(hashlib.sha384(data).digest()).decode()


def make_program(folder, case, addon):
    """The files of a case and its manifest; False where the addon is missing."""
    texts = {"app.js": "process.stdout.write('START\\n');\n" + case["path"].read_text(), "other.js": "process.stdout.write('OTHER\\n');\n", "target.js": TARGET}
    if case.get("setup") == "changed":
        texts["changed.js"] = TARGET
    for name, text in texts.items():
        (folder / name).write_text(text)
    if case.get("needs") == "addon":
        if addon is None:
            return False
        shutil.copy(addon, folder / "target.node")
    resources = {"./app.js": {"integrity": sri(texts["app.js"].encode()), "dependencies": json.loads(case["map"])},
                 "./other.js": {"integrity": sri(texts["other.js"].encode()), "dependencies": True}}
    if "changed.js" in texts:
        resources["./changed.js"] = {"integrity": sri(b""), "dependencies": True}
    (folder / "policy.json").write_text(json.dumps({"resources": resources}, indent=2))
    return True


def command_of(mode, node, version, folder, options):
    if mode == "exec":
        return [options.ward, "policy", "exec", f"--manifest={folder}/policy.json", *options.ward_option, "--", node, f"{folder}/app.js"]
    if mode == "hook":
        table = subprocess.run([node, HERE / "hook_table.mjs", folder / "policy.json", folder.parent / "hook"], capture_output=True, text=True,
                               timeout=WATCHDOG, check=True)
        return [node, "--import", table.stdout.strip(), f"{folder}/app.js"]
    return [node, *(["--no-warnings", f"--experimental-policy={folder}/policy.json"] if version < (22,) else []), f"{folder}/app.js"]


def run_case(mode, case, node, version, options, addon):
    """(result, what was written to standard error)."""
    with tempfile.TemporaryDirectory(prefix="ward-bypass-") as place:
        folder = pathlib.Path(place).resolve() / "app"
        folder.mkdir()
        if not make_program(folder, case, addon):
            return "n-a", "there is no C compiler"
        process = subprocess.Popen(command_of(mode, node, version, folder, options), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, cwd=place, env={"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "HOME": place}, text=True)
        try:
            output, errors = process.communicate(timeout=WATCHDOG)
        except subprocess.TimeoutExpired:
            process.kill()
            output, errors = process.communicate()
            errors += "\nhung"
    if any(marker in output for marker in MARKERS):
        return "runs", errors
    return ("stopped" if "START" in output else "refused"), errors


def expected_of(mode, case, version):
    if mode != "bite":
        return case[mode]
    if version >= (22,):
        return "runs"
    return "runs" if ".".join(map(str, version)) in case["policy"].split() else "stopped"


def write_measured(case, seen):
    versions = [version for version in POLICY_NODES if (version, "runs") in seen]
    text = case["path"].read_text()
    case["path"].write_text(re.sub(r"^// policy: .*$", f"// policy: {' '.join(versions) or 'none'}", text, count=1, flags=re.M))


def build_addon(folder):
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        return None
    subprocess.run([compiler, "-shared", "-fPIC", "-o", f"{folder}/target.node", HERE / "bypass/addon.c"], check=True)
    return f"{folder}/target.node"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--mode", action="append", choices=["bite", "hook", "exec"], required=True, help="may be repeated")
    parser.add_argument("--node", action="append", default=[], help="a node binary; may be repeated")
    parser.add_argument("--nodes", action="append", default=[], help="a folder of node binaries (tests/nodes/old after npm ci); those of the table are taken")
    parser.add_argument("--ward", help="the program, for the mode exec")
    parser.add_argument("--ward-option", action="append", default=[], help="an option for `ward policy exec`")
    parser.add_argument("--case", action="append", default=[], help="only cases whose name begins so; may be repeated")
    parser.add_argument("--peer", action="store_true", help="exit 77 unless WARD_TEST_PEERS is set")
    parser.add_argument("--measure", action="store_true", help="write what bites into the headers")
    parser.add_argument("--verbose", action="store_true", help="show what each case wrote to standard error")
    return parser.parse_args()


def main():
    options = arguments()
    if options.peer and not os.environ.get("WARD_TEST_PEERS"):
        return 77
    found = [*options.node, *(path for folder in options.nodes for path in pathlib.Path(folder).glob("node_modules/*/bin/node")
                              if path.parents[1].name.removeprefix("node-") in POLICY_NODES)]
    nodes = sorted((version_of(node), str(pathlib.Path(node).resolve())) for node in found if os.path.exists(node))
    if not nodes:
        print("bypass.py: skipped: no node binary is there (npm ci in tests/nodes)")
        return 77
    cases = [case for case in map(read_case, sorted((HERE / "bypass").glob("*.js"))) if not options.case or case["name"].startswith(tuple(options.case))]
    if not cases or ("exec" in options.mode and not options.ward):
        print("bypass.py: nothing to run: name a --case that exists and, for the mode exec, --ward", file=sys.stderr)
        return 2
    if options.ward:
        options.ward = str(pathlib.Path(options.ward).resolve())
    bad = 0
    with tempfile.TemporaryDirectory(prefix="ward-bypass-addon-") as folder:
        addon = build_addon(folder)
        print("case\tnode\tmode\tresult\texpected\tok")
        for case in cases:
            seen = set()
            for version, node in nodes:
                for mode in options.mode:
                    name, expected = ".".join(map(str, version)), expected_of(mode, case, version)
                    result, errors = ("n-a", "") if expected == "n-a" else run_case(mode, case, node, version, options, addon)
                    seen.add((name, result))
                    ok = result in (expected, "n-a")
                    bad += not ok
                    print(case["name"], name, mode, result, expected, "yes" if ok else "NO", sep="\t", flush=True)
                    if options.verbose or not ok:
                        print("  " + errors.strip()[-600:].replace("\n", "\n  "), file=sys.stderr, flush=True)
            if options.measure:
                write_measured(case, seen)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
