#!/usr/bin/env python3
"""Ordinary work under learned policies: normal_life.py WARD [--case NAME] [--minimal]

Each case runs a command three times in folders of the same content: without ward, with `ward run --learn`, and with
`ward run --policy` on what was learned. Exit status, standard output and the files that were made have to be the same.
With --minimal the policy is learned by `--minimize` too, and then each of its grants is taken away alone: the command has to end
differently. Needs tests/nodes and tests/build (npm ci); exit 77 where they are not there.
"""
import argparse
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import tomllib

HERE = pathlib.Path(__file__).resolve().parent
NODE = HERE.parent / "nodes/node_modules/node-24/bin/node"
PACKAGES = HERE.parent / "build/node_modules"
LIMIT = 280  # seconds for one command, sanitizers included

SOURCES = {
    "src/index.ts": "import { twice } from './twice';\nexport const words: string[] = ['a', 'b'].map(twice);\nconsole.log(words.join());\n",
    "src/twice.ts": "export const twice = (word: string): string => word + word;\n",
    "lib/index.js": "const { twice } = require('./twice');\nconsole.log(['a', 'b'].map(twice).join());\n",
    "lib/twice.js": "exports.twice = (word) => word + word;\n",
    "tsconfig.json": '{"compilerOptions": {"outDir": "out", "module": "commonjs", "target": "es2022", "strict": true, "types": []}, "include": ["src"]}\n',
    "webpack.config.js": "module.exports = { mode: 'production', entry: './lib/index.js', output: { path: __dirname + '/dist', filename: 'out.js' } };\n",
    "package.json": '{"name": "ordinary", "version": "1.0.0", "private": true, "scripts": {"test": "node --test"}, "dependencies": {"ms": "2.1.3", "semver": "7.7.2"}}\n',
    "twice.test.js": "require('node:test')('twice', () => require('node:assert').equal(require('./lib/twice').twice('a'), 'aa'));\n",
    "http.js": """
const http = require('http');
const server = http.createServer((request, response) => response.end('answer to ' + request.url)).listen(0, '127.0.0.1', () => {
  http.get({ port: server.address().port, path: '/question' }, (response) => {
    response.setEncoding('utf8').on('data', (text) => console.log(text)).on('end', () => server.close());
  });
});
""",
    "port.js": """
const net = require('net');
const server = net.createServer((socket) => socket.end('hello')).listen(18765, '127.0.0.1', () => {
  net.connect(18765, '127.0.0.1').setEncoding('utf8').on('data', (text) => console.log(text)).on('end', () => server.close());
});
""",
    "workers.js": """
const { Worker, isMainThread, parentPort } = require('worker_threads');
const fs = require('fs/promises');
if (isMainThread) {
  new Worker(__filename).on('message', async (text) => {
    await fs.mkdir('made', { recursive: true });
    await fs.writeFile('made/worker.txt', text);
    console.log(await fs.readFile('made/worker.txt', 'utf8'), (await fs.readdir('made')).join());
  });
} else {
  fs.readFile('tsconfig.json', 'utf8').then((text) => parentPort.postMessage(String(text.length)));
}
""",
    "work.py": """
import json, os, subprocess, threading
os.makedirs('made', exist_ok=True)
with open('made/data.json', 'w') as out: json.dump({'a': 1}, out)
os.chmod('made/data.json', 0o640)
os.utime('made/data.json', (1, 1))
print(json.load(open('made/data.json')), oct(os.stat('made/data.json').st_mode), int(os.stat('made/data.json').st_mtime))
thread = threading.Thread(target=lambda: print('thread')); thread.start(); thread.join()
print(subprocess.run(['uname', '-s'], capture_output=True, text=True).stdout.strip())
""",
    "git.sh": """
git init -q made && cd made
git config user.email a@b.example && git config user.name a && git config gc.auto 0
echo text > file && git add file && GIT_AUTHOR_DATE='2020-01-01T00:00:00Z' GIT_COMMITTER_DATE='2020-01-01T00:00:00Z' git commit -qm first
git log --format=%H && git status --short && git branch --show-current
""",
}

# name: (command, what restores the folder, what it makes, further options of ward run)
CASES = {
    "tsc": (["{node}", "node_modules/typescript/bin/tsc"], "rm -rf out", ["out"], []),
    "webpack": (["{node}", "node_modules/webpack/bin/webpack.js", "--no-color", "--stats", "errors-only"], "rm -rf dist", ["dist"], []),
    "npm_test": (["npm", "test", "--silent"], "true", [], []),
    "npm_install": (["npm", "install", "--no-audit", "--no-fund", "--silent", "--no-update-notifier", "--fetch-retries=0"], "rm -rf node_modules package-lock.json", ["node_modules", "package-lock.json"], []),
    "http": (["{node}", "http.js"], "true", [], []),
    "port": (["{node}", "port.js"], "true", [], []),
    "workers": (["{node}", "workers.js"], "rm -rf made", ["made"], []),
    "python": (["/usr/bin/python3", "work.py"], "rm -rf made", ["made"], []),
    "git": (["/bin/sh", "git.sh"], "rm -rf made", ["made/file", "made/.git/HEAD", "made/.git/refs"], []),
}


