"""The tokens of a drawing's row, with their display columns: East Asian wide ones take two."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from pytest_phase.formats.plan_markdown.diagram_pieces import E, N, S, W

_SIDES = {"VERTICAL": N | S, "HORIZONTAL": E | W, "UP": N, "DOWN": S, "LEFT": W, "RIGHT": E}
HEADS = {
    E: "→►▶▸▹▻➔➙➛➜➝➞➟➠➡➤⟶⇒⇨⇢⇾⟹⮕⭢↣↦",
    W: "←◄◀◂◃◅⟵⇐⇦⇠⬅⭠",
    S: "↓▼▾▽▿⇓⇩⇣⬇",
    N: "↑▲▴△▵⇑⇧⇡⬆",
}
DIRECTION = {char: arm for arm, chars in HEADS.items() for char in chars}
_HEAD_CHARS = "".join(DIRECTION)
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


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a row as it is written: its kind, and the columns it takes."""

    kind: str
    text: str
    column: int
    end: int


def tokens_of(row: str) -> list[Token]:
    """The tokens of a row, blanks left out."""
    columns = widths(row)
    found = (
        Token(str(each.lastgroup), each[0], columns[each.start()], columns[each.end()])
        for each in _TOKEN.finditer(row)
    )
    return [each for each in found if each.kind != "space" and each.column < each.end]


def upright_columns(tokens: list[Token]) -> set[int]:
    """The columns of a row that a vertical line may join."""
    return {
        token.column
        for token in tokens
        if token.kind in ("bar", "plus", "tip")
        or (token.kind == "box" and arms_of(token.text) & (N | S))
        or (token.kind == "head" and DIRECTION[token.text] in (N, S))
    }


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
