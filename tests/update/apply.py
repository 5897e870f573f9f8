#!/usr/bin/env python3
"""Updates from a registry on this machine, from the look at it to the commit: apply.py PROGRAM

A project vendors one package of npm, with a file of its own, a generated header and a patch. Everything that a user does is done:
check, apply, commit, a second run that does nothing, verify (of the tree, of a pull request, of a pull request that lies), undo;
and everything that goes wrong at peers has to end with a status, a reason and an untouched project.
"""
import json
import pathlib
import subprocess
import sys

import apply_world
from apply_world import BODY, GYP, LICENSE, PATCHED, RECIPES, package

program = str(pathlib.Path(sys.argv[1]).resolve())
def fresh(*arguments, **more):
    return apply_world.fresh(program, *arguments, **more)


def case(name):
    print(f"  {name}", flush=True)


def good():
    case("check, apply --commit, and a second run that does nothing")
    world = fresh()
    row = world.row("check", status=1)
    assert (row["current"], row["chosen"], row["state"]) == ("1.0.0", "1.1.0", "AVAILABLE"), row
    before = world.tree()
    world.run("apply", "--dry-run")
    assert world.tree() == before, "a dry run changed the project"
    row = world.row("apply", "--commit")
    assert row["state"] == "COMMITTED" and len(row["commits"]) == 1, row
    tree = world.tree("deps/pkg")
    assert json.loads(tree["package.json"])["version"] == "1.1.0" and tree["lib/index.js"].startswith(b"// 1.1.0")
    assert "test/t.js" not in tree and tree["pkg.gyp"].decode() == GYP
    assert (world.project / "deps/pkg/bin/run").stat().st_mode & 0o100, "the executable bit is lost"
    header = (world.project / "src/pkg_version.h").read_text()
    assert '#define PKG_VERSION "1.1.0"' in header, header
    assert world.git("status", "--porcelain") == "", world.git("status", "--porcelain")
    message = world.git("log", "-1", "--format=%B")
    assert message.startswith("deps: update pkg to 1.1.0\n") and "Ward-Update: pkg 1.1.0" in message and "Ward-SHA256: " in message, message
    head = world.git("rev-parse", "HEAD")
    out = world.run("apply", "--commit")
    assert world.git("rev-parse", "HEAD") == head and "1 current" in out, out
    assert world.row("check")["state"] == "CURRENT"
    assert world.row("verify")["state"] == "VERIFIED"

    case("verify: of the commit as a pull request, and of one that lies")
    assert world.run("verify", "--base", "HEAD~1", "--head", "HEAD")
    lock = (world.project / "ward.update.lock").read_text()
    world.write("ward.update.lock", lock.replace('version = "1.1.0"', 'version = "1.0.9"'))
    world.commit("a lock file that lies")
    assert "ward.update.lock  (ward update)  does not say" in world.run("verify", "--base", "HEAD~2", "--head", "HEAD", status=1)
    world.git("reset", "-q", "--hard", "HEAD~1")
    world.write("deps/pkg/lib/index.js", tree["lib/index.js"] + b"require('child_process');\n")
    world.write("deps/pkg/lib/extra.js", "// nobody's\n")
    world.write("README.md", "something else\n")
    world.write("ward.update.toml", RECIPES.replace('drop = ["test/**"]', 'drop = ["test/**", "lib/**"]').replace('keep = ["pkg.gyp"]', 'keep = ["**"]'))
    world.commit("a change that brings its own rules")
    report = json.loads(subprocess.run(world.command("verify", "--base", "HEAD~2", "--head", "HEAD", "--json"), env=world.environment(), capture_output=True, text=True).stdout)
    files = {row["path"]: row["verdict"] for update in report["updates"] for row in update["files"] if row.get("changed", True)}
    assert files == {"deps/pkg/lib/index.js": "differs", "deps/pkg/lib/extra.js": "unexplained", "README.md": "outside", "ward.update.toml": "outside",
                     "ward.update.lock": "differs"}, files
    assert {finding["rule"] for finding in report["findings"]} == {"vendored-differs", "vendored-unexplained", "change-outside"}
    (world.work / "recipes.toml").write_text(RECIPES)
    assert world.row("verify", "--recipes", str(world.work / "recipes.toml"), status=1)["state"] == "DIFFERS"
    world.close()

    case("undo gives back what was there")
    world = fresh()
    before = world.tree()
    world.run("apply")
    assert world.tree() != before
    world.run("undo")
    assert world.tree() == before
    world.close()

    case("on a branch of its own, with the working tree as it was")
    world = fresh()
    before, head = world.tree(), world.git("rev-parse", "HEAD")
    row = world.row("apply", "--on-branch")
    assert row["branch"] == "ward/update-pkg" and world.tree() == before and world.git("rev-parse", "HEAD") == head
    assert '"1.1.0"' in world.git("show", "ward/update-pkg:deps/pkg/package.json")
    assert world.row("apply", "--on-branch")["commits"] == row["commits"], "the second run made another commit"
    world.git("checkout", "-q", "ward/update-pkg")
    world.write("deps/pkg/lib/index.js", "mine\n")
    world.git("commit", "-q", "-a", "-m", "work of a person")
    world.git("checkout", "-q", "main")
    world.upstream.publish("pkg", "1.2.0", package("// 1.2.0\n" + BODY))
    assert "not ward's" in world.run("apply", "--on-branch", status=3)
    world.close()

    case("NEW_VERSION for a workflow")
    world = fresh()
    out = subprocess.run(world.command("apply", "--format", "github-env"), env=world.environment(), capture_output=True, text=True)
    assert out.returncode == 0 and out.stdout.splitlines()[-1] == "NEW_VERSION=1.1.0", (out.stdout, out.stderr)
    out = subprocess.run(world.command("apply", "--format", "github-env"), env=world.environment(), capture_output=True, text=True)
    assert out.returncode == 0 and out.stdout == "", out.stdout
    world.close()


