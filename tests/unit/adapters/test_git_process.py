"""Git as a child process: alone with itself, and its errors in one line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pytest_phase.adapters import git_process
from pytest_phase.adapters.git_process import GitFailed, git, line
from tests.repository import Repository

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A repository with one commit."""
    made = Repository(tmp_path / "till")
    made.write("a.txt", "a\n")
    made.commit()
    return made


def test_what_it_prints(repository: Repository) -> None:
    """As bytes, or as one line of text; stdin is what is given."""
    assert git(repository.root, "show", "HEAD:a.txt") == b"a\n"
    assert line(repository.root, "show", "HEAD:a.txt") == "a"
    words = ("hash-object", "--stdin")
    assert git(repository.root, *words, given=b"a\n").decode().strip() == repository.git(
        "rev-parse", "HEAD:a.txt"
    )


def test_no_variable_of_a_hook_leads_elsewhere(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Git works where it is told to; what the caller sets holds."""
    head = repository.git("rev-parse", "HEAD")
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"):
        monkeypatch.setenv(name, str(tmp_path / "elsewhere"))
    assert line(repository.root, "rev-parse", "HEAD") == head
    empty = {"GIT_INDEX_FILE": str(tmp_path / "index")}
    assert line(repository.root, "ls-files", variables=empty) == ""


def test_an_error_is_one_line(repository: Repository) -> None:
    """The command, and what git said, without its prefix."""
    with pytest.raises(GitFailed, match=r"^git rev-parse: Needed a single revision$"):
        git(repository.root, "rev-parse", "--verify", "nowhere")


def test_a_command_that_says_nothing(repository: Repository) -> None:
    """Its exit code stands for it."""
    with pytest.raises(GitFailed, match=r"^git rev-parse: exit 1$"):
        git(repository.root, "rev-parse", "--verify", "--quiet", "nowhere")


def test_a_command_that_takes_too_long(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is ended: a run does not hang on it."""
    monkeypatch.setattr(git_process, "SECONDS", 0)
    with pytest.raises(GitFailed, match=r"^git rev-parse took longer than 0 seconds$"):
        git(repository.root, "rev-parse", "HEAD")
