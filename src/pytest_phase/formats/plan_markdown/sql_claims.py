"""The tables that an SQL sample of a document names: by words alone, for samples are cut short."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_NAME = r"[\"`\[]?(?:\w+[\"`\]]?\.[\"`\[]?)?(?P<name>[^\W\d]\w*)[\"`\]]?"
_TABLES = re.compile(
    r"\b(?P<word>from|join|into|update|alter\s+table(?:\s+if\s+exists)?(?:\s+only)?"
    r"|drop\s+table(?:\s+if\s+exists)?"
    rf"|create\s+(?:temp(?:orary)?\s+)?table(?:\s+if\s+not\s+exists)?)\s+{_NAME}(?!\s*\(\s*\d|\w)",
    re.I,
)
_MORE = re.compile(rf"\s*,\s*{_NAME}", re.I)
_NO_SQL = re.compile(r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'", re.S)
_WITHIN = re.compile(r"\b(?:extract|substring|trim|overlay)\s*\([^()]*\)", re.I)
_OWN = re.compile(r"(?:\bwith(?:\s+recursive)?|,)\s+(\w+)(?:\s*\([^()]*\))?\s+as\s*\(", re.I)
_WORDS = frozenset({"select", "set", "values", "lateral", "only", "where", "unnest"})


class Named(NamedTuple):
    """A table that a sample names, the line of the sample (from 1), and whether it makes it."""

    name: str
    line: int
    made: bool


def tables_named(sql: str) -> Iterator[Named]:
    """The tables that a sample reads, writes, changes or makes, in order.

    Not what it names itself (``WITH x AS``), nor functions it reads from.
    """
    text = _WITHIN.sub(_blank, _NO_SQL.sub(_blank, sql))
    own = {each.casefold() for each in _OWN.findall(text)}
    for found in _TABLES.finditer(text):
        made = found["word"].casefold().startswith("create")
        call = not made and found["word"].casefold() in ("from", "join")
        if call and text[found.end() :].lstrip().startswith("("):
            continue
        yield from _named(found, own, made=made)
        if found["word"].casefold() == "from":
            more = _MORE.match(text, found.end())
            while more is not None:
                yield from _named(more, own, made=False)
                more = _MORE.match(text, more.end())


def _named(found: re.Match[str], own: set[str], *, made: bool) -> Iterator[Named]:
    name = found["name"]
    if name.casefold() not in own and name.casefold() not in _WORDS:
        yield Named(name, found.string.count("\n", 0, found.start("name")) + 1, made)


def _blank(found: re.Match[str]) -> str:
    """Blanks of the same length, with the line ends kept."""
    return re.sub(r"[^\n]", " ", found[0])
