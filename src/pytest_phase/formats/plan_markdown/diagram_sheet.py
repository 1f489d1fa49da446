"""From the rows of a drawing to its pieces: which signs are lines, which are words."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from pytest_phase.formats.plan_markdown.diagram_pieces import (
    ALL,
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
)
from pytest_phase.formats.plan_markdown.diagram_tokens import (
    DIRECTION,
    Token,
    arms_of,
    tokens_of,
    upright_columns,
)


def draw(rows: list[str]) -> Sheet:
    """The pieces of a drawing, tabs already expanded."""
    tokens = [tokens_of(row) for row in rows]
    upright = [upright_columns(each) for each in tokens]
    sheet = Sheet()
    for number, row in enumerate(tokens):
        above = upright[number - 1] if number else set()
        below = upright[number + 1] if number + 1 < len(rows) else set()
        pieces = list(_runs(_pieces(number, row, above, below)))
        sheet.rows.append(pieces)
        for piece in pieces:
            sheet.place(piece, number)
    return sheet


def _pieces(row: int, tokens: list[Token], above: set[int], below: set[int]) -> Iterator[Piece]:
    """One piece for each cell of a line, each head and each word."""
    only_tips = all(token.kind in ("tip", "bar", "note", "head") for token in tokens)
    for at, token in enumerate(tokens):
        before = tokens[at - 1] if at else None
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        kind = token.kind
        if kind in ("bar", "plus") and not _is_line(token, before, after, above, below):
            kind = "sign"
        if kind == "tip" and not (only_tips or _near(token, below if token.text == "^" else above)):
            kind = "sign"
        if kind == "dash" and _is_note_dash(tokens, at):
            kind = "sign"
        if kind == "slant" and _is_list_slash(token, before, after):
            kind = "sign"
        yield from _piece(row, kind, token)


def _piece(row: int, kind: str, token: Token) -> Iterator[Piece]:
    text, column, end = token.text, token.column, token.end
    if kind == "box":
        if arms := arms_of(text):
            yield Line(row, column, arms, text, end, dotted="DASH" in unicodedata.name(text))
        else:
            yield Wall(row, column, text, end)
    elif kind in ("dash", "bar", "plus"):
        arms = {"dash": E | W, "bar": N | S, "plus": ALL}[kind]
        for offset, char in enumerate(text):
            yield Line(row, column + offset, arms, char, column + offset + 1, ascii=kind != "dash")
    elif kind == "corner":
        yield Line(row, column, N | E, text, end)
    elif kind in ("right", "left"):
        yield from _arrow(row, kind, token)
    elif kind == "head":
        points = DIRECTION[text]
        yield Head(row, column, points, OPPOSITE[points], end, text, dotted=text in "⇢⇠⇣⇡")
    elif kind == "hook":
        yield Head(row, column, E, N, end, text)
    elif kind == "tip":
        points = N if text == "^" else S
        yield Head(row, column, points, OPPOSITE[points], end, text)
    elif kind in ("both", "slant"):
        yield Wall(row, column, text, end)
    else:
        yield Text(row, column, text, end)


def _arrow(row: int, kind: str, token: Token) -> Iterator[Piece]:
    """The cells and the head of an arrow written in ASCII."""
    text, column = token.text, token.column
    dotted = any(char in text for char in ".~")
    head = len(text) - 1 if kind == "right" else 0
    points = E if kind == "right" else W
    for at, char in enumerate(text):
        if at == head:
            yield Head(row, column + at, points, OPPOSITE[points], column + at + 1, char, dotted)
        else:
            yield Line(row, column + at, E | W, char, column + at + 1, dotted=dotted)


def _is_line(
    token: Token, before: Token | None, after: Token | None, above: set[int], below: set[int]
) -> bool:
    """Whether ``|`` or ``+`` is drawn: beside a dash, or over or under an upright line."""
    drawn = ("dash", "right", "left", "box", "head")
    if before and before.kind in drawn and before.end == token.column:
        return True
    if after and after.kind in drawn and after.column == token.end:
        return not (before and _is_words(before) and before.end == token.column)
    between = _is_words(before) and _is_words(after)
    upright = token.column in above or token.column in below
    return (upright or not between) if token.kind == "bar" else (upright and not between)


def _near(token: Token, columns: set[int]) -> bool:
    return any(token.column + off in columns for off in (-1, 0, 1))


def _is_words(token: Token | None) -> bool:
    return token is not None and token.kind in ("word", "note", "sign", "plus", "bar")


def _is_list_slash(token: Token, before: Token | None, after: Token | None) -> bool:
    return token.text == "/" and _is_words(before) and _is_words(after)


def _is_note_dash(tokens: list[Token], at: int) -> bool:
    """Whether ``--`` is a dash before a note: words on both sides, nothing drawn after it."""
    token = tokens[at]
    if token.text not in ("--", "——", "–") or at in (0, len(tokens) - 1):
        return False
    apart = tokens[at - 1].end < token.column and token.end < tokens[at + 1].column
    return apart and _is_words(tokens[at - 1]) and all(_is_words(each) for each in tokens[at + 1 :])


def _runs(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Joins words one space apart into one run; a bracket after a run is its note."""
    run: Text | None = None
    for piece in pieces:
        if isinstance(piece, Text) and run and _continues(run, piece):
            space = " " if piece.column > run.end else ""
            run.text, run.end = f"{run.text}{space}{piece.text}", piece.end
        else:
            if run:
                yield run
            run = piece if isinstance(piece, Text) else None
            if not run:
                yield piece
    if run:
        yield run


def _continues(run: Text, piece: Text) -> bool:
    blank = piece.column - run.end
    return (
        blank <= 1
        or piece.text[0] in "(["
        or piece.text in ("--", "—", "–")
        or run.text[-1] in ":,"
    )
