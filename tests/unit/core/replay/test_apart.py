"""Tests whose file does not import on the old code, judged one by one with stand-ins."""

from __future__ import annotations

from pytest_phase.core.replay.apart import judged_apart, to_judge_apart
from pytest_phase.core.replay.comparing import Novelty
from pytest_phase.core.replay.sides import WHOLE, Seen, Side
from pytest_phase.core.replay.verdicts import Replayed, judge

TEST = "tests/test_a.py::test_x"
MISSING = Seen("uncollectable", "missing", "ImportError: cannot import name 'shown'")
PASSED = Seen("passed")
FAILED = Seen("failed", "behaviour", "AssertionError: assert 1 == 2")
THEN = Side(uncollected={"tests/test_a.py": MISSING})
NOW = Side({TEST: {WHOLE: PASSED}})


def asked(novelty: Novelty = "new", then: Side = THEN, now: Side = NOW) -> list[str]:
    """The tests that get a run of their own."""
    return to_judge_apart({TEST: novelty}, then, now)


def told(seen: dict[str, Seen], *, bare: bool = True, now: Side = NOW) -> Replayed:
    """The verdict of the test, after it was seen with stand-ins."""
    then = judged_apart(THEN, now, Side({TEST: seen}), lambda test: bare)
    return judge(TEST, "new", then, now)


def test_only_what_a_missing_name_would_prove_is_asked() -> None:
    """New or changed, in a file that lacks a name of the project there, and passing today."""
    assert asked() == asked("changed") == [TEST]
    assert asked("unchanged") == []
    assert asked(now=Side({TEST: {WHOLE: FAILED}})) == []
    broken = Seen("uncollectable", "broken")
    assert asked(then=Side(uncollected={"tests/test_a.py": broken})) == []
    assert asked(then=Side({TEST: {WHOLE: FAILED}})) == []


def test_where_a_side_says_nothing_none_is_asked() -> None:
    """A side that did not finish, or ran other code, decides before any test does."""
    assert asked(then=THEN._replace(problem="it died")) == []
    assert asked(now=NOW._replace(problem="it died")) == []
    assert asked(then=THEN._replace(foreign={"till": "elsewhere"})) == []


def test_one_that_fails_by_itself_is_proved_by_what_it_saw() -> None:
    """The grade is the one of its own failure, and the outcome stays the one of the plain run."""
    found = told({WHOLE: FAILED})
    assert (found.verdict, found.grade, found.then) == ("proved", "behaviour", "uncollectable")


def test_one_that_lacks_a_name_itself_stays_missing() -> None:
    """So does one whose failure there says nothing: the file's own failure is the red."""
    for grade in ("missing", "broken", "infra"):
        found = told({WHOLE: Seen("failed", grade)})
        assert (found.verdict, found.grade) == ("proved", "missing")


def test_one_that_passes_and_names_nothing_missing_is_not_discriminating() -> None:
    """Only the import of its neighbours kept it from passing on the old code."""
    found = told({WHOLE: PASSED})
    assert found.verdict == "not-discriminating"
    assert "cannot import name 'shown'" in found.reason


def test_one_that_passes_with_a_stand_in_is_missing_at_most() -> None:
    """What it names is not there, so it did fail; that nothing in the place of it did is said."""
    found = told({WHOLE: PASSED}, bare=False)
    assert (found.verdict, found.grade) == ("proved", "missing")
    assert found.reason == "it passes with stand-ins that do nothing too"


def test_cases_that_differ_decide_nothing() -> None:
    """Every case of today has to pass there; one that fails is enough."""
    now = Side({TEST: {"a": PASSED, "b": PASSED}})
    for seen in ({"a": PASSED}, {"a": PASSED, "c": PASSED}, {"a": PASSED, "b": Seen("skipped")}):
        assert told(seen, now=now).verdict == "proved"
        assert told(seen, now=now).grade == "missing"
    found = told({"a": PASSED, "b": FAILED}, now=now)
    assert (found.verdict, found.grade) == ("proved", "behaviour")


def test_what_the_second_run_does_not_know_stays_as_it_was() -> None:
    """A run with stand-ins that came to nothing changes nothing."""
    then = judged_apart(THEN, NOW, Side(), lambda test: True)
    assert judge(TEST, "new", then, NOW).grade == "missing"
    unfinished = Side({TEST: {WHOLE: PASSED}}, problem="it hangs")
    assert judged_apart(THEN, NOW, unfinished, lambda test: True) == THEN
