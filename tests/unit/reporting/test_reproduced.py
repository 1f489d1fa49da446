"""Reds that were run again, as text."""

from __future__ import annotations

from pytest_phase.core.reproducing import Recorded, Reproduced
from pytest_phase.reporting.reproduced import table
from pytest_phase.usecases.reproducing import Again
from tests.fakes.builders import A_TEST, red


def recorded(test: str = A_TEST, commit: str | None = "a" * 40) -> Recorded:
    """A red of the lock."""
    return Recorded(test, "auditlogger", red(test), commit, test)


def test_a_row_for_each_red_by_result() -> None:
    """What failed again first, with its grade; then what passed; then what did not run, and why."""
    again = Again(
        (
            Reproduced(recorded("a.py::test_a"), "not run", reason="it is skipped: no printer"),
            Reproduced(recorded("a.py::test_b"), "passes"),
            Reproduced(recorded("a.py::test_c"), "reproduced", "missing"),
        )
    )
    assert table(again, 80) == [
        "  reproduced  missing    a.py::test_c",
        "  passes                 a.py::test_b",
        "  not run                a.py::test_a",
        "              it is skipped: no printer",
        "phase reproduce: reproduced 1, passes 1, not run 1",
    ]


def test_a_red_without_a_snapshot_says_how_to_fetch() -> None:
    """Somebody else may have it."""
    missing = Reproduced(recorded(commit=None), "not run", reason="no snapshot has it")
    assert table(Again((missing,)))[-2:] == [
        "phase reproduce: not run 1",
        "Snapshots that others pushed: git fetch origin '+refs/phase/red/*:refs/phase/origin/*'",
    ]


def test_many_rows_are_counted() -> None:
    """Forty of each result are listed."""
    tests = tuple(Reproduced(recorded(f"a.py::test_{n}"), "passes") for n in range(43))
    assert table(Again(tests))[-2:] == [
        "  passes                 and 3 more",
        "phase reproduce: passes 43",
    ]


def test_nothing_is_recorded() -> None:
    """One line."""
    assert table(Again()) == ["No red is recorded for the tests of this run."]
