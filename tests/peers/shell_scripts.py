#!/usr/bin/env python3
"""shell_scripts.py SHELL_DUMP [FOLDER…]: the shell parser beside mvdan.cc/sh, on every shell script of this machine and of the
FOLDERs ($WARD_TEST_SHELL_SCRIPTS, separated by colons, and build/peers/shell_scripts: unpacked Debian sources of git,
coreutils, util-linux, bash, glibc, apt and the like, by shell_scripts.sh). Whether a script is accepted, and the words of every command in walk order, part by part, must agree for at
least 99.9 % of the scripts; each script that disagrees is printed.

The peer is version 3.12 by a small Go program, where Go and its module proxy are at hand, in bash, POSIX and mksh; and
shfmt (Debian: 3.6) with -tojson, in bash. Exit 77 without WARD_TEST_PEERS=1, or with neither.

What is known to differ from 3.12:

| script has | 3.12 | here |
| --- | --- | --- |
| ${!a*b}: a name's prefix with something behind it | accepted | refused, as bash does |
| $((`a` + $[1])) and $(($a[1])) in POSIX sh, ${!a-b} there | by its own lights | brackets that no literal starts are an index |
| \\ and a newline before a $ in a here-document | an empty literal before the $ | no literal |
| a=\\, newline, a literal | the value starts at the backslash | at the literal (offsets and columns only) |
| `coproc a b` | the statement starts at b | at a (offsets and columns only) |
| { } instead of do done | the loop ends two bytes too late | behind the brace (ends only) |
| \\\\\\` in backquotes in backquotes | an offset is one larger | (offsets and columns only) |

None of the first two was seen in a real script. What 3.6 does otherwise than 3.12 is followed nowhere:

| script has | 3.6 | 3.12 and here |
| --- | --- | --- |
| `a \\\\ \\$b`: a backslash before a backslash or dollar in backquotes | stays | goes |
| "a"#b: a # behind a quoted part of a word | starts a comment | belongs to the word |

(In 9 of 2,676 scripts, by commands alone; so 99 % must suffice beside 3.6.)
"""
import collections
import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

root = pathlib.Path(__file__).resolve().parents[2]
peers = root / "build/peers"
least_scripts = 5000
least_agreement = 0.999


def scripts(folders):
    """Paths of scripts of different content: by extension or by their first line."""
    seen = set()
    for folder in folders:
        for where, below, names in os.walk(folder):
            below.sort()
            for name in sorted(names):
                path = os.path.join(where, name)
                if "\n" in path or os.path.islink(path) or not os.path.isfile(path) or os.path.getsize(path) > 4 << 20:
                    continue
                try:
                    with open(path, "rb") as file:
                        text = file.read(256)
                        first = text.split(b"\n")[0]
                        if not name.endswith((".sh", ".bash", ".mksh", ".ksh")) and not re.match(rb"#!.*[/ ](ba|da|k|mk)?sh\b", first):
                            continue
                        text += file.read()
                except OSError:
                    continue
                if text not in seen:
                    seen.add(text)
                    yield path


def build_oracle():
    """The Go program, or None."""
    if shutil.which("go") is None:
        return None
    folder = peers / "shell_oracle"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "main.go").write_text((root / "tests/peers/shell_oracle.go.txt").read_text())
    (folder / "go.mod").write_text("module oracle\n\ngo 1.23.0\n\nrequire mvdan.cc/sh/v3 v3.12.0\n")
    for command in (["go", "mod", "tidy"], ["go", "build", "-o", "oracle", "."]):
        run = subprocess.run(command, cwd=folder, capture_output=True, text=True)
        if run.returncode != 0:
            print(f"shell_scripts: no Go oracle: {run.stderr.strip().splitlines()[-1]}")
            return None
    return folder / "oracle"


def answers(command, names):
    """One record for each script, in order."""
    run = subprocess.run([*map(str, command)], input="".join(name + "\n" for name in names), stdout=subprocess.PIPE, text=True,
                         errors="surrogateescape", check=True)
    return [json.loads(line) for line in run.stdout.splitlines()]


