"""How far evidence was proved, where a person reads of it: only what is more than seen."""

from __future__ import annotations

from dataclasses import replace

from pytest_phase.core.evidence import Level
from pytest_phase.core.report import Report
from pytest_phase.reporting import markdown, text
from tests.fakes.builders import a_report, a_standing, green

TESTS = ("tests/test_auditlogger.py::test_0", "tests/test_auditlogger.py::test_1")


def a_report_with(*levels: Level | None) -> Report:
    """One component, with a green test for each level; None is what was only seen."""
    rows = [replace(green(test), level=level) for test, level in zip(TESTS, levels, strict=True)]
    return a_report(a_standing(None, *rows, known=TESTS, completed=True))


def test_status_says_what_was_proved_again() -> None:
    """The least of its tests is what a component has."""
    page = "\n".join(text.status(a_report_with("reproduced", "replayed"), 100))
    assert "red 2/2  green 2/2  replayed\n" in page


def test_what_was_only_seen_is_not_worth_a_word() -> None:
    """Ordinary evidence makes a row no longer."""
    page = "\n".join(text.status(a_report_with(None, "replayed"), 100))
    assert "red 2/2  green 2/2\n" in page
    assert "observed" not in page + markdown.status(a_report_with(None, "replayed"))


def test_a_pull_request_shows_the_level_beside_the_reds() -> None:
    """Who reviews sees which reds were shown again from git."""
    page = markdown.status(a_report_with("reproduced", "reproduced"))
    assert "| 2/2 reproduced | 2/2 |" in page
