#!/usr/bin/env python3
"""Published attacks against permissions, each run for real: run.py --node NODE… [--ward WARD] [--mode MODE]… [--case ID]…

Every case (data/attacks/*.js, tests/attacks/kernel/*.c) runs in a fresh folder with a granted and a secret directory, in up to
four modes: `plain` (nothing confines it: it has to work, or it is no attack), `node` (node's own permission model), `kernel`
(`WARD run --node-permission off GRANTS -- …`: the kernel alone) and `ward` (`WARD run GRANTS -- …`: both). What a case prints is a claim; this program looks itself whether the token came out, the file was
written, the mode changed, the connection made. data/attacks/README.md describes headers, set-ups and protocol.

Prints tab-separated: id, node version, mode, result (escaped, denied, broken, n-a), expected, ok. Exit status 1 when a result is
not the expected one, 2 for wrong usage.
"""
import argparse
import dataclasses
import fcntl
import hashlib
import json
import os
import pathlib
import platform
import pty
import re
import resource
import secrets
import select
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import termios
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
CASES = HERE.parents[1] / "data" / "attacks"
WATCHDOG = 20  # seconds a run may take; node 24 hangs for ever when its trace log cannot be opened
OUTPUT_LIMIT = 65536  # bytes of a case's output that are looked at
FILE_LIMIT = 64 << 20  # bytes a case may write into one file; a heap snapshot is the largest honest one
LEARNED_TO_REPEAT = (20, 7, 0)  # before, node took one comma-separated list; since, the option is repeated
RESERVED = (9,)  # descriptors that cases inherit; kept busy here, or the one by which Popen hears of a failed exec could get the number
KEYS = ["id", "title", "label", "reference", "versions", "measured", "grants", "prove", "stops", "needs", "setup", "plain", "watchdog", "note"]
REQUIRED = KEYS[:9]
# What a case may be: published with its number, a limit that a document names, or what the design leaves open. What is none of these is
# told to those whom it concerns, and stands nowhere here.
LABELS = re.compile(r"CVE-\d{4}-\d{4,}(?: fixed in \d+\.\d+\.\d+|: )|documented: https://\S+|by design: \S")
PROOFS = {"content", "write", "effect", "metadata"}
STOPS = {"landlock", "seccomp", "fds", "policy", "node", "nothing"}


# Cases and versions

@dataclasses.dataclass
class Case:
    path: pathlib.Path
    fields: dict
    setups: list

    def __getattr__(self, key):
        return self.fields.get(key, "")

    @property
    def in_node(self):
        """Kernel cases are programs of their own and never see node."""
        return self.path.suffix == ".js"


def read_case(path):
    """A case from the comments at the head of its file; a wrong header is an error, since the table and the results come from it."""
    fields, setups = {}, []
    for line in path.read_text().splitlines():
        found = re.fullmatch(r"// ([a-z]+): (.+)", line)
        if not found:
            break
        key, value = found.groups()
        if key not in KEYS:
            raise SystemExit(f"{path}: unknown key {key}")
        if key == "setup":
            setups.append(value.split(" ", 3))
        elif key in fields:
            raise SystemExit(f"{path}: {key} stands twice")
        else:
            fields[key] = value
    missing = [key for key in REQUIRED if key not in fields]
    order = [key for key in fields if key in REQUIRED]
    if missing or order != REQUIRED or fields["prove"] not in PROOFS or fields["stops"] not in STOPS:
        raise SystemExit(f"{path}: the header lacks {missing}, is out of order or has an unknown word")
    if not LABELS.match(fields["label"]) or not fields["reference"].startswith("https://"):
        raise SystemExit(f"{path}: the label is neither a CVE with its fix nor `documented: URL` nor `by design: why`, or the reference is no address")
    if fields["id"][0] == "A" and not fields["label"].startswith("CVE-"):
        raise SystemExit(f"{path}: an A is a CVE")
    if path.name.split("_")[0].upper() != fields["id"]:
        raise SystemExit(f"{path}: the name does not begin with the id {fields['id']}")
    return Case(path, fields, setups)


def read_cases():
    def order(case):
        return ("AEK".index(case.id[0]), case.id)
    return sorted((read_case(path) for path in [*CASES.glob("*.js"), *(HERE / "kernel").glob("*.c")]), key=order)


