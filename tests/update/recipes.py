#!/usr/bin/env python3
"""Node.js's own recipes against upstreams in their shape: recipes.py PROGRAM RECIPES [ID…]

Every recipe that is enabled: an upstream on this machine that has two versions as the recipe expects them, made from the recipe
itself; a project at the first one; `apply --commit` to the second, which must end COMMITTED with the files that the recipe says; a
second run that does nothing; and a version with a file that is wrong, which must fail. Signers that a recipe pins are the test's own,
and so are artefacts of servers elsewhere; programs of Node.js's own and bundlers are stand-ins, which run confined as the real ones
do. A recipe that is not enabled refuses to be applied, with its reason. RECIPES is data/recipes/nodejs.toml.
"""
import concurrent.futures
import os
import pathlib
import re
import sys
import tomllib
import traceback

import recipe_cases
from recipe_cases import VERSIONS
from signer import Signer, there_is_gpg
from upstreams import ELF, LICENSE, expect_committed, expect_failure, plain, project_of, publish, serve_pinned, upstream_files, with_binary, zipped
from world import World

program, recipe_file = str(pathlib.Path(sys.argv[1]).resolve()), pathlib.Path(sys.argv[2])
at_once = min(2, os.cpu_count() or 1)
text = recipe_file.read_text()
RECIPES = tomllib.loads(text)["dep"]
no_confinement = "needs a kernel with Landlock"
failures = []  # of cases, with their names


def table_of(name):
    """The recipe as the file has it, with the tables below it."""
    own = [table for table in re.split(r"(?m)^(?=\[)", text) if re.match(rf"\[+dep\.{re.escape(name)}[.\]]", table)]
    return "".join(own)


def alone(name):
    return re.sub(r"(?m)^group = .*\n", "", table_of(name))


def signed(name, table, signers):
    """The recipe with the test's signer, and where its keyring lies; nothing for a recipe that demands no signature."""
    for demand in RECIPES[name].get("verify", []):
        if "pgp" in demand:
            return table.replace(demand["signer"], signers[0].fingerprint), demand["keyring"]
    return table, None


def forge_case(world, name, recipe, signers):
    table, keyring = signed(name, alone(name), signers)
    project_of(world, recipe, serve_pinned(world, table, recipe))
    sign = signers[0].sign if keyring else None
    if keyring:
        world.write(keyring, signers[0].keyring)
        world.commit("whose signatures count")
    for version in VERSIONS[:2]:
        publish(world, recipe, version, upstream_files(recipe, version), sign)
    world.run("apply", name, "--to", VERSIONS[0], "--force-cooldown", "--commit")
    expect_committed(world, name, recipe)
    if keyring:
        publish(world, recipe, VERSIONS[2], upstream_files(recipe, VERSIONS[2]), lambda content: sign(content + b"x"))
        expect_failure(world, name, "bad-signature")
        publish(world, recipe, "9.8.0", upstream_files(recipe, "9.8.0"), signers[1].sign)
        expect_failure(world, name, "pgp fails")
    wrong, is_a_source = with_binary(recipe, "9.9.0")
    publish(world, recipe, "9.9.0", wrong, sign)
    expect_failure(world, name, "new-binary" if is_a_source else "version-equals")


def git_case(world, name, recipe, _signers):
    """A branch of a git remote on this machine, in the place of the recipe's."""
    remote = world.work / "remote"
    remote.mkdir()
    world.git("init", "-q", "-b", recipe["source"].get("ref", "main"), folder=remote)

    def commit(files, message):
        for path, content in files.items():
            (remote / path).parent.mkdir(parents=True, exist_ok=True)
            (remote / path).write_bytes(content if isinstance(content, bytes) else content.encode())
        world.git("add", "-A", folder=remote)
        world.git("commit", "-q", "--allow-empty", "-m", message, folder=remote)
        return world.git("rev-parse", "HEAD", folder=remote)

    project_of(world, recipe, re.sub(r'url = "[^"]*"', f'url = "file://{remote}"', alone(name), count=1))
    files = upstream_files(recipe, "9.7.1")
    if name == "zlib":
        files["zlib.h"] = '#define ZLIB_VERSION "9.7.1"\n'
    first = commit(files, "first")
    local = ("--allow-local-git",)
    decided = recipe["source"].get("commit", {}).get("file")

    def decide(tip):
        """The commit that a file of the project names, where the recipe has one."""
        if decided:
            world.write(decided, f"Revision: {tip}\n")
            world.commit("what decides the commit")

    decide(first)
    world.run("apply", name, "--force-cooldown", "--commit", *local)
    changed = next(iter(sorted(path for path in files if files[path].startswith("// "))), "src/a.c")
    second = commit({changed: "// another one\n"}, "second")
    if decided:
        assert world.row("apply", name, "--force-cooldown", "--commit", *local)["state"] == "CURRENT", "took what nobody decided"
    decide(second)
    # A commit is no version: no advisory is closed or brought by how its id begins.
    row = world.row("apply", name, "--dry-run", "--force-cooldown", *local)
    assert row["state"] == "CHECKED" and not row.get("closes") and not row.get("opens"), row
    expect_committed(world, name, recipe, *local)
    if name == "zlib":
        assert f'"9.7.1-{second[:7]}"' in (world.project / "src/zlib_version.h").read_text()
    commit({}, "nothing but a commit")
    assert world.row("apply", name, "--force-cooldown", "--commit", *local)["state"] == "CURRENT"
    verify_without_lock(world, name, recipe, second, local)
    decide(commit({changed: ELF}, "third"))
    expect_failure(world, name, "new-binary", *local)


