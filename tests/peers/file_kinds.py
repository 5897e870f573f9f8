#!/usr/bin/env python3
"""file_kinds.py DRIVER: src/judges/scorecard/file_kinds.h beside h2non/filetype 1.1.3's matchers: $WARD_TEST_MUTATIONS contents that
begin as one of the types does, or nearly, and the files below $WARD_TEST_BINARIES."""
import os
import pathlib
import random
import sys

import go_peer

MAGIC = [b"Cr24", b"!<arch>\n", b"!<arch>\ndebian-binary", b"dex\n035\0", b"dey\n036\0", b"\x7fELF\x02", b"MZ", b"\xfe\xed\xfa\xcf", b"\xfe\xed\xfa\xce",
         b"\xbe\xba\xfe\xca", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"\xed\xab\xee\xdb", b"\0asm\x01\0\0\0", b"#!/bin/sh\n", b"", b"CD001"]
LENGTHS = [0, 1, 2, 3, 4, 7, 8, 20, 21, 36, 37, 52, 53, 96, 97, 100, 101, 1023, 1024, 1025]
chance = random.Random(1)


def content():
    start = bytearray(chance.choice(MAGIC))
    if start and chance.random() < 0.2: start[chance.randrange(len(start))] = chance.randrange(256)
    filler = chance.choice([b"\0", b"p", b"text \n", b"\xc3\xa4", b"\xff\r\t", bytes(chance.randrange(256) for _ in range(16))])
    length = chance.choice(LENGTHS) + chance.randint(-1, 1)
    data = bytearray((bytes(start) + filler * 1100)[:max(length, 0)])
    if start[:4] == b"dey\n" and len(data) > 45 and chance.random() < 0.8: data[40:44] = b"dex\n"
    for place in (36, 76):
        if len(data) > place and chance.random() < 0.5: data[place] = 0x70
    if data and chance.random() < 0.2: data[-chance.randint(1, min(5, len(data)))] = chance.randrange(40)
    return bytes(data)


peer = go_peer.build("file_kinds")
count = int(os.environ.get("WARD_TEST_MUTATIONS", "100000"))
contents = [content() for _ in range(count)]
image = b"\0" * 32769 + b"CD001" + b"\0" * 9
contents += [image[:length] for length in (32769, 32773, 32774, 32775)]
folder = os.environ.get("WARD_TEST_BINARIES")
if folder:
    contents += [path.read_bytes()[:size] for path in sorted(pathlib.Path(folder).rglob("*")) if path.is_file() and not path.is_symlink()
                 for size in (1024, 40000)]
ours, theirs = go_peer.ask(sys.argv[1], contents), go_peer.ask(peer, contents)
differences = [(c, a, b) for c, a, b in zip(contents, ours, theirs) if a != b]
for c, a, b in differences[:10]: print(f"{c[:120]} ({len(c)} bytes): {a} / {b}")
print(f"file kinds: {len(contents)} contents, {len(set(theirs))} answers, {len(differences)} differences")
sys.exit(1 if differences else 0)
