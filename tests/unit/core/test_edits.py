"""What kind of edit a test had: what it said at its red, against what it says today."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_phase.core.edits import Edit, compare
from pytest_phase.core.outline import Kind, Pile, Stated, Survey, outline_of

VALUE = Stated("value", "aaaa", ("5b5",))
TRUTH = Stated("truth", "bbbb", ("777",))
OTHER = Stated("value", "cccc", ("5c5",))


def a_survey(*stated: Stated, **changes: Any) -> Survey:
    """A test that asserts these things, and nothing else."""
    return Survey(**({"own": "0a0a", "stated": stated} | changes))


def edit(then: Survey, now: Survey) -> Edit:
    """The edit from one text to another, by way of what the lock keeps of the first."""
    return compare(outline_of(then), now)


def test_only_what_it_uses_changed() -> None:
    """The test itself is as it was, and asserts all it did: a helper or fixture changed."""
    assert edit(a_survey(VALUE), a_survey(VALUE)) == Edit("support")


def test_an_added_assertion_strengthens() -> None:
    """All that was asserted still is."""
    now = a_survey(TRUTH, VALUE, own="1b1b")
    assert edit(a_survey(VALUE), now) == Edit("strengthened")


def test_a_lost_assertion_weakens() -> None:
    """Fewer assertions, in the test or in what it uses."""
    found = edit(a_survey(VALUE, OTHER), a_survey(VALUE, own="1b1b"))
    assert found == Edit("weakened", ("1 assertion fewer",))
    assert edit(a_survey(VALUE, OTHER), a_survey(VALUE)).kind == "weakened"


def test_one_of_two_that_are_the_same_is_lost() -> None:
    """Saying it twice is one assertion more than saying it once."""
    assert edit(a_survey(VALUE, VALUE), a_survey(VALUE)).kind == "weakened"


def test_without_its_assertion_a_test_is_just_changed() -> None:
    """Another assertion stands in its place, and nothing says that it is weaker."""
    now = a_survey(OTHER, own="1b1b")
    assert edit(a_survey(VALUE), now) == Edit("changed", ("1 assertion is another",))


@pytest.mark.parametrize(
    ("then", "now", "reason"),
    [
        ("value", "truth", "== a value became plain truth"),
        ("value", "not", "== a value became a negation"),
        ("value", "type", "== a value became a check of the type"),
        ("value", "order", "== a value became another comparison"),
        ("value", "near", "== a value became a comparison with a tolerance"),
        ("value", "call", "the expected value is computed by the code under test"),
        ("equal", "call", "the expected value is computed by the code under test"),
        ("equal", "truth", "== what is no plain value became plain truth"),
        ("matching", "raises", "pytest.raises lost its match"),
        ("raises", "any", "pytest.raises takes any exception"),
    ],
)
def test_a_weaker_assertion_about_the_same_thing_is_named(
    then: Kind, now: Kind, reason: str
) -> None:
    """`==` to truthiness, an expected value that is computed, a wider exception."""
    weaker = Stated(now, "dddd", ("123", "5b5"))
    found = edit(a_survey(VALUE._replace(kind=then)), a_survey(weaker, own="1b1b"))
    assert found == Edit("weakened", (reason,))


def test_a_stronger_assertion_about_the_same_thing_is_just_another() -> None:
    """Only seeing it red shows that the new one holds."""
    found = edit(a_survey(TRUTH), a_survey(VALUE._replace(subjects=("777",)), own="1b1b"))
    assert found.kind == "changed"


NEAR = Stated("near", "eeee", ("5e5",), (1e-6, 1e-12))


@pytest.mark.parametrize(
    ("tolerance", "expected"),
    [
        ((1e-6, 1e-12), Edit("strengthened")),
        ((1e-9, 0.0), Edit("strengthened")),
        ((1e-3, 1e-12), Edit("weakened", ("a tolerance is wider",))),
        ((0.0, 0.5), Edit("weakened", ("a tolerance is wider",))),
    ],
)
def test_a_tolerance_may_only_become_narrower(
    tolerance: tuple[float, float], expected: Edit
) -> None:
    """Relative and absolute tolerance, each by itself."""
    now = a_survey(NEAR._replace(tolerance=tolerance), own="1b1b")
    assert edit(a_survey(NEAR), now) == expected


@pytest.mark.parametrize("word", ["if", "try", "for"])
def test_an_assertion_under_a_condition_is_not_kept(word: str) -> None:
    """It is the same but for what has to hold for it to run."""
    guarded = Stated("value", "dddd", ("5b5",), without=((word, "aaaa"),))
    found = edit(a_survey(VALUE), a_survey(guarded, own="1b1b"))
    assert found == Edit("weakened", (f"an assertion stands under a new {word}",))


def test_new_cases_strengthen() -> None:
    """All the old ones are there still, in whatever order."""
    then, now = a_survey(VALUE, cases=("11", "22")), a_survey(VALUE, cases=("22", "33", "11"))
    assert edit(then, now._replace(own="1b1b")).kind == "strengthened"


def test_a_lost_case_weakens_and_another_one_changes() -> None:
    """By the number of cases."""
    then = a_survey(VALUE, cases=("1111", "2222"))
    fewer, other = a_survey(VALUE, cases=("1111",)), a_survey(VALUE, cases=("1111", "3333"))
    assert edit(then, fewer) == Edit("weakened", ("1 case fewer",))
    assert edit(then, other) == Edit("changed", ("1 case is another",))


def test_a_test_made_to_take_cases_keeps_what_one_of_them_says() -> None:
    """``assert f(1) == 2`` is there still where ``f(n) == e`` has the case (1, 2)."""
    now = a_survey(OTHER, own="1b1b", cases=("11", "22"), instances=("ffff", "aaaa"))
    assert edit(a_survey(VALUE), now) == Edit("strengthened")
    with_cases = a_survey(VALUE, cases=("33",))
    assert edit(with_cases, now).kind == "changed"


def test_what_is_lost_of_a_test_with_cases_is_counted_once() -> None:
    """However many cases it has."""
    then = a_survey(VALUE, OTHER, cases=("11", "22"))
    now = a_survey(VALUE, cases=("11", "22"), own="1b1b", instances=("ffff", "eeee"))
    assert edit(then, now) == Edit("weakened", ("1 assertion fewer",))


def test_a_new_try_and_a_new_skip_weaken() -> None:
    """Even where every assertion is kept."""
    then, now = a_survey(VALUE, catches=1), a_survey(VALUE, catches=2, skips=1, own="1b1b")
    assert edit(then, now) == Edit("weakened", ("a new try", "a new skip"))
    assert edit(now, then._replace(own="2c2c")).kind == "strengthened"


def test_a_test_without_assertions_says_what_it_calls() -> None:
    """That nothing raises is all it says."""
    then = a_survey(calls=("1111", "2222"))
    more = a_survey(VALUE, calls=("1111", "2222", "3333"), own="1b1b")
    assert edit(then, more).kind == "strengthened"
    less = a_survey(VALUE, calls=("1111",), own="1b1b")
    assert edit(then, less) == Edit("changed", ("1 call is gone",))


def test_with_assertions_the_calls_do_not_count() -> None:
    """What an assertion is about is part of it already."""
    then, now = a_survey(VALUE, calls=("1111",)), a_survey(VALUE, own="1b1b")
    assert edit(then, now).kind == "strengthened"


def test_an_empty_test_has_nothing_to_keep() -> None:
    """A text that asserts and calls nothing is no evidence that another one says the same."""
    assert edit(a_survey(), a_survey(own="1b1b")).kind == "changed"


def many(count: int, first: int = 0) -> tuple[Stated, ...]:
    """So many assertions, all different."""
    return tuple(Stated("value", f"{n * 37:04x}", ("000",)) for n in range(first, first + count))


@pytest.mark.parametrize("count", [25, 130, 400])
def test_of_many_assertions_only_short_digests_are_kept(count: int) -> None:
    """One more is found as one more, one fewer as one fewer."""
    then = a_survey(*many(count))
    assert not outline_of(then).stated
    assert edit(then, a_survey(*many(count + 1), own="1b1b")).kind == "strengthened"
    assert edit(then, a_survey(*many(count - 1), own="1b1b")) == Edit(
        "weakened", ("1 assertion fewer",)
    )


def test_another_one_of_many_is_found() -> None:
    """By its digest, though not what it was about."""
    now = a_survey(*many(29), *many(1, first=400), own="1b1b")
    assert edit(a_survey(*many(30)), now) == Edit("changed", ("1 assertion is another",))


def test_a_pile_is_as_exact_as_there_is_room() -> None:
    """Four digits for a few, two for more, one for any number; how many there are is never lost."""
    assert [Pile.of(["abcd"] * n).width for n in (1, 24, 25, 120, 121)] == [4, 4, 2, 2, 1]
    assert Pile.of(["abcd", "abff", "0000"] * 50).missing(["abcd"] * 99) == 51


@pytest.mark.parametrize(
    ("kind", "kept"),
    [("strengthened", True), ("support", True), ("weakened", False), ("changed", False)],
)
def test_what_an_edit_means_for_the_evidence(kind: Any, kept: bool) -> None:
    """It holds where no assertion was lost."""
    assert Edit(kind).keeps is kept
