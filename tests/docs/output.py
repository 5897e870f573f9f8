#!/usr/bin/env python3
"""Holds the documents to the program: output.py PROGRAM [--peers]

Every `ward` line in a ```console block of README.md and docs/ must be one that the program understands. Those that
show output are run, in order, in a copy of what git has of the repository, and must print what stands there; "…" alone
stands for any lines. Instants, ages, digests and counts of components follow the calendar and the tree, so they may
differ. README.md's tables of commands and formats are the program's own.

With --peers, the blocks about peers' trees in build/peers are run instead (exit 77, which is a skip, where
`./test --peers` did not bring them). WARD_BLESS=1 rewrites output without "…"; the rest is for people.
"""
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

program = pathlib.Path(sys.argv[1]).resolve()
root = pathlib.Path(__file__).resolve().parents[2]
readme = root / "README.md"
documents = [readme, *sorted((root / "docs").rglob("*.md"))]


class Step:
    """A command of a block, and the lines behind it that show what it prints."""

    def __init__(self, document, command, first):
        self.document, self.command = document, re.sub(r"\s+#.*", "", command)
        self.first = first
        self.shown = []

    def place(self):
        return f"{self.document.relative_to(root)}:{self.first}"

    def words(self):
        return shlex.split(self.command)

    def is_ward(self):
        return self.words()[0] in ("ward", "./ward")

    def peer(self):
        return next((word for word in self.words() if re.fullmatch(r"[a-z]+-[0-9.]+", word)), None)


def steps_of(document):
    steps, inside = [], False
    for number, line in enumerate(document.read_text().splitlines()):
        if line.startswith("```"):
            inside = line == "```console"
        elif inside and line.startswith("$ "):
            steps.append(Step(document, line[2:], number + 1))
        elif inside:
            steps[-1].shown.append(line)
    return [step for step in steps if step.is_ward()]


def normal(line):
    line = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "INSTANT", line)
    line = re.sub(r"\b\d+ (?:minute|hour|day)s? (old|ago)", r"AGE \1", line)
    line = re.sub(r"sha256:[0-9a-f]+", "DIGEST", line)
    line = re.sub(r" \[\d+\];", " [PID];", line)
    return re.sub(r"\b[\d,]+ components?\b", "N components", line).rstrip()


def matches(expected, printed):
    if not expected:
        return not printed
    if expected[0].strip() == "…":
        return any(matches(expected[1:], printed[at:]) for at in range(len(printed) + 1))
    return bool(printed) and normal(expected[0]) == normal(printed[0]) and matches(expected[1:], printed[1:])


