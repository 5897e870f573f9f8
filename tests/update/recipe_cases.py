"""Recipes whose upstream is more than a release with files: patches, commits, tools of the project's own, bundlers, groups."""
import json

from upstreams import ELF, LICENSE, expect_committed, expect_failure, project_of, publish, serve_pinned, upstream_files
from world import World

VERSIONS = ["9.7.1", "9.7.2", "9.7.10", "9.7.11"]  # the third one sorts before the second by its letters
HOOKS = ("--allow-hooks",)
# Stand-ins for programs that are Node.js's own or not on this machine: they do what a recipe counts on, and no more.
SHRINK_ICU = """import argparse, bz2, pathlib, shutil
words = argparse.ArgumentParser()
words.add_argument("--icu-src"); words.add_argument("--icudst")
given = words.parse_args()
source, made = pathlib.Path(given.icu_src), pathlib.Path(given.icudst)
shutil.rmtree(made, ignore_errors=True)
shutil.copytree(source, made, ignore=lambda folder, names: [n for n in names if n in ("test", "data", "Makefile.in")])
(data,) = (source / "source/data/in").glob("icudt*l.dat")
packed = made / "source/data/in" / (data.name + ".bz2")
packed.parent.mkdir(parents=True)
packed.write_bytes(bz2.compress(data.read_bytes()))
(made / "README-FULL-ICU.txt").write_text(f"compressed: {packed}\\n")
"""
PREPARE_LIEF = """import argparse, pathlib, shutil
words = argparse.ArgumentParser()
words.add_argument("--source-dir"); words.add_argument("--lief-dir"); words.add_argument("--version")
given = words.parse_args()
source, made = pathlib.Path(given.source_dir), pathlib.Path(given.lief_dir)
for folder in ("include", "src"):
    shutil.copytree(source / folder, made / folder, dirs_exist_ok=True)
shutil.copy(source / "LICENSE", made / "LICENSE")
template = (made / "include/LIEF/version.h.in").read_text()
(made / "include/LIEF/version.h").write_text(template.replace("@VERSION@", given.version))
"""
ESBUILD = """#!/usr/bin/python3
import pathlib, re, sys
entry = pathlib.Path(sys.argv[1])
out = next(word.split("=", 1)[1] for word in sys.argv if word.startswith("--outfile="))
text = entry.read_text()
for name in re.findall(r'require\\("([^."][^"]*)"\\)', text):
    text += pathlib.Path("node_modules", name, "index.js").read_text()
pathlib.Path(out).write_text("// bundled\\n" + text)
"""
STRIP_COMMENTS = "const fs = require('fs');\nfs.writeFileSync('undici-fetch.js', fs.readFileSync('undici-fetch.js', 'utf8').replace(/^\\/\\/.*\\n/gm, ''));\n"


def with_tool(world, name, text):
    """A program that the case's runs find first."""
    folder = world.work / "bin"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text)
    (folder / name).chmod(0o755)


def files_below(world, path):
    return {name: content.decode("latin-1") for name, content in world.tree(path).items()}


def libuv(world, recipe, table, kind):
    """Node.js mended libuv in place, and its updater was off for ten months: a patch that is put on again, one that upstream has
    taken, one that conflicts."""
    lines = [f"int line{n} = {n};" for n in range(30)]
    ours = [*lines[:15], "int line15 = ours;", *lines[16:]]
    patch = ("--- a/src/idna.c\n+++ b/src/idna.c\n@@ -13,7 +13,7 @@\n" + "".join(f" {line}\n" for line in lines[12:15])
             + "-int line15 = 15;\n+int line15 = ours;\n" + "".join(f" {line}\n" for line in lines[16:19]))
    theirs = {"clean": ["int added;", *lines], "upstreamed": ["int added;", *ours], "conflicting": [*lines[:15], "int line15 = theirs;", *lines[16:]]}[kind]
    project_of(world, recipe, table)
    publish(world, recipe, VERSIONS[0], {**upstream_files(recipe, VERSIONS[0]), "src/idna.c": "\n".join(lines) + "\n"})
    world.run("apply", "libuv", "--to", VERSIONS[0], "--force-cooldown", "--commit")
    world.write("deps/patches/uv/0001-idna.patch", patch)
    world.write("deps/uv/src/idna.c", "\n".join(ours) + "\n")
    world.commit("mended in place")
    assert world.row("verify", "libuv")["counts"]["patched"] == 1
    publish(world, recipe, VERSIONS[1], {**upstream_files(recipe, VERSIONS[1]), "src/idna.c": "\n".join(theirs) + "\n"})
    if kind == "conflicting":
        return expect_failure(world, "libuv", "0001-idna.patch")
    row = world.row("apply", "libuv", "--force-cooldown", "--commit")
    assert row["patches"][0]["result"] == {"clean": "applied", "upstreamed": "upstreamed"}[kind], row
    assert "ours" in (world.project / "deps/uv/src/idna.c").read_text()
    assert (world.project / "deps/patches/uv/0001-idna.patch").exists() == (kind == "clean")
    assert world.row("verify", "libuv")["state"] == "VERIFIED"


