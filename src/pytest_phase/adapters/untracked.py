"""Which untracked files go into a snapshot: not what is large, secret, installed or built."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from pytest_phase.core.secrets import looks_secret
from pytest_phase.core.snapshot import NotKept

LARGEST = 10_000_000
"""The size in bytes over which an untracked file is left out."""

MOST_BYTES = 100_000_000
MOST_FILES = 20_000
"""How much may be untracked: more than that is not source, and does not belong into history."""

_LOOKED_AT = 65_536
_FOREIGN = frozenset({"__pycache__", "node_modules", "site-packages", ".venv", ".tox", ".nox"})


class Untracked(NamedTuple):
    """The files to take, and those left out, each with its reason."""

    taken: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...]


def choose(top: Path, paths: Iterable[str]) -> Untracked:
    """Sort untracked files, given relative to ``top`` as git lists them.

    Raises:
        NotKept: there are too many of them, or they are too large together.
    """
    taken: list[str] = []
    left_out: list[tuple[str, str]] = []
    total = 0
    for path in paths:
        if not _FOREIGN.isdisjoint(path.split("/")):
            continue
        size, reason = _look(top, path)
        if reason:
            left_out.append((path, reason))
        elif size is not None:
            total += size
            taken.append(path)
        if len(taken) > MOST_FILES or total > MOST_BYTES:
            raise NotKept(
                f"there are more than {MOST_FILES:,} untracked files, or more than "
                f"{MOST_BYTES // 10**6} MB of them; let .gitignore name what is no source"
            )
    return Untracked(tuple(taken), tuple(left_out))


def _look(top: Path, path: str) -> tuple[int | None, str]:
    """The size of a file, and why it is left out; no size where it is gone by now."""
    if path.endswith("/"):
        return None, "a repository of its own"
    file = top / path
    try:
        if file.is_symlink():
            return 0, ""
        size = file.stat().st_size
        if size > LARGEST:
            return size, f"larger than {LARGEST // 10**6} MB"
        with file.open("rb") as opened:
            head = opened.read(_LOOKED_AT)
    except FileNotFoundError:
        return None, ""
    except OSError as error:
        return None, f"cannot be read: {os.strerror(error.errno or 0)}"
    return size, "looks like a secret" if looks_secret(path, head) else ""
