"""Where the arm of a line or the end of an arrow leads: to a piece, or nowhere and why."""

from __future__ import annotations

from dataclasses import dataclass

from pytest_phase.formats.plan_markdown.diagram_pieces import (
    OPPOSITE,
    E,
    Head,
    Line,
    N,
    Piece,
    S,
    Sheet,
    Text,
    W,
    Wall,
    faces,
    gap,
    is_shaft,
)
from pytest_phase.formats.plan_markdown.diagram_trees import Branches


@dataclass(frozen=True, slots=True)
class End:
    """Where one arm leads: a piece, or none and the reason; ``blocked`` by something else."""

    piece: Piece | None = None
    reason: str = "nothing"
    blocked: bool = False


NOTHING = End()


class Ends:
    """Looks from a piece to what it reaches; remembers what was joined from the side."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.branches = Branches(sheet)
        self.entered: dict[tuple[Piece, int], Line] = {}
        self.joined_aside: set[Line] = set()

    def beside(self, line: Line, side: int) -> End:
        """Where a horizontal arm leads."""
        other = self.sheet.beside(line, line.row, side)
        if other is None:
            return NOTHING
        apart = gap(line, other)
        if isinstance(other, Text):
            loose = line.char == "+" and not (
                side == E and self.branches.leads_row(line) and apart <= 1
            )
            return NOTHING if loose else End(other)
        if apart > 1 or (apart and line.char == "+"):
            return NOTHING
        if isinstance(other, Head):
            return End(other) if other.tail == OPPOSITE[side] else End(None, "a head", True)
        if isinstance(other, Line):
            return self._beside_line(line, other, side, apart)
        return End(None, f'"{other.char}"', True)

    def _beside_line(self, line: Line, other: Line, side: int, apart: int) -> End:
        """A line meets a line: face to face, or from the side on an upright one."""
        if other.arms & OPPOSITE[side]:
            return End(other)
        upright = other.arms & (N | S) == N | S
        if apart or not upright:
            return End(None, f'"{other.char}"', True) if line.char != "+" else NOTHING
        beyond = self.sheet.beside(other, line.row, side)
        crosses = isinstance(beyond, Line | Head) and gap(other, beyond) == 0
        if crosses and other.arms == N | S and not other.ascii:
            return End(None, "a crossing without a joint", True)
        self.joined_aside.add(other)
        return End(other)

    def beyond(self, line: Line, side: int) -> End:
        """Where a vertical arm leads: straight on, else one column off if that is unique."""
        row = line.row + (1 if side == S else -1)
        straight = self.sheet.grid.get((row, line.column))
        end = self._straight(line, side, straight)
        if end is None:
            end = self._aside(row, line, side)
        tree = side == N and self.branches.is_branch(line)
        if tree and end.piece is None:
            return self._parent(line, end)
        if tree and end.piece and self.branches.is_twig(end.piece, line):
            return self._parent(line, End(None, "a branch or a parent", True))
        return end

    def _parent(self, branch: Line | Head, otherwise: End) -> End:
        parent = self.branches.parent(branch)
        return otherwise if parent is None else End(parent)

    def _straight(self, line: Line, side: int, other: Piece | None) -> End | None:
        """The end in the cell straight on; None where it is not for this line to join."""
        if isinstance(other, Text):
            return self._on_text(line, side, other)
        if isinstance(other, Wall):
            return End(None, f'"{other.char}"', True)
        if isinstance(other, Head):
            if other.tail == OPPOSITE[side]:
                return End(other)
            hangs = side == N and other.points in (E, W)
            return End(other) if hangs else End(None, "a head", True)
        if other is None:
            return None
        if other.arms & OPPOSITE[side]:
            return End(other)
        if other.arms & (E | W) != E | W:
            return None
        self.entered[other, side] = line
        return End(other) if side == N else End(None, "a line that does not join it", True)

    def _on_text(self, line: Line, side: int, text: Text) -> End:
        """A vertical arm on a text: the bar of a tee stops there only at the top of a tree."""
        if line.char == "+":
            return End(text) if side == N and self.branches.leads_row(line) else NOTHING
        bar = line.arms & (N | S) == N | S and line.arms & (E | W)
        if bar and (side == S or line.arms & W):
            return End(None, f'"{_short(text)}"', True)
        return End(text)

    def _aside(self, row: int, piece: Line | Head, side: int) -> End:
        """The one piece a column to the left or right that faces ``piece`` and no other."""
        bar = isinstance(piece, Line) and piece.arms & (E | W)
        plain = bar and isinstance(piece, Line) and piece.arms & (N | S) == N | S
        found: list[Piece] = []
        for column in (piece.column - 1, piece.column + 1):
            other = self.sheet.grid.get((row, column))
            if isinstance(other, Text):
                found += [] if plain and side == S else [other]
            elif other is not None and side == N and is_shaft(other):
                found.append(other)
            elif isinstance(other, Line | Head) and faces(other, OPPOSITE[side]):
                taken = self.sheet.grid.get((piece.row, column))
                if not (isinstance(taken, Line | Head) and faces(taken, side)):
                    found.append(other)
        if len(found) == 1:
            return End(found[0])
        return End(None, "more than one end") if found else NOTHING

    def from_head(self, head: Head, side: int) -> End:
        """Where a head points, or where its tail comes from."""
        if side in (E, W):
            other = self.sheet.beside(head, head.row, side)
            near = other is not None and (isinstance(other, Text) or gap(head, other) <= 1)
            if isinstance(other, Line) and gap(head, other) and not faces(other, OPPOSITE[side]):
                near = False
            return End(other) if near else NOTHING
        row = head.row + (1 if side == S else -1)
        if 0 <= row < len(self.sheet.rows) and not self.sheet.rows[row]:
            return self._over_blank(head, row + (1 if side == S else -1))
        other = self.sheet.grid.get((row, head.column))
        if other is not None and not (isinstance(other, Line) and not self._hangs(other, side)):
            return End(other)
        end = self._aside(row, head, side)
        if end.piece is None and head.char in "↳⤷":
            return self._parent(head, end)
        return end if end.piece else self._alone(head, row)

    def _hangs(self, line: Line, side: int) -> bool:
        return faces(line, OPPOSITE[side]) or line.arms & (E | W) == E | W

    def _over_blank(self, head: Head, row: int) -> End:
        """A head may stand between blank lines (only texts are looked for beyond one)."""
        other = self.sheet.grid.get((row, head.column))
        return End(other) if isinstance(other, Text) else self._alone(head, row)

    def _alone(self, head: Head, row: int) -> End:
        """A head alone on its line goes with a text alone on the next, whatever its column."""
        if 0 <= row < len(self.sheet.rows) and len(self.sheet.rows[head.row]) == 1:
            pieces = self.sheet.rows[row]
            if len(pieces) == 1 and isinstance(pieces[0], Text):
                return End(pieces[0])
        return NOTHING


def _short(text: Text) -> str:
    return text.text if len(text.text) <= 30 else f"{text.text[:29]}…"
