"""Status and gate as a person reads them in a terminal: whole pages, verbatim."""

from __future__ import annotations

import pytest

from pytest_phase.core.plan import Phase
from pytest_phase.core.report import Report
from pytest_phase.reporting import text
from tests.fakes.builders import (
    a_component,
    a_diagnostic,
    a_finding,
    a_plan,
    a_report,
    a_standing,
    baseline,
    green,
    red,
    waived,
)


def a_busy_report() -> Report:
    """Three phases, a component in every state, and something of everything to say."""
    retry = a_component("Retry", phase="3.1", line=14)
    audit = a_component(line=41, needs=["retry"], cases=["test_0", "test_empty"])
    client = a_component("LLMClient", line=60, needs=["retry"])
    extractor = a_component("AttributeExtractor", line=80, needs=["auditlogger", "llmclient"])
    cleanup = a_component("Clean-up", phase=None, line=99, lane="refactor")
    tests = [f"tests/test_auditlogger.py::test_{number}" for number in range(9)]
    done = [green(f"tests/test_retry.py::test_{number}") for number in range(12)]
    rows = [*map(green, tests[:3]), *(red(each, "missing") for each in tests[3:7])]
    plan = a_plan(
        *(retry, audit, client, extractor, cleanup),
        phases=(Phase("3.1", "Foundation", 10), Phase("3.2", "Core services", 40)),
        diagnostics=(a_diagnostic(),),
    )
    return a_report(
        a_standing(retry, *done, completed=True),
        a_standing(audit, *rows, waived(tests[7]), known=tests, stale=[tests[6]]),
        a_standing(client),
        a_standing(extractor),
        a_standing(cleanup, baseline("tests/test_clean_up.py::test_old"), started=False),
        plan=plan,
        findings=(
            a_finding("PH809", "warning", "PLAN.md:60", "component without any test file", ""),
            a_finding(where=tests[8]),
            a_finding(where=tests[7]),
        ),
    )


def test_status_shows_the_whole_plan_at_a_glance() -> None:
    """Phases as groups, every component on its row, then what is next and what was found."""
    assert text.status(a_busy_report(), 80) == [
        "PLAN.md: Phase 3: Audit trail",
        "1 of 5 components completed (lock: PLAN.lock)",
        "",
        "Phase 3.1: Foundation",
        "    Retry               completed    green     red 12/12  green 12/12",
        "",
        "Phase 3.2: Core services",
        "  > AuditLogger         in_progress  red       red 6/9    green 3/9",
        "      waived 1; stale 1; grades: behaviour 3, missing 3; 1 case unwritten",
        "    LLMClient           pending      untested  no tests",
        "    AttributeExtractor  pending      untested  no tests",
        "      blocked by AuditLogger, LLMClient",
        "",
        "No phase",
        "    Clean-up            pending      green     red 0/1    green 0/1",
        "      lane refactor; baseline 1",
        "",
        "In progress: AuditLogger",
        "Ready:       LLMClient, Clean-up",
        "Next:        write 1 listed case of AuditLogger: test_empty",
        "             pytest --phase-plan PLAN.md --phase-component auditlogger",
        "",
        "Findings: 2 errors, 1 warning",
        "error PH801 in AuditLogger: passed in this run, and was never seen red",
        "    tests/test_auditlogger.py::test_8",
        "    tests/test_auditlogger.py::test_7",
        "    hint: See it fail first, or waive it with a reason.",
        "warning PH809 in AuditLogger: component without any test file",
        "    PLAN.md:60",
        "",
        "The plan has 1 warning: pytest --phase-plan PLAN.md --phase-lint",
    ]


def test_status_of_a_plan_without_phases_and_without_trouble_is_short() -> None:
    """No heading without phases, no findings without findings; notes stay on the row."""
    component = a_component(phase=None)
    plan = a_plan(component, title="", phases=())

    assert text.status(a_report(a_standing(component, green(), completed=True), plan=plan), 80) == [
        "PLAN.md",
        "1 of 1 component completed (lock: PLAN.lock)",
        "",
        "    AuditLogger  completed    green     red 1/1  green 1/1",
        "",
        "In progress: none",
        "Ready:       none",
        "Next:        nothing left, every component is completed",
    ]


def test_notes_stay_on_the_row_where_there_is_room() -> None:
    """A short remark needs no line of its own."""
    assert "  > AuditLogger  in_progress  red       red 2/2  green 1/2  grades: behaviour 2" in (
        text.status(a_report(), 80)
    )


@pytest.mark.parametrize("width", [64, 80, 120])
def test_status_fits_the_width(width: int) -> None:
    """Long names are cut and long sentences wrapped; only a command may run over."""
    component = a_component("A component whose name goes on and on, " * 5, needs=["auditlogger"])
    report = a_report(
        a_standing(),
        a_standing(component),
        plan=a_plan(a_component(), component, title="t" * 200),
        findings=(a_finding(message="word " * 60, hint="hint " * 60),),
    )

    lines = [line for line in text.status(report, width) if "pytest --phase-plan" not in line]

    assert max(map(len, lines)) <= width
    row = next(line for line in lines if line.startswith("    A component"))
    assert row.split("...")[1].split() == ["pending", "untested", "no", "tests"]


def test_columns_line_up_beside_wide_names() -> None:
    """A name in a wide script does not push its state out of the column."""
    wide, narrow = a_component("監査ログ"), a_component("Retry it")

    rows = text.status(a_report(a_standing(wide), a_standing(narrow)), 80)[4:6]

    assert rows == [
        "    監査ログ  pending      untested  no tests",
        "    Retry it  pending      untested  no tests",
    ]


