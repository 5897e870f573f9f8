#!/usr/bin/env python3
"""conformance.py WARD NODE: `ward run --conformance` finds a released node as it is known, and finds out one that is not.

Every row has to be as expected, or to be one that says it needs tests/attacks/run.py. Then the same node behind a program that
switches its permission model off: the cases about refusals must tell. Nothing may be left in the temporary folder. Exit 77, a skip,
where NODE is not installed."""
import collections
import json
import os
import pathlib
import subprocess
import sys
import tempfile

ward, node = sys.argv[1], pathlib.Path(sys.argv[2])


def conformance(binary, *options):
    """Exit status and report, and a failure if something is left behind."""
    with tempfile.TemporaryDirectory(prefix="ward-conformance-test-") as folder:
        temporary = pathlib.Path(folder) / "tmp"
        temporary.mkdir()
        environment = {"PATH": os.environ["PATH"], "HOME": folder, "WARD_HOME": f"{folder}/ward", "TMPDIR": str(temporary)}
        environment |= {name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")}
        done = subprocess.run([ward, "run", "--conformance", str(binary), "--json", *options], capture_output=True, text=True,
                              env=environment, stdin=subprocess.DEVNULL, timeout=1500)
        if left := list(temporary.iterdir()):
            sys.exit(f"left behind: {left}")
    if done.returncode not in (0, 1, 4):
        sys.exit(f"status {done.returncode}: {done.stderr}")
    return done.returncode, json.loads(done.stdout)


def released():
    status, report = conformance(node)
    rows = report["cases"]
    wrong = [row for row in rows if row["ok"] is False]
    for row in wrong:
        print(f"{row['id']} {row['mode']} {row['title']}: {row['result']}, expected {row['expected']} ({row['detail']})")
    not_run = [row for row in rows if row["result"] == "not run"]
    strange = [row for row in not_run if not row["detail"].startswith("needs tests/attacks/run.py")]
    for row in strange:
        print(f"{row['id']} {row['mode']}: not run: {row['detail']}")
    print(f"node {report['node']}:", dict(collections.Counter((row["mode"], row["ok"]) for row in rows)))
    good = report["schema"] == "ward-conformance/1" and status == (1 if wrong else 4 if not_run else 0)
    modes = {row["mode"] for row in rows if row["ok"]}
    return good and not wrong and not strange and modes == {"node", "ward", "kernel"}


def without_its_model():
    """A node that takes the flags and keeps none of them."""
    with tempfile.TemporaryDirectory(prefix="ward-conformance-node-") as folder:
        binary = pathlib.Path(folder) / "node"
        binary.write_text(f'#!/bin/sh\nfor word do shift; case $word in --permission|--experimental-permission|--allow-*) ;; *) set -- "$@" "$word";; esac; done\n'
                          f'exec {node.resolve()} "$@"\n')
        binary.chmod(0o755)
        status, report = conformance(binary, "--case", "S01", "--case", "E15")
    told = {row["id"] for row in report["cases"] if row["mode"] == "node" and row["ok"] is False}
    if status != 1 or not {"S01.1", "S01.8", "E15"} <= told:
        print(f"a node without its model was not found out: status {status}, {sorted(told)}")
        return False
    return True


if not node.exists():
    print(f"skipped: {node} is not installed (npm ci --prefix tests/nodes)")
    sys.exit(77)
good = released()
sys.exit(0 if without_its_model() and good else 1)