def refuses(name, change, words, args=("apply",), recipes=RECIPES, status=3, published=("1.0.0", "1.1.0"), bodies=None):
    """After `change` the run must fail, name the reason, and leave everything as it was."""
    case(name)
    world = fresh(recipes, published, bodies)
    change(world)
    before, head = world.tree(), world.git("rev-parse", "HEAD")
    out = world.run(*args, status=status)
    assert words in out, f"{name}: '{words}' is not said:\n{out}"
    assert world.tree() == before and world.git("rev-parse", "HEAD") == head, f"{name}: the project changed"
    world.close()


def dist(world, **changes):
    world.upstream.packages["pkg"]["versions"]["1.1.0"]["dist"].update(changes)


def republish(world, files, **changes):
    world.upstream.publish("pkg", "1.1.0", files, **changes)


def bad():
    path = "/pkg/-/pkg-1.1.0.tgz"
    refuses("a digest that differs", lambda w: dist(w, integrity="sha512-" + "A" * 86 + "=="), "pkg")
    refuses("a tarball that is not there", lambda w: w.upstream.files.pop(path), "404")
    refuses("a truncated tarball", lambda w: w.upstream.files.update({path: w.upstream.files[path][:200]}), "pkg")
    refuses("a web page with status 200", lambda w: w.upstream.files.update({path: b"<!DOCTYPE html><html></html>"}), "pkg")
    refuses("a server that fails", lambda w: w.upstream.files.update({path: (500, b"no")}), "pkg")
    refuses("no licence any more", lambda w: republish(w, {"lib/index.js": BODY}), "license-change")
    refuses("a licence that is a web page", lambda w: republish(w, package(LICENSE="<!DOCTYPE html><html>404</html>")), "license-change")
    refuses("another licence", lambda w: republish(w, package(LICENSE=LICENSE + "But not for you.\n")), "to be acknowledged")
    refuses("a new binary", lambda w: republish(w, package(**{"lib/addon.node": b"\x7fELF" + bytes(64)})), "new-binary")
    refuses("a version that is another one", lambda w: republish(w, package(**{"package.json": '{"name": "pkg", "version": "9.9.9"}\n'})), "version-equals")
    refuses("an install script", lambda w: republish(w, package(**{"package.json": '{"name": "pkg", "version": "1.1.0", "scripts": {"postinstall": "node x"}}\n'})), "new-install-script")
    refuses("a source that the build file lists is gone", lambda w: republish(w, {k: v for k, v in package().items() if k != "lib/index.js"} | {"lib/other.js": "x\n"}), "build-lists")
    refuses("a path that leads outside", lambda w: republish(w, package(**{"../../evil.js": "x\n"})), "pkg")
    refuses("changes that are not committed", lambda w: w.write("deps/pkg/lib/index.js", "mine\n"), "not committed", args=("apply", "--commit"))

    case("a dist-tag that moved back takes nothing")
    world = fresh(published=("1.1.0", "1.2.0"))
    world.upstream.publish("pkg", "1.0.0", package())
    world.upstream.packages["pkg"]["dist-tags"]["latest"] = "1.0.0"
    before = world.tree()
    world.run("apply")
    assert json.loads(before["deps/pkg/package.json"])["version"] == "1.1.0"
    assert json.loads(world.tree()["deps/pkg/package.json"])["version"] in ("1.1.0", "1.2.0"), "a downgrade"
    world.close()

    case("versions by their order, not by their letters")
    world = fresh(RECIPES.replace('package = "pkg" }', 'package = "pkg", pick = "highest" }'), published=("3.0.8", "3.0.10", "3.0.9"))
    assert world.row("check", status=1)["chosen"] == "3.0.10"
    world.close()


