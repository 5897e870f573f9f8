"""A group that makes a security release, on this machine: its private repository with a remote, checkouts of the site, the
vulnerabilities and the project, the services (fakes/), a home for each steward, and `ward release` to drive. New for every case.

    with World(program) as world:
        world.put(world.record(state="announced"))
        world.ward("notify", status=11)                     # the plan is shown, nothing is done
        world.ward("notify", "--yes-plan", world.hash)      # the last plan that was shown
        assert len(world.github.writes) == 2

Whatever ward printed, wrote into arguments or left in files outside of the group's repositories is searched for SECRETS when the
world ends (`world.allow` takes one out).
"""
import copy
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent / "fakes"))
sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))
import fake_service  # noqa: E402
from advisories import GitHub  # noqa: E402
from cve_services import CveServices  # noqa: E402
from hackerone import HackerOne  # noqa: E402

NOW = "2026-06-01T00:00:00Z"
LIFT = "2026-06-16T12:00:00Z"
ID = "2026-06-16"

TITLE = "Crafted trailer fields crash the parser of chunked bodies in servers"
SUMMARY = "A request whose trailer repeats a field makes the parser read beyond its buffer and stops the whole process."
OTHER_TITLE = "Permission checks follow a renamed folder out of the allowed place"
OTHER_SUMMARY = "When a folder is renamed while it is opened the grant of the old name is applied to the new place on the disk."
SECRETS = [TITLE, SUMMARY, OTHER_TITLE, OTHER_SUMMARY, "quiet_finder9", "h1-token", "cve-key", "gh-steward-secret"]

PROJECT = """schema = 1
name = "Node.js"
repository = "nodejs/node"
private_repository = "nodejs-private/node-private"
record_repository = "nodejs-private/security-release"
hackerone_program = "nodejs"
assigner_org_id = "386269d4-a6c6-4eaa-bf8e-bc0b0d010558"
assigner_short_name = "nodejs"
private_remotes = ["github.com/nodejs-private/*"]

[[heads_up]]
name = "build"
repository = "nodejs/build"
team = "@nodejs/build"

[[heads_up]]
name = "docker"
repository = "nodejs/docker-node"
team = "@nodejs/docker"
"""


def report(number, title, summary, **more):
    one = {"id": str(number), "source": "hackerone", "link": f"https://hackerone.com/reports/{number}", "title": title, "severity": "high",
           "cvss": ["CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H"], "cwes": ["CWE-400"], "weakness": "400", "summary": summary,
           "credits": [{"handle": "quiet_finder9", "kind": "reporter"}], "reported_at": "2026-04-02T08:00:00Z",
           "ranges": [{"line": "22", "fixed": "22.23.0"}, {"line": "24", "fixed": "24.17.0"}]}
    return {**one, **more}


