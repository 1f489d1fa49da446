"""A drawing as pieces on a grid of display columns: lines with arms, arrow heads, text runs."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

N, E, S, W = 1, 2, 4, 8
ALL = N | E | S | W
_SIDES = {"VERTICAL": N | S, "HORIZONTAL": E | W, "UP": N, "DOWN": S, "LEFT": W, "RIGHT": E}
STEP = {N: (-1, 0), E: (0, 1), S: (1, 0), W: (0, -1)}
OPPOSITE = {N: S, S: N, E: W, W: E}

HEADS = {
    E: "→►▶▸▹▻➔➙➛➜➝➞➟➠➡➤⟶⇒⇨⇢⇾⟹⮕⭢↣↦",
    W: "←◄◀◂◃◅⟵⇐⇦⇠⬅⭠",
    S: "↓▼▾▽▿⇓⇩⇣⬇",
    N: "↑▲▴△▵⇑⇧⇡⬆",
}
_DIRECTION = {char: arm for arm, chars in HEADS.items() for char in chars}
_HEAD_CHARS = "".join(_DIRECTION)
_BOTH_CHARS = "↔⇄⇆⟷⇔⟺↕⇅⇕⬌⬍"
_SLANT_CHARS = "↗↘↙↖╱╲╳⤴⤵"
_HOOK_CHARS = "↳⤷"
_BOX = "\u2500-\u257f"

_TOKEN = re.compile(
    rf"""
    (?P<space>\s+)
  | (?P<corner>(?<!\S)[`'](?=-))
  | (?P<note>\((?:[^(){_BOX}]|\([^(){_BOX}]*\))*\)|\[[^\[\]{_BOX}]*\]|`[^`{_BOX}]*`)
  | (?P<both><[-=]+>|[{_BOTH_CHARS}])
  | (?P<right>(?:-+\.+-*|\.{{2,}}|~+|[-=]+|[—–]+)>(?!=)|(?:(?<=[{_BOX}])|(?<!\S))>(?!\S))
  | (?P<left><(?:-+\.+-+|-+|={{2,}}|[—–]+)|<(?=[{_BOX}])|(?<!\S)<(?!\S))
  | (?P<head>[{_HEAD_CHARS}])
  | (?P<hook>[{_HOOK_CHARS}])
  | (?P<slant>[{_SLANT_CHARS}]|(?<!\S)[/\\](?!\S))
  | (?P<box>[{_BOX}])
  | (?P<dash>-{{2,}}|={{3,}}|[—–]{{2,}}|(?<=[+|{_BOX}])[-=—]|[-=—](?=[+|{_BOX}{_HEAD_CHARS}]))
  | (?P<tip>(?<!\S)[vV^](?!\S))
  | (?P<bar>\|)
  | (?P<plus>\+)
  | (?P<word>[^\s(\[`<>|+=~.—–/\\\-{_BOX}{_HEAD_CHARS}{_BOTH_CHARS}{_SLANT_CHARS}{_HOOK_CHARS}]+)
  | (?P<sign>.)
    """,
    re.VERBOSE,
)


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


@cache
def arms_of(char: str) -> int:
    """The sides a box-drawing character reaches, from its name in the Unicode standard."""
    name = unicodedata.name(char, "")
    arms = 0
    for word in () if "DIAGONAL" in name else name.split():
        arms |= _SIDES.get(word, 0)
    return arms


def widths(row: str) -> list[int]:
    """The display column where each character of a row begins, and where the row ends."""
    columns, column, joined = [0], 0, False
    for char in row:
        column += 0 if joined else width(char)
        joined = char == "\u200d"
        columns.append(column)
    return columns


def width(char: str) -> int:
    """The display columns of a character: wide 2, combining and joiners 0."""
    if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def draw(rows: list[str]) -> Sheet:
    """The pieces of a drawing, tabs already expanded."""
    tokens = [_tokens(row) for row in rows]
    upright = [_upright_columns(each) for each in tokens]
    sheet = Sheet()
    for number, row in enumerate(tokens):
        above = upright[number - 1] if number else set()
        below = upright[number + 1] if number + 1 < len(rows) else set()
        pieces = list(_runs(_pieces(number, row, above, below)))
        sheet.rows.append(pieces)
        for piece in pieces:
            sheet.place(piece, number)
    return sheet


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    column: int
    end: int


def _tokens(row: str) -> list[_Token]:
    columns = widths(row)
    found = (
        _Token(str(each.lastgroup), each[0], columns[each.start()], columns[each.end()])
        for each in _TOKEN.finditer(row)
    )
    return [each for each in found if each.kind != "space" and each.column < each.end]


def _upright_columns(tokens: list[_Token]) -> set[int]:
    """The columns of a row that a vertical line may join."""
    return {
        token.column
        for token in tokens
        if token.kind in ("bar", "plus", "tip")
        or (token.kind == "box" and arms_of(token.text) & (N | S))
        or (token.kind == "head" and _DIRECTION[token.text] in (N, S))
    }


def _pieces(row: int, tokens: list[_Token], above: set[int], below: set[int]) -> Iterator[Piece]:
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


def _piece(row: int, kind: str, token: _Token) -> Iterator[Piece]:
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
        points = _DIRECTION[text]
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


def _arrow(row: int, kind: str, token: _Token) -> Iterator[Piece]:
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
    token: _Token, before: _Token | None, after: _Token | None, above: set[int], below: set[int]
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


def _near(token: _Token, columns: set[int]) -> bool:
    return any(token.column + off in columns for off in (-1, 0, 1))


def _is_words(token: _Token | None) -> bool:
    return token is not None and token.kind in ("word", "note", "sign", "plus", "bar")


def _is_list_slash(token: _Token, before: _Token | None, after: _Token | None) -> bool:
    return token.text == "/" and _is_words(before) and _is_words(after)


def _is_note_dash(tokens: list[_Token], at: int) -> bool:
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
