"""The project of apply_world.py with a forge: a bare repository that it pushes to, and the pull requests over it."""
import json
import os
import re
import signal
import subprocess

import apply_world
from forge import Forge
from world import World

TOKEN = "ghp_planted0123456789abcdefghijklmnopqrst"
BRANCH = "ward/update-pkg"
RECIPES = apply_world.RECIPES + 'labels = ["dependencies", "commit-queue"]\npr_body = "For {id}."\n'


class PullWorld(World):
    def __init__(self, program):
        super().__init__(program)
        self.bare = self.work / "remote.git"
        self.git("init", "-q", "--bare", "-b", "main", str(self.bare))
        self.git("config", "http.receivepack", "true", folder=self.bare)
        self.git("remote", "add", "origin", str(self.bare))
        self.forge = Forge(self.bare, super().environment(), TOKEN)

    def environment(self, **more):
        return {**super().environment(GITHUB_TOKEN=TOKEN), **more}

    def command(self, *words):
        return [self.program, "update", words[0], "--in", str(self.project), "--registry", self.upstream.url, "--github-api", self.forge.url + "/api",
                "--github-web", self.forge.url + "/web", *words[1:]]

    def close(self):
        self.forge.close()
        super().close()

    def propose(self, *words, status=0, **more):
        """The one row of `apply --pr`."""
        return self.row("apply", "--on-branch", "--pr", "github:o/r", *words, status=status, **more)

    def start(self, verb, *words, tracer=()):
        # LeakSanitizer cannot work beside another tracer.
        more = {"ASAN_OPTIONS": "detect_leaks=0"} if tracer else {}
        return subprocess.Popen([*tracer, *self.command(verb, *words)], env=self.environment(**more), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def start_proposing(self, tracer=()):
        return self.start("apply", "--on-branch", "--pr", "github:o/r", tracer=tracer)

    def publish(self, version):
        self.upstream.publish("pkg", version, apply_world.package(f"// {version}\n" + apply_world.BODY))

    def tip(self, branch=BRANCH):
        return self.forge.branches().get(branch)

    def end_state(self):
        """All that a run leaves at the forge and here, without what the port of this world's registry is."""
        assert set(self.forge.branches()) == {"main", BRANCH}, self.forge.branches()
        # Git itself notes where a remote's branch is, when it hears of it.
        refs = [ref for ref in self.git("for-each-ref", "--format=%(refname)").splitlines() if not ref.startswith("refs/remotes/")]
        assert refs == ["refs/heads/main", "refs/heads/" + BRANCH], refs
        assert self.git("rev-parse", BRANCH) == self.tip(), "the branch is another one here than there"
        pulls = [{key: pull[key] for key in ("number", "state", "title", "body", "labels", "base")} for pull in self.forge.pulls]
        state = {"pulls": pulls, "commits": self.git("log", "--format=%an %cn %at%n%B", "main.." + BRANCH), "diff": self.git("diff", "main", BRANCH),
                 "tree": self.git("status", "--porcelain")}
        # What a hash is of depends on the port too.
        return re.sub(r"\b[0-9a-f]{7,128}\b", "HASH", json.dumps(state, indent=1).replace(self.upstream.url[len("http://"):], "UPSTREAM"))

    def clone(self):
        """Goes on in a fresh clone and with a fresh home, as a job of a workflow does."""
        self.project = self.work / "clone"
        self.git("clone", "-q", "--branch", "main", "--single-branch", str(self.bare), str(self.project), folder=self.work)

    def files_with(self, *needles):
        """Files below the world that hold one of the texts."""
        found = []
        for folder, _, names in os.walk(self.work):
            for name in names:
                path = os.path.join(folder, name)
                if not os.path.islink(path) and os.path.isfile(path):
                    with open(path, "rb") as file:
                        bytes_ = file.read()
                    found += [path for needle in needles if needle.encode() in bytes_]
        return found


def fresh(program, recipes=RECIPES, **more):
    world = apply_world.fresh(program, recipes, world_kind=PullWorld, **more)
    world.git("push", "-q", "origin", "main")
    world.git("update-ref", "-d", "refs/remotes/origin/main")
    return world


def kill(process):
    process.send_signal(signal.SIGKILL)
    return process.communicate(timeout=60)[0]
