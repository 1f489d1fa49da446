"""The lock and the plan on disk."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from pytest_phase.adapters.files import (
    PLAN_LIMIT,
    LockFile,
    PlanError,
    read_plan_file,
    replace_file,
)
from pytest_phase.core.evidence import Evidence
from pytest_phase.core.ledger import Ledger, LockError, NotSaved, Section
from pytest_phase.formats.lock_toml import write_lock
from tests.fakes.builders import a_section, red

posix = pytest.mark.skipif(os.name != "posix", reason="modes, links and pipes of POSIX")
FULL = Ledger({"a": a_section(red())})


@pytest.fixture
def lock(tmp_path: Path) -> LockFile:
    """A lock that does not exist yet, and its guard in another folder."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "away").mkdir()
    return LockFile(tmp_path / "docs" / "PLAN.lock", tmp_path / "away" / "guard", patience=0.05)


def becomes(ledger: Ledger) -> Callable[[Ledger], Ledger]:
    """A change whose result is this ledger."""
    return lambda _: ledger


def names(folder: Path) -> list[str]:
    """What lies in a folder."""
    return sorted(path.name for path in folder.iterdir())


class TestLoad:
    """What a lock says."""

    def test_absent(self, lock: LockFile) -> None:
        """Where there is no lock, and no folder for it, the ledger is empty."""
        assert lock.load() == Ledger()
        assert LockFile(lock.path / "no" / "folder", lock.guard).load() == Ledger()

    def test_read_again(self, lock: LockFile) -> None:
        """Each load says what is on disk then."""
        lock.path.write_text(write_lock(FULL, []))
        assert lock.load() == FULL
        lock.path.write_text(write_lock(Ledger(), ["b"]))
        assert lock.load() == Ledger({"b": Section()})

    def test_directory(self, lock: LockFile) -> None:
        """A directory is refused."""
        lock.path.mkdir()
        with pytest.raises(LockError) as caught:
            lock.load()
        assert str(caught.value) == (
            f"{lock.path}: The lock is a directory. "
            "Check --phase-lock, or phase_lock in the ini file."
        )

    @posix
    def test_pipe(self, lock: LockFile) -> None:
        """A pipe is refused, and not waited for."""
        os.mkfifo(lock.path)
        with pytest.raises(LockError, match="The lock is no regular file"):
            lock.load()

    @posix
    def test_below_a_file(self, lock: LockFile) -> None:
        """A path that goes through a file is refused."""
        lock.path.write_text("")
        below = LockFile(lock.path / "PLAN.lock", lock.guard)
        with pytest.raises(LockError) as caught:
            below.load()
        assert str(caught.value) == (
            f"{below.path}: The lock cannot be read: {os.strerror(errno.ENOTDIR)}. "
            "Check its path and who may read it."
        )

    def test_refused(self, lock: LockFile) -> None:
        """A refusal names the file in place and hint."""
        lock.path.write_bytes(b"version = 1\n\xff\n")
        with pytest.raises(LockError) as caught:
            lock.load()
        assert str(caught.value) == (
            f"{lock.path}:2: The lock is not UTF-8. "
            f"Restore it from git: git checkout HEAD -- {lock.path}"
        )


