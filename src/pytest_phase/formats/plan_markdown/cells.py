"""Table rows split into cells, with the pipes that stand inside code spans put back."""

from __future__ import annotations

import re
from typing import NamedTuple

_PIPE = re.compile(r"(?<!\\)\|")


class Row(NamedTuple):
    """One row: its cells as written, escaped pipes as plain ones, and its line.

    ``extra`` counts the cells beyond the header's that were found before they were joined.
    """

    cells: tuple[str, ...]
    line: int
    extra: int = 0


def split_rows(lines: list[str], first: int) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    """Header and rows of a table from its source lines; ``first`` is the header's line."""
    header = _cells(lines[0]) if lines else []
    rows = [
        _row(line, first + offset, len(header))
        for offset, line in enumerate(lines)
        if offset > 1 and line.strip(" \t>")
    ]
    return tuple(header), tuple(rows)


def _row(line: str, number: int, width: int) -> Row:
    cells = _cells(line)
    extra = max(0, len(cells) - width)
    if extra:
        cells = _joined(cells)
    cells += [""] * (width - len(cells))
    return Row(tuple(cells), number, extra)


def _cells(line: str) -> list[str]:
    text = line.strip(" \t>")
    text = text[1:] if text.startswith("|") else text
    if text.endswith("|") and not text.endswith("\\|"):
        text = text[:-1]
    return [cell.replace("\\|", "|").strip() for cell in _PIPE.split(text)]


def _joined(cells: list[str]) -> list[str]:
    """Join cells that were torn apart inside a code span (an odd number of backticks)."""
    joined: list[str] = []
    odd = False
    for cell in cells:
        if odd:
            joined[-1] = f"{joined[-1]} | {cell}"
        else:
            joined.append(cell)
        odd ^= cell.count("`") % 2 == 1
    return joined
