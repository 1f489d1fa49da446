"""The lock and the plan on disk, and where the project root is."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import blake2b
from pathlib import Path

from pytest_phase.adapters.places import find_root, guard_path
from pytest_phase.core.ledger import LOCK, Ledger, LockError, NotSaved
from pytest_phase.formats.lock_scan import waiting

__all__ = [
    "LockFile",
    "PlanError",
    "find_root",
    "guard_path",
    "guarded",
    "read_lock_file",
    "read_plan_file",
    "read_plan_folder",
    "replace_file",
]

PLAN_LIMIT = 5_000_000
"""The size in bytes from which a plan is refused."""

PATIENCE = 60.0
"""Seconds to wait for other runs that save their part of the same lock."""

CHECK_PLAN_PATH = "Check --phase-plan, or phase_plan in the ini file."


class PlanError(Exception):
    """The plan cannot be read: what and where, and in ``hint`` what next (exit 4, design 3.2)."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}"


class LockFile:
    """One lock on disk. Only the controller of a run has one (design 3.4).

    ``guard`` is the file that processes lock in turn; it is kept away from the plan, see
    ``guard_path``. ``patience`` is how many seconds to wait for it. ``called`` is what its
    errors call it: by default its whole path.
    """

    def __init__(
        self, path: Path, guard: Path, patience: float = PATIENCE, *, called: str = ""
    ) -> None:
        self.path = path
        self.guard = guard
        self.patience = patience
        self.called = called or str(path)
        self._last: tuple[bytes, Ledger] | None = None

    def load(self) -> Ledger:
        """What the lock says now; an empty ledger where there is no lock yet.

        Raises:
            LockError: it is no regular file, cannot be read, or its text is refused.
        """
        with self._named():
            data = read_lock_file(self.path)
            if data is None:
                return Ledger()
            if self._last is None or self._last[0] != data:
                # TOML is imported by who reads or writes it: not every run does.
                from pytest_phase.formats.lock_toml import decode_lock, read_lock

                self._last = (data, read_lock(decode_lock(data)))
            return self._last[1]

    def digest(self) -> str:
        """The digest of its bytes; that of none where there is no lock. Raises LockError."""
        with self._named():
            data = read_lock_file(self.path)
        return blake2b(b"" if data is None else b"=" + data, digest_size=16).hexdigest()

    def waiting(self) -> frozenset[str]:
        """The tests that were seen red and not green; none where the lock cannot be read."""
        try:
            data = read_lock_file(self.path)
        except LockError:
            return frozenset()
        return waiting(data.decode("utf-8", "replace")) if data else frozenset()

    def update(self, change: Callable[[Ledger], Ledger], components: Sequence[str]) -> Ledger:
        """Read again under the guard, change, and write if that says something new.

        ``components`` are those of the plan: each gets its section. A ledger that comes back
        equal leaves the file as it is. The file is replaced at once, whatever happens.

        Raises:
            LockError: the lock cannot be read; nothing is written.
            NotSaved: it cannot be written, or the guard cannot be had.
        """
        with self._named(), guarded(self.guard, self.path, self.patience):
            old = self.load()
            new = change(old)
            if new != old:
                from pytest_phase.formats.lock_toml import write_lock

                data = write_lock(new, components).encode()
                replace_file(self.path, data)
                self._last = None
        return new

    def line(self, component: str, test: str) -> int | None:
        """The line of a test's first row, or of the start for ``""``; None where none is."""
        data = read_lock_file(self.path)
        if not data:
            return None
        from pytest_phase.formats.lock_toml import decode_lock, row_line

        return row_line(decode_lock(data), component, test)

    @contextmanager
    def _named(self) -> Iterator[None]:
        try:
            yield
        except LockError as error:
            raise error.at(self.called) from None


def read_lock_file(path: Path) -> bytes | None:
    """The bytes of a lock; None where there is none.

    Raises:
        LockError: it is no regular file, or cannot be read.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            kind = "a directory" if path.is_dir() else "no regular file"
            hint = "Check --phase-lock, or phase_lock in the ini file."
            raise LockError(f"The lock is {kind}.", None, hint, path=str(path))
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        message = f"The lock cannot be read: {_reason(error)}."
        hint = "Check its path and who may read it."
        raise LockError(message, None, hint, path=str(path)) from None


@contextmanager
def guarded(guard: Path, lock: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the inter-process lock ``guard`` while ``lock`` is read, merged and replaced.

    The system lets go of it when a process dies. The file itself stays.

    Raises:
        NotSaved: another process holds it for longer than ``patience`` seconds, or the
            system refuses it.
    """
    from filelock import FileLock, Timeout  # half of what `import pytest` costs; only for saving

    held = FileLock(str(guard), timeout=patience, mode=_guard_mode(guard))
    try:
        held.acquire(poll_interval=0.01)
    except Timeout:
        message = f"Another run has kept the guard {guard} for {patience:g} seconds."
        raise NotSaved(message, None, "Let it finish, then run again.", path=str(lock)) from None
    except (OSError, NotImplementedError) as error:
        message = f"The guard {guard} cannot be locked: {error}."
        raise NotSaved(message, None, "Check who may write there.", path=str(lock)) from None
    try:
        yield
    finally:
        held.release()


