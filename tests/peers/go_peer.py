"""What the tests beside Go programs share: build tests/peers/go/NAME, send both programs the same inputs, compare their lines.

The modules' versions and hashes are pinned in go/go.mod and go/go.sum, or in those of go/NAME. Without WARD_TEST_PEERS=1, a Go compiler or the modules
there is nothing to compare (exit 77)."""
import json
import os
import pathlib
import random
import shutil
import struct
import subprocess
import sys

root = pathlib.Path(__file__).resolve().parents[2]


def skip(reason):
    print(f"skipped: {reason}")
    sys.exit(77)


def build(name):
    """The program of tests/peers/go/NAME, in build/peers."""
    if os.environ.get("WARD_TEST_PEERS") != "1":
        skip("compares with other programs (WARD_TEST_PEERS=1)")
    go = shutil.which("go")
    if not go:
        skip("no Go compiler (golang-go)")
    program = root / "build/peers" / f"go_{name}"
    program.parent.mkdir(parents=True, exist_ok=True)
    # One that pulls in many modules has go.mod and go.sum of its own.
    folder, package = root / "tests/peers/go", f"./{name}"
    if (folder / name / "go.mod").is_file(): folder, package = folder / name, "."
    built = subprocess.run([go, "build", "-mod=readonly", "-buildvcs=false", "-o", program, package],
                           cwd=folder, capture_output=True, text=True)
    if built.returncode:
        skip(f"the Go program cannot be built: {built.stderr.strip().splitlines()[-1]}")
    return program


def ask(program, inputs):
    """One line of output for each input."""
    frames = b"".join(struct.pack(">I", len(data)) + data for data in inputs)
    done = subprocess.run([program], input=frames, capture_output=True)
    lines = done.stdout.split(b"\n")[:-1]
    if done.returncode or len(lines) != len(inputs):
        sys.exit(f"{program}: status {done.returncode}, {len(lines)} answers to {len(inputs)} questions\n{done.stderr.decode()[-2000:]}")
    return lines


def seeds(corpus, variable, matches):
    """Our own seeds in fuzz/corpus/CORPUS and real files below the folder that $VARIABLE names."""
    out = [(str(path.relative_to(root)), path.read_bytes()) for path in sorted((root / "fuzz/corpus" / corpus).iterdir())]
    folder = os.environ.get(variable)
    if folder:
        out += [(str(path), path.read_bytes()) for path in sorted(pathlib.Path(folder).rglob("*"))
                if path.is_file() and not path.is_symlink() and matches(path)]
    return out


def mutate(chance, data, others, words, most):
    """A few changes: bytes, words of the syntax, lines gone, doubled, moved, indented or taken from another file."""
    data = bytearray(data)
    for _ in range(chance.randint(1, most)):
        kind = chance.randrange(8)
        place = chance.randint(0, len(data))
        if kind == 0 and data:
            data[place % len(data)] = chance.randrange(256) if chance.random() < 0.2 else chance.choice(b" \t\n:-#'\"{}[]&*!|>%@`,?\\$a0<~")
        elif kind == 1:
            data[place:place] = chance.choice(words)
        elif kind == 2:
            del data[place:place + chance.randint(1, 12)]
        else:
            lines = data.split(b"\n")
            number = chance.randrange(len(lines))
            if kind == 3: del lines[number]
            elif kind == 4: lines.insert(number, chance.choice(lines))
            elif kind == 5: lines[number] = b" " * chance.randint(1, 4) + lines[number]
            elif kind == 6: lines[number] = lines[number][chance.randint(1, 4):]
            else: lines.insert(number, chance.choice(chance.choice(others).split(b"\n")))
            data = bytearray(b"\n".join(lines))
    return bytes(data)


def mutations(files, count, words, most=4, seed=1):
    chance = random.Random(seed)
    contents = [data for _, data in files if len(data) < 100_000]
    out = []
    for number in range(count):
        out.append((f"mutation {number}", mutate(chance, chance.choice(contents), contents, words, most)))
    return out


def difference(ours, theirs, path=""):
    """Where two JSON values part, or nothing."""
    if type(ours) is not type(theirs):
        return f"{path}: {str(ours)[:150]} / {str(theirs)[:150]}"
    if isinstance(ours, dict):
        for key in sorted(ours.keys() | theirs.keys()):
            if key not in ours or key not in theirs:
                return f"{path}.{key}: only {'ours' if key in ours else 'theirs'}"
            found = difference(ours[key], theirs[key], f"{path}.{key}")
            if found: return found
        return None
    if isinstance(ours, list):
        for index, (one, other) in enumerate(zip(ours, theirs)):
            found = difference(one, other, f"{path}[{index}]")
            if found: return found
        return None if len(ours) == len(theirs) else f"{path}: {len(ours)} / {len(theirs)} items"
    return None if ours == theirs else f"{path}: {ours!r} / {theirs!r}"


def compare(what, driver, peer, inputs, keep=None, known=lambda data: False):
    """Prints the differences; the number of those that are not `known`."""
    answers = zip(inputs, ask(driver, [data for _, data in inputs]), ask(peer, [data for _, data in inputs]))
    wrong = refused = expected = 0
    for (name, data), ours, theirs in answers:
        ours, theirs = json.loads(ours), json.loads(theirs)
        refused += theirs is None
        found = difference(ours, theirs)
        if not found:
            continue
        if known(data):
            expected += 1
            continue
        wrong += 1
        if wrong <= 20: print(f"{name}: {found}")
        if keep: (keep / f"difference_{what}_{wrong}").write_bytes(data)
    print(f"{what}: {len(inputs)} inputs, {refused} refused by the peer, {wrong} differences, {expected} known ones")
    return wrong
