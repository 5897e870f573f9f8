#!/usr/bin/env python3
"""go_semantics.py DRIVER: src/judges/scorecard/go_semantics.h beside the Go functions it stands for, over random inputs
($WARD_TEST_MUTATIONS of each kind) and lines about as long as Go's scanner takes."""
import os
import random
import struct
import sys

import go_peer

chance = random.Random(1)


def words(alphabet, most):
    return b"".join(chance.choice(alphabet) for _ in range(chance.randint(0, most)))


def question(letter, first, second=b""):
    return letter + struct.pack(">I", len(first)) + first + second


NAMES = [b"a", b"b", b"c", b"/", b".", b"-", b"\xc3\xa4", b"\xff", b"]", b"*"]
PATTERNS = NAMES + [b"*", b"*", b"?", b"[", b"]", b"[a-c]", b"[^a]", b"[^/]", b"[\xc3\xa0-\xc3\xbc]", b"\\", b"\\*", b"^", b"[]a]", b"[a-]", b"[\\]]", b"[--/]"]


def match():
    name = words(NAMES, 6)
    if chance.random() < 0.5:
        return question(b"m", words(PATTERNS, 6), name)
    # A pattern made from the name, so that many match.
    pattern = b"".join(chance.choice([bytes([c]), bytes([c]), b"?", b"*", b"[a-z]", b"\\" + bytes([c])]) for c in name)
    return question(b"m", pattern, name)


def path():
    return question(b"p", words([b"a", b"b.c", b".", b"..", b"/", b"/", b"//", b"./", b"../", b"\xff"], 8))


LETTERS = [chr(c) for c in [*range(0x20, 0x180), 0x345, *range(0x370, 0x530), *range(0x531, 0x588), *range(0x1C80, 0x1C88), *range(0x1E00, 0x1F00),
                            0x1FBE, 0x2126, 0x212A, 0x212B, 0xFFFD]]


def fold():
    text = "".join(chance.choice(LETTERS) for _ in range(chance.randint(0, 4)))
    other = "".join(chance.choice([c, c.upper(), c.lower(), c.swapcase(), chance.choice(LETTERS)]) for c in text)
    first, second = text.encode(), other.encode()
    if chance.random() < 0.1: first += b"\xff"
    if chance.random() < 0.1: second += chance.choice([b"\xfe", b"\xef\xbf\xbd"])
    return question(b"f", first, second)


URLS = [b"http", b"https", b"://", b"//", b"/", b":", b"a", b"1", b"@", b"[", b"]", b"::1", b"fe80::", b"%25", b"%2f", b"%", b"%zz", b"%C3", b"?", b"#", b" ",
        b".", b"-", b"user", b":80", b"192.168.0.1", b"::", b"1:2:3:4:5:6:7", b":8", b"<", b"\\", b"\xc3\xa4", b"\x7f", b"\x01", b"*", b"mailto:", b"+", b"~", b"|"]


def url():
    start = chance.choice([b"", b"", b"http://", b"https://", b"http://[", b"/", b"x:"])
    return question(chance.choice([b"u", b"U"]), start + words(URLS, 6))


SPACES = [chr(c).encode() for c in [*range(0x08, 0x0F), 0x1F, 0x20, 0x84, 0x85, 0xA0, 0x1680, 0x180E, *range(0x1FFF, 0x2010), 0x2028, 0x2029, 0x202F, 0x205F,
                                    0x3000, 0xFEFF]] + [b"a", b"\xa0", b"\x85", b"\xe2\x80"]


def space():
    return question(b"t", words(SPACES, 6))


def lines():
    return question(b"l", words([b"a", b"b c", b"\n", b"\n", b"\r\n", b"\r", b"\0", b"\xff"], 12))


def characters():
    return question(b"r", words([b"a", b"\xc3\xa4", b"\xe2\x82\xac", b"\xf0\x9f\x98\x80", b"\xc3", b"\xe2\x82", b"\xf0\x9f", b"\xff", b"\xc0\x80", b"\xed\xa0\x80",
                                 b"\xf4\x90\x80\x80", b"\x80", b"\xe0\x80\x80", b"\0"], 8))


def long_lines():
    length = chance.randint(65530, 65540)
    return question(b"l", b"first\n" * chance.randint(0, 1) + b"x" * length + chance.choice([b"", b"\n", b"\r\n", b"\nlast\n", b"\r"]))


def every_fold():
    return [question(b"f", a.encode(), b.encode()) for a in LETTERS for b in {a, a.upper()[:1], a.lower()[:1], a.upper().lower()[:1], a.lower().upper()[:1], a.casefold()[:1]}]


driver = sys.argv[1]
peer = go_peer.build("go_semantics")
count = int(os.environ.get("WARD_TEST_MUTATIONS", "100000"))
wrong = 0
kinds = [("path.Match", match, count), ("filepath", path, count), ("EqualFold", fold, count), ("URLs", url, count), ("TrimSpace", space, count), ("ScanLines", lines, count),
         ("characters", characters, count), ("long lines", long_lines, 300)]
for name, make, number in kinds:
    questions = [make() for _ in range(number)]
    if make is fold: questions += every_fold()
    ours, theirs = go_peer.ask(driver, questions), go_peer.ask(peer, questions)
    differences = [(q, a, b) for q, a, b in zip(questions, ours, theirs) if a != b]
    for q, a, b in differences[:10]: print(f"{name}: {q[5:][:200]} (first {struct.unpack('>I', q[1:5])[0]} bytes): {a[:200]} / {b[:200]}")
    print(f"{name}: {len(questions)} questions, {len(set(theirs))} answers, {sum(answer.startswith(b'true') for answer in theirs)} true, {len(differences)} differences")
    wrong += len(differences)
sys.exit(1 if wrong else 0)
