"""Shared phrasing of messages: one way to count and to list."""

from __future__ import annotations

from collections.abc import Sequence


def plural(count: int, noun: str) -> str:
    """``1 test``, ``2 tests``; the noun's last word takes the ``s``."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def names(items: Sequence[str], limit: int = 3) -> str:
    """The first few items, and how many more there are: ``a, b, c and 4 more``."""
    shown = ", ".join(items[:limit])
    rest = len(items) - limit
    return f"{shown} and {rest} more" if rest > 0 else shown
