"""The ledger: the content of the lock as values, without its spelling, and how two become one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, NamedTuple

from pytest_phase.core import sums
from pytest_phase.core.evidence import Evidence
from pytest_phase.core.joining import join_rows, merge_tables, strongest, union
from pytest_phase.core.plan import Lane

EMPTY: Mapping[str, Any] = MappingProxyType({})
STATES = ("completed", "stopped")

# From the lane that owes the most to the one that owes the least.
LANES: tuple[Lane, ...] = ("feature", "refactor", "characterization")

LOCK = "<lock>"
"""Stands in a hint for the path of the lock, where only the file's reader knows it."""


class LockError(Exception):
    """The lock cannot be used: what, where, what next (exit 4, design 3.2).

    ``line`` counts from 1, ``place`` is the dotted place (``components.retry.rows[3]``) and
    ``path`` the file; each may be unknown. Both message and hint are whole sentences.
    """

    def __init__(
        self,
        message: str,
        line: int | None = None,
        hint: str = "",
        *,
        place: str = "",
        path: str = "",
    ) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.hint = hint
        self.place = place
        self.path = path

    def at(self, path: str) -> LockError:
        """The same error about the file at ``path``; its hint names that file."""
        hint = self.hint.replace(LOCK, path)
        return type(self)(self.message, self.line, hint, place=self.place, path=path)

    def __str__(self) -> str:
        line = "" if self.line is None else str(self.line) if self.path else f"line {self.line}"
        where = ":".join(part for part in (self.path, line) if part)
        head = "".join(f"{part}: " for part in (where, self.place) if part)
        return f"{head}{self.message} {self.hint}".rstrip()


class NotSaved(LockError):
    """What was observed could not be saved; the lock is as it was (exit 4, design 3.2)."""


@dataclass(frozen=True, slots=True)
class Start:
    """How a component was started: base commit (None outside git), lane, and what it went over."""

    base: str | None = None
    lane: Lane = "feature"
    over: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    sum: str | None = field(default=None, compare=False)


class Forgotten(NamedTuple):
    """A test whose evidence was taken out of the lock, and the reason given (PH830)."""

    test: str
    reason: str
    extra: tuple[str, ...] = ()


class Section(NamedTuple):
    """What the lock holds of one component.

    ``tests`` maps a test id to its rows: one after a write, several after a merge (one for
    each text). ``stopped`` stands alone: a start or a completion beside it wins.
    ``forgotten`` are the tests that were forgotten, by id, until they get new evidence.
    ``extra_rows`` and ``extra_keys`` are what this version does not know.
    """

    started: Start | None = None
    stopped: bool = False
    completed: bool = False
    tests: Mapping[str, tuple[Evidence, ...]] = EMPTY
    forgotten: Mapping[str, Forgotten] = EMPTY
    extra_rows: tuple[str, ...] = ()
    extra_keys: Mapping[str, Any] = EMPTY

    @property
    def active(self) -> bool:
        """Whether the component was started and neither stopped nor completed."""
        return self.started is not None and not self.completed


class Ledger(NamedTuple):
    """The whole lock: a section for each component, and unknown top-level keys kept as they are."""

    sections: Mapping[str, Section] = EMPTY
    extra: Mapping[str, Any] = EMPTY

    def section(self, component: str) -> Section:
        """The section of a component; an empty one where the lock has none."""
        return self.sections.get(component, Section())


Row = Start | Evidence | Forgotten | str
"""One row: a start, a test, a forgotten one, or (as it is written) a state or an unknown row."""


def rows_of(section: Section) -> Iterator[Row]:
    """The rows of a section. A state's row with unknown words goes with its state."""
    states = {state for state in STATES if getattr(section, state)}
    yield from states
    if section.started is not None:
        yield section.started
    for evidence in section.tests.values():
        yield from evidence
    yield from section.forgotten.values()
    for row in section.extra_rows:
        word = row.partition(" ")[0]
        if word in states or word not in STATES:
            yield row


