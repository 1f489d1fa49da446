"""Text that keeps its columns: what is printable, how wide it is, how it is cut and wrapped.

Names come from a plan that others wrote: they can be long, of any script, and hold control
characters that a terminal would obey.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping

from pytest_phase.core.cycle import Standing
from pytest_phase.core.plan import Plan

ELLIPSIS = "..."  # not U+2026: it has to print in any encoding
LONGEST_NAME = 40  # columns of a component's name inside a sentence

# Characters that turn the direction of the text after them: a name must not rewrite its line.
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_ESCAPED = ("Cc", "Cs", "Zl", "Zp")


def excused(standings: Iterable[Standing]) -> str:
    """How much was declared and not seen: ``1 waived, 2 baseline``; empty for none."""
    every = list(standings)
    counted = (
        (sum(len(each.waived) for each in every), "waived"),
        (sum(len(each.baseline) for each in every), "baseline"),
    )
    return ", ".join(f"{count} {word}" for count, word in counted if count)


def printable(text: str) -> str:
    """The text on one line, without characters that a terminal would obey."""
    line = " ".join(text.split())
    return line if line.isprintable() else "".join(_shown(each) for each in line)


def _shown(character: str) -> str:
    if unicodedata.category(character) in _ESCAPED or character in _BIDI:
        return character.encode("unicode_escape").decode("ascii")
    return character


def columns(text: str) -> int:
    """How many columns of a terminal the text takes: two for a wide character, none for a mark."""
    return len(text) if text.isascii() else sum(_columns(each) for each in text)


def _columns(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) == "Cf":
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def cut(text: str, width: int) -> str:
    """The text, its end replaced by ``...`` where it is wider than ``width`` columns."""
    if columns(text) <= width:
        return text
    kept = ""
    for character in text:
        if columns(kept + character) > width - len(ELLIPSIS):
            break
        kept += character
    return kept.rstrip() + ELLIPSIS


def pad(text: str, width: int) -> str:
    """The text, filled with spaces to ``width`` columns."""
    return text + " " * (width - columns(text))


def wrap(text: str, width: int, first: str = "", rest: str | None = None) -> list[str]:
    """The text in lines of at most ``width`` columns; a word is never broken.

    ``first`` stands before the first line, ``rest`` before the others (by default spaces as
    wide as ``first``).
    """
    rest = " " * columns(first) if rest is None else rest
    lines: list[str] = []
    line, empty = first, True
    for word in text.split():
        if not empty and columns(line) + 1 + columns(word) > width:
            lines.append(line)
            line, empty = rest, True
        line = f"{line}{word}" if empty else f"{line} {word}"
        empty = False
    return [*lines, line.rstrip()]


def labels(plan: Plan) -> Mapping[str, str]:
    """What to call each component, by id: its name, and its id too where the name is repeated."""
    named = {each.id: printable(each.name) or each.id for each in plan.components}
    count = Counter(named.values())
    return {id: name if count[name] == 1 else f"{name} ({id})" for id, name in named.items()}


def listed(ids: Iterable[str], called: Mapping[str, str]) -> list[str]:
    """What to call these components (see ``labels``); an unknown id stands for itself."""
    return [cut(called.get(id, printable(id)), LONGEST_NAME) for id in ids]
