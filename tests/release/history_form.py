"""What is well-formed, for the checks of data about releases. `problems` collects what is not."""
import json
import re
import unicodedata

LARGEST = 128 << 10  # bytes of one file
COMMIT = re.compile(r"[0-9a-f]{40}")
SHORT_COMMIT = re.compile(r"[0-9a-f]{10}")
CVE = re.compile(r"CVE-(\d{4})-(\d{4,})")
CWE = re.compile(r"CWE-[1-9]\d*")
VECTOR = re.compile(r"CVSS:3\.[01](/[A-Z]{1,3}:[A-Z])+")
VERSION = re.compile(r"\d+\.\d+\.\d+")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
PULL = re.compile(r"https://github\.com/(nodejs|nodejs-private)/[a-z-]+/pull/[1-9]\d*")
LINE = re.compile(r"[1-9]\d*")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z")

problems = []


def check(truth, where, what):
    if not truth:
        problems.append(f"{where}: {what}")


def formed(pattern, where, what, *values):
    for value in values:
        check(isinstance(value, str) and pattern.fullmatch(value), where, f"no {what}: {value!r}")


def number(version):
    return tuple(int(part) for part in version.split("."))


def line_of(version):
    return version.split(".")[0]


def cve_number(cve):
    year, rest = CVE.fullmatch(cve).groups()
    return int(year), int(rest)


def ordered(values, where, what, key=lambda value: value):
    keys = [key(value) for value in values]
    check(all(a < b for a, b in zip(keys, keys[1:])), where, f"{what} not in order")


def without_doubles(pairs):
    if len(dict(pairs)) != len(pairs):
        raise ValueError(f"a key twice among {[key for key, _ in pairs]}")
    return dict(pairs)


def texts(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from value
        for item in value.values():
            yield from texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)


def load(path):
    name = "/".join(path.parts[-2:])
    data = path.read_bytes()
    check(len(data) <= LARGEST, name, f"larger than {LARGEST} bytes")
    check(data.endswith(b"}\n"), name, "does not end with one line end")
    value = json.loads(data.decode("utf-8"), object_pairs_hook=without_doubles)
    for text in texts(value):
        # Cc: control characters; Cf: what hides or moves text.
        bad = [character for character in text if unicodedata.category(character) in ("Cc", "Cf")]
        check(not bad, name, f"a control character in {text!r}")
    return value
