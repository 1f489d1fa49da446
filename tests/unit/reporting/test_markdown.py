"""Status as GitHub shows it: the page verbatim, and names that stay names."""

from __future__ import annotations

from itertools import pairwise

import pytest
from markdown_it import MarkdownIt

from pytest_phase.reporting import markdown
from tests.fakes.builders import a_component, a_finding, a_plan, a_report, a_standing, green, red


def test_the_page_has_a_heading_a_table_the_next_step_and_the_findings() -> None:
    """What a reviewer of a pull request sees."""
    retry = a_component("Retry", phase=None)
    client = a_component("LLMClient", needs=["auditlogger", "retry"])
    other = "tests/test_auditlogger.py::test_two"
    report = a_report(
        a_standing(retry, green("tests/test_retry.py::test_one"), completed=True),
        a_standing(None, green(), red(other)),
        a_standing(client),
        findings=(a_finding(), a_finding(where=other), a_finding("PH831", "info", hint="")),
    )

    assert markdown.status(report).splitlines() == [
        "## Phase 3: Audit trail",
        "",
        "1 of 3 components completed. Plan `PLAN.md`, lock `PLAN.lock`.",
        "",
        "| Component | Phase | State | Cycle | Red | Green | Blocked by |",
        "| --- | --- | --- | --- | ---: | ---: | --- |",
        "| Retry |  | completed | green | 1/1 | 1/1 |  |",
        "| **AuditLogger** | 3.2 | in_progress | red | 2/2 | 1/2 |  |",
        "| LLMClient | 3.2 | pending | untested | 0/0 | 0/0 | AuditLogger |",
        "",
        "**Next:** make 1 red test of AuditLogger pass: test_two",
        "",
        "```sh",
        "pytest --phase-plan PLAN.md --phase-component auditlogger",
        "```",
        "",
        "### Findings: 2 errors, 1 info",
        "",
        "- **error PH801** in AuditLogger: passed in this run, and was never seen red",
        "  - `tests/test_auditlogger.py::test_one`",
        "  - `tests/test_auditlogger.py::test_two`",
        "  - Hint: See it fail first, or waive it with a reason.",
        "- **info PH831** in AuditLogger: passed in this run, and was never seen red",
        "  - `tests/test_auditlogger.py::test_one`",
    ]


def test_a_page_without_findings_ends_with_the_next_step() -> None:
    """No empty section, no command where there is none, one newline at the end."""
    component = a_component()
    plan = a_plan(component, title="")
    page = markdown.status(a_report(a_standing(component, green(), completed=True), plan=plan))

    assert page.startswith("## PLAN.md\n")
    assert page.endswith("\n\n**Next:** nothing left, every component is completed\n")


def test_a_finding_about_the_whole_run_names_no_component() -> None:
    """Only what is about a component says which."""
    found = [a_finding("PH811", component=None, where="PLAN.md:1", message="no test ran", hint="")]

    assert markdown.findings(found, a_plan()).splitlines()[2:] == [
        "- **error PH811**: no test ran",
        "  - `PLAN.md:1`",
    ]


def test_many_places_are_cut_and_counted() -> None:
    """GitHub refuses a page that is too long: twenty places are shown of each finding."""
    found = [a_finding(where=f"t.py::test_{number}") for number in range(25)]

    lines = markdown.findings(found, a_plan()).splitlines()

    assert lines[22:24] == ["  - `t.py::test_19`", "  - and 5 more"]


@pytest.mark.parametrize(
    "name",
    [
        "a | b",
        "with `code` and ``more``",
        "__init__ and *stars* and ~~gone~~",
        "<script>alert(1)</script> &amp; <!-- x -->",
        "[text](https://example.invalid) ![image](x)",
        r"C:\new | back\slash \|",
        "# not a heading #",
        "snake_case_name",
    ],
)
def test_a_name_is_shown_as_it_is_written(name: str) -> None:
    """Nothing in a plan becomes markup, a cell border or HTML in the page."""
    page = markdown.status(a_report(a_standing(a_component(name)), plan=a_plan(a_component(name))))

    assert cells(page)[7] == name


def cells(page: str) -> list[str]:
    """The texts of all table cells, the header first, as a reader of the page sees them."""
    tokens = MarkdownIt("commonmark").enable("table").parse(page)
    return [
        "".join(child.content for child in inline.children or [])
        for opening, inline in pairwise(tokens)
        if opening.type in ("th_open", "td_open")
    ]


def test_nobody_is_mentioned_by_a_name() -> None:
    """A component called after a decorator sends no mail: the sign is kept apart from the word."""
    assert markdown.escape("@dataclass") == "@&#8203;dataclass"


def test_dollars_start_no_formula() -> None:
    """GitHub reads mathematics between dollars."""
    assert markdown.escape("$x$") == r"\$x\$"


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("t.py::test_one", "`t.py::test_one`"),
        ("a`b", "``a`b``"),
        ("`a`", "`` `a` ``"),
        ("a``b", "```a``b```"),
    ],
)
def test_a_code_span_may_hold_backticks(text: str, span: str) -> None:
    """The fence is longer than any run of backticks inside."""
    assert markdown.code(text) == span
