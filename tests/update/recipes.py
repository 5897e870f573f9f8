#!/usr/bin/env python3
"""Node.js's own recipes against upstreams in their shape: recipes.py PROGRAM RECIPES

For every recipe whose source is a forge, a git remote or a page: an upstream on this machine that has two versions as the recipe
expects them, made from the recipe itself; a project at the first one; `apply --commit` to the second, which must end COMMITTED with
the files that the recipe says; a second run that does nothing; and a third version with a file that is wrong, which must fail.
Recipes with hooks or pinned signers need tools and keys of Node.js's, and are counted as left out. RECIPES is data/recipes/nodejs.toml.
"""
import io
import json
import pathlib
import re
import sys
import tomllib
import zipfile

from world import World, tarball

program, recipe_file = str(pathlib.Path(sys.argv[1]).resolve()), pathlib.Path(sys.argv[2])
VERSIONS = ["9.7.1", "9.7.2", "9.7.10"]  # the last one sorts before the second by its letters
LICENSE = "The license of a synthetic upstream. Copyright nobody.\n"
ELF = b"\x7fELF" + bytes(60)


def invert(pattern, value):
    """A line that the pattern matches, with the value for its group."""
    text = pattern.replace(r"\(", "\1").replace(r"\)", "\2").lstrip("^").rstrip("$")
    text = re.sub(r"\([^()]*\)", lambda _: value, text, count=1)
    text = re.sub(r"\\s\+", " ", text).replace("-?", "").replace(r"\.", ".")
    return text.replace("\1", "(").replace("\2", ")")


def version_text(current, version):
    if "regex" in current:
        return invert(current["regex"], version) + "\n"
    if "regexes" in current:
        return "".join(invert(pattern, part) + "\n" for pattern, part in zip(current["regexes"], version.split(".")))
    if current.get("whole"):
        return version + "\n"
    table, key = current["pointer"].strip("/").rsplit("/", 1)
    return f'[{table.replace("/", ".")}]\n{key} = "{version}"\n'


def plain(glob):
    """A path that the glob matches."""
    return glob.lstrip("/").replace("**", "deep/file.c").replace("*", "some")


def before_renames(path, recipe, known):
    for candidate in known:
        renamed = candidate
        for pattern, to in recipe.get("rename", []):
            renamed = re.sub(pattern, to, renamed)
        if renamed == path:
            return candidate
    return path


def upstream_files(recipe, version):
    """What upstream has, by path from its root."""
    files = {plain(glob): f"// {plain(glob)} of {version}\n" for glob in recipe.get("take", ["src/a.c", "README"])}
    for glob in recipe.get("drop", []):
        files[plain(glob)] = "dropped\n"
    current = recipe["current"]
    into = next((artefact["into"] + "/" for artefact in recipe.get("artefact", []) if "into" in artefact), "")
    place = current.get("file") or current.get("toml")
    if place and not place.startswith("/") and not any(rule["to"] == place for rule in recipe.get("generate", [])):
        name = before_renames(place.removeprefix(into), recipe, files)
        files[name] = version_text(current, version)
    if "license" in recipe:
        files[before_renames(recipe["license"]["file"].removeprefix(into), recipe, files)] = LICENSE
    for edit in recipe.get("edit", []):
        name = edit["file"].lstrip("/").removeprefix(into)
        files[name] = files.get(name, "") + invert(edit["regex"], "") + "\n"
    return files


def zipped(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path, text in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(path), text)
    return out.getvalue()


def packed(name, files):
    return zipped(files) if name.endswith(".zip") else tarball(files, "top-1.0")


def tag_of(source, version):
    text = version
    for old, new in source.get("map", []):
        text = text.replace(new, old)
    prefix = "cares-" if "cares-" in source.get("strip_regex", "") else ""
    return source.get("tag", "v{v}").replace("{v}", prefix + text)


