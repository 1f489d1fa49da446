"""Which tests are tried against nothing, and what comes of it."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_phase.core.evidence import Observation
from pytest_phase.settings import Request
from pytest_phase.usecases.null_probe import candidates, weighed
from tests.fakes.builders import A_TEST, ANOTHER_TEXT, a_component, an_observation, failing
from tests.fakes.work import Work

TWO = "tests/test_auditlogger.py::test_two"
OTHER = "tests/test_retry.py::test_other"
MISSING = failing(grade="missing")


def _candidates(work: Work, *tests: str, request: Request | None = None) -> tuple[str, ...]:
    seen = work.seen(dict.fromkeys(tests, MISSING))
    return candidates(work.project, seen, request or Request())


@pytest.fixture
def work() -> Work:
    """Two components with their tests written, and nothing run yet."""
    work = Work(a_component(), a_component("Retry", line=60))
    work.write(A_TEST, TWO, OTHER)
    return work


def test_new_reds_for_a_missing_name(work: Work) -> None:
    """Those that would be recorded: not what is out of turn."""
    assert _candidates(work, TWO, A_TEST, OTHER) == (A_TEST, TWO)
    assert work.lock.writes == 0


def test_once_for_each_text(work: Work) -> None:
    """A red that is known is not tried again, until its text is another one."""
    work.run({A_TEST: MISSING})
    assert _candidates(work, A_TEST) == ()
    work.write(A_TEST, text=ANOTHER_TEXT)
    assert _candidates(work, A_TEST) == (A_TEST,)


def test_a_red_with_a_better_reason_needs_no_trial(work: Work) -> None:
    """A run without a missing name does not even look."""
    seen = work.seen({A_TEST: failing(grade="stub"), TWO: failing()})
    assert candidates(work.project, seen, Request()) == ()


def test_where_missing_does_not_count_it_may_count_by_what_it_asserts() -> None:
    """``phase_min_red`` says what counts in the end, not what is tried."""
    from pytest_phase.settings import Setting

    work = Work(a_component(), minimum=Setting("behaviour"))
    work.write(A_TEST)
    assert _candidates(work, A_TEST) == (A_TEST,)


def _told(outcome: str, grade: str | None = None) -> dict[str, Any]:
    return {"id": A_TEST, "outcome": outcome, "grade": grade}


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (_told("failed", "behaviour"), failing()),
        (_told("error", "behaviour"), failing()),
        (_told("passed"), failing(grade="missing", null="passed")),
        (_told("xpassed"), failing(grade="missing", null="passed")),
        (_told("failed", "missing"), MISSING),
        (_told("failed", "stub"), MISSING),
        (_told("error", "broken"), MISSING),
        (_told("failed", "infra"), MISSING),
        (_told("skipped"), MISSING),
    ],
)
def test_what_the_child_saw_weighs_the_red(told: dict[str, Any], expected: Observation) -> None:
    """A failure of what the test asserts raises it, a pass is kept, all else says nothing."""
    work = Work(a_component())
    work.write(A_TEST)
    after = weighed(work.seen({A_TEST: MISSING}), {A_TEST: told})
    assert after.observations == {A_TEST: expected}


def test_what_the_run_did_not_see_stays_unseen() -> None:
    """The child may run more than it was asked for."""
    work = Work(a_component())
    work.write(A_TEST)
    seen = work.seen({A_TEST: an_observation()})
    assert weighed(seen, {TWO: _told("passed")}).observations == seen.observations
