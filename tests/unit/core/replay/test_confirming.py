"""Which reds are looked at twice, and what a pass makes of them."""

from __future__ import annotations

from pytest_phase.core.replay.comparing import Novelty
from pytest_phase.core.replay.confirming import MOST, confirmed, to_confirm
from pytest_phase.core.replay.sides import WHOLE, Seen, Side

FAILED, PASSED = Seen("failed", "behaviour"), Seen("passed")


def sides(then: Seen, now: Seen = PASSED, count: int = 1) -> tuple[Side, Side]:
    """Both sides of some tests that all went alike."""
    names = [f"a.py::test_{number}" for number in range(count)]
    return tuple(Side({name: {WHOLE: each} for name in names}) for each in (then, now))  # type: ignore[return-value]


def asked(then: Seen, now: Seen = PASSED, novelty: Novelty = "new", count: int = 1) -> int:
    """How many tests are looked at twice."""
    old, new = sides(then, now, count)
    return len(to_confirm(dict.fromkeys(old.tests, novelty), old, new))


def test_only_what_would_be_proved_is_asked_again() -> None:
    """New or changed, failed then by a grade that counts, and passes now."""
    assert asked(FAILED) == 1
    assert asked(FAILED, novelty="unchanged") == 0
    assert asked(PASSED) == 0
    assert asked(FAILED, FAILED) == 0
    assert asked(Seen("failed", "infra")) == 0


def test_a_crowd_does_not_fail_by_chance() -> None:
    """Beyond some number none is asked: it would take as long as the run."""
    assert asked(FAILED, count=MOST) == MOST
    assert asked(FAILED, count=MOST + 1) == 0


def test_a_failure_that_passed_counts_for_nothing() -> None:
    """Its grade is infra; what failed twice stays as it was."""
    old, again = sides(FAILED, PASSED)
    assert confirmed(old, again).tests["a.py::test_0"][WHOLE].grade == "infra"
    assert confirmed(old, old) == old
    assert confirmed(old, Side()) == old