def publish(world, recipe, version, files):
    """A release with its assets, the archive of its tag, its raw files."""
    source = recipe["source"]
    repository, tag = source["repo"], tag_of(source, version)
    commit = f"{int(version.replace('.', '')):040x}"
    api, web = f"/api/repos/{repository}", f"/web/{repository}"
    assets = []
    for artefact in recipe.get("artefact", [{"archive": True}]):
        if "asset" in artefact:
            name = artefact["asset"].replace("{v}", version)
            path = f"{web}/releases/download/{tag}/{name}"
            world.upstream.files[path] = packed(name, files)
            assets.append({"name": name, "state": "uploaded", "size": len(world.upstream.files[path]), "browser_download_url": world.upstream.url + path})
        elif "raw" in artefact:
            for name in (tag, commit):
                world.upstream.files[f"{web}/raw/{name}/{artefact['raw']}"] = files[artefact["raw"]].encode()
    for demand in recipe.get("verify", []):
        if "sums" in demand:
            import hashlib
            text = "".join(f"{hashlib.sha256(world.upstream.files[asset['browser_download_url'].removeprefix(world.upstream.url)]).hexdigest()}  {asset['name']}\n" for asset in assets)
            path = f"{web}/releases/download/{tag}/{demand['asset']}"
            world.upstream.files[path] = text.encode()
            assets.append({"name": demand["asset"], "state": "uploaded", "size": len(text), "browser_download_url": world.upstream.url + path})
    for name in (f"refs/tags/{tag}", commit):
        world.upstream.files[f"{web}/archive/{name}.tar.gz"] = tarball(files, "top-1.0")
    world.upstream.files[f"{api}/git/ref/tags/{tag}"] = json.dumps({"ref": f"refs/tags/{tag}", "object": {"type": "commit", "sha": commit}}).encode()
    releases = json.loads(world.upstream.files.get(f"{api}/releases", b"[]"))
    # In the order of letters, as forges list tags: no recipe may trust it.
    releases.append({"tag_name": tag, "draft": False, "prerelease": False, "published_at": "2025-01-01T00:00:00Z", "body": "Notes.", "assets": assets})
    world.upstream.files[f"{api}/releases"] = json.dumps(sorted(releases, key=lambda release: release["tag_name"])).encode()


def project_of(world, name, recipe, table):
    """The project's own files, and nothing of upstream's yet."""
    world.write("ward.update.toml", "schema = 1\n" + table)
    for glob in recipe.get("keep", []):
        world.write(f"{recipe['path']}/{plain(glob)}", "the project's own\n")
    for rule in recipe.get("generate", []):
        to = rule["to"].lstrip("/") if rule["to"].startswith("/") else f"{recipe['path']}/{rule['to']}"
        if rule["rule"] == "file-list":
            world.write(to, f"{{\n{rule['begin']}\n{rule['end']}\n}}\n")
        elif rule["rule"] == "set-value":
            path = world.project / to
            text = path.read_text() if path.exists() and "own" not in path.read_text() else ""
            value = "0" * 40 if "{commit}" in rule["value"] else "0"
            world.write(to, text + invert(rule["pattern"], value) + "\n")
        elif rule["to"] == recipe["current"].get("file") and "regex" in recipe["current"]:
            world.write(to, invert(recipe["current"]["regex"], "0.0.0-0000000") + "\n")
        elif rule["to"].startswith("/"):
            world.write(to, "// to be made\n")
    world.commit()


def expect_committed(world, name, recipe, version, words=()):
    out = world.run("apply", name, "--force-cooldown", "--commit", *words)
    assert "committed" in out, out
    assert world.git("status", "--porcelain") == "", world.git("status", "--porcelain")
    head = world.git("rev-parse", "HEAD")
    assert world.row("apply", name, "--force-cooldown", "--commit", *words)["state"] == "CURRENT"
    assert world.git("rev-parse", "HEAD") == head, "the second run committed"
    for glob in recipe.get("keep", []):
        made = any(rule["to"] == plain(glob) for rule in recipe.get("generate", []))
        kept = (world.project / recipe["path"] / plain(glob)).read_text()
        assert made or kept == "the project's own\n", (glob, kept)
    for glob in recipe.get("drop", []):
        assert not (world.project / recipe["path"] / plain(glob)).exists(), f"{glob} is not dropped"


def expect_failure(world, name, words, *more):
    before, head = world.tree(), world.git("rev-parse", "HEAD")
    out = world.run("apply", name, "--force-cooldown", "--commit", *more, status=3)
    assert words in out, out
    assert world.tree() == before and world.git("rev-parse", "HEAD") == head, "the project changed"


def forge_case(name, recipe, table):
    world = World(program)
    try:
        project_of(world, name, recipe, table)
        for version in VERSIONS[:2]:
            publish(world, recipe, version, upstream_files(recipe, version))
        world.run("apply", name, "--to", VERSIONS[0], "--force-cooldown", "--commit")
        expect_committed(world, name, recipe, VERSIONS[1])
        wrong = upstream_files(recipe, VERSIONS[2])
        victim = sorted(path for path in wrong if path.endswith((".c", ".h", ".cc", ".cpp", "README")) and wrong[path] != "dropped\n" and "version" not in wrong[path].lower())
        if not victim:
            victim = sorted(path for path in wrong if "License" not in wrong[path] and wrong[path] != "dropped\n")
        wrong[victim[0]] = ELF.decode("latin-1")
        publish(world, recipe, VERSIONS[2], wrong)
        expect_failure(world, name, "version-equals" if "VERSION" in upstream_files(recipe, VERSIONS[2])[victim[0]] else "new-binary")
    finally:
        world.close()


