"""The boxes of a plan's own items and headings, ``- [ ]`` and ``### [ ]``, in its text."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Literal

Box = Literal["open", "ticked", "other"]

# What ends a line in Markdown: nothing else does, not a form feed either.
_LINE_END = re.compile(r"(\r\n|\n|\r)")

# The mark of an item or a heading, then the box, then the end of the line, a space or the
# star of an optional item.
_BOX = re.compile(
    r"^(?P<before>[ \t>]*(?:[-*+]|\d+[.)]|#{1,6})[ \t]+\[)(?P<mark>[^\]\n])\](?=$|[ \t*])"
)


def tick(text: str, lines: Collection[int]) -> str:
    """The text with the open boxes at these lines (from 1) ticked, and nothing else changed."""
    parts = _LINE_END.split(text)  # line, its end, line, its end, ...
    for line in lines:
        index = 2 * (line - 1)
        if index < len(parts):
            parts[index] = _BOX.sub(_ticked, parts[index])
    return "".join(parts)


def box_at(text: str, line: int) -> Box | None:
    """What stands in the box at a line (from 1); None where there is no box."""
    parts = _LINE_END.split(text)
    found = _BOX.match(parts[2 * (line - 1)]) if 2 * (line - 1) < len(parts) else None
    if found is None:
        return None
    return {" ": "open", "x": "ticked", "X": "ticked"}.get(found["mark"], "other")  # type: ignore[return-value]


def _ticked(found: re.Match[str]) -> str:
    return f"{found['before']}x]" if found["mark"] == " " else found[0]
