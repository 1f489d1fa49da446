"""An inventory as text: columns that line up, nothing that a terminal would obey."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pytest_phase.reporting.layout import columns, pad, printable
from pytest_phase.reporting.sheet import Sheet

WIDEST = 60
"""Columns that a cell may take before the ones after it move on."""


def lines(sheets: Iterable[Sheet]) -> Iterator[str]:
    """The lines of the report, an empty one between two sheets."""
    for number, sheet in enumerate(sheets):
        if number:
            yield ""
        yield printable(sheet.title)
        yield from (f"  {printable(each)}" for each in sheet.said)
        yield from _table(sheet)


def _table(sheet: Sheet) -> Iterator[str]:
    if not sheet.rows:
        return
    rows = [tuple(map(_cell, row)) for row in (sheet.header, *sheet.rows)]
    widths = _widths(rows)
    for row in rows:
        padded = (pad(cell, width) for cell, width in zip(row, widths, strict=True))
        yield f"  {'  '.join(padded)}".rstrip()


def _cell(text: str) -> str:
    """A cell on one line; spaces at its beginning stay."""
    stripped = text.lstrip(" ")
    return " " * (len(text) - len(stripped)) + printable(stripped)


def _widths(rows: Sequence[tuple[str, ...]]) -> list[int]:
    return [min(WIDEST, max(map(columns, column))) for column in zip(*rows, strict=True)]
