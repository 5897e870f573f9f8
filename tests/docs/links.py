#!/usr/bin/env python3
"""Every relative link of the Markdown files leads to a file, and every #fragment to a heading of it."""
import pathlib
import re
import sys

root = pathlib.Path(__file__).resolve().parents[2]


def prose(path):
    """Without code, where brackets mean something else."""
    return re.sub(r"`[^`\n]*`", "", re.sub(r"^```.*?^```", "", path.read_text(), flags=re.M | re.S))


def anchors(path):
    headings = re.findall(r"^#+ (.*)$", path.read_text(), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


pages = [*root.glob("*.md"), *(root / "docs").rglob("*.md"), *(root / "bench").glob("*.md")]
problems, links = [], 0
for page in sorted(pages):
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(page)):
        if re.match(r"[a-z]+:", target):
            continue
        links += 1
        name, _, fragment = target.partition("#")
        file = (page.parent / name).resolve() if name else page
        if not file.exists():
            problems.append(f"{page.relative_to(root)}: no file {target}")
        elif fragment and fragment not in anchors(file):
            problems.append(f"{page.relative_to(root)}: no heading for {target}")
for problem in problems:
    print(problem)
sys.exit(1 if problems or links == 0 else 0)
