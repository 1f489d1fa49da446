"""A plan that is a folder of files, in a whole run."""

from __future__ import annotations

from tests.project import Project


def shop(project: Project) -> None:
    """A plan folder of two components, the second after the first."""
    project.file("docs/plans/v1.2/01-cart.md", "# Cart\n\n- Tests: `tests/test_cart.py`\n")
    project.file(
        "docs/plans/v1.2/02-till.md",
        "# Till\n\n- Tests: `tests/test_till.py`\n- Depends on: [Cart](01-cart.md)\n",
    )
    project.file("tests/test_cart.py", "def test_total():\n    assert 1 == 2\n")
    project.file("tests/test_till.py", "def test_pays():\n    assert 1 == 2\n")


def test_a_folder_is_run_and_recorded(project: Project) -> None:
    """Components come from the files; the lock is beside the folder, called by its whole name."""
    shop(project)
    project.run("--phase-plan=docs/plans/v1.2/", plan=False)
    lock = (project.root / "docs/plans/v1.2.lock").read_text(encoding="utf-8")
    assert "test tests/test_cart.py::test_total" in lock
    result = project.run("--phase-plan=docs/plans/v1.2", "--phase-explain", plan=False)
    assert result.ret == 0
    result.stdout.fnmatch_lines(
        [
            "Till (till)",
            "*docs/plans/v1.2/02-till.md:4*depends on*cart*",
        ]
    )


def test_problems_name_their_file(project: Project) -> None:
    """The linter says in which file of the folder a problem is."""
    shop(project)
    project.file("docs/plans/v1.2/03-docs.md", "# Docs\n\n- Depends on: Shop\n")
    result = project.run("--phase-plan=docs/plans/v1.2", "--phase-lint", plan=False)
    result.stdout.fnmatch_lines("docs/plans/v1.2/03-docs.md:3:*PH601 warning*")


def test_a_folder_without_plans_cannot_be_judged(project: Project) -> None:
    """A folder that holds no Markdown is no plan."""
    project.file("docs/plans/notes.txt", "nothing\n")
    result = project.run("--phase-plan=docs/plans", plan=False)
    assert result.ret == 4
    result.stderr.fnmatch_lines("*The plan *docs/plans is a directory*")
