"""Trees drawn by indentation: which row is a branch, and whose branch it is (4.2, rule 6)."""

from __future__ import annotations

from pytest_phase.formats.plan_markdown.diagram_pieces import (
    ALL,
    E,
    Head,
    Line,
    N,
    Piece,
    S,
    Sheet,
    Text,
    is_shaft,
)

TREE_REACH = 4


class Branches:
    """The first piece of each row, and the row each hangs from."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.leads = [_lead(row) for row in sheet.rows]
        self.parents = _parents(sheet, self.leads)

    def leads_row(self, piece: Piece) -> bool:
        """Whether a piece is the first of its row, upright lines aside."""
        return self.leads[piece.row] is piece

    def is_branch(self, line: Line) -> bool:
        """Whether a line is the corner or tee that begins a row."""
        return (
            bool(line.arms & E) and (line.arms != ALL or line.char == "+") and self.leads_row(line)
        )

    def is_twig(self, piece: Piece, line: Line) -> bool:
        """Whether ``piece`` is the arrow of a branch further left: then ``line`` is its child.

        One column further left is no indentation, but a join that is one off.
        """
        lead = self.leads[piece.row]
        return (
            is_shaft(piece)
            and isinstance(lead, Line)
            and lead.column + 1 < line.column
            and self.is_branch(lead)
            and self._own_arrow(lead, piece)
        )

    def _own_arrow(self, lead: Line, piece: Piece) -> bool:
        """Whether no text stands between a branch and a piece of its row."""
        row = self.sheet.rows[lead.row]
        between = row[row.index(lead) : row.index(piece)]
        return not any(isinstance(each, Text) for each in between)

    def parent(self, branch: Line | Head) -> Piece | None:
        """The node a branch of a tree belongs to, by indentation (rule 6).

        None where the row above is a branch whose bar should go on and does not: then this
        one may as well be its neighbour, a few columns off.
        """
        row = self.parents[branch.row]
        lead = self.leads[row] if row is not None else None
        if row is None or lead is None:
            return None
        if lead.column == branch.column and isinstance(lead, Line):
            return lead if lead.arms & S else None
        if isinstance(lead, Line) and lead.arms & S and not self._goes_down(lead):
            return None
        reach = range(branch.column, branch.column + TREE_REACH + 1)
        texts = [
            each
            for each in self.sheet.rows[row]
            if isinstance(each, Text)
            and (each.column in reach or each.column <= branch.column < each.end)
        ]
        return texts[0] if len(texts) == 1 else None

    def _goes_down(self, line: Line) -> bool:
        below = self.sheet.grid.get((line.row + 1, line.column))
        return isinstance(below, Line) and bool(below.arms & N)


def _lead(row: list[Piece]) -> Piece | None:
    """The first piece of a row that is no upright line."""
    for piece in row:
        if not (isinstance(piece, Line) and piece.arms == N | S):
            return piece
    return None


def _parents(sheet: Sheet, leads: list[Piece | None]) -> list[int | None]:
    """For each row the nearest row above that is indented no deeper, down from a blank row."""
    open_rows: list[tuple[int, int]] = []
    parents: list[int | None] = []
    for row, lead in enumerate(leads):
        if lead is None:
            parents.append(None)
            open_rows = open_rows if sheet.rows[row] else []
            continue
        while open_rows and open_rows[-1][1] > lead.column:
            open_rows.pop()
        parent = open_rows[-1][0] if open_rows else None
        if open_rows and open_rows[-1][1] == lead.column:
            sibling = leads[open_rows.pop()[0]]
            last = isinstance(sibling, Line) and not sibling.arms & S
            parent = parents[sibling.row] if last and sibling else parent
        parents.append(parent)
        open_rows.append((row, lead.column))
    return parents
