"""What a row of the lock says of a test, and what one observation does."""

from __future__ import annotations

import pytest

from pytest_phase.core.evidence import Evidence, Outcome, Red
from tests.fakes.builders import (
    BEFORE,
    an_observation,
    baseline,
    in_cases,
    red,
    seen,
    waived,
)


@pytest.mark.parametrize(
    ("outcome", "passed", "failed"),
    [
        ("passed", True, False),
        ("xpassed", True, False),
        ("skipped", False, False),
        ("xfailed", False, True),
        ("failed", False, True),
        ("error", False, True),
        ("uncollectable", False, True),
        ("absent", False, False),
    ],
)
def test_what_an_outcome_means(outcome: Outcome, passed: bool, failed: bool) -> None:
    """Only passes pass; an expected failure is a failure; a skip is neither."""
    observation = an_observation(outcome=outcome)
    assert (observation.passed, observation.failed) == (passed, failed)
    assert observation.passing == passed


@pytest.mark.parametrize(
    ("cases", "passing"),
    [
        ({"a": "passed", "b": "skipped"}, True),
        ({"a": "skipped", "b": "skipped"}, False),
        ({"a": "passed", "b": "failed"}, False),
        ({"a": "passed", "b": "xpassed"}, True),
    ],
)
def test_a_test_passes_though_a_case_is_skipped(cases: dict[str, Outcome], passing: bool) -> None:
    """A skipped case hides neither that others passed nor that one failed."""
    assert in_cases(cases).passing is passing


@pytest.mark.parametrize(
    ("row", "has_evidence", "empty"),
    [
        (Evidence("t.py::a"), False, True),
        (seen(), False, True),
        (waived(), False, False),
        (baseline(), True, False),
        (red(), True, False),
        (Evidence("t.py::a", red=Red("missing", BEFORE)), True, False),
    ],
)
def test_what_is_evidence(row: Evidence, has_evidence: bool, empty: bool) -> None:
    """A waiver says something and is no evidence; a row that says nothing is empty."""
    assert (row.has_evidence, row.empty) == (has_evidence, empty)
