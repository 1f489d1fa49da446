"""``pytest-phase merge`` on files: git's merge driver, and a conflict settled in place."""

from __future__ import annotations

from pathlib import Path

from pytest_phase.adapters.files import guarded, read_lock_file, replace_file
from pytest_phase.adapters.places import guard_path
from pytest_phase.core.ledger import LockError
from pytest_phase.formats.lock_conflicts import has_conflict, merge_texts, resolve_conflict
from pytest_phase.formats.lock_toml import decode_lock


def merge_files(base: Path, ours: Path, theirs: Path) -> None:
    """Merge three versions of a lock into ``ours``: what git asks of a driver (%O %A %B).

    An absent or empty ``base`` means that both branches made the file.

    Raises:
        LockError: one of the two is no valid lock; ``ours`` is untouched.
        NotSaved: ``ours`` cannot be written.
    """
    old = _text(base) if base.exists() else ""
    merged = merge_texts(old, _text(ours), _text(theirs))
    replace_file(ours, merged.encode())


def settle(path: Path, stages: tuple[str, str, str] | None = None) -> bool:
    """Resolve git's conflict markers in a lock, in place; False if it has none.

    ``stages`` are the texts (base, ours, theirs) from git's index, where the caller has them:
    with them the result is exact even where git laid lines of two sections into each other.

    Raises:
        LockError: a part of the conflict is no valid lock; the file is untouched.
        NotSaved: it cannot be written.
    """
    with guarded(guard_path(path.parent), path):
        text = _text(path)
        if not has_conflict(text):
            return False
        try:
            merged = merge_texts(*stages) if stages else resolve_conflict(text)
        except LockError as error:
            raise (error if error.path else error.at(str(path))) from None
        replace_file(path, merged.encode())
    return True


def _text(path: Path) -> str:
    data = read_lock_file(path)
    if data is None:
        raise LockError("The lock does not exist.", path=str(path))
    try:
        return decode_lock(data)
    except LockError as error:
        raise error.at(str(path)) from None
