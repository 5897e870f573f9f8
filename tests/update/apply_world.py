"""The project of the tests of updates: one package of npm, with a file of the project's own and a generated header."""
import json

from world import World

LICENSE = "MIT License\n\nCopyright the authors. Permission is hereby granted, free of charge.\n"
RECIPES = """schema = 1
[dep.pkg]
path = "deps/pkg"
source = { kind = "npm", package = "pkg" }
drop = ["test/**"]
keep = ["pkg.gyp"]
generate = [{ rule = "version-header", to = "/src/pkg_version.h", macro = "PKG_VERSION" }]
verify = [{ npm_integrity = true }, { npm_signature = "if-present" }]
license = { name = "pkg", file = "LICENSE" }
purl = "pkg:npm/pkg"
"""
PATCHED = RECIPES + 'patches = { dir = "deps/patches/pkg" }\n'
GYP = "{ 'sources': ['lib/index.js'] }\n"
BODY = "".join(f"exports.line{n} = {n};\n" for n in range(1, 31))


def package(body=BODY, **more):
    return {"LICENSE": LICENSE, "lib/index.js": body, "test/t.js": "no\n", "bin/run": ("#!/bin/sh\n", 0o755), **more}


def fresh(program, recipes=RECIPES, published=("1.0.0", "1.1.0"), bodies=None, world_kind=World):
    """A project that vendors the first of the versions, as projects begin, and has committed it."""
    world = world_kind(program)
    for version in published:
        world.upstream.publish("pkg", version, package((bodies or {}).get(version, f"// {version}\n" + BODY)))
    first = published[0]
    manifest = {"name": "pkg", "version": first, "license": "MIT", "repository": "github:o/pkg"}
    files = package((bodies or {}).get(first, f"// {first}\n" + BODY))
    files.pop("test/t.js")
    world.vendor("deps/pkg", {"package.json": json.dumps(manifest, indent=2) + "\n", **files, "pkg.gyp": GYP})
    world.write("src/pkg_version.h", "// to be generated\n")
    world.write("README.md", "the project\n")
    world.write("ward.update.toml", recipes)
    world.commit()
    return world
