"""What to do next, for every place where a plan can stand: each sentence verbatim."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_phase.core.report import Report
from pytest_phase.reporting.steps import Step, next_step
from tests.fakes.builders import (
    a_component,
    a_diagnostic,
    a_finding,
    a_plan,
    a_report,
    a_standing,
    a_test_report,
    baseline,
    green,
    red,
)

ONE, TWO = "tests/test_auditlogger.py::test_one", "tests/test_auditlogger.py::TestA::test_two"
RUN = "pytest --phase-plan PLAN.md --phase-component auditlogger"
START = "pytest --phase-plan PLAN.md --phase-start auditlogger"


def at_work(*, red_first: bool = True, **changes: Any) -> Report:
    """A report on one component in progress: one test red, the other unseen."""
    rows = (red(ONE),) if red_first else ()
    return a_report(a_standing(None, *rows, started=True, known=[ONE, TWO]), **changes)


def test_a_component_that_can_start_gets_its_tests_first() -> None:
    """Nothing in progress, no test written: where to write them, and that they must fail."""
    assert next_step(a_report(a_standing())) == Step(
        "write the tests of AuditLogger in tests/test_auditlogger.py, and see them fail", START
    )


def test_tests_that_are_written_are_seen_failing() -> None:
    """Nothing in progress, tests on the disk: start, which runs them."""
    assert next_step(a_report(a_standing(known=[ONE, TWO]))) == Step(
        "start AuditLogger: see its 2 tests fail before its code is written", START
    )


@pytest.mark.parametrize(
    ("tests", "said"), [([ONE], "its 1 test owes no red"), ([ONE, TWO], "its 2 tests owe no red")]
)
def test_a_component_whose_tests_were_there_before_just_starts(tests: list[str], said: str) -> None:
    """Baseline tests owe no red, so none is asked for."""
    rows = [baseline(each) for each in tests]

    assert next_step(a_report(a_standing(None, *rows, started=False))) == Step(
        f"start AuditLogger: {said}", START
    )


def test_a_refactoring_is_not_asked_for_red() -> None:
    """A lane that owes no red is told to write tests, and not to see them fail."""
    assert next_step(a_report(a_standing(a_component(lane="refactor")))) == Step(
        "write the tests of AuditLogger in tests/test_auditlogger.py", START
    )


def test_the_first_ready_component_with_test_files_comes_first() -> None:
    """A component without test files cannot get evidence, and does not hold up the others."""
    report = a_report(a_standing(a_component("Vague", files=())), a_standing())

    assert report.ready == ("vague", "auditlogger")
    assert next_step(report).command == START


@pytest.mark.parametrize("started", [True, False])
def test_a_component_without_test_files_needs_them_named(started: bool) -> None:
    """Without a test file there is nothing to run: the plan's line is named."""
    report = a_report(a_standing(a_component(files=()), started=started))

    assert next_step(report) == Step(
        "name the test files of AuditLogger in the plan, at PLAN.md:41"
    )


def test_a_started_component_without_tests_gets_them_written() -> None:
    """Started with --phase-start before any test exists: write them, then run."""
    assert next_step(a_report(a_standing(started=True))) == Step(
        "write the tests of AuditLogger in tests/test_auditlogger.py, and see them fail", RUN
    )


def test_listed_cases_come_before_the_code() -> None:
    """Cases of the plan without a test are written first."""
    component = a_component(cases=["test_one", "test_empty", "test_long"])

    assert next_step(a_report(a_standing(component, red(ONE)))) == Step(
        "write 2 listed cases of AuditLogger: test_empty, test_long", RUN
    )


def test_a_test_that_was_never_red_has_to_be_seen_failing() -> None:
    """Red is owed before green: the tests that still owe it are named."""
    assert next_step(at_work()) == Step(
        "see 1 test of AuditLogger fail, not yet red: TestA::test_two", RUN
    )


def test_many_tests_are_named_up_to_three() -> None:
    """A long list is cut, and the rest counted."""
    known = [f"tests/test_auditlogger.py::test_{number}" for number in range(5)]

    assert next_step(a_report(a_standing(None, started=True, known=known))).text == (
        "see 5 tests of AuditLogger fail, not yet red: test_0, test_1, test_2 and 2 more"
    )


