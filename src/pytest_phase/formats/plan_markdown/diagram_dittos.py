"""An arrow with nothing to its left has the source of the arrow above it (4.2, rule 7)."""

from __future__ import annotations

from dataclasses import dataclass

from pytest_phase.formats.plan_markdown.diagram_names import Name
from pytest_phase.formats.plan_markdown.diagram_nets import Net
from pytest_phase.formats.plan_markdown.diagram_pieces import E, Head, Sheet, W


@dataclass(frozen=True, slots=True)
class _Arrow:
    """An arrow to the right on one row: its columns and sources, for a ditto below it."""

    start: int
    end: int
    sources: tuple[Name, ...]


class Dittos:
    """The arrows to the right that were read, by row."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.arrows: dict[int, list[_Arrow]] = {}

    def remember(self, net: Net, head: Head, sources: tuple[Name, ...]) -> None:
        """Keeps an arrow to the right, for a ditto on the next row."""
        if head.points == E:
            start = _start(net, head)
            self.arrows.setdefault(head.row, []).append(_Arrow(start, head.end, sources))

    def is_ditto(self, net: Net) -> bool:
        """Whether a net is one arrow to the right with nothing to its left."""
        return (
            not net.touches
            and len(net.heads) == len(net.targets) == len(net.faults) == 1
            and net.faults[0].open == W
            and self.sheet.rows[net.heads[0].row][0].column == net.faults[0].column
            and {each.row for each in net.lines} <= {net.heads[0].row}
        )

    def sources(self, net: Net) -> tuple[Name, ...]:
        """The sources of the one arrow on the row above that a ditto stands below, else none."""
        head = net.heads[0]
        start, above = _start(net, head), self.arrows.get(head.row - 1, [])
        over = [each for each in above if each.start < head.end and start < each.end]
        return over[0].sources if len(over) == 1 else ()


def _start(net: Net, head: Head) -> int:
    columns = [each.column for each in net.lines if each.row == head.row]
    return min([*columns, head.column])
