"""What leaves the gate in doubt of a replay: only what it could have found something about."""

from __future__ import annotations

import pytest

from pytest_phase.core.replay.confirming import FLAKY
from pytest_phase.core.replay.story import Compared
from pytest_phase.core.replay.verdicts import Replayed, Verdict
from pytest_phase.usecases.replaying import Owner, Told, doubts

TEST = "tests/test_a.py::test_a"


def told(verdict: Verdict = "inconclusive", component: str | None = "a", reason: str = "") -> Told:
    """One test, and what became of it."""
    found = Replayed(TEST, "failed", "passed", verdict, component=component, reason=reason)
    return Told(Compared("1" * 40, "main", "given"), (found,), planned=True)


def test_a_test_of_the_plan_that_cannot_be_judged() -> None:
    """It is never green."""
    assert doubts(told(), lambda test: Owner("a")) == [TEST]


@pytest.mark.parametrize("lane", ["refactor", "characterization"])
def test_the_lane_excuses_nothing(lane: str) -> None:
    """Nobody knows whether the change broke it."""
    assert doubts(told(), lambda test: Owner("a", lane)) == [TEST]  # type: ignore[arg-type]


def test_a_verdict_is_no_doubt() -> None:
    """What was judged has its findings."""
    assert doubts(told("proved"), lambda test: Owner("a")) == []
    assert doubts(told("not-discriminating"), lambda test: Owner("a")) == []


def test_a_flaky_test_of_no_component() -> None:
    """At worst it would be a warning; with strict rules that is an error, and a doubt."""
    loose = told(component=None, reason=f"does not count: {FLAKY}")
    assert doubts(loose, lambda test: Owner()) == []
    assert doubts(loose, lambda test: Owner(), strict=True) == [TEST]
    assert doubts(loose._replace(planned=False), lambda test: Owner()) == [TEST]
    assert doubts(told(reason=FLAKY), lambda test: Owner("a")) == [TEST]


def test_a_test_of_no_component_that_cannot_be_judged() -> None:
    """Whatever else keeps a replay from judging it is no chance."""
    assert doubts(told(component=None), lambda test: Owner()) == [TEST]


def test_what_is_waived_owes_nothing() -> None:
    """Nor does what was there before."""
    assert doubts(told(), lambda test: Owner("a", excused=True)) == []


def test_a_skip_that_the_gate_warns_of() -> None:
    """Skipped here by a condition, with whole evidence: that is PH804's, and no second alarm."""
    assert doubts(told(), lambda test: Owner("a"), warned={TEST}) == []
