"""What a drawing is made of: lines with arms, arrow heads, text runs, on a grid of columns."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field

N, E, S, W = 1, 2, 4, 8
ALL = N | E | S | W
OPPOSITE = {N: S, S: N, E: W, W: E}


@dataclass(slots=True, eq=False)
class Line:
    """A cell of a connector and the sides it reaches out to; ``end`` is the column after it.

    ``ascii`` cells (``+`` and ``|``) join whatever line is beside them. ``label`` is the
    text a labelled shaft carries.
    """

    row: int
    column: int
    arms: int
    char: str
    end: int
    ascii: bool = False
    dotted: bool = False
    label: str = ""


@dataclass(slots=True, eq=False)
class Head:
    """An arrow head: ``points`` is the side it points to, ``tail`` the side its shaft is on."""

    row: int
    column: int
    points: int
    tail: int
    end: int
    char: str
    dotted: bool = False


@dataclass(slots=True, eq=False)
class Text:
    """A run of words, or all the text in a drawn box; ``end`` is the column after it."""

    row: int
    column: int
    text: str
    end: int
    boxed: bool = False


@dataclass(slots=True, eq=False)
class Wall:
    """Something drawn that has no reading here: a slanted line, a two-way arrow."""

    row: int
    column: int
    char: str
    end: int


Piece = Line | Head | Text | Wall


@dataclass(slots=True)
class Sheet:
    """All pieces of a drawing, by cell and by row (each row sorted by column)."""

    grid: dict[tuple[int, int], Piece] = field(default_factory=dict)
    rows: list[list[Piece]] = field(default_factory=list)

    def place(self, piece: Piece, row: int) -> None:
        """Puts a piece on the cells of one row."""
        for column in range(piece.column, piece.end):
            self.grid[row, column] = piece

    def beside(self, piece: Piece, row: int, side: int) -> Piece | None:
        """The next piece of the row to the east or west, however far."""
        pieces = self.rows[row]
        at = bisect_left(pieces, piece.column, key=_column)
        at += 1 if side == E else -1
        return pieces[at] if 0 <= at < len(pieces) else None


def _column(piece: Piece) -> int:
    return piece.column


def gap(first: Piece, second: Piece) -> int:
    """The blank columns between two pieces of one row."""
    return max(second.column - first.end, first.column - second.end)


def faces(piece: Line | Head, side: int) -> bool:
    """Whether a piece reaches out to ``side``: an arm, or the tail of a head."""
    return bool(piece.arms & side) if isinstance(piece, Line) else piece.tail == side


def is_shaft(piece: Piece | None) -> bool:
    """Whether a branch may hang from a piece: a plain shaft or the head of one."""
    if isinstance(piece, Head):
        return piece.points in (E, W)
    return isinstance(piece, Line) and piece.arms == E | W
