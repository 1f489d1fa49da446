"""Taking the evidence of tests out of the lock, with a reason that stays (design 4.3, PH804)."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from pytest_phase.core.evidence import Evidence
from pytest_phase.core.ledger import Forgotten, Ledger, Section
from pytest_phase.core.phrases import plural
from pytest_phase.core.transitions import Refusal
from pytest_phase.usecases.project import Project


@dataclass(frozen=True, slots=True)
class Loss:
    """What was forgotten of a test: the components that held it, by id, and the rows they held."""

    test: str
    components: tuple[str, ...]
    rows: tuple[Evidence, ...]


def forget(project: Project, tests: Sequence[str], reason: str) -> tuple[Loss, ...] | Refusal:
    """Take the evidence of tests out of the lock, and keep the reason in its place.

    ``reason`` is not blank. Refused, with nothing forgotten, where the lock holds no evidence
    of one of them. Raises LockError, and NotSaved where the lock cannot be written.
    """
    told: tuple[Loss, ...] | Refusal = ()

    def change(ledger: Ledger) -> Ledger:
        """What is left of the ledger; the lock calls it with every other process kept out."""
        nonlocal told
        told, left = (), ledger
        for test in dict.fromkeys(tests):
            held = {id: rows for id, rows in _held(ledger, test) if rows}
            if not held:
                told = _unknown(project, ledger, test)
                return ledger
            told = (*told, Loss(test, tuple(held), tuple(chain.from_iterable(held.values()))))
            left = _left(project, left, test, reason, held)
        return left

    project.lock.update(change, project.ids)
    return told


def _left(project: Project, ledger: Ledger, test: str, reason: str, held: Iterable[str]) -> Ledger:
    planned = project.plan.by_id
    without = {id: _without(ledger.section(id), test, reason, planned=id in planned) for id in held}
    return ledger._replace(sections={**ledger.sections, **without})


def _held(ledger: Ledger, test: str) -> Iterator[tuple[str, list[Evidence]]]:
    """The rows with evidence of a test, by component."""
    for id, section in ledger.sections.items():
        yield id, [row for row in section.tests.get(test, ()) if not row.empty]


def _without(section: Section, test: str, reason: str, *, planned: bool) -> Section:
    rest = {each: rows for each, rows in section.tests.items() if each != test}
    forgotten = {**section.forgotten, test: Forgotten(test, reason)}
    left = section._replace(tests=rest, forgotten=forgotten)
    if planned or any(not row.empty for rows in rest.values() for row in rows):
        return left
    # Nothing is left of a component that the plan has dropped: its state goes too (PH805).
    return left._replace(started=None, stopped=False, completed=False)


def _unknown(project: Project, ledger: Ledger, test: str) -> Refusal:
    lock = project.settings.relative(project.settings.lock.value)
    for section in ledger.sections.values():
        if test in section.forgotten:
            reason = section.forgotten[test].reason
            return Refusal(f"{lock}: {test} is forgotten already: {reason}", "Nothing to do.")
    if any(test in section.tests for section in ledger.sections.values()):
        return Refusal(
            f"{lock}: {test} has no evidence yet", "Nothing to forget: just take it out."
        )
    return Refusal(f"{lock}: no evidence of {test}", _nearest(ledger, test, lock))


def _nearest(ledger: Ledger, test: str, lock: str) -> str:
    ids = {test for _, test in _evident(ledger)}
    close = difflib.get_close_matches(test, sorted(ids), n=3, cutoff=0.4)
    if not ids:
        return "The lock holds no evidence yet."
    if not close:
        return f"{lock} holds evidence of {plural(len(ids), 'test')}; none has a name like it."
    return "\n".join(["Nearest:", *(f"  {each}" for each in close)])


def _evident(ledger: Ledger) -> Iterator[tuple[str, str]]:
    for id, section in ledger.sections.items():
        for test, rows in section.tests.items():
            if any(not row.empty for row in rows):
                yield id, test
