"""PH808 and PH809: fired and not fired, and word by word."""

from __future__ import annotations

import pytest

from pytest_phase.core.findings import Finding
from pytest_phase.core.ledger import Section
from pytest_phase.core.plan import Case, Component
from pytest_phase.core.rules import Docket
from pytest_phase.core.rules.plan_rules import unwritten, without_tests
from tests.fakes.builders import (
    A_TEST,
    a_component,
    a_docket,
    a_run,
    a_section,
    a_start,
    an_origin,
    green,
    red,
)

CASES = (
    Case("`test_one`", an_origin(43), "test_one"),
    Case("empty input is refused", an_origin(44)),
    Case("`test_empty`", an_origin(45), "test_empty"),
)


def docket(section: Section, component: Component) -> Docket:
    """A component that lists cases, and has the test of one."""
    run = a_run(known={"auditlogger": [A_TEST]})
    return a_docket(run, component, sections={"auditlogger": section})


LISTING = Component("auditlogger", "AuditLogger", an_origin(), cases=CASES)


def test_ph808_word_by_word() -> None:
    """A listed case that names a function has no test; the place is its own line."""
    section = a_section(red(), started=a_start())
    assert list(unwritten(docket(section, LISTING))) == [
        Finding(
            "PH808",
            "warning",
            "PLAN.md:45",
            "the listed case test_empty has no test",
            "Write it, or take it out of the plan.",
            "auditlogger",
        )
    ]


def test_ph808_is_an_error_once_completed() -> None:
    """A completed component owes every case it lists."""
    section = a_section(green(), started=a_start(), completed=True)
    assert [each.severity for each in unwritten(docket(section, LISTING))] == ["error"]


@pytest.mark.parametrize("section", [a_section(), a_section(red(), stopped=True)])
def test_ph808_is_not_for_pending_components(section: Section) -> None:
    """Nobody has to have written what nobody has started."""
    assert list(unwritten(docket(section, LISTING))) == []


def test_ph808_is_not_for_written_cases_or_prose() -> None:
    """A case that is written, or in words only, asks for nothing."""
    component = Component("auditlogger", "AuditLogger", an_origin(), cases=CASES[:2])
    assert list(unwritten(docket(a_section(red(), started=a_start()), component))) == []


def test_ph809_word_by_word() -> None:
    """A component that names no test file cannot be gated, started or not."""
    docket = a_docket(a_run(), a_component(files=[]))
    assert list(without_tests(docket)) == [
        Finding(
            "PH809",
            "warning",
            "PLAN.md:41",
            'component "AuditLogger" names no test file; it cannot be gated',
            "Add a line such as: - Tests: `tests/test_….py`",
            "auditlogger",
        )
    ]


def test_ph809_is_not_for_named_files_or_marked_tests() -> None:
    """A file that is still to be written will do, and so do tests that say where they belong."""
    assert list(without_tests(a_docket(a_run(), a_component()))) == []
    marked = a_run(known={"auditlogger": [A_TEST]})
    assert list(without_tests(a_docket(marked, a_component(files=[])))) == []