def git_case(name, recipe, table):
    """A branch of a git remote on this machine, in the place of the recipe's."""
    world = World(program)
    try:
        remote = world.work / "remote"
        remote.mkdir()
        world.git("init", "-q", "-b", recipe["source"].get("ref", "main"), folder=remote)

        def commit(files, message):
            for path, text in files.items():
                (remote / path).parent.mkdir(parents=True, exist_ok=True)
                (remote / path).write_bytes(text if isinstance(text, bytes) else text.encode())
            world.git("add", "-A", folder=remote)
            world.git("commit", "-q", "--allow-empty", "-m", message, folder=remote)

        table = re.sub(r'url = "[^"]*"', f'url = "file://{remote}"', table, count=1)
        project_of(world, name, recipe, table)
        files = upstream_files(recipe, "1.3.1")
        if name == "zlib":
            files["zlib.h"] = '#define ZLIB_VERSION "1.3.1"\n'
        commit(files, "first")
        local = ("--allow-local-git",)
        world.run("apply", name, "--force-cooldown", "--commit", *local)
        changed = sorted(path for path in files if files[path].startswith("// "))
        commit({(changed or ["src/a.c"])[0]: "// another one\n"}, "second")
        expect_committed(world, name, recipe, "", local)
        if name == "zlib":
            sha = world.git("rev-parse", "HEAD", folder=remote)
            header = (world.project / "src/zlib_version.h").read_text()
            assert f'"1.3.1-{sha[:7]}"' in header, header
        commit({}, "nothing but a commit")
        assert world.row("apply", name, "--force-cooldown", "--commit", *local)["state"] == "CURRENT"
        commit({(changed or ["src/a.c"])[0]: ELF}, "third")
        expect_failure(world, name, "new-binary", *local)
    finally:
        world.close()


def page_case(name, recipe, table):
    """sqlite: a page with a list, and an archive that it names."""
    world = World(program)
    try:
        table = table.replace("https://sqlite.org", world.upstream.url)
        project_of(world, name, recipe, table)

        def publish_page(version, files):
            number = "".join(f"{int(part):02}" if index else part for index, part in enumerate(version.split("."))) + "00"
            path = f"2025/sqlite-amalgamation-{number}.zip"
            world.upstream.files["/download.html"] = f"<!-- PRODUCT,{version},{path},1,2 -->\n".encode()
            world.upstream.files["/" + path] = zipped({f"sqlite-amalgamation-{number}/{k}": v for k, v in files.items()})

        for version in ("3.50.1", "3.50.2"):
            publish_page(version, upstream_files(recipe, version))
            world.run("apply", name, "--to", version, "--force-cooldown", "--commit")
        expect = world.tree(recipe["path"])
        assert b"3.50.2" in expect["sqlite3.h"], expect
        assert world.row("apply", name, "--force-cooldown", "--commit")["state"] == "CURRENT"
        publish_page("3.50.10", {**upstream_files(recipe, "3.50.9")})
        expect_failure(world, name, "version-equals")
    finally:
        world.close()


def libuv_patches(name, recipe, table):
    """Node.js mended libuv in place, and its updater was off for ten months: a patch that is put on again, one that upstream has
    taken, one that conflicts."""
    lines = [f"int line{n} = {n};" for n in range(30)]
    ours = [*lines[:15], "int line15 = ours;", *lines[16:]]
    patch = ("--- a/src/idna.c\n+++ b/src/idna.c\n@@ -13,7 +13,7 @@\n" + "".join(f" {line}\n" for line in lines[12:15])
             + "-int line15 = 15;\n+int line15 = ours;\n" + "".join(f" {line}\n" for line in lines[16:19]))
    upstreams = {"clean": ["int added;", *lines], "upstreamed": ["int added;", *ours], "conflicting": [*lines[:15], "int line15 = theirs;", *lines[16:]]}
    for kind, theirs in upstreams.items():
        world = World(program)
        try:
            project_of(world, name, recipe, table)
            publish(world, recipe, VERSIONS[0], {**upstream_files(recipe, VERSIONS[0]), "src/idna.c": "\n".join(lines) + "\n"})
            world.run("apply", name, "--to", VERSIONS[0], "--force-cooldown", "--commit")
            world.write("deps/patches/uv/0001-idna.patch", patch)
            world.write("deps/uv/src/idna.c", "\n".join(ours) + "\n")
            world.commit("mended in place")
            assert world.row("verify", name)["counts"]["patched"] == 1
            publish(world, recipe, VERSIONS[1], {**upstream_files(recipe, VERSIONS[1]), "src/idna.c": "\n".join(theirs) + "\n"})
            if kind == "conflicting":
                expect_failure(world, name, "0001-idna.patch")
                continue
            row = world.row("apply", name, "--force-cooldown", "--commit")
            assert row["patches"][0]["result"] == {"clean": "applied", "upstreamed": "upstreamed"}[kind], row
            assert "ours" in (world.project / "deps/uv/src/idna.c").read_text()
            assert (world.project / "deps/patches/uv/0001-idna.patch").exists() == (kind == "clean")
            assert world.row("verify", name)["state"] == "VERIFIED"
        finally:
            world.close()
        print(f"  {name}, its patch {kind}", flush=True)


