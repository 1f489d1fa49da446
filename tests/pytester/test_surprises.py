"""A red that failed for another reason than the plan expects is shown, and blocks nothing."""

from __future__ import annotations

import pytest

from tests.project import Project

PLAN = """
    ### Task 1: Till

    - Tests: `tests/test_till.py`

    Run: `pytest tests/test_till.py`
    Expected: FAIL with "cannot import name 'Till'"
"""
TESTS = """
    def test_sums():
        assert 1 + 1 == 3

    def test_opens():
        from shop import Till

        assert Till().open
"""
MESSAGE = (
    "failed with AssertionError: assert (1 + 1) == 3; the plan (PLAN.md:6) expects "
    "\"cannot import name 'Till'\""
)


def _begin(project: Project) -> None:
    project.plan(PLAN)
    project.pytester.syspathinsert()
    project.file("shop.py", "")
    project.file("tests/test_till.py", TESTS)


@pytest.mark.parametrize("plugins", [(), ("xdist.plugin",)])
def test_another_reason_is_told_in_one_line(project: Project, plugins: tuple[str, ...]) -> None:
    """After the run one line tells the test, what it said, and what the plan expects of it."""
    _begin(project)
    spread = ("-n1",) if plugins else ()
    result = project.run("--tb=no", *spread, plugins=plugins, subprocess=bool(plugins))
    lines = [line for line in result.outlines if line.startswith("PH406")]
    assert len(lines) == 1
    assert lines[0].startswith("PH406 test_sums: failed with AssertionError: assert (1 + 1) == 3;")


def test_another_reason_is_a_finding_that_fails_nothing(project: Project) -> None:
    """The report has it as an info, for the open test alone; green settles it."""
    _begin(project)
    (found,) = (
        each
        for each in project.report("--tb=no", "--phase-strict")["findings"]
        if each["code"] == "PH406"
    )
    assert (found["severity"], found["component"]) == ("info", "till")
    assert (found["where"], found["message"]) == ("tests/test_till.py::test_sums", MESSAGE)
    project.file("shop.py", "class Till:\n    open = True\n")
    project.file("tests/test_till.py", TESTS.replace("== 3", "== 2"))
    assert "PH406" not in project.run("--tb=no").stdout.str()


def test_nothing_is_looked_at_where_the_plan_expects_nothing(project: Project) -> None:
    """Without an expectation nothing of this is registered."""
    project.plan("### Task 1: Till\n\n- Tests: `tests/test_till.py`\n")
    project.file("tests/test_till.py", TESTS)
    project.file(
        "conftest.py",
        "def pytest_sessionstart(session):\n"
        "    print('there', session.config.pluginmanager.has_plugin('phase-surprises'))\n",
    )
    assert "there False" in project.run("-s", "--tb=no").stdout.str()
