"""Keep what a new red was seen on, so that it can be run again whatever becomes of history."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pytest_phase.core.events import Event
from pytest_phase.core.evidence import Evidence
from pytest_phase.core.report import Report
from pytest_phase.core.snapshot import Kept, NotKept
from pytest_phase.ports import Snapshots


class Keeping(NamedTuple):
    """What was kept, or why nothing could be (a part of a sentence)."""

    kept: tuple[Kept, ...] = ()
    problem: str = ""


def keep(report: Report, events: tuple[Event, ...], snapshots: Snapshots) -> Keeping:
    """Keep a snapshot for each component with a new red; only a transition is worth one."""
    reds = {event.component: list(_rows(report, event)) for event in events if _is_new_red(event)}
    if not reds or not snapshots.possible():
        return Keeping()
    try:
        return Keeping(tuple(snapshots.keep(reds)))
    except NotKept as error:
        return Keeping(problem=str(error))


def _is_new_red(event: Event) -> bool:
    return event.kind in ("red", "renewed")


def _rows(report: Report, event: Event) -> Iterator[Evidence]:
    """What was seen red, and no word of what was seen or declared of the test besides."""
    standing = next(each for each in report.standings if each.id == event.component)
    for test in event.tests:
        row = standing.evidence[test]
        yield Evidence(test, row.text, row.red)
