#!/usr/bin/env python3
"""Holds action.yml to its promises: check.py PROGRAM

It uses no action of others, every ${{ }} is a whole value of a step's env, every input is used and every variable read; the hosts it
lists are those of docs/action.md and of the program's own defaults. The workflow that docs/action.md shows is well-formed, pinned by
commit, and asks for the least permissions. And tools/action, run with hostile inputs, hands each of them over as one word.
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

try:
    import yaml
except ImportError:
    print("skipped: python3-yaml is not installed")
    sys.exit(77)

program = str(pathlib.Path(sys.argv[1]).resolve())
root = pathlib.Path(__file__).resolve().parents[2]
text = (root / "action.yml").read_text()
action = yaml.safe_load(text)
page = (root / "docs/action.md").read_text()


def expressions(node, path=()):
    if isinstance(node, dict):
        for key, value in node.items():
            yield from expressions(value, path + (key,))
    elif isinstance(node, list):
        for number, value in enumerate(node):
            yield from expressions(value, path + (number,))
    elif isinstance(node, str) and "${{" in node:
        yield path, node


# ---- action.yml ----
assert action["runs"]["using"] == "composite"
steps = action["runs"]["steps"]
assert all("uses" not in step and step["shell"] == "bash" for step in steps)
used = set()
for path, value in expressions(action):
    assert path[:2] == ("runs", "steps") and path[3] == "env" and len(path) == 5, f"{path}: an expression outside of env"
    match = re.fullmatch(r"\$\{\{ inputs\.([a-z-]+) \}\}", value)
    assert match, f"{path}: {value}"
    used.add(match[1])
assert used == set(action["inputs"]), used ^ set(action["inputs"])
assert text.count("${{") == sum(1 for _ in expressions(action)), "an expression in a comment or a key"
script = (root / "tools/action").read_text()
for step in steps:
    for name in step["env"]:
        assert name in script, f"{name} is not read"
assert all(name in steps[0]["env"] for name in re.findall(r"INPUT_[A-Z_]+", script.split("set -euo")[1]))

# ---- hosts ----
hosts = set(re.findall(r"^#   ([a-z0-9.-]+)  ", text, re.M))
assert hosts == set(re.findall(r"^\| `([a-z0-9.-]+\.[a-z]+)` \|", page, re.M)), "docs/action.md lists other hosts"
sources = "".join(file.read_text() for name in ("src/facts/advisory/update.h", "src/faces/cli/track.cc") for file in [root / name])
defaults = {match for match in re.findall(r'= "https://([a-z0-9.-]+)', sources)}
assert defaults and defaults <= hosts, f"{defaults - hosts} is not listed"

# ---- the workflow ----
blocks = re.findall(r"^```yaml\n(.*?)^```", page, re.M | re.S)
assert blocks
for block in blocks:
    workflow = yaml.safe_load(block)
    assert workflow["permissions"] == {"contents": "read"}, workflow["permissions"]
    for job in workflow["jobs"].values():
        assert set(job.get("permissions", {})) <= {"contents", "issues"}
        for step in job["steps"]:
            assert "run" not in step or "${{" not in step["run"]
            if "uses" in step:
                assert re.search(r"@([0-9a-f]{40}|COMMIT)$", step["uses"]), step["uses"]
                if step["uses"].startswith("OWNER/ward@"):
                    assert set(step["with"]) <= set(action["inputs"]), step["with"]

# ---- tools/action ----
with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    probe = folder / "probe"
    probe.write_text(f"#!/bin/sh\nexec python3 -c 'import json, os, sys; json.dump([sys.argv[1:], os.environ.get(\"GITHUB_TOKEN\"), os.environ[\"WARD_HOME\"]], open(\"{folder}/seen\", \"w\"))' \"$@\"\n")
    probe.chmod(0o755)
    base = {"PATH": os.environ["PATH"], "RUNNER_TEMP": name, "HOME": name, "SOURCE_DATE_EPOCH": "1767225600", "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "")}

    def run(expected=0, **inputs):
        done = subprocess.run([str(root / "tools/action")], env={**base, **inputs}, cwd=folder, capture_output=True, text=True, timeout=120)
        assert done.returncode == expected, (done.returncode, done.stdout, done.stderr)
        return done

    evil = "$(touch pwned)`touch pwned`'\";touch pwned;&|*"
    run(INPUT_PROGRAM=str(probe), INPUT_PATH=f"--apply\n{evil}\r\n\n", INPUT_BRANCH=evil, INPUT_FAIL_ON=evil, INPUT_FAIL_SCOPE=f"runtime\n{evil}", INPUT_TRACK=evil, INPUT_PLAN=evil,
        INPUT_DRAFTS=evil, INPUT_ASSESSMENTS=f"{evil}\n--x", INPUT_REPORT=f"json={evil}", INPUT_REFS="main\n\nv22.x", INPUT_APPLY="true",
        INPUT_UPDATE_DB="true", INPUT_SUMMARY="true", GITHUB_STEP_SUMMARY=str(folder / "sum mary"), GITHUB_TOKEN="", INPUT_HOME=evil)
    seen, token, home = json.loads((folder / "seen").read_text())
    assert seen == ["audit", "--ref=main", "--ref=v22.x", f"--branch={evil}", f"--fail-on={evil}", "--fail-scope=runtime", f"--fail-scope={evil}", f"--assessments={evil}", "--assessments=--x", "--update-db",
                    f"--track={evil}", f"--plan={evil}", f"--drafts={evil}", "--apply", "--format=table", f"--format=json={evil}",
                    f"--format=markdown={folder}/sum mary", "--", "--apply", evil], seen
    assert (token, home) == (None, evil)
    assert not list(folder.glob("pwned"))
    assert "true or false" in run(2, INPUT_APPLY="yes", INPUT_PROGRAM=str(probe)).stderr

    # The program itself, as a workflow has it: the status is ward's, and nothing it prints is a command.
    tree = folder / "tree"
    (tree / "node_modules/x").mkdir(parents=True)
    (tree / "package.json").write_text('{"name": "::error::a", "version": "1.0.0", "dependencies": {"x": "1"}}')
    (tree / "node_modules/x/package.json").write_text('{"name": "x", "version": "1.0.0"}')
    done = run(4, INPUT_PROGRAM=program, INPUT_PATH=str(tree), INPUT_UPDATE_DB="false", INPUT_SUMMARY="true", INPUT_REPORT="json=out.json", INPUT_FAIL_ON="any",
               GITHUB_STEP_SUMMARY=str(folder / "summary.md"))
    lines = done.stdout.splitlines()
    word = lines[0].removeprefix("::stop-commands::")
    assert len(word) == 32 and lines[-1] == f"::{word}::" and not any(line.lstrip().startswith("::") for line in lines[1:-1]), done.stdout
    assert json.loads((folder / "out.json").read_text())["summary"]["components"] == 2 and "x" in (folder / "summary.md").read_text()
