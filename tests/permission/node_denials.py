#!/usr/bin/env python3
"""What node's own model refuses stands in `ward run --log`, with a flag that does allow it: node_denials.py WARD NODE

A program is refused things, by relative paths too, and asks has(). Its records are looked at, and it is run again with
the flags that they name: then none of it is refused. Where the two enforcers disagree, the record says so. Exit status 77 where NODE is not there or has no channels.
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile

SCRIPT = """
const fs = require('node:fs');
const said = (work) => { try { work(); return 'ok'; } catch (error) { return error.code; } };
process.permission.has('fs.read', '/etc/hostname');
process.permission.has('child');
process.permission.has('fs.write');
console.log(said(() => fs.readFileSync('secret/text')), said(() => fs.writeFileSync('secret/made', 'x')),
            said(() => require('node:child_process').spawnSync('/bin/true').error && undefined),
            said(() => new (require('node:worker_threads').Worker)('0', { eval: true })));
"""

# By its name the link is granted, and node goes by names; the kernel goes by files.
LINK = "try { require('node:fs').readFileSync('open/link'); } catch (error) { console.log(error.code); }"


def run(ward, node, folder, grants, source="node"):
    """(what the program said, what that source told)"""
    log = folder / "log"
    log.unlink(missing_ok=True)
    command = [ward, "run", "-q", f"--log={log}", *grants, "--", node, "program.js"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)
    if done.returncode:
        raise SystemExit(f"status {done.returncode}: {done.stderr}")
    records = [json.loads(line) for line in log.read_text().splitlines()]
    return done.stdout.split(), [record for record in records if record.get("source") == source and record["code"] == "ERR_ACCESS_DENIED"]


def main():
    ward, node = (str(pathlib.Path(path).resolve()) for path in sys.argv[1:])
    if not pathlib.Path(node).exists():
        print(f"there is no {node}")
        return 77
    if "--permission-audit" not in subprocess.run([node, "--help"], capture_output=True, text=True, timeout=60).stdout:
        print("this node has no channels")
        return 77
    with tempfile.TemporaryDirectory(prefix="ward-denials-") as name:
        folder = pathlib.Path(name).resolve()
        (folder / "secret").mkdir()
        (folder / "secret" / "text").write_text("secret")
        (folder / "program.js").write_text(SCRIPT)
        said, records = run(ward, node, folder, [])
        print(said, *records, sep="\n")
        found = [(record["permission"], record["resource"]) for record in records]
        wanted = {("FileSystemRead", f"{folder}/secret/text"), ("FileSystemWrite", f"{folder}/secret/made"), ("ChildProcess", "/bin/true"),
                  ("WorkerThreads", "")}
        assert said == ["ERR_ACCESS_DENIED"] * 4, said
        assert wanted <= set(found), f"not told: {wanted - set(found)}"
        # What has() was asked was not refused.
        assert ("FileSystemRead", "/etc/hostname") not in found and ("ChildProcess", "") not in found and ("FileSystemWrite", "") not in found, found
        assert all(re.match(r"--allow-[a-z-]+(=\S+)?$", record["flag"]) for record in records), records
        flags = sorted({record["flag"] for record in records})
        said, records = run(ward, node, folder, flags)
        # Node goes on to look for a package.json above, and asks for the inspector with each worker, which nobody misses.
        again = {(record["permission"], record["resource"]) for record in records} & wanted
        assert said == ["ok"] * 4 and not again, (flags, said, again)
        (folder / "open").mkdir()
        (folder / "open" / "link").symlink_to("../secret/text")
        (folder / "program.js").write_text(LINK)
        said, records = run(ward, node, folder, ["--allow-fs-read=open", "--denials-from=supervisor"], "supervisor")
        assert said == ["EACCES"] and [(one["resource"], one.get("node")) for one in records] == [(f"{folder}/secret/text", "passed")], (said, records)
    return 0


if __name__ == "__main__":
    sys.exit(main())
