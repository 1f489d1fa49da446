"""PH820: fired and not fired, and word by word; and PH812 of what passes only sometimes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pytest_phase.core.evidence import Evidence, Red
from pytest_phase.core.findings import Finding
from pytest_phase.core.rules.docket import Docket
from pytest_phase.core.rules.null_rules import idle
from pytest_phase.core.rules.state_rules import still_red
from tests.fakes.builders import (
    A_TEST,
    AFTER,
    ANOTHER_TEXT,
    BEFORE,
    a_component,
    a_docket,
    a_run,
    a_section,
    a_start,
    an_observation,
    failing,
    red,
)

IDLE = replace(red(), red=Red("missing", BEFORE, null=True))
KNOWN = {"auditlogger": [A_TEST]}


def _docket(row: Evidence, text: str | None = None) -> Docket:
    run = a_run(known=KNOWN, texts={A_TEST: text} if text else None)
    sections = {"auditlogger": a_section(row, started=a_start())}
    return a_docket(run, sections=sections, ran=False)


def test_ph820_word_by_word() -> None:
    """It warns without any run, for it stands in the lock."""
    assert list(idle(_docket(IDLE))) == [
        Finding(
            "PH820",
            "warning",
            A_TEST,
            "would also pass against an implementation that does nothing",
            "Assert what the code has to return, change or raise, and see it fail; or waive it "
            'with @pytest.mark.phase_waive(reason="…").',
            "auditlogger",
        )
    ]


def test_ph820_of_a_green_test() -> None:
    """That there is code now says nothing new about what its test asserts."""
    assert [each.code for each in idle(_docket(replace(IDLE, green=AFTER)))] == ["PH820"]


@pytest.mark.parametrize(
    ("row", "text"),
    [(red(), None), (IDLE, ANOTHER_TEXT), (replace(IDLE, waived="a smoke test"), None)],
    ids=["fails against nothing", "another text", "waived"],
)
def test_ph820_is_not_for(row: Evidence, text: str | None) -> None:
    """What asserts something, what was not tried with this text, and what is declared."""
    assert list(idle(_docket(row, text))) == []


def test_ph820_is_about_tests_that_owe_a_red() -> None:
    """Another lane asks for something else."""
    docket = a_docket(
        a_run(known=KNOWN),
        a_component(lane="refactor"),
        sections={"auditlogger": a_section(IDLE, started=a_start(lane="refactor"))},
    )
    assert list(idle(docket)) == []


def test_ph812_of_a_pass_that_does_not_repeat() -> None:
    """A test that passed once and failed once is not green, and cannot pass the gate."""
    docket = a_docket(
        a_run(an_observation(flaky=True)),
        sections={"auditlogger": a_section(red(), started=a_start())},
    )
    (found,) = still_red(docket)
    assert (found.code, found.severity, found.where) == ("PH812", "error", A_TEST)
    assert found.message == "AuditLogger is in progress, and this red test passes only sometimes"
    assert (
        found.hint == "Make it end in one way; one that cannot run twice needs phase_confirm = 1."
    )


def test_ph812_of_a_failure_that_does_not_repeat_says_that_it_fails() -> None:
    """One finding for one test."""
    docket = a_docket(
        a_run(failing(flaky=True)),
        sections={"auditlogger": a_section(red(), started=a_start())},
    )
    assert [each.message.rpartition(" ")[2] for each in still_red(docket)] == ["fails"]
