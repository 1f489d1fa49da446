"""Worktrees of a replay: made in a folder of their own, and removed however the run ends."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from pytest_phase.adapters.git_process import GitFailed, git, line
from pytest_phase.adapters.places import private_folder

FOLDER = "replays"
PREFIX = "replay-"
MARKER = "owner.json"
"""In each folder of a replay: the process that made it, and the repository it belongs to."""

# No file of Git LFS is fetched for a replay: those of the work tree are there already.
_LAZY = {"GIT_LFS_SKIP_SMUDGE": "1"}
_NO_FILTER = tuple(
    word
    for each in ("smudge=", "process=", "required=false")
    for word in ("-c", f"filter.lfs.{each}")
)


@contextlib.contextmanager
def workplace(top: Path) -> Iterator[Path]:
    """A folder for the worktrees of the repository ``top``; gone afterwards, with all of them.

    Also after Ctrl-C and SIGTERM. What a process left that was killed is cleaned first.
    """
    above = private_folder() / FOLDER
    above.mkdir(mode=0o700, exist_ok=True)
    clean(above)
    pid, began = os.getpid(), _began(os.getpid())
    with _terminable():
        folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{pid}-{began}-", dir=above)).resolve()
        try:
            owner = {"pid": pid, "began": began, "top": str(top)}
            (folder / MARKER).write_text(json.dumps(owner), encoding="utf-8")
            yield folder
        finally:
            with _undisturbed():
                _remove(top, folder)


def add(top: Path, folder: Path, commit: str) -> None:
    """Check a commit out into ``folder``: detached, without hooks, submodules or LFS files.

    Raises:
        GitFailed: git could not.
    """
    register(top, folder, commit)
    fill(folder)


def register(top: Path, folder: Path, commit: str) -> None:
    """Make an empty worktree; one after the other: git trips over one in the making.

    A signal waits for it (5 ms): git, ended halfway, leaves what nobody can tell the owner of.

    Raises:
        GitFailed: git could not.
    """
    words = ("worktree", "add", "--quiet", "--force", "--detach", "--no-checkout")
    with _undisturbed():
        git(top, *words, str(folder), commit)


def fill(folder: Path) -> None:
    """Check out what a worktree stands on; several may be filled at once. Raises GitFailed."""
    git(folder, *_NO_FILTER, "reset", "--quiet", "--hard", variables=_LAZY)


def clean(above: Path) -> None:
    """Remove what replays left whose process is not there any more."""
    with contextlib.suppress(OSError):
        for folder in above.glob(f"{PREFIX}*"):
            owner = _owner(folder)
            if owner is not None and not _lives(owner):
                _remove(Path(str(owner["top"])), folder)


def _owner(folder: Path) -> dict[str, object] | None:
    """Who made the folder; its name says so too, as long as there is no marker in it."""
    try:
        found = json.loads((folder / MARKER).read_text(encoding="utf-8"))
    except FileNotFoundError:
        with contextlib.suppress(OSError, ValueError):
            pid, began, _ = folder.name[len(PREFIX) :].split("-")
            if not _lives({"pid": int(pid), "began": began}):
                folder.rmdir()  # only an empty one goes
        return None
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and {"pid", "began", "top"} <= found.keys() else None


def _lives(owner: dict[str, object]) -> bool:
    pid = owner["pid"]
    return isinstance(pid, int) and _began(pid) == owner["began"] and _began(pid) != ""


def _began(pid: int) -> str:
    """When a process began, in whatever the system counts; empty where it is not there."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        if Path("/proc/self/stat").exists():
            return ""
        return _alive(pid)
    return stat.rpartition(")")[2].split()[19]


def _alive(pid: int) -> str:
    """The same where there is no ``/proc``: a number that is used again is taken for the owner."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return ""
    except OSError:
        return "alive"
    return "alive"


def _remove(top: Path, folder: Path) -> None:
    """Delete the folder, and what git keeps of the worktrees in it.

    As ``git worktree remove`` does, but for whatever stage of its making a tree was left in.
    """
    _empty(folder)
    kept = _administration(top)
    with contextlib.suppress(OSError):
        for each in kept.iterdir() if kept is not None else ():
            if _place_of(each).startswith(f"{folder}{os.sep}"):
                _delete(each)
        if kept is not None:
            kept.rmdir()  # only an empty one goes, as with git
    _empty(folder)  # a child may have written while it was removed
    _delete(folder)


def _empty(folder: Path) -> None:
    """Delete what is in the folder, but for its marker: who is killed here is still known."""
    with contextlib.suppress(OSError):
        for each in folder.iterdir():
            if each.name != MARKER:
                _delete(each)


def _administration(top: Path) -> Path | None:
    """Where git keeps the worktrees of a repository."""
    try:
        return top / line(top, "rev-parse", "--git-common-dir") / "worktrees"
    except (GitFailed, OSError):
        return None


def _place_of(kept: Path) -> str:
    """The place of a worktree, as git keeps it."""
    try:
        return (kept / "gitdir").read_text(encoding="utf-8", errors="surrogateescape").strip()
    except OSError:
        return ""


def _delete(folder: Path) -> None:
    """Delete a folder, what is read-only in it too."""
    shutil.rmtree(folder, ignore_errors=True)
    if folder.exists():
        for path, _, _ in os.walk(folder):
            with contextlib.suppress(OSError):
                Path(path).chmod(0o700)
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _terminable() -> Iterator[None]:
    """Let SIGTERM and SIGHUP unwind this process, so that it cleans up, and then end it."""
    numbers = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {}
    for number in numbers:
        with contextlib.suppress(ValueError):  # not in the main thread: nothing to do
            if signal.getsignal(number) is signal.SIG_DFL:
                before[number] = signal.signal(number, _unwind)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Hold signals back while it is cleaned; what came meanwhile comes afterwards."""
    came: list[int] = []
    names = ("SIGINT", "SIGTERM", "SIGHUP")
    before = {}
    for number in (getattr(signal, name) for name in names if hasattr(signal, name)):
        with contextlib.suppress(ValueError):  # not in the main thread: nothing to do
            before[number] = signal.signal(number, lambda number, _: came.append(number))
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for number in dict.fromkeys(came):
            signal.raise_signal(number)


def _unwind(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)
