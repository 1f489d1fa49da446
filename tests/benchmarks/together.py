"""Processes that save one lock at once, each of them different tests: none is lost.

python tests/benchmarks/together.py --processes 8 --rounds 20
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from pathlib import Path

from pytest_phase.adapters.files import LockFile
from pytest_phase.core.evidence import Evidence
from pytest_phase.core.ledger import Ledger


def id_of(process: int, turn: int) -> str:
    """The test that a process adds in one round."""
    return f"tests/test_a.py::test_{process}_{turn}"


def added(ledger: Ledger, test: str) -> Ledger:
    """The ledger with one test more."""
    section = ledger.section("a")
    tests = {**section.tests, test: (Evidence(test),)}
    return Ledger({"a": section._replace(tests=tests)})


def save(process: int, rounds: int, folder: Path, start: int) -> None:
    """Wait until ``start`` is closed, then add a test in each round."""
    lock = LockFile(folder / "PLAN.lock", folder / "guard")
    os.read(start, 1)
    for turn in range(rounds):
        test = id_of(process, turn)
        lock.load()
        lock.update(lambda ledger, test=test: added(ledger, test), ["a"])  # type: ignore[misc]


def fork_all(processes: int, rounds: int, folder: Path) -> list[int]:
    """Let all processes save at once; their exit codes."""
    read, write = os.pipe()
    children = []
    for process in range(processes):
        child = os.fork()
        if not child:
            os.close(write)
            try:
                save(process, rounds, folder, read)
                os._exit(0)
            finally:
                os._exit(1)
        children.append(child)
    os.close(read)
    os.close(write)
    return [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]


def run(processes: int, rounds: int, folder: Path) -> set[str]:
    """The tests that are missing in the lock afterwards."""
    codes = fork_all(processes, rounds, folder)
    if any(codes):
        raise SystemExit(f"processes failed: {codes}")
    lock = LockFile(folder / "PLAN.lock", folder / "guard")
    wanted = {id_of(process, turn) for process in range(processes) for turn in range(rounds)}
    return wanted - set(lock.load().section("a").tests)


def main() -> None:
    """Save, count, and say so; exits 1 if a test was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--processes", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=20)
    options = parser.parse_args()
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        lost = run(options.processes, options.rounds, Path(folder))
    if lost:
        raise SystemExit(f"{len(lost)} tests were lost: {sorted(lost)}")
    number = options.processes * options.rounds
    print(f"{number} tests by {options.processes} processes, none lost", end=", ")
    print(f"{time.perf_counter() - began:.1f} s")


if __name__ == "__main__":
    main()
