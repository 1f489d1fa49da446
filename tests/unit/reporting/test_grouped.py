"""Findings are read in one order, and said once."""

from __future__ import annotations

from pytest_phase.reporting.grouped import Group, grouped, tally
from tests.fakes.builders import a_component, a_finding, a_plan

PLAN = a_plan(a_component("Retry"), a_component("AuditLogger"))


def test_errors_come_first_then_the_order_of_the_plan_then_the_code() -> None:
    """Whatever order the gate found them in; what is about the whole run comes last."""
    found = [
        a_finding("PH830", "info", component="retry"),
        a_finding("PH811", component=None),
        a_finding("PH802", component="auditlogger"),
        a_finding("PH801", component="auditlogger"),
        a_finding("PH803", component="retry"),
        a_finding("PH809", "warning", component="retry"),
    ]

    assert [group.title for group in grouped(found, PLAN)] == [
        "error PH803 in Retry",
        "error PH801 in AuditLogger",
        "error PH802 in AuditLogger",
        "error PH811",
        "warning PH809 in Retry",
        "info PH830 in Retry",
    ]


def test_findings_that_differ_only_in_their_place_are_one_group() -> None:
    """Forty tests with the same fault read as one sentence and forty places."""
    found = [a_finding(where=where) for where in ("t.py::test_b", "t.py::test_a", "t.py::test_b")]

    assert grouped(found, PLAN) == [
        Group(
            code="PH801",
            severity="error",
            component="AuditLogger",
            message="passed in this run, and was never seen red",
            hint="See it fail first, or waive it with a reason.",
            places=("t.py::test_b", "t.py::test_a"),
        )
    ]


def test_a_different_message_is_a_group_of_its_own() -> None:
    """Nothing is dropped in grouping."""
    found = [a_finding(message="one"), a_finding(message="two")]

    assert [group.message for group in grouped(found, PLAN)] == ["one", "two"]


def test_a_component_that_left_the_plan_is_called_by_its_id() -> None:
    """PH805 names components that only the lock knows."""
    assert grouped([a_finding("PH805", component="gone")], PLAN)[0].title == "error PH805 in gone"


def test_tally_counts_each_severity() -> None:
    """Only what occurs is counted, errors first."""
    error, warning, info = (a_finding(severity=each) for each in ("error", "warning", "info"))

    assert tally([info, warning, error, error]) == "2 errors, 1 warning, 1 info"
    assert tally([info, info]) == "2 info"
    assert tally([]) == ""
