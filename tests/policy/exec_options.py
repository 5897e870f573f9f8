#!/usr/bin/env python3
"""What `ward policy exec` and its options do to a real node: exec_options.py WARD

A command without an ending, as packages have them, may import what its text asks for, and nothing else.
--watch ends the program when a listed file is written to from outside; --allow-ability opens one ability and no other.
Exit 77 where node 24 of tests/nodes is not there, or the kernel cannot keep a manifest.
"""
import pathlib
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
NODE = HERE.parent / "nodes/node_modules/node-24/bin/node"
WARD = sys.argv[1]
failures = []


def expect(what, got, wanted):
    print(f"{'ok' if got == wanted else 'FAILED'}: {what}" + ("" if got == wanted else f"\n  got    {got}\n  wanted {wanted}"))
    if got != wanted:
        failures.append(what)


def tree(folder, files):
    for name, text in files.items():
        (folder / name).write_text(text)
    subprocess.run([WARD, "policy", "create", str(folder), "-o", str(folder / "policy.json"), "-q"], check=True)


def exec_command(folder, script, *options):
    return [WARD, "policy", "exec", "--manifest", str(folder / "policy.json"), *options, "--", str(NODE), str(folder / script)]


def abilities(folder):
    tree(folder, {"vm.js": "console.log(require('vm').runInThisContext('6 * 7'));", "repl.js": "require('repl'); console.log('repl');"})
    for script, options, output in [("vm.js", [], None), ("vm.js", ["--allow-ability", "vm"], "42"), ("repl.js", ["--allow-ability", "vm"], None),
                                    ("repl.js", ["--allow-ability", "vm", "--allow-ability", "repl"], "repl")]:
        run = subprocess.run(exec_command(folder, script, *options), capture_output=True, text=True, timeout=120)
        expect(f"{script} {' '.join(options)}", run.stdout.strip() if run.returncode == 0 else None, output)


def commands(folder):
    (folder / "bin").mkdir()
    (folder / "lib.js").write_text("console.log('imported');")
    for name, text in {"tool": "require('../lib.js');", "more": "require('../lib.js'); require('node:os');"}.items():
        (folder / "bin" / name).write_text("#!/usr/bin/env node\n" + text)
        (folder / "bin" / name).chmod(0o755)
    (folder / "plain").write_text("require('./lib.js');")
    manifest = folder / "policy.json"
    for how in ("any", "graph"):
        subprocess.run([WARD, "policy", "create", str(folder), "--dependencies", how, "-o", str(manifest), "-q"], check=True)
        for script, output in [("bin/tool", "imported"), ("bin/more", "imported"), ("plain", "")]:
            run = subprocess.run(exec_command(folder, script), capture_output=True, text=True, timeout=120)
            expect(f"{script}, {how}: imports", (run.stdout.strip(), run.returncode == 0), (output, output != ""))
    manifest.write_text(manifest.read_text().replace('"node:os": true', '"node:fs": true'))
    run = subprocess.run(exec_command(folder, "bin/more"), capture_output=True, text=True, timeout=120)
    expect("bin/more: not what its map lacks", (run.stdout.strip(), "node:os" in run.stderr, run.returncode == 0), ("imported", True, False))


def watching(folder):
    script = "require('fs').writeSync(1, 'ready\\n'); setTimeout(() => {}, 60000);"
    tree(folder, {"app.js": script, "lib.js": "// as it was"})
    child = subprocess.Popen(exec_command(folder, "app.js", "--watch"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    expect("watched: starts", child.stdout.readline(), "ready\n")
    (folder / "not-listed.js").write_text("//")
    time.sleep(0.5)
    expect("watched: goes on when something else is written", child.poll(), None)
    with open(folder / "lib.js", "a", encoding="utf-8") as file:
        file.write("// and more")
    _, said = child.communicate(timeout=30)
    expect("watched: ends", (child.returncode, "a listed file was written to from outside; the program was ended" in said), (125, True))
    tree(folder, {"app.js": "process.exit(7)", "lib.js": ""})
    run = subprocess.run(exec_command(folder, "app.js", "--watch"), timeout=120)
    expect("watched: the program's own status", run.returncode, 7)


def main():
    if not NODE.exists():
        print("exec_options.py: skipped: node 24 is not installed in tests/nodes")
        sys.exit(77)
    for part in (abilities, commands, watching):
        with tempfile.TemporaryDirectory(prefix="ward-exec-") as folder:
            part(pathlib.Path(folder))
    if failures:
        sys.exit(f"exec_options.py: {len(failures)} failed")


main()