def patched(world, text, name="0001-local.patch"):
    world.write(f"deps/patches/pkg/{name}", text)


def patch_of(old, new, line):
    lines = BODY.splitlines()
    at = lines.index(old)
    context = lambda part: "".join(f" {one}\n" for one in part)
    return ("Subject: a local change\n\n--- a/lib/index.js\n+++ b/lib/index.js\n"
            f"@@ -{at - 2 + line},7 +{at - 2 + line},7 @@\n{context(lines[at - 3:at])}-{old}\n+{new}\n{context(lines[at + 1:at + 4])}")


def patches():
    local = patch_of("exports.line15 = 15;", "exports.line15 = 'ours';", 1)

    def with_patch(world):
        patched(world, local)
        index = world.project / "deps/pkg/lib/index.js"
        index.write_text(index.read_text().replace("exports.line15 = 15;", "exports.line15 = 'ours';"))
        world.commit("a local patch")

    case("a patch is put on again, and verify knows whose lines these are")
    world = fresh(PATCHED)
    with_patch(world)
    row = world.row("verify", status=1)
    assert [f["path"] for f in row["files"]] == ["src/pkg_version.h"] and row["counts"]["patched"] == 1, row
    world.run("apply", "--commit")
    assert b"'ours'" in world.tree("deps/pkg")["lib/index.js"] and world.tree("deps/pkg")["lib/index.js"].startswith(b"// 1.1.0")
    assert world.row("verify")["state"] == "VERIFIED"
    world.close()

    case("a patch that upstream has taken is dropped, with a note")
    world = fresh(PATCHED, bodies={"1.1.0": "// 1.1.0\n" + BODY.replace("exports.line15 = 15;", "exports.line15 = 'ours';")})
    with_patch(world)
    row = world.row("apply", "--commit")
    assert row["patches"][0]["result"] == "upstreamed", row
    assert not (world.project / "deps/patches/pkg/0001-local.patch").exists()
    assert world.git("status", "--porcelain") == "", world.git("status", "--porcelain")
    assert world.row("verify")["state"] == "VERIFIED"
    world.close()

    case("a patch that conflicts stops, with the conflict in a file, and the project as it was")
    world = fresh(PATCHED, bodies={"1.1.0": "// 1.1.0\n" + BODY.replace("exports.line15 = 15;", "exports.line15 = 'theirs';")})
    with_patch(world)
    before = world.tree()
    out = world.run("apply", status=3)
    assert "0001-local.patch" in out and world.tree() == before, out
    conflicts = list((world.work / "home").rglob("*.conflict"))
    assert len(conflicts) == 1 and "<<<<<<<" in conflicts[0].read_text(), conflicts
    world.close()


