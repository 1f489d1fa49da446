"""Where each component stands: its state, its cycle, and what blocks it (design 4.1)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Literal

from pytest_phase.core.edits import Edit, Edits
from pytest_phase.core.evidence import COUNTING, Evidence, Grade, name_of
from pytest_phase.core.ledger import Ledger, Section
from pytest_phase.core.plan import Component, Lane, Plan

State = Literal["pending", "in_progress", "completed"]
Cycle = Literal["untested", "red", "green"]

# Weakest first: `phase_min_red` names the weakest grade that still counts (design 3.1).
STRENGTH: tuple[Grade, ...] = ("missing", "stub", "behaviour")

_FROM: Mapping[Grade, frozenset[Grade]] = {
    grade: frozenset(STRENGTH[place:]) for place, grade in enumerate(STRENGTH)
}

EMPTY: Mapping[Any, Any] = MappingProxyType({})

REOPENED = "reopened"
"""The row of a component that had been completed, and was opened again by a new test (4.1.5)."""


def counts(grade: Grade | None, minimum: Grade) -> bool:
    """Whether a failure of this grade counts as red, given the weakest that does."""
    return grade in _FROM.get(minimum, ())


def keeps(edit: Edit | None) -> bool:
    """Whether evidence holds after an edit; not after one of which nothing can be told."""
    return edit is not None and edit.keeps


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one component stands today.

    ``known`` are its tests, ``evidence`` their rows by test id, ``stale`` those whose row
    was written for another text than today's. ``blocked_by`` are the ids of the components
    that must be completed first. ``written`` are the listed cases that have a test. ``edits``
    are those since the reds of stale tests, where they can be told.
    """

    component: Component
    section: Section
    known: tuple[str, ...]
    evidence: Mapping[str, Evidence]
    stale: frozenset[str]
    red: frozenset[str]
    green: frozenset[str]
    cycle: Cycle
    written: frozenset[str]
    state: State = "pending"
    blocked_by: tuple[str, ...] = ()
    edits: Mapping[str, Edit] = field(default_factory=lambda: EMPTY)

    @property
    def id(self) -> str:
        """The component's id."""
        return self.component.id

    @property
    def lane(self) -> Lane:
        """The lane it was started in, else the lane the plan gives it."""
        return self.section.started.lane if self.section.started else self.component.lane

    @property
    def busy(self) -> bool:
        """Whether it is in progress and not green: what only one component may be (4.1.1)."""
        return self.section.active and self.cycle != "green"

    @property
    def ungated(self) -> bool:
        """Whether nothing can be seen of it: no test file, and no test that names it (PH809)."""
        return not self.component.test_files and not self.known

    @property
    def owed(self) -> tuple[str, ...]:
        """The known tests that still owe evidence."""
        return tuple(_owing(self.known, self.evidence, self.lapsed, self.green, self.lane))

    @property
    def lapsed(self) -> frozenset[str]:
        """The stale tests whose evidence does not hold: an assertion was lost, or may be (PH802).

        With every assertion kept, what was seen of the old text is so of the new one too.
        """
        return frozenset(test for test in self.stale if not keeps(self.edits.get(test)))

    @property
    def lost(self) -> tuple[str, ...]:
        """The tests with evidence that the component does not have any more."""
        known = frozenset(self.known)
        rows = self.evidence.items()
        return tuple(test for test, row in rows if test not in known and row.has_evidence)

    @property
    def unwritten(self) -> tuple[str, ...]:
        """The listed cases that name a function and have no test."""
        return tuple(name for name in self.component.case_names if name not in self.written)

    @property
    def waived(self) -> tuple[str, ...]:
        """The known tests with a waiver."""
        rows = self.evidence
        return tuple(t for t in self.known if (row := rows.get(t)) and row.waived is not None)

    @property
    def baseline(self) -> tuple[str, ...]:
        """The known tests that were there before the tool was, with today's text."""
        rows = self.evidence
        kept = (t for t in self.known if (row := rows.get(t)) and row.baseline is not None)
        return tuple(test for test in kept if test not in self.stale)

    @property
    def grades(self) -> Mapping[Grade, int]:
        """How many of its red tests have each grade that can count."""
        found = Counter(red.grade for test in self.red if (red := self.evidence[test].red))
        return {grade: found[grade] for grade in COUNTING}


def reopened(section: Section) -> bool:
    """Whether the component had been completed before it was opened again (4.1.5)."""
    return REOPENED in section.extra_rows


def standings(
    plan: Plan,
    ledger: Ledger,
    known: Mapping[str, tuple[str, ...]],
    texts: Mapping[str, str | None],
    minimum: Grade = "missing",
    edits: Edits = EMPTY,
) -> dict[str, Standing]:
    """The standing of every component of the plan, by id, in the plan's order.

    The ledger holds one row for each test (see ``ledger.resolve``).
    """
    return together(
        {
            component.id: alone(
                component,
                ledger.section(component.id),
                known.get(component.id, ()),
                texts,
                minimum,
                edits,
            )
            for component in plan.components
        }
    )


