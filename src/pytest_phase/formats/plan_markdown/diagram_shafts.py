"""Words inside a drawing that are no names: labels on arrows, notes below their name."""

from __future__ import annotations

from collections.abc import Collection

from pytest_phase.formats.plan_markdown.diagram_pieces import (
    E,
    Head,
    Line,
    Piece,
    Sheet,
    Text,
    W,
    gap,
)
from pytest_phase.formats.plan_markdown.diagram_verbs import is_verb


def label_shafts(sheet: Sheet, known: Collection[str]) -> None:
    """Turns the text of a labelled arrow (``A ──affects──▶ B``) into a part of its shaft.

    The text is a label where it is glued to the line on both sides, or is a verb that no
    component bears.
    """
    for number, row in enumerate(sheet.rows):
        for at, piece in enumerate(row):
            if not (isinstance(piece, Text) and not piece.boxed and 0 < at < len(row) - 1):
                continue
            before, after = row[at - 1], row[at + 1]
            if not (_reaches(before, E, W) and _reaches(after, W, E)):
                continue
            apart = max(gap(before, piece), gap(piece, after))
            if apart == 0 or (apart == 1 and is_verb(piece.text, known)):
                label = piece.text.strip("()[]")
                shaft = Line(number, before.end, E | W, label, after.column, label=label)
                row[at] = shaft
                sheet.place(shaft, number)


def _reaches(piece: Piece, side: int, back: int) -> bool:
    """Whether a shaft, or the tail of a head, reaches to ``side``."""
    if isinstance(piece, Head):
        return piece.tail == side and piece.points == back
    return isinstance(piece, Line) and piece.arms & side == side


def lower_notes(sheet: Sheet) -> None:
    """A bracket alone on the line below a text is that text's note, and stands for it there."""
    for number, row in enumerate(sheet.rows[1:], start=1):
        notes = [piece for at, piece in enumerate(row) if _is_note(row, at)]
        for note in notes:
            above = [sheet.grid.get((number - 1, at)) for at in range(note.column, note.end)]
            owners = {each for each in above if isinstance(each, Text) and not each.boxed}
            if len(owners) == 1 and isinstance(note, Text):
                owner = owners.pop()
                owner.text = f"{owner.text} {note.text}"
                sheet.grid.update(dict.fromkeys(_cells(note), owner))
                row.remove(note)


def _is_note(row: list[Piece], at: int) -> bool:
    piece = row[at]
    beside = row[max(at - 1, 0) : at + 2]
    return (
        isinstance(piece, Text)
        and piece.text[0] + piece.text[-1] in ("()", "[]")
        and all(isinstance(each, Text) for each in beside)
    )


def _cells(text: Text) -> list[tuple[int, int]]:
    return [(text.row, column) for column in range(text.column, text.end)]
