"""A look at a lock that costs next to nothing: which of its tests a pass would turn green."""

from __future__ import annotations

import re

from pytest_phase.formats.lock_rows import RowError, parse_row

_ESCAPED = re.compile(r"\\(.)")


def waiting(text: str) -> frozenset[str]:
    """The tests that were seen red and not green; those of rows that cannot be read are not in it.

    It reads ten thousand rows in some milliseconds, and makes no object for any row that waits
    for nothing: they would live as long as the run, and slow every collection of garbage.
    """
    lines = (line for line in text.split("\n") if " red=" in line and " green=" not in line)
    rows = (line.lstrip().removeprefix('"') for line in lines)
    return frozenset(test for row in rows if row.startswith("test ") and (test := _test(row)))


def _test(row: str) -> str | None:
    # One string of a list on a line of its own: the id is its second word.
    id = _ESCAPED.sub(r"\1", row.split(" ", 2)[1])
    try:
        return getattr(parse_row(f"test {id}"), "test", None)
    except RowError:
        return None
