"""The word ``outline=`` of a row: short, and read again as it was written."""

from __future__ import annotations

import pytest

from pytest_phase.core.outline import FEW, Outline, Pile, Stated, Survey, outline_of
from pytest_phase.formats.outline import read_outline, write_outline

ONE = Stated("value", "e1a2", ("9c4",))
NEAR = Stated("near", "f00d", ("123",), (1e-6, 0.5))


@pytest.mark.parametrize(
    ("survey", "word"),
    [
        (Survey("3f2a"), "1/3f2a"),
        (Survey("3f2a", (ONE,)), "1/3f2a/ve1a29c4"),
        (Survey("3f2a", (NEAR, ONE)), "1/3f2a/ve1a29c4;af00d123~1e-06,0.5"),
        (Survey("3f2a", (ONE,), cases=("aaaa", "bbbb")), "1/3f2a/ve1a29c4/4aaaabbbb"),
        (Survey("3f2a", calls=("cccc",)), "1/3f2a///4cccc"),
        (Survey("3f2a", (ONE,), catches=1, skips=2), "1/3f2a/ve1a29c4///1.2"),
    ],
)
def test_word_by_word(survey: Survey, word: str) -> None:
    """One word, without what there is none of at its end."""
    assert write_outline(outline_of(survey)) == word


@pytest.mark.parametrize("count", [0, 1, FEW, FEW + 1, 120, 121, 1000])
def test_what_is_written_is_read_again(count: int) -> None:
    """Of any number of assertions and cases, in a word of bounded length."""
    digests = tuple(f"{n * 65:04x}"[-4:] for n in range(count))
    stated = tuple(Stated("truth", digest, ("000",)) for digest in digests)
    outline = outline_of(Survey("3f2a", stated, cases=digests))
    word = write_outline(outline)
    assert read_outline(word) == outline
    assert len(word) < 520
    assert " " not in word


def test_every_kind_is_read_again() -> None:
    """Each has a letter of its own."""
    kinds = ("value", "near", "equal", "call", "order", "type", "not", "truth")
    more = ("matching", "raises", "any", "other")
    stated = tuple(Stated(kind, "aaaa", ("bbb",)) for kind in (*kinds, *more))  # type: ignore[arg-type]
    outline = outline_of(Survey("3f2a", stated))
    assert read_outline(write_outline(outline)) == outline


@pytest.mark.parametrize(
    "word",
    [
        "", "1", "2/3f2a", "1/3f2", "1/zzzz", "1/3f2a/", "1/3f2a/e1a2", "1/3f2a/?e1a29c4",
        "1/3f2a/ve1a29c4~1", "1/3f2a/ve1a29c4~a,b", "1/3f2a/ve1a29c4~nan,0.0", "1/3f2a//3aaa",
        "1/3f2a//4aaa", "1/3f2a//11.2", "1/3f2a////1", "1/3f2a////-1.2", "1/3f2a////1.2/x",
    ],
)  # fmt: skip
def test_what_makes_no_sense_says_nothing(word: str) -> None:
    """A word of a later version, or edited by hand, is no outline: the edit is just an edit."""
    assert read_outline(word) is None


def test_an_outline_without_anything_is_one() -> None:
    """A test that asserts and calls nothing has an outline too."""
    assert read_outline("1/3f2a") == Outline("3f2a", (), Pile(), Pile(), Pile())