def gather(
    rows: Iterable[Row], extra_keys: Mapping[str, Any] = EMPTY, component: str = ""
) -> Section:
    """The section that these rows of a component say, in any order and any number (design 3.4).

    Completed over started over stopped; rows of one test with one text become one.
    """
    starts: list[Start] = []
    words: set[str] = set()
    tests: dict[str, list[Evidence]] = {}
    forgotten: dict[str, list[Forgotten]] = {}
    for row in rows:
        if isinstance(row, Evidence):
            tests.setdefault(row.test, []).append(row)
        elif isinstance(row, Start):
            starts.append(row)
        elif isinstance(row, Forgotten):
            forgotten.setdefault(row.test, []).append(row)
        else:
            words.add(row)
    said = {word.partition(" ")[0] for word in words}
    section = Section(
        started=_join_starts(starts, component),
        completed="completed" in said,
        stopped="stopped" in said and "completed" not in said and not starts,
        tests={test: join_rows(tests[test], component) for test in sorted(tests)},
        forgotten={test: _join_forgotten(forgotten[test]) for test in sorted(forgotten)},
        extra_rows=tuple(sorted(words.difference(STATES))),
        extra_keys=extra_keys,
    )
    if said.isdisjoint(STATES):
        return section
    kept = tuple(row for row in rows_of(section) if isinstance(row, str) and row not in STATES)
    return section._replace(extra_rows=kept)


def canonical(ledger: Ledger) -> Ledger:
    """The same content in its one form: what a write and a read make of it."""
    sections = {
        name: gather(rows_of(section), section.extra_keys, name)
        for name, section in sorted(ledger.sections.items())
    }
    return Ledger(sections, ledger.extra)


def merge(ours: Ledger, theirs: Ledger, base: Ledger | None = None) -> Ledger:
    """One ledger of two, row by row: commutative and idempotent, and associative without a base.

    A row that one side removed, and the other left as it was in ``base``, is gone; without a
    base nothing is removed.
    """
    old = canonical(base or Ledger())
    ours, theirs = canonical(ours), canonical(theirs)
    sections = {}
    for name in sorted({*ours.sections, *theirs.sections}):
        merged = _merge_sections(name, ours.section(name), theirs.section(name), old.section(name))
        whole = name in ours.sections and name in theirs.sections
        if whole or name not in old.sections or merged != Section():
            sections[name] = merged
    return Ledger(sections, merge_tables(ours.extra, theirs.extra, old.extra))


def resolve(ledger: Ledger, texts: Mapping[str, str | None]) -> Ledger:
    """One row for each test: the one with today's text, then green over red (design 3.4).

    ``texts`` maps a test to today's text; a test it does not know keeps its strongest row.
    """
    several = {
        name: section._replace(
            tests={
                test: rows if len(rows) == 1 else (strongest(rows, texts.get(test)),)
                for test, rows in section.tests.items()
            },
        )
        for name, section in ledger.sections.items()
        if any(len(rows) > 1 for rows in section.tests.values())
    }
    if not several:
        return ledger
    sections = {**ledger.sections, **several}
    return ledger._replace(sections=sections)


def _join_starts(starts: list[Start], component: str) -> Start | None:
    """One start of several: all it went over, and the lane that owes the most."""
    if len(starts) < 2:
        return _tidy_start(starts[0]) if starts else None
    start = Start(
        base=min((start.base for start in starts if start.base is not None), default=None),
        lane=min((start.lane for start in starts), key=LANES.index),
        over=union(start.over for start in starts),
        extra=union(start.extra for start in starts),
    )
    return sums.joined(component, start, starts)


def _tidy_start(start: Start) -> Start:
    return replace(start, over=union([start.over]), extra=union([start.extra]))


def _join_forgotten(rows: list[Forgotten]) -> Forgotten:
    """One row of several about one test: which reason is kept is arbitrary, and always the same."""
    return Forgotten(
        test=rows[0].test,
        reason=min(row.reason for row in rows),
        extra=union(row.extra for row in rows),
    )


def _merge_sections(name: str, ours: Section, theirs: Section, base: Section) -> Section:
    mine, other, old = (frozenset(rows_of(section)) for section in (ours, theirs, base))
    rows = (mine & other) | (mine - old) | (other - old)
    keys = merge_tables(ours.extra_keys, theirs.extra_keys, base.extra_keys)
    merged = gather(rows, keys, name)
    if merged.completed and merged.started is None and (ours.stopped or theirs.stopped):
        # Stopped here and completed there: completed wins, and keeps how it was started.
        starts = [each.started for each in (ours, theirs) if each.started is not None]
        return merged._replace(started=_join_starts(starts, name))
    return merged
