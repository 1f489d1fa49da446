"""Which snapshot holds the red of a test, and what running it again says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from pytest_phase.core.evidence import Evidence, Grade, Outcome, Red
from pytest_phase.core.replay.sides import WHOLE, Seen, Side
from pytest_phase.core.reproducing import Recorded, find, findings, judge
from pytest_phase.core.snapshot import Snapshot
from tests.fakes.builders import A_TEST, ANOTHER_TEXT, BEFORE, green, red

MOVED = "tests/test_moved.py::test_one"
FAILED = Seen("failed", "behaviour", "AssertionError: assert 1 == 2")
PASSED = Seen("passed")


def a_snapshot(*rows: Evidence, commit: str = "a", component: str = "auditlogger") -> Snapshot:
    """A snapshot of one red."""
    return Snapshot(commit * 40, component, None, rows or (red(),))


def recorded(row: Evidence | None = None, *, stale: bool = False) -> Recorded:
    """A red of the lock, and where it was kept."""
    return Recorded(A_TEST, "auditlogger", row or green(), "a" * 40, A_TEST, stale)


def a_side(seen: Seen | Mapping[str, Seen], **changes: object) -> Side:
    """What a child saw of the test."""
    cases = {WHOLE: seen} if isinstance(seen, Seen) else seen
    return Side(tests={A_TEST: cases}, **changes)  # type: ignore[arg-type]


class TestFind:
    """A red is found by its text, first under its own name."""

    def test_the_newest_with_this_text(self) -> None:
        """Snapshots come newest first; one of another text is passed over."""
        snapshots = [
            a_snapshot(red(text=ANOTHER_TEXT), commit="c"),
            a_snapshot(commit="b"),
            a_snapshot(commit="a"),
        ]
        assert find(green(), "auditlogger", snapshots) == ("b" * 40, A_TEST)

    def test_a_test_that_was_renamed_since(self) -> None:
        """It is found by its text under the name it had then."""
        row = replace(green(), test=MOVED)
        assert find(row, "auditlogger", [a_snapshot()]) == ("a" * 40, A_TEST)

    def test_its_own_component_goes_first(self) -> None:
        """The same test may have been seen red in two."""
        snapshots = [a_snapshot(commit="b", component="retry"), a_snapshot(commit="a")]
        assert find(green(), "auditlogger", snapshots) == ("a" * 40, A_TEST)
        assert find(green(), "writer", snapshots) == ("b" * 40, A_TEST)

    def test_none(self) -> None:
        """Nothing was kept of this text."""
        assert find(green(), "auditlogger", [a_snapshot(red(text=ANOTHER_TEXT))]) is None


class TestJudge:
    """What came of running the red again."""

    def test_it_fails_again(self) -> None:
        """Reproduced, with the grade of now."""
        found = judge(recorded(), a_side(FAILED))
        assert (found.result, found.grade, found.reason) == ("reproduced", "behaviour", "")
        edited = judge(recorded(stale=True), a_side(FAILED))
        assert edited.reason == "as it was then; its text is another today"

    @pytest.mark.parametrize("outcome", ["passed", "xpassed"])
    def test_it_passes(self, outcome: Outcome) -> None:
        """What was recorded as red is not."""
        assert judge(recorded(), a_side(Seen(outcome))).result == "passes"

    def test_some_case_fails_again(self) -> None:
        """Of several cases one is enough: the lock names those that were red."""
        row = replace(green(), red=Red("behaviour", BEFORE, ("b",)))
        assert judge(recorded(row), a_side({"a": PASSED, "b": FAILED})).result == "reproduced"
        assert judge(recorded(row), a_side({"a": FAILED, "b": PASSED})).result == "passes"
        assert judge(recorded(), a_side({"a": FAILED, "b": PASSED})).result == "reproduced"

    @pytest.mark.parametrize("grade", ["broken", "infra"])
    def test_it_fails_for_no_reason_that_counts(self, grade: Grade) -> None:
        """Nothing can be said: the environment is another one."""
        found = judge(recorded(), a_side(Seen("error", grade, "ImportError: no numpy")))
        assert (found.result, found.reason) == ("not run", "ImportError: no numpy")

    @pytest.mark.parametrize(
        ("side", "reason"),
        [
            (Side(), "it was not collected"),
            (Side(problem="pytest died"), "pytest died"),
            (a_side(FAILED, foreign={"till": "/x/till.py"}), "till came from /x/till.py"),
            (a_side(Seen("skipped", None, "no printer")), "it is skipped: no printer"),
        ],
    )
    def test_it_did_not_run(self, side: Side, reason: str) -> None:
        """Why, in words; never a proof."""
        found = judge(recorded(), side)
        assert (found.result, found.reason) == ("not run", reason)

    def test_no_snapshot(self) -> None:
        """Nothing was kept, or it was not fetched."""
        found = judge(recorded()._replace(commit=None), None)
        assert (found.result, found.reason) == ("not run", "no snapshot has it")

    def test_a_proof_is_about_todays_text(self) -> None:
        """A red of another text was reproduced, and proves nothing of today's."""
        assert judge(recorded(), a_side(FAILED)).proof is not None
        assert judge(recorded(stale=True), a_side(FAILED)).proof is None
        assert judge(recorded(), a_side(PASSED)).proof is None


class TestFindings:
    """What is an error, and in which words."""

    def test_a_red_that_passes(self) -> None:
        """PH840: it never needed the code."""
        (found,) = findings([judge(recorded(), a_side(PASSED))], {}, passing={A_TEST})
        assert (found.code, found.severity, found.where) == ("PH840", "error", A_TEST)
        assert found.message == "is recorded red, and passes when its snapshot is run again"

    def test_a_test_bent_to_the_code(self) -> None:
        """PH841: as it was when red it fails on today's code; as it is now it passes."""
        again = judge(recorded(stale=True), a_side(FAILED))
        (found,) = findings([again], {"a" * 40: a_side(FAILED)}, passing={A_TEST})
        assert (found.code, found.severity, found.where) == ("PH841", "error", A_TEST)
        assert found.message == (
            "was bent to the code: as it was when red it fails on today's code "
            "(AssertionError: assert 1 == 2)"
        )

    def test_a_test_whose_data_was_bent(self) -> None:
        """Its own text is the same; what it reads is not."""
        again = judge(recorded(), a_side(FAILED))
        (found,) = findings([again], {"a" * 40: a_side(FAILED)}, passing={A_TEST})
        assert found.code == "PH841"

    @pytest.mark.parametrize(
        "today",
        [
            a_side(PASSED),
            a_side(Seen("error", "infra", "stopped")),
            a_side(Seen("error", "broken", "fixture 'x' not found")),
            a_side(FAILED, problem="pytest died"),
            Side(),
        ],
    )
    def test_in_doubt_it_was_not_bent(self, today: Side) -> None:
        """It passes as it was, or nothing can be said of it."""
        again = judge(recorded(stale=True), a_side(FAILED))
        assert not list(findings([again], {"a" * 40: today}, passing={A_TEST}))

    def test_a_test_that_fails_today_was_not_bent_to_the_code(self) -> None:
        """Nor one that did not run."""
        again = judge(recorded(stale=True), a_side(FAILED))
        assert not list(findings([again], {"a" * 40: a_side(FAILED)}, passing=set()))
