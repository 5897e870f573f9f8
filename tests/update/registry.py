#!/usr/bin/env python3
"""Node.js's own recipes on the real registry: registry.py PROGRAM RECIPES

For each package that nodejs/node takes from npm: a project at one version, updated to the next and committed. The tree must be the
tarball's files without what the recipe drops, the generated headers must say the new version, and a second run must do nothing.
Skipped (77) where npm has no registry to ask. RECIPES is data/recipes/nodejs.toml.
"""
import io
import json
import pathlib
import re
import subprocess
import sys
import tarfile
import tempfile

from world import World

program, recipes = str(pathlib.Path(sys.argv[1]).resolve()), pathlib.Path(sys.argv[2])
# id, package, folder of the package's files below the dependency's, from, to, what the project keeps, headers that are made
CASES = [
    ("acorn", "acorn", "", "8.18.0", "8.19.0", {}, {"src/acorn_version.h": "ACORN_VERSION"}),
    ("acorn-walk", "acorn-walk", "", "8.3.4", "8.3.5", {}, {}),
    ("amaro", "amaro", "", "1.2.0", "1.2.1", {}, {"src/amaro_version.h": "AMARO_VERSION"}),
    ("cjs-module-lexer", "cjs-module-lexer", "", "2.2.1", "2.3.0", {}, {"src/cjs_module_lexer_version.h": "CJS_MODULE_LEXER_VERSION"}),
    ("corepack", "corepack", "", "0.35.0", "0.36.0", {}, {}),
    ("minimatch", "minimatch", "", "11.0.8", "11.0.9", {}, {}),
    ("npm", "npm", "", "12.1.0", "12.2.0", {}, {}),
    ("postject", "postject", "node_modules/postject", "1.0.0-alpha.5", "1.0.0-alpha.6",
     {"package.json": "{}\n", "package-lock.json": "{}\n", "node_modules/commander/index.js": "//\n", "node_modules/.package-lock.json": "{}\n"},
     {"../../../deps/postject/postject-api.h": None}),
    ("undici", "undici", "src", "8.12.3", "8.12.4", {}, {"src/undici_version.h": "UNDICI_VERSION"}),
]


def npm(*words, folder):
    return subprocess.run(["npm", *words], cwd=folder, capture_output=True, text=True, timeout=120)


def tarball_files(package, version, folder):
    done = npm("pack", "--silent", f"{package}@{version}", folder=folder)
    if done.returncode != 0:
        return None
    with tarfile.open(fileobj=io.BytesIO((pathlib.Path(folder) / done.stdout.strip().splitlines()[-1]).read_bytes())) as tar:
        return {member.name.split("/", 1)[1]: (tar.extractfile(member).read(), 0o755 if member.mode & 0o111 else 0o644) for member in tar if member.isfile()}


def recipe_alone(text, name):
    """One recipe of the file, without its group and the steps that need a bundler of this machine."""
    tables = re.split(r"(?m)^(?=\[)", text)
    own = next(table for table in tables if table.startswith(f"[dep.{name}]\n"))
    return "schema = 1\n" + re.sub(r"(?m)^group = .*\n", "", own)


def run_case(case, registry):
    name, package, below, before, after, kept, headers = case
    with tempfile.TemporaryDirectory(prefix="ward-npm-") as scratch:
        wanted = tarball_files(package, after, scratch)
        if wanted is None:
            return f"{name}: {package}@{after} is not on the registry"
    world = World(program)
    world.upstream.url = registry
    own = recipe_alone(recipes.read_text(), name)
    # amaro doubled in a patch release: for a person to say yes to.
    world.write("ward.update.toml", own + ('acknowledge = ["size-drift"]\n' if name == "amaro" else ""))
    path = re.search(r'(?m)^path = "([^"]+)"', own).group(1)
    for file, text in kept.items():
        world.write(f"{path}/{file}", text)
    for header in headers:
        world.write(str(pathlib.PurePosixPath(header)) if not header.startswith("..") else "deps/postject/postject-api.h", "// old\n")
    if name == "postject":
        world.write("deps/postject/LICENSE", "old\n")
        world.vendor(f"{path}/{below}", tarball_files(package, before, world.work))
    elif kept:
        world.vendor(f"{path}/{below}" if below else path, tarball_files(package, before, world.work))
    world.commit()
    try:
        if not kept:
            world.run("apply", name, "--to", before, "--force-cooldown", "--commit")
        world.run("apply", name, "--to", after, "--force-cooldown", "--commit", "-v", "-v")
        there = world.tree(path)
        dropped = {"amaro": ("node_modules/",)}.get(name, ())
        expected = {(f"{below}/{k}" if below else k): v[0] for k, v in wanted.items() if not k.startswith(dropped or ("\0",))}
        expected.update({k: v.encode() for k, v in kept.items()})
        if name == "undici":
            expected["LICENSE"] = expected["src/LICENSE"]
        differ = sorted(k for k in expected.keys() | there.keys() if expected.get(k) != there.get(k))
        assert not differ, f"{name}: {len(differ)} files are not the tarball's: {differ[:5]}"
        for header, macro in headers.items():
            text = (world.project / ("deps/postject/postject-api.h" if header.startswith("..") else header)).read_text()
            assert macro is None or f'#define {macro} "{after}"' in text, (header, text)
            assert text != "// old\n", header
        assert world.git("status", "--porcelain") == "", world.git("status", "--porcelain")
        assert world.git("log", "-1", "--format=%s").endswith(f"{name} to {after}"), world.git("log", "-1", "--format=%s")
        head = world.git("rev-parse", "HEAD")
        assert world.row("apply", name, "--to", after, "--force-cooldown", "--commit")["state"] == "CURRENT"
        assert world.git("rev-parse", "HEAD") == head, "the second run committed"
        row = world.row("verify", name)
        assert row["state"] == "VERIFIED", row
        return f"{name} {before} -> {after}: {len(there)} files"
    finally:
        world.close()


def main():
    found = npm("config", "get", "registry", folder="/")
    registry = found.stdout.strip().rstrip("/") if found.returncode == 0 else ""
    if not registry.startswith("http") or npm("view", "acorn", "version", folder="/").returncode != 0:
        print("needs npm and a registry")
        return 77
    missing = 0
    for case in CASES:
        told = run_case(case, registry)
        missing += told.endswith("is not on the registry")
        print("  " + told, flush=True)
    assert missing < len(CASES) // 2, "most versions are not on this registry"
    return 0


sys.exit(main())
