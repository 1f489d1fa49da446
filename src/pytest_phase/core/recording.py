"""Recording one run: from (plan, ledger, run) to the ledger afterwards (design 4.1, rules 1 to 8)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from pytest_phase.core import cycle
from pytest_phase.core.cycle import Standing
from pytest_phase.core.evidence import (
    FAILURES,
    PASSES,
    Evidence,
    Grade,
    Observation,
    Red,
    file_of,
)
from pytest_phase.core.ledger import Ledger, Section, Start
from pytest_phase.core.plan import Plan
from pytest_phase.core.run import Run
from pytest_phase.core.transitions import (
    Refusal,
    refuse_completion,
    refuse_start,
    whole,
    why_out_of_turn,
)

EventKind = Literal[
    "started", "stopped", "completed", "reopened", "red", "renewed", "green", "baseline",
    "renamed", "out-of-turn", "uncounted",
]


@dataclass(frozen=True, slots=True)
class Event:
    """One thing a run changed, or did not record and why: said to the user in one line."""

    kind: EventKind
    component: str
    tests: tuple[str, ...] = ()
    detail: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class World:
    """What recording needs from outside: the base commit, and a digest of the implementation.

    ``base`` gives 12 hex digits, or None outside git; ``implementation`` takes a component id.
    Both are asked only when something new is written.
    """

    base: Callable[[], str | None]
    implementation: Callable[[str], str]


@dataclass
class Recording:
    """The ledger while one run is recorded; each method is one rule of design 4.1."""

    plan: Plan
    ledger: Ledger
    run: Run
    world: World
    minimum: Grade = "missing"
    events: list[Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._sections = dict(self.ledger.sections)
        self._rows = {
            id: {test: kept[0] for test, kept in section.tests.items() if kept}
            for id, section in self._sections.items()
        }
        self._standings: dict[str, Standing] | None = None

    # What stands

    def result(self) -> Ledger:
        """The ledger with everything recorded so far."""
        sections = {
            id: replace(
                section,
                tests={test: (row,) for test, row in self._rows.get(id, {}).items()},
            )
            for id, section in self._sections.items()
        }
        return replace(self.ledger, sections=sections)

    def standings(self) -> Mapping[str, Standing]:
        """Where every component stands now."""
        if self._standings is None:
            self._standings = cycle.standings(
                self.plan, self.result(), self.run.known, self.run.texts, self.minimum
            )
        return self._standings

    def conflict(self) -> list[Standing]:
        """Two started components that are both not green: nothing is recorded for them (4.1.1)."""
        both = cycle.busy(self.standings())
        chosen = [each for each in both if each.id in self.run.narrowed]
        if len(both) < 2 or len(chosen) == 1:
            return []
        return both

    # Rules

    def follow_renames(self) -> None:
        """A test that is gone and one that is new with the same text: the evidence follows."""
        for id, rows in list(self._rows.items()):
            known = self.run.known.get(id, ())
            fresh = _by_text(self.run.texts, (t for t in known if _bare(rows.get(t))))
            gone = [t for t in sorted(rows) if self._gone(id, t) and not rows[t].empty]
            for old in gone:
                same = fresh.get(rows[old].text or "")
                if same:
                    self._move(id, old, same.pop(0))

    def keep_known(self) -> None:
        """Started components keep every test they are known to have; bare rows go with their test."""
        for id, section in list(self._sections.items()):
            rows = self._rows.setdefault(id, {})
            for test in [t for t, row in rows.items() if _bare(row) and self._gone(id, t)]:
                del rows[test]
                self._changed()
            if section.started or rows:
                self._know(id)

    def waive(self) -> None:
        """Waivers are kept as they stand on the tests that ran."""
        for observation in self._observed():
            row = self._row(observation) or Evidence(observation.test)
            if row.waived != observation.waived:
                self._put(observation.component, replace(row, waived=observation.waived))

    def see_greens(self) -> None:
        """A test seen passing with the text of its red, after its red, is green (4.1.3)."""
        seen = defaultdict(list)
        for observation in self._observed():
            row = self._row(observation)
            if row and row.red and row.green is None and self._turned_green(row, observation):
                digest = self.world.implementation(observation.component)
                self._put(observation.component, replace(row, green=digest))
                seen[observation.component].append(observation.test)
        self._say("green", seen)

    def renew_reds(self) -> None:
        """A test with evidence for another text, seen red again, has its evidence renewed (4.1.3)."""
        seen = defaultdict(list)
        for observation in self._observed():
            row = self._row(observation)
            text = self.run.texts.get(observation.test)
            edited = row and not row.empty and row.text is not None and text != row.text
            if edited and text and self._counts(observation):
                self._put_red(observation, row)
                seen[observation.component].append(observation.test)
        self._say("renewed", seen)

    def start(self, id: str) -> Refusal | None:
        """What ``--phase-start`` asks for, or why not (4.1.2)."""
        standing = self.standings()[id]
        refusal = refuse_start(self.standings(), id)
        if refusal is None and not (standing.state == "in_progress"):
            self._complete_others(id)
            self._start(standing, over=standing.blocked_by)
        return refusal

    def complete(self, id: str) -> Refusal | None:
        """What ``--phase-complete`` asks for, or why not (4.1.5)."""
        standing = self.standings()[id]
        refusal = refuse_completion(standing, self.run)
        if refusal is None and not standing.section.completed:
            self._complete(standing)
        return refusal

    def baseline(self, reason: str) -> None:
        """Tests that pass now and have no evidence were there before the tool was."""
        seen = defaultdict(list)
        for observation in self._observed():
            row, text = self._row(observation), self.run.texts.get(observation.test)
            old = row is not None and row.baseline is not None and row.text != text
            if observation.passed and text and (_bare(row) or old):
                fresh = row or Evidence(observation.test)
                self._put(observation.component, replace(fresh, text=text, baseline=reason))
                seen[observation.component].append(observation.test)
        for id in seen:
            self._know(id)
        self._say("baseline", seen)

    def take_turn(self, *, automatic: bool) -> None:
        """With nothing in progress and not green, the first component with a new red starts (4.1.7)."""
        fresh = {observation.component for observation in self._fresh_reds()}
        for standing in list(self.standings().values()):
            if cycle.busy(self.standings()):
                return
            if standing.id in fresh and standing.state == "completed":
                self._reopen(standing)
            elif standing.id in fresh and automatic and self._startable(standing):
                self._complete_others(standing.id)
                self._start(standing, over=())

    def see_reds(self) -> None:
        """Only the component in progress collects first reds; the rest is out of turn (4.1.1, 4.1.6)."""
        current = self._collecting()
        seen, late = defaultdict(list), defaultdict(list)
        for observation in list(self._fresh_reds()):
            if observation.component == current:
                self._put_red(observation, self._row(observation))
                seen[observation.component].append(observation.test)
            else:
                late[observation.component].append(observation.test)
        self._say("red", seen)
        for id, tests in late.items():
            reason, hint = why_out_of_turn(self.standings(), id)
            self.events.append(Event("out-of-turn", id, tuple(sorted(tests)), reason, hint))

    def see_uncounted(self) -> None:
        """Failures whose grade does not count are named, so that nobody waits for their red."""
        seen: dict[tuple[str, str], list[str]] = defaultdict(list)
        for observation in self._observed():
            uncounted = observation.failed and not self._counts(observation)
            if uncounted and _bare(self._row(observation)):
                seen[observation.component, observation.grade or "infra"].append(observation.test)
        for (id, grade), tests in seen.items():
            self.events.append(Event("uncounted", id, tuple(sorted(tests)), grade))

    # Parts of rules

    def _observed(self) -> Iterator[Observation]:
        silent = {standing.id for standing in self.conflict()} if self._sections else set()
        for observation in self.run.observations.values():
            if observation.component not in silent:
                yield observation

    def _fresh_reds(self) -> Iterator[Observation]:
        for observation in self._observed():
            counted = self._counts(observation) and self.run.texts.get(observation.test)
            if counted and _bare(self._row(observation)):
                yield observation

    def _counts(self, observation: Observation) -> bool:
        return observation.failed and cycle.counts(observation.grade, self.minimum)

    def _row(self, observation: Observation) -> Evidence | None:
        return self._rows.get(observation.component, {}).get(observation.test)

    def _turned_green(self, row: Evidence, observation: Observation) -> bool:
        return (
            row.text == self.run.texts.get(observation.test)
            and observation.whole
            and _all_pass(row, observation)
        )

    def _collecting(self) -> str | None:
        several = cycle.busy(self.standings())
        if len(several) > 1:
            return next((each.id for each in several if each.id in self.run.narrowed), None)
        current = cycle.in_progress(self.standings())
        return current.id if current else None

    def _startable(self, standing: Standing) -> bool:
        finishing = {
            each.id
            for each in self.standings().values()
            if each.state == "in_progress" and whole(each, self.run)
        }
        free = standing.state == "pending" and not standing.section.stopped
        return free and set(standing.blocked_by) <= finishing

    def _complete_others(self, id: str) -> None:
        for standing in self.standings().values():
            if standing.id != id and standing.section.active and whole(standing, self.run):
                self._complete(standing)

    def _start(self, standing: Standing, over: tuple[str, ...]) -> None:
        section = self._ensure(standing.id)
        kept = section.started or Start(base=self.world.base(), lane=standing.component.lane)
        started = replace(kept, over=over or kept.over)
        self._set(standing.id, replace(section, started=started, stopped=False, completed=False))
        self._know(standing.id)
        kind: EventKind = "reopened" if section.completed else "started"
        self.events.append(Event(kind, standing.id, detail=", ".join(over)))

    def _complete(self, standing: Standing) -> None:
        section = self._ensure(standing.id)
        self._set(standing.id, replace(section, completed=True, stopped=False))
        self.events.append(Event("completed", standing.id))

    def _reopen(self, standing: Standing) -> None:
        self._complete_others(standing.id)
        self._start(replace(standing, blocked_by=()), over=())

    def _know(self, id: str) -> None:
        rows = self._rows.setdefault(id, {})
        new = [test for test in self.run.known.get(id, ()) if test not in rows]
        for test in new:
            rows[test] = Evidence(test)
        if new:
            self._changed()

    def _move(self, id: str, old: str, new: str) -> None:
        row = self._rows[id].pop(old)
        self._put(id, replace(row, test=new))
        self.events.append(Event("renamed", id, (old, new)))

    def _gone(self, id: str, test: str) -> bool:
        return file_of(test) in self.run.settled and test not in self.run.known.get(id, ())

    def _put_red(self, observation: Observation, row: Evidence | None) -> None:
        grade = observation.grade
        assert grade is not None
        digest = self.world.implementation(observation.component)
        red = Red(grade, digest, _failing_cases(observation))
        kept = row or Evidence(observation.test)
        text = self.run.texts.get(observation.test)
        self._put(
            observation.component, replace(kept, text=text, red=red, green=None, baseline=None)
        )

    def _put(self, id: str, row: Evidence) -> None:
        self._ensure(id)
        self._rows.setdefault(id, {})[row.test] = row
        self._changed()

    def _ensure(self, id: str) -> Section:
        return self._sections.setdefault(id, Section())

    def _set(self, id: str, section: Section) -> None:
        self._sections[id] = section
        self._changed()

    def _changed(self) -> None:
        self._standings = None

    def _say(self, kind: EventKind, seen: Mapping[str, list[str]]) -> None:
        for id, tests in seen.items():
            self.events.append(Event(kind, id, tuple(sorted(tests))))


def _bare(row: Evidence | None) -> bool:
    return row is None or row.empty


def _all_pass(row: Evidence, observation: Observation) -> bool:
    """Whether nothing failed and every case that was red passes; other cases may be skipped."""
    if not observation.cases:
        return observation.passed
    passing = {case for case, outcome in observation.cases.items() if outcome in PASSES}
    skipped = {case for case, outcome in observation.cases.items() if outcome == "skipped"}
    if len(passing) + len(skipped) < len(observation.cases) or not passing:
        return False
    owed = set(row.red.cases) & set(observation.cases) if row.red and row.red.cases else None
    return owed <= passing if owed is not None else not skipped


def _failing_cases(observation: Observation) -> tuple[str, ...]:
    failing = [case for case, outcome in observation.cases.items() if outcome in FAILURES]
    return () if len(failing) == len(observation.cases) else tuple(sorted(failing))


def _by_text(
    texts: Mapping[str, str | None], tests: Iterator[str]
) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for test in sorted(tests):
        if text := texts.get(test):
            found[text].append(test)
    return found
