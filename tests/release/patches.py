#!/usr/bin/env python3
"""patches.py WARD [CASE…]: the fixes of a release line on top of its staging branch, and its proposal: on real repositories, with
what may be private and what may not."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from group_world import SUMMARY, TITLE, World, run_cases  # noqa: E402
from steps import nothing_more  # noqa: E402

PRIVATE = "nodejs-private/node-private"
PULL = f"https://github.com/{PRIVATE}/pull/"
CHANGELOG = """# Node.js 22 ChangeLog

<table>
<tr>
<th>LTS 'Jod'</th>
</tr>
<tr>
<td>
<a href="#22.22.2">22.22.2</a><br/>
</td>
</tr>
</table>

<a id="22.22.2"></a>

## 2026-04-21, Version 22.22.2 'Jod' (LTS), @somebody

### Notable Changes

* nothing
"""


def project(world):
    """The project with a public and a private repository, a staging branch, and two pull requests of the private one."""
    world.sh("git init -q --bare -b main public.git && git init -q --bare -b main private.git && rmdir project && git init -q -b main project")
    world.sh("git config user.name Dev && git config user.email dev@example.org && git remote add origin ../public.git && git remote add group ../private.git && "
             "mkdir -p lib doc/changelogs && printf 'one\\ntwo\\nthree\\nfour\\nfive\\n' > lib/a.js && printf 'x\\n' > lib/b.js", "project")
    (world.work / "project/doc/changelogs/CHANGELOG_V22.md").write_text(CHANGELOG)
    world.sh("git add -A && git commit -qm first && git tag -a -m v v22.22.2 && git push -q origin main v22.22.2 && git push -q group main && "
             "git branch v22.x && git checkout -q -b v22.x-staging && echo staged > lib/c.js && git add -A && git commit -qm 'lib: something public' && "
             "git push -q group v22.x v22.x-staging && git push -q origin v22.x", "project")
    for number, change in ((7, "sed -i 's/two/two, checked/' lib/a.js"), (8, "sed -i 's/x/y/' lib/b.js")):
        world.sh(f"git checkout -q -b fix{number} main && {change} && git add -A && "
                 f"GIT_AUTHOR_NAME='Fix Er' GIT_AUTHOR_EMAIL=fix@example.org git commit -qm 'lib: check a limit' -m 'It was not checked.' && "
                 f"git push -q group fix{number}:refs/pull/{number}/head && git checkout -q v22.x-staging && git branch -q -D fix{number}", "project")
    file = world.work / "group/ward.release.toml"
    file.write_text(file.read_text().replace('["github.com/nodejs-private/*"]', '["github.com/nodejs-private/*", "../private.git"]'))
    for number in range(1, 9):
        pull = world.github.add_issue(PRIVATE, f"fix {number}", "text", ("steward", "User", "MEMBER"))
        pull.update({"pull_request": {"url": "x"}, "head": {"ref": f"fix{number}", "owner": "nodejs-private", "sha": "0" * 40, "repo": {"full_name": PRIVATE}},
                     "base": {"ref": "main"}, "draft": False, "html_url": PULL + str(number)})


def record(world, **more):
    one = world.record(**{"state": "cve-assigned", **more})
    one["reports"][0]["ranges"][0]["pull"] = PULL + "7"
    one["reports"][1]["ranges"][0]["pull"] = PULL + "8"
    return one


def words(world, *more):
    return ("--line", "22", "--remote", "group", *world.checkouts("project"), *more)


def a_line_gets_its_fixes(program):
    with World(program) as world:
        project(world)
        world.put(record(world))
        head = world.sh("git rev-parse HEAD; git status --porcelain; cat .git/HEAD", "project")
        out = world.ward("patches", "status", *words(world))
        assert out == f"22.x  {PULL}7  applies (1 commit)\n22.x  {PULL}8  applies (1 commit)\n", out
        assert world.sh("git for-each-ref refs/heads/ward-security", "project") == ""
        world.go("patches", "apply", *words(world))
        branch = world.sh("git for-each-ref --format='%(refname)' refs/heads/ward-security", "project")
        assert branch == "refs/heads/ward-security/2026-06-16/v22.x", branch
        log = world.sh(f"git log --format='%an|%B' -2 {branch}", "project")
        assert f"Fix Er|lib: check a limit\n\nIt was not checked.\n\nPR-URL: {PULL}8\nCVE-ID: CVE-2026-41415" in log and f"PR-URL: {PULL}7\nCVE-ID: CVE-2026-41414" in log, log
        assert world.sh(f"git show {branch}:lib/a.js", "project") == "one\ntwo, checked\nthree\nfour\nfive"
        assert world.sh(f"git log --format=%s -3 {branch}", "project").splitlines()[-1] == "lib: something public"
        # The work tree is as it was.
        assert head == world.sh("git rev-parse HEAD; git status --porcelain; cat .git/HEAD", "project")
        assert world.read()["lines"][0]["state"] == "patched"
        nothing_more(world, "patches", "apply", *words(world))
        # Another day, the same commits.
        world.now = "2026-06-03T00:00:00Z"
        nothing_more(world, "patches", "apply", *words(world))


def what_is_there_is_not_applied_again(program):
    with World(program) as world:
        project(world)
        world.sh(f"sed -i s/x/y/ lib/b.js && git commit -qam 'lib: check a limit' -m 'PR-URL: {PULL}8' && git push -q group v22.x-staging", "project")
        # The other one has the change in other words: nothing of it is left.
        world.sh("sed -i 's/two/two, checked/' lib/a.js && git commit -qam 'lib: a limit, by hand' && git push -q group v22.x-staging", "project")
        world.put(record(world))
        out = world.ward("patches", "status", *words(world))
        assert out.count("there already") == 2, out


def conflicts_stop_and_name_files(program):
    with World(program) as world:
        project(world)
        world.sh("sed -i 's/two/zwei/' lib/a.js && git commit -qam 'lib: another language' && git push -q group v22.x-staging", "project")
        world.put(record(world))
        refs = world.sh("git for-each-ref", "project")
        world.ward("patches", "apply", *words(world), status=13)
        assert f"{PULL}7: conflicts in lib/a.js" in world.errors, world.errors
        out = world.ward("patches", "status", *words(world), status=1)
        assert "conflicts in lib/a.js" in out and f"{PULL}8  applies" in out, out
        assert refs == world.sh("git for-each-ref", "project")


def what_is_not_there_is_told(program):
    with World(program) as world:
        project(world)
        one = record(world)
        one["reports"][0]["ranges"][0]["pull"] = PULL + "6"  # no branch of it at the remote
        one["reports"][1]["ranges"][0]["pull"] = PULL + "99"
        one["dependencies"] = [{"name": "undici", "line": "22", "to": "7.28.0", "pull": "https://github.com/nodejs/node/pull/1"}]
        world.put(one)
        world.ward("patches", "apply", *words(world), status=13)
        for text in (f"{PULL}6: its commits are not at the remote", f"{PULL}99: is not there", "nodejs/node/pull/1: is no pull request of nodejs-private/node-private"):
            assert text in world.errors, (text, world.errors)
        world.ward("patches", "apply", *words(world, "--base", "nowhere"), status=3)


def nothing_goes_to_a_public_remote(program):
    with World(program) as world:
        project(world)
        world.put(record(world))
        world.go("patches", "apply", *words(world))
        public = world.sh("git for-each-ref", "public.git")
        # A public name; a private name that pushes elsewhere; an URL that is rewritten.
        for setup in ("true", "git remote add closed ../private.git && git remote set-url --push closed ../public.git",
                      "git remote add turned ../private.git && git config url.../public.git.pushInsteadOf ../private.git"):
            world.sh(setup, "project")
            remote = {"true": "origin"}.get(setup, "closed" if "closed" in setup else "turned")
            for step in (("patches", "apply"), ("proposal",)):
                world.ward(*step, "--line", "22", "--remote", remote, *world.checkouts("project"), status=12)
                assert "embargo" in world.errors, world.errors
        assert public == world.sh("git for-each-ref", "public.git")


def a_proposal(program):
    for fault in ("", "drop-after", "kill"):
        with World(program) as world:
            project(world)
            world.put(record(world))
            world.go("patches", "apply", *words(world))
            world.ward("proposal", *words(world), status=11)
            if fault == "kill":
                assert world.killed_at(world.github, 1, "after", "proposal", *words(world), "--yes-plan", world.hash)
                world.ward("resume", *world.checkouts("project"))
            else:
                if fault:
                    world.github.faults.append({"at": 1, "what": fault})
                world.ward("proposal", *words(world), "--yes-plan", world.hash)
            pulls = [write for write in world.github.writes if write["path"].endswith("/pulls")]
            assert len(pulls) == 1 and pulls[0]["body"]["title"] == "v22.23.0 proposal" and pulls[0]["path"] == f"/repos/{PRIVATE}/pulls", pulls
            assert world.read()["lines"][0]["state"] == "proposed" and world.read()["lines"][0]["proposal"].startswith(PULL)
            changelog = world.sh("git show v22.23.0-proposal:doc/changelogs/CHANGELOG_V22.md", "private.git")
            assert changelog.index('<a href="#22.23.0">') < changelog.index('<a href="#22.22.2">') < changelog.index('<a id="22.23.0">') < changelog.index('<a id="22.22.2">')
            assert "## 2026-06-16, Version 22.23.0 'Jod' (LTS)\n" in changelog and "This is a security release." in changelog, changelog
            assert f"* (CVE-2026-41414) {TITLE} – High" in changelog and f"[{PRIVATE}#7]({PULL}7)" in changelog and "**(CVE-2026-41414)** **lib**: check a limit (Fix Er)" in changelog, changelog
            message = world.sh("git log -1 --format=%B v22.23.0-proposal", "private.git")
            assert message.startswith("2026-06-16, Version 22.23.0 'Jod' (LTS)\n\nThis is a security release.\n\nNotable changes:"), message
            assert world.sh("git for-each-ref refs/heads/v22.23.0-proposal", "public.git") == ""
            nothing_more(world, "proposal", *words(world))


def in_the_open(program):
    """A project whose reports are public has no private repository: all of it happens in the public one."""
    with World(program) as world:
        project(world)
        file = world.work / "group/ward.release.toml"
        file.write_text(file.read_text().replace(f'private_repository = "{PRIVATE}"', 'private_repository = ""'))
        world.sh("git push -q origin v22.x-staging refs/remotes/group/main:refs/heads/x && git fetch -q ../private.git 'refs/pull/*:refs/pull/*' && git push -q origin 'refs/pull/*:refs/pull/*'", "project")
        for issue in world.github.issues[PRIVATE]:
            made = world.github.add_issue("nodejs/node", issue["title"], "text", ("steward", "User", "MEMBER"))
            made.update({**issue, "number": made["number"], "html_url": f"https://github.com/nodejs/node/pull/{made['number']}"})
        world.allow(*world.secrets[:5])
        one = record(world, embargo="none")
        for report in one["reports"]:
            report["ranges"][0]["pull"] = report["ranges"][0]["pull"].replace(PRIVATE, "nodejs/node")
        world.put(one)
        open_words = ("--line", "22", "--remote", "origin", *world.checkouts("project"))
        world.go("patches", "apply", *open_words)
        world.go("proposal", *open_words)
        pulls = [write["path"] for write in world.github.writes if write["path"].endswith("/pulls")]
        assert pulls == ["/repos/nodejs/node/pulls"], pulls
        assert world.sh("git for-each-ref --format='%(refname)' refs/heads/v22.23.0-proposal", "public.git")
        # With an embargo nothing of it goes there.
        world.put({**one, "embargo": "coordinated"})
        world.ward("patches", "apply", *open_words, status=12)
        assert not any("node-private" in request for request in world.github.requests)


def a_regular_release_in_between(program):
    """nodejs/Release#1135: 22.22.3 comes out while the security release builds on 22.22.2."""
    with World(program) as world:
        project(world)
        world.put(record(world))
        world.go("patches", "apply", *words(world))
        world.released["22.22.3"] = "2026-05-30"
        world.ward("proposal", *words(world), status=13)
        assert "22.22.3 came out since the record was made" in world.errors, world.errors
        world.put(record(world, state="announced"))
        world.now = "2026-06-16T13:00:00Z"
        world.ward("ship", "--line", "22", *world.checkouts("project"), status=13)
        assert "22.22.3 came out" in world.errors, world.errors


CASES = [a_line_gets_its_fixes, what_is_there_is_not_applied_again, conflicts_stop_and_name_files, what_is_not_there_is_told, nothing_goes_to_a_public_remote,
         a_proposal, in_the_open, a_regular_release_in_between]

if __name__ == "__main__":
    sys.exit(run_cases(CASES, sys.argv[1], sys.argv[2:]))
