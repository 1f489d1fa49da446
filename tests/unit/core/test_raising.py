"""What the gate's own replay makes of a row: it raises a level, and earns no red."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pytest_phase.core.evidence import Evidence, Level, Red
from pytest_phase.core.levels import Proof, proved, raised
from tests.fakes.builders import (
    A_TEST,
    A_TEXT,
    ANOTHER_TEXT,
    a_recording,
    a_run,
    a_section,
    a_start,
    an_observation,
    baseline,
    green,
    red,
    seen,
)


def a_proof(level: Level = "replayed") -> Proof:
    """A test that failed on an implementation of before."""
    return Proof(A_TEST, "auditlogger", level, Red("stub", "001122334455"))


@pytest.mark.parametrize("level", ["replayed", "reproduced"])
@pytest.mark.parametrize("row", [green(), red()])
def test_a_red_of_this_text_gets_the_level(row: Evidence, level: Level) -> None:
    """What the lock has of today's text, and this run has proved again."""
    assert raised(row, a_proof(level), A_TEXT) == replace(row, level=level)


def test_a_higher_level_stays() -> None:
    """Replayed after reproduced changes nothing."""
    row = replace(green(), level="reproduced")
    assert raised(row, a_proof(), A_TEXT) == row


@pytest.mark.parametrize("row", [None, seen(), baseline(), green(text=ANOTHER_TEXT)])
def test_a_red_that_the_lock_lacks_is_not_earned(row: Evidence | None) -> None:
    """Never seen, or seen of another text: outside the gate a replay earns it."""
    assert raised(row, a_proof(), A_TEXT) is None
    assert proved(row, a_proof(), A_TEXT, "66778899aabb") is not None


def test_the_gate_raises_and_earns_nothing() -> None:
    """The same proof of two tests: one has its red, the other stays without."""
    other = "tests/test_auditlogger.py::test_two"
    section = a_section(green(), started=a_start())
    at = a_recording(a_run(an_observation(), an_observation(other)), auditlogger=section)
    at.prove([a_proof(), a_proof()._replace(test=other)], earn=False)
    rows = at.result().section("auditlogger").tests
    assert rows[A_TEST] == (replace(green(), level="replayed"),)
    assert other not in rows
