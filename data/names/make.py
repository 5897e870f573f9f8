#!/usr/bin/env python3
"""data/names/make.py LIST --date TEXT [--ward PROGRAM]: the tables of npm names that are compiled into ward.

LIST is tab-separated with a heading: columns `name` and one whose name begins with `downloads` (of a month). Written beside this
script: npm-popular.txt (the most used names), npm-scopes.txt (scopes whose packages have scope_downloads together), and, with
--ward, npm-lookalikes.txt: names among the `established` most used that look like one of the popular ones, as that program says
(one that was built with an empty npm-lookalikes.txt: not every technique is asked of a name that is in it).
Names and their order only, no counts. --date says when the counts were made."""
import argparse
import json
import pathlib
import subprocess

here = pathlib.Path(__file__).parent
popular = 5_000
established = 50_000
scope_downloads = 10_000


def read_list(path):
    rows = {}
    with open(path, encoding="utf-8") as file:
        heading = file.readline().rstrip("\n").split("\t")
        name, count = heading.index("name"), next(i for i, cell in enumerate(heading) if cell.startswith("downloads"))
        for line in file:
            cells = line.rstrip("\n").split("\t")
            if len(cells) > count and cells[count].isdigit():
                rows[cells[name]] = int(cells[count])
    return rows


def ranked(rows):
    return sorted(rows, key=lambda name: (-rows[name], name))


def write(name, remarks, lines):
    (here / name).write_text("".join(f"# {remark}\n" for remark in remarks) + "".join(f"{line}\n" for line in lines))
    print(f"{name}: {len(lines)}")


def lookalikes(ward, names):
    """Names that the program finds like one of the popular ones, whether it tells them or dismisses them as established."""
    done = subprocess.run([ward, "vet", "registry", "-", "--ndjson", "--all"], input="".join(f"{name}\n" for name in names),
                          capture_output=True, text=True, check=True)
    both = "both are established"
    found = set()
    for line in done.stdout.splitlines():
        row = json.loads(line)
        # Other scopes, the runtime and options (T10, T19 and later) have rules of their own.
        if any(like["signal"] != "T10" and like["signal"] < "T19" and like.get("dismissed", both) == both for like in row["likenesses"]):
            found.add(row["name"])
    return sorted(found)


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("list")
    arguments.add_argument("--date", required=True)
    arguments.add_argument("--ward")
    given = arguments.parse_args()
    rows = read_list(given.list)
    order = ranked(rows)
    write("npm-popular.txt", [f"npm names by monthly downloads, {given.date}", "The most used first."], order[:popular])
    scopes = {}
    for name, count in rows.items():
        if name.startswith("@") and "/" in name:
            scopes[name[1:name.index("/")]] = scopes.get(name[1:name.index("/")], 0) + count
    scopes = {name: count for name, count in scopes.items() if count >= scope_downloads}
    write("npm-scopes.txt", [f"npm scopes whose packages have {scope_downloads:,} downloads a month together, {given.date}",
                             "The most used first, without the @."], ranked(scopes))
    if given.ward:
        write("npm-lookalikes.txt", [f"npm names that look like a more popular one and are established themselves, {given.date}",
                                     f"Of the {established:,} most used names those behind the first {popular:,}. Sorted."],
              lookalikes(given.ward, order[popular:established]))


main()
