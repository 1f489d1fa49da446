"""Snapshots and what runs them again: killed at random moments, and in a large repository.

    python -m tests.benchmarks.snapshots kill --times 100 --seed 1
    python -m tests.benchmarks.snapshots large --files 20000 --commits 50000

``kill``: after each kill the user's work tree, index, stash, branches and HEAD are what they
were, byte for byte; after the next run no worktree is left. ``large``: how long everything but
the tests takes.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from pytest_phase.adapters.snapshots import GitSnapshots
from pytest_phase.core.evidence import Evidence, Red
from tests.repository import Repository

PLAN = "### Task 1: Money\n\n- Tests: `tests/test_money.py`\n- Implementation: `money.py`\n"
TEST = "from money import cents\n\n\ndef test_cents():\n    assert cents('2') == 200\n"
STUB = "def cents(price):\n    raise NotImplementedError\n"
CODE = "def cents(price):\n    return int(price) * 100\n"
PYTEST = (sys.executable, "-B", "-m", "pytest", "-q", "-p", "no:cacheprovider")
REPRODUCE = (*PYTEST, "--phase-gate", "--phase-reproduce")
REPLAY = (*PYTEST, "--phase-gate", "--phase-replay=HEAD~1")
KEEP = (sys.executable, "-B", "-m", "tests.benchmarks.snapshots", "keep")
VICTIMS = {"keep": KEEP, "reproduce": REPRODUCE, "replay": REPLAY}


def row(number: int) -> Evidence:
    """The row of a red that no other snapshot has."""
    return Evidence("tests/test_money.py::test_cents", f"{number:012x}", Red("stub", "0" * 12))


def plant(root: Path, files: int) -> Repository:
    """A project seen red and green, with a stash, a half-staged file and untracked work."""
    repository = Repository(root)
    for number in range(files):
        repository.write(f"data/{number % 100}/{number}.txt", f"{number}\n" * 20)
    repository.write("PLAN.md", PLAN)
    repository.write("pytest.ini", "[pytest]\nphase_plan = PLAN.md\npythonpath = .\n")
    repository.write("money.py", STUB)
    repository.commit("before")
    repository.write("tests/test_money.py", TEST)
    subprocess.run(PYTEST, cwd=root, capture_output=True, check=False)
    repository.write("money.py", CODE)
    subprocess.run(PYTEST, cwd=root, capture_output=True, check=True)
    repository.commit("after")
    repository.write("notes.txt", "stashed\n")
    repository.git("stash", "--include-untracked")
    repository.write("pytest.ini", "[pytest]\nphase_plan=PLAN.md\npythonpath = .\n")
    repository.git("add", "pytest.ini")
    repository.write("pytest.ini", "[pytest]\nphase_plan = PLAN.md\npythonpath = .\n\n")
    repository.write("new.txt", "untracked\n")
    return repository


def mine(repository: Repository) -> dict[str, str]:
    """The user's state, without what git keeps of worktrees that are not the user's.

    What outlived its parent may still tidy up there.
    """
    while True:
        try:
            found = repository.state()
        except FileNotFoundError:
            time.sleep(0.1)
            continue
        return {
            path: kept for path, kept in found.items() if not path.startswith(".git/worktrees/")
        }


def kill_one(words: tuple[str, ...], root: Path, delay: float, *, group: bool) -> bool:
    """Start a victim and kill it after ``delay`` seconds, alone or with all it started.

    Whether it still ran.
    """
    victim = subprocess.Popen(
        words,
        cwd=root if words is not KEEP else Path.cwd(),
        env={**os.environ, "KEEP_IN": str(root)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    time.sleep(delay)
    ran = victim.poll() is None
    if ran:
        (os.killpg if group else os.kill)(victim.pid, signal.SIGKILL)
    victim.wait()
    return ran


def settle(root: Path) -> None:
    """Wait for children of git that outlived their parent."""
    for _ in range(100):
        if not list((root / ".git").glob("*.lock")):
            return
        time.sleep(0.05)


def kills(times: int, seed: int, root: Path, only: str | None) -> Iterator[str]:
    """Kill each kind of victim, and hold the state against what it was."""
    repository, dice = plant(root, 300), random.Random(seed)
    for name, words in VICTIMS.items():
        if only not in (None, name):
            continue
        before = mine(repository)
        began = time.monotonic()
        if words is not KEEP:
            done = subprocess.run(words, cwd=root, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stdout + done.stderr
        whole = time.monotonic() - began if words is not KEEP else 1.0
        hit = 0
        for number in range(times):
            delay = dice.uniform(0.15, whole * 1.02)
            hit += kill_one(words, root, delay, group=bool(number % 2))
            settle(root)
            after = mine(repository)
            if after != before:
                changed = {p for p in {*before, *after} if before.get(p) != after.get(p)}
                raise SystemExit(f"{name}, kill {number} after {delay:.3f} s changed {changed}")
        if words is KEEP:
            GitSnapshots(root).keep({"money": [row(-1 % 2**40)]})
        else:
            subprocess.run(words, cwd=root, capture_output=True, check=True)
            left = repository.git("worktree", "list").splitlines()[1:]
            if left or any((root / ".git").glob("worktrees/*")):
                raise SystemExit(f"{name}: worktrees are left: {left}")
        if mine(repository) != before:
            raise SystemExit(f"{name}: the run after the kills changed something")
        yield f"{name}: {times} kills, {hit} while it ran: nothing of the user's changed"


def keep_until_killed() -> None:
    """Keep one snapshot after the other."""
    store, number = GitSnapshots(Path(os.environ["KEEP_IN"])), 0
    while True:
        store.keep({"money": [row(number)]})
        number += 1


def grow(root: Path, files: int, commits: int) -> Repository:
    """A repository with many files and a long history, made by git fast-import."""
    repository = Repository(root)
    words = ["git", "fast-import", "--quiet", "--force"]
    with subprocess.Popen(words, cwd=root, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        for number in range(commits):
            lines = [
                b"commit refs/heads/main\n",
                b"committer A Developer <developer@example.invalid> %d +0000\n" % (10**9 + number),
                b"data 1\nx\n",
            ]
            wanted = range(files) if number == 0 else [number % files]
            for each in wanted:
                text = b"# %d %d\n" % (each, number)
                path = b"pkg/p%d/m%d.py" % (each % 200, each)
                lines.append(b"M 100644 inline %s\ndata %d\n%s\n" % (path, len(text), text))
            process.stdin.write(b"".join(lines))
    repository.git("reset", "--quiet", "--hard")
    return repository


def timed(words: tuple[str, ...], root: Path, code: int = 0) -> tuple[float, str]:
    """How long a command takes, and what it prints."""
    began = time.monotonic()
    done = subprocess.run(words, cwd=root, capture_output=True, text=True, check=False)
    spent = time.monotonic() - began
    if done.returncode != code:
        raise SystemExit(f"{words}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return spent, done.stdout


def large(files: int, commits: int, root: Path) -> Iterator[str]:
    """What each step takes in a large repository with one small test."""
    began = time.monotonic()
    repository = grow(root, files, commits)
    yield f"made in {time.monotonic() - began:.1f} s: {files} files, {commits} commits"
    repository.write("PLAN.md", PLAN)
    repository.write("pytest.ini", "[pytest]\npythonpath = .\ntestpaths = tests\n")
    repository.write("money.py", STUB)
    repository.commit("a stub")
    repository.write("tests/test_money.py", TEST)
    plan = "--phase-plan=PLAN.md"
    yield f"plain pytest: {timed(PYTEST, root, 1)[0]:.2f} s"
    off = (*PYTEST, plan, "--phase-no-record")
    yield f"with a plan, nothing recorded: {timed(off, root, 1)[0]:.2f} s"
    yield f"the first red, with its snapshot: {timed((*PYTEST, plan), root, 1)[0]:.2f} s"
    yield f"the same red again: {timed((*PYTEST, plan), root, 1)[0]:.2f} s"
    store = GitSnapshots(root)
    for number in range(3):
        began = time.monotonic()
        store.keep({"money": [row(number)]})
        yield f"a snapshot alone: {time.monotonic() - began:.3f} s"
    repository.write("money.py", CODE)
    yield f"green: {timed((*PYTEST, plan), root)[0]:.2f} s"
    yield f"--phase-reproduce: {timed((*PYTEST, plan, '--phase-reproduce'), root)[0]:.2f} s"
    yield f"--phase-replay=HEAD: {timed((*PYTEST, plan, '--phase-replay=HEAD'), root)[0]:.2f} s"
    prune = (sys.executable, "-m", "pytest_phase", "prune")
    yield f"pytest-phase prune: {timed(prune, root)[0]:.2f} s"


def main() -> None:
    """Run one of the two; exits 1 where something was changed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["kill", "large", "keep"])
    parser.add_argument("--only", choices=sorted(VICTIMS), help="one kind of victim")
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--files", type=int, default=20_000)
    parser.add_argument("--commits", type=int, default=50_000)
    options = parser.parse_args()
    if options.what == "keep":
        keep_until_killed()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "till"
        if options.what == "kill":
            lines = kills(options.times, options.seed, root, options.only)
        else:
            lines = large(options.files, options.commits, root)
        for line in lines:
            print(line, flush=True)


if __name__ == "__main__":
    main()