class TestUpdate:
    """Saving what a run observed."""

    def test_first_write(self, lock: LockFile) -> None:
        """The first write has every component of the plan, and leaves nothing else behind."""
        assert lock.update(becomes(FULL), ["a", "b"]) == FULL
        assert lock.path.read_text() == write_lock(FULL, ["a", "b"])
        assert lock.load() == Ledger({**FULL.sections, "b": Section()})
        assert names(lock.path.parent) == ["PLAN.lock"]

    def test_line_ends(self, lock: LockFile) -> None:
        """Lines end in a bare line feed on every system: same content, same bytes."""
        lock.update(becomes(FULL), [])
        assert b"\r" not in lock.path.read_bytes()

    def test_what_others_saved_is_there(self, lock: LockFile) -> None:
        """The change is made on what is on disk then, not on what was loaded before."""
        lock.load()
        other = LockFile(lock.path, lock.guard)
        other.update(becomes(FULL), [])
        lock.update(lambda ledger: Ledger({**ledger.sections, "b": Section()}), [])
        assert set(lock.load().sections) == {"a", "b"}

    def test_nothing_new(self, lock: LockFile) -> None:
        """A run that observed nothing new does not touch the file, however it is written."""
        lock.path.write_text(write_lock(FULL, []) + "# by hand\n")
        before = lock.path.stat()
        assert lock.update(lambda ledger: Ledger(dict(ledger.sections)), ["b"]) == FULL
        after = lock.path.stat()
        assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
        assert lock.path.read_text().endswith("# by hand\n")

    def test_nothing_to_say(self, lock: LockFile) -> None:
        """A run without observations makes no lock."""
        lock.update(lambda ledger: ledger, ["a"])
        assert not lock.path.exists()

    def test_a_broken_lock_stays(self, lock: LockFile) -> None:
        """A lock that is refused is not overwritten."""
        lock.path.write_text("<<<<<<< HEAD\n")
        with pytest.raises(LockError, match="conflict markers"):
            lock.update(becomes(FULL), [])
        assert lock.path.read_text() == "<<<<<<< HEAD\n"

    def test_an_error_in_the_change(self, lock: LockFile) -> None:
        """A change that fails leaves the lock as it is and lets go of the guard."""
        lock.update(becomes(FULL), [])
        before = lock.path.read_bytes()
        with pytest.raises(ZeroDivisionError):
            lock.update(lambda _: Ledger({str(1 // 0): Section()}), [])
        with pytest.raises(ValueError, match="is no test id"):
            lock.update(becomes(Ledger({"a": a_section(Evidence("test_x"))})), [])
        assert lock.path.read_bytes() == before
        assert names(lock.path.parent) == ["PLAN.lock"]
        lock.update(becomes(Ledger()), [])

    def test_leftover_of_a_killed_run(self, lock: LockFile) -> None:
        """What a killed run left beside the lock does not hurt, and is gone after the next one."""
        leftover = lock.path.with_name(".PLAN.lock.new")
        leftover.write_text("version = 1\n[compo")
        leftover.chmod(0o400)
        assert lock.load() == Ledger()
        lock.update(becomes(FULL), [])
        assert lock.load() == FULL
        assert names(lock.path.parent) == ["PLAN.lock"]

    @posix
    def test_mode_stays(self, lock: LockFile) -> None:
        """The file's mode stays; a new file's is what the system gives."""
        lock.update(becomes(FULL), [])
        assert lock.path.stat().st_mode & 0o700 == 0o600
        lock.path.chmod(0o640)
        lock.update(becomes(Ledger()), [])
        assert lock.path.stat().st_mode & 0o777 == 0o640

    @posix
    def test_symbolic_link_stays(self, lock: LockFile, tmp_path: Path) -> None:
        """A lock that is a symbolic link stays one; the file it points to is replaced."""
        there = tmp_path / "there.lock"
        lock.path.symlink_to(there)
        lock.update(becomes(FULL), [])
        assert lock.path.is_symlink()
        assert there.read_text() == write_lock(FULL, [])

    @posix
    def test_the_name_beside_is_not_followed(self, lock: LockFile, tmp_path: Path) -> None:
        """A link planted at the name beside is dropped, and what it points to left alone."""
        victim = tmp_path / "victim"
        victim.write_text("mine")
        lock.path.with_name(".PLAN.lock.new").symlink_to(victim)
        lock.update(becomes(FULL), [])
        assert victim.read_text() == "mine"
        assert lock.load() == FULL


class TestNotSaved:
    """What cannot be saved is said, and the old lock stays."""

    def refused(self, lock: LockFile) -> str:
        """What an update with something new is refused with."""
        with pytest.raises(NotSaved) as caught:
            lock.update(becomes(Ledger()), [])
        return str(caught.value)

    def test_read_only_file(self, lock: LockFile) -> None:
        """A read-only lock is respected, though its folder would let us replace it."""
        lock.update(becomes(FULL), [])
        lock.path.chmod(0o444)
        message = f"{lock.path}: The lock is read-only. Make it writable: {lock.path}"
        assert self.refused(lock) == message
        assert lock.load() == FULL

    def test_missing_folder(self, lock: LockFile) -> None:
        """A lock in a folder that is not there is not saved."""
        lost = LockFile(lock.path.parent / "no" / "PLAN.lock", lock.guard)
        with pytest.raises(NotSaved) as caught:
            lost.update(becomes(FULL), [])
        assert str(caught.value) == (
            f"{lost.path}: The lock cannot be written: {os.strerror(errno.ENOENT)}. "
            "Check that its folder is there, and writable, and that the disk has room."
        )

    @pytest.mark.skipif(
        os.name != "posix" or os.geteuid() == 0, reason="nothing is read-only for root"
    )
    def test_read_only_folder(self, lock: LockFile) -> None:
        """A lock in a read-only folder is not saved."""
        lock.update(becomes(FULL), [])
        lock.path.parent.chmod(0o555)
        try:
            assert "The lock cannot be written" in self.refused(lock)
        finally:
            lock.path.parent.chmod(0o755)
        assert lock.load() == FULL

    def test_full_disk(self, lock: LockFile, monkeypatch: pytest.MonkeyPatch) -> None:
        """A disk that is full while the new file is written leaves the old one, and no part."""
        lock.update(becomes(FULL), [])

        def full(_: int) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        assert "The lock cannot be written: No space left on device." in self.refused(lock)
        monkeypatch.undo()
        assert lock.load() == FULL
        assert names(lock.path.parent) == ["PLAN.lock"]

    def test_something_in_the_way(self, lock: LockFile) -> None:
        """A folder at the name beside is reported, not removed."""
        lock.path.with_name(".PLAN.lock.new").mkdir()
        lock.path.with_name(".PLAN.lock.new").joinpath("x").touch()
        with pytest.raises(NotSaved):
            lock.update(becomes(FULL), [])
        assert names(lock.path.parent) == [".PLAN.lock.new"]

    def test_guard_held(self, lock: LockFile) -> None:
        """Another run that does not let go of the guard is waited for only so long."""
        with FileLock(str(lock.guard)), pytest.raises(NotSaved) as caught:
            lock.update(becomes(FULL), [])
        assert str(caught.value) == (
            f"{lock.path}: Another run has kept the guard {lock.guard} for 0.05 seconds. "
            "Let it finish, then run again."
        )
        assert not lock.path.exists()

    def test_guard_refused(self, lock: LockFile) -> None:
        """A guard that cannot be opened is reported with its path."""
        lock.guard.mkdir()
        with pytest.raises(NotSaved) as caught:
            lock.update(becomes(FULL), [])
        assert str(caught.value).startswith(f"{lock.path}: The guard {lock.guard} cannot be locked")

    def test_replace_file_is_all_or_nothing(self, lock: LockFile) -> None:
        """A whole file is written over the old one, whatever their sizes."""
        for data in (b"long" * 10_000, b"short", b""):
            replace_file(lock.path, data)
            assert lock.path.read_bytes() == data


class TestPlanFile:
    """The bytes of the plan."""

    def refused(self, path: Path) -> str:
        """What a plan is refused with."""
        with pytest.raises(PlanError) as caught:
            read_plan_file(path)
        return str(caught.value)

    def test_bytes(self, tmp_path: Path) -> None:
        """The plan is read as it is, whatever its encoding."""
        (tmp_path / "PLAN.md").write_bytes(b"\xff# Plan\r\n")
        assert read_plan_file(tmp_path / "PLAN.md") == b"\xff# Plan\r\n"

    def test_missing(self, tmp_path: Path) -> None:
        """A missing plan is refused, and the command that writes one named."""
        path = tmp_path / "PLAN.md"
        assert self.refused(path) == (
            f"The plan {path} does not exist. Check --phase-plan, or phase_plan in the ini file. "
            "A first plan is written by: pytest-phase init"
        )

    def test_directory(self, tmp_path: Path) -> None:
        """A directory is refused."""
        assert self.refused(tmp_path) == (
            f"The plan {tmp_path} is a directory. "
            "Check --phase-plan, or phase_plan in the ini file."
        )

    @posix
    def test_pipe(self, tmp_path: Path) -> None:
        """A pipe is refused, and not waited for."""
        os.mkfifo(tmp_path / "PLAN.md")
        assert "is no regular file." in self.refused(tmp_path / "PLAN.md")

    @pytest.mark.skipif(
        os.name != "posix" or os.geteuid() == 0, reason="nothing is unreadable for root"
    )
    def test_unreadable(self, tmp_path: Path) -> None:
        """A plan that we may not read is refused."""
        path = tmp_path / "PLAN.md"
        path.touch(0o000)
        assert self.refused(path) == (
            f"The plan {path} cannot be read: {os.strerror(errno.EACCES)}. "
            "Check its path and who may read it."
        )

    @pytest.mark.parametrize("name", ["a\0b", "x" * 5_000])
    def test_impossible_name(self, tmp_path: Path, name: str) -> None:
        """A name that no file can have is refused like any other."""
        assert self.refused(tmp_path / name)

    def test_too_large(self, tmp_path: Path) -> None:
        """A plan of 5 MB is refused; one byte less is read."""
        path = tmp_path / "PLAN.md"
        path.write_bytes(b"x" * (PLAN_LIMIT - 1))
        assert len(read_plan_file(path)) == PLAN_LIMIT - 1
        path.write_bytes(b"x" * PLAN_LIMIT)
        assert self.refused(path) == (
            f"The plan {path} has 5 MB or more. "
            "Check that it is the right file. A plan is Markdown that people read."
        )


def test_saving_is_all_that_needs_the_guards_library(tmp_path: Path) -> None:
    """Reading a lock does not import filelock, which costs a third of what pytest does."""
    code = (
        "import sys; from pathlib import Path; from pytest_phase.adapters.files import LockFile; "
        "LockFile(Path('PLAN.lock'), Path('guard')).load(); print('filelock' in sys.modules)"
    )
    words = [sys.executable, "-c", code]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
