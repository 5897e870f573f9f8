#!/usr/bin/env python3
"""An update that is killed wherever it reaches the disk, and ended: crash.py PROGRAM

strace kills the program at its Nth call of a kind, for every second N (every one with WARD_TEST_LONG=1, and always of renames). Whenever that was, the dependency's folder is the
old one or the new one; `resume` (or, where nothing had begun, a new `apply`) ends with exactly what an undisturbed run leaves; and
`abort` with exactly what was there before.
"""
import os
import pathlib
import shutil
import signal
import subprocess
import sys

import apply_world

program = str(pathlib.Path(sys.argv[1]).resolve())
# Where a step becomes durable: rows of the store, lines of the journal, the places themselves.
CALLS = ("fdatasync", "fsync", "renameat2", "rename", "syncfs")
MOST = 60
STRIDE = 1 if os.environ.get("WARD_TEST_LONG") == "1" else 2


def killed_at(world, call, number, *words):
    command = ["strace", "-f", "-q", "-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={call}:signal=SIGKILL:when={number}", *world.command(*words)]
    # LeakSanitizer cannot work beside another tracer.
    done = subprocess.run(command, env=world.environment(ASAN_OPTIONS="detect_leaks=0"), capture_output=True, text=True, timeout=300)
    return done.returncode in (-signal.SIGKILL, 128 + signal.SIGKILL), done


def message_of(world):
    return world.git("log", "-1", "--format=%s%n%b").replace(world.upstream.url, "UPSTREAM")


def uncommitted(world):
    """A change of a person's, which the update has to carry over."""
    with (world.project / "deps/pkg/lib/index.js").open("a") as file:
        file.write("exports.mine = true;\n")


def stack(world):
    """A local patch that stands one line lower in the next version."""
    uncommitted(world)
    world.run("patch", "new", "pkg", "mine")
    world.commit("a local patch")


def own_changes():
    """What a person has in the tree is never lost, and what ward writes for them is never half there."""
    bodies = {"1.1.0": "// 1.1.0\n// more\n" + apply_world.BODY}
    count = 0
    for words, prepare, places in ((("apply", "--autostash"), uncommitted, ("deps/pkg",)),
                                   (("patch", "refresh", "pkg", "--to", "1.1.0"), stack, ("deps/patches/pkg", "deps/pkg"))):
        def fresh():
            world = apply_world.fresh(program, recipes=apply_world.PATCHED, bodies=bodies)
            prepare(world)
            return world
        parts = lambda world: [world.tree(place) for place in places]
        undisturbed = fresh()
        old = parts(undisturbed)
        undisturbed.run(*words)
        new, after = parts(undisturbed), undisturbed.tree()
        undisturbed.close()
        assert old != new and all(any(b"mine" in text for text in part.values()) for part in new), words
        for call in ("renameat2", "rename", "fsync"):
            for number in range(1, MOST + 1, 3 * STRIDE if call == "fsync" else STRIDE):
                world = fresh()
                was_killed, done = killed_at(world, call, number, *words)
                what = f"{words} killed at {call} {number}"
                if not was_killed:
                    assert done.returncode == 0, (what, done.stdout, done.stderr)
                    world.close()
                    break
                count += 1
                for there, before, wanted in zip(parts(world), old, new):
                    assert there in (before, wanted), f"{what}: a mix: {sorted(there)}"
                if words[0] == "apply": subprocess.run(world.command("resume"), env=world.environment(), capture_output=True, timeout=300)
                world.run(*words)
                assert world.tree() == after, f"{what}: not what an undisturbed run leaves"
                world.close()
    print(f"killed {count} times over a person's own changes")
    assert count > 10, count


def main():
    if shutil.which("strace") is None or subprocess.run(["strace", "-q", "-o", "/dev/null", "true"], capture_output=True).returncode != 0:
        print("needs strace, and a kernel that lets it trace")
        return 77
    undisturbed = apply_world.fresh(program)
    old = undisturbed.tree("deps/pkg")
    before = undisturbed.tree()
    undisturbed.run("apply", "--commit")
    new, after = undisturbed.tree("deps/pkg"), undisturbed.tree()
    subject = message_of(undisturbed)
    undisturbed.close()
    kills = {}
    for ending in ("resume", "abort"):
        for call in CALLS:
            # Every call once; taken back after each third, and after each third of the journal's own.
            step = 3 * STRIDE if ending == "abort" or call == "fsync" else 1 if call.startswith("rename") else STRIDE
            for number in range(1, MOST + 1, step):
                world = apply_world.fresh(program)
                was_killed, done = killed_at(world, call, number, "apply", "--commit")
                what = f"killed at {call} {number}, {ending}"
                if not was_killed:
                    assert done.returncode == 0, (what, done.stdout, done.stderr)
                    world.close()
                    break
                kills[call] = kills.get(call, 0) + 1
                there = world.tree("deps/pkg")
                assert there in (old, new), f"{what}: the folder is a mix: {sorted(there)}"
                end = subprocess.run(world.command(ending), env=world.environment(), capture_output=True, text=True, timeout=300)
                committed = world.git("log", "-1", "--format=%s") != "base"
                if ending == "abort" and end.returncode == 0 and not committed:
                    assert world.tree() == before, f"{what}: not what was there before"
                    world.close()
                    continue
                # Nothing had begun: there is nothing to resume or to take back.
                if end.returncode != 0: assert "no run was interrupted" in end.stdout + end.stderr or committed, (what, end.stdout, end.stderr)
                again = subprocess.run(world.command("apply", "--commit"), env=world.environment(), capture_output=True, text=True, timeout=300)
                assert again.returncode == 0, (what, end.returncode, end.stdout, end.stderr, again.stdout, again.stderr)
                assert world.tree() == after, f"{what}: not what an undisturbed run leaves"
                assert message_of(world) == subject, what
                assert world.git("status", "--porcelain") == "", (what, world.git("status", "--porcelain"))
                world.close()
            else:
                raise AssertionError(f"more than {MOST} calls of {call}")
    print("killed " + ", ".join(f"{count} at {call}" for call, count in sorted(kills.items())))
    assert sum(kills.values()) > 20, kills
    own_changes()
    return 0


sys.exit(main())
