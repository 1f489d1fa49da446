"""A run that proved reds again: what is recorded of it."""

from __future__ import annotations

from dataclasses import replace

from pytest_phase.core.evidence import Evidence, Level, Observation, Red
from pytest_phase.core.levels import Proof
from pytest_phase.core.recording import Event, Recording
from tests.fakes.builders import (
    A_TEST,
    A_TEXT,
    ANOTHER_TEXT,
    BEFORE,
    a_recording,
    a_run,
    a_section,
    a_start,
    an_observation,
    failing,
    green,
    red,
)

THEN = Red("stub", "001122334455")


def recording(row: Evidence | None, seen: Observation | None = None) -> Recording:
    """A recording of a run in which the test passed, unless ``seen`` says otherwise."""
    rows = [row] if row else []
    section = a_section(*rows, started=a_start())
    return a_recording(a_run(seen or an_observation()), auditlogger=section)


def prove(at: Recording, level: Level = "replayed") -> Evidence | None:
    """Prove the test again, and give back its row."""
    at.prove([Proof(A_TEST, "auditlogger", level, THEN)])
    rows = at.result().section("auditlogger").tests.get(A_TEST)
    return rows[0] if rows else None


def test_a_red_that_was_proved_again_says_so() -> None:
    """The row gets the level, and the run says what was proved."""
    at = recording(green())
    assert prove(at) == replace(green(), level="replayed")
    assert at.events == [Event("replayed", "auditlogger", (A_TEST,))]


def test_what_was_proved_before_is_no_news() -> None:
    """The same proof again changes nothing, and nothing is written."""
    at = recording(replace(green(), level="reproduced"))
    before = at.ledger
    prove(at)
    assert at.result() is before
    assert at.events == []


def test_a_test_written_with_its_code_earns_red_afterwards() -> None:
    """It was never seen red; its red is the one of the replay, its green today's."""
    assert prove(recording(None)) == Evidence(A_TEST, A_TEXT, THEN, green=BEFORE, level="replayed")


def test_an_edited_test_earns_red_for_its_new_text() -> None:
    """The old evidence gives way."""
    row = prove(recording(green(text=ANOTHER_TEXT)))
    assert row is not None
    assert (row.text, row.red, row.green, row.level) == (A_TEXT, THEN, BEFORE, "replayed")


def test_a_test_that_fails_today_earns_nothing() -> None:
    """Red without green is seen in turn, as ever; only a red that is there gets its level."""
    assert prove(recording(None, failing())) is None
    assert prove(recording(red(), failing()), "reproduced") == replace(red(), level="reproduced")
