"""``[tool.pytest_phase]`` in a whole run: what it changes, and what is said of a wrong one."""

from __future__ import annotations

from tests.project import Project

PLAN = """
    # Plan

    ## Ticket A / Cart

    - Prüfungen: `test_cart.py`
"""
TABLE = """
    [tool.pytest.ini_options]
    testpaths = ["checks"]

    [tool.pytest_phase]
    heading_pattern = 'Ticket (?P<id>\\w+) / (?P<name>.+)'
    tests_root = "checks"
    labels = { tests = ["Prüfungen"] }
"""


def test_a_project_reads_its_plans_its_own_way(project: Project) -> None:
    """Pattern, labels and tests root of the table hold for the run."""
    project.plan(PLAN)
    project.file("pyproject.toml", TABLE)
    project.file("checks/test_cart.py", "def test_total():\n    assert 1 == 2\n")
    project.run()
    (cart,) = project.status()["components"]
    assert (cart["id"], cart["test_files"]) == ("cart", ["checks/test_cart.py"])
    assert cart["tests"]["red"] == 1


def test_a_wrong_table_cannot_be_judged(project: Project) -> None:
    """A key that is not there ends the run with exit 4: where it stands, and the nearest one."""
    project.plan(PLAN)
    project.file("pyproject.toml", "[tool.pytest_phase]\nordre = 'none'\n")
    result = project.run()
    assert result.ret == 4
    result.stderr.fnmatch_lines(
        '*pyproject.toml: tool.pytest_phase.ordre: no such key. Did you mean "order"?*'
    )


def test_a_test_file_outside_testpaths_is_a_warning(project: Project) -> None:
    """The linter tells of a test file that pytest does not look for by itself."""
    project.plan("### Task 1: Cart\n- Tests: `checks/test_cart.py`\n")
    project.file("pyproject.toml", '[tool.pytest.ini_options]\ntestpaths = ["tests"]\n')
    result = project.run("--phase-lint")
    assert result.ret == 0
    result.stdout.fnmatch_lines("PLAN.md:2:11: PH310 warning: checks/test_cart.py is outside *")
