"""``--phase-gate``, and the options that go with it."""

from __future__ import annotations

import pytest

from tests.contract.shop import (
    PLAN,
    WRONG,
    open_shop,
    place,
    refused,
    run_of,
    seen_green,
    seen_red,
    write_source,
    write_test,
)
from tests.project import Project


def test_gate_never_writes_the_lock(project: Project) -> None:
    """--phase-gate makes no lock, and changes none."""
    open_shop(project)
    write_test(project, "alpha")
    write_source(project, "alpha")
    assert project.run("--phase-gate").ret == 1
    assert not project.lock
    seen_red(project, "alpha")
    before = project.lock
    seen_green(project, "alpha")
    after = project.lock
    project.lock_path.write_text(before)
    assert project.run("--phase-gate").ret == 0
    assert project.lock == before != after


def test_gate_passes_on_whole_evidence(project: Project) -> None:
    """Red, then green: the gate has nothing to say and exits 0."""
    open_shop(project)
    seen_red(project, "alpha")
    seen_green(project, "alpha")
    assert project.run("--phase-gate").ret == 0


@pytest.mark.parametrize(
    "action", ["--phase-start=alpha", "--phase-stop", "--phase-stop=alpha", "--phase-complete"]
)
def test_gate_goes_with_no_transition(project: Project, action: str) -> None:
    """The gate combined with start, stop or complete exits 4 and runs nothing."""
    open_shop(project)
    seen_red(project, "alpha")
    before = project.lock
    result = project.run("--phase-gate", action)
    refused(result, "--phase-gate", action.partition("=")[0])
    assert project.lock == before
    assert "1 failed" not in result.stdout.str()


def test_allow_red_lets_planned_red_pass(project: Project) -> None:
    """--phase-allow-red: red tests of the component in progress do not fail the run."""
    open_shop(project)
    seen_red(project, "alpha")
    assert project.run().ret == 1
    assert project.run("--phase-allow-red").ret == 0
    assert project.run("--phase-allow-red", "--phase-gate").ret == 0


def test_allow_red_counts_the_first_red_too(project: Project) -> None:
    """The run that starts a component and sees its first red may pass."""
    open_shop(project)
    write_test(project, "alpha")
    assert project.run("--phase-allow-red").ret == 0
    assert place(project, "alpha") == ("in_progress", "red")


def test_allow_red_lets_no_other_failure_pass(project: Project) -> None:
    """A failure outside the component in progress fails the run."""
    open_shop(project)
    seen_red(project, "alpha")
    project.file("tests/test_other.py", "def test_other(): assert 0\n")
    assert project.run("--phase-allow-red").ret == 1


def test_allow_red_lets_no_broken_test_pass(project: Project) -> None:
    """A test that fails with a grade that does not count is no planned red."""
    open_shop(project)
    seen_red(project, "alpha")
    with (project.root / "tests/test_alpha.py").open("a") as file:
        file.write("\n\ndef test_more(no_such_fixture):\n    pass\n")
    assert project.run("--phase-allow-red").ret == 1


def test_allow_red_lets_no_green_component_turn_red(project: Project) -> None:
    """A test of a completed component that fails is not planned red."""
    open_shop(project)
    seen_red(project, "alpha")
    seen_green(project, "alpha", "--phase-complete")
    seen_red(project, "gamma")
    write_source(project, "alpha", WRONG)
    assert project.run("--phase-allow-red").ret == 1


@pytest.mark.parametrize("gate", [(), ("--phase-gate",)])
def test_report_is_written_as_one_document(project: Project, gate: tuple[str, ...]) -> None:
    """--phase-report writes what the run saw, with the gate and without."""
    open_shop(project)
    seen_red(project, "alpha")
    project.run("--phase-report", "out.json", *gate)
    assert (project.root / "out.json").exists()
    document = project.report(*gate)
    assert run_of(document)["test_alpha"]["outcome"] == "failed"


def test_strict_makes_warnings_errors(project: Project) -> None:
    """With --phase-strict the gate's warnings fail the run."""
    open_shop(project, PLAN.replace("  - `test_alpha`", "  - `test_alpha`\n  - `test_more`"))
    seen_red(project, "alpha")
    seen_green(project, "alpha")
    assert project.run("--phase-gate").ret == 0
    assert project.run("--phase-gate", "--phase-strict").ret == 1
