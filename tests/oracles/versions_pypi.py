"""Oracles for PyPI versions.

    python3 versions_pypi.py records ALL.ZIP    flattens OSV records, one fact a line:
        record <tab> ID <tab> PACKAGE           one affected package of a record; the lines up to the next belong to it
        event <tab> RANGE <tab> KIND <tab> VERSION
        version <tab> VERSION
    python3 versions_pypi.py packaging COUNT SEED    asks pip's `packaging` about generated pairs:
        compare <tab> A <tab> B <tab> -1|0|1|?
        satisfies <tab> VERSION <tab> SPECIFIERS <tab> true|false|?
"""

import json
import random
import re
import sys
import zipfile


def flatten(path):
    with zipfile.ZipFile(path) as archive:
        for name in sorted(archive.namelist()):
            record = json.loads(archive.read(name))
            for affected in record.get("affected", []):
                package = affected.get("package", {})
                ranges = [r for r in affected.get("ranges", []) if r["type"] == "ECOSYSTEM"]
                if package.get("ecosystem") != "PyPI" or not ranges:
                    continue
                print("record", record["id"], re.sub(r"[-_.]+", "-", package["name"]).lower(), sep="\t")
                for number, one in enumerate(ranges):
                    for event in one["events"]:
                        for kind, version in event.items():
                            print("event", number, kind, version, sep="\t")
                for version in affected.get("versions", []):
                    print("version", version, sep="\t")


def random_version(rng, loose=0.1):
    def number():
        return str(rng.choice([0, 0, 1, 1, 2, 3, 9, 10, 11, 99, 20240101, 10**20])) if rng.random() < 0.95 else "0" + str(rng.randrange(12))

    def separator():
        return rng.choice(["", "", "", ".", "-", "_"])

    text = rng.choice(["", "", "", "", "", "v", "1!", "0!", "V2!"])
    text += ".".join(number() for _ in range(rng.randrange(1, 5)))
    if rng.random() < 0.35:
        words = ["a", "b", "c", "rc", "alpha", "beta", "pre", "preview", "RC", "Alpha"]
        text += separator() + rng.choice(words) + separator() + rng.choice(["", number(), number()])
    if rng.random() < 0.25:
        text += rng.choice(["-" + number(), separator() + rng.choice(["post", "rev", "r", "Post"]) + separator() + rng.choice(["", number()])])
    if rng.random() < 0.25:
        text += separator() + rng.choice(["dev", "DEV"]) + separator() + rng.choice(["", number()])
    if rng.random() < 0.15:
        text += "+" + rng.choice([".", "-", "_"]).join(rng.choice(["1", "01", "10", "a", "ubuntu", "1a", "Z", "deadbeef"]) for _ in range(rng.randrange(1, 4)))
    if rng.random() < loose:
        at = rng.randrange(len(text) + 1)
        text = text[:at] + rng.choice(list(" .-_+!abcrvdev0*")) + text[at + rng.randrange(2):]
    return text


def random_specifiers(rng):
    def one():
        op = rng.choice(["==", "!=", "<=", ">=", "<", ">", "~=", "===", "==", "<", ">", "=", ""])
        version = random_version(rng, 0.03)
        if rng.random() < 0.5:
            version = ".".join(str(rng.choice([0, 1, 2, 9, 99])) for _ in range(rng.randrange(1, 4)))
        return op + rng.choice(["", "", " "]) + version + (".*" if rng.random() < 0.15 else "")

    return rng.choice([",", ", ", " ,"]).join(one() for _ in range(rng.choice([1, 1, 1, 2, 3])))


def ask_packaging(count, seed):
    from packaging.specifiers import InvalidSpecifier, SpecifierSet
    from packaging.version import InvalidVersion, Version

    rng = random.Random(seed)

    def parse(text):
        try:
            return Version(text)
        except InvalidVersion:
            return None

    for _ in range(count):
        a = random_version(rng)
        b = random_version(rng) if rng.random() < 0.7 else a.rstrip("0123456789") + str(rng.randrange(12))
        x, y = parse(a), parse(b)
        order = "?" if x is None or y is None else (x > y) - (x < y)
        print("compare", a, b, order, sep="\t")
        specifiers = random_specifiers(rng)
        candidate = b
        found = re.findall(r"[0-9][^,\s*]*", specifiers)
        if found and rng.random() < 0.6:
            candidate = rng.choice(found) + rng.choice(["", "", "", ".dev1", "a1", ".post1", "+local", ".1", ".0"])
        try:
            answer = str(SpecifierSet(specifiers).contains(candidate, prereleases=True)).lower()
        except InvalidSpecifier:
            answer = "?"
        print("satisfies", candidate, specifiers, answer, sep="\t")


if sys.argv[1] == "records":
    flatten(sys.argv[2])
else:
    ask_packaging(int(sys.argv[2]), int(sys.argv[3]))
