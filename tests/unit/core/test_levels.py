"""How far evidence was proved, and what a proof makes of a row."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pytest_phase.core import sums
from pytest_phase.core.evidence import Evidence, Level, Red
from pytest_phase.core.ledger import Ledger
from pytest_phase.core.levels import Proof, level_of, only_observed, proved, reaches, weakest
from tests.fakes.builders import (
    A_TEST,
    A_TEXT,
    AFTER,
    ANOTHER_TEXT,
    a_section,
    baseline,
    green,
    red,
    seen,
    waived,
)

THEN, NOW = "001122334455", "66778899aabb"


def a_proof(level: Level = "replayed", cases: tuple[str, ...] = ()) -> Proof:
    """A test that failed on an implementation of before."""
    return Proof(A_TEST, "auditlogger", level, Red("stub", THEN, cases))


@pytest.mark.parametrize(
    ("row", "level"),
    [
        (red(), "observed"),
        (green(), "observed"),
        (replace(green(), level="replayed"), "replayed"),
        (replace(red(), level="reproduced"), "reproduced"),
        (replace(green(), waived="slow"), "declared"),
        (waived(), "declared"),
        (baseline(), "declared"),
        (seen(), None),
        (None, None),
    ],
)
def test_the_level_of_a_row(row: Evidence | None, level: Level | None) -> None:
    """Seen, proved again, declared, or nothing at all."""
    assert level_of(row, stale=False) == level


@pytest.mark.parametrize("row", [replace(green(), level="replayed"), baseline()])
def test_evidence_of_another_text_has_no_level(row: Evidence) -> None:
    """What was proved of one text says nothing about another; a waiver is about the test."""
    assert level_of(row, stale=True) is None
    assert level_of(waived(), stale=True) == "declared"


def test_the_weakest_level_counts_and_declarations_only_where_nothing_else_is() -> None:
    """Of a component: what each of its tests has at least. Declarations are listed apart."""
    assert weakest(["replayed", "reproduced", None]) == "replayed"
    assert weakest(["reproduced", "observed", "declared"]) == "observed"
    assert weakest(["declared", "declared"]) == "declared"
    assert weakest([None]) is None


def test_what_reaches_a_level() -> None:
    """Each rung holds those below it; what is declared is no rung."""
    assert reaches("reproduced", "replayed")
    assert reaches("observed", "observed")
    assert not reaches("observed", "replayed")
    assert not reaches("declared", "observed")


class TestProved:
    """What a row becomes when its test is proved again."""

    def test_a_red_of_this_text_gets_the_level_and_stays(self) -> None:
        """The first red of a text is kept (design 3.4)."""
        assert proved(green(), a_proof(), A_TEXT, NOW) == replace(green(), level="replayed")

    def test_a_higher_level_stays(self) -> None:
        """Replayed after reproduced changes nothing."""
        row = replace(green(), level="reproduced")
        assert proved(row, a_proof(), A_TEXT, NOW) == row
        assert proved(replace(row, level="replayed"), a_proof("reproduced"), A_TEXT, NOW) == row

    @pytest.mark.parametrize("row", [None, seen(), baseline()])
    def test_a_test_without_red_earns_it_afterwards(self, row: Evidence | None) -> None:
        """Its red is that of the old implementation, its green today's, and the level says so."""
        assert proved(row, a_proof(cases=("a",)), A_TEXT, NOW) == Evidence(
            A_TEST, A_TEXT, Red("stub", THEN, ("a",)), green=NOW, level="replayed"
        )

    def test_a_red_of_another_text_is_renewed(self) -> None:
        """What was seen of the text before is over; waiver and unknown words stay."""
        row = replace(green(text=ANOTHER_TEXT), waived="slow", extra=("mood=good",))
        assert proved(row, a_proof(), A_TEXT, NOW) == Evidence(
            A_TEST,
            A_TEXT,
            Red("stub", THEN),
            green=NOW,
            waived="slow",
            level="replayed",
            extra=("mood=good",),
        )

    def test_a_snapshot_proves_only_the_red_that_it_holds(self) -> None:
        """Red that was run again is no red of another text, nor the first one of a test."""
        assert proved(green(text=ANOTHER_TEXT), a_proof("reproduced"), A_TEXT, NOW) is None
        assert proved(seen(), a_proof("reproduced"), A_TEXT, NOW) is None

    def test_a_text_that_cannot_be_read(self) -> None:
        """Nothing can be kept of it."""
        assert proved(None, a_proof(), None, NOW) is None


def test_the_gate_takes_no_level_from_the_lock() -> None:
    """Words of level are left out, and a row stays as right or as wrong as it was."""
    right = sums.sealed("a", replace(green(), level="replayed"))
    wrong = replace(red("tests/test_a.py::test_b"), level="reproduced", sum="000000")
    plain = sums.sealed("a", red("tests/test_a.py::test_c"))
    ledger = Ledger({"a": a_section(right, wrong, plain)})
    rows = [row for rows in only_observed(ledger).section("a").tests.values() for row in rows]
    assert [row.level for row in rows] == [None, None, None]
    assert [sums.check("a", row) for row in rows] == ["right", "wrong", "right"]
    assert [row.green for row in rows] == [AFTER, None, None]
    assert only_observed(Ledger({"a": a_section(plain)})) == Ledger({"a": a_section(plain)})
