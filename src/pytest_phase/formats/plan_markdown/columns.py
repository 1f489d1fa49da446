"""What a table's columns hold, by the words of its header (grammar 3.4)."""

from __future__ import annotations

from pytest_phase.formats.plan_markdown.blocks import Table
from pytest_phase.formats.plan_markdown.inline import plain
from pytest_phase.formats.plan_markdown.label_words import COLUMNS, spelled

_ROLES = spelled(COLUMNS)


def roles(table: Table) -> dict[str, int]:
    """Column of each role that the header names; the first column wins."""
    found: dict[str, int] = {}
    for column, cell in enumerate(table.header):
        words = plain(cell).strip(" :").casefold()
        role = _ROLES.get(words) or _ROLES.get(words.replace("(s)", "s"))
        if role:
            found.setdefault(role, column)
    return found
