"""Kill a process that saves a lock, at random moments: the lock is the old one or the new one.

Each victim adds one test at a time and reports each update that came back. After the kill the
lock must read, hold every test that was reported, and nothing but a whole update more.

    python tests/benchmarks/kill.py --times 200 --seed 1
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import tempfile
import time
from pathlib import Path

from pytest_phase.adapters.files import LockFile
from pytest_phase.core.evidence import Evidence, Red
from pytest_phase.core.ledger import Ledger, Section
from pytest_phase.formats.lock_toml import write_lock

ROWS = 200
"""Tests in the lock from the start: enough that writing takes a good part of the time."""


def row(number: int) -> Evidence:
    """The row of one test."""
    id = f"tests/test_a.py::test_{number:06}"
    return Evidence(id, f"{number:012x}", Red("behaviour", f"{number:012x}"))


def added(ledger: Ledger, evidence: Evidence) -> Ledger:
    """The ledger with one test more."""
    section = ledger.section("a")
    tests = {**section.tests, evidence.test: (evidence,)}
    return Ledger({"a": section._replace(tests=tests)})


def save_until_killed(lock: LockFile, first: int, report: int) -> None:
    """Add one test after the other; a byte is written to ``report`` for each that was saved."""
    number = first
    while True:
        evidence = row(number)
        lock.update(lambda ledger, evidence=evidence: added(ledger, evidence), ["a"])  # type: ignore[misc]
        os.write(report, b".")
        number += 1


def kill_one(lock: LockFile, first: int, delay: float) -> int:
    """Start a victim, kill it ``delay`` seconds after its first update; how many it reported."""
    read, write = os.pipe()
    victim = os.fork()
    if not victim:
        try:
            save_until_killed(lock, first, write)
        finally:
            os._exit(1)
    os.close(write)
    reported = len(os.read(read, 1))
    time.sleep(delay)
    os.kill(victim, signal.SIGKILL)
    status = os.waitpid(victim, 0)[1]
    while data := os.read(read, 4096):
        reported += len(data)
    os.close(read)
    if not os.WIFSIGNALED(status):
        raise SystemExit(f"the victim ended by itself: {status}")
    return reported


def run(times: int, seed: int, folder: Path) -> tuple[int, int]:
    """How many kills left a part beside the lock, and how many tests there are at the end."""
    dice = random.Random(seed)
    lock = LockFile(folder / "PLAN.lock", folder / "guard")
    tests = {row(number).test: (row(number),) for number in range(ROWS)}
    lock.update(lambda _: Ledger({"a": Section(tests=tests)}), ["a"])
    count, leftovers = ROWS, 0
    for _ in range(times):
        reported = kill_one(lock, count, dice.uniform(0, 0.03))
        leftovers += (folder / ".PLAN.lock.new").exists()
        found = len(lock.load().section("a").tests)
        if found - count not in (reported, reported + 1):
            raise SystemExit(f"{reported} updates were reported, {found - count} are there")
        for number in range(found):
            tests[row(number).test] = (row(number),)
        expected = Ledger({"a": Section(tests=tests)})
        if lock.path.read_text() != write_lock(expected, ["a"]):
            raise SystemExit("the lock is neither the old one nor the new one")
        count = found
    return leftovers, count


def main() -> None:
    """Kill, and say what was found; exits 1 if a lock was damaged."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        leftovers, count = run(options.times, options.seed, Path(folder))
    print(f"{options.times} kills, {count - ROWS} updates: every lock was the old or the new one;")
    print(f"{leftovers} kills hit between the first byte beside and the rename")


if __name__ == "__main__":
    main()
