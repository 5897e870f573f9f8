#!/usr/bin/env python3
"""scorecard_monitor.py DRIVER: ward's drop-in files beside scorecard-monitor's own, byte for byte: database.json, report.md,
the issue's body and the scores it sets as output, for made-up databases and results in every style; and the whole action,
with tags in an existing report and with the databases it begins anew.

scorecard-monitor runs from the clone that scorecard_monitor.sh makes, or from $WARD_SCORECARD_MONITOR. Without
WARD_TEST_PEERS=1, a clone with its packages, or node there is nothing to compare (exit 77)."""
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

root = pathlib.Path(__file__).resolve().parents[2]
clone = pathlib.Path(os.environ.get("WARD_SCORECARD_MONITOR", root / "build/peers/scorecard_monitor"))
TOOLS = ["scorecard-visualizer", "deps.dev"]

# Calls its own functions for every case folder, and writes what comes back beside ward's.
HARNESS = """
const fs = require('fs'); const path = require('path');
const { generateScores } = require(path.resolve('src/index.js'));
(async () => {
  for (const { folder, tool, badges, heading } of JSON.parse(fs.readFileSync(0, 'utf8'))) {
    const database = JSON.parse(fs.readFileSync(folder + '/database.json', 'utf8'));
    const outputs = folder + '/outputs';
    fs.writeFileSync(outputs, '');
    process.env.GITHUB_OUTPUT = outputs;
    const made = await generateScores({ scope: {}, database, resultsPath: folder + '/results.json', reportTagsEnabled: !heading,
      renderBadge: badges, reportTool: tool, maxRequestInParallel: 10 });
    fs.mkdirSync(folder + '/peer');
    fs.writeFileSync(folder + '/peer/database.json', JSON.stringify(made.database, null, 2));
    fs.writeFileSync(folder + '/peer/report.md', made.reportContent);
    if (made.issueContent) fs.writeFileSync(folder + '/peer/issue.md', made.issueContent);
    fs.writeFileSync(folder + '/peer/scores.json', fs.readFileSync(outputs, 'utf8').split('\\n')[1]);
  }
})().catch(error => { console.error(error); process.exit(1); });
"""


def record(dice):
    date = f"20{dice.randint(22, 30)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"
    if dice.random() < 0.5:
        date += f"T{dice.randint(0, 23):02}:{dice.randint(0, 59):02}:00Z"
    score = dice.choice([dice.randint(0, 10), dice.randint(0, 100) / 10, dice.randint(0, 1000) / 100])
    return {"score": score, "date": date, "commit": "%040x" % dice.getrandbits(160)}


def make_case(dice, folder, repositories):
    """A database that knows some of the repositories, and results for most of them, some with the score they had."""
    owners = ["Org", "a-b", "7", "z_z.z"]
    names = {(dice.choice(owners), dice.choice([f"r{i}", f"{i}", f"R.{i}_x", f"-{i}"])) for i in range(repositories)}
    database = {"github.com": {}}
    results = []
    for owner, name in sorted(names, key=lambda _: dice.random()):
        known = [record(dice) for _ in range(dice.randint(0, 4))]
        if known:
            database["github.com"].setdefault(owner, {})[name] = {"previous": known[:-1], "current": known[-1]}
        if dice.random() < 0.9:
            now = record(dice)
            if known and dice.random() < 0.4:
                now["score"] = known[-1]["score"]
            results.append({"date": now["date"], "repo": {"name": f"github.com/{owner}/{name}", "commit": now["commit"]},
                            "scorecard": {"version": "v5.5.0", "commit": "x"}, "score": now["score"], "checks": []})
    folder.mkdir()
    (folder / "database.json").write_text(json.dumps(database))
    (folder / "results.json").write_text(json.dumps(results))


def run_own(driver, folder, tool, badges, heading):
    words = ["yes" if word else "no" for word in (badges, heading)]
    subprocess.run([driver, str(folder), tool, *words], check=True)


