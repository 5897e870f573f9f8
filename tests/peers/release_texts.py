#!/usr/bin/env python3
"""release_texts.py DRIVER: ward's posts about past security releases beside those of `git node security`, from the same
vulnerabilities.json: front matter, the lines named, headings and their order, impact, thanks, dependencies, and what is announced of
each line. Sentences are each program's own.

Known defects of the peer are left out by name (docs/release-outputs.md): dates and slugs of the machine's zone (it runs in UTC here),
a slug that follows the month, titles that are not escaped (compared without backslashes), downloads, which it asks a server for.
The peer runs from the folder that release_texts.sh makes. Without WARD_TEST_PEERS=1, that folder or tests/nodes: exit 77.
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

root = pathlib.Path(__file__).resolve().parents[2]
peer = root / "build/peers/node-core-utils/node_modules/@node-core/utils"
node = root / "tests/nodes/node_modules/node-24/bin/node"  # the peer wants 22.22 or newer
history = root / "tests/release/history"

# The peer's own functions, in the order in which its commands call them; prompts and questions to servers answer nothing.
HARNESS = """
import fs from 'node:fs';
const { default: SecurityBlog } = await import(process.argv[1] + '/lib/security_blog.js');
for (const folder of JSON.parse(fs.readFileSync(0, 'utf8'))) {
  const content = JSON.parse(fs.readFileSync(folder + '/vulnerabilities.json', 'utf8'));
  const blog = new SecurityBlog({ prompt: async () => '', error: console.error, ok() {}, info() {} });
  blog.getDownloadsTemplate = async () => '';
  const releaseDate = new Date(content.releaseDate);
  const data = { annoucementDate: releaseDate.toISOString(), releaseDate: blog.formatReleaseDate(releaseDate),
    affectedVersions: blog.getAffectedVersions(content), slug: blog.getSlug(releaseDate), impact: blog.getImpact(content) };
  const pre = blog.buildPreRelease(blog.getSecurityPreReleaseTemplate(),
    { ...data, vulnerabilities: blog.getPreReleaseVulnerabilities(content) });
  const post = await blog.buildPostRelease(blog.getSecurityPostReleaseTemplate(),
    { ...data, vulnerabilities: blog.getVulnerabilities(content), author: 'The Node.js Project', dependencyUpdates: content.dependencies }, content);
  fs.writeFileSync(folder + '/peer-pre.md', pre);
  fs.writeFileSync(folder + '/peer-post.md', post + pre.substring(pre.indexOf('# Summary')));
}
"""
THANKS = [re.compile(r"Thank you, to (?P<reporter>.*) for reporting this vulnerability and thank you (?P<fixers>.*) for fixing it\."),
          re.compile(r"Reported by (?P<reporter>.*?)\. Fixed by (?P<fixers>.*)\. Thank you!"),
          re.compile(r"Reported and fixed by (?P<reporter>(?P<fixers>.*))\. Thank you!"),
          re.compile(r"Reported by (?P<reporter>.*)\. Thank you!")]
RATED = [re.compile(r"The highest severity issue fixed in the (\d+\.x) release line is ([A-Z]+)\."),
         re.compile(r"- (\d+\.x): the most severe issue is rated ([A-Z]+)\.")]


def shape(text):
    """The lines of a post that have a form, in their order."""
    front, body = text.removeprefix("---\n").split("\n---\n", 1)
    found = [line for line in front.splitlines() if not line.startswith(("slug:", "date:"))]
    lines = None
    section = ""
    for line in body.splitlines():
        if line.startswith("#"):
            section = line
            found.append(re.sub(r"\\(.)", r"\1", line))
        elif lines is None and re.search(r"\d+\.x", line):
            lines = re.findall(r"\d+\.x", line)
            found.append(f"lines {lines}")
        elif line.startswith("- This vulnerability affects"):
            found.append(line)
        elif line.startswith("- ") and section.endswith("available"):
            name, on = re.match(r"- (\S+).* on ([^(]*)", line).groups()
            which = lines if on == "all release lines" else on.split(", ")
            found.append(f"{name} {sorted({each.split('.')[0] for each in which}, key=int)}")
        else:
            for form in THANKS:
                if match := form.fullmatch(line):
                    names = match.groupdict().get("fixers", "")
                    found.append(("thanks", match["reporter"], tuple(re.split(", | and ", names))))
                    break
            for form in RATED:
                if match := form.fullmatch(line):
                    found.append((match[1], match[2]))
    return [line for line in found if line]


def main():
    if os.environ.get("WARD_TEST_PEERS") != "1" or not peer.is_dir() or not node.exists():
        print("skipped: no WARD_TEST_PEERS=1, @node-core/utils or node 24")
        return 77
    driver = str(pathlib.Path(sys.argv[1]).resolve())
    failed = 0
    compared = 0
    with tempfile.TemporaryDirectory() as scratch:
        folders = []
        for facts in sorted(history.glob("*/facts.json")):
            folder = pathlib.Path(scratch) / facts.parent.name
            folder.mkdir()
            record = json.loads(facts.read_text())["release"]
            for report in record["reports"]:
                report["summary"] = "Told elsewhere."
                # The peer thanks nobody by the word "undefined" or not at all.
                names = report.setdefault("credits", [])
                for kind in {"reporter", "remediation developer"} - {each["kind"] for each in names}:
                    names.append({"handle": "somebody", "kind": kind})
            (folder / "record.json").write_text(json.dumps(record))
            subprocess.run([driver, folder / "record.json", folder], check=True)
            folders.append(folder)
        subprocess.run([node, "--input-type=module", "-e", HARNESS, str(peer)], input=json.dumps([str(each) for each in folders]), text=True,
                       env={**os.environ, "TZ": "UTC"}, check=True)
        for folder in folders:
            for name in ("pre", "post"):
                ours = shape((folder / f"blog-{name}.md").read_text())
                theirs = shape((folder / f"peer-{name}.md").read_text())
                compared += len(theirs)
                if ours != theirs:
                    failed += 1
                    print(f"{folder.name} {name}:")
                    for mine, other in [*zip(ours, theirs), (f"{len(ours)} lines", f"{len(theirs)} lines")]:
                        if mine != other:
                            print(f"  ward {mine}\n  peer {other}")
    print(f"{len(folders)} releases, {compared} lines with a form compared, {failed} posts differ")
    return 1 if failed or compared == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
