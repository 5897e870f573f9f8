#!/usr/bin/env python3
"""make_elf.py FILE TEXT…: a 64-bit ELF program of one read-only segment with these texts in it. It cannot be run."""
import pathlib
import sys

data = b"\0" + b"".join(text.encode() + b"\0" for text in sys.argv[2:])
start, base = 64 + 56, 0x400000


def little(number, size):
    return number.to_bytes(size, "little")


header = (b"\x7fELF\x02\x01\x01" + bytes(9) + little(2, 2) + little(62, 2) + little(1, 4) + little(base, 8) + little(64, 8)
          + little(0, 8) + little(0, 4) + little(64, 2) + little(56, 2) + little(1, 2) + little(64, 2) + little(0, 2) + little(0, 2))
size = start + len(data)
segment = (little(1, 4) + little(4, 4) + little(0, 8) + little(base, 8) + little(base, 8) + little(size, 8) + little(size, 8)
           + little(0x1000, 8))
pathlib.Path(sys.argv[1]).write_bytes(header + segment + data)