def fresh(parent, name, case):
    folder = parent / name
    folder.mkdir()
    for path, text in SOURCES.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    if case != "npm_install":
        (folder / "node_modules").symlink_to(PACKAGES)
    return folder


def made(folder, names):
    """Every file below the named ones: path, mode and digest."""
    out = {}
    for name in names:
        start = folder / name
        for path in sorted([start, *start.rglob("*")] if start.is_dir() else [start]):
            if path.is_file() and path.name != ".package-lock.json":
                out[str(path.relative_to(folder))] = (oct(path.stat().st_mode), hashlib.sha256(path.read_bytes()).hexdigest())
    return out


def run(command, folder, environment):
    done = subprocess.run(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=LIMIT * (5 if "--minimize" in command else 1))
    return done.returncode, done.stdout, done.stderr


def steady(output):
    """Without what differs from run to run: durations."""
    return "\n".join(line for line in output.splitlines() if "duration_ms" not in line)


def without_one(policy):
    """(the grant, the policy without it) for each grant of a policy."""
    text = policy.read_text()
    for key, value in tomllib.loads(text).items():
        if not key.startswith("allow-"):
            continue
        for line in [f"{key} = true"] if value is True else [f'    "{one}",' for one in value]:
            if text.count(line + "\n") != 1:
                raise SystemExit(f"{policy}: {line} is not found once:\n{text}")
            yield line.strip(), text.replace(line + "\n", "")


def needless(ward, command, before, options, folder, policy, environment):
    """What a minimal policy holds and nobody misses, as lines."""
    problems, grants = [], 0
    less = policy.with_name("less.toml")
    for grant, text in without_one(policy):
        grants += 1
        subprocess.run(["sh", "-c", before], cwd=folder, check=True)
        less.write_text(text)
        try:
            status = run([ward, "run", "--policy", str(less), *options, "--", *command], folder, environment)[0]
        except subprocess.TimeoutExpired:
            continue  # it waits for what it does not get
        if status == 0:
            problems.append(f"ends the same without {grant}")
    print(f"  {grants} grants, each taken away alone")
    return problems or ([] if grants else ["holds no grant"])


def check(ward, name, minimal):
    """What differs, as lines; None where the command cannot be run here at all."""
    command, before, makes, options = CASES[name]
    command = [str(NODE) if word == "{node}" else word for word in command]
    if shutil.which(command[0]) is None:
        return None
    environment = dict(os.environ)
    # What npm is told here by variables (a registry, a certificate) is the machine's, and named to be passed on.
    named = [key for key in environment if key.upper().startswith("NPM_CONFIG_") or key == "NODE_EXTRA_CA_CERTS"] if "npm" in name else []
    options = [*options, *(f"--allow-env={key}" for key in named)]
    if named and environment.get("NODE_EXTRA_CA_CERTS"):
        options.append("--allow-fs-read=" + environment["NODE_EXTRA_CA_CERTS"])
    with tempfile.TemporaryDirectory(prefix="ward-normal-") as parent:
        parent = pathlib.Path(parent)
        environment["HOME"] = str(parent / "home")
        (parent / "home").mkdir()
        plain_folder = fresh(parent, "plain", name)
        plain = run(command, plain_folder, environment)
        if plain[0] != 0:
            return None if name == "npm_install" else [f"fails without ward: {plain[2].strip()[-300:]}"]
        folder = fresh(parent, "learned", name)
        policy = parent / "policy.toml"
        learned = run([ward, "run", "--learn", str(policy), *(["--minimize"] if minimal else []), "--before", before, *options, "--", *command], folder, environment)
        if learned[0] != 0:
            return [f"cannot be learned: {learned[2].strip()[-600:]}"]
        subprocess.run(["sh", "-c", before], cwd=folder, check=True)
        confined = run([ward, "run", "--policy", str(policy), *options, "--", *command], folder, environment)
        problems = []
        if confined[0] != plain[0]:
            problems.append(f"ends with {confined[0]} instead of {plain[0]}: {confined[2].strip()[-600:]}")
        if steady(confined[1]) != steady(plain[1]):
            problems.append(f"prints {confined[1]!r} instead of {plain[1]!r}")
        want, got = made(plain_folder, makes), made(folder, makes)
        if not want and makes:
            problems.append("makes nothing")
        for path in sorted(want.keys() | got.keys()):
            if want.get(path) != got.get(path):
                problems.append(f"{path}: {got.get(path)} instead of {want.get(path)}")
        if minimal and not problems:
            problems = needless(ward, command, before, options, folder, policy, environment)
        if problems:
            problems.append(policy.read_text())
        return problems


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("ward")
    parser.add_argument("--case", action="append", default=[])
    parser.add_argument("--minimal", action="store_true")
    options = parser.parse_args()
    if not NODE.exists() or not PACKAGES.is_dir():
        print("normal_life.py: skipped: tests/nodes or tests/build is not installed")
        return 77
    bad = 0
    for name in options.case or CASES:
        problems = check(str(pathlib.Path(options.ward).resolve()), name, options.minimal)
        print(f"{name}: {'not run here' if problems is None else 'differs' if problems else 'the same'}", flush=True)
        for problem in problems or []:
            print("  " + problem.replace("\n", "\n  "))
        bad += bool(problems)
        if problems is None and options.case:
            return 77
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
