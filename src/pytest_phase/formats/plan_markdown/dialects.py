"""What a project says of its components: a pattern for their headings, the dialect of its plans."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pytest_phase.formats.plan_markdown.blocks import Section
from pytest_phase.formats.plan_markdown.headings import Heading
from pytest_phase.formats.plan_markdown.inline import plain
from pytest_phase.formats.plan_markdown.reading import Reading
from pytest_phase.formats.plan_markdown.units import Unit

PATTERN = "pattern"
_LONGEST = 300
_RULES = {
    "conductor": ("component.item",),
    "kiro": ("component.item",),
    "openspec": ("component.item", "component.number"),
    "speckit": ("component.tasks",),
    "table": ("component.row",),
}


def patterned(root: Section, pattern: str) -> Iterator[tuple[Section, Heading]]:
    """The headings that the project's own pattern takes for components."""
    compiled = re.compile(pattern)
    for section in root.walk():
        match = compiled.fullmatch(plain(section.title[:_LONGEST])) if section.level else None
        name = (match["name"] or "").strip() if match else ""
        if match and name:
            number = (match.groupdict().get("id") or "").strip()
            yield section, Heading("component", name, PATTERN, number, number)


def of_dialect(units: list[Unit], reading: Reading) -> list[Unit]:
    """The components by the project's pattern or dialect, directives with them; else none."""
    if reading.heading_pattern:
        found = [unit for unit in units if unit.word == PATTERN]
    else:
        rules = _RULES.get(reading.dialect, ())
        found = [unit for unit in units if unit.rule in rules]
    directed = [unit for unit in units if unit.rule == "component.directive"]
    return [*found, *(unit for unit in directed if unit not in found)] if found else []
