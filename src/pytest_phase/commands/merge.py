"""``pytest-phase merge``: a lock that git could not merge, and git's merge driver."""

from __future__ import annotations

import argparse
from pathlib import Path

from pytest_phase import wiring
from pytest_phase.adapters.git import conflict_stages
from pytest_phase.adapters.merging import merge_files, settle

NAME = "merge"
SUMMARY = "resolve a lock with git's conflict markers; git's merge driver"
DETAILS = """\
  pytest-phase merge PLAN.lock                 resolve a conflicted lock in place
  pytest-phase merge BASE OURS THEIRS [PATH]   merge three versions into OURS

The line `PLAN.lock merge=union` in .gitattributes, which init writes, does for most projects.
The second form is git's merge driver, exact in every case. To use it, once for each clone:

  git config merge.pytest-phase.driver "pytest-phase merge %O %A %B %P"

and in .gitattributes: PLAN.lock merge=pytest-phase

Exit codes: 0 merged, 4 one of the versions is no valid lock; then nothing is written.
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """One path, or three and the name that git shows for them."""
    parser.usage = f"{parser.prog} LOCK\n       {parser.prog} BASE OURS THEIRS [PATH]"
    parser.add_argument("paths", nargs="+", metavar="PATH", help="see above")


def run(options: argparse.Namespace) -> int:
    """Merge, and say what next where a person reads it."""
    paths = [Path(each) for each in options.paths]
    with wiring.refusing_locks():
        if len(paths) == 1:
            return _resolve(paths[0])
        if len(paths) == 2:
            raise wiring.CannotJudge(
                f"{' and '.join(options.paths)}: two versions cannot be merged without the one "
                "both came from. Give three: pytest-phase merge BASE OURS THEIRS"
            )
        if len(paths) > 4:
            raise wiring.CannotJudge(
                f"{options.paths[4]}: one path too many. "
                "Give a conflicted lock, or: pytest-phase merge BASE OURS THEIRS [PATH]"
            )
        merge_files(*paths[:3])
    return 0


def _resolve(lock: Path) -> int:
    if settle(lock, _stages(lock)):
        print(f"{lock}: resolved, the rows of both sides are kept. Next: git add {lock}")
    else:
        wiring.check_lock(lock)
        print(f"{lock}: there is no conflict in it, and it reads. Nothing to do.")
    return 0


def _stages(lock: Path) -> tuple[str, str, str] | None:
    """What git's index has of the three versions: exact where the markers are not."""
    found = conflict_stages(lock)
    try:
        return None if found is None else tuple(each.decode() for each in found)  # type: ignore[return-value]
    except UnicodeDecodeError:
        return None