def verify_without_lock(world, name, recipe, commit, local):
    """The commit that a tree is of: by what the tree recorded, else by --to."""
    lock = (world.project / "ward.update.lock").read_text()
    (world.project / "ward.update.lock").unlink()
    if "tree_equality" in recipe["current"]:
        row = world.row("verify", name, *local, status=4)
        assert "neither the tree nor a lock file says which commit" in row["reason"], row
    else:
        assert world.row("verify", name, *local)["state"] == "VERIFIED"
    assert world.row("verify", name, "--to", commit[:7], *local)["state"] == "VERIFIED"
    row = world.row("verify", name, "--to", "0123456", *local, status=4)
    assert "the commit 0123456 of --to could not be resolved" in row["reason"] and "has no commit that begins with 0123456" in row["reason"], row
    world.write("ward.update.lock", lock)


def page_case(world, name, recipe, _signers):
    """sqlite: a page with a list, and an archive that it names."""
    project_of(world, recipe, table_of(name).replace("https://sqlite.org", world.upstream.url))

    def publish_page(version, files):
        number = "".join(f"{int(part):02}" if index else part for index, part in enumerate(version.split("."))) + "00"
        path = f"2025/sqlite-amalgamation-{number}.zip"
        world.upstream.files["/download.html"] = f"<!-- PRODUCT,{version},{path},1,2 -->\n".encode()
        world.upstream.files["/" + path] = zipped({f"sqlite-amalgamation-{number}/{k}": v for k, v in files.items()})

    publish_page("3.51.1", upstream_files(recipe, "3.51.1"))
    world.run("apply", name, "--to", "3.51.1", "--force-cooldown", "--commit")
    publish_page("3.51.2", upstream_files(recipe, "3.51.2"))
    expect_committed(world, name, recipe)
    assert b"3.51.2" in world.tree(recipe["path"])["sqlite3.h"]
    publish_page("3.51.10", upstream_files(recipe, "3.51.9"))
    expect_failure(world, name, "version-equals")


def npm_case(world, name, recipe, _signers):
    """A package of a registry on this machine; its bundles are upstream's."""
    project_of(world, recipe, alone(name))
    package = recipe["source"]["package"]
    versions = ["1.0.0-alpha.5", "1.0.0-alpha.6", "1.0.0-alpha.10", "1.0.0-alpha.11"] if recipe["source"].get("prerelease") else VERSIONS

    def files(version):
        shims = {plain(change["files"]): f"// {version}\n" for change in recipe.get("mode", [])}
        return {"README": "", "index.js": f"// {version}\n", "LICENSE": LICENSE, **shims, **upstream_files(recipe, version)}

    for version in versions[:2]:
        world.upstream.publish(package, version, files(version))
    world.run("apply", name, "--to", versions[0], "--force-cooldown", "--commit")
    expect_committed(world, name, recipe)
    for change in recipe.get("mode", []):
        assert (world.project / recipe["path"] / plain(change["files"])).stat().st_mode & 0o100, change
    for rule in recipe.get("generate", []):
        made = (world.project / rule["to"].lstrip("/")).read_text()
        assert made != "// to be made\n" and (rule["rule"] != "version-header" or f'#define {rule["macro"]} "{versions[1]}"' in made), made
    assert world.row("verify", name)["state"] == "VERIFIED"
    world.upstream.publish(package, versions[2], files(versions[2]), integrity="sha512-" + "A" * 86 + "==")
    expect_failure(world, name, "is not the tarball that the integrity metadata names")
    world.upstream.publish(package, versions[3], {**files(versions[3]), "lib/x.js": ELF})
    expect_failure(world, name, "new-binary")


