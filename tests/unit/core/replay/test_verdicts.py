"""What follows from both sides of a replay, test by test."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_phase.core.evidence import Grade, Outcome
from pytest_phase.core.replay.comparing import Novelty
from pytest_phase.core.replay.sides import WHOLE, Seen, Side
from pytest_phase.core.replay.verdicts import Replayed, judge, tally

TEST = "tests/test_a.py::test_x"
FAILED = Seen("failed", "behaviour", "AssertionError: 1 != 2")
PASSED = Seen("passed")


def a_side(seen: Seen | None = None, cases: dict[str, Seen] | None = None, **more: Any) -> Side:
    """A side that saw the test once, or case by case; or not at all."""
    found = cases if cases is not None else {WHOLE: seen} if seen else {}
    return Side(tests={TEST: found} if found else {})._replace(**more)


def verdict_of(
    then: Seen | Side,
    now: Seen | Side = PASSED,
    novelty: Novelty = "new",
    minimum: Grade = "missing",
    **run: Outcome,
) -> Replayed:
    """The verdict of the test from what both sides saw."""
    old = then if isinstance(then, Side) else a_side(then)
    new = now if isinstance(now, Side) else a_side(now)
    return judge(TEST, novelty, old, new, minimum, run)


@pytest.mark.parametrize("novelty", ["new", "changed"])
@pytest.mark.parametrize(
    ("then", "now", "verdict"),
    [
        (FAILED, PASSED, "proved"),
        (Seen("error", "stub"), PASSED, "proved"),
        (Seen("uncollectable", "missing"), PASSED, "proved"),
        (Seen("xfailed", "behaviour"), Seen("xpassed"), "proved"),
        (PASSED, PASSED, "not-discriminating"),
        (Seen("xpassed"), PASSED, "not-discriminating"),
        (FAILED, FAILED, "still-failing"),
        (FAILED, Seen("xfailed", "behaviour"), "still-failing"),
        (PASSED, FAILED, "broke"),
        (Seen("failed", "broken"), PASSED, "inconclusive"),
        (Seen("failed", "infra"), PASSED, "inconclusive"),
        (Seen("uncollectable", "broken"), PASSED, "inconclusive"),
        (Seen("skipped"), PASSED, "inconclusive"),
        (Seen("skipped"), FAILED, "inconclusive"),
        (FAILED, Seen("skipped"), "inconclusive"),
        (PASSED, Seen("skipped"), "inconclusive"),
    ],
)
def test_both_sides_decide(novelty: Novelty, then: Seen, now: Seen, verdict: str) -> None:
    """A new or changed test: proved where it failed by a counting grade and passes now."""
    assert verdict_of(then, now, novelty).verdict == verdict


@pytest.mark.parametrize("then", [FAILED, Seen("uncollectable", "missing"), PASSED])
def test_an_unchanged_test_is_never_proved(then: Seen) -> None:
    """Whatever it did on the old code: it was there before."""
    assert verdict_of(then, PASSED, "unchanged").verdict == "unchanged"


def test_an_unchanged_test_that_broke_is_named() -> None:
    """It passed on the old code and fails now."""
    assert verdict_of(PASSED, FAILED, "unchanged").verdict == "broke"


def test_changed_data_may_prove_and_owes_nothing() -> None:
    """A test of which only a data file changed is proved by a failure, and else unchanged."""
    assert verdict_of(FAILED, PASSED, "data").verdict == "proved"
    assert verdict_of(PASSED, PASSED, "data").verdict == "unchanged"


@pytest.mark.parametrize(
    ("then", "now"),
    [
        (a_side(FAILED, problem="pytest died"), a_side(PASSED)),
        (a_side(FAILED), a_side(PASSED, problem="it was ended after 9 seconds")),
        (a_side(FAILED, foreign={"shop": "/site-packages/shop.py"}), a_side(PASSED)),
        (a_side(FAILED), a_side(PASSED, foreign={"shop": "/site-packages/shop.py"})),
        (a_side(), a_side(PASSED)),
        (a_side(FAILED), a_side()),
    ],
)
def test_in_doubt_it_is_inconclusive(then: Side, now: Side) -> None:
    """A side that did not finish, ran other code, or did not collect the test proves nothing."""
    found = verdict_of(then, now)
    assert found.verdict == "inconclusive"
    assert found.reason


@pytest.mark.parametrize(("now", "run"), [(FAILED, "passed"), (PASSED, "failed")])
def test_the_run_has_to_have_seen_the_same(now: Seen, run: Outcome) -> None:
    """Today's side in a copy and the run itself disagree: nothing is said."""
    found = judge(TEST, "new", a_side(FAILED), a_side(now), "missing", {WHOLE: run})
    assert found.verdict == "inconclusive"
    assert "this run" in found.reason


def test_a_weak_red_is_inconclusive_where_more_is_asked_for() -> None:
    """phase_min_red holds here too, and the reason says so."""
    found = verdict_of(Seen("failed", "missing"), PASSED, minimum="behaviour")
    assert found.verdict == "inconclusive"
    assert found.reason == "its red is only missing (phase_min_red = behaviour)"


def test_one_failing_case_proves_the_test() -> None:
    """The worst of the cases counts, and each is told."""
    then = a_side(cases={"a": PASSED, "b": FAILED})
    now = a_side(cases={"a": PASSED, "b": PASSED})
    found = verdict_of(then, now)
    assert (found.verdict, found.then, found.now) == ("proved", "failed", "passed")
    assert found.cases == {"a": ("passed", "passed"), "b": ("failed", "passed")}


def test_a_case_that_only_today_has_proves_nothing_alone() -> None:
    """Ids that come from the code differ between the sides: the shared ones decide."""
    then = a_side(cases={"a": PASSED})
    now = a_side(cases={"a": PASSED, "b": PASSED})
    assert verdict_of(then, now).verdict == "inconclusive"


def test_as_many_unknown_ids_go_by_their_order() -> None:
    """The time in an id differs between two processes; the cases are the same."""
    then = a_side(cases={"10:01": PASSED, "a": PASSED})
    now = a_side(cases={"10:02": PASSED, "a": PASSED})
    assert verdict_of(then, now).verdict == "not-discriminating"


def test_a_file_that_does_not_import_stands_for_every_case() -> None:
    """Its one failure is that of each case of the other side."""
    then = Side(uncollected={"tests/test_a.py": Seen("uncollectable", "missing", "ImportError")})
    found = verdict_of(then, a_side(cases={"a": PASSED, "b": PASSED}))
    assert found.cases["b"] == ("uncollectable", "passed")
    assert (found.verdict, found.grade) == ("proved", "missing")


def test_a_conftest_that_does_not_import_hides_what_is_below() -> None:
    """Its folder is blocked, and the reason is its own."""
    then = Side(blocked={"tests": Seen("absent", None, "tests/conftest.py does not import")})
    found = verdict_of(then)
    assert found.verdict == "inconclusive"
    assert found.reason == "tests/conftest.py does not import"


def test_cases_that_are_skipped_today_leave_the_others() -> None:
    """Those that pass can still be judged, and it is said."""
    then = a_side(cases={"a": FAILED, "b": Seen("skipped")})
    now = a_side(cases={"a": PASSED, "b": Seen("skipped")})
    found = verdict_of(then, now)
    assert (found.verdict, found.reason) == ("proved", "some of its cases are skipped today")


def test_verdicts_are_counted() -> None:
    """By their word."""
    found = [verdict_of(FAILED), verdict_of(FAILED), verdict_of(PASSED)]
    assert tally(found) == {"proved": 2, "not-discriminating": 1}
