"""``pytest-phase merge``."""

from __future__ import annotations

import shlex
import subprocess
import sys

import pytest

from pytest_phase.core.ledger import Ledger
from pytest_phase.formats.lock_toml import read_lock, write_lock
from tests.command_line import CommandLine
from tests.fakes.builders import a_section, a_start, red
from tests.project import IDENTITY, Project

ONE, TWO, THREE = (f"tests/test_a.py::test_{name}" for name in ("one", "two", "three"))


def lock(*tests: str) -> str:
    """The text of a lock with one component in progress, and these tests seen red."""
    section = a_section(*map(red, tests), started=a_start())
    return write_lock(Ledger({"a": section}), ["a"])


def kept(text: str) -> list[str]:
    """The tests that a lock has evidence of."""
    return list(read_lock(text).section("a").tests)


def two_branches(project: Project, ours: str, theirs: str) -> None:
    """A repository whose branches main and other have these locks, with other merged into main."""
    project.file("PLAN.lock", lock(ONE))
    project.commit()
    project.git("switch", "--quiet", "--create=other")
    project.file("PLAN.lock", theirs)
    project.commit()
    project.git("switch", "--quiet", "main")
    project.file("PLAN.lock", ours)
    project.commit()


def merge_other(project: Project) -> bool:
    """Merge the branch other; whether git could do it alone."""
    words = ["git", *IDENTITY, "merge", "--quiet", "--no-edit", "other"]
    return subprocess.run(words, cwd=project.root, capture_output=True).returncode == 0


def test_a_conflicted_lock(project: Project, shell: CommandLine) -> None:
    """A lock that git left with markers is resolved in place, and what next is said."""
    two_branches(project, lock(ONE, TWO), lock(ONE, THREE))
    assert not merge_other(project)
    assert shell("merge", "PLAN.lock") == (
        0,
        "PLAN.lock: resolved, the rows of both sides are kept. Next: git add PLAN.lock\n",
        "",
    )
    assert kept(project.lock) == [ONE, THREE, TWO]


def test_what_git_knows_is_better_than_the_markers(project: Project, shell: CommandLine) -> None:
    """Where the index has the three versions, a row that one side removed stays removed."""
    two_branches(project, lock(TWO), lock(ONE, THREE))
    assert not merge_other(project)
    assert shell("merge", "PLAN.lock").code == 0
    assert kept(project.lock) == [THREE, TWO]


def test_a_conflict_outside_git(project: Project, shell: CommandLine) -> None:
    """The markers alone are enough."""
    before, after = lock(ONE).split(f'    "test {ONE}', 1)
    row = f'    "test {ONE}{after.splitlines()[0]}'
    rest = "\n".join(after.splitlines()[1:])
    other = row.replace(ONE, TWO)
    project.file("PLAN.lock", f"{before}<<<<<<< a\n{row}\n=======\n{other}\n>>>>>>> b\n{rest}\n")
    assert shell("merge", "PLAN.lock").code == 0
    assert kept(project.lock) == [ONE, TWO]


def test_nothing_to_resolve(project: Project, shell: CommandLine) -> None:
    """A lock without markers is left as it is."""
    project.file("PLAN.lock", lock(ONE))
    said = shell("merge", "PLAN.lock")
    assert said == (
        0,
        "PLAN.lock: there is no conflict in it, and it reads. Nothing to do.\n",
        "",
    )
    assert project.lock == lock(ONE)


def test_no_lock_at_all(project: Project, shell: CommandLine) -> None:
    """A lock that is not there, or is none, is exit 4."""
    assert shell("merge", "PLAN.lock") == (4, "", "ERROR: PLAN.lock: The lock does not exist.\n")
    project.file("PLAN.lock", "nonsense")
    said = shell("merge", "PLAN.lock")
    assert (said.code, said.out) == (4, "")
    assert said.err.startswith("ERROR: PLAN.lock:1: The lock is truncated: ")
    assert project.lock == "nonsense"


def test_three_versions(project: Project, shell: CommandLine) -> None:
    """BASE OURS THEIRS writes into OURS and says nothing: git talks for it."""
    for name, text in zip("bot", (lock(ONE), lock(ONE, TWO), lock(THREE)), strict=True):
        project.file(name, text)
    assert shell("merge", "b", "o", "t", "docs/PLAN.lock") == (0, "", "")
    assert kept((project.root / "o").read_text()) == [THREE, TWO]


def test_a_version_that_is_no_lock(project: Project, shell: CommandLine) -> None:
    """Where one version is broken nothing is written, and git hears about it."""
    for name, text in zip("bot", (lock(ONE), lock(ONE), "broken"), strict=True):
        project.file(name, text)
    said = shell("merge", "b", "o", "t")
    assert (said.code, said.out) == (4, "")
    assert said.err.startswith("ERROR: theirs:1: ")
    assert (project.root / "o").read_text() == lock(ONE)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ("a", "b"),
            "a and b: two versions cannot be merged without the one both came from. "
            "Give three: pytest-phase merge BASE OURS THEIRS",
        ),
        (
            ("a", "b", "c", "d", "e"),
            "e: one path too many. "
            "Give a conflicted lock, or: pytest-phase merge BASE OURS THEIRS [PATH]",
        ),
    ],
)
def test_a_wrong_number_of_paths(shell: CommandLine, words: tuple[str, ...], message: str) -> None:
    """Any other number of paths is exit 4, with the forms there are."""
    assert shell("merge", *words) == (4, "", f"ERROR: {message}\n")


def test_the_driver_in_git(project: Project) -> None:
    """Set up as the help says, git merges by the driver what it cannot merge alone."""
    command = f"{shlex.quote(sys.executable)} -m pytest_phase merge %O %A %B %P"
    project.file(".gitattributes", "PLAN.lock merge=pytest-phase\n")
    two_branches(project, lock(TWO), lock(ONE, THREE))
    project.git("config", "merge.pytest-phase.driver", command)
    assert merge_other(project)
    assert kept(project.lock) == [THREE, TWO]


def test_the_help_shows_both_forms(shell: CommandLine) -> None:
    """The driver's configuration can be copied from the help."""
    said = shell("merge", "--help").out
    assert 'git config merge.pytest-phase.driver "pytest-phase merge %O %A %B %P"' in said
    assert "PLAN.lock merge=pytest-phase" in said
    assert "pytest-phase merge LOCK" in said
