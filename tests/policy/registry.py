#!/usr/bin/env python3
"""Installed packages beside their tarballs: registry.py WARD

Copies the real tree of tests/build (npm ci) and has `ward policy verify --against-registry` compare it with the tarballs
in npm's cache: the clean tree passes, and each of a flipped byte, an added file, a removed file, another version's
folder, a stranger's package and a replaced command is found, alone and by its name. With a folder
of tarballs the same tree passes but for the one tarball that was altered, which is refused.
Exit 77 where the tree or its tarballs are not there.
"""
import base64
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
BUILD = HERE.parent / "build"
WARD = sys.argv[1]
failures = []


def skip(reason):
    print(f"{pathlib.Path(sys.argv[0]).name}: skipped: {reason}")
    sys.exit(77)


def npm_cache():
    try:
        asked = subprocess.run(["npm", "config", "get", "cache"], capture_output=True, text=True, timeout=60)
    except OSError:
        skip("npm is not installed")
    return pathlib.Path(asked.stdout.strip())


def cached(cache, integrity):
    algorithm, digest = integrity.split()[0].split("-", 1)
    digits = base64.b64decode(digest).hex()
    return cache / "_cacache/content-v2" / algorithm / digits[:2] / digits[2:4] / digits[4:]


def verify(tree, *options):
    run = subprocess.run([WARD, "policy", "verify", "--against-registry", "--json", *options, str(tree)],
                         capture_output=True, text=True, timeout=300)
    if run.returncode not in (0, 1, 4) or not run.stdout:
        sys.exit(f"{pathlib.Path(sys.argv[0]).name}: ward ended with {run.returncode}: {run.stderr}")
    return run.returncode, json.loads(run.stdout)


KINDS = {"changed-file": "changed", "missing-file": "missing", "extra-file": "extra", "unproven-file": "unproven"}


def findings(report):
    return {(KINDS[f["rule"]], f["evidence"][0]["path"]) for f in report["findings"] if f["rule"] in KINDS}


def states(report):
    """Of packages as a whole: those whose files differ are told by their files."""
    told = {f["evidence"][0]["path"]: f["rule"].removesuffix("-package") for f in report["findings"] if f["rule"].endswith("-package")}
    return told | {part["path"]: "not-compared" for part in report["skipped"]}


def expect(what, got, wanted):
    if got == wanted:
        print(f"ok: {what}")
        return
    failures.append(what)
    print(f"FAILED: {what}\n  got    {got}\n  wanted {wanted}")


def attack(what, tree, cache, change, wanted_findings, wanted_states):
    """`change` works on a copy of one folder, which is put back afterwards."""
    with tempfile.TemporaryDirectory(prefix="ward-registry-") as kept:
        backup = pathlib.Path(kept) / "node_modules"
        shutil.copytree(tree / "node_modules", backup, symlinks=True)
        change(tree / "node_modules")
        status, report = verify(tree, "--npm-cache", str(cache))
        expect(f"{what}: found", findings(report), wanted_findings)
        expect(f"{what}: told of the package", states(report), wanted_states)
        expect(f"{what}: exit status", status, 1)
        shutil.rmtree(tree / "node_modules")
        shutil.copytree(backup, tree / "node_modules", symlinks=True)


def flip(modules):
    file = modules / "webpack/lib/webpack.js"
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


def replace_command(modules):
    (modules / ".bin/tsc").unlink()
    (modules / ".bin/tsc").symlink_to("../webpack/lib/webpack.js")