def openssl_case(name, recipe, table):
    """Tags of several series, an edit, and two commits: sources, and what the hook makes of them (make stands for the real one)."""
    world = World(program)
    try:
        project_of(world, name, recipe, table)
        world.write("deps/openssl/config/Makefile", "all:\n\tmkdir -p archs\n\tcat ../openssl/VERSION.dat > archs/made\n")
        world.commit("what makes the archs")
        for version in ("3.0.200", "3.5.80", "3.5.100", "3.5.99", "4.0.0"):
            files = upstream_files(recipe, version)
            publish(world, recipe, version, files)
        api = f"/api/repos/{recipe['source']['repo']}"
        releases = json.loads(world.upstream.files[f"{api}/releases"])
        world.upstream.files[f"{api}/tags"] = json.dumps([{"name": release["tag_name"], "commit": {
            "sha": json.loads(world.upstream.files[f"{api}/git/ref/tags/{release['tag_name']}"])["object"]["sha"]}} for release in releases]).encode()
        out = world.command("apply", name, "--to", "3.5.80", "--force-cooldown", "--commit", "--allow-hooks")
        import subprocess
        done = subprocess.run(out, env=world.environment(), capture_output=True, text=True)
        if "needs a kernel with Landlock" in done.stderr:
            print(f"  {name}: this kernel cannot confine its hook, left out")
            return
        assert done.returncode == 0 and "committed" in done.stdout, (done.stdout, done.stderr)
        row = world.row("apply", name, "--force-cooldown", "--commit", "--allow-hooks")
        assert row["chosen"] == "3.5.100" and len(row["commits"]) == 2, row
        assert world.git("log", "-2", "--format=%s").splitlines() == ["deps: update archs files for openssl", "deps: upgrade openssl sources to openssl/openssl-3.5.100"]
        assert "PATCH=100" in (world.project / "deps/openssl/config/archs/made").read_text()
        assert "%ifdef" in (world.project / "deps/openssl/openssl/crypto/perlasm/x86asm.pl").read_text()
        assert world.git("status", "--porcelain") == ""
    finally:
        world.close()
    print(f"  {name}, in two commits", flush=True)


def main():
    text = recipe_file.read_text()
    tables = {re.match(r"\[dep\.([^.\]]+)\]", table).group(1): table for table in re.split(r"(?m)^(?=\[)", text) if re.match(r"\[dep\.[^.\]]+\]", table)}
    done, left = [], []
    only = sys.argv[3:]
    for name, recipe in tomllib.loads(text)["dep"].items():
        if only and name not in only:
            continue
        kind = recipe.get("source", {}).get("kind")
        if not recipe.get("enabled", True) or kind == "npm":
            continue
        if "hooks" in recipe or any("pgp" in demand for demand in recipe.get("verify", [])):
            left.append(name)
            continue
        try:
            {"github-release": forge_case, "git-head": git_case, "url-regex": page_case}[kind](name, recipe, tables[name])
        except AssertionError:
            print(f"  {name}: fails", flush=True)
            raise
        done.append(name)
        print(f"  {name}", flush=True)
    recipes = tomllib.loads(text)["dep"]
    if not only or "libuv" in only:
        libuv_patches("libuv", recipes["libuv"], tables["libuv"])
    if not only or "openssl" in only:
        whole = "".join(table for table in re.split(r"(?m)^(?=\[)", text) if table.startswith(("[dep.openssl]", "[dep.openssl.")))
        openssl_case("openssl", recipes["openssl"], whole)
    print(f"{len(done)} recipes committed; left out, for hooks and signers: {', '.join(left)}")
    assert only or len(done) >= 20, done
    return 0


sys.exit(main())
