"""Upstreams in the shape that a recipe expects, made from the recipe itself, and the project that vendors from them."""
import hashlib
import io
import json
import lzma
import re
import zipfile

from world import tarball

LICENSE = "The license of a synthetic upstream. Copyright nobody.\n"
ELF = b"\x7fELF" + bytes(60)
OWN = "the project's own\n"


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


def folder_of(recipe):
    """Where the first artefact's files come to: "src/" or nothing."""
    into = recipe.get("artefact", [{}])[0].get("into", "")
    return into + "/" if into else ""


def upstream_files(recipe, version):
    """What upstream has, by path from its root."""
    files = {plain(glob): f"// {plain(glob)} of {version}\n" for glob in recipe.get("take", ["src/a.c", "README"])}
    for glob in recipe.get("drop", []):
        files[plain(glob)] = "dropped\n"
    current, into = recipe.get("current", {}), folder_of(recipe)
    place = current.get("file") or current.get("toml")
    if place and not place.startswith("/") and not any(rule["to"] == place for rule in recipe.get("generate", [])):
        name = before_renames(place.removeprefix(into), recipe, files)
        files[name] = version_text(current, version)
    if "license" in recipe:
        files[before_renames(recipe["license"]["file"].removeprefix(into), recipe, files)] = LICENSE
    for glob in (glob for rule in recipe.get("generate", []) for glob in rule.get("files", [])):
        name = plain(glob.replace("**/", "deep/"))
        # Upstream has it where a rename finds it.
        folders = ["", *(taken.split("/")[0] + "/" for taken in recipe.get("take", []))]
        name = before_renames(name, recipe, [folder + name for folder in reversed(folders)])
        files.setdefault(name, f"// {name} of {version}\n")
    for edit in recipe.get("edit", []):
        name = edit["file"].lstrip("/").removeprefix(into)
        files[name] = files.get(name, "") + invert(edit["regex"], "") + "\n"
    for rule in recipe.get("generate", []):
        for name in re.findall(r"\{file:([^}]+)\}", rule.get("template", "")):
            files.setdefault(name.removeprefix(into), f"// {name} of {version}\n")
    return files


def with_binary(recipe, version):
    """The same, with a program in the place of a source file that the recipe takes."""
    files = upstream_files(recipe, version)
    dropped = {plain(glob) for glob in recipe.get("drop", [])}
    of_version = version_text(recipe["current"], version) if set(recipe.get("current", {})) & {"regex", "regexes", "pointer"} else None
    victims = sorted(path for path, text in files.items() if path not in dropped and text not in (LICENSE, of_version))
    files[victims[0] if victims else next(path for path in files if files[path] == of_version)] = ELF
    return files, bool(victims)


def zipped(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path, text in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(path), text)
    return out.getvalue()


def packed(name, files):
    if name.endswith(".zip"):
        return zipped(files)
    return lzma.compress(tarball(files, "top-1.0", packing=bytes)) if name.endswith(".xz") else tarball(files, "top-1.0")


def tag_of(source, version):
    text = version
    for old, new in source.get("map", []):
        text = text.replace(new, old)
    prefix = "cares-" if "cares-" in source.get("strip_regex", "") else ""
    return source.get("tag", "v{v}").replace("{v}", prefix + text)


