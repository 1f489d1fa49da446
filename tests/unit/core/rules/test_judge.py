"""All rules together: their order, what narrows them, and what strictness does."""

from __future__ import annotations

import pytest

from pytest_phase.core.rules import RULES, Docket, judge
from tests.fakes.builders import (
    A_TEST,
    a_component,
    a_docket,
    a_run,
    a_section,
    a_start,
    an_observation,
    failing,
    green,
    red,
)

RETRY = "tests/test_retry.py::test_once"
BOTH = (a_component(cases=["test_never"]), a_component("Retry"))


def docket(*narrowed: str, strict: bool = False, ran: bool = True) -> Docket:
    """AuditLogger is in progress and fails, Retry passes and was never red; one test is odd."""
    seen = [an_observation(RETRY, "retry"), failing()] if ran else []
    run = a_run(
        *seen,
        known={"auditlogger": [A_TEST], "retry": [RETRY]},
        untagged=1,
        narrowed=frozenset(narrowed),
    )
    section = a_section(red(), started=a_start())
    return a_docket(run, *BOTH, sections={"auditlogger": section}, strict=strict)


def codes(docket: Docket) -> list[tuple[str, str]]:
    """Code and severity of each finding, in the order they are given."""
    return [(each.code, each.severity) for each in judge(docket)]


def test_findings_come_by_code_and_place() -> None:
    """The order is the same in every run."""
    assert codes(docket()) == [
        ("PH801", "error"),
        ("PH808", "warning"),
        ("PH812", "error"),
        ("PH831", "info"),
    ]


def test_strict_turns_warnings_into_errors_and_no_more() -> None:
    """What is only for information stays so."""
    assert codes(docket(strict=True)) == [
        ("PH801", "error"),
        ("PH808", "error"),
        ("PH812", "error"),
        ("PH831", "info"),
    ]


@pytest.mark.parametrize(
    ("narrowed", "expected"),
    [
        (["retry"], ["PH801"]),
        (["auditlogger"], ["PH808", "PH812"]),
        (["auditlogger", "retry"], ["PH801", "PH808", "PH812"]),
    ],
)
def test_only_named_components_narrow_the_judgement(
    narrowed: list[str], expected: list[str]
) -> None:
    """With --phase-component the findings are those of the named components."""
    assert [code for code, _ in codes(docket(*narrowed))] == expected


def test_a_narrowed_gate_that_runs_nothing_does_not_pass() -> None:
    """That nothing ran is said, whatever was named, if work on it has started."""
    assert [code for code, _ in codes(docket("auditlogger", ran=False))] == [
        "PH808",
        "PH811",
        "PH812",
    ]
    assert codes(docket("retry", ran=False)) == []


def test_a_sound_run_has_no_findings() -> None:
    """Whole evidence, everything run, nothing declared: silence."""
    run = a_run(an_observation())
    section = a_section(green(), started=a_start(), completed=True)
    assert judge(a_docket(run, sections={"auditlogger": section})) == ()


def test_every_rule_is_silent_on_an_empty_plan_of_work() -> None:
    """A plan with nothing started and nothing run breaks no rule."""
    empty = a_docket(a_run())
    assert [list(rule(empty)) for rule in RULES] == [[]] * len(RULES)
