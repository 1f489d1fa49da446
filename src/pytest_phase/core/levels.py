"""The ladder: how far evidence was proved, from seen once to run again (design 2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from pytest_phase.core import sums
from pytest_phase.core.evidence import Evidence, Level, Red
from pytest_phase.core.judgements import explains
from pytest_phase.core.ledger import Ledger, Section

if TYPE_CHECKING:
    from pytest_phase.core.cycle import Standing

RUNGS: tuple[Level, ...] = ("observed", "replayed", "reproduced")
"""Weakest first. What is declared was not proved at all, and stands beside the ladder."""


class Proof(NamedTuple):
    """A test that was seen failing again and passes today.

    ``replayed``: on an earlier implementation, to whose digest ``red`` belongs. ``reproduced``:
    on the snapshot of the red that the lock has for today's text.
    """

    test: str
    component: str
    level: Level
    red: Red


def level_of(row: Evidence | None, *, stale: bool) -> Level | None:
    """How far the evidence of a test was proved; None where there is none for today's text."""
    if row is None:
        return None
    if row.waived is not None:
        return "declared"
    if stale or not row.has_evidence:
        return None
    return "declared" if row.red is None else row.level or "observed"


def of_test(standing: Standing, test: str) -> Level | None:
    """How far the evidence that a component has of a test was proved, for today's text."""
    return level_of(standing.evidence.get(test), stale=test in standing.stale)


def of_component(standing: Standing) -> Level | None:
    """What each test of a component with evidence has at least."""
    return weakest(of_test(standing, test) for test in standing.known)


def beyond(standing: Standing) -> Level | None:
    """The level of a component where that is more than having been seen, or declared."""
    level = of_component(standing)
    return level if level in ("replayed", "reproduced") else None


def weakest(levels: Iterable[Level | None]) -> Level | None:
    """The lowest rung of several; ``declared`` only where there is no other."""
    found = {level for level in levels if level is not None}
    return min(found - {"declared"}, key=RUNGS.index, default="declared" if found else None)


def reaches(level: Level, minimum: Level) -> bool:
    """Whether a level is at least another."""
    return level in RUNGS and RUNGS.index(level) >= RUNGS.index(minimum)


def raised(row: Evidence | None, proof: Proof, text: str | None) -> Evidence | None:
    """The row of a test whose red was proved again; None where it has none of today's ``text``.

    The red stays as it was first seen (design 3.4).
    """
    if row is None or row.red is None or text is None or row.text != text:
        return None
    higher = row.level is None or not reaches(row.level, proof.level)
    return replace(row, level=proof.level) if higher else row


def proved(row: Evidence | None, proof: Proof, text: str | None, now: str) -> Evidence | None:
    """The row of a test that was proved; None where the proof is not about today's text.

    ``text`` is today's, ``now`` the digest of today's implementation. Without a red of that
    text, or with one that had another cause (PH803), a replay earns it afterwards (design 4.1.3
    knows only the red that is seen when it comes).
    """
    known = raised(row, proof, text)
    if text is None or proof.level != "replayed":
        return known
    if known is not None and not explains(known, proof.red):
        return known
    old = row or Evidence(proof.test)
    return Evidence(
        proof.test,
        text,
        proof.red,
        green=now,
        waived=old.waived,
        level=proof.level,
        extra=old.extra,
    )


def only_observed(ledger: Ledger) -> Ledger:
    """The ledger without levels: the gate believes those alone that its own run has proved."""
    sections = {id: _observed(id, section) for id, section in ledger.sections.items()}
    return ledger._replace(sections=sections)


def _observed(id: str, section: Section) -> Section:
    if not any(row.level for rows in section.tests.values() for row in rows):
        return section
    tests = {
        test: tuple(sums.carried(id, replace(row, level=None), row) for row in rows)
        for test, rows in section.tests.items()
    }
    return section._replace(tests=tests)
