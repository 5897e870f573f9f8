"""A tracker on this machine and a home for ward, new for every case, and what can happen to a run in between."""
import copy
import os
import pathlib
import signal
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import forge_server  # noqa: E402

NOTHING = {"issues": [], "comments": {}}
FAULTS = ("drop-before", "drop-after", "502", "after-502")  # one run copes with each


def environment(work, home):
    return {"PATH": os.environ["PATH"], "HOME": str(work), "WARD_HOME": str(work / home), "GITHUB_TOKEN": "workflow", "SOURCE_DATE_EPOCH": "1767225600",
            "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", ""), "UBSAN_OPTIONS": os.environ.get("UBSAN_OPTIONS", "")}


class World:
    """Subclasses say with `start(*arguments)` what is run."""
    count = 0

    def __init__(self, work, seed):
        World.count += 1
        self.work, self.home = work, f"home{World.count}"
        self.folder = work / f"forge{World.count}"
        self.folder.mkdir()
        self.forge, self.url = forge_server.start(self.folder)
        self.forge.issues, self.forge.comments = copy.deepcopy(seed["issues"]), copy.deepcopy(seed["comments"])

    def spawn(self, command):
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(self.work, self.home))

    def run(self, *arguments, status=0):
        process = self.start(*arguments)
        out, err = process.communicate(timeout=120)
        assert process.returncode == status, (process.returncode, out, err)
        return out

    def kill_at(self, number, stage, *arguments):
        """Killed "before" or "after" write `number` takes effect. The answer never comes."""
        running = []

        def kill(now, at):
            if (now, at) == (number, stage) and running[0].returncode is None:
                running[0].send_signal(signal.SIGKILL)
                running[0].wait()

        with self.forge.lock:  # no write is served before `running` has the process
            self.forge.on_write = kill
            running.append(self.start(*arguments))
        running[0].wait()
        assert running[0].returncode == -signal.SIGKILL, f"{number} {stage}: not killed ({running[0].returncode})"
        self.forge.on_write = lambda *_: None

    def state(self):
        return copy.deepcopy({"issues": self.forge.issues, "comments": self.forge.comments})

    def journal(self):
        return next((self.work / self.home / "state" / "track").glob("*.journal"))


def by_title(state):
    """The state without the numbers, which follow the order of creation."""
    titles = [issue["title"] for issue in state["issues"]]
    assert len(titles) == len(set(titles)), f"an issue exists twice: {titles}"
    return {issue["title"]: (issue["body"], issue["state"], [label["name"] for label in issue["labels"]],
                             [comment["body"] for comment in state["comments"].get(str(issue["number"]), [])]) for issue in state["issues"]}


def cuts_of(journal):
    """Lengths at which a journal may be torn: in lines, and between them."""
    ends = [at + 1 for at, byte in enumerate(journal) if byte == 10]
    return sorted({0, 1, *ends, *(end - 1 for end in ends), *(end + 40 for end in ends[:-1])})
