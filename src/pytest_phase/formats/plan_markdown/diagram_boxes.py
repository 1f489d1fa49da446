"""Names in drawn boxes: a closed rectangle with nothing but words in it is one text."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from pytest_phase.formats.plan_markdown.diagram_pieces import (
    E,
    Line,
    N,
    Piece,
    S,
    Sheet,
    Text,
    W,
)

WIDEST = 200
Corners = tuple[int, int, int, int]


def enclose(sheet: Sheet) -> None:
    """Turns each box of the drawing into one text, whose cells are its border and its words.

    A frame (a rectangle with lines in it) stays what it is: lines that lead nowhere.
    """
    boxes = [
        corners
        for row in sheet.rows
        for piece in row
        if isinstance(piece, Line) and (piece.arms == E | S or piece.char == "+")
        if (corners := _rectangle(sheet, piece)) and _words(sheet, corners)
    ]
    for corners in boxes:
        _fill(sheet, corners)
    if boxes:
        _relist(sheet)


def _rectangle(sheet: Sheet, corner: Line) -> Corners | None:
    """Top, left, bottom and right of the rectangle that begins at an upper left corner."""
    top, left = corner.row, corner.column
    right = left + 1
    while (cell := _line(sheet, top, right)) and cell.arms & W and right - left < WIDEST:
        corner_like = cell.arms == W | S or cell.char == "+"
        if corner_like and _is_upright(sheet, top + 1, right):
            bottom = _bottom(sheet, top, left, right)
            return (top, left, bottom, right) if bottom else None
        if not cell.arms & E:
            return None
        right += 1
    return None


def _bottom(sheet: Sheet, top: int, left: int, right: int) -> int | None:
    """The row of the lower border, or None if the sides do not reach one."""
    row = top + 1
    while _is_upright(sheet, row, left) and _is_upright(sheet, row, right):
        row += 1
    first, last = _line(sheet, row, left), _line(sheet, row, right)
    if not (first and last and row > top + 1):
        return None
    closed = first.arms & N and first.arms & E and last.arms & N and last.arms & W
    between = (_line(sheet, row, column) for column in range(left + 1, right))
    if closed and all(cell and cell.arms & E and cell.arms & W for cell in between):
        return row
    return None


def _is_upright(sheet: Sheet, row: int, column: int) -> bool:
    """Whether a side of a box runs through the cell; a ``+`` there only where none turns inward."""
    cell = _line(sheet, row, column)
    return cell is not None and cell.arms & (N | S) == N | S and cell.char != "+"


def _line(sheet: Sheet, row: int, column: int) -> Line | None:
    cell = sheet.grid.get((row, column))
    return cell if isinstance(cell, Line) else None


def _inside(sheet: Sheet, row: int, left: int, right: int) -> list[Piece]:
    """The pieces of a row that begin between two columns."""
    pieces = sheet.rows[row]
    first = bisect_right(pieces, left, key=lambda piece: piece.column)
    return pieces[first : bisect_left(pieces, right, key=lambda piece: piece.column)]


def _words(sheet: Sheet, corners: Corners) -> list[str]:
    """What stands in a rectangle, line by line; nothing if it holds more than words."""
    top, left, bottom, right = corners
    lines: list[str] = []
    for row in range(top + 1, bottom):
        pieces = _inside(sheet, row, left, right)
        if not all(isinstance(piece, Text) for piece in pieces):
            return []
        if pieces:
            lines.append(" ".join(piece.text for piece in pieces if isinstance(piece, Text)))
    return lines


def _fill(sheet: Sheet, corners: Corners) -> None:
    """Puts the box's text on its border; the first line is its name, the others are notes."""
    top, left, bottom, right = corners
    name, *more = _words(sheet, corners)
    notes = " ".join(each if each[0] in "([" else f"({each})" for each in more)
    box = Text(top, left, f"{name} {notes}".strip(), right + 1, boxed=True)
    for row in range(top, bottom + 1):
        whole = row in (top, bottom) or bool(_inside(sheet, row, left, right))
        columns = range(left, right + 1) if whole else (left, right)
        for column in columns:
            sheet.grid[row, column] = box


def _relist(sheet: Sheet) -> None:
    """Lists the pieces of each row anew from the grid."""
    cells: list[dict[int, Piece]] = [{} for _ in sheet.rows]
    for (row, column), piece in sheet.grid.items():
        cells[row][column] = piece
    for row, placed in enumerate(cells):
        in_order = (placed[column] for column in sorted(placed))
        sheet.rows[row] = list(dict.fromkeys(in_order))
