#!/usr/bin/env python3
"""data/unicode/make.py: writes file-names.tsv beside this script, from the Unicode tables of the Python that runs it.

A row `00C9<TAB>65 301` says what a character stands for where letter case and normalisation do not count: its full case folding,
decomposed (NFD), as often as that changes anything. A row `300-314<TAB>mark` names characters whose order among each other is a matter
of normalisation. Hangul syllables are left out: they are computed."""
import pathlib
import unicodedata

HANGUL = range(0xAC00, 0xD7A4)
SURROGATES = range(0xD800, 0xE000)


def key(text):
    while True:
        folded = unicodedata.normalize("NFD", unicodedata.normalize("NFD", text).casefold())
        if folded == text:
            return text
        text = folded


def main():
    rows, marks = [], []
    for point in range(0x80, 0x110000):
        if point in SURROGATES or point in HANGUL:
            continue
        folded = key(chr(point))
        if folded != chr(point):
            rows.append(f"{point:X}\t{' '.join(f'{ord(c):X}' for c in folded)}")
        if unicodedata.combining(chr(point)):
            if marks and marks[-1][1] == point - 1:
                marks[-1][1] = point
            else:
                marks.append([point, point])
    rows += [f"{first:X}-{last:X}\tmark" for first, last in marks]
    heading = f"# Written by make.py. Unicode {unicodedata.unidata_version}."
    pathlib.Path(__file__).with_name("file-names.tsv").write_text("\n".join([heading, *rows]) + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
