"""One piece of the work in a fresh process: prints the seconds it took, imports left out.

Started by ``bench.py`` as ``python -m tests.benchmarks.pieces plan|lock PATH``.
"""

from __future__ import annotations

import sys
from pathlib import Path
from time import perf_counter

from pytest_phase.adapters.files import LockFile
from pytest_phase.core.ledger import Ledger
from pytest_phase.formats.plan_markdown import read_bytes


def plan(path: Path) -> float:
    """Read the plan: bytes to values."""
    data = path.read_bytes()
    begin = perf_counter()
    found = read_bytes(data, path.name)
    seconds = perf_counter() - begin
    if found.errors or len(found.components) != 1_000:
        raise RuntimeError(f"{len(found.components)} components, errors: {found.errors}")
    return seconds


def lock(path: Path) -> float:
    """Load the lock, and save it with one more fact in it: the file is read and replaced."""
    file = LockFile(path, path.with_name("guard"))
    begin = perf_counter()
    ledger = file.load()
    LockFile(path, path.with_name("guard")).update(_changed, list(ledger.sections))
    return perf_counter() - begin


def _changed(ledger: Ledger) -> Ledger:
    return ledger._replace(extra={**ledger.extra, "measured": True})


if __name__ == "__main__":
    print({"plan": plan, "lock": lock}[sys.argv[1]](Path(sys.argv[2])))
