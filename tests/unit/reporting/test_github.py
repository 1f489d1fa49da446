"""Workflow commands: on the right file and line, and on one line each."""

from __future__ import annotations

import pytest

from pytest_phase.core.findings import Severity
from pytest_phase.reporting.github import commands
from tests.fakes.builders import a_finding


def test_a_finding_about_a_test_is_shown_on_its_file() -> None:
    """The line is unknown and left out; the message says what, the next line what next."""
    assert commands([a_finding()], "PLAN.md") == [
        "::error file=tests/test_auditlogger.py,title=PH801::"
        "tests/test_auditlogger.py::test_one: passed in this run, and was never seen red"
        "%0ASee it fail first, or waive it with a reason."
    ]


@pytest.mark.parametrize(
    ("where", "properties"),
    [
        ("PLAN.md:41", "file=PLAN.md,line=41"),
        ("docs/PLAN.md:41:3", "file=docs/PLAN.md,line=41,col=3"),
        ("tests/a.py::TestA::test_x", "file=tests/a.py"),
        ("tests/a.py", "file=tests/a.py"),
        ("tests/audit/", "file=tests/audit/"),
        ("PLAN.lock", "file=PLAN.lock"),
        ("auditlogger", "file=docs/PLAN.md"),
    ],
)
def test_every_kind_of_place_has_a_file(where: str, properties: str) -> None:
    """A component's id is shown on the plan."""
    (command,) = commands([a_finding(where=where, message="m", hint="")], "docs/PLAN.md")

    assert command == f"::error {properties},title=PH801::{where}: m"


@pytest.mark.parametrize(
    ("severity", "command"), [("error", "error"), ("warning", "warning"), ("info", "notice")]
)
def test_each_severity_has_its_command(severity: Severity, command: str) -> None:
    """GitHub calls an information a notice."""
    assert commands([a_finding(severity=severity)], "PLAN.md")[0].startswith(f"::{command} file=")


def test_errors_come_first() -> None:
    """GitHub shows ten annotations of a step; a warning must not push out an error."""
    found = [a_finding("PH830", "info"), a_finding("PH809", "warning"), a_finding("PH801")]

    assert [each.partition(" ")[0] for each in commands(found, "PLAN.md")] == [
        "::error",
        "::warning",
        "::notice",
    ]


def test_text_cannot_end_the_command_or_start_another() -> None:
    """Percent signs and line ends are escaped, in properties colons and commas too."""
    found = a_finding(
        "PH8,1", where="tests/a,b:c%.py::test_x", message="50% done\r\n::error::x", hint=""
    )

    assert commands([found], "PLAN.md") == [
        "::error file=tests/a%2Cb%3Ac%25.py,title=PH8%2C1::"
        "tests/a,b:c%25.py::test_x: 50%25 done%0D%0A::error::x"
    ]