def together(alone: Mapping[str, Standing]) -> dict[str, Standing]:
    """The same standings with what they mean for each other: states, and what blocks them."""
    active = sum(1 for standing in alone.values() if standing.section.active)
    states = {id: _state(standing, active) for id, standing in alone.items()}
    return {
        id: replace(standing, state=states[id], blocked_by=tuple(_waits(standing, alone, states)))
        for id, standing in alone.items()
    }


def alone(
    component: Component,
    section: Section,
    known: tuple[str, ...],
    texts: Mapping[str, str | None],
    minimum: Grade = "missing",
    edits: Edits = EMPTY,
) -> Standing:
    """The standing of one component by itself: its state and what blocks it are left open."""
    rows = {test: kept[0] for test, kept in section.tests.items() if kept}
    stale = frozenset(test for test, row in rows.items() if _stale(row, texts.get(test)))
    reds = [t for t in known if (row := rows.get(t)) and row.red and counts(row.red.grade, minimum)]
    since = {t: edit for t in stale if (edit := edits.get((t, rows[t].outline or "")))}
    lapsed = {test for test in stale if not keeps(since.get(test))}
    red = frozenset(reds) - lapsed
    green = frozenset(test for test in red if rows[test].green is not None)
    lane = section.started.lane if section.started else component.lane
    whole = known and not any(_owing(known, rows, lapsed, green, lane))
    return Standing(
        component=component,
        section=section,
        known=known,
        evidence=rows,
        stale=stale,
        red=red,
        green=green,
        cycle="green" if whole else "red" if reds else "untested",
        written=frozenset(_written(component, known)),
        edits=since,
    )


def _stale(row: Evidence, today: str | None) -> bool:
    differs = row.text is not None and today is not None and row.text != today
    return differs and row.has_evidence  # what nothing was seen of may say something of its text


def _owing(
    known: tuple[str, ...],
    rows: Mapping[str, Evidence],
    lapsed: Collection[str],
    green: frozenset[str],
    lane: Lane,
) -> Iterator[str]:
    """The tests that keep a component from being green (design 4.1.4).

    In a lane that owes no red a test owes nothing of its own; what was seen of it has to hold:
    a failure asks for a pass, and what passed before a refactoring is about that text.
    """
    for test in known:
        if test in green:
            continue
        row = rows.get(test)
        if lane != "feature" and not _broke_its_word(row, test in lapsed, lane):
            continue
        # A baseline is about one text; a waiver is about the test.
        baseline = row is not None and row.baseline is not None and test not in lapsed
        if not (baseline or (row is not None and row.waived is not None)):
            yield test


def _broke_its_word(row: Evidence | None, lapsed: bool, lane: Lane) -> bool:
    if row is None or row.waived is not None:
        return False
    if lane == "characterization":
        return row.red is not None and not lapsed
    return row.red is not None or (row.baseline is not None and lapsed)


def _written(component: Component, known: tuple[str, ...]) -> Iterator[str]:
    """The listed cases that name a known test: its function, the whole of it, or its class."""
    if not component.case_names:
        return
    names = {name_of(test) for test in known}
    functions = {name.rpartition("::")[2] for name in names}
    classes = {name.rpartition("::")[0] for name in names}
    for case in component.case_names:
        if case in functions or case in names or case in classes:
            yield case


def _state(standing: Standing, active: int) -> State:
    if standing.section.completed:
        return "completed"
    if standing.section.started is None:
        return "pending"
    # Two merged branches: whole evidence counts as completed when another is started too (4.1.1).
    return "completed" if active > 1 and standing.cycle == "green" else "in_progress"


def _waits(
    standing: Standing, alone: Mapping[str, Standing], states: Mapping[str, State]
) -> Iterator[str]:
    """What has to be completed first, in the plan's order of naming.

    A component that cannot be gated (PH809) cannot be completed either: it is not waited for,
    and passes on what it waits for itself.
    """
    open_, seen = list(standing.component.requires), {standing.id}
    while open_:
        id = open_.pop(0)
        if id in seen:
            continue
        seen.add(id)
        other = alone.get(id)
        if other is not None and other.ungated and states[id] != "completed":
            open_ = [*other.component.requires, *open_]
        elif states.get(id) != "completed":
            yield id


def in_progress(all_standings: Mapping[str, Standing]) -> Standing | None:
    """The component in progress: the one that is not green yet, else the one that is."""
    started = [each for each in all_standings.values() if each.state == "in_progress"]
    return next((each for each in started if each.busy), started[0] if started else None)


def busy(all_standings: Mapping[str, Standing]) -> list[Standing]:
    """The components in progress and not green; more than one is PH805 (design 4.1.1)."""
    return [each for each in all_standings.values() if each.busy]


def ready(all_standings: Mapping[str, Standing]) -> list[Standing]:
    """The components that can start, in the plan's order, whatever is in progress (3.3)."""
    return [
        each for each in all_standings.values() if each.state == "pending" and not each.blocked_by
    ]
