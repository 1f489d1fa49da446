"""Rows for the plan's table of corrections: as Markdown, and written into the plan's text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pytest_phase.core.corrections import Correction
from pytest_phase.core.plan import Plan

TITLE = "## Schema vs Spec Corrections"
HEADER = ("| Spec Says | Actual Code/Schema | Action |", "|---|---|---|")
_LINE_END = re.compile(r"(\r\n|\n|\r)")


def table(rows: Sequence[Correction]) -> list[str]:
    """The lines of a table in the pattern's form."""
    return [*HEADER, *map(_line, rows)]


def _line(row: Correction) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"


def written(text: str, plan: Plan, rows: Sequence[Correction]) -> str:
    """The plan's text with these rows in its table; every other byte stays what it is.

    Without a table, its section is put before the first phase or component, or at the end.
    Line ends are those of the file.
    """
    if not rows:
        return text
    parts = _LINE_END.split(text)  # line, its end, line, its end, ...
    end = parts[1] if len(parts) > 1 else "\n"
    if plan.reconciliation:
        at = max(row.line for row in plan.reconciliation)
        added = [_line(row) for row in rows]
        return _inserted(parts, at, added, end)
    at = _place(plan, parts) - 1
    before = [""] if at and parts[2 * (at - 1)].strip() else []
    return _inserted(parts, at, [*before, TITLE, "", *table(rows), ""], end)


def _place(plan: Plan, parts: Sequence[str]) -> int:
    """The line of the heading that the section goes before; one past the end without any.

    It is the section around the first phase or component; never the title of the plan.
    """
    lines = parts[::2]
    starts = [*(each.line for each in plan.phases), *(each.line for each in plan.components)]
    below = [line for line in starts if not lines[line - 1].startswith("# ")]
    first = min(below, default=len(lines) + (lines[-1] != ""))
    above = [number for number, line in enumerate(lines[:first], start=1) if line.startswith("## ")]
    return above[-1] if above else first


def _inserted(parts: Sequence[str], after: int, lines: Sequence[str], end: str) -> str:
    """The text with lines put in after line ``after`` (0: before the first)."""
    head = "".join(parts[: 2 * after])
    tail = "".join(parts[2 * after :])
    if head and not head.endswith(("\n", "\r")):
        head += end
    return head + "".join(f"{line}{end}" for line in lines) + tail
