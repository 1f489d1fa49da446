"""Whose turn it is: which component collects first reds, and which one opens next (design 4.1)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from pytest_phase.core import cycle
from pytest_phase.core.cycle import REOPENED, Standing
from pytest_phase.core.ledger import Section, Start
from pytest_phase.core.plan import Lane
from pytest_phase.core.run import Run
from pytest_phase.core.transitions import whole


def contradicting(standings: Mapping[str, Standing], named: Collection[str]) -> frozenset[str]:
    """The components of which nothing is recorded: two are not green, none is named (4.1.1)."""
    several = frozenset(each.id for each in cycle.busy(standings))
    if len(several) < 2:
        return frozenset()
    chosen = several.intersection(named)
    return several - chosen if len(chosen) == 1 else several


def collecting(standings: Mapping[str, Standing], silent: Collection[str]) -> str | None:
    """The component that collects first reds: the one in progress; of two the one not silent."""
    several = [each.id for each in cycle.busy(standings)]
    if len(several) > 1:
        return next((id for id in several if id not in silent), None)
    current = cycle.in_progress(standings)
    return current.id if current else None


def next_turn(
    standings: Mapping[str, Standing],
    fresh: Collection[str],
    run: Run,
    *,
    automatic: bool,
    held: Collection[str] = (),
) -> str | None:
    """The component that opens because one of its tests is newly red; ``fresh`` are those with one.

    Nothing may be in progress and not green. A completed one is open again (4.1.5); else, if
    that is ``automatic``, the first in the plan's order that can start does (4.1.7). Those that
    are ``held`` start only when somebody says so.
    """
    if cycle.busy(standings):
        return None
    asking = [each for each in standings.values() if each.id in fresh]
    chosen = next((each for each in asking if each.state == "completed"), None)
    if chosen is None and automatic:
        done = {
            each.id
            for each in standings.values()
            if each.state == "in_progress" and whole(each, run)
        }
        free = [each for each in asking if each.id not in held]
        chosen = next((each for each in free if _can_start(each, done)), None)
    return chosen.id if chosen else None


def _can_start(standing: Standing, done: Collection[str]) -> bool:
    # What somebody put back starts only when somebody says so.
    free = standing.state == "pending" and not standing.section.stopped
    return free and all(id in done for id in standing.blocked_by)


def opened(
    section: Section, lane: Lane, over: Collection[str], base: Callable[[], str | None]
) -> Section:
    """The section in progress; ``base`` is asked for only if it was not started before (4.1.8)."""
    start = section.started or Start(base=base(), lane=lane)
    rows = {*section.extra_rows, REOPENED} if section.completed else section.extra_rows
    return section._replace(
        started=replace(start, over=tuple(sorted({*start.over, *over}))),
        stopped=False,
        completed=False,
        extra_rows=tuple(sorted(rows)),
    )


def closed(section: Section) -> Section:
    """The section completed."""
    rows = tuple(row for row in section.extra_rows if row != REOPENED)
    return section._replace(completed=True, stopped=False, extra_rows=rows)
