#!/usr/bin/env python3
"""Holds docs/ to the program's own tables: reference.py PROGRAM

- docs/reference/ and docs/ward.1 are what `ward explain --pages docs` writes (WARD_BLESS=1 lets it write them);
- the manual page pleases groff or mandoc, where there is one;
- docs/contract.md has the program's exit statuses;
- every rule and kind of note that the sources put into a report is explained.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

program = pathlib.Path(sys.argv[1]).resolve()
root = pathlib.Path(__file__).resolve().parents[2]
docs = root / "docs"
remedy = "run `./test --bless` (or `./ward explain --pages docs`), then read `git diff`"


def files_below(folder):
    found = {f"reference/{path.name}": path for path in (folder / "reference").glob("*")}
    return found | {"ward.1": folder / "ward.1"}


def check_pages(made, bless):
    want, have = files_below(made), files_below(docs)
    if bless:
        for name in have.keys() - want.keys():
            have[name].unlink()
        (docs / "reference").mkdir(exist_ok=True)
        for name, path in want.items():
            shutil.copyfile(path, docs / name)
        return
    for name in sorted(want.keys() | have.keys()):
        if name not in want:
            yield f"docs/{name} belongs to no table any more: {remedy}"
        elif name not in have or not have[name].exists():
            yield f"docs/{name} is missing: {remedy}"
        elif want[name].read_text() != have[name].read_text():
            lines = list(zip(have[name].read_text().splitlines() + [""], want[name].read_text().splitlines() + [""]))
            at = next((i for i, (old, new) in enumerate(lines) if old != new), len(lines) - 1)
            yield f"docs/{name}:{at + 1} differs from the tables: {remedy}\n  it has   {lines[at][0]}\n  they say {lines[at][1]}"


def check_manual(page):
    for command in (["groff", "-K", "utf8", "-man", "-ww", "-z", str(page)], ["mandoc", "-T", "lint", "-W", "warning", str(page)]):
        if not shutil.which(command[0]):
            continue
        done = subprocess.run(command, capture_output=True, text=True)
        # That it has no date is on purpose.
        complaints = [line for line in (done.stdout + done.stderr).splitlines() if "date" not in line]
        if complaints:
            yield f"{command[0]} complains about docs/ward.1:\n  " + "\n  ".join(complaints)
        return
    print("neither groff nor mandoc is here: the manual page was not checked")


def check_contract(made):
    def rows(text):
        return re.findall(r"^\| (\d+) \| (.*) \|$", text, re.M)
    if rows((docs / "contract.md").read_text()) != rows((made / "reference/commands.md").read_text()):
        yield "docs/contract.md has other exit statuses than docs/reference/commands.md"


def check_words(made):
    explained = set(re.findall(r"^\| `([a-z-]+)` \|", (made / "reference/words.md").read_text(), re.M))
    found = 0
    for source in sorted((root / "src").rglob("*.cc")):
        if source.name.endswith("_test.cc"):
            continue
        text = source.read_text()
        words = re.findall(r'notes\.(?:push|emplace)_back\(\s*\{\s*"([a-z-]+)",', text)
        for value in re.findall(r"\.rule = ([^;()]*);", text):
            words += re.findall(r'"([a-z-]+)"', value)
        for word in words:
            found += 1
            if word not in explained:
                yield f"{source.relative_to(root)}: '{word}' has no explanation; give it one in src/faces/cli/topics.cc"
    if found == 0:
        yield "no note and no rule was found in src/"


def main():
    bless = os.environ.get("WARD_BLESS") == "1"
    with tempfile.TemporaryDirectory(prefix="ward-docs-") as folder:
        made = pathlib.Path(folder)
        subprocess.run([program, "explain", "--pages", folder], check=True, stdout=subprocess.DEVNULL)
        problems = [*check_pages(made, bless), *check_manual(made / "ward.1"), *check_contract(made), *check_words(made)]
    for problem in problems:
        print(problem)
    return 1 if problems else 0


sys.exit(main())
