"""PH805 to PH807, PH811 and PH812: fired and not fired, and word by word."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from pytest_phase.core.cycle import REOPENED
from pytest_phase.core.evidence import Evidence, Observation, Outcome
from pytest_phase.core.findings import Finding
from pytest_phase.core.ledger import Section
from pytest_phase.core.plan import Component, TestFile
from pytest_phase.core.rules import Docket
from pytest_phase.core.rules.state_rules import (
    contradiction,
    incomplete,
    nothing_ran,
    still_red,
    too_early,
)
from tests.fakes.builders import (
    A_TEST,
    a_component,
    a_docket,
    a_run,
    a_section,
    a_start,
    an_observation,
    an_origin,
    baseline,
    failing,
    green,
    red,
    seen,
    waived,
)

SECOND = "tests/test_auditlogger.py::test_two"
RETRY = "tests/test_retry.py::test_once"
PATH = "tests/test_auditlogger.py"
END_TO_END = "tests/e2e/test_all.py"
BOTH = (a_component(), a_component("Retry", line=52, needs=["auditlogger"]))
OPEN = a_section(red(), started=a_start())
DONE = a_section(green(), started=a_start(), completed=True)


def docket(
    *observations: Observation,
    components: Iterable[Component] = BOTH,
    narrowed: Iterable[str] = (),
    known: dict[str, list[str]] | None = None,
    integration: dict[str, dict[str, Outcome]] | None = None,
    changes: dict[str, Any] | None = None,
    **sections: Section,
) -> Docket:
    """AuditLogger, and Retry that needs it; the rows are their known tests."""
    tests = {id: list(section.tests) for id, section in sections.items()}
    run = a_run(
        *observations,
        known=tests if known is None else known,
        narrowed=frozenset(narrowed),
        integration=integration or {},
        settled=[PATH, "tests/test_retry.py"],
    )
    return a_docket(run, *components, sections=sections, **(changes or {}))


def said(found: Iterable[Finding]) -> list[tuple[str, str]]:
    """Place and message of each."""
    return [(each.where, each.message) for each in found]


# PH805


def test_ph805_two_in_progress_word_by_word() -> None:
    """Two in progress and not green."""
    retry = a_section(red(RETRY), started=a_start(over=["auditlogger"]))
    assert list(contradiction(docket(auditlogger=OPEN, retry=retry))) == [
        Finding(
            "PH805",
            "error",
            "PLAN.lock",
            "AuditLogger, Retry are in progress at once, and not green",
            "Put one back: pytest --phase-stop=retry",
            "retry",
        )
    ]


def test_ph805_is_about_the_component_that_is_judged() -> None:
    """Where the judgement is narrowed to one of the two, it is about that one."""
    case = docket(auditlogger=OPEN, retry=OPEN, narrowed=["auditlogger"])
    assert [each.component for each in contradiction(case)] == ["auditlogger"]


def test_ph805_a_component_with_evidence_was_dropped() -> None:
    """The lock has evidence for what the plan does not have any more."""
    dropped = a_section(red(), baseline(SECOND), seen(RETRY))
    assert list(contradiction(docket(exporter=dropped))) == [
        Finding(
            "PH805",
            "error",
            "PLAN.lock",
            "component exporter has evidence (2 tests) and is not in the plan any more",
            "Put it back into the plan under its name, or forget its tests: "
            'pytest-phase forget TEST --reason "…"',
            "exporter",
        )
    ]


@pytest.mark.parametrize(
    "dropped", [a_section(started=a_start()), a_section(seen(), waived(SECOND))]
)
def test_ph805_a_component_without_evidence_may_go(dropped: Section) -> None:
    """Where nothing was seen, nothing is lost."""
    assert list(contradiction(docket(exporter=dropped))) == []


def test_ph805_the_lane_changed() -> None:
    """The lane of the start is the one that counts."""
    changed = a_component(lane="characterization")
    assert list(contradiction(docket(components=[changed], auditlogger=OPEN))) == [
        Finding(
            "PH805",
            "error",
            "PLAN.md:41",
            "its lane was feature when it started, and is characterization now",
            "Put the lane back to feature in the plan.",
            "auditlogger",
        )
    ]
    assert list(contradiction(docket(components=[changed]))) == []


def test_ph805_a_test_file_with_evidence_was_dropped() -> None:
    """One finding for the file, wherever its tests are now."""
    moved = a_component(files=["tests/test_new.py"])
    section = a_section(red(), green(SECOND), seen(f"{PATH}::test_three"))
    case = docket(components=[moved], known={"auditlogger": []}, auditlogger=section)
    assert list(contradiction(case)) == [
        Finding(
            "PH805",
            "error",
            "PLAN.md:41",
            f"{PATH} has evidence (2 tests) and is not in the plan any more",
            "Put the file back into the component's section of the plan, or forget its tests: "
            'pytest-phase forget TEST --reason "…"',
            "auditlogger",
        )
    ]


def test_ph805_is_not_for_a_sound_lock() -> None:
    """One in progress, one completed, each as the plan says."""
    assert list(contradiction(docket(auditlogger=DONE, retry=OPEN))) == []
    assert list(contradiction(docket())) == []


# PH806


@pytest.mark.parametrize("before", [a_section(), OPEN, a_section(red(), stopped=True)])
def test_ph806_word_by_word(before: Section) -> None:
    """Started before what it depends on was completed."""
    assert list(too_early(docket(auditlogger=before, retry=DONE))) == [
        Finding(
            "PH806",
            "error",
            "PLAN.md:52",
            "was started before AuditLogger was completed",
            "Complete AuditLogger first, or say it is meant: "
            "pytest --phase-stop=retry, then pytest --phase-start=retry",
            "retry",
        )
    ]


@pytest.mark.parametrize(
    "case",
    [
        docket(auditlogger=DONE, retry=OPEN),
        docket(retry=a_section(red(RETRY), started=a_start(over=["auditlogger"]))),
        docket(retry=a_section(red(RETRY), stopped=True)),
        docket(
            auditlogger=OPEN._replace(extra_rows=(REOPENED,)),
            retry=DONE._replace(tests=a_section(green(RETRY)).tests),
        ),
        docket(
            auditlogger=a_section(green(), started=a_start()),
            retry=a_section(red(RETRY), started=a_start()),
        ),
    ],
    ids=["completed", "explicit start", "not started", "open again", "two merged branches"],
)
def test_ph806_is_not_for(case: Docket) -> None:
    """What was completed in time, or was gone over with open eyes."""
    assert list(too_early(case)) == []


# PH807


def test_ph807_word_by_word() -> None:
    """Completed, but a test fails, or was not run."""
    done = a_section(green(), green(SECOND), started=a_start(), completed=True)
    assert list(incomplete(docket(failing(), auditlogger=done))) == [
        Finding(
            "PH807",
            "error",
            A_TEST,
            "AuditLogger is completed, and this test fails",
            "Make it pass.",
            "auditlogger",
        ),
        Finding(
            "PH807",
            "error",
            SECOND,
            "AuditLogger is completed, and this test was not run",
            "Run the whole suite.",
            "auditlogger",
        ),
    ]


@pytest.mark.parametrize("outcome", ["failed", "error", "xfailed", "uncollectable"])
def test_ph807_is_for_every_failure(outcome: Outcome) -> None:
    """An expected failure is a failure too."""
    assert said(incomplete(docket(failing(outcome=outcome), auditlogger=DONE))) == [
        (A_TEST, "AuditLogger is completed, and this test fails")
    ]


@pytest.mark.parametrize(
    "case",
    [
        docket(an_observation(), auditlogger=DONE),
        docket(an_observation(outcome="skipped"), auditlogger=DONE),
        docket(failing(waived="known bug"), auditlogger=DONE),
        docket(failing(), auditlogger=OPEN),
        docket(auditlogger=DONE, changes={"ran": False}),
    ],
    ids=["passes", "skipped: PH804", "waived", "in progress: PH812", "no gate"],
)
def test_ph807_is_not_for(case: Docket) -> None:
    """What passes, is declared, is not completed, or was not to be judged."""
    assert list(incomplete(case)) == []


@pytest.mark.parametrize(
    ("outcome", "message"),
    [("failed", "this test fails"), ("absent", "this test was not run"), ("passed", None)],
)
def test_ph807_is_for_integration_tests_too(outcome: Outcome, message: str | None) -> None:
    """What completion needed has to hold afterwards."""
    component = a_component(integration=(TestFile(END_TO_END, an_origin()),))
    test = f"{END_TO_END}::test_all"
    case = docket(
        an_observation(),
        components=[component],
        integration={"auditlogger": {test: outcome}},
        auditlogger=DONE,
    )
    expected = [(test, f"AuditLogger is completed, and {message}")] if message else []
    assert said(incomplete(case)) == expected


def test_ph807_counts_green_beside_another_start_as_completed() -> None:
    """Merged from two branches, the green one has to pass like any completed one."""
    section = a_section(green(), started=a_start())
    case = docket(auditlogger=section, retry=a_section(red(RETRY), started=a_start()))
    assert said(incomplete(case)) == [
        (A_TEST, "AuditLogger is completed, and this test was not run")
    ]


# PH811


def test_ph811_word_by_word() -> None:
    """No test ran although work has started."""
    assert list(nothing_ran(docket(auditlogger=DONE, retry=OPEN))) == [
        Finding(
            "PH811",
            "error",
            "PLAN.md",
            "no test of the plan ran, although work has started on AuditLogger, Retry",
            "Run the gate with the whole suite: pytest --phase-gate",
        )
    ]


def test_ph811_is_for_a_run_of_skipped_tests() -> None:
    """A skipped test did not run."""
    case = docket(an_observation(outcome="skipped"), auditlogger=DONE)
    assert [each.code for each in nothing_ran(case)] == ["PH811"]


@pytest.mark.parametrize(
    "case",
    [
        docket(an_observation(), auditlogger=DONE),
        docket(auditlogger=a_section(red(), stopped=True)),
        docket(auditlogger=OPEN, narrowed=["retry"]),
        docket(auditlogger=OPEN, changes={"ran": False}),
    ],
    ids=["ran", "nothing started", "nothing started of what was named", "no gate"],
)
def test_ph811_is_not_for(case: Docket) -> None:
    """A run that ran something, or a plan without work."""
    assert list(nothing_ran(case)) == []


# PH812


def test_ph812_word_by_word() -> None:
    """In progress, seen red, and still fails, or was not run."""
    section = a_section(red(), red(SECOND), started=a_start())
    assert list(still_red(docket(failing(), auditlogger=section))) == [
        Finding(
            "PH812",
            "error",
            A_TEST,
            "AuditLogger is in progress, and this red test fails",
            "Make it pass; a branch with planned red passes with --phase-allow-red.",
            "auditlogger",
        ),
        Finding(
            "PH812",
            "error",
            SECOND,
            "AuditLogger is in progress, and this red test was not run",
            "Run the whole suite.",
            "auditlogger",
        ),
    ]


def test_ph812_of_an_expected_failure() -> None:
    """An expected failure is no pass."""
    case = docket(failing(outcome="xfailed"), auditlogger=OPEN)
    assert said(still_red(case)) == [
        (A_TEST, "AuditLogger is in progress, and this red test is still expected to fail")
    ]


def test_ph812_allow_red_lifts_it_for_tests_that_ran() -> None:
    """What was not run is not lifted."""
    section = a_section(red(), red(SECOND), started=a_start())
    case = docket(failing(), auditlogger=section, changes={"allow_red": True})
    assert said(still_red(case)) == [
        (SECOND, "AuditLogger is in progress, and this red test was not run")
    ]


def test_ph812_of_a_green_test_that_fails_again() -> None:
    """Green once is not green now."""
    section = a_section(green(), seen(SECOND), started=a_start())
    assert [each.where for each in still_red(docket(failing(), auditlogger=section))] == [A_TEST]


@pytest.mark.parametrize(
    ("row", "observation", "ran"),
    [
        (red(), an_observation(), True),
        (red(), an_observation(outcome="skipped"), True),
        (seen(), failing(), True),
        (baseline(), failing(), True),
        (replace(red(), waived="why"), failing(), True),
        (red(), failing(waived="why"), True),
        (red(), failing(), False),
    ],
    ids=["passes", "skipped: PH804", "never red", "baseline", "waived", "marked", "no gate"],
)
def test_ph812_is_not_for(row: Evidence, observation: Observation, ran: bool) -> None:
    """What passes, was never red, is declared, or was not to be judged."""
    section = a_section(row, started=a_start())
    assert list(still_red(docket(observation, auditlogger=section, changes={"ran": ran}))) == []


def test_ph812_is_not_for_what_is_pending_or_completed() -> None:
    """Only the component in progress has planned red."""
    assert list(still_red(docket(failing(), auditlogger=a_section(red(), stopped=True)))) == []
    assert list(still_red(docket(failing(), auditlogger=DONE))) == []
