"""``--phase-component``, and how a component is named."""

from __future__ import annotations

import pytest

from tests.contract.shop import (
    all_written,
    open_shop,
    refused,
    write_source,
    write_test,
)
from tests.project import Project


def test_component_option_runs_its_tests_only(project: Project) -> None:
    """--phase-component runs the tests of that component and deselects the others."""
    all_written(project)
    project.file("tests/test_other.py", "def test_other(): pass\n")
    result = project.run("--phase-component", "alpha", "-v")
    result.assert_outcomes(passed=1, deselected=3)
    assert "test_alpha.py::test_alpha" in result.stdout.str()


def test_component_option_may_be_given_again(project: Project) -> None:
    """--phase-component given twice runs the tests of both."""
    all_written(project)
    project.run("--phase-component=alpha", "--phase-component=gamma").assert_outcomes(
        passed=2, deselected=1
    )


@pytest.mark.parametrize("name", ["alpha", "Alpha", "ALPHA"])
def test_component_is_named_by_id_or_name_whatever_the_case(project: Project, name: str) -> None:
    """Id and name are both good, case folded."""
    all_written(project)
    project.run(f"--phase-component={name}").assert_outcomes(passed=1, deselected=2)


TASKS = """
# Tasks

### Task 2: Read the log

**Files:**
- Create: `src/alpha.py`
- Test: `tests/test_alpha.py`

### Task 3: Straße bauen

**Files:**
- Create: `src/gamma.py`
- Test: `tests/test_gamma.py`
"""


@pytest.mark.parametrize("name", ["Task 3", "task 3", "straße-bauen", "STRASSE BAUEN"])
def test_component_is_named_by_its_headings_own_id(project: Project, name: str) -> None:
    """``Task 3`` names what its heading calls Task 3, case folded."""
    all_written(project)
    project.plan(TASKS)
    result = project.run(f"--phase-component={name}", "-v")
    result.assert_outcomes(passed=1, deselected=2)
    assert "test_gamma" in result.stdout.str()


@pytest.mark.parametrize(
    "option", ["--phase-component", "--phase-start", "--phase-stop", "--phase-complete"]
)
def test_unknown_component_gets_the_nearest(project: Project, option: str) -> None:
    """A name the plan does not know is refused with the nearest one, and nothing is written."""
    all_written(project)
    result = project.run(f"{option}=gama")
    refused(result, "gama", "gamma")
    assert not project.lock
    assert "passed" not in result.stdout.str()


def test_component_without_a_test_is_no_success(project: Project) -> None:
    """--phase-component of a component whose tests do not exist yet runs nothing: exit 5."""
    open_shop(project)
    write_test(project, "gamma")
    write_source(project, "gamma")
    result = project.run("--phase-component=alpha")
    assert result.ret == 5, result.stdout.str()
