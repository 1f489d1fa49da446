"""What names the plan, and what every action says without one."""

from __future__ import annotations

import pytest

from tests.contract.shop import (
    grades,
    open_shop,
    refused,
    seen_red,
    write_source,
    write_test,
)
from tests.project import Project

ACTIONS = [
    "--phase-status",
    "--phase-status=json",
    "--phase-component=alpha",
    "--phase-start=alpha",
    "--phase-stop",
    "--phase-stop=alpha",
    "--phase-complete",
    "--phase-complete=alpha",
    "--phase-baseline=before",
    "--phase-gate",
    "--phase-report=report.json",
    "--phase-lint",
    "--phase-explain",
]


def _said_of_phases(project: Project, result: pytest.RunResult) -> list[str]:
    """The lines that speak of us, but for the header's list of plugins."""
    lines = [line.replace(str(project.root), "") for line in result.outlines]
    return [each for each in lines if "phase" in each.lower() and not each.startswith("plugins:")]


def test_without_a_plan_nothing_changes(project: Project) -> None:
    """A plan that nobody names is not read: no line, no file, pytest's own outcome."""
    open_shop(project)
    write_test(project, "alpha")
    write_source(project, "alpha")
    before = sorted(project.root.rglob("*"))
    result = project.run("-p", "no:cacheprovider", "--disable-warnings", plan=False)
    assert result.ret == 0
    assert _said_of_phases(project, result) == []
    assert sorted(project.root.rglob("*")) == before


def test_marks_are_registered_without_a_plan(project: Project) -> None:
    """Both marks may be used under --strict-markers in a run without a plan."""
    project.file(
        "test_a.py",
        """
        import pytest

        @pytest.mark.phase_component("alpha")
        @pytest.mark.phase_waive(reason="r")
        def test_a(): pass
        """,
    )
    assert project.run("--strict-markers", plan=False).ret == 0
    markers = project.run("--markers", plan=False).stdout.str()
    assert "@pytest.mark.phase_component(id)" in markers
    assert "@pytest.mark.phase_waive(reason)" in markers


def test_hook_specifications_are_registered_without_a_plan(project: Project) -> None:
    """A conftest may implement our hooks in a run without a plan."""
    project.file(
        "conftest.py",
        """
        def pytest_phase_tag(item, component): pass
        def pytest_phase_grade(item, excinfo, grade): pass
        def pytest_phase_transition(component, before, after): pass
        def pytest_phase_findings(report): pass
        """,
    )
    project.file("test_a.py", "def test_a(): pass\n")
    assert project.run(plan=False).ret == 0


def test_options_stand_in_the_group_phase(project: Project) -> None:
    """--help lists every option below a heading of its own, and every ini key."""
    said = project.run("--help", plan=False).stdout.str()
    for option in (
        *("plan", "no-record", "status", "component", "start", "stop", "complete", "baseline"),
        *("gate", "allow-red", "report", "lint", "explain", "strict", "lock"),
    ):
        assert f"--phase-{option}" in said
    for key in (
        *("phase_plan", "phase_lock", "phase_min_red", "phase_auto_start"),
        "phase_block_on_questions",
    ):
        assert key in said
    assert "\nphase" in said


def test_plan_option_records(project: Project) -> None:
    """--phase-plan switches the plugin on: tests are seen and recorded beside the plan."""
    open_shop(project)
    seen_red(project, "alpha")
    assert grades(project, "alpha") == {"test_alpha": "behaviour"}


def test_plan_may_be_a_word_of_its_own(project: Project) -> None:
    """``--phase-plan PLAN.md`` takes its value without an equals sign."""
    open_shop(project)
    write_test(project, "alpha")
    assert project.run("--phase-plan", "PLAN.md", plan=False).ret == 1
    assert project.lock


def test_ini_names_the_plan(project: Project) -> None:
    """The ini phase_plan is the same as --phase-plan."""
    open_shop(project)
    project.file("pytest.ini", "[pytest]\npythonpath = src\nphase_plan = PLAN.md\n")
    write_test(project, "alpha")
    project.run(plan=False)
    assert grades(project, "alpha") == {"test_alpha": "missing"}


def test_ini_plan_is_relative_to_the_ini_file(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The ini's path is found from any folder the run begins in."""
    open_shop(project)
    project.file("pytest.ini", "[pytest]\npythonpath = src\nphase_plan = PLAN.md\n")
    write_test(project, "alpha")
    monkeypatch.chdir(project.root / "tests")
    project.run(plan=False)
    assert grades(project, "alpha") == {"test_alpha": "missing"}


def test_option_goes_before_the_ini(project: Project) -> None:
    """--phase-plan on the command line wins over the ini's plan."""
    open_shop(project)
    project.file("pytest.ini", "[pytest]\npythonpath = src\nphase_plan = OTHER.md\n")
    write_test(project, "alpha")
    assert project.run().ret == 1
    assert project.lock


def test_empty_plan_switches_the_ini_off(project: Project) -> None:
    """``--phase-plan=`` makes a run without a plan, whatever the ini says."""
    open_shop(project)
    project.file("pytest.ini", "[pytest]\npythonpath = src\nphase_plan = PLAN.md\n")
    write_test(project, "alpha")
    write_source(project, "alpha")
    result = project.run("--phase-plan=", "--disable-warnings", plan=False)
    assert result.ret == 0
    assert not project.lock
    assert _said_of_phases(project, result) == []


@pytest.mark.parametrize("action", ACTIONS)
def test_action_without_a_plan_is_refused(project: Project, action: str) -> None:
    """Any action without a plan exits 4 and says so on stderr: a gate must not pass."""
    project.file("test_a.py", "def test_a(): pass\n")
    result = project.run(action, plan=False)
    refused(result, action.partition("=")[0], "plan")
    assert not (project.root / "report.json").exists()


@pytest.mark.parametrize("action", ["--phase-gate", "--phase-status", "--phase-complete"])
def test_action_with_the_plan_switched_off_is_refused(project: Project, action: str) -> None:
    """An action that goes with an empty --phase-plan has no plan either."""
    open_shop(project)
    project.file("pytest.ini", "[pytest]\nphase_plan = PLAN.md\n")
    refused(project.run("--phase-plan=", action, plan=False))
