"""What ends in another way when it is run again is told, and leaves no evidence."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_phase.core.events import Event
from pytest_phase.core.evidence import Observation, Red
from pytest_phase.core.recording import Recording
from tests.fakes.builders import (
    A_TEST,
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

FLAKY = [Event("flaky", "auditlogger", (A_TEST,))]


def _recorded(observation: Observation, *rows: Any, **changes: Any) -> Recording:
    run = a_run(observation, **changes)
    recording = a_recording(run, auditlogger=a_section(*rows, started=a_start()))
    recording.see_greens()
    recording.renew_reds()
    recording.take_turn(automatic=True)
    recording.see_reds()
    return recording


@pytest.mark.parametrize(
    ("observation", "rows", "changes"),
    [
        (an_observation(flaky=True), [red()], {}),
        (failing(flaky=True), [], {}),
        (failing(flaky=True), [green()], {"texts": {A_TEST: ANOTHER_TEXT}}),
    ],
    ids=["green", "first red", "renewed red"],
)
def test_no_transition_is_recorded(
    observation: Observation, rows: list[Any], changes: dict[str, Any]
) -> None:
    """Neither a green nor a red comes of it, and one event says so."""
    recording = _recorded(observation, *rows, **changes)
    assert recording.result() is recording.ledger
    assert recording.events == FLAKY


@pytest.mark.parametrize(
    ("observation", "rows"),
    [(an_observation(flaky=True), [green()]), (failing(flaky=True), [red()])],
    ids=["green already", "red already"],
)
def test_what_is_no_transition_is_not_told(observation: Observation, rows: list[Any]) -> None:
    """Nothing would have been recorded of it anyway."""
    assert _recorded(observation, *rows).events == []


def test_a_flaky_failure_starts_nothing() -> None:
    """A component does not open because a test failed once."""
    recording = a_recording(a_run(failing(flaky=True)))
    recording.take_turn(automatic=True)
    recording.see_reds()
    assert recording.events == []
    assert recording.standings()["auditlogger"].state == "pending"


def test_a_red_keeps_that_its_test_passed_against_nothing() -> None:
    """The word stays with the red it is about, and goes with it."""
    recording = _recorded(failing(grade="missing", null="passed"))
    (row,) = recording.result().section("auditlogger").tests[A_TEST]
    assert row.red == Red("missing", BEFORE, null=True)
