"""The sum that a row of the lock carries of itself."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest

from pytest_phase.core.evidence import Evidence, Red
from pytest_phase.core.sums import carried, check, digest, sealed
from tests.fakes.builders import ANOTHER_TEXT, a_start, baseline, green, red, seen, waived

CHANGES: dict[str, Any] = {
    "test": "tests/test_auditlogger.py::test_other",
    "text": ANOTHER_TEXT,
    "red": Red("stub", "0" * 12),
    "green": "0" * 12,
    "baseline": "old",
    "waived": "no printer",
    "hooks": ("1a2b3c",),
    "before": "0" * 12,
    "level": "replayed",
    "outline": "1/3f2a/ve1a29c4",
    "green_text": "1" * 12,
    "null": "failed",
    "extra": ("zig=zag",),
}


def test_every_word_of_a_row_is_in_its_sum() -> None:
    """No field of a row can change without its sum, whatever is added to rows later."""
    row = red()
    others = {each.name for each in fields(Evidence)} - {"sum"}
    assert others <= set(CHANGES), "say here what another value of a new field is"
    sums = {digest("a", replace(row, **{name: CHANGES[name]})) for name in others}
    assert len(sums | {digest("a", row)}) == len(others) + 1


def test_the_component_is_in_the_sum() -> None:
    """A row that was moved to another component has a wrong sum there."""
    assert check("audit", sealed("audit", red())) == "right"
    assert check("retry", sealed("audit", red())) == "wrong"


def test_the_order_of_words_is_not_in_the_sum() -> None:
    """Cases and unknown words say the same in any order."""
    one = replace(red(), extra=("a", "b"), red=Red("stub", "0" * 12, ("x", "y")))
    two = replace(red(), extra=("b", "a"), red=Red("stub", "0" * 12, ("y", "x")))
    assert digest("a", one) == digest("a", two)


def test_a_start_in_another_lane_has_a_sum_too() -> None:
    """A lane that was written by hand into a start is seen."""
    start = a_start(lane="refactor")
    kept = sealed("audit", start)
    assert check("audit", kept) == "right"
    assert check("audit", replace(kept, lane="characterization")) == "wrong"
    assert check("audit", start) == "none"


def test_an_ordinary_start_needs_no_sum() -> None:
    """The lane that owes the most excuses nothing."""
    assert sealed("audit", a_start()).sum is None
    assert check("audit", a_start()) == "right"


def test_a_row_without_evidence_needs_no_sum() -> None:
    """That a test is known is no evidence: nothing is to be gained by writing it."""
    assert sealed("audit", Evidence("tests/test_a.py::test_x")).sum is None
    assert sealed("audit", seen()).sum is None
    assert check("audit", seen()) == "right"


@pytest.mark.parametrize("row", [red(), green(), baseline(), waived()])
def test_a_row_without_a_sum_is_neither_right_nor_wrong(row: Evidence) -> None:
    """An older version wrote it, or a person did."""
    assert check("audit", row) == "none"


def test_what_is_built_on_a_right_row_is_right() -> None:
    """A green after its red gets the sum of the whole row."""
    old = sealed("audit", red())
    assert check("audit", carried("audit", replace(old, green="0" * 12), old)) == "right"


def test_a_row_that_was_changed_by_hand_keeps_its_wrong_sum() -> None:
    """What a run adds to a wrong row does not make it right, and neither does a new name."""
    old = replace(sealed("audit", red(grade="missing")), red=Red("behaviour", "0" * 12))
    for new in (replace(old, green="0" * 12), replace(old, test="tests/test_b.py::test_x")):
        assert check("audit", carried("audit", new, old)) == "wrong"


def test_a_row_that_has_no_sum_gets_none_from_what_is_added() -> None:
    """A row that was written by hand does not become one that was seen."""
    assert carried("audit", replace(red(), green="0" * 12), red()).sum is None


def test_new_evidence_gets_a_new_sum() -> None:
    """A red of another text, or the first one, owes nothing to the row that was there."""
    wrong = replace(sealed("audit", red()), green="0" * 12)
    assert check("audit", carried("audit", red(text=ANOTHER_TEXT), wrong)) == "right"
    assert check("audit", carried("audit", red(), seen())) == "right"
    assert check("audit", carried("audit", red(), None)) == "right"