def version_of(text):
    return tuple(int(part) for part in re.match(r"v?(\d+)\.(\d+)\.(\d+)", text).groups())


def satisfies(version, versions):
    """Whether a version lies in a range of the form `>=A <B || >=C`; `none` holds nothing."""
    compare = {">=": lambda a, b: a >= b, "<": lambda a, b: a < b}
    if versions == "none":
        return False
    return any(all(compare[sign](version, version_of(bound)) for sign, bound in re.findall(r"(>=|<)(\S+)", part)) for part in versions.split("||"))


# Node and helper programs

@dataclasses.dataclass
class Node:
    path: str
    version: tuple
    flags: set

    @property
    def name(self):
        return ".".join(map(str, self.version))

    @property
    def has_model(self):
        """node 20 and newer; an older one beside them is there for other tests, and these attacks are on the model."""
        return bool(self.flags & {"--permission", "--experimental-permission"})


def read_node(path):
    path = str(pathlib.Path(path).resolve())
    ask = lambda option: subprocess.run([path, option], capture_output=True, text=True, timeout=WATCHDOG, env={}, check=True).stdout
    return Node(path, version_of(ask("--version")), set(re.findall(r"--(?:experimental-)?(?:allow-[a-z-]+|permission)", ask("--help"))))


def node_flags(node, grants):
    """The grants as this version of node understands them. A flag it does not know names something that version always denies, or
    (--allow-net before 25) never does."""
    model = "--permission" if "--permission" in node.flags else "--experimental-permission"
    known = [grant for grant in grants if grant.split("=")[0] in node.flags]
    if node.version >= LEARNED_TO_REPEAT:
        return [model, *known]
    lists = {}
    for grant in known:
        flag, _, value = grant.partition("=")
        lists.setdefault(flag, []).append(value)
    return [model, *(f"{flag}={','.join(values)}" if any(values) else flag for flag, values in lists.items())]


class Programs:
    """What has to be compiled, once a run of the suite. Without a compiler the cases that need it are n-a."""
    RECIPES = {
        "addon.node": ["-shared", "-fPIC", "addon.c"],
        "engine.so": ["-shared", "-fPIC", "engine.c"],
        "victim": ["victim.c"],
        "reader": ["reader.c"],
    }

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.made = {}

    def get(self, name):
        """The path of a helper or of a kernel case's program, or None."""
        if name not in self.made:
            # Static, so that no library has to be granted; without PIE, so that the 32-bit entry can be given addresses.
            recipe = self.RECIPES.get(name, ["-static", "-no-pie", "-pthread", f"kernel/{name}.c"])
            target = self.folder / name
            *options, source = recipe
            try:
                done = subprocess.run(["cc", "-O1", *options, "-o", str(target), str(HERE / source)], capture_output=True, text=True, timeout=120)
                self.made[name] = target if done.returncode == 0 else None
                if done.returncode:
                    print(f"run.py: {source} does not compile: {done.stderr.strip()}", file=sys.stderr)
            except (OSError, subprocess.TimeoutExpired) as error:
                print(f"run.py: {source} does not compile: {error}", file=sys.stderr)
                self.made[name] = None
        return self.made[name]


def unmet(case, node, programs):
    """Why a case cannot be asked here, or None."""
    for need in case.needs.split():
        if need.startswith("node>="):
            if node.version < version_of(need[len("node>="):]):
                return need
        elif need == "root":
            if os.geteuid():
                return need
        elif need == "x86_64":
            if platform.machine() != need:
                return need
        elif not programs.get({"addon": "addon.node", "engine": "engine.so"}.get(need, need)):
            return need
    if not case.in_node and not programs.get(case.path.stem):
        return "cc"
    return None


# One run's world