class World:
    def __init__(self, program, stewards=("ada",)):
        self.program = os.path.abspath(program)
        self.work = pathlib.Path(tempfile.mkdtemp(prefix="ward-release-"))
        self.hackerone, self.cve, self.github = HackerOne(), CveServices(), GitHub()
        for service in (self.hackerone, self.cve, self.github):
            fake_service.start(service)
        self.secrets, self.printed, self.now, self.hash = list(SECRETS), [], NOW, ""
        self.sh("git init -q --bare -b main group.git && git init -q -b main group")
        self.identify("group", "ada")
        (self.work / "group/ward.release.toml").write_text(PROJECT)
        self.sh("git remote add origin ../group.git && git add . && git commit -qm project && git push -q origin main", "group")
        for name in ("site", "vulnerabilities", "project"):
            (self.work / name).mkdir()
        self.released = {"18.0.0": "2022-04-19", "18.20.8": "2025-03-27", "20.0.0": "2023-04-18", "20.20.2": "2026-04-21", "22.0.0": "2024-04-24",
                         "22.22.1": "2026-03-01", "22.22.2": "2026-04-21", "24.0.0": "2025-05-06", "24.15.0": "2026-04-15", "24.16.0": "2026-05-12"}
        self.folder = "group"  # where this steward works

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        try:
            if kind is None:
                self.search_for_secrets()
        finally:
            shutil.rmtree(self.work, ignore_errors=True)

    # ---- the group
    def sh(self, command, folder=".", status=0):
        done = subprocess.run(["sh", "-ec", command], cwd=self.work / folder, env=self.environment(), capture_output=True, text=True, timeout=120)
        assert done.returncode == status, f"{command}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout.rstrip("\n")

    def identify(self, folder, name):
        self.sh(f"git config user.name {name} && git config user.email {name}@example.org", folder)

    def second_steward(self, name="bo"):
        """Another machine, with a clone of its own: its folder's name."""
        self.sh(f"git clone -q group.git {name}")
        self.identify(name, name)
        return name

    def record(self, **more):
        """A complete record with two reports that have CVE ids."""
        one = {"schema": 1, "id": ID, "slug": "june-2026-security-releases", "state": "open", "lift_at": LIFT,
               "lines": [{"name": "22", "base_version": "22.22.2", "fixed_version": "22.23.0"}, {"name": "24", "base_version": "24.16.0", "fixed_version": "24.17.0"}],
               "reports": [report(2871234, TITLE, SUMMARY, cves=["CVE-2026-41414"]),
                           report(2871235, OTHER_TITLE, OTHER_SUMMARY, cves=["CVE-2026-41415"], severity="medium", cvss=["CVSS:3.1/AV:L/AC:H/PR:L/UI:N/S:C/C:L/I:L/A:L"],
                                  cwes=["CWE-367"], weakness="367")]}
        return copy.deepcopy({**one, **more})

    def put(self, record, commit=True):
        """The record as a person would commit it."""
        path = self.work / self.folder / "releases" / record["id"] / "release.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(record))
        if commit:
            self.sh("git add -A && git commit -qm 'a record' && git push -q origin main", self.folder)

    def read(self, release=ID, folder=None):
        return json.loads((self.work / (folder or self.folder) / "releases" / release / "release.json").read_text())

    def reports_at_hackerone(self, numbers=(2871234, 2871235), state="triaged"):
        """The reports of record(), as HackerOne has them."""
        texts = {2871234: (TITLE, SUMMARY), 2871235: (OTHER_TITLE, OTHER_SUMMARY)}
        for number in numbers:
            title, summary = texts.get(number, (f"Report number {number} about something that only its finder knows", "…"))
            self.hackerone.reports[str(number)] = {
                "id": str(number), "program": "11", "state": state, "title": title, "rating": "high", "vector": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H",
                "weakness": "400", "cwe": "cwe-400", "reporter": "quiet_finder9", "summaries": [("team", summary)], "cve_ids": [],
                "fields": ["https://github.com/nodejs-private/node-private/pull/7"], "created_at": "2026-04-02T08:00:00.000Z"}

    # ---- ward
    def environment(self, **more):
        home = self.work / "home"
        home.mkdir(exist_ok=True)
        clean = {"PATH": os.environ["PATH"], "HOME": str(home), "XDG_CONFIG_HOME": str(home / "config"), "WARD_HOME": str(home / "ward"), "LC_ALL": "C.UTF-8",
                 "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_AUTHOR_DATE": "2026-01-01T00:00:00Z", "GIT_COMMITTER_DATE": "2026-01-01T00:00:00Z",
                 "HACKERONE_USERNAME": "steward", "HACKERONE_TOKEN": "h1-token", "CVE_API_ORG": "nodejs", "CVE_API_USER": "steward", "CVE_API_KEY": "cve-key",
                 "GITHUB_TOKEN": "steward"}
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "TMPDIR"):
            if name in os.environ:
                clean[name] = os.environ[name]
        clean["SOURCE_DATE_EPOCH"] = str(int(time.mktime(time.strptime(self.now + " UTC", "%Y-%m-%dT%H:%M:%SZ %Z")) - time.timezone))
        return {**clean, **{key: value for key, value in more.items() if value is not None}}

    # Verbs that reach the outside understand these.
    INSIDE = ("list", "status", "check", "import", "export", "leak-check", "hook", "log", "plan", "approve", "replay", "vulndb")

    def command(self, *words):
        group = [] if words[0] in ("vulndb", "hook") else ["--records", str(self.work / self.folder)]
        outside = []
        if words[0] not in self.INSIDE:
            table = self.work / "releases.tsv"
            table.write_text("".join(f"{version}\t{day}\t-\t-\n" for version, day in self.released.items()))
            outside = ["--releases", str(table), "--hackerone-api", self.hackerone.url + "/v1", "--cve-api", self.cve.url + "/api", "--forge-api", self.github.url]
        verb = [word for word in words]
        at = next((n for n, word in enumerate(verb) if word.startswith("-")), len(verb))
        return [self.program, "release", *verb[:at], *group, *outside, *verb[at:]]

    def checkouts(self, *names):
        return [word for name in names for word in ("--checkout", f"{name}={self.work / name}")]

    def ward(self, *words, status=0, environment=None, timeout=120):
        """Runs `ward release WORDS`: standard output; standard error is in world.errors."""
        command = self.command(*map(str, words))
        done = subprocess.run(command, cwd=self.work, env=self.environment(**(environment or {})), capture_output=True, text=True, timeout=timeout)
        self.errors = done.stderr
        self.printed += [f"$ {' '.join(command)}", done.stdout, done.stderr]
        for line in done.stdout.splitlines():
            if line.startswith("plan "):
                self.hash = line.split()[1]
        assert status is None or done.returncode == status, f"{words}: exit status {done.returncode}, not {status}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def go(self, *words, status=0):
        """A step that is shown first and then carried out by its hash."""
        self.ward(*words, status=11)
        return self.ward(*words, "--yes-plan", self.hash, status=status)

    def killed_at(self, service, number, stage, *words):
        """Runs it, and kills it (SIGKILL) before, or after, the service did its write `number` from now. Whether it was killed."""
        command, target = self.command(*map(str, words)), len(service.writes) + number
        child = subprocess.Popen(command, cwd=self.work, env=self.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)
        hit = threading.Event()

        def on_write(count, when):
            if count == target and when == stage and not hit.is_set():
                hit.set()
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()

        service.on_write = on_write
        try:
            output, errors = child.communicate(timeout=120)
        finally:
            service.on_write = lambda number, stage: None
        self.printed += [f"$ {' '.join(command)}", output, errors]
        return hit.is_set()

    # ---- what may be seen
    def allow(self, *secrets):
        self.secrets = [secret for secret in self.secrets if secret not in secrets]

    def seen(self):
        """Everything that strangers may come to see: what was printed, arguments, ward's own files, requests' targets."""
        texts = {"output": "\n".join(self.printed)}
        for folder in ("home", "site", "vulnerabilities"):
            for path in (self.work / folder).rglob("*"):
                if path.is_file() and ".git" not in path.parts:
                    texts[str(path.relative_to(self.work))] = path.read_text(errors="replace")
        for name in ("group.git",):
            texts["subjects of " + name] = self.sh("git log --all --format=%B", name)
        for name, service in (("hackerone", self.hackerone), ("cve", self.cve), ("github", self.github)):
            texts["requests of " + name] = "\n".join(line.split(" [")[0] for line in service.requests)
        public = [write for write in self.github.writes if not write["path"].startswith("/repos/nodejs-private/") and "security-advisories" not in write["path"]]
        texts["written in public"] = json.dumps(public)
        return texts

    def search_for_secrets(self):
        for place, text in self.seen().items():
            for secret in self.secrets:
                assert secret not in text, f"{place} has '{secret}'"


def run_cases(cases, program, wanted=()):
    """Runs functions `case(program)` (those whose name has a word of `wanted`), and tells each."""
    failed = []
    for case in cases:
        if wanted and not any(word in case.__name__ for word in wanted):
            continue
        started = time.monotonic()
        try:
            case(program)
            print(f"ok    {case.__name__} ({time.monotonic() - started:.1f} s)", flush=True)
        except Exception as error:  # noqa: BLE001: every case is told
            failed.append(case.__name__)
            print(f"FAIL  {case.__name__}: {type(error).__name__}: {error}", flush=True)
    print(f"{len(failed)} failed")
    return 1 if failed or not cases else 0