def ward(words, folder, home):
    """Exit status and output, both streams in one as a terminal shows them."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "WARD_HOME": str(home / "ward"), "LANG": "C.UTF-8", "TERM": "dumb"}
    environment |= {name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")}
    done = subprocess.run([program, *words], cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300)
    return done.returncode, done.stdout.decode()


def clone_into(folder):
    """The tracked files as they are now, and the folder of a build; of an unpacked release, everything but what is built."""
    (folder / "build").mkdir(parents=True)
    listed = subprocess.run(["git", "-C", root, "ls-files", "-z"], capture_output=True)
    if listed.returncode != 0:
        shutil.copytree(root, folder, symlinks=True, dirs_exist_ok=True, ignore=shutil.ignore_patterns("build", "node_modules", ".git"))
        return
    for name in listed.stdout.decode().split("\0"):
        if name and (root / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, folder / name, follow_symlinks=False)


def check_output(step, folder, home):
    status, text = ward(step.words()[1:], folder, home)
    printed, good = text.rstrip().splitlines(), status in (0, 1, 4)
    while step.shown and not step.shown[-1]:
        step.shown.pop()
    # What the kernel's audit tells comes after what the program says of it, what a supervisor tells before.
    order = sorted if "--explain-denials" in step.command else list
    if good and matches(order(step.shown), order(printed)):
        return []
    if os.environ.get("WARD_BLESS") == "1" and good and "…" not in "".join(step.shown):
        before, after = ("\n".join(["$ " + step.command, *lines]) for lines in (step.shown, printed))
        step.document.write_text(step.document.read_text().replace(before, after))
        return []
    return ["\n".join([f"{step.place()}: `{step.command}` prints something else now (status {status})", "--- shown",
                       *step.shown, "--- printed", *printed])]


def check_words(step, home):
    words = step.words()[1:]
    # Behind `ward run` and its like stand another program's words.
    verb = 1 if words[0] == "run" else 2 if words[:2] == ["policy", "exec"] else len(words)
    asked = [*words[:verb], "--help", *words[verb:]]
    status, text = ward(asked, root, home)
    return [] if status == 0 else [f"{step.place()}: `{step.command}` is not understood: {text.strip()}"]


def check_tables(text, home):
    """The table of commands has every command once, with its verbs or arguments; the list of formats every format."""
    problems = []
    commands = ward(["--help"], root, home)[1].split("commands:")[1].split("exit status:")[0]
    listed = {name: ward([name, "--help"], root, home)[1] for name in re.findall(r"^  ([a-z]+) +\S", commands, re.M)}
    rows = {name: rest.replace("\\|", "|") for name, rest in re.findall(r"^\| `ward ([a-z]+) ?([^`]*)` \|", text, re.M)}
    for name in sorted(listed.keys() ^ rows.keys()):
        problems.append(f"README.md: `ward {name}` is {'not in the table of commands' if name in listed else 'no command'}")
    for name in sorted(listed.keys() & rows.keys()):
        usage = re.search(r"^usage: ward \S+(?: VERB)? \[OPTIONS\] ?(.*)$", listed[name], re.M)[1]
        if "VERB [OPTIONS]" in listed[name]:
            verbs = set(re.findall(r"^  ([a-z-]+(?: [a-z]+(?= [ \[A-Z]))?) ", listed[name], re.M))
            if set(rows[name].split("|")) != verbs:
                problems.append(f"README.md: the verbs of `ward {name}` are {'|'.join(sorted(verbs))}")
        elif rows[name] != usage:
            problems.append(f"README.md: the arguments of `ward {name}` are {usage}")
    topics = json.loads(ward(["explain", "--json"], root, home)[1])
    formats = {topic["id"] for topic in topics if topic["kind"] == "report format"}
    paragraph = re.search(r"^Reports: (.*?)—", text, re.M | re.S)
    told = set(re.findall(r"`([a-z-]+)`", paragraph[1])) if paragraph else set()
    if told != formats:
        problems.append(f"README.md: the formats of reports are {', '.join(sorted(formats))}")
    starter = json.loads(ward(["db", "status", "-q", "--json"], root, home)[1])["records"]
    for number in set(re.findall(r"\b(\d+) advisories", text)) - {str(starter)}:
        problems.append(f"README.md: the starter set has {starter} advisories, not {number}")
    return problems


def main():
    steps = [step for document in documents for step in steps_of(document)]
    shown = [step for step in steps if step.shown and not step.peer()]
    peers = [step for step in steps if step.shown and step.peer()]
    problems = []
    with tempfile.TemporaryDirectory(prefix="ward-docs-") as name:
        home, clone, trees = pathlib.Path(name) / "home", pathlib.Path(name) / "ward", root / "build" / "peers"
        home.mkdir()
        if "--peers" in sys.argv:
            if os.environ.get("WARD_TEST_PEERS") != "1" or not all((trees / step.peer()).is_dir() for step in peers):
                print("build/peers has not the trees that the documents speak of: ./test --peers")
                return 77
            for step in peers:
                problems += check_output(step, trees, home)
        else:
            clone_into(clone)
            for step in steps:
                problems += check_words(step, home)
            for step in shown:
                problems += check_output(step, clone, home)
            problems += check_tables(readme.read_text(), home)
        if not (peers if "--peers" in sys.argv else shown):
            problems.append("no block shows what the program prints")
    for problem in problems:
        print(problem)
    return 1 if problems else 0


sys.exit(main())
