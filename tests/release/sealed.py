#!/usr/bin/env python3
"""sealed.py WARD [CASE…]: a group that encrypts what is embargoed in its own repository: nothing of it stands there in the open, and a
steward without the key sees that there is something, and not what."""
import json
import os
import pathlib
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from group_world import ID, SUMMARY, TITLE, World, run_cases  # noqa: E402


class SealedWorld(World):
    def __init__(self, program):
        super().__init__(program)
        self.keys = self.work / "k"
        self.keys.mkdir(mode=0o700)
        self.sh("gpg --batch --quiet --passphrase '' --quick-gen-key 'Ada <ada@example.org>' ed25519 default never 2>/dev/null && "
                "gpg --batch --quiet --passphrase '' --quick-add-key $(gpg --list-keys --with-colons | awk -F: '/^fpr/ {print $10; exit}') cv25519 encr never 2>/dev/null")
        self.key = self.sh("gpg --list-keys --with-colons | awk -F: '/^fpr/ {print $10; exit}'")
        file = self.work / "group/ward.release.toml"
        file.write_text(file.read_text().replace("schema = 1\n", f'schema = 1\nencrypt_to = ["{self.key}"]\n'))
        self.sh("git commit -qam encrypt && git push -q origin main", "group")

    def environment(self, **more):
        return super().environment(**{"GNUPGHOME": str(self.work / "k"), **more})

    def __exit__(self, kind, error, trace):
        subprocess.run(["gpgconf", "--kill", "all"], env=self.environment(), capture_output=True)
        super().__exit__(kind, error, trace)

    def in_the_open(self, text):
        """Files of the checkout, of git's own folder, and every object of the remote, that have the text."""
        found = [str(path) for path in (self.work / "group").rglob("*") if path.is_file() and text.encode() in path.read_bytes()]
        objects = subprocess.run(["git", "cat-file", "--batch-all-objects", "--batch"], cwd=self.work / "group.git", env=self.environment(), capture_output=True, check=True).stdout
        return found + (["an object"] if text.encode() in objects else [])


def nothing_is_in_the_open(program):
    with SealedWorld(program) as world:
        world.reports_at_hackerone()
        world.ward("start", "--date", ID, "--time", "12:00", "--line", "22=22.23.0", "--line", "24=24.17.0")
        path = world.work / "group/releases" / ID / "release.json"
        assert path.read_text().startswith("-----BEGIN PGP MESSAGE-----") and path.stat().st_mode & 0o777 == 0o600
        head = world.sh("git rev-parse HEAD", "group")
        world.ward("sync", status=10)
        assert head == world.sh("git rev-parse HEAD", "group")
        assert "report 2871234" in world.ward("status")
        out = world.ward("export", "--format", "peer")
        assert TITLE in out
        world.printed.clear()
        # A run that is killed keeps its journal here, and the end of it is encrypted too.
        assert json.loads(out)["reports"]
        for text in (TITLE, SUMMARY, "quiet_finder9"):
            assert world.in_the_open(text) == [], text


def runs_are_the_same(program):
    with SealedWorld(program) as world:
        record = world.record(state="announced")
        # A record in the open is taken, and encrypted from then on.
        world.put(record)
        world.ward("notify", status=11)
        assert world.killed_at(world.github, 1, "after", "notify", "--yes-plan", world.hash)
        assert (world.work / "group/.git/ward-release" / f"{ID}.journal").stat().st_mode & 0o777 == 0o600
        world.ward("notify", "--yes-plan", world.hash, status=14)
        world.ward("resume")
        assert len(world.github.writes) == 2
        assert not (world.work / "group/.git/ward-release" / f"{ID}.journal").exists()
        folder = world.work / "group/releases" / ID
        for file in ("release.json", "journal"):
            assert (folder / file).read_text().startswith("-----BEGIN PGP"), file
        assert any(path.read_text().startswith("-----BEGIN PGP") for path in (folder / "plans").rglob("plan.json"))
        assert not (folder / "log.jsonl").read_text().startswith("-----BEGIN PGP")
        world.ward("notify", status=10)
        world.ward("log", "verify")
        # Another steward, with the key; and then without it.
        world.folder = world.second_steward()
        world.ward("notify", status=10)
        world.ward("status")
        os.rename(world.work / "k/private-keys-v1.d", world.work / "gone")
        subprocess.run(["gpgconf", "--kill", "all"], env=world.environment(), capture_output=True)
        world.ward("status", status=None)
        assert "gpg could not decrypt it" in world.errors and "release.json" in world.errors, world.errors


def keys_that_are_none(program):
    with SealedWorld(program) as world:
        file = world.work / "group/ward.release.toml"
        text = file.read_text()
        file.write_text(text.replace(world.key, "ada@example.org"))
        world.ward("list", status=3)
        assert "'encrypt_to' is a list of fingerprints" in world.errors
        file.write_text(text.replace(world.key, "0" * 40))
        world.ward("start", "--date", ID, "--from", "none", "--line", "22", status=None)
        assert "gpg could not encrypt it" in world.errors, world.errors
        assert not (world.work / "group/releases" / ID / "release.json").exists()


CASES = [nothing_is_in_the_open, runs_are_the_same, keys_that_are_none]

if __name__ == "__main__":
    if shutil.which("gpg") is None:
        print("needs gpg")
        sys.exit(77)
    sys.exit(run_cases(CASES, sys.argv[1], sys.argv[2:]))
