"""The sentences about a drawing, put together in one place."""

from __future__ import annotations

import re

from pytest_phase.formats.plan_markdown.diagram_names import Name
from pytest_phase.formats.plan_markdown.diagram_pieces import Text
from pytest_phase.formats.plan_markdown.diagram_verbs import reverses


def cannot_tell(column: int, reason: str) -> str:
    """The complaint about a line at a column (from 0)."""
    return f"cannot tell where the line at column {column + 1} goes ({reason})"


def shown(text: Text) -> str:
    """A text as a message names it: without notes, and not too long."""
    name = re.sub(r"\s*[(\[].*", "", text.text) or text.text
    return name if len(name) <= 40 else f"{name[:39]}…"


def turned(source: Name, target: Name) -> str:
    """The remark on a left arrow that was read by its numbers."""
    names = (target.text, source.text)
    return f'"{" ← ".join(names)}" read as {"→".join(names)}, by their numbers'


def labelled(label: str, sources: tuple[Name, ...], targets: tuple[Name, ...]) -> str:
    """The remark on an arrow with a label."""
    first, second = (targets, sources) if reverses(label) else (sources, targets)
    names = [", ".join(each.text for each in group) for group in (first, second)]
    return f'arrow labelled "{label}" read as {names[0]}→{names[1]}'
