"""Where things are: the project root, git's directory, and the guard of the lock."""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from pathlib import Path

from pytest_phase.core.ledger import NotSaved

GUARD = "pytest-phase.guard"  # not .lock: those in git's directory are taken for git's own
CANDIDATES = 4


def find_root(start: Path) -> Path | None:
    """The git top level that holds ``start`` (a file or folder): its nearest folder with ``.git``.

    None outside git.
    """
    path = Path(os.path.abspath(start))
    return next((each for each in (path, *path.parents) if _holds_git(each)), None)


def _holds_git(folder: Path) -> bool:
    return os.path.exists(folder / ".git")  # noqa: PTH110 - Path.exists raises where we may not look


def guard_path(root: Path) -> Path:
    """The file that processes lock in turn before they save a lock of the project ``root``.

    In git's directory (of this worktree or submodule), never beside the plan. Outside git, or
    where that cannot be written, in a folder of this user in the temp directory.

    Raises:
        NotSaved: there is no such folder, and none can be made.
    """
    top = find_root(root)
    folder = git_directory(top) if top else None
    if folder and os.access(folder, os.W_OK) and _lockable(folder / GUARD):
        return folder / GUARD
    digest = hashlib.sha256(os.fsencode(os.path.realpath(top or root))).hexdigest()[:16]
    return private_folder() / f"{digest}.guard"


def git_directory(top: Path) -> Path | None:
    """Git's directory of a top level: ``.git`` itself, or where a ``.git`` file points.

    Worktrees and submodules have such a file. None where it points nowhere.
    """
    place = top / ".git"
    if place.is_dir():
        return place
    try:
        word, _, where = place.read_text(encoding="utf-8", errors="surrogateescape").partition(":")
    except OSError:
        return None
    folder = top / where.strip()
    return folder if word == "gitdir" and where.strip() and folder.is_dir() else None


def _lockable(guard: Path) -> bool:
    """Whether the guard is still to be made, or can be opened: another user may have made it."""
    return not os.path.lexists(guard) or (guard.is_file() and os.access(guard, os.R_OK | os.W_OK))


def private_folder() -> Path:
    """A folder in the temp directory that this user alone can write.

    Anyone can make anything there first: what is not ours is passed over, never followed.
    """
    temp = Path(tempfile.gettempdir())
    user = str(os.getuid()) if hasattr(os, "getuid") else "user"
    for number in range(CANDIDATES):
        folder = temp / "-".join(["pytest-phase", user, *([str(number)] if number else [])])
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
            if _is_ours(folder):
                return folder
        except OSError:
            continue
    message = f"No folder for the guard can be made in {temp}."
    raise NotSaved(message, None, "Check who may write there, or set TMPDIR.")


def _is_ours(folder: Path) -> bool:
    found = folder.lstat()
    if not hasattr(os, "getuid"):
        return stat.S_ISDIR(found.st_mode)
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o022
