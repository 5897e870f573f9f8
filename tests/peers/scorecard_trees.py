"""Trees for comparisons with OpenSSF Scorecard: folders of $WARD_TEST_TREES (folders of trees, with ':' between), else clones of
some small repositories, and the Debian source of a runtime (node_source.sh); each where it can be had."""
import os
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
REPOSITORIES = ["nodejs/undici", "nodejs/llhttp", "nodejs/node-gyp", "nodejs/security-wg", "ossf/scorecard", "expressjs/express"]


def clones():
    folder = ROOT / "build/peers/scorecard-trees"
    folder.mkdir(parents=True, exist_ok=True)
    found = []
    for name in REPOSITORIES:
        tree = folder / name.replace("/", "-")
        if not tree.is_dir() and subprocess.run(["git", "clone", "--quiet", "--depth", "1", f"https://github.com/{name}", tree],
                                                capture_output=True, check=False).returncode:
            continue
        found.append(tree)
    return found


def trees_to_look_at():
    trees = []
    for folder in os.environ.get("WARD_TEST_TREES", "").split(":"):
        trees += sorted(path for path in pathlib.Path(folder).iterdir() if path.is_dir()) if folder else []
    return trees or clones() + sorted(path for path in (ROOT / "build/peers").glob("node-*") if (path / "README.md").exists())
