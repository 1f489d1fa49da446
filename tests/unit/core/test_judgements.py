"""What one observation means for the evidence of one test."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from pytest_phase.core import judgements
from pytest_phase.core.evidence import Evidence, Grade, Observation, Outcome, Red
from tests.fakes.builders import (
    A_TEST,
    A_TEXT,
    ANOTHER_TEXT,
    BEFORE,
    an_observation,
    baseline,
    failing,
    green,
    in_cases,
    red,
    seen,
    waived,
)


@pytest.mark.parametrize(
    ("row", "fresh"),
    [
        (None, True),
        (seen(), True),
        (red(), False),
        (green(), False),
        (baseline(), False),
        (waived(), False),
    ],
)
def test_a_first_red_needs_a_test_without_evidence(row: Evidence | None, fresh: bool) -> None:
    """Only what nothing was seen of, and nothing is declared of, has its first red."""
    assert judgements.is_fresh_red(row, failing(), A_TEXT, "missing") is fresh


@pytest.mark.parametrize(
    ("grade", "minimum", "fresh"),
    [
        ("missing", "missing", True),
        ("missing", "stub", False),
        ("stub", "stub", True),
        ("stub", "behaviour", False),
        ("behaviour", "behaviour", True),
        ("broken", "missing", False),
        ("infra", "missing", False),
        (None, "missing", False),
    ],
)
def test_a_first_red_needs_a_grade_that_counts(
    grade: Grade | None, minimum: Grade, fresh: bool
) -> None:
    """A failure counts from the weakest grade on that was asked for; two grades never do."""
    assert judgements.is_fresh_red(None, failing(grade=grade), A_TEXT, minimum) is fresh


@pytest.mark.parametrize(
    ("outcome", "fresh"),
    [
        ("failed", True),
        ("error", True),
        ("xfailed", True),
        ("uncollectable", True),
        ("passed", False),
        ("xpassed", False),
        ("skipped", False),
    ],
)
def test_a_skip_is_never_red_and_an_expected_failure_is(outcome: Outcome, fresh: bool) -> None:
    """Every failure can be red, an expected one too; a pass or a skip cannot."""
    observation = failing(outcome=outcome)
    assert judgements.is_fresh_red(None, observation, A_TEXT, "missing") is fresh


def test_no_red_without_a_text_or_a_name() -> None:
    """A test whose source cannot be read, and a file that does not parse, get no evidence."""
    assert not judgements.is_fresh_red(None, failing(), None, "missing")
    assert not judgements.is_fresh_red(None, failing("tests/a.py"), A_TEXT, "missing")
    assert not judgements.is_new_baseline(None, an_observation("tests/a.py"), A_TEXT)


@pytest.mark.parametrize(
    ("row", "text", "renewed"),
    [
        (red(), ANOTHER_TEXT, True),
        (green(), ANOTHER_TEXT, True),
        (baseline(), ANOTHER_TEXT, True),
        (red(), A_TEXT, False),
        (green(), A_TEXT, False),
        (baseline(), A_TEXT, False),
        (red(), None, False),
        (seen(), ANOTHER_TEXT, False),
        (waived(), ANOTHER_TEXT, False),
        (None, ANOTHER_TEXT, False),
    ],
)
def test_only_evidence_for_another_text_is_renewed(
    row: Evidence | None, text: str | None, renewed: bool
) -> None:
    """The first red of a text stays as it is; an edited test that fails has a new one."""
    assert judgements.is_renewed_red(row, failing(), text, "missing") is renewed


def test_a_red_that_does_not_count_any_more_makes_room_for_one_that_does() -> None:
    """Where a weak red was kept, and only stronger ones count today, a stronger one replaces it."""
    weak = red(grade="missing")
    assert judgements.is_renewed_red(weak, failing(), A_TEXT, "behaviour")
    assert not judgements.is_renewed_red(weak, failing(grade="missing"), A_TEXT, "behaviour")
    assert not judgements.is_renewed_red(weak, an_observation(), ANOTHER_TEXT, "behaviour")


@pytest.mark.parametrize(
    ("row", "observation", "text", "turned"),
    [
        (red(), an_observation(), A_TEXT, True),
        (red(), an_observation(outcome="xpassed"), A_TEXT, True),
        (red(), an_observation(), ANOTHER_TEXT, False),
        (red(), an_observation(), None, False),
        (red(), failing(), A_TEXT, False),
        (red(), failing(outcome="error"), A_TEXT, False),
        (red(), an_observation(outcome="skipped"), A_TEXT, False),
        (red(), an_observation(whole=False), A_TEXT, False),
        (green(), an_observation(), A_TEXT, False),
        (seen(), an_observation(), A_TEXT, False),
        (baseline(), an_observation(), A_TEXT, False),
    ],
)
def test_green_comes_after_red_with_the_same_text(
    row: Evidence, observation: Observation, text: str | None, turned: bool
) -> None:
    """A red test is green when it is seen passing whole, with the text it was red with."""
    assert judgements.is_green(row, observation, text) is turned


@pytest.mark.parametrize(
    ("failed", "cases", "turned"),
    [
        ((), {"a": "passed", "b": "passed"}, True),
        ((), {"a": "passed", "b": "xpassed"}, True),
        ((), {"a": "passed", "b": "skipped"}, True),
        ((), {"a": "skipped", "b": "skipped"}, False),
        ((), {"a": "passed", "b": "failed"}, False),
        ((), {"a": "passed", "b": "xfailed"}, False),
        (("b",), {"a": "passed", "b": "passed"}, True),
        (("b",), {"a": "skipped", "b": "passed"}, True),
        (("b",), {"a": "passed", "b": "skipped"}, False),
        (("b",), {"a": "failed", "b": "passed"}, False),
        (("b", "gone"), {"a": "passed", "b": "passed"}, True),
        (("gone",), {"a": "passed", "b": "passed"}, False),
    ],
)
def test_the_cases_that_were_red_have_to_pass(
    failed: tuple[str, ...], cases: Mapping[str, Outcome], turned: bool
) -> None:
    """Nothing fails, and each case that is there and was red passes; others may be skipped."""
    row = replace(red(), red=Red("behaviour", BEFORE, failed))
    assert judgements.is_green(row, in_cases(cases), A_TEXT) is turned


def test_a_case_that_is_skipped_without_a_condition_was_not_seen_passing() -> None:
    """Where all cases were red, none may simply be skipped afterwards."""
    observation = in_cases({"a": "passed", "b": "skipped"}, conditional=False)
    assert not judgements.is_green(red(), observation, A_TEXT)


@pytest.mark.parametrize(
    ("cases", "whole", "named"),
    [
        ({}, True, ()),
        ({"b": "failed", "a": "failed"}, True, ()),
        ({"b": "failed", "a": "passed"}, True, ("b",)),
        ({"b": "failed", "c": "error", "a": "skipped"}, True, ("b", "c")),
        ({"b": "failed"}, False, ("b",)),
    ],
)
def test_failing_cases_are_named_where_not_all_failed(
    cases: Mapping[str, Outcome], whole: bool, named: tuple[str, ...]
) -> None:
    """Cases are named only where they differ, or where some were left out."""
    observation = failing(cases=cases, whole=whole)
    assert judgements.failing_cases(observation) == named


@pytest.mark.parametrize(
    ("row", "text", "kept"),
    [
        (None, A_TEXT, True),
        (seen(), A_TEXT, True),
        (baseline(), ANOTHER_TEXT, True),
        (baseline(), A_TEXT, False),
        (red(), A_TEXT, False),
        (red(), ANOTHER_TEXT, False),
        (waived(), A_TEXT, False),
        (None, None, False),
    ],
)
def test_baseline_is_for_tests_of_which_nothing_else_is_known(
    row: Evidence | None, text: str | None, kept: bool
) -> None:
    """Baseline covers no red and no waiver, and is written again only for a new text."""
    assert judgements.is_new_baseline(row, an_observation(), text) is kept


def test_a_failing_test_is_no_baseline() -> None:
    """What does not pass now was not there before in good order."""
    assert not judgements.is_new_baseline(None, failing(), A_TEXT)
    assert not judgements.is_new_baseline(None, an_observation(outcome="skipped"), A_TEXT)


def test_a_gone_test_becomes_the_new_one_with_its_text() -> None:
    """Evidence follows an unchanged text to another name, and no other."""
    texts = {"t.py::new": A_TEXT, "t.py::other": ANOTHER_TEXT}
    followed = list(judgements.follow([red("t.py::old")], texts, texts))
    assert followed == [(red("t.py::old"), "t.py::new")]


def test_two_tests_with_the_same_text_keep_their_names_over_a_move() -> None:
    """Moved to another file, each finds its own name; only then a name in its file, then any."""
    gone = [red("a.py::test_z"), red("a.py::test_one"), red("a.py::test_two")]
    new = ["b.py::test_two", "b.py::test_one", "a.py::test_new"]
    followed = judgements.follow(gone, new, dict.fromkeys(new, A_TEXT))
    assert {old.test: test for old, test in followed} == {
        "a.py::test_one": "b.py::test_one",
        "a.py::test_two": "b.py::test_two",
        "a.py::test_z": "a.py::test_new",
    }


def test_one_new_test_inherits_from_one_gone_test_alone() -> None:
    """Two gone tests do not both become the same new one; the first by name does."""
    gone = [red("t.py::b"), red("t.py::a")]
    assert list(judgements.follow(gone, ["t.py::c"], {"t.py::c": A_TEXT})) == [(gone[1], "t.py::c")]


def test_a_text_that_cannot_be_read_is_like_no_other() -> None:
    """A new test without a text takes over nothing, not even from a row without one."""
    rows = [red(), Evidence(A_TEST, baseline="before")]
    assert list(judgements.follow(rows, ["t.py::new"], {"t.py::new": None})) == []