HOOKED = RECIPES + '''commits = [
  { message = "deps: upgrade sources of pkg to {new}", include = ["lib/**", "package.json"] },
  { message = "deps: update built files of pkg", after = "hook:build" },
]
[dep.pkg.hooks.build]
run = ["/bin/sh", "-c", "SCRIPT"]
tools = ["sh"]
writes = ["built/**"]
'''


def chosen():
    case("what the project has no folder of is left out, and begun by who names it")
    world = fresh(recipes=RECIPES + '[dep.other]\npath = "deps/other"\nsource = { kind = "npm", package = "other" }\n')
    world.upstream.publish("other", "1.0.0", package())
    assert [row["id"] for row in world.rows("check", status=1)] == ["pkg"]
    assert [row["id"] for row in world.rows("apply", "--commit")] == ["pkg"]
    assert "left out, because the project has no such folder: other" in world.run("verify", "-v")
    row = world.row("apply", "other", "--commit")
    assert row["state"] == "COMMITTED" and (world.project / "deps/other/package.json").exists(), row
    assert [row["state"] for row in world.rows("verify")] == ["VERIFIED", "VERIFIED"]
    world.close()


def hooks():
    good_script = "mkdir -p built && echo made of $WARD_UPDATE_VERSION after $WARD_UPDATE_OLD_VERSION > built/out.txt"
    case("a hook's files come in a commit of their own")
    world = fresh(HOOKED.replace("SCRIPT", good_script))
    probe = subprocess.run(world.command("apply", "--dry-run", "--allow-hooks"), env=world.environment(), capture_output=True, text=True)
    if "needs a kernel with Landlock" in probe.stderr:
        print("  hooks: this kernel cannot confine them, left out")
        return world.close()
    row = world.row("apply", "--commit", "--allow-hooks")
    assert len(row["commits"]) == 2, row
    assert world.git("log", "-2", "--format=%s").splitlines() == ["deps: update built files of pkg", "deps: upgrade sources of pkg to 1.1.0"]
    assert (world.project / "deps/pkg/built/out.txt").read_text() == "made of 1.1.0 after 1.0.0\n"
    assert "built/out.txt" not in world.git("show", "--stat", "HEAD~1") and "lib/index.js" in world.git("show", "--stat", "HEAD~1")
    assert world.git("status", "--porcelain") == ""
    row = world.row("verify", status=1)
    assert [(f["path"], f["verdict"], f["by"]) for f in row["files"]] == [("deps/pkg/built/out.txt", "prebuilt", ["hook build"])], row
    world.close()

    for what, script, words, more in (
            ("is not run unless it is allowed", good_script, "not allowed", ()),
            ("that changes what it may not", "echo evil >> lib/index.js", "not among its writes", ("--allow-hooks",)),
            ("that fails", "exit 7", "status 7", ("--allow-hooks",)),
            ("that writes outside", "echo x > $WARD_UPDATE_PROJECT/evil.txt", "status", ("--allow-hooks",)),
            ("that reads what is not its", "cat $WARD_UPDATE_PROJECT/README.md > built.txt", "status", ("--allow-hooks",)),
            ("that leaves a link out of the tree", "mkdir built; ln -s /etc/passwd built/p", "", ("--allow-hooks",))):
        case("a hook " + what)
        world = fresh(HOOKED.replace("SCRIPT", script))
        before = world.tree()
        done = subprocess.run(world.command("apply", *more), env=world.environment(), capture_output=True, text=True)
        assert done.returncode in (2, 3) and words in done.stdout + done.stderr, (what, done.returncode, done.stdout, done.stderr)
        assert world.tree() == before, what
        world.close()


def main():
    good()
    bad()
    patches()
    chosen()
    hooks()


main()