class World:
    """A temporary folder with GRANT, SECRET and what the case's set-up asks for, and everything that listens or lives for it."""

    def __init__(self, case, programs):
        self.case, self.programs = case, programs
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="ward-attack-"))
        self.root.chmod(0o755)
        self.grant, self.secret, self.readonly = (self.root / name for name in ("grant", "secret", "readonly"))
        self.token = secrets.token_hex(16)
        self.more = {}  # what the case is told beyond GRANT and SECRET
        self.fds, self.closing, self.threads = {}, [], []
        self.over = threading.Event()
        self.sent = threading.Event()  # somebody outside talked with the case
        self.victim = self.terminal = None
        self.watched = None
        for folder in (self.grant, self.secret):
            folder.mkdir()
        (self.root / "home").mkdir()
        (self.secret / "secret.txt").write_text(self.token + "\n")

    def __enter__(self):
        try:
            for word, *arguments in self.case.setups:
                getattr(self, "set_" + word.replace("-", "_"))(*map(self.fill, arguments))
            self.before = self.state()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *unused):
        self.close()

    def close(self):
        self.over.set()
        for thread in self.threads:
            thread.join(timeout=5)
        for closing in self.closing:
            closing()
        if self.victim:
            self.victim.kill()
            self.victim.wait()
        shutil.rmtree(self.root, ignore_errors=True)

    def fill(self, text):
        for name in ("grant", "secret", "readonly", "token"):
            text = text.replace("{" + name + "}", str(getattr(self, name)))
        return text

    def grants(self):
        return [self.fill(grant) for grant in self.case.grants.split()]

    def thread(self, work):
        self.threads.append(threading.Thread(target=work, daemon=True))
        self.threads[-1].start()

    # Files

    def set_file(self, path, *text):
        path = pathlib.Path(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(" ".join(text) or "text\n")

    def set_mkdir(self, path):
        pathlib.Path(path).mkdir(parents=True)

    def set_symlink(self, path, target):
        pathlib.Path(path).symlink_to(target)

    def set_hardlink(self, path, target):
        pathlib.Path(path).hardlink_to(target)

    def set_chmod(self, path, mode):
        pathlib.Path(path).chmod(int(mode, 8))

    def set_copy(self, path, program):
        shutil.copy(self.programs.get(program), path)

    def set_sqlite(self, path):
        database = sqlite3.connect(path)
        with database:
            database.execute("CREATE TABLE note(text)")
            database.execute("INSERT INTO note VALUES (?)", [self.token])
        database.close()

    def set_digits(self, folder):
        """One of sixteen names for each of the token's first eight digits, so that they can only be known by asking for existence."""
        for place, digit in enumerate(self.token[:8]):
            (pathlib.Path(folder) / f"{place}-{digit}").touch()

    def set_touch(self, path):
        """A file whose times go on changing during the run."""
        path = pathlib.Path(path)
        path.write_text("tick\n")

        def work():
            while not self.over.wait(0.2):
                path.touch()
        self.thread(work)

    def set_open_fd(self, number, path):
        """Given to the case as NUMBER, one of RESERVED."""
        fd = os.open(path, os.O_RDONLY)
        self.fds[int(number)] = fd
        self.closing.append(lambda: os.close(fd))

    # Peers: always on the loopback interface or on a path of this folder

    def serve(self, listener):
        """Gives every caller the token. Only what arrives counts as a connection, so a call that was refused proves nothing."""
        listener.settimeout(0.1)
        self.closing.append(listener.close)

        def work():
            while not self.over.is_set():
                try:
                    if listener.type == socket.SOCK_STREAM:
                        client, _ = listener.accept()
                        with client:
                            self.sent.set()
                            client.sendall(self.token.encode() + b"\n")
                            client.settimeout(1)
                            client.recv(4096)
                    else:
                        _, peer = listener.recvfrom(4096)
                        self.sent.set()
                        listener.sendto(self.token.encode() + b"\n", peer)
                except OSError:
                    continue
        self.thread(work)

    def set_listen_tcp(self):
        listener = socket.socket()
        # Lets a SYN carry data; without it a fast open falls back to an ordinary connection, which proves as much.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_FASTOPEN, 5)
        listener.bind(("127.0.0.1", 0))
        listener.listen(8)
        self.more["port"] = listener.getsockname()[1]
        self.serve(listener)

    def set_listen_udp(self):
        listener = socket.socket(type=socket.SOCK_DGRAM)
        listener.bind(("127.0.0.1", 0))
        self.more["port"] = listener.getsockname()[1]
        self.serve(listener)

    def set_listen_unix(self, path):
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(path)
        listener.listen(8)
        self.more["unix"] = path
        self.serve(listener)

    def set_listen_abstract(self):
        name = f"ward-attack-{self.token}"
        listener = socket.socket(socket.AF_UNIX)
        listener.bind("\0" + name)
        listener.listen(8)
        self.more["abstract"] = name
        self.serve(listener)

    def call(self, make, address):
        """Goes on calling a server that the case is to open, and gives it the token."""
        def work():
            while not self.over.wait(0.02):
                with make() as peer:
                    peer.settimeout(1)
                    try:
                        peer.connect(address)
                        peer.sendall(self.token.encode() + b"\n")
                        self.sent.set()
                        peer.recv(1)
                        return
                    except OSError:
                        continue
        self.thread(work)

    def set_connect_unix(self, path):
        self.call(lambda: socket.socket(socket.AF_UNIX), path)

    def set_connect_tcp(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.more["port"] = free.getsockname()[1]
        self.call(socket.socket, ("127.0.0.1", self.more["port"]))

    # Processes

    def set_victim(self):
        """A process outside that has the token in its memory."""
        self.victim = subprocess.Popen([self.programs.get("victim")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=self.secret, env={})
        self.closing += [self.victim.stdin.close, self.victim.stdout.close]
        self.victim.stdin.write(self.token.encode() + b"\n")
        self.victim.stdin.flush()
        self.more["pid"] = self.victim.pid
        self.more["address"] = self.victim.stdout.readline().decode().strip()

    def set_nonce(self):
        self.more["nonce"] = secrets.token_hex(8)

    def set_pty(self):
        """A terminal as standard input, and as the controlling one where the kernel asks for that."""
        self.terminal = pty.openpty()
        self.closing += [lambda: os.close(self.terminal[0]), lambda: os.close(self.terminal[1])]

    def set_watch(self):
        """Looks at the namespaces and programs of the case's processes while they live."""
        self.watched = set()

    # What became of it

    def state(self):
        """Everything that the case may not change: path -> what can be seen of it."""
        folders = [self.secret, self.readonly]
        if not any(grant.startswith("--allow-fs-write=") for grant in self.case.grants.split()):
            folders.append(self.grant)
        state = {}
        for path in (path for folder in folders if folder.exists() for path in folder.rglob("*")):
            info = path.lstat()
            content = hashlib.sha256(path.read_bytes()).digest() if path.is_file() and not path.is_symlink() else None
            names = tuple(os.listxattr(path, follow_symlinks=False))
            # A socket of the harness and a file that it touches change by themselves; times of a directory follow from what is in it.
            times = None if path.is_dir() or path.name == "ticker" else info.st_mtime_ns
            state[str(path)] = (info.st_mode, info.st_uid, info.st_gid, info.st_ino, times, names, content)
        return state

    def changed(self):
        now = self.state()
        return {path for path in now.keys() | self.before.keys() if now.get(path) != self.before.get(path)}

    def pushed(self):
        """What stands in the terminal's input; only the master's side is never read, so it was pushed."""
        text = b""
        while select.select([self.terminal[1]], [], [], 0.2)[0]:
            text += os.read(self.terminal[1], 100)
        return text.decode(errors="replace")


# Running

def children_of(pid):
    """The pids of a process's descendants, as far as they can be seen now."""
    found, todo = [], [pid]
    while todo:
        parent = todo.pop()
        try:
            lists = [task.joinpath("children").read_text() for task in pathlib.Path(f"/proc/{parent}/task").iterdir()]
        except OSError:
            continue
        news = [int(child) for text in lists for child in text.split()]
        found += news
        todo += news
    return found


def end_tree(process):
    """Ends our child and what it started, each by its own handle, so that a number that was given anew is never hit."""
    handles = []
    for pid in children_of(process.pid):
        try:
            handles.append(os.pidfd_open(pid))
        except OSError:
            continue
    process.kill()
    for handle in handles:
        try:
            signal.pidfd_send_signal(handle, signal.SIGKILL)
        except OSError:
            pass
        os.close(handle)
    process.wait()


def command_of(world, mode, node, ward):
    """The command line of a case in a mode; the script or program is copied into GRANT, since the confined have to read it."""
    case, grants = world.case, world.grants()
    if case.in_node:
        script = world.grant / case.path.name
        shutil.copy(case.path, script)
        inner = [node.path, *(node_flags(node, grants) if mode == "node" else []), str(script), str(world.grant), str(world.secret)]
    else:
        program = world.grant / case.path.stem
        shutil.copy(world.programs.get(case.path.stem), program)
        inner = [str(program), str(world.grant), str(world.secret), *(f"{key}={value}" for key, value in world.more.items())]
    if mode not in ("ward", "kernel"):
        return inner
    alone = ["--node-permission=off"] if mode == "kernel" else []
    return [*ward, *alone, "--allow-env=ATTACK", *grants, "--", *inner]


def run(world, command):
    """Runs a command under the watchdog. Returns (exit status or None when it hung, first 64 KiB of what it wrote)."""
    def prepare():
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_LIMIT, FILE_LIMIT))
        for number, fd in world.fds.items():
            os.dup2(fd, number)
        if world.terminal:
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    # Made anew in a file, so that a case that floods us meets the limit of a file and not our memory.
    with tempfile.TemporaryFile(dir=world.root) as output, tempfile.TemporaryFile(dir=world.root) as errors:
        environment = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "HOME": str(world.root / "home"), "LANG": "C",
                       "ATTACK": json.dumps({**world.more, "readonly": str(world.readonly)})}
        process = subprocess.Popen(command, stdin=world.terminal[1] if world.terminal else subprocess.DEVNULL, stdout=output, stderr=errors,
                                   cwd=world.grant, env=environment, start_new_session=True, pass_fds=tuple(world.fds), preexec_fn=prepare)
        end = time.monotonic() + float(world.case.watchdog or WATCHDOG)
        while process.poll() is None and time.monotonic() < end:
            if world.watched is not None:
                watch(process.pid, world.watched)
            time.sleep(0.01)
        status = process.poll()
        end_tree(process)
        output.seek(0)
        errors.seek(0)
        return status, output.read(OUTPUT_LIMIT).decode(errors="replace"), errors.read(OUTPUT_LIMIT).decode(errors="replace")


