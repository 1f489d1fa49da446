"""A look at a lock that costs next to nothing: which of its tests a pass would turn green."""

from __future__ import annotations

import re

from pytest_phase.formats.lock_rows import RowError, parse_row

# A row as it is written: a string of the list, without escapes.
_RED = re.compile(r'^[ \t]*"(test [^"\n]* red=[^"\n]*)"', re.MULTILINE)


def waiting(text: str) -> frozenset[str]:
    """The tests that were seen red and not green; those of rows that cannot be read are not in it.

    It reads ten thousand rows in some milliseconds, and makes no object for any row that waits
    for nothing: they would live as long as the run, and slow every collection of garbage.
    """
    rows = (found[1] for found in _RED.finditer(text) if " green=" not in found[1])
    return frozenset(test for row in rows if (test := _test(row)))


def _test(row: str) -> str | None:
    try:
        parsed = parse_row(row.replace('\\"', '"').replace("\\\\", "\\"))
    except RowError:
        return None
    return getattr(parsed, "test", None)
