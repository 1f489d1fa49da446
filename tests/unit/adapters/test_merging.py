"""``pytest-phase merge`` on files."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from pytest_phase.adapters.merging import merge_files, settle
from pytest_phase.core.ledger import Ledger, LockError, NotSaved, merge
from pytest_phase.formats.lock_toml import read_lock, write_lock
from tests.fakes.builders import a_section, green, red

TWO = "tests/test_auditlogger.py::test_two"
BASE, OURS, THEIRS = (
    write_lock(Ledger({"a": a_section(*rows)}), [])
    for rows in ([red()], [green()], [red(), red(TWO)])
)
MERGED = write_lock(Ledger({"a": a_section(green(), red(TWO))}), [])
CONFLICT = f"<<<<<<< HEAD\n{OURS}=======\n{THEIRS}>>>>>>> b\n"


@pytest.fixture(autouse=True)
def temp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A temp directory of the test's own, for the guard."""
    (tmp_path / "temp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temp"))


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path, Path]:
    """Base, ours and theirs."""
    paths = (tmp_path / "base", tmp_path / "ours", tmp_path / "theirs")
    for path, text in zip(paths, (BASE, OURS, THEIRS), strict=True):
        path.write_text(text)
    return paths


class TestMergeFiles:
    """What git asks of a merge driver."""

    def test_the_result_is_in_ours(self, files: tuple[Path, Path, Path]) -> None:
        """The merged lock is written to ours, and the other two are as they were."""
        merge_files(*files)
        assert [path.read_text() for path in files] == [BASE, MERGED, THEIRS]

    @pytest.mark.parametrize("absent", [True, False])
    def test_without_a_base(self, files: tuple[Path, Path, Path], absent: bool) -> None:
        """Where both branches made the lock, git gives an empty base; an absent one is the same."""
        files[0].write_text("")
        if absent:
            files[0].unlink()
        merge_files(*files)
        union = merge(read_lock(OURS), read_lock(THEIRS))
        assert read_lock(files[1].read_text()) == union

    def test_refused(self, files: tuple[Path, Path, Path]) -> None:
        """A side that is no lock is refused, and ours is untouched."""
        files[2].write_text(THEIRS.replace("[end]", ""))
        with pytest.raises(LockError, match=r"^theirs:8: The lock is truncated"):
            merge_files(*files)
        assert files[1].read_text() == OURS

    def test_missing(self, files: tuple[Path, Path, Path]) -> None:
        """A side that is not there, or no text, is refused by its path."""
        files[2].unlink()
        with pytest.raises(LockError) as caught:
            merge_files(*files)
        assert str(caught.value) == f"{files[2]}: The lock does not exist."
        files[2].write_bytes(b"\xff")
        with pytest.raises(LockError) as caught:
            merge_files(*files)
        assert str(caught.value).startswith(f"{files[2]}:1: The lock is not UTF-8.")


class TestSettle:
    """A conflict resolved in place."""

    def test_markers(self, files: tuple[Path, Path, Path]) -> None:
        """Markers are resolved in place; a second time there is nothing to do."""
        files[1].write_text(CONFLICT)
        assert settle(files[1])
        assert files[1].read_text() == MERGED
        assert not settle(files[1])
        assert files[1].read_text() == MERGED

    def test_stages(self, files: tuple[Path, Path, Path]) -> None:
        """With the three versions of git's index the result is made of them alone."""
        files[1].write_text("<<<<<<< HEAD\nwhatever\n")
        assert settle(files[1], (BASE, BASE, THEIRS))
        assert files[1].read_text() == THEIRS

    def test_refused(self, files: tuple[Path, Path, Path]) -> None:
        """A conflict that cannot be read is refused with its line, and stays as it is."""
        broken = CONFLICT.replace(">>>>>>> b", "")
        files[1].write_text(broken)
        with pytest.raises(LockError) as caught:
            settle(files[1])
        path = files[1]
        assert str(caught.value) == (
            f"{path}:{broken.count(chr(10)) + 1}: The last conflict has no end. "
            "Save the lock of the common ancestor and of both branches "
            f"(git show COMMIT:{path} > FILE), then run: pytest-phase merge BASE OURS THEIRS"
        )
        assert path.read_text() == broken

    def test_not_saved(self, files: tuple[Path, Path, Path]) -> None:
        """A read-only lock is not settled."""
        files[1].write_text(CONFLICT)
        files[1].chmod(0o444)
        with pytest.raises(NotSaved):
            settle(files[1])
        assert files[1].read_text() == CONFLICT

    def test_missing(self, tmp_path: Path) -> None:
        """A lock that is not there is an error, not a lock without conflicts."""
        with pytest.raises(LockError, match=r"The lock does not exist\.$"):
            settle(tmp_path / "no.lock")