def watch(pid, seen):
    for process in [pid, *children_of(pid)]:
        for name in ("ns/mnt", "exe"):
            try:
                seen.add(os.readlink(f"/proc/{process}/{name}"))
            except OSError:
                pass


def proven(world, evidence):
    """Whether what a case claims is so, looked up from outside."""
    kind = world.case.prove
    if kind == "content":
        return world.token in evidence
    if kind == "write":
        return evidence in world.changed()
    if kind == "metadata":
        return world.token in evidence or told_metadata(world, evidence)
    if world.victim:
        for _ in range(100):
            if world.victim.poll() is not None:
                break
            time.sleep(0.01)
        return world.victim.poll() == -signal.SIGUSR1
    if world.terminal:
        return evidence in world.pushed()
    if world.watched is not None:
        return evidence in world.watched and evidence != os.readlink("/proc/self/ns/mnt")
    if "nonce" in world.more:
        return evidence == world.more["nonce"]
    if any(word.startswith(("listen-", "connect-")) for word, *_ in world.case.setups):
        # The thread that sent it may not have come so far as to say so.
        return world.token in evidence and world.sent.wait(5)
    return evidence in world.changed()


def told_metadata(world, evidence):
    """`key=value` pairs, all as the file really is."""
    ticker = world.secret / "ticker"
    path = ticker if ticker.exists() else world.secret / "secret.txt"
    info, system = path.lstat(), os.statvfs(path)
    truth = {"ino": info.st_ino, "size": info.st_size, "bsize": system.f_bsize, "blocks": system.f_blocks, "files": system.f_files, "exists": world.token[:8],
             "path": path}
    pairs = re.findall(r"(\w+)=(\S+)", evidence)
    return bool(pairs) and all(str(truth.get(key)) == value for key, value in pairs)