def test_the_heading_of_a_repeated_phase_number_is_the_one_above() -> None:
    """A plan that gives a number twice means the phase a component stands in."""
    component = a_component(phase="1", line=50)
    phases = (Phase("1", "First", 2), Phase("1", "Again", 40), Phase("1", "Later", 60))

    assert "Phase 1: Again" in text.status(
        a_report(a_standing(component), plan=a_plan(component, phases=phases)), 80
    )


@pytest.mark.parametrize(
    ("phase", "phases", "heading"),
    [
        ("7", (), "Phase 7"),
        ("7", (Phase("7", "", 2),), "Phase 7"),
        ("", (Phase("", "Clean-up", 2),), "Phase: Clean-up"),
    ],
)
def test_a_phase_without_name_or_number_still_has_a_heading(
    phase: str, phases: tuple[Phase, ...], heading: str
) -> None:
    """What is missing is left out, with its colon."""
    component = a_component(phase=phase)

    assert (
        text.status(a_report(a_standing(component), plan=a_plan(component, phases=phases)), 80)[3]
        == heading
    )


def test_more_than_five_ready_components_are_counted() -> None:
    """The line stays short in a plan of hundreds."""
    report = a_report(*(a_standing(a_component(f"C{number}")) for number in range(8)))

    assert "Ready:       C0, C1, C2, C3, C4 and 3 more" in text.status(report, 80)


def test_the_critical_path_of_a_plan_with_three_steps_or_more() -> None:
    """The longest chain that is left to build; two in a row need no line of their own."""
    cart, store = a_component("Cart", needs=["store"]), a_component("Store", needs=["clock"])
    alone = [a_standing(each) for each in (cart, store, a_component("Clock"))]
    path = "Critical path: Clock -> Store -> Cart"

    assert path in text.status(a_report(*alone), 80)
    assert not any("Critical" in line for line in text.status(a_report(*alone[1:]), 80))


def test_findings_wrap_sentences_and_leave_places_alone() -> None:
    """A place can be copied at any width."""
    place = "tests/a/rather/long/path/to/test_auditlogger.py::TestAuditLogger::test_one"
    found = [a_finding(where=place, message="passed " * 6, hint="See it fail. " * 4)]

    assert text.findings(found, a_plan(), 50) == [
        "error PH801 in AuditLogger: passed passed passed",
        "    passed passed passed",
        f"    {place}",
        "    hint: See it fail. See it fail. See it fail.",
        "          See it fail.",
    ]


def test_the_gate_ends_in_one_line_with_what_was_found() -> None:
    """The last line is the verdict."""
    assert text.gate(a_report(findings=(a_finding(),)), 80) == [
        "error PH801 in AuditLogger: passed in this run, and was never seen red",
        "    tests/test_auditlogger.py::test_one",
        "    hint: See it fail first, or waive it with a reason.",
        "phase gate: 1 error",
    ]


def test_the_verdict_counts_every_severity() -> None:
    """Errors first; a warning beside an error is counted too."""
    found = (a_finding(), a_finding(), a_finding("PH809", "warning"), a_finding("PH830", "info"))

    assert text.verdict(a_report(findings=found)) == "phase gate: 2 errors, 1 warning, 1 info"


def test_a_passed_gate_says_what_that_rests_on() -> None:
    """Tests with whole evidence, and how many components they are in."""
    tests = [f"tests/test_retry.py::test_{number}" for number in range(7)]
    retry = a_standing(a_component("Retry"), *map(green, tests), completed=True)
    audit = a_standing(None, green(), green("tests/test_auditlogger.py::test_two"))

    assert text.gate(a_report(retry, audit, a_standing(a_component("Idle")))) == [
        "phase gate: passed, 9 tests red then green in 2 components"
    ]


def test_a_passed_gate_with_warnings_counts_them() -> None:
    """Warnings pass the gate, and are not hidden by it."""
    found = (a_finding("PH809", "warning"), a_finding("PH830", "info"))

    assert text.verdict(a_report(findings=found)) == (
        "phase gate: passed, 1 warning, 1 info, 1 test red then green in 1 component"
    )


def test_a_gate_that_passed_on_nothing_says_so() -> None:
    """No evidence is not presented as evidence."""
    assert text.verdict(a_report(a_standing())) == "phase gate: passed, no test red then green yet"


def test_diagnostics_are_listed_in_the_order_of_the_plan() -> None:
    """One line each: place, code, severity, message, hint."""
    plan = a_plan(
        diagnostics=(
            a_diagnostic(line=50, column=1, hint=""),
            a_diagnostic("PH204", "error", message="no component found.", line=1, column=1),
        )
    )

    assert text.diagnostics(plan) == [
        "PLAN.md:1:1: PH204 error: no component found. Did you mean 'Retry'?",
        "PLAN.md:50:1: PH601 warning: unknown dependency 'Retri'",
    ]


def test_a_warning_that_many_tests_have_in_common_names_the_first_few() -> None:
    """An edited fixture of all tests is a few lines; an error names every test."""
    places = [f"tests/test_a.py::test_{number:02}" for number in range(12)]
    many = [a_finding("PH802", "warning", where=place) for place in places]
    lines = text.findings(many, a_plan())
    assert lines[1:7] == [*(f"    {place}" for place in places[:5]), "    and 7 more"]
    errors = [a_finding("PH802", where=place) for place in places]
    assert text.findings(errors, a_plan())[1:13] == [f"    {place}" for place in places]
