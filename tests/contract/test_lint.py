"""What only reads: --phase-lint, --phase-explain, and --phase-strict on a plan."""

from __future__ import annotations

import pytest

from tests.contract.shop import PLAN, open_shop, refused, seen_red, write_source, write_test
from tests.project import Project

CYCLE = PLAN.replace("  - `test_alpha`", "- Depends on: Beta")
UNKNOWN = PLAN.replace("Depends on: Alpha", "Depends on: Alfa")


def test_lint_of_a_sound_plan(project: Project) -> None:
    """A plan without a problem exits 0."""
    open_shop(project)
    assert project.run("--phase-lint").ret == 0


def test_lint_prints_every_diagnostic(project: Project) -> None:
    """All problems at once, each with its place and code; 0 while none is an error."""
    open_shop(project, UNKNOWN.replace("tests/test_gamma.py", "tests/test_[gamma].py"))
    result = project.run("--phase-lint")
    said = result.stdout.str()
    assert result.ret == 0
    line = PLAN.lstrip("\n").splitlines().index("- Depends on: Alpha") + 1
    assert f"PLAN.md:{line}:" in said
    assert "PH601 warning" in said
    assert "Alpha" in said
    assert "PH305" in said


def test_lint_with_an_error(project: Project) -> None:
    """An error among the diagnostics exits 1: the plan was judged, and a rule is broken."""
    open_shop(project, CYCLE)
    result = project.run("--phase-lint")
    assert result.ret == 1
    assert "PH607 error" in result.stdout.str()
    assert "Traceback" not in result.stderr.str()


def test_lint_is_strict_when_asked(project: Project) -> None:
    """With --phase-strict a warning is an error."""
    open_shop(project, UNKNOWN)
    assert project.run("--phase-lint").ret == 0
    assert project.run("--phase-lint", "--phase-strict").ret == 1


def test_lint_reads_the_lock(project: Project) -> None:
    """A lock that cannot be read is refused."""
    open_shop(project)
    seen_red(project, "alpha")
    project.lock_path.write_text(project.lock.replace("[end]\n", ""))
    refused(project.run("--phase-lint"), "PLAN.lock")


@pytest.mark.parametrize("option", ["--phase-lint", "--phase-explain"])
def test_reading_runs_no_test_and_writes_nothing(project: Project, option: str) -> None:
    """No test is collected, no conftest imported, no lock made."""
    open_shop(project)
    project.file("conftest.py", "print('hello')\nimport no_such_module\n")
    write_test(project, "alpha")
    result = project.run(option)
    assert result.ret == 0
    assert "hello" not in result.stdout.str()
    assert "collected" not in result.stdout.str()
    assert not project.lock


def test_explain_names_line_and_rule_of_each_fact(project: Project) -> None:
    """For every component: its facts, each with the line of the plan and the rule."""
    open_shop(project)
    said = project.run("--phase-explain").stdout.str()
    lines = PLAN.lstrip("\n").splitlines()
    for fact in ("tests/test_alpha.py", "test_alpha", "src/alpha.py", "tests/test_beta.py"):
        assert fact in said
    for text in ("#### Alpha", "- Implementation: `src/alpha.py`", "- Depends on: Alpha"):
        assert f"PLAN.md:{lines.index(text) + 1} " in said


def test_strict_refuses_a_plan_with_warnings(project: Project) -> None:
    """With --phase-strict the plan's warnings are errors: no run can be judged, exit 4."""
    open_shop(project, UNKNOWN)
    write_test(project, "alpha")
    write_source(project, "alpha")
    assert project.run().ret == 0
    refused(project.run("--phase-strict"), "PLAN.md:", "PH601")
    refused(project.run("--phase-strict", "--phase-gate"), "PH601")
