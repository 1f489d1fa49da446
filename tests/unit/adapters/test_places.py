"""Where the project root, git's directory and the guard are."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from pytest_phase.adapters.places import find_root, git_directory, guard_path
from pytest_phase.core.ledger import NotSaved

posix = pytest.mark.skipif(os.name != "posix", reason="users and links of POSIX")


@pytest.fixture(autouse=True)
def temp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A temp directory of the test's own."""
    folder = tmp_path / "temp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def top(tmp_path: Path) -> Path:
    """A project with a folder for git."""
    (tmp_path / "top" / ".git").mkdir(parents=True)
    (tmp_path / "top" / "docs").mkdir()
    return tmp_path / "top"


class TestFindRoot:
    """The git top level of a plan."""

    def test_nearest(self, top: Path) -> None:
        """The nearest folder with ``.git`` above a file or folder, or the folder itself."""
        for start in (top, top / "docs", top / "docs" / "PLAN.md"):
            assert find_root(start) == top

    def test_a_file(self, top: Path) -> None:
        """Worktrees and submodules have a file ``.git``."""
        (top / "docs" / ".git").write_text("gitdir: ../.git/modules/docs\n")
        assert find_root(top / "docs" / "PLAN.md") == top / "docs"

    def test_relative(self, top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A relative start counts from the working directory."""
        monkeypatch.chdir(top / "docs")
        assert find_root(Path("PLAN.md")) == top

    def test_none(self, tmp_path: Path) -> None:
        """Outside git there is none."""
        assert find_root(tmp_path / "temp") is None


class TestGuardPath:
    """Where processes lock in turn: never beside the plan."""

    def test_git_directory(self, top: Path) -> None:
        """In git's directory, wherever in the project the root is."""
        assert guard_path(top) == guard_path(top / "docs") == top / ".git" / "pytest-phase.guard"

    @pytest.mark.parametrize("absolute", [True, False])
    def test_git_file(self, top: Path, absolute: bool) -> None:
        """In the directory that a ``.git`` file points to."""
        folder = top / ".git" / "worktrees" / "w"
        folder.mkdir(parents=True)
        where = folder if absolute else Path(os.path.relpath(folder, top / "docs"))
        (top / "docs" / ".git").write_text(f"gitdir: {where}\n")
        assert guard_path(top / "docs").resolve() == (folder / "pytest-phase.guard").resolve()

    @pytest.mark.parametrize("text", ["", "gitdir:", "gitdir: ../gone", "elsewhere: .."])
    def test_git_file_to_nowhere(self, top: Path, temp: Path, text: str) -> None:
        """A ``.git`` file that points nowhere counts as no git directory."""
        (top / "docs" / ".git").write_text(text)
        assert git_directory(top / "docs") is None
        assert guard_path(top / "docs").parent.parent == temp

    def test_outside_git(self, tmp_path: Path, temp: Path) -> None:
        """Outside git it is in a folder of this user in the temp directory, one for each root."""
        one, two = tmp_path / "one", tmp_path / "two"
        assert guard_path(one) == guard_path(tmp_path / "two" / ".." / "one")
        assert guard_path(one) != guard_path(two)
        assert guard_path(one).parent.parent == temp

    @posix
    def test_the_temp_folder_is_private(self, tmp_path: Path) -> None:
        """Nobody else can write in that folder."""
        folder = guard_path(tmp_path).parent
        assert folder.name == f"pytest-phase-{os.getuid()}"
        assert folder.stat().st_mode & 0o777 == 0o700

    @posix
    def test_a_folder_that_others_can_write(self, tmp_path: Path, temp: Path) -> None:
        """What others made there first, a folder, a link or a file, is passed over."""
        stem = f"pytest-phase-{os.getuid()}"
        (temp / stem).mkdir()
        (temp / stem).chmod(0o777)
        (temp / f"{stem}-1").symlink_to(tmp_path)
        (temp / f"{stem}-2").touch()
        assert guard_path(tmp_path).parent == temp / f"{stem}-3"

    @posix
    def test_no_folder_left(self, tmp_path: Path, temp: Path) -> None:
        """Where no private folder can be made, nothing is saved."""
        for number in ("", "-1", "-2", "-3"):
            (temp / f"pytest-phase-{os.getuid()}{number}").touch()
        with pytest.raises(NotSaved) as caught:
            guard_path(tmp_path)
        assert str(caught.value) == (
            f"No folder for the guard can be made in {temp}. "
            "Check who may write there, or set TMPDIR."
        )

    @pytest.mark.skipif(
        os.name != "posix" or os.geteuid() == 0, reason="nothing is read-only for root"
    )
    def test_git_directory_read_only(self, top: Path, temp: Path) -> None:
        """Where git's directory cannot be written it is in the temp directory."""
        (top / ".git").chmod(0o555)
        try:
            assert guard_path(top).parent.parent == temp
        finally:
            (top / ".git").chmod(0o755)

    def test_the_guards_name_is_taken(self, top: Path, temp: Path) -> None:
        """A guard in git's directory that cannot be opened is passed over."""
        (top / ".git" / "pytest-phase.guard").mkdir()
        assert guard_path(top).parent.parent == temp