def differences(folder):
    for name in ["database.json", "report.md", "issue.md", "scores.json"]:
        own, peer = (folder / side / name for side in ("own", "peer"))
        if own.exists() != peer.exists():
            yield f"{folder.name}: only {'ward' if own.exists() else 'scorecard-monitor'} wrote {name}"
        elif own.exists() and own.read_bytes() != peer.read_bytes():
            yield f"{folder.name}: {name} differs\n--- ward\n{own.read_text()[:600]}\n--- scorecard-monitor\n{peer.read_text()[:600]}"


def run_action(folder, tool, badges, tags):
    """The whole action on copies of the files, in the clone (it looks for its templates where it runs)."""
    peer = folder / "peer"
    peer.mkdir()
    for name in ["database.json", "original.md"]:
        if (folder / name).exists():
            shutil.copy(folder / name, peer / ("report.md" if name == "original.md" else name))
    (folder / "outputs").touch()
    inputs = {"database": peer / "database.json", "report": peer / "report.md", "results-path": folder / "results.json",
              "report-tool": tool, "render-badge": str(badges).lower(), "report-tags-enabled": str(tags).lower()}
    environment = {**os.environ, "GITHUB_OUTPUT": str(folder / "outputs")}
    environment.update({f"INPUT_{name.upper()}": str(value) for name, value in inputs.items()})
    return subprocess.run(["node", "src/action.js"], cwd=clone, env=environment, capture_output=True, text=True, check=False)


def main():
    if os.environ.get("WARD_TEST_PEERS") != "1":
        print("skipped: compares with other programs (WARD_TEST_PEERS=1)")
        return 77
    if not (clone / "node_modules/ejs").exists() or not shutil.which("node"):
        print("skipped: no clone of scorecard-monitor with its packages (tests/peers/scorecard_monitor.sh), or no node")
        return 77
    driver = sys.argv[1]
    problems = []
    with tempfile.TemporaryDirectory() as temporary:
        work = pathlib.Path(temporary)
        dice = random.Random(1)
        cases = []
        for number in range(120):
            folder = work / f"case{number}"
            make_case(dice, folder, dice.choice([0, 1, 3, 20, 100, 101] if number else [1000]))
            cases.append({"folder": str(folder), "tool": TOOLS[number % 2], "badges": number % 4 > 1, "heading": number % 3 > 0})
        subprocess.run(["node", "-e", HARNESS], cwd=clone, input=json.dumps(cases), text=True, check=True, stdout=subprocess.DEVNULL)
        for case in cases:
            run_own(driver, case["folder"], case["tool"], case["badges"], case["heading"])
            problems += differences(pathlib.Path(case["folder"]))

        # The action itself: what it starts from, and a report that is a part of another file.
        starts = {"missing": None, "blank": " \n", "empty": "{}", "host": '{"github.com": {}}', "null": '{"github.com": null}',
                  "broken": "{", "list": "[]"}
        for name, start in starts.items():
            folder = work / name
            make_case(dice, folder, 5)
            (folder / "database.json").unlink()
            if start is not None:
                (folder / "database.json").write_text(start)
            tags = name != "host"
            if tags:
                (folder / "original.md").write_text(
                    "# Ours\n<!-- OPENSSF-SCORECARD-MONITOR:START -->\nold\n<!-- OPENSSF-SCORECARD-MONITOR:END -->\nmore\n")
            ran = run_action(folder, TOOLS[0], False, tags)
            own = subprocess.run([driver, str(folder), TOOLS[0], "no", "no" if tags else "yes"], capture_output=True, check=False)
            if (ran.returncode == 0) != (own.returncode == 0):
                problems.append(f"{name}: scorecard-monitor ends with {ran.returncode}, ward with {own.returncode}\n{ran.stdout[-600:]}{ran.stderr[-600:]}")
            elif own.returncode == 0:
                (folder / "own/scores.json").unlink()
                problems += differences(folder)
            elif (folder / "own").exists():
                problems.append(f"{name}: ward failed and wrote")
        print(f"{len(cases)} databases and {len(starts)} runs of the action compared, {len(problems)} differences")
    print("\n".join(problems[:10]))
    return 1 if problems else 0


sys.exit(main())
