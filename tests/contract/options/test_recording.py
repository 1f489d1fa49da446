"""What a run records, and the options that change it."""

from __future__ import annotations

import pytest

from tests.contract.shop import (
    open_shop,
    seen_green,
    seen_red,
    write_source,
    write_test,
)
from tests.project import Project


def test_no_record_writes_nothing(project: Project) -> None:
    """--phase-no-record tags and reads, and leaves no lock."""
    open_shop(project)
    write_test(project, "alpha")
    result = project.run("--phase-no-record", "-m", "phase_component(id='alpha')")
    result.assert_outcomes(failed=1)
    assert not project.lock


def test_no_record_leaves_a_lock_as_it_was(project: Project) -> None:
    """--phase-no-record changes no byte of a lock that is there."""
    open_shop(project)
    seen_red(project, "alpha")
    before = project.lock
    seen_green(project, "alpha", "--phase-no-record")
    assert project.lock == before


@pytest.mark.parametrize("action", ["--phase-start=alpha", "--phase-complete"])
def test_no_record_holds_for_transitions_too(project: Project, action: str) -> None:
    """--phase-no-record writes nothing even where a transition is asked for."""
    open_shop(project)
    seen_red(project, "alpha")
    write_source(project, "alpha")
    before = project.lock
    result = project.run("--phase-no-record", action)
    assert "Traceback" not in result.stderr.str()
    assert project.lock == before


def test_lock_option_names_the_lock(project: Project) -> None:
    """--phase-lock puts the lock where it says; nothing is written beside the plan."""
    open_shop(project)
    (project.root / "evidence").mkdir()
    seen_red(project, "alpha", "--phase-lock=evidence/shop.toml")
    assert "red=" in (project.root / "evidence/shop.toml").read_text()
    assert not project.lock
    assert project.status("--phase-lock=evidence/shop.toml")["lock"] == "evidence/shop.toml"


def test_ini_names_the_lock(project: Project) -> None:
    """The ini phase_lock is the same as --phase-lock, and is relative to the ini file."""
    open_shop(project)
    project.file("pytest.ini", "[pytest]\npythonpath = src\nphase_lock = shop.lock\n")
    seen_red(project, "alpha")
    assert "red=" in (project.root / "shop.lock").read_text()
    assert not project.lock


def test_lock_stands_beside_the_plan_by_default(project: Project) -> None:
    """The lock has the plan's path with the suffix .lock, in whatever folder it is."""
    open_shop(project)
    (project.root / "docs").mkdir()
    (project.root / "PLAN.md").rename(project.root / "docs/PLAN.md")
    write_test(project, "alpha")
    project.run("--phase-plan=docs/PLAN.md", plan=False)
    assert (project.root / "docs/PLAN.lock").exists()