def judge(world, mode, status, output, errors):
    """(result, detail) of a run, by what really happened."""
    lines = output.splitlines()
    line = lines[0] if lines else ""
    word, _, rest = line.partition(" ")
    if status is None and not line:
        return ("broken" if world.case.prove != "write" or world.changed() else "denied"), "hung"
    if word == "ESCAPED":
        if proven(world, rest):
            return "escaped", line
        # The claim is refuted: nothing was written and nothing happened. A wrong content is a broken case instead.
        return ("denied" if world.case.prove in ("write", "effect") else "broken"), f"unproven: {line}"
    if word == "DENIED":
        return "denied", line
    if mode in ("ward", "kernel") and not line and status in (2, 125) and world.case.stops == "policy":
        return "denied", f"the policy was refused: {errors.strip()[:200]}"
    if world.case.id == "K21" and not line and status == 127:
        return "denied", errors.strip()[:200]
    return "broken", line or f"status {status}: {errors.strip()[-300:]}"


def expected_of(case, mode, node):
    if mode == "plain":
        return "escaped"
    if mode == "node":
        return "escaped" if satisfies(node.version, case.versions) else "denied"
    if mode == "kernel":
        return "escaped" if case.stops in ("nothing", "node") else "denied"
    # With both, what the kernel cannot hold is as node holds it.
    node_holds = case.in_node and not satisfies(node.version, case.versions)
    return "denied" if node_holds or case.stops not in ("nothing", "node") else "escaped"


