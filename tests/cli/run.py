#!/usr/bin/env python3
"""Runs one golden test of the real program: run.py PROGRAM FILE.test [--bless]

A test file is a dialogue, run in one fresh folder with a clean environment (WARD_HOME inside it, SOURCE_DATE_EPOCH fixed):

    # a comment
    % COMMAND         set-up: run by bash, must succeed, output not compared
    $ COMMAND         run by bash; `ward` is the program under test; what follows is what it must print
    ? 4               its exit status, where it is not 0
    ! TEXT            a line on standard error
    TEXT              a line on standard output ("..." alone stands for any lines; "{*}" inside a line for any text)

--bless rewrites the file with what the program printed; lines without wildcards are replaced, so read the difference.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

program, test_file = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
bless = "--bless" in sys.argv or os.environ.get("WARD_BLESS") == "1"
root = pathlib.Path(__file__).resolve().parents[2]


def environment(folder):
    (folder / "bin").mkdir()
    (folder / "bin" / "ward").symlink_to(program)
    return {
        "PATH": f"{folder}/bin:/usr/local/bin:/usr/bin:/bin", "HOME": str(folder / "home"), "WARD_HOME": str(folder / "ward-home"),
        "SOURCE_DATE_EPOCH": "1767225600", "LANG": "C.UTF-8", "TERM": "dumb", "TESTS": str(root / "tests"),
        "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1",
        "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", ""), "UBSAN_OPTIONS": os.environ.get("UBSAN_OPTIONS", ""),
    }


def run(command, folder, env):
    done = subprocess.run(["bash", "-c", command], cwd=folder / "work", env=env, capture_output=True, timeout=300, stdin=subprocess.DEVNULL)
    text = lambda raw: raw.decode("utf-8", "backslashreplace").replace(str(folder), "$TMP").replace("\r", "\\r")
    return done.returncode, text(done.stdout), text(done.stderr)


def matches(expected, actual):
    """Does the list of expected lines, with its wildcards, describe the actual lines?"""
    if not expected:
        return not actual
    if expected[0] == "...":
        return any(matches(expected[1:], actual[i:]) for i in range(len(actual) + 1))
    if not actual:
        return False
    pattern = ".*".join(re.escape(part) for part in expected[0].split("{*}"))
    return re.fullmatch(pattern, actual[0]) is not None and matches(expected[1:], actual[1:])


def main():
    lines = test_file.read_text().splitlines()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="ward-cli-"))
    (folder / "work").mkdir()
    (folder / "home").mkdir()
    env = environment(folder)
    failures, blessed, at, commands = [], [], 0, 0
    while at < len(lines):
        line = lines[at]
        at += 1
        if line.startswith("% "):
            status, out, err = run(line[2:], folder, env)
            if status != 0:
                failures.append(f"line {at}: set-up failed with {status}: {line}\n{out}{err}")
                break
            blessed.append(line)
            continue
        if not line.startswith("$ "):
            blessed.append(line)
            if line.strip() and not line.startswith("#"):
                failures.append(f"line {at}: not part of any command: {line}")
            continue
        start, expected = at, []
        while at < len(lines) and not lines[at].startswith(("$ ", "% ", "#")):
            expected.append(lines[at])
            at += 1
        while expected and not expected[-1].strip():
            expected.pop()
        commands += 1
        status, out, err = run(line[2:], folder, env)
        printed = ([f"? {status}"] if status != 0 else []) + [f"! {text}" for text in err.splitlines()] + out.splitlines()
        while printed and not printed[-1].strip():
            printed.pop()
        good = matches(expected, printed)
        if not good:
            failures.append(f"line {start}: {line}\n--- expected\n" + "\n".join(expected) + "\n--- printed\n" + "\n".join(printed))
        blessed += [line] + (expected if good else printed) + [""]
    subprocess.run(["rm", "-rf", "--", str(folder)], check=False)  # copes with any depth, as shutil does not
    if bless:
        test_file.write_text(re.sub(r"\n{3,}", "\n\n", "\n".join(blessed).rstrip() + "\n"))
        return 0
    if commands == 0:
        failures.append("no command was run")
    for failure in failures:
        print(f"{test_file.name}: {failure}")
    return 1 if failures else 0


sys.exit(main())