def openssl(world, recipe, table):
    """Tags of several series, an edit, and two commits: sources, and what the hook makes of them."""
    project_of(world, recipe, table)
    world.write("deps/openssl/config/Makefile", "all:\n\tmkdir -p archs\n\tcat ../openssl/VERSION.dat > archs/made\n")
    for tool in ("perl", "nasm", "as"):  # the real Makefile starts them
        with_tool(world, tool, "#!/bin/sh\n")
    world.commit("what makes the archs")
    for version in ("3.0.200", "3.5.80", "3.5.100", "3.5.99", "4.0.0"):
        publish(world, recipe, version, upstream_files(recipe, version))
    world.run("apply", "openssl", "--to", "3.5.80", "--force-cooldown", "--commit", *HOOKS)
    row = world.row("apply", "openssl", "--force-cooldown", "--commit", *HOOKS)
    assert row["chosen"] == "3.5.100" and len(row["commits"]) == 2, row
    assert world.git("log", "-2", "--format=%s").splitlines() == ["deps: update archs files for openssl", "deps: upgrade openssl sources to openssl/openssl-3.5.100"]
    assert "PATCH=100" in (world.project / "deps/openssl/config/archs/made").read_text()
    assert "%ifdef" in (world.project / "deps/openssl/openssl/crypto/perlasm/x86asm.pl").read_text()
    assert world.git("status", "--porcelain") == ""
    publish(world, recipe, "3.5.101", {**upstream_files(recipe, "3.5.101"), "crypto/x.c": ELF})
    expect_failure(world, "openssl", "new-binary", *HOOKS)


def icu(world, recipe, table):
    """Node.js's script takes a part of the sources, and packs the data."""
    versions = ["99.1", "99.2", "99.10"]  # older ones have advisories
    project_of(world, recipe, table)
    world.write("tools/icu/shrink-icu-src.py", SHRINK_ICU)
    world.commit("what shrinks icu")

    def files(version, **more):
        return {**upstream_files(recipe, version), "source/common/unicode/uvernum.h": f'#define U_ICU_VERSION "{version}"\n', "LICENSE": LICENSE,
                "source/common/a.c": f"// {version}\n", "source/test/t.c": "//\n", "source/Makefile.in": "all:\n", "source/data/in/icudt99l.dat": f"data of {version}\n",
                **more}

    for version in versions[:2]:
        publish(world, recipe, version, files(version))
    world.run("apply", "icu", "--to", versions[0], "--force-cooldown", "--commit", *HOOKS)
    expect_committed(world, "icu", recipe, *HOOKS)
    there = files_below(world, "deps/icu-small")
    assert {"LICENSE", "source/common/a.c", "source/common/unicode/uvernum.h", "source/data/in/icudt99l.dat.bz2"} < set(there), sorted(there)
    assert not [name for name in there if name.startswith(("full/", "deps/")) or "test" in name], sorted(there)
    assert there["README-FULL-ICU.txt"] == "compressed: deps/icu-small/source/data/in/icudt99l.dat.bz2\n", there["README-FULL-ICU.txt"]
    (dependency,) = json.loads((world.project / "tools/icu/current_ver.dep").read_text())
    assert dependency["url"].endswith(f"/release-99-2/icu4c-{versions[1]}-sources.tgz") and len(dependency["sha256"]) == 64, dependency
    publish(world, recipe, versions[2], files(versions[2], **{"source/common/b.c": ELF}))
    expect_failure(world, "icu", "new-binary", *HOOKS)


def lief(world, recipe, table):
    """Node.js's script takes sources and third parties apart, and configures headers."""
    project_of(world, recipe, table)
    world.write("tools/prepare_lief.py", PREPARE_LIEF)
    world.commit("what prepares LIEF")

    def files(version, **more):
        return {"LICENSE": LICENSE, "include/LIEF/version.h.in": '#define LIEF_VERSION "@VERSION@-"\n', "src/a.cpp": f"// {version}\n", "api/not_taken.py": "#\n", **more}

    for version in VERSIONS[:2]:
        publish(world, recipe, version, files(version))
    world.run("apply", "lief", "--to", VERSIONS[0], "--force-cooldown", "--commit", *HOOKS)
    expect_committed(world, "lief", recipe, *HOOKS)
    there = files_below(world, "deps/LIEF")
    assert "src/a.cpp" in there and f'"{VERSIONS[1]}-"' in there["include/LIEF/version.h"], there
    assert not [name for name in there if name.startswith("upstream/")], sorted(there)
    publish(world, recipe, VERSIONS[2], files(VERSIONS[2], **{"src/b.cpp": ELF}))
    expect_failure(world, "lief", "new-binary", *HOOKS)