def run_case(case, mode, node, ward, programs):
    """(result, expected, detail) of one case in one mode."""
    reason = "no node takes part" if mode in ("node", "kernel") and not case.in_node else unmet(case, node, programs)
    if reason:
        return "n-a", "n-a", reason
    with World(case, programs) as world:
        result, detail = judge(world, mode, *run(world, command_of(world, mode, node, ward)))
    expected = expected_of(case, mode, node)
    if mode == "plain" and result != "escaped" and case.plain:
        return "n-a", "n-a", f"{detail} ({case.plain})"
    return result, expected, detail


# What is written of it

def table(cases):
    """The cases as Markdown, from their headers."""
    rows = ["| id | attack | label | escapes node | stopped by | proof | measured |", "| --- | --- | --- | --- | --- | --- | --- |"]
    for case in cases:
        folder = "" if case.in_node else "../../tests/attacks/kernel/"
        versions = case.versions.replace("||", "or") if case.in_node else "not asked"
        label = case.label if "http" in case.label else f"[{case.label}]({case.reference})"
        cells = [f"[{case.id}]({folder}{case.path.name})", case.title, label, versions, case.stops, case.prove, case.measured + (f". {case.note[0].upper()}{case.note[1:]}" if case.note else "")]
        rows.append("| " + " | ".join(cell.replace("|", "\\|").replace("*", "\\*").replace("<", "\\<") for cell in cells) + " |")
    return "\n".join(rows) + "\n"


def readme(cases):
    """README.md with the table of these cases, and as it stands."""
    text = (CASES / "README.md").read_text()
    before, mark, _ = text.partition("<!-- the table: run.py --table -->\n")
    if not mark:
        raise SystemExit(f"{CASES / 'README.md'}: the mark of the table is missing")
    return before + mark + table(cases), text


def write_table(cases):
    (CASES / "README.md").write_text(readme(cases)[0])


def check_headers(cases):
    """Headers were read already; whether ids are one each, and the table says what they say."""
    ids = [case.id for case in cases]
    for twice in sorted({one for one in ids if ids.count(one) > 1}):
        print(f"run.py: {twice} stands twice", file=sys.stderr)
    wanted, found = readme(cases)
    if wanted != found:
        print(f"run.py: {CASES / 'README.md'}: the table is not the headers' (run.py --table)", file=sys.stderr)
    if not cases or len(set(ids)) != len(ids) or wanted != found:
        return 1
    print(f"{len(cases)} cases, each with a label and a reference")
    return 0


def spans(versions, all_versions):
    """Versions as words; three or more that follow one another among those measured become `A to B`."""
    if versions == all_versions:
        return "every version measured"
    places, runs = [all_versions.index(version) for version in versions], []
    for place in places:
        if runs and place == runs[-1][-1] + 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    texts = [[f"{all_versions[run[0]]} to {all_versions[run[-1]]}"] if len(run) > 2 else [all_versions[place] for place in run] for run in runs]
    return ", ".join(text for run in texts for text in run)


def write_measured(case, seen, nodes):
    """What the runs showed, into the case's header."""
    names = [node.name for node in nodes]
    parts = []
    if case.in_node:
        for result, word in (("escaped", "escapes"), ("denied", "denied"), ("broken", "broken"), ("n-a", "not applicable")):
            versions = [name for name in names if ("node", name, result) in seen]
            if versions:
                parts.append(f"{word}: {spans(versions, names)}")
        lost = [name for name in names if ("plain", name, "escaped") not in seen and ("node", name, "n-a") not in seen]
        if lost:
            parts.append(f"not even without the model: {spans(lost, names)}")
    else:
        parts = [f"plain {result} on Linux {platform.release().split('-')[0]}" for mode, _, result in seen if mode == "plain"]
    text = case.path.read_text()
    case.path.write_text(re.sub(r"^// measured: .*$", lambda _: f"// measured: {'; '.join(parts)}", text, count=1, flags=re.M))


