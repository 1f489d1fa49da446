"""A piece of a report that text and Markdown print alike."""

from __future__ import annotations

from typing import NamedTuple

MOST = 15
"""How many rows a table has that shows only the first of them."""


class Sheet(NamedTuple):
    """A titled piece of a report: sentences, then a table; ``code`` says which columns are code."""

    title: str
    said: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    code: tuple[int, ...] = (0,)
