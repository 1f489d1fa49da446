"""The sum that a row of the lock carries of itself: it shows a slip or a lie, and signs nothing.

A sum is about one row of one component, and about no other row: git may merge rows line by
line. Whoever reads this can compute one; against that only replay helps.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Literal, TypeVar
from zlib import crc32

from pytest_phase.core.evidence import NULL, Evidence

if TYPE_CHECKING:
    from pytest_phase.core.ledger import Start

    Summed = TypeVar("Summed", Evidence, Start)

_SINGLE = (
    "text", "outline", "green", "green_text", "level", "baseline", "before", "waived", "null",
)  # fmt: skip

Check = Literal["right", "wrong", "none"]


def digest(component: str, row: Evidence | Start) -> str:
    """The sum of a row in the section of a component: 6 hex digits.

    It is taken of the row's words in any order, so that one a later version adds counts too.
    """
    words = "\n".join([component, *sorted(_words(row))])
    return f"{crc32(words.encode('utf-8', 'surrogatepass')):08x}"[:6]


def check(component: str, row: Evidence | Start) -> Check:
    """Whether a row says what was written; ``none`` where it should have a sum and has not."""
    if row.sum is None:
        return "none" if _needs(row) else "right"
    return "right" if row.sum == digest(component, row) else "wrong"


def sealed(component: str, row: Summed) -> Summed:
    """The row with its sum; without one where it holds no evidence."""
    return replace(row, sum=digest(component, row) if _needs(row) else None)


def carried(component: str, new: Evidence, old: Evidence | None) -> Evidence:
    """A row that takes the place of another: it is no better than that one was.

    What was changed by hand stays so until its evidence is renewed.
    """
    fresh = old is None or old.empty or (old.text, old.red) != (new.text, new.red)
    if fresh or (old is not None and check(component, old) == "right"):
        return sealed(component, new)
    return replace(new, sum=old.sum if old else None)


def restarted(component: str, new: Start, old: Start | None) -> Start:
    """A start that takes the place of another; see ``carried``."""
    if old is None or check(component, old) == "right":
        return sealed(component, new)
    return replace(new, sum=old.sum)


def joined(component: str, row: Summed, parts: list[Summed]) -> Summed:
    """A row that was put together of others: right where all of them are."""
    found = {check(component, each): each.sum for each in sorted(parts, key=lambda e: e.sum or "")}
    if "wrong" in found:
        return replace(row, sum=found["wrong"])
    return replace(row, sum=None) if "none" in found else sealed(component, row)


def _needs(row: Evidence | Start) -> bool:
    """Whether something is to be gained by writing the row: it is evidence, or an excuse."""
    if isinstance(row, Evidence):
        return not row.empty or row.waived is not None or row.null is not None
    return row.lane != "feature"  # what a start went over is listed (PH830)


def _words(row: Evidence | Start) -> Iterator[str]:
    yield from row.extra
    if not isinstance(row, Evidence):
        yield from (f"base={row.base}", f"lane={row.lane}", f"over={sorted(row.over)}")
        return
    yield f"test={row.test}"
    if row.hooks:
        yield f"hooks={','.join(row.hooks)}"
    if row.red is not None:
        yield f"red={row.red.grade}@{row.red.implementation}"
        yield f"red-cases={sorted(row.red.cases)}"
        if row.red.null:
            yield NULL
    for name in _SINGLE:
        value = getattr(row, name)
        if value is not None:
            yield f"{name.replace('_', '-')}={value}"
