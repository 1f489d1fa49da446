"""How evidence seen in two places becomes one, and tables that this version does not know.

Every function that joins is commutative, associative and idempotent: which branch comes first,
and how often one is merged, makes no difference (design 3.4).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from pytest_phase.core import sums
from pytest_phase.core.evidence import COUNTING, NULLS, Evidence, Null, Red


def join_rows(rows: list[Evidence], component: str = "") -> tuple[Evidence, ...]:
    """One row for each text, in the order of the texts; a bare row only where it is alone.

    ``component`` is whose rows they are: the sum of a joined row is about it too.
    """
    if len(rows) == 1:
        return (_tidy(rows[0]),)
    by_text: dict[str, list[Evidence]] = {}
    for row in rows:
        by_text.setdefault(row.text or "", []).append(_tidy(row))
    joined = [_join_same_text(by_text[text], component) for text in sorted(by_text)]
    telling = [row for row in joined if row != Evidence(row.test)]
    return tuple(telling or joined)


def strongest(rows: Iterable[Evidence], today: str | None) -> Evidence:
    """The row with today's text (None: unknown), else the strongest one: green over red."""

    def key(row: Evidence) -> tuple[object, ...]:
        excused = row.baseline is not None or row.waived is not None
        other = today is None or row.text != today
        return (other, *_weakness(row)[:3], not excused, *_weakness(row)[3:], row.text or "")

    return min(rows, key=key)


def union(several: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """All the words, each once, sorted."""
    return tuple(sorted({word for words in several for word in words}))


def merge_tables(
    ours: Mapping[str, Any], theirs: Mapping[str, Any], base: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Unknown tables merged key by key; a value that is no table is chosen whole.

    What one side left as it was in ``base`` is as the other side has it.
    """
    merged = {}
    for key in sorted({*ours, *theirs}):
        value = _merge_values(*(table.get(key, _GONE) for table in (ours, theirs, base)))
        if value is not _GONE:
            merged[key] = value
    return merged


def _weakness(row: Evidence) -> tuple[Any, ...]:
    """Sorts what was seen of a test: green after red, then red, then green alone, then nothing.

    Red and green of a row were seen one after the other, so they are compared, and kept,
    together. Beyond that the order is arbitrary, and total.
    """
    red, green = row.red, row.green
    kinds = (red is None or green is None, red is None, green is None)
    return (*kinds, *_red_weakness(red), green or "", row.green_text or "")


def _red_weakness(red: Red | None) -> tuple[Any, ...]:
    if red is None:
        return (len(COUNTING), "", "", (), False)
    # Grades that do not count come last; a lock that was written never holds one.
    rank = COUNTING.index(red.grade) if red.grade in COUNTING else len(COUNTING)
    return (rank, red.grade, red.implementation, red.cases, red.null)


def _join_same_text(rows: list[Evidence], component: str) -> Evidence:
    if len(rows) == 1:
        return rows[0]
    best = min(rows, key=_weakness)
    row = replace(
        best,
        baseline=min((row.baseline for row in rows if row.baseline is not None), default=None),
        before=min((row.before for row in rows if row.before is not None), default=None),
        waived=min((row.waived for row in rows if row.waived is not None), default=None),
        # It is about the text, and "reproduced" comes after "replayed" by the alphabet too.
        level=max((row.level for row in rows if row.level is not None), default=None),
        # With the red and the green that were chosen; of two alike always the same.
        hooks=min(row.hooks for row in rows if row.red == best.red and row.green == best.green),
        outline=min((row.outline for row in rows if row.outline is not None), default=None),
        null=None if best.red else _worst(row.null for row in rows),
        extra=union(row.extra for row in rows),
    )
    return sums.joined(component, row, rows)


def _worst(several: Iterable[Null | None]) -> Null | None:
    """What passed against nothing in one place is no better for what another place says."""
    found = {each for each in several if each is not None}
    return next((each for each in NULLS if each in found), None)


def _tidy(row: Evidence) -> Evidence:
    if row.red is not None and row.red.cases:
        row = replace(row, red=row.red._replace(cases=union([row.red.cases])))
    return replace(row, extra=union([row.extra])) if row.extra else row


_GONE = object()


def _merge_values(ours: object, theirs: object, base: object) -> object:
    if isinstance(ours, Mapping) and isinstance(theirs, Mapping):
        return merge_tables(ours, theirs, base if isinstance(base, Mapping) else {})
    mine, other, old = _spelled(ours), _spelled(theirs), _spelled(base)
    if mine == old:
        return theirs
    return ours if other == old else max((mine, ours), (other, theirs), key=lambda pair: pair[0])[1]


def _spelled(value: object) -> tuple[int, str]:
    """A value as something that sorts: absent, then single values, then tables."""
    if value is _GONE:
        return (0, "")
    return (2 if isinstance(value, Mapping) else 1, f"{type(value).__name__} {value!r}")
