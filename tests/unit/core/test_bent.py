"""A test bent to the code, and one that was only renamed with it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from pytest_phase.core.evidence import Grade
from pytest_phase.core.findings import Finding
from pytest_phase.core.replay.sides import WHOLE, Seen, Side
from pytest_phase.core.reproducing import ASK_A_READER, BENT, Recorded, findings, judge
from tests.fakes.builders import A_TEST, green

FAILED = Seen("failed", "behaviour", "AssertionError: assert 1 == 2")
MISSING = Seen("failed", "missing", "ImportError: cannot import name 'cents' from 'till.money'")
COMMIT = "a" * 40


def found(cases: Mapping[str, Seen]) -> list[Finding]:
    """What is found of an edited test that was these cases on today's code, as it was when red."""
    again = judge(
        Recorded(A_TEST, "auditlogger", green(), COMMIT, A_TEST, stale=True),
        Side(tests={A_TEST: {WHOLE: FAILED}}),
    )
    return list(findings([again], {COMMIT: Side(tests={A_TEST: cases})}, {A_TEST}))


@pytest.mark.parametrize("grade", ["behaviour", "stub"])
def test_what_fails_for_what_the_code_does(grade: Grade) -> None:
    """Today's text passes, and the one of before does not: an error."""
    (finding,) = found({WHOLE: FAILED._replace(grade=grade)})
    assert (finding.code, finding.severity, finding.hint) == ("PH841", "error", BENT)


def test_what_fails_for_want_of_a_name() -> None:
    """Test and code were renamed together, or the edit hides behind that: for a reader."""
    (finding,) = found({WHOLE: MISSING})
    assert (finding.code, finding.severity, finding.hint) == ("PH841", "info", ASK_A_READER)
    assert finding.message == (
        "as it was when red it finds no more what it needs in today's code (ImportError: cannot "
        "import name 'cents' from 'till.money'): renamed together with the code, or bent to it"
    )


def test_one_case_is_enough() -> None:
    """Where a name is gone for some cases, another one may still tell."""
    (finding,) = found({"a": MISSING, "b": FAILED})
    assert finding.severity == "error"


@pytest.mark.parametrize("grade", ["broken", "infra", None])
def test_what_does_not_count(grade: Grade | None) -> None:
    """A test that is broken today says nothing of the code."""
    assert found({WHOLE: FAILED._replace(grade=grade)}) == []
