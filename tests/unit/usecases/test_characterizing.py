"""Characterizations: which tests are tried where the code does nothing, and what came of it."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_phase.core.evidence import Evidence, Null
from pytest_phase.core.ledger import Ledger
from pytest_phase.core.run import Seen
from pytest_phase.settings import Request
from pytest_phase.usecases.characterizing import untried, weighed
from tests.fakes.builders import (
    A_TEST,
    A_TEXT,
    a_component,
    a_project,
    a_section,
    a_start,
    an_observation,
    failing,
)
from tests.fakes.ports import FakeLock, FakeTests

ID = "auditlogger"
START = a_start(lane="characterization")


def _untried(
    *rows: Evidence,
    started: bool = True,
    request: Request | None = None,
    observation: Any = None,
    lanes: Any = None,
    **changes: Any,
) -> dict[str, tuple[str, ...]]:
    component = a_component(**{"lane": "characterization", **changes})
    section = a_section(*rows, started=START if started else None)
    project = a_project(
        component, lock=FakeLock(Ledger({ID: section})), tests=FakeTests({A_TEST: A_TEXT})
    )
    seen = Seen(observations={A_TEST: observation or an_observation()}, lanes=lanes or {})
    return untried(project, seen, request or Request())


def test_what_passes_for_the_first_time_is_tried() -> None:
    """A test of a started characterization, once for each text."""
    assert _untried() == {ID: (A_TEST,)}
    assert _untried(Evidence(A_TEST, A_TEXT, null="failed")) == {}
    assert _untried(Evidence(A_TEST, A_TEXT, null="unknown")) == {}


def test_a_start_that_is_asked_for_counts() -> None:
    """The run that starts the component records its tests too."""
    assert _untried(started=False) == {}
    asked = Request(action="start", component="AuditLogger")
    assert _untried(started=False, request=asked) == {ID: (A_TEST,)}


def test_a_mark_says_the_lane_as_well() -> None:
    """The lane may come from the plan or from marks."""
    said = {ID: {"characterization": A_TEST}}
    assert _untried(lane="feature", lanes=said) == {ID: (A_TEST,)}


@pytest.mark.parametrize(
    "changes",
    [{"lane": "feature"}, {"lane": "refactor"}, {"implementation": ()}, {"observation": failing()}],
)
def test_what_is_left_alone(changes: dict[str, Any]) -> None:
    """Other lanes, a component that names no code, and a test that fails."""
    assert _untried(**changes) == {}


@pytest.mark.parametrize(
    ("told", "null"),
    [
        ({"outcome": "passed", "grade": None}, "passed"),
        ({"outcome": "failed", "grade": "behaviour"}, "failed"),
        ({"outcome": "error", "grade": "missing"}, "failed"),
        ({"outcome": "failed", "grade": "infra"}, "unknown"),
        ({"outcome": "failed", "grade": "broken"}, "unknown"),
        ({"outcome": "skipped", "grade": None}, "unknown"),
        ({"outcome": "uncollectable", "grade": "missing"}, "unknown"),
        (None, "unknown"),
    ],
)
def test_only_a_failure_that_counts_shows_something(
    told: dict[str, Any] | None, null: Null
) -> None:
    """A pass is PH820; what says nothing is not tried again either."""
    seen = Seen(observations={A_TEST: an_observation()})
    found = weighed(seen, (A_TEST,), {A_TEST: told} if told else {})
    assert found.observations[A_TEST].null == null
