"""A dialect of plans that another plugin brings, through ``pytest_phase_read_plan``."""

from __future__ import annotations

from tests.project import Project

DIALECT = """
    from pytest_phase.core.plan import Component, Origin, Plan, TestFile


    def pytest_phase_read_plan(text, path):
        if not text.startswith("work:"):
            return None
        return Plan(
            path,
            components=tuple(
                Component(name, name, Origin(line, "dialect.work"), test_files=(
                    TestFile(f"tests/test_{name}.py", Origin(line, "dialect.work")),
                ))
                for line, name in enumerate(text.split()[1:], start=2)
            ),
        )
"""


def test_a_plugin_reads_the_plan(project: Project) -> None:
    """A plugin's plan is the plan: for runs, for the status and for the linter."""
    project.file("work_dialect.py", DIALECT)
    project.file("PLAN.md", "work:\ncart\ntill\n")
    project.file("tests/test_cart.py", "def test_total():\n    assert 1 == 2\n")
    project.pytester.syspathinsert()
    project.run(plugins=["work_dialect"])
    assert "test tests/test_cart.py::test_total" in project.lock
    status = project.run("--phase-status", plugins=["work_dialect"])
    status.stdout.fnmatch_lines("*cart*in_progress*")
    assert project.run("--phase-lint", plugins=["work_dialect"]).ret == 0


def test_other_plans_are_left_to_the_reader(project: Project) -> None:
    """Where the plugin gives nothing, the plan is read as ever."""
    project.file("work_dialect.py", DIALECT)
    project.plan("### Task 1: Cart\n- Tests: `tests/test_cart.py`\n")
    project.pytester.syspathinsert()
    result = project.run("--phase-explain", plugins=["work_dialect"])
    result.stdout.fnmatch_lines("*test file*tests/test_cart.py*")


def test_what_is_no_plan_cannot_be_judged(project: Project) -> None:
    """A plugin that returns anything but a plan is named, with what it returned."""
    project.file("work_dialect.py", "def pytest_phase_read_plan(text, path):\n    return [1]\n")
    project.plan("### Task 1: Cart\n- Tests: `tests/test_cart.py`\n")
    project.pytester.syspathinsert()
    result = project.run(plugins=["work_dialect"])
    assert result.ret == 4
    result.stderr.fnmatch_lines(
        "*PLAN.md: a plugin's pytest_phase_read_plan returned a list. It has to return a Plan "
        "(pytest_phase.core.plan), or None."
    )