def part(node):
    kind = node["Type"]
    if kind == "Lit":
        return "L" + node.get("Value", "")
    if kind == "SglQuoted":
        return f"S{'true' if node.get('Dollar') else 'false'}{node.get('Value', '')}"
    if kind == "DblQuoted":
        inner = "".join("L" + each.get("Value", "") if each["Type"] == "Lit" else each["Type"] for each in node.get("Parts") or [])
        return f"D{'true' if node.get('Dollar') else 'false'}{inner}"
    return kind


def walk(node, found):
    """CallExprs of shfmt's JSON, by their offsets: its members do not stand in walk order."""
    if isinstance(node, list):
        for each in node:
            walk(each, found)
    elif isinstance(node, dict):
        if node.get("Type") == "CallExpr":
            found.append((node["Pos"]["Offset"], [[part(each) for each in word.get("Parts") or []] for word in node.get("Args") or []]))
        for each in node.values():
            walk(each, found)


def shfmt(name):
    with open(name, "rb") as file:
        run = subprocess.run(["shfmt", "-ln", "bash", "-tojson"], stdin=file, capture_output=True)
    if run.returncode != 0:
        return {"ok": False, "reason": run.stderr.decode(errors="replace").strip()}
    found = []
    walk(json.loads(run.stdout), found)
    return {"ok": True, "calls": [words for _, words in sorted(found, key=lambda each: each[0])]}


def compare(title, names, ours, theirs, order, least_same=least_agreement):
    """Counts, prints what differs, and says whether enough agrees. Without `order`, commands are compared as a multiset."""
    counts = collections.Counter()
    arrange = (lambda calls: calls) if order else (lambda calls: sorted(map(json.dumps, calls)))
    for name, a, b in zip(names, ours, theirs, strict=True):
        if a["ok"] != b["ok"]:
            counts["accepted by one"] += 1
            print(f"{title}: {name}: {'accepted' if a['ok'] else 'line %d: %s' % (a['line'], a['reason'])}; peer: {b.get('reason') or 'accepted'}")
        elif not a["ok"]:
            counts["refused"] += 1
            counts["refused, other line"] += "line" in b and a["line"] != b["line"]
        elif arrange(a["calls"]) != arrange(b["calls"]):
            counts["other commands"] += 1
            print(f"{title}: {name}: other commands")
        else:
            counts["accepted, same commands"] += 1
    print(f"{title}: {len(names)} scripts: " + ", ".join(f"{count} {what}" for what, count in counts.items() if count))
    return (counts["accepted by one"] <= len(names) * (1 - least_agreement)
            and counts["accepted by one"] + counts["other commands"] <= len(names) * (1 - least_same))


def main():
    if os.environ.get("WARD_TEST_PEERS") != "1":
        print("skipped: compares with other programs (WARD_TEST_PEERS=1)")
        sys.exit(77)
    dump = sys.argv[1]
    more = [folder for folder in os.environ.get("WARD_TEST_SHELL_SCRIPTS", "").split(":") if folder]
    if (peers / "shell_scripts/complete").exists():
        more.append(peers / "shell_scripts")
    names = list(scripts([*sys.argv[2:], *more, "/usr", "/opt", "/etc", root / "tests/nodes/node_modules"]))
    good = True
    asked = 0
    oracle = build_oracle()
    ours = None
    if oracle is not None:
        for language in ("mksh", "posix", "bash"):
            ours = answers([dump, "--language", language], names)
            good &= compare(f"mvdan.cc/sh 3.12, {language}", names, ours, answers([oracle, "-language", language], names), order=True)
        asked += 1
        speed = [subprocess.run([*command], input="".join(name + "\n" for name in names), stdout=subprocess.PIPE, text=True,
                                check=True).stdout.strip() for command in ((dump, "--speed"), (oracle, "-speed"))]
        print(f"speed: {speed[0]}; mvdan.cc/sh: {speed[1]}")
    if shutil.which("shfmt"):
        ours = ours or answers([dump], names)
        with concurrent.futures.ThreadPoolExecutor() as pool:
            good &= compare("shfmt, bash", names, ours, list(pool.map(shfmt, names)), order=False, least_same=0.99)
        asked += 1
    if asked == 0:
        print("skipped: neither Go with mvdan.cc/sh nor shfmt")
        sys.exit(77)
    print(f"{asked} of 2 peers asked")
    if more or sys.argv[2:]:
        assert len(names) >= least_scripts, f"only {len(names)} scripts"
    sys.exit(0 if good else 1)


main()