def test_an_edited_test_has_to_be_seen_failing_again() -> None:
    """Evidence for another text does not count."""
    report = a_report(a_standing(None, green(ONE), stale=[ONE]))

    assert next_step(report).text == "see 1 test of AuditLogger fail, not yet red: test_one"


def test_a_test_that_passes_without_red_needs_the_code_out_of_its_way() -> None:
    """After a run in which all that owe red passed, running again would not help."""
    run = (a_test_report(TWO, outcome="passed", grade=None, evidence="none"),)

    assert next_step(at_work(run=run)) == Step(
        "take the code away and see 1 test of AuditLogger fail, or waive: TestA::test_two",
        RUN,
    )


def test_a_red_that_is_still_to_be_had_comes_before_one_that_was_missed() -> None:
    """Where one test passed and another was not seen, the one not seen is asked for."""
    run = (a_test_report(TWO, outcome="passed", grade=None, evidence="none"),)

    assert next_step(at_work(red_first=False, run=run)).text == (
        "see 1 test of AuditLogger fail, not yet red: test_one"
    )


def test_red_tests_are_made_to_pass() -> None:
    """All red is there: now the code."""
    assert next_step(a_report(a_standing(None, green(ONE), red(TWO)))) == Step(
        "make 1 red test of AuditLogger pass: TestA::test_two", RUN
    )


@pytest.mark.parametrize(
    ("tests", "said"),
    [([ONE], "its 1 test owes nothing more"), ([ONE, TWO], "its 2 tests owe nothing more")],
)
def test_whole_evidence_is_completed(tests: list[str], said: str) -> None:
    """All green: one command is left."""
    report = a_report(a_standing(None, *[green(each) for each in tests]))

    assert next_step(report) == Step(
        f"complete AuditLogger: {said}", "pytest --phase-plan PLAN.md --phase-complete"
    )


def test_nothing_is_left_when_all_is_completed() -> None:
    """The end of the plan has no command."""
    assert next_step(a_report(a_standing(None, green(), completed=True))) == Step(
        "nothing left, every component is completed"
    )


def test_a_completed_plan_with_errors_is_not_called_done() -> None:
    """An error of the gate outlives the last completion."""
    report = a_report(a_standing(None, green(), completed=True), findings=(a_finding(),))

    assert next_step(report) == Step(
        "every component is completed; settle what the gate finds",
        "pytest --phase-plan PLAN.md --phase-gate",
    )


def test_a_test_that_a_refactoring_broke_comes_first() -> None:
    """A test that was green and fails in this run is named before anything else."""
    run = (a_test_report(ONE, outcome="failed", grade="behaviour", evidence="green"),)
    report = a_report(a_standing(None, green(ONE)), run=run)

    assert next_step(report) == Step("make 1 failing test of AuditLogger pass again: test_one", RUN)


def test_one_of_two_started_components_is_put_back() -> None:
    """Two in progress and not green record nothing: the last one is offered for stopping."""
    other = "tests/test_retry.py::test_one"
    report = a_report(a_standing(a_component("Retry"), red(other)), a_standing(None, red(ONE)))

    assert next_step(report) == Step(
        "put one back, Retry and AuditLogger are both in progress and not green",
        "pytest --phase-plan PLAN.md --phase-stop=auditlogger",
    )


def test_a_plan_in_which_nothing_can_start_says_who_waits() -> None:
    """Components that wait for each other are named, and the plan's diagnostics offered."""
    report = a_report(
        a_standing(a_component("Egg", needs=["hen"])),
        a_standing(a_component("Hen", needs=["egg"])),
    )

    assert next_step(report) == Step(
        "nothing can start: Egg, Hen wait for others", "pytest --phase-plan PLAN.md --phase-lint"
    )


def test_a_broken_plan_comes_first() -> None:
    """With an error in the plan nothing else can be judged."""
    component = a_component()
    plan = a_plan(component, diagnostics=(a_diagnostic(severity="error"), a_diagnostic()))

    assert next_step(a_report(a_standing(component), plan=plan)) == Step(
        "correct the plan, it has 1 error", "pytest --phase-plan PLAN.md --phase-lint"
    )


def test_a_command_can_be_pasted_into_a_shell() -> None:
    """Paths with spaces are quoted."""
    plan = a_plan(path="my docs/PLAN.md")

    assert next_step(a_report(a_standing(), plan=plan)).command == (
        "pytest --phase-plan 'my docs/PLAN.md' --phase-start auditlogger"
    )