def find_nodes(folders):
    """Binaries under FOLDER/VERSION/bin/node or FOLDER/node_modules/ALIAS/bin/node, in the order of their versions."""
    paths = [path for folder in folders for pattern in ("*/bin/node", "node_modules/*/bin/node") for path in pathlib.Path(folder).glob(pattern)]
    return [str(path) for path in paths]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--node", action="append", default=[], help="a node binary; may be repeated")
    parser.add_argument("--nodes", action="append", default=[], help="a folder of node binaries (tests/nodes after npm ci)")
    parser.add_argument("--ward", help="the program; without it the mode ward is left out")
    parser.add_argument("--ward-option", action="append", default=[], help="an option for `ward run`, before the grants")
    parser.add_argument("--mode", action="append", choices=["plain", "node", "kernel", "ward"], help="only this mode; may be repeated")
    parser.add_argument("--case", action="append", default=[], help="only cases whose id begins so; may be repeated")
    parser.add_argument("--as-nobody", action="store_true", help="give up root first; exit 77 where this is not root")
    parser.add_argument("--peer", action="store_true", help="exit 77 unless WARD_TEST_PEERS is set")
    parser.add_argument("--verbose", action="store_true", help="say on standard error what each case printed")
    parser.add_argument("--measure", action="store_true", help="write what was seen into the headers")
    parser.add_argument("--headers", action="store_true", help="read every header, compare README.md's table with them, run nothing")
    parser.add_argument("--table", action="store_true", help="write the table of README.md anew from the headers, and end")
    return parser.parse_args()


def main():
    options = arguments()
    cases = read_cases()
    if options.headers:
        return check_headers(cases)
    if options.table:
        write_table(cases)
        return 0
    if (options.peer and not os.environ.get("WARD_TEST_PEERS")) or (options.as_nobody and os.geteuid() != 0):
        return 77
    options.node = [node for node in options.node if os.path.exists(node)]
    if options.as_nobody:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
        os.environ["HOME"] = "/nonexistent"
    cases = [case for case in cases if not options.case or case.id.startswith(tuple(options.case))]
    nodes = sorted((read_node(path) for path in [*options.node, *find_nodes(options.nodes)]), key=lambda node: node.version)
    for node in nodes:
        if not node.has_model:
            print(f"run.py: node {node.name} has no permission model: left out", file=sys.stderr)
    nodes = [node for node in nodes if node.has_model]
    modes = options.mode or ["plain", "node", *(["kernel", "ward"] if options.ward else [])]
    if not nodes and not options.case:
        print("run.py: skipped: no node binary is there (npm ci in tests/nodes)")
        return 77
    if not nodes or not cases or ({"ward", "kernel"} & set(modes) and not options.ward):
        print("run.py: nothing to run: name a --node, a --case that exists and, for the mode ward, --ward", file=sys.stderr)
        return 2
    for number in RESERVED:
        os.dup2(os.open(os.devnull, os.O_RDONLY), number, inheritable=False)
    ward = [str(pathlib.Path(options.ward).resolve()), "run", *options.ward_option] if options.ward else []
    bad = 0
    with tempfile.TemporaryDirectory(prefix="ward-attack-programs-") as folder:
        programs = Programs(folder)
        print("id\tnode\tmode\tresult\texpected\tok")
        for case in cases:
            seen = []
            for node in nodes if case.in_node else nodes[-1:]:
                for mode in modes:
                    result, expected, detail = run_case(case, mode, node, ward, programs)
                    ok = result == expected
                    bad += not ok
                    seen.append((mode, node.name, result))
                    print(case.id, node.name if case.in_node else "-", mode, result, expected, "yes" if ok else "NO", sep="\t", flush=True)
                    if options.verbose or not ok:
                        print(f"  {case.id} {node.name} {mode}: {detail}", file=sys.stderr, flush=True)
            if options.measure:
                write_measured(case, seen, nodes)
            if options.peer and case.id[0] == "A" and not any(mode == "node" and result == "escaped" for mode, _, result in seen):
                bad += 1
                print(f"  {case.id}: bites on none of these releases", file=sys.stderr, flush=True)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