def quic_group(world, signers):
    names = ("nghttp3", "ngtcp2")
    members = []
    for name in names:
        table, keyring = signed(name, table_of(name), signers)
        world.write(keyring, signers[0].keyring)
        members.append((name, RECIPES[name], serve_pinned(world, table, RECIPES[name])))

    def publish_all(version, broken=None):
        for name in names:
            sign = signers[1].sign if name == broken else signers[0].sign
            publish(world, RECIPES[name], version, upstream_files(RECIPES[name], version), sign)

    # Both in one file: the group of one alone would be refused.
    members = [(members[0][0], members[0][1], members[0][2] + members[1][2]), (members[1][0], members[1][1], "")]
    recipe_cases.group(world, members, publish_all, lambda version: publish_all(version, "ngtcp2") or "ngtcp2")


def acorn_group(world):
    names = ("acorn", "acorn-walk")

    def publish_all(version, broken=None):
        for name in names:
            lie = {"integrity": "sha512-" + "A" * 86 + "=="} if name == broken else {}
            world.upstream.publish(name, version, {"LICENSE": LICENSE, "dist/x.js": f"// {version}\n"}, **lie)

    members = [("acorn", RECIPES["acorn"], table_of("acorn") + table_of("acorn-walk")), ("acorn-walk", RECIPES["acorn-walk"], "")]
    recipe_cases.group(world, members, publish_all, lambda version: publish_all(version, "acorn") or "acorn")


def disabled(world, names):
    world.write("ward.update.toml", text)
    for name in names:
        out = world.run("apply", name, status=2)
        assert f"[dep.{name}] is not enabled: {RECIPES[name]['reason']}" in out, out


def cases(signers):
    """Name, what it does, and the recipe that it is of."""
    kinds = {"github-release": forge_case, "github-tag": forge_case, "git-head": git_case, "url-regex": page_case, "npm": npm_case}
    for name, recipe in RECIPES.items():
        if not recipe.get("enabled", True):
            continue
        if name in recipe_cases.CASES:
            yield name, lambda world, name=name, recipe=recipe: recipe_cases.CASES[name](world, recipe, table_of(name)), name
        else:
            yield name, lambda world, name=name, recipe=recipe, case=kinds[recipe["source"]["kind"]]: case(world, name, recipe, signers), name
    for kind in ("clean", "upstreamed", "conflicting"):
        yield f"libuv, its patch {kind}", lambda world, kind=kind: recipe_cases.libuv(world, RECIPES["libuv"], table_of("libuv"), kind), "libuv"
    yield "nghttp3 and ngtcp2, a group", lambda world: quic_group(world, signers), "ngtcp2"
    yield "acorn and acorn-walk, a group", acorn_group, "acorn"
    off = [name for name, recipe in RECIPES.items() if not recipe.get("enabled", True)]
    yield f"{len(off)} that are not enabled refuse with their reason", lambda world: disabled(world, off), "disabled"


def run(case):
    name, work, _ = case
    world = World(program)
    try:
        work(world)
        return name
    except AssertionError as error:
        # A hook that this kernel cannot confine is not run: the one part of a machine that no test can bring.
        if no_confinement in str(error):
            return f"{name}: left out, this kernel cannot confine its hooks"
        where = "".join(traceback.format_tb(error.__traceback__)[-2:])
        failures.append(f"{name}: {error}\n{where}")
        return f"{name}: fails"
    finally:
        world.close()


def main():
    if not there_is_gpg():
        print("needs gpg and gpgv")
        return 77
    only = sys.argv[3:]
    signers = [Signer("releases"), Signer("somebody")]
    done = []
    try:
        with concurrent.futures.ThreadPoolExecutor(at_once) as pool:
            waiting = [pool.submit(run, case) for case in cases(signers) if not only or case[2] in only]
            for one in concurrent.futures.as_completed(waiting):
                done.append(one.result())
                print("  " + done[-1], flush=True)
    finally:
        for signer in signers:
            signer.close()
    for failure in failures:
        print(failure)
    enabled = [name for name, recipe in RECIPES.items() if recipe.get("enabled", True)]
    assert only or len(enabled) >= 38, enabled
    print(f"{len(done)} cases; {len(enabled)} recipes are enabled, {len(RECIPES) - len(enabled)} are not")
    return 1 if failures else 0


sys.exit(main())
