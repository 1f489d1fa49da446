"""An inventory as Markdown: a heading and a table for each sheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pytest_phase.reporting.layout import printable
from pytest_phase.reporting.sheet import Sheet


def lines(sheets: Iterable[Sheet], title: str) -> Iterator[str]:
    """The lines of the report below one title."""
    yield f"# {printable(title)}"
    for sheet in sheets:
        yield ""
        yield f"## {printable(sheet.title)}"
        for each in sheet.said:
            yield ""
            yield printable(each)
        if sheet.rows:
            yield ""
            yield from _table(sheet)


def _table(sheet: Sheet) -> Iterator[str]:
    yield f"| {' | '.join(sheet.header)} |"
    yield f"|{'|'.join('---' for _ in sheet.header)}|"
    for row in sheet.rows:
        cells = (code(each) if at in sheet.code else _cell(each) for at, each in enumerate(row))
        yield f"| {' | '.join(cells)} |"


def code(text: str) -> str:
    """A cell as a code span; a vertical bar in it would end the cell."""
    shown = _cell(text.strip())
    if not shown or shown == "-":
        return shown
    return f"`` {shown} ``" if "`" in shown else f"`{shown}`"


def _cell(text: str) -> str:
    return printable(text).replace("|", "\\|")
