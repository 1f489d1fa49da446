"""Locks that git could not merge: conflict markers, and three versions of one lock.

Both end in the same row-by-row merge of whole ledgers (``core.ledger.merge``).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pytest_phase.core.ledger import Ledger, LockError, merge
from pytest_phase.formats.lock_toml import MARKER, MERGE_AGAIN, read_lock, write_lock


@dataclass
class Side:
    """The text of one side of a conflict, and the line of the file that each of its lines was."""

    lines: list[str] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)

    def add(self, line: str, number: int) -> None:
        """One more line of the file that belongs to this side."""
        self.lines.append(line)
        self.numbers.append(number)

    def read(self) -> Ledger:
        """What this side says; an error names the line of the file."""
        try:
            return read_lock("\n".join(self.lines))
        except LockError as error:
            line = error.line and self.numbers[min(error.line, len(self.numbers)) - 1]
            raise LockError(error.message, line, MERGE_AGAIN, place=error.place) from None


def has_conflict(text: str) -> bool:
    """Whether git left conflict markers in the text."""
    return MARKER.search(text) is not None


def resolve_conflict(text: str) -> str:
    """The merged text of a lock with conflict markers, of git's styles merge, diff3 and zdiff3.

    Raises:
        LockError: a marker stands where none belongs, or a side is no valid lock.
    """
    ours, base, theirs, with_base = _sides(text)
    old = _read_or_none("\n".join(base.lines)) if with_base else None
    return write_lock(merge(ours.read(), theirs.read(), old), ())


def merge_texts(base: str, ours: str, theirs: str) -> str:
    """The merged text of two locks and the one both came from (empty: there is none).

    A base that cannot be read removes nothing: rows of both sides are kept.

    Raises:
        LockError: one of the two is no valid lock; its path says ``ours`` or ``theirs``.
    """
    sides = _read_side("ours", ours), _read_side("theirs", theirs)
    return write_lock(merge(*sides, _read_or_none(base)), ())


def _read_side(side: str, text: str) -> Ledger:
    try:
        return read_lock(text)
    except LockError as error:
        raise LockError(
            error.message, error.line, error.hint, place=error.place, path=side
        ) from None


def _read_or_none(text: str) -> Ledger | None:
    try:
        return read_lock(text)
    except LockError:
        return None


def _sides(text: str) -> tuple[Side, Side, Side, bool]:
    """Ours, base and theirs of a conflicted text, and whether every conflict names its base."""
    ours, base, theirs = Side(), Side(), Side()
    parts: dict[str, tuple[Side, ...]] = {"<": (ours,), "|": (base,), "=": (theirs,)}
    follows = {"": "<", "<": "|=", "|": "=", "=": ">"}
    part, width, with_base, line, number = "", 0, True, "", 0
    for number, line in enumerate(text.split("\n"), 1):
        found = MARKER.match(line)
        # In a base that was merged itself, git nests a conflict and makes its markers longer.
        if found is None or (part == "|" and len(found[1]) > width):
            for side in parts.get(part, (ours, base, theirs)):
                side.add(line, number)
            continue
        sign = found[1][0]
        if sign not in follows[part]:
            raise LockError(
                f"The conflict marker {found[1]} has no place here.", number, MERGE_AGAIN
            )
        with_base = with_base and not (part == "<" and sign == "=")
        part, width = ("" if sign == ">" else sign), len(found[1])
    if part:
        raise LockError("The last conflict has no end.", number, MERGE_AGAIN)
    return ours, base, theirs, with_base