def replace_file(path: Path, data: bytes) -> None:
    """Replace a file with ``data`` at once: a reader sees the old one or the new one, never a part.

    Written beside, flushed to disk, renamed; mode and, where possible, owner stay. A symbolic
    link keeps pointing where it did. To be called under the guard: the name beside is fixed,
    and what a killed process left there is dropped.

    Raises:
        NotSaved: the file is read-only, or the system refuses; the old file is untouched.
    """
    target = Path(os.path.realpath(path))
    beside = target.with_name(f".{target.name}.new")
    try:
        old = target.stat() if target.exists() else None
        if old and not (old.st_mode & 0o222 and os.access(target, os.W_OK)):
            raise NotSaved("The lock is read-only.", None, f"Make it writable: {LOCK}").at(
                str(path)
            )
        beside.unlink(missing_ok=True)
        try:
            _write_through(beside, data, old)
            beside.replace(target)
        except BaseException:
            with suppress(OSError):
                beside.unlink()
            raise
    except OSError as error:
        hint = "Check that its folder is there, and writable, and that the disk has room."
        raise NotSaved(
            f"The lock cannot be written: {_reason(error)}.", None, hint, path=str(path)
        ) from None
    _flush_directory(target.parent)


def read_plan_file(path: Path) -> bytes:
    """The bytes of the plan.

    Raises:
        PlanError: it is missing, no regular file, unreadable, or has 5 MB or more.
    """
    try:
        if path.is_dir():
            raise PlanError(f"The plan {path} is a directory.", CHECK_PLAN_PATH)
        if not stat.S_ISREG(path.stat().st_mode):
            raise PlanError(f"The plan {path} is no regular file.", CHECK_PLAN_PATH)
        with path.open("rb") as file:
            data = file.read(PLAN_LIMIT)
    except FileNotFoundError:
        hint = f"{CHECK_PLAN_PATH} A first plan is written by: pytest-phase init"
        raise PlanError(f"The plan {path} does not exist.", hint) from None
    except (OSError, ValueError) as error:
        hint = "Check its path and who may read it."
        raise PlanError(f"The plan {path} cannot be read: {_reason(error)}.", hint) from None
    if len(data) >= PLAN_LIMIT:
        hint = "Check that it is the right file. A plan is Markdown that people read."
        raise PlanError(f"The plan {path} has {PLAN_LIMIT // 10**6} MB or more.", hint)
    return data


def read_plan_folder(path: Path) -> list[tuple[str, bytes]]:
    """Name and bytes of the Markdown files of a folder, by name; not those of folders in it.

    Raises:
        PlanError: there is none, one cannot be read, or together they have 5 MB or more.
    """
    try:
        files = sorted(each for each in path.iterdir() if each.suffix.lower() == ".md")
    except OSError as error:
        hint = "Check its path and who may read it."
        raise PlanError(f"The plan {path} cannot be read: {_reason(error)}.", hint) from None
    if not files:
        message = f"The plan {path} is a directory"
        raise PlanError(f"{message}.", CHECK_PLAN_PATH)
    read = [(each.name, read_plan_file(each)) for each in files]
    if sum(len(data) for _, data in read) >= PLAN_LIMIT:
        hint = "Check that it is the right folder. A plan is Markdown that people read."
        raise PlanError(f"The plan {path} has {PLAN_LIMIT // 10**6} MB or more.", hint)
    return read


def _reason(error: OSError | ValueError) -> str:
    """Why the system refused; a path with a null character in it is a ValueError."""
    return getattr(error, "strerror", None) or str(error)


def _guard_mode(guard: Path) -> int:
    """Whoever may write in the guard's folder may lock: a repository can be shared by a group."""
    try:
        return 0o644 | (guard.parent.stat().st_mode & 0o022)
    except OSError:
        return 0o644


def _write_through(path: Path, data: bytes, old: os.stat_result | None) -> None:
    """Create ``path`` with ``data`` down to the disk, with mode and owner of the ``old`` file."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, 0o666), "wb") as file:
        file.write(data)
        file.flush()
        if old is not None:
            path.chmod(stat.S_IMODE(old.st_mode))
            if hasattr(os, "fchown"):
                with suppress(OSError):  # only root may give a file away, and has to
                    os.fchown(file.fileno(), old.st_uid, old.st_gid)
        os.fsync(file.fileno())


def _flush_directory(path: Path) -> None:
    """Make the rename itself durable, where the system can: Windows opens no directory."""
    with suppress(OSError):
        number = os.open(path, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
