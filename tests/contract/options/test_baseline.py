"""``--phase-baseline``."""

from __future__ import annotations

from tests.contract.shop import (
    WRONG,
    component,
    open_shop,
    refused,
    run_of,
    seen_green,
    seen_red,
    write_source,
    write_test,
)
from tests.project import Project


def test_baseline_owes_no_red(project: Project) -> None:
    """--phase-baseline records what passes now; the gate asks it for no red, and lists it."""
    open_shop(project)
    write_test(project, "alpha")
    write_source(project, "alpha")
    result = project.run("--phase-baseline", "there before the tool was")
    assert result.ret == 0
    assert component(project, "alpha")["tests"]["baseline"] == 1
    document = project.report("--phase-gate")
    assert run_of(document)["test_alpha"]["evidence"] == "baseline"
    (listed,) = [each for each in document["findings"] if each["code"] == "PH830"]
    assert "there before the tool was" in listed["message"]
    assert project.run("--phase-gate").ret == 0


def test_baseline_takes_no_failing_test(project: Project) -> None:
    """A test that fails now is no baseline."""
    open_shop(project)
    write_test(project, "alpha")
    write_source(project, "alpha", WRONG)
    project.run("--phase-baseline=before")
    assert component(project, "alpha")["tests"]["baseline"] == 0


def test_baseline_takes_no_test_outside_the_plan(project: Project) -> None:
    """Tests of no component have no row in the lock."""
    open_shop(project)
    project.file("tests/test_other.py", "def test_other(): pass\n")
    project.run("--phase-baseline=before")
    assert "test_other" not in project.lock


def test_baseline_needs_a_reason(project: Project) -> None:
    """An empty reason is refused."""
    open_shop(project)
    write_test(project, "alpha")
    refused(project.run("--phase-baseline="), "reason")
    assert not project.lock


def test_baseline_leaves_red_as_it_is(project: Project) -> None:
    """A test that has been seen red keeps that evidence."""
    open_shop(project)
    seen_red(project, "alpha")
    seen_green(project, "alpha", "--phase-baseline=before")
    assert component(project, "alpha")["tests"]["red"] == 1
    assert component(project, "alpha")["tests"]["baseline"] == 0
