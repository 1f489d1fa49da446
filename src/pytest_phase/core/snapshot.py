"""A snapshot: the exact tree in which tests were seen red, kept as a commit."""

from __future__ import annotations

from hashlib import blake2b
from typing import NamedTuple

from pytest_phase.core.evidence import Evidence

LONGEST = 160
"""The bytes that the last part of a ref may have: it is the name of a file."""


class Snapshot(NamedTuple):
    """One red that was kept.

    ``commit`` holds the tree (40 hex digits; empty before it is made), ``head`` is what was
    checked out then (None before the first commit), ``rows`` are the tests with their red.
    ``date`` is that of the head, in seconds since 1970.
    """

    commit: str
    component: str
    head: str | None
    rows: tuple[Evidence, ...]
    date: int = 0


class Kept(NamedTuple):
    """What came of keeping one snapshot.

    ``first``: the repository had none before. ``left_out`` are untracked files that were not
    taken, each with the reason: ``("dump.sql", "larger than 10 MB")``.
    """

    component: str
    commit: str
    first: bool = False
    left_out: tuple[tuple[str, str], ...] = ()


class NotKept(Exception):
    """A snapshot cannot be made or read: why, as a part of a sentence."""


def ref_of(component: str) -> str:
    """The ref that holds the snapshots of a component: ``refs/phase/red/auditlogger``.

    Letters, digits, ``-`` and ``_`` stay, anything else is percent-encoded: any id gives a
    valid name, and two ids two names. Where the name of a file would become too long, its end
    gives way to a digest.
    """
    name = "".join(each if each.isalnum() or each in "-_" else _percent(each) for each in component)
    size = len(name.encode("utf-8", "surrogatepass"))
    if size > LONGEST or name.startswith("-"):
        digest = blake2b(component.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
        name = f"{name[: LONGEST // 4].lstrip('-')}%{digest}"
    return f"refs/phase/red/{name}"


def _percent(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode("utf-8", "surrogatepass"))
