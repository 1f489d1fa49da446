"""Which boxes of a plan the lock bears out: only those are ticked, and only when asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pytest_phase.core.cycle import Standing, State
from pytest_phase.core.evidence import name_of
from pytest_phase.core.report import Report
from pytest_phase.formats.boxes import box_at, tick


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A component that its box calls done and the lock does not: its name, line and state."""

    name: str
    line: int
    state: State


@dataclass(frozen=True, slots=True)
class Synced:
    """The plan's text with its boxes ticked, their lines, and what the lock does not bear out."""

    text: str
    ticked: tuple[int, ...]
    contradictions: tuple[Contradiction, ...]


def sync(report: Report, text: str) -> Synced:
    """Tick the boxes of completed components and of green cases; nothing else is changed.

    A box that a person ticked is never unticked: states in a plan are for reading, the lock
    is the truth, so the difference is named.
    """
    done = [line for standing in report.standings for line in _done(standing)]
    ticked = tuple(line for line in dict.fromkeys(done) if box_at(text, line) == "open")
    claimed = tuple(
        Contradiction(standing.component.name, standing.component.line, standing.state)
        for standing in report.standings
        if standing.state != "completed" and box_at(text, standing.component.line) == "ticked"
    )
    return Synced(tick(text, ticked), ticked, claimed)


def _done(standing: Standing) -> Iterator[int]:
    """The lines of what the lock bears out: the component itself, and its green cases."""
    if standing.state == "completed":
        yield standing.component.line
    green = {name for test in standing.green for name in _names(test)}
    for case in standing.component.cases:
        if case.name in green:
            yield case.origin.line


def _names(test: str) -> tuple[str, str]:
    names = name_of(test)
    return names, names.rpartition("::")[2]