def main():
    lock = BUILD / "package-lock.json"
    if not (BUILD / "node_modules/webpack").is_dir():
        skip("tests/build is not installed")
    packages = json.loads(lock.read_text())["packages"]
    cache = npm_cache()
    locked = {place: p for place, p in packages.items() if place.startswith("node_modules/")}
    absent = [place for place, p in locked.items()
              if (BUILD / place).is_dir() and not cached(cache, p["integrity"]).is_file()]
    if absent:
        skip(f"{len(absent)} tarballs are not in npm's cache, one of them that of {absent[0]}")

    with tempfile.TemporaryDirectory(prefix="ward-registry-") as folder:
        tree = pathlib.Path(folder) / "project"
        tree.mkdir()
        shutil.copy(lock, tree)
        shutil.copytree(BUILD / "node_modules", tree / "node_modules", symlinks=True)

        status, report = verify(tree, "--npm-cache", str(cache))
        expect("clean tree: exit status", status, 0)
        expect("clean tree: findings", findings(report), set())
        expect("clean tree: states", states(report), {})
        expect("clean tree: complete", report["summary"]["complete"], True)
        installed = [place for place in locked if (BUILD / place).is_dir()]
        on_disk = sum(len(files) for top, _, files in os.walk(tree / "node_modules") if "/.bin" not in top)
        text = subprocess.run([WARD, "policy", "verify", "--against-registry", "--npm-cache", str(cache), str(tree)], capture_output=True, text=True).stdout
        # npm's own .package-lock.json is nobody's.
        expect("clean tree: counts", f"{len(installed)} packages and {on_disk - 1} files compared" in text, True)

        make_manifests(tree, cache, on_disk)

        path = "node_modules/webpack"
        attack("one flipped byte", tree, cache, flip, {("changed", f"{path}/lib/webpack.js")}, {})
        attack("one added file", tree, cache, lambda m: (m / "webpack/lib/evil.js").write_text("//"),
               {("extra", f"{path}/lib/evil.js")}, {})
        attack("one removed file", tree, cache, lambda m: (m / "webpack/lib/webpack.js").unlink(),
               {("missing", f"{path}/lib/webpack.js")}, {})
        attack("a stranger's package", tree, cache,
               lambda m: shutil.copytree(m / "webpack-cli/lib", m / "evil/lib"),
               {("extra", f"node_modules/evil/{p.relative_to(BUILD / 'node_modules/webpack-cli')}")
                for p in (BUILD / "node_modules/webpack-cli/lib").rglob("*") if p.is_file()},
               {"node_modules/evil": "extra"})
        attack("a replaced command", tree, cache, replace_command, {("extra", "node_modules/.bin/tsc")}, {})
        attack("a removed package", tree, cache, lambda m: shutil.rmtree(m / "typescript"),
               {("extra", "node_modules/.bin/tsc"), ("extra", "node_modules/.bin/tsserver")},
               {"node_modules/typescript": "missing"})

        # A swapped package: the folder of another version of the same one, in its place.
        swap_places(tree, cache, locked)

        # Tarballs of the right names with other digests are refused, not compared.
        tarballs = pathlib.Path(folder) / "tarballs"
        tarballs.mkdir()
        for place, package in locked.items():
            name = package.get("name", place.rsplit("node_modules/", 1)[1])
            source = cached(cache, package["integrity"])
            if source.is_file():
                target = tarballs / f"{name.replace('@', '').replace('/', '-')}-{package['version']}.tgz"
                target.write_bytes(source.read_bytes() + (b"\0" if name == "typescript" else b""))
        status, report = verify(tree, "--tarballs", str(tarballs))
        expect("folder of tarballs: the altered one", states(report), {"node_modules/typescript": "not-compared"})
        expect("folder of tarballs: is not complete", (report["summary"]["complete"], status != 0), (False, True))

    if failures:
        sys.exit(f"registry.py: {len(failures)} failed")


def create(tree, cache):
    out = tree.parent / "policy.json"
    run = subprocess.run([WARD, "policy", "create", "--from-lock", "--npm-cache", str(cache), "-o", str(out), str(tree)],
                         capture_output=True, text=True, timeout=300)
    return run.returncode, run.stderr, json.loads(out.read_text())


def make_manifests(tree, cache, on_disk):
    """create --from-lock: of the clean tree every file; of a changed one what the tarballs bring, which verify then tells."""
    status, _, manifest = create(tree, cache)
    expect("from the lock file: exit status", status, 0)
    expect("from the lock file: files", sum(1 for key in manifest["resources"] if "/node_modules/" in key), on_disk)

    def change(modules):
        flip(modules)
        (modules / "webpack/lib/evil.js").write_text("//")

    with tempfile.TemporaryDirectory(prefix="ward-registry-") as kept:
        backup = pathlib.Path(kept) / "node_modules"
        shutil.copytree(tree / "node_modules", backup, symlinks=True)
        change(tree / "node_modules")
        status, said, manifest = create(tree, cache)
        left_out = {"./node_modules/webpack/lib/webpack.js", "./node_modules/webpack/lib/evil.js"}
        expect("from the lock file, changed: exit status", status, 4)
        expect("from the lock file, changed: lists neither", left_out & set(manifest["resources"]), set())
        expect("from the lock file, changed: files", sum(1 for key in manifest["resources"] if "/node_modules/" in key), on_disk - 1)
        expect("from the lock file, changed: says both", [f"not in the manifest: {key[2:]}: " in said for key in sorted(left_out)], [True, True])
        shutil.rmtree(tree / "node_modules")
        shutil.copytree(backup, tree / "node_modules", symlinks=True)


def swap_places(tree, cache, locked):
    by_name = {}
    for place, package in locked.items():
        if (BUILD / place).is_dir():
            by_name.setdefault(place.rsplit("node_modules/", 1)[1], []).append((place, package["version"]))
    twice = sorted((name, places) for name, places in by_name.items() if len({v for _, v in places}) > 1)
    if not twice:
        sys.exit("registry.py: no package stands here in two versions; choose another tree")
    _, places = twice[0]
    (here, _), (there, other) = places[0], places[1]

    def change(modules):
        shutil.rmtree(modules.parent / here / "node_modules", ignore_errors=True)
        inner = modules.parent / here
        for child in list(inner.iterdir()):
            shutil.rmtree(child) if child.is_dir() else child.unlink()
        shutil.copytree(modules.parent / there, inner, symlinks=True, dirs_exist_ok=True)

    with tempfile.TemporaryDirectory(prefix="ward-registry-") as kept:
        backup = pathlib.Path(kept) / "node_modules"
        shutil.copytree(tree / "node_modules", backup, symlinks=True)
        change(tree / "node_modules")
        status, report = verify(tree, "--npm-cache", str(cache))
        reasons = [f["title"] for f in report["findings"] if f["evidence"][0]["path"] == f"{here}/package.json"]
        expect("a swapped package: says what stands there", f"@{other}, the lock file" in "".join(reasons), True)
        expect("a swapped package: exit status", status, 1)
        shutil.rmtree(tree / "node_modules")
        shutil.copytree(backup, tree / "node_modules", symlinks=True)


if __name__ == "__main__":
    main()
