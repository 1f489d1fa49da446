"""``pytest-phase lint``."""

from __future__ import annotations

import pytest

from tests.command_line import CommandLine
from tests.project import Project

SOUND = """
# Phase 1: Till

### Phase 1.1: Core

#### Money

- Tests: `tests/test_money.py`
"""
UNKNOWN = f"{SOUND}- Depends on: Monney\n"
CYCLE = """
# Phase 1: Till

### Phase 1.1: Core

#### Money

- Tests: `tests/test_money.py`
- Depends on: Basket

#### Basket

- Tests: `tests/test_basket.py`
- Depends on: Money
"""
NO_PLAN = (
    "no plan was named, no pytest configuration has phase_plan, and there is no PLAN.md here. "
    "Name the plan. A first plan is written by: pytest-phase init"
)


def test_a_sound_plan(project: Project, shell: CommandLine) -> None:
    """Nothing to report is said on stderr: stdout is for the diagnostics."""
    project.plan(SOUND)
    assert shell("lint", "PLAN.md") == (0, "", "PLAN.md: 1 component, nothing to report.\n")


def test_a_warning(project: Project, shell: CommandLine) -> None:
    """A warning is printed with its place, and is no error."""
    project.plan(UNKNOWN)
    said = shell("lint", "PLAN.md")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("PLAN.md:8:")
    assert " PH601 warning: " in said.out


def test_an_error(project: Project, shell: CommandLine) -> None:
    """A diagnostic of severity error is exit 1."""
    project.plan(CYCLE)
    said = shell("lint", "PLAN.md")
    assert (said.code, said.err) == (1, "")
    assert " PH607 error: " in said.out


def test_a_plan_without_component(project: Project, shell: CommandLine) -> None:
    """A plan that names no component can be read: that is a diagnostic like others."""
    project.plan("Nothing planned yet.\n")
    said = shell("lint", "PLAN.md")
    assert said.code == 1
    assert said.out.startswith("PLAN.md:1:1: PH201 error: ")


def test_not_utf8(project: Project, shell: CommandLine) -> None:
    """What is not UTF-8 cannot be read: exit 4, with the place."""
    (project.root / "PLAN.md").write_bytes(b"# Phase \xff\n")
    said = shell("lint", "PLAN.md")
    assert said.code == 4
    assert said.out.startswith("PLAN.md:1:")
    assert " PH102 error: plan file is not UTF-8 at byte 8." in said.out


def test_no_file(project: Project, shell: CommandLine) -> None:
    """A plan that does not exist is exit 4, and how to get one is said."""
    said = shell("lint", "docs/PLAN.md")
    assert (said.code, said.out) == (4, "")
    assert said.err == (
        f"ERROR: The plan {project.root / 'docs' / 'PLAN.md'} does not exist. Check the path. "
        "A first plan is written by: pytest-phase init\n"
    )


def test_a_directory(project: Project, shell: CommandLine) -> None:
    """A directory is no plan."""
    said = shell("lint", ".")
    assert (said.code, said.out) == (4, "")
    assert said.err.startswith(f"ERROR: The plan {project.root} is a directory. ")


def test_no_plan_anywhere(project: Project, shell: CommandLine) -> None:
    """Without a plan named, configured or usual: exit 4, what was looked for, what next."""
    assert shell("lint") == (4, "", f"ERROR: {project.root}: {NO_PLAN}\n")


def test_the_usual_plan(project: Project, shell: CommandLine) -> None:
    """A PLAN.md in the current folder is found without being named."""
    project.plan(SOUND)
    assert shell("lint").err == "PLAN.md: 1 component, nothing to report.\n"


def test_the_configured_plan(
    project: Project, shell: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``phase_plan`` is found from a folder below, and is relative to the file that names it."""
    project.file("pytest.ini", "[pytest]\nphase_plan = docs/TODO.md\n")
    project.file("docs/TODO.md", SOUND)
    project.file("src/deep/PLAN.md", "not this one")
    monkeypatch.chdir(project.root / "src" / "deep")
    assert shell("lint").err == "docs/TODO.md: 1 component, nothing to report.\n"


def test_a_broken_configuration(project: Project, shell: CommandLine) -> None:
    """A configuration that cannot be read is named, and not passed over for another plan."""
    project.plan(SOUND)
    file = project.file("pyproject.toml", "[tool.pytest\n")
    said = shell("lint")
    assert (said.code, said.out) == (4, "")
    assert said.err.startswith(f"ERROR: {file}: broken TOML: ")
    assert said.err.endswith(" Correct that file; pytest cannot read it either.\n")


def test_an_unreadable_lock(project: Project, shell: CommandLine) -> None:
    """The plan's problems are printed all the same, and the lock's is exit 4."""
    project.plan(UNKNOWN)
    project.file("PLAN.lock", "version = 1\n")
    said = shell("lint", "PLAN.md")
    assert said.code == 4
    assert " PH601 warning: " in said.out
    assert said.err.startswith("ERROR: PLAN.lock:1: The lock is truncated: ")


def test_nothing_is_written(project: Project, shell: CommandLine) -> None:
    """Linting leaves the folder as it was."""
    project.plan(SOUND)
    shell("lint", "PLAN.md")
    assert [each.name for each in project.root.iterdir()] == ["PLAN.md"]