def minimatch(world, recipe, table):
    """A package and the bundle of it and its dependencies, which are pinned."""
    project_of(world, recipe, serve_pinned(world, table, recipe))
    world.upstream.publish("minimatch", "9.7.0", {"LICENSE.md": LICENSE})
    out = world.run("apply", "minimatch", "--to", "9.7.0", "--force-cooldown", *HOOKS, status=3, PATH="/usr/bin:/bin")
    assert "needs esbuild, which is not on PATH" in out or "Landlock" in out, out
    with_tool(world, "esbuild", ESBUILD)

    def files(version, **more):
        return {"LICENSE.md": LICENSE, "dist/commonjs/index.js": f'// {version}\nrequire("brace-expansion");\nrequire("balanced-match");\n', **more}

    for version in VERSIONS[:2]:
        world.upstream.publish("minimatch", version, files(version))
    world.run("apply", "minimatch", "--to", VERSIONS[0], "--force-cooldown", "--commit", *HOOKS)
    expect_committed(world, "minimatch", recipe, *HOOKS)
    there = files_below(world, "deps/minimatch")
    assert sorted(there) == ["LICENSE.md", "dist/commonjs/index.js", "index.js", "package.json"], sorted(there)
    assert there["index.js"].startswith(f"// bundled\n// {VERSIONS[1]}\n") and "// node_modules/balanced-match\n" in there["index.js"], there["index.js"]
    row = world.row("verify", "minimatch", status=1)  # nobody can say from the tree alone what a bundler made
    assert [(file["path"], file["verdict"]) for file in row["files"]] == [("deps/minimatch/index.js", "prebuilt")], row
    world.upstream.publish("minimatch", VERSIONS[2], files(VERSIONS[2], **{"dist/commonjs/index.js": '// a new dependency\nrequire("not-pinned");\n'}))
    expect_failure(world, "minimatch", "hook 'a-bundle' of minimatch", *HOOKS)
    world.upstream.publish("minimatch", VERSIONS[3], files(VERSIONS[3], **{"dist/commonjs/x.js": ELF}))
    expect_failure(world, "minimatch", "new-binary", *HOOKS)


def undici(world, recipe, table):
    """A package, bundled and stripped, and the bundle moved to where node has it."""
    project_of(world, recipe, table)
    with_tool(world, "esbuild", ESBUILD)

    def files(version, **more):
        return {"LICENSE": LICENSE, "index-fetch.js": f"// a comment\nexports.version = '{version}';\n", "scripts/strip-comments.js": STRIP_COMMENTS, **more}

    for version in VERSIONS[:2]:
        world.upstream.publish("undici", version, files(version))
    world.run("apply", "undici", "--to", VERSIONS[0], "--force-cooldown", "--commit", *HOOKS)
    expect_committed(world, "undici", recipe, *HOOKS)
    there = files_below(world, "deps/undici")
    assert there["undici.js"] == f"exports.version = '{VERSIONS[1]}';\n" and there["LICENSE"] == LICENSE and "src/undici-fetch.js" not in there, there
    assert f'"{VERSIONS[1]}"' in (world.project / "src/undici_version.h").read_text()
    world.upstream.publish("undici", VERSIONS[2], files(VERSIONS[2], **{"lib/x.js": ELF}))
    expect_failure(world, "undici", "new-binary", *HOOKS)


def group(world, members, publish_all, break_one):
    """Who names a member has the whole group, each in a commit of its own; where one cannot be taken, none is."""
    ids = [name for name, _, _ in members]
    for _, recipe, table in members:
        project_of(world, recipe, table)
    for version in VERSIONS[:2]:
        publish_all(version)
    for name in ids:
        world.run("apply", name, "--to", VERSIONS[0], "--force-cooldown", "--commit")
    before = world.git("rev-parse", "HEAD")
    rows = world.rows("apply", ids[-1], "--force-cooldown", "--commit")
    assert [(row["id"], row["state"]) for row in rows] == [(name, "COMMITTED") for name in ids], rows
    assert world.git("rev-list", "--count", f"{before}..HEAD") == str(len(ids))
    assert world.git("status", "--porcelain") == ""
    assert [row["state"] for row in world.rows("verify")] == ["VERIFIED"] * len(ids)
    broken = break_one(VERSIONS[2])
    held = next(name for name in ids if name != broken)
    tree = world.tree()
    rows = {row["id"]: row for row in world.rows("apply", held, "--force-cooldown", "--commit", status=3)}
    assert rows[broken]["state"] == "FAILED" and rows[held]["state"] == "HELD", rows
    assert rows[held]["reason"].startswith(f"waits for {broken} of the group"), rows[held]
    assert world.tree() == tree, "a part of a group was taken"
    # The other one alone, where a person wants it.
    assert [row["state"] for row in world.rows("apply", held, "--except", broken, "--force-cooldown", "--commit")] == ["COMMITTED"]


CASES = {"openssl": openssl, "icu": icu, "lief": lief, "minimatch": minimatch, "undici": undici}
__all__ = ["CASES", "VERSIONS", "World", "group", "libuv"]
