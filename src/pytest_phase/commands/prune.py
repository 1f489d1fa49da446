"""``pytest-phase prune``: what the snapshots of red take, and taking some of them away."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_phase import wiring
from pytest_phase.core.phrases import plural
from pytest_phase.core.snapshot import NotKept, Snapshot, ref_of
from pytest_phase.reporting.layout import pad, printable
from pytest_phase.usecases import stories

if TYPE_CHECKING:
    from pytest_phase.adapters.snapshots import GitSnapshots

NAME = "prune"
SUMMARY = "show what the snapshots of red take in git, and drop some"
DETAILS = """\
Without an option it shows the snapshots and drops none. What is dropped cannot be run again with
--phase-reproduce; the lock stays as it is.
"""
DAY = 86_400


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which snapshots go."""
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--completed", action="store_true", help="drop those of completed components"
    )
    which.add_argument(
        "--older",
        type=_days,
        metavar="DAYS",
        help="drop those of components whose newest red stands on a commit older than this",
    )
    which.add_argument("--all", action="store_true", help="drop them all")
    parser.add_argument(
        "plan",
        nargs="?",
        metavar="PLAN.md",
        help="for --completed; default: phase_plan of the pytest configuration, else PLAN.md",
    )


def run(options: argparse.Namespace) -> int:
    """Show the snapshots, or drop some and say what that was."""
    here = Path.cwd()
    store = wiring.snapshots(here)
    try:
        found = _by_component(store.all())
        if not found:
            print("No snapshots of red: refs/phase/red is empty.")
            return 0
        chosen = _chosen(options, found, here)
        if chosen is None:
            _show(store, found)
            return 0
        if not chosen:
            print("Nothing to drop.")
            return 0
        _drop(store, {each: found[each] for each in chosen})
    except NotKept as error:
        raise wiring.CannotJudge(f"{here}: {error}.") from error
    return 0


def _days(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f'"{text}" is no number of days; write --older 90')
    return int(text)


def _by_component(snapshots: Sequence[Snapshot]) -> dict[str, list[Snapshot]]:
    found: dict[str, list[Snapshot]] = {}
    for each in snapshots:
        found.setdefault(each.component, []).append(each)
    return dict(sorted(found.items()))


def _chosen(
    options: argparse.Namespace, found: dict[str, list[Snapshot]], here: Path
) -> list[str] | None:
    """The components whose snapshots go; None where nobody said which."""
    if options.all:
        return list(found)
    if options.older is not None:
        limit = time.time() - options.older * DAY
        return [each for each, kept in found.items() if max(s.date for s in kept) < limit]
    if not options.completed:
        return None
    with wiring.refusing_locks():
        report = stories.status(wiring.open_project(wiring.command_settings(options.plan, here)))
    completed = {each.id for each in report.standings if each.state == "completed"}
    return [each for each in found if each in completed]


def _show(store: GitSnapshots, found: dict[str, list[Snapshot]]) -> None:
    for line in _lines(store, found):
        print(line)
    print("Drop some with: pytest-phase prune --completed, --older DAYS, or --all")


def _lines(store: GitSnapshots, found: dict[str, list[Snapshot]]) -> Iterator[str]:
    width = max(len(printable(each)) for each in found)
    for each, kept in found.items():
        size = _size(store.size([each]))
        yield f"  {pad(printable(each), width)}  {plural(len(kept), 'snapshot')}{size}"
    count = sum(len(kept) for kept in found.values())
    yield f"Together: {plural(count, 'snapshot')}{_size(store.size(found))}"


def _drop(store: GitSnapshots, chosen: dict[str, list[Snapshot]]) -> None:
    lines = list(_lines(store, chosen))
    store.drop(chosen)
    print("Dropped:")
    for line in lines:
        print(line)
    print("Git frees the space in time, or now: git gc --prune=now")
    refs = " ".join(ref_of(each) for each in chosen)
    print(f"Where they were pushed: git push origin --delete {refs}")


def _size(size: int | None) -> str:
    """Bytes that nothing else in the repository needs, for a person."""
    if size is None:
        return ""
    for unit, bytes_ in (("MB", 10**6), ("KB", 10**3)):
        if size >= bytes_:
            return f", {size / bytes_:.1f} {unit}"
    return f", {size} bytes"