def publish(world, recipe, version, files, sign=None):
    """A release with its assets and their signatures (`sign` makes them), the archive of its tag, its raw files."""
    source = recipe["source"]
    repository, tag = source["repo"], tag_of(source, version)
    commit = f"{int(version.replace('.', '')):040x}"
    api, web = f"/api/repos/{repository}", f"/web/{repository}"
    assets = []

    def add_asset(name, content):
        path = f"{web}/releases/download/{tag}/{name}"
        world.upstream.files[path] = content
        assets.append({"name": name, "state": "uploaded", "size": len(content), "browser_download_url": world.upstream.url + path})

    for artefact in recipe.get("artefact", [{"archive": True}]):
        if "asset" in artefact:
            name = artefact["asset"].replace("{v}", version)
            content = packed(name, files)
            add_asset(name, content)
            if sign:
                add_asset(name + ".asc", sign(content))
        elif "raw" in artefact:
            for name in (tag, commit):
                world.upstream.files[f"{web}/raw/{name}/{artefact['raw']}"] = files[artefact["raw"]].encode()
    for demand in recipe.get("verify", []):
        if "sums" in demand:
            contents = {asset["name"]: world.upstream.files[asset["browser_download_url"].removeprefix(world.upstream.url)] for asset in assets}
            add_asset(demand["asset"], "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in contents.items()).encode())
    for name in (f"refs/tags/{tag}", commit):
        world.upstream.files[f"{web}/archive/{name}.tar.gz"] = tarball(files, "top-1.0")
    world.upstream.files[f"{api}/git/ref/tags/{tag}"] = json.dumps({"ref": f"refs/tags/{tag}", "object": {"type": "commit", "sha": commit}}).encode()
    releases = json.loads(world.upstream.files.get(f"{api}/releases", b"[]"))
    # In the order of letters, as forges list tags: no recipe may trust it.
    releases.append({"tag_name": tag, "draft": False, "prerelease": False, "published_at": "2025-01-01T00:00:00Z", "body": "Notes.", "assets": assets})
    releases.sort(key=lambda release: release["tag_name"])
    world.upstream.files[f"{api}/releases"] = json.dumps(releases).encode()
    tags = [{"name": release["tag_name"], "commit": {"sha": json.loads(world.upstream.files[f"{api}/git/ref/tags/{release['tag_name']}"])["object"]["sha"]}}
            for release in releases]
    world.upstream.files[f"{api}/tags"] = json.dumps(tags).encode()


def serve_pinned(world, table, recipe):
    """Artefacts of other servers, which have versions of their own: served here, and pinned by what is served."""
    for artefact in recipe.get("artefact", []):
        if "sha256" not in artefact:
            continue
        base = re.match(r"https://[^/]+", artefact["url"]).group(0)
        content = tarball({"index.js": f"// {artefact['into']}\n", "LICENSE": LICENSE}, "top-1.0")
        world.upstream.files[artefact["url"].replace("{v}", artefact["version"]).removeprefix(base)] = content
        table = table.replace(base, world.upstream.url).replace(artefact["sha256"], hashlib.sha256(content).hexdigest())
    return table


def project_of(world, recipe, table):
    """The project's own files, and nothing of upstream's yet. More recipes of the same project: call it again."""
    before = (world.project / "ward.update.toml").read_text() if (world.project / "ward.update.toml").exists() else "schema = 1\n"
    world.write("ward.update.toml", before + table)
    for glob in recipe.get("keep", []):
        world.write(f"{recipe['path']}/{plain(glob)}", OWN)
    for rule in recipe.get("generate", []):
        to = rule["to"].lstrip("/") if rule["to"].startswith("/") else f"{recipe['path']}/{rule['to']}"
        if rule["rule"] == "file-list":
            world.write(to, f"{{\n{rule['begin']}\n{rule['end']}\n}}\n")
        elif rule["rule"] == "set-value":
            path = world.project / to
            text = path.read_text() if path.exists() and path.read_text() != OWN else ""
            value = "0" * 40 if "{commit}" in rule["value"] else "0"
            world.write(to, text + invert(rule["pattern"], value) + "\n")
        elif rule["to"] == recipe.get("current", {}).get("file") and "regex" in recipe["current"]:
            world.write(to, invert(recipe["current"]["regex"], "0.0.0-0000000") + "\n")
        elif rule["to"].startswith("/"):
            world.write(to, "// to be made\n")
    world.commit()


def expect_committed(world, name, recipe, *words):
    """`apply --commit` takes what there is, the second one nothing; the project's own files stay, what is dropped is not there."""
    out = world.run("apply", name, "--force-cooldown", "--commit", *words)
    assert "committed" in out, out
    assert world.git("status", "--porcelain") == "", world.git("status", "--porcelain")
    head = world.git("rev-parse", "HEAD")
    assert world.row("apply", name, "--force-cooldown", "--commit", *words)["state"] == "CURRENT"
    assert world.git("rev-parse", "HEAD") == head, "the second run committed"
    for glob in recipe.get("keep", []):
        made = any(rule["to"] == plain(glob) for rule in recipe.get("generate", []))
        kept = (world.project / recipe["path"] / plain(glob)).read_text()
        assert made or kept == OWN, (glob, kept)
    for glob in recipe.get("drop", []):
        assert not (world.project / recipe["path"] / plain(glob)).exists(), f"{glob} is not dropped"


def expect_failure(world, name, words, *more):
    before, head = world.tree(), world.git("rev-parse", "HEAD")
    out = world.run("apply", name, "--force-cooldown", "--commit", *more, status=3)
    assert words in out, out
    assert world.tree() == before and world.git("rev-parse", "HEAD") == head, "the project changed"
