"""Where sides, run and lock disagree: which tests run again, and what comes of it."""

from __future__ import annotations

from pytest_phase.core.evidence import Outcome
from pytest_phase.core.replay.comparing import Novelty
from pytest_phase.core.replay.confirming import FLAKY, MOST
from pytest_phase.core.replay.settling import disagreeing, settled
from pytest_phase.core.replay.sides import WHOLE, Seen, Side
from pytest_phase.core.replay.verdicts import judge

TEST = "tests/test_a.py::test_x"
PASSED = Seen("passed")
OLD = Seen("failed", "behaviour", "AssertionError: assert 41 == 42")
SLOW = Seen("failed", "behaviour", "AssertionError: it took too long")


def a_side(seen: Seen) -> Side:
    """A side that saw the test."""
    return Side({TEST: {WHOLE: seen}})


def asked(
    then: Seen, now: Seen, run: Outcome, novelty: Novelty = "new", red: frozenset[str] = frozenset()
) -> list[str]:
    """The tests that both sides run again."""
    saw = {TEST: {WHOLE: run}}
    return disagreeing({TEST: novelty}, a_side(then), a_side(now), saw, red)


def verdict(then: Seen, now: Seen, again: Seen, run: Outcome = "passed") -> tuple[str, str]:
    """What is said of the test after today's side ran again."""
    found = settled(a_side(then), a_side(now), a_side(again), {TEST: {WHOLE: run}})
    told = judge(TEST, "new", a_side(then), found, "missing", {WHOLE: run})
    return told.verdict, told.reason


def test_who_agrees_is_not_asked_again() -> None:
    """Today's side saw what the run saw, and no red is recorded that the old side lacks."""
    assert asked(OLD, PASSED, "passed") == []
    assert asked(PASSED, PASSED, "passed") == []


def test_who_disagrees_with_the_run_is_asked_again() -> None:
    """In either direction; an unchanged test decides nothing."""
    assert asked(OLD, SLOW, "passed") == [TEST]
    assert asked(OLD, PASSED, "failed") == [TEST]
    assert asked(OLD, SLOW, "passed", "unchanged") == []


def test_a_recorded_red_that_the_old_side_lacks_is_asked_again() -> None:
    """The lock says that it failed, and the old code passes it."""
    assert asked(PASSED, PASSED, "passed", red=frozenset({TEST})) == [TEST]
    assert asked(OLD, PASSED, "passed", red=frozenset({TEST})) == []


def test_a_crowd_is_no_chance() -> None:
    """Where many disagree, the copy lacks something; a second run would lack it too."""
    names = [f"a.py::test_{number}" for number in range(MOST + 1)]
    sides = [Side({name: {WHOLE: each} for name in names}) for each in (OLD, SLOW)]
    run: dict[str, dict[str, Outcome]] = {name: {WHOLE: "passed"} for name in names}
    assert disagreeing(dict.fromkeys(names, "new"), sides[0], sides[1], run, frozenset()) == []


def test_today_is_what_run_and_second_look_say() -> None:
    """It failed once today, of something else than what it fails of on the old code."""
    assert verdict(OLD, SLOW, PASSED) == ("proved", "")


def test_a_failure_of_the_same_kind_on_both_sides_proves_nothing() -> None:
    """It may be the same chance on the old code."""
    found, reason = verdict(SLOW, SLOW, PASSED)
    assert found == "inconclusive"
    assert reason == f"this run and its copies disagree: {FLAKY}"


def test_what_fails_in_the_run_and_not_always_in_its_copy_is_flaky() -> None:
    """Nothing is called broken, or still failing, by chance."""
    for then in (OLD, PASSED):
        assert verdict(then, PASSED, OLD, run="failed")[0] == "inconclusive"


def test_what_disagrees_twice_stays_as_it_was() -> None:
    """It needs what its copy lacks: that is said, as before."""
    found, reason = verdict(OLD, SLOW, SLOW)
    assert found == "inconclusive"
    assert reason == "passes in this run, and fails when its file runs alone in a copy of the tree"
